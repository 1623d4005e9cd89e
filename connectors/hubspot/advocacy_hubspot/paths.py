"""Where things are, by the API version of the settings: a date (`2026-03`) or the older `v3`.

Dated paths carry the version behind the name of the API; the older ones before it, associations
and OAuth with numbers of their own. v4 ends 2027-03-30, v3 in September 2027 (vendor's changelog).
"""

from __future__ import annotations

from urllib.parse import quote

__all__ = [
    "account",
    "associations",
    "journal",
    "oauth",
    "objects",
    "owners",
    "pipelines",
    "properties",
    "validations",
]


def _dated(version: str) -> bool:
    return not version.startswith("v")


def objects(version: str, object_type: str) -> str:
    name = quote(object_type, safe="")
    return f"/crm/objects/{version}/{name}" if _dated(version) else f"/crm/{version}/objects/{name}"


def properties(version: str, object_type: str) -> str:
    name = quote(object_type, safe="")
    return f"/crm/properties/{version}/{name}" if _dated(version) else f"/crm/{version}/properties/{name}"


def pipelines(version: str, object_type: str) -> str:
    name = quote(object_type, safe="")
    return f"/crm/pipelines/{version}/{name}" if _dated(version) else f"/crm/{version}/pipelines/{name}"


def owners(version: str) -> str:
    return f"/crm/owners/{version}" if _dated(version) else f"/crm/{version}/owners/"


def associations(version: str, from_type: str, to_type: str) -> str:
    """Batch read. The v3 one ignores its own cursor, so the older version here is v4 (hubspot-api-python 135)."""
    pair = f"{quote(from_type, safe='')}/{quote(to_type, safe='')}/batch/read"
    return f"/crm/associations/{version}/{pair}" if _dated(version) else f"/crm/v4/associations/{pair}"


def validations(version: str, type_id: str) -> str:
    name = quote(type_id, safe="")
    return f"/crm/property-validations/{version}/{name}" if _dated(version) else f"/crm/v3/property-validations/{name}"


def journal(version: str) -> str:
    """The webhook journal of one account; before the dated paths it was part of version 4."""
    return f"/webhooks-journal/journal-local/{version if _dated(version) else 'v4'}"


def account(version: str) -> str:
    return f"/account-info/{version}/details"


def oauth(version: str) -> str:
    return f"/oauth/{version}/token" if _dated(version) else "/oauth/v1/token"
