"""What this room is and needs, without loading the vendor's SDK."""

from __future__ import annotations

from typing import Any

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.ports.crm import AuthKind, ConnectionSettings, CrmSession, Journal, Manifest, Webhook
from advocacy_sync.ports.events import Events
from advocacy_sync.records.saved import field_of
from advocacy_sync.records.schema import ObjectSchema

from .webhook import hints, verify

__all__ = ["MANIFEST"]


def _connect(settings: ConnectionSettings, events: Events) -> CrmSession:
    from .session import connect  # the SDK costs 0.5 s to import: only when somebody connects

    return connect(settings, events)


def _journal(settings: ConnectionSettings) -> Journal:
    from .journal import Journal as HubspotJournal

    return HubspotJournal(settings)


def _described(name: str, answer: Any) -> ObjectSchema:
    from .definitions import object_schema

    try:
        fields = answer["results"] if isinstance(answer, dict) else answer
        return object_schema(name, [_field(field) for field in fields])
    except (KeyError, TypeError, AttributeError):
        raise ConfigError("this is not the answer of GET /crm/v3/properties/{object}, with 'results'") from None


def _field(field: Any) -> dict[str, Any]:
    strict = {"modificationMetadata": (dict, "names with values")}
    return field_of(field, options="options", texts=("type", "fieldType", "label"), strict=strict)


def _adds(object_name: str, source: str) -> bool:
    from .rows import is_joined
    from .schemas import OWNER_FIELDS

    return source in OWNER_FIELDS if object_name == "owners" else source == "id" or is_joined(source)


MANIFEST = Manifest(
    crm="hubspot",
    title="HubSpot",
    auth=(
        AuthKind(name="private_app", secrets=("token",), optional=("client_id", "client_secret")),  # of its webhooks
        AuthKind(name="refresh_token", secrets=("client_id", "client_secret", "refresh_token")),
    ),
    hosts=("hubapi.com", "hubspot.com"),
    default_api_version="2026-03",
    base_url="https://api.hubapi.com",
    login_url=lambda base_url: base_url,
    required_rights=(
        "crm.objects.companies.read and .write",
        "crm.objects.contacts.read and .write",
        "crm.objects.deals.read and .write",
        "crm.objects.owners.read",
        "crm.schemas.companies.read, .contacts.read, .deals.read",
        "tickets",
    ),
    connect=_connect,
    journal=_journal,
    journal_secrets=("client_id", "client_secret"),
    described=_described,
    adds=_adds,
    rights_by_field=False,  # scopes are by object, and no answer tells them with the properties
    webhook=Webhook(signed_with="client_secret", verify=verify, hints=hints),
)
