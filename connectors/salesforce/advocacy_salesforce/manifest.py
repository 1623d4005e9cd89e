"""What this room is and needs, without loading the vendor's SDK."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.ports.crm import AuthKind, ConnectionSettings, CrmSession, Manifest
from advocacy_sync.ports.events import Events
from advocacy_sync.records.crm_fields import FieldSpec
from advocacy_sync.records.saved import field_of
from advocacy_sync.records.schema import ObjectSchema

__all__ = ["MANIFEST"]

# Vendor dates: release notes on SOAP login() and on username-password flows.
_RETIRING = (
    "username and password use SOAP login(), which Salesforce retires in Summer '27 and has left out of "
    "API 65.0 and later; move to client_credentials or jwt_bearer"
)


def _connect(settings: ConnectionSettings, events: Events) -> CrmSession:
    from .session import connect  # the SDK costs 0.4 s to import: only when somebody connects

    return connect(settings, events)


def _package(
    fields: Sequence[FieldSpec],
    adopted: Sequence[FieldSpec],
    reads: Mapping[str, Sequence[str]],
    writes: Mapping[str, Sequence[str]],
) -> dict[str, str]:
    from .package import package

    return package(fields, adopted, reads, writes)


def _described(name: str, answer: Any) -> ObjectSchema:
    from .wire import object_schema

    told = {"fields": answer} if isinstance(answer, list) else answer
    try:
        fields = [_field(field) for field in told["fields"]]
        label = told.get("label") if isinstance(told.get("label"), str) else ""
        return object_schema({"name": told.get("name") or name, "label": label, "fields": fields})
    except (KeyError, TypeError, AttributeError):
        raise ConfigError("this is not the answer of GET …/sobjects/{object}/describe, with 'name', 'fields'") from None


def _field(field: Any) -> dict[str, Any]:
    return field_of(
        field,
        options="picklistValues",
        texts=("type", "label"),
        lists=("referenceTo",),
        numbers=("length", "precision", "digits", "scale"),
        strict={"relationshipName": (str, "text")},
    )


def _login_url(base_url: str) -> str:
    if not base_url:
        raise ConfigError("base_url is missing: give the org's My Domain address (https://yours.my.salesforce.com)")
    return base_url


MANIFEST = Manifest(
    crm="salesforce",
    title="Salesforce",
    auth=(
        AuthKind(name="client_credentials", secrets=("client_id", "client_secret")),
        AuthKind(name="jwt_bearer", secrets=("client_id", "username", "private_key"), optional=("audience",)),
        AuthKind(name="refresh_token", secrets=("client_id", "refresh_token"), optional=("client_secret",)),
        AuthKind(name="password", secrets=("username", "password", "security_token"), notice=_RETIRING),
    ),
    hosts=("salesforce.com", "force.com", "salesforce.mil", "cloudforce.com"),
    default_api_version="67.0",
    base_url=None,
    login_url=_login_url,
    required_rights=("API Enabled", "View All Data on the mapped objects", "Edit on the pushed fields"),
    connect=_connect,
    described=_described,
    package=_package,
)
