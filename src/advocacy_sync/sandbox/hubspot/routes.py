"""Which handler serves which path.

A path is written without its version: `/crm/v3/objects/contacts` and `/crm/objects/2026-03/contacts`
are both `crm/objects/{type}`. Where v3 has a shape of its own, its route stands first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from advocacy_sync.sandbox.wire import Response

from . import (
    account,
    associations,
    associations_v3,
    auth,
    batch,
    groups,
    journal_api,
    labels,
    objects,
    owners,
    pipelines,
    properties,
    schemas,
    search,
    validations,
)
from .call import Call

__all__ = ["Handler", "Route", "match", "split_version"]

Handler = Callable[[Call], Response]

_VERSION = re.compile(r"v\d|20\d\d-\d\d(-beta)?").fullmatch
_OBJECT = "crm/objects/{type}"
_PAIR = "crm/associations/{from}/{to}"
_RECORD_PAIR = f"{_OBJECT}/{{id}}/associations"
_PROPERTIES = "crm/properties/{type}"
_RULES = "crm/property-validations/{type}"
_PIPELINE = "crm/pipelines/{type}/{pipeline}"
_V3 = "v3"

_TABLE: tuple[tuple[str, str, Handler, str], ...] = (
    ("GET", _OBJECT, objects.list_page, ""),
    ("POST", _OBJECT, objects.create, ""),
    ("POST", f"{_OBJECT}/search", search.search, ""),
    ("POST", f"{_OBJECT}/merge", objects.merge, ""),
    ("POST", f"{_OBJECT}/gdpr-delete", objects.gdpr_delete, ""),
    ("POST", f"{_OBJECT}/batch/read", batch.read, ""),
    ("POST", f"{_OBJECT}/batch/create", batch.create, ""),
    ("POST", f"{_OBJECT}/batch/update", batch.update, ""),
    ("POST", f"{_OBJECT}/batch/upsert", batch.upsert, ""),
    ("POST", f"{_OBJECT}/batch/archive", batch.archive, ""),
    ("GET", f"{_OBJECT}/{{id}}", objects.read, ""),
    ("PATCH", f"{_OBJECT}/{{id}}", objects.update, ""),
    ("DELETE", f"{_OBJECT}/{{id}}", objects.archive, ""),
    ("GET", f"{_RECORD_PAIR}/{{to}}", associations_v3.list_page, _V3),
    ("PUT", f"{_RECORD_PAIR}/{{to}}/{{to_id}}/{{association_type}}", associations_v3.create, _V3),
    ("DELETE", f"{_RECORD_PAIR}/{{to}}/{{to_id}}/{{association_type}}", associations_v3.remove, _V3),
    ("GET", f"{_RECORD_PAIR}/{{to}}", associations.list_page, ""),
    ("PUT", f"{_RECORD_PAIR}/default/{{to}}/{{to_id}}", associations.create_default, ""),
    ("PUT", f"{_RECORD_PAIR}/{{to}}/{{to_id}}", associations.create, ""),
    ("DELETE", f"{_RECORD_PAIR}/{{to}}/{{to_id}}", associations.remove, ""),
    ("POST", f"{_PAIR}/batch/read", associations_v3.batch_read, _V3),
    ("POST", f"{_PAIR}/batch/create", associations_v3.batch_create, _V3),
    ("POST", f"{_PAIR}/batch/archive", associations_v3.batch_archive, _V3),
    ("GET", f"{_PAIR}/types", associations_v3.types, _V3),
    ("POST", f"{_PAIR}/batch/read", associations.batch_read, ""),
    ("POST", f"{_PAIR}/batch/create", associations.batch_create, ""),
    ("POST", f"{_PAIR}/batch/archive", associations.batch_archive, ""),
    ("POST", f"{_PAIR}/batch/associate/default", associations.batch_default, ""),
    ("POST", f"{_PAIR}/batch/labels/archive", associations.batch_archive_labels, ""),
    ("GET", "crm/associations/definitions/configurations/all", labels.configurations, ""),
    ("GET", "crm/associations/definitions/configurations/{from}/{to}", labels.configurations, ""),
    ("GET", f"{_PAIR}/labels", labels.list_all, ""),
    ("POST", f"{_PAIR}/labels", labels.create, ""),
    ("PUT", f"{_PAIR}/labels", labels.update, ""),
    ("DELETE", f"{_PAIR}/labels/{{association_type}}", labels.archive, ""),
    ("GET", _PROPERTIES, properties.list_all, ""),
    ("POST", _PROPERTIES, properties.create, ""),
    ("GET", f"{_PROPERTIES}/groups", groups.list_all, ""),
    ("POST", f"{_PROPERTIES}/groups", groups.create, ""),
    ("GET", f"{_PROPERTIES}/groups/{{name}}", groups.read, ""),
    ("PATCH", f"{_PROPERTIES}/groups/{{name}}", groups.update, ""),
    ("DELETE", f"{_PROPERTIES}/groups/{{name}}", groups.archive, ""),
    ("POST", f"{_PROPERTIES}/batch/read", properties.batch_read, ""),
    ("POST", f"{_PROPERTIES}/batch/create", properties.batch_create, ""),
    ("POST", f"{_PROPERTIES}/batch/archive", properties.batch_archive, ""),
    ("GET", f"{_PROPERTIES}/{{name}}", properties.read, ""),
    ("PATCH", f"{_PROPERTIES}/{{name}}", properties.update, ""),
    ("DELETE", f"{_PROPERTIES}/{{name}}", properties.archive, ""),
    ("GET", _RULES, validations.list_all, ""),
    ("GET", f"{_RULES}/{{name}}", validations.read, ""),
    ("GET", f"{_RULES}/{{name}}/rule-type/{{rule}}", validations.read_rule, ""),
    ("PUT", f"{_RULES}/{{name}}/rule-type/{{rule}}", validations.write, ""),
    ("GET", "crm/pipelines/{type}", pipelines.list_all, ""),
    ("POST", "crm/pipelines/{type}", pipelines.create, ""),
    ("GET", _PIPELINE, pipelines.read, ""),
    ("PATCH", _PIPELINE, pipelines.update, ""),
    ("PUT", _PIPELINE, pipelines.update, ""),
    ("DELETE", _PIPELINE, pipelines.archive, ""),
    ("GET", f"{_PIPELINE}/audit", pipelines.audit, ""),
    ("GET", f"{_PIPELINE}/stages", pipelines.list_stages, ""),
    ("POST", f"{_PIPELINE}/stages", pipelines.create_stage, ""),
    ("GET", f"{_PIPELINE}/stages/{{stage}}", pipelines.read_stage, ""),
    ("PATCH", f"{_PIPELINE}/stages/{{stage}}", pipelines.update_stage, ""),
    ("PUT", f"{_PIPELINE}/stages/{{stage}}", pipelines.update_stage, ""),
    ("DELETE", f"{_PIPELINE}/stages/{{stage}}", pipelines.archive_stage, ""),
    ("GET", f"{_PIPELINE}/stages/{{stage}}/audit", pipelines.audit, ""),
    ("GET", "crm/owners", owners.list_page, ""),
    ("GET", "crm/owners/{id}", owners.read, ""),
    *(
        (method, f"{base}{path}", handler, "")
        for base in ("crm/schemas", "crm-object-schemas/schemas")
        for method, path, handler in (
            ("GET", "", schemas.list_all),
            ("POST", "", schemas.create),
            ("GET", "/{type}", schemas.read),
            ("PATCH", "/{type}", schemas.update),
            ("DELETE", "/{type}", schemas.archive),
            ("POST", "/{type}/associations", schemas.associate),
        )
    ),
    ("GET", "account-info/details", account.details, ""),
    ("GET", "account-info/api-usage/daily/private-apps", account.api_usage, ""),
    ("GET", "account-info/api-usage/daily", account.api_usage, ""),
    ("GET", "integrations/me", account.me, ""),
    ("GET", "settings/currencies/exchange-rates", account.currencies, ""),
    ("GET", "settings/currencies/exchange-rates/current", account.current_rates, ""),
    ("GET", "settings/currencies/company-currency", account.company_currency, ""),
    *(
        (method, f"{base}/{path}", handler, "")
        for base in ("webhooks-journal", "webhooks")
        for method, path, handler in (
            ("GET", "journal/earliest", journal_api.earliest),
            ("GET", "journal/latest", journal_api.latest),
            ("GET", "journal/offset/{offset}/next", journal_api.following),
            ("GET", "journal-local/earliest", journal_api.earliest),
            ("GET", "journal-local/latest", journal_api.latest),
            ("GET", "journal-local/offset/{offset}/next", journal_api.following),
            ("GET", "subscriptions", journal_api.subscriptions),
            ("POST", "subscriptions", journal_api.subscribe),
            ("GET", "subscriptions/{id}", journal_api.subscription),
            ("DELETE", "subscriptions/{id}", journal_api.unsubscribe),
            ("DELETE", "subscriptions/portals/{portal}", journal_api.unsubscribe_portal),
        )
    ),
    ("POST", "oauth/token", auth.grant, ""),
    ("POST", "oauth/token/introspect", auth.introspect, ""),
    ("POST", "oauth/token/revoke", auth.revoke, ""),
    ("GET", "oauth/access-tokens/{token}", auth.access_token, ""),
    ("GET", "oauth/refresh-tokens/{token}", auth.refresh_token, ""),
    ("DELETE", "oauth/refresh-tokens/{token}", auth.refresh_token, ""),
)


@dataclass
class Route:
    """A node of the tree of path parts; `handlers` by method, the version-bound ones before the others."""

    literal: dict[str, Route] = field(default_factory=dict)
    argument: dict[str, Route] = field(default_factory=dict)
    handlers: dict[str, list[tuple[str, Handler]]] = field(default_factory=dict)


def split_version(segments: list[str]) -> tuple[str, list[str]]:
    """The version that a path names, and the path without it; "" when it names none."""
    for at in (1, 2):
        if len(segments) > at and _VERSION(segments[at]):
            return segments[at], segments[:at] + segments[at + 1 :]
    return "", segments


def match(segments: list[str]) -> tuple[Route, dict[str, str]] | None:
    """The route of a path without version, and its arguments."""
    return next(((route, args) for route, args in _walk(_ROOT, segments, {}) if route.handlers), None)


def _walk(route: Route, left: list[str], args: dict[str, str]) -> Iterator[tuple[Route, dict[str, str]]]:
    """Routes that fit, those with the most literal beginning first."""
    if not left:
        yield route, args
        return
    if left[0] in route.literal:
        yield from _walk(route.literal[left[0]], left[1:], args)
    for name, child in route.argument.items():
        yield from _walk(child, left[1:], {**args, name: left[0]})


def _tree() -> Route:
    root = Route()
    for method, path, handler, version in _TABLE:
        here = root
        for part in path.split("/"):
            children = here.argument if part.startswith("{") else here.literal
            here = children.setdefault(part.strip("{}"), Route())
        here.handlers.setdefault(method, []).append((version, handler))
    return root


_ROOT = _tree()
