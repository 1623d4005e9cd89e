"""HubSpot's values as ours: everything is text on the wire, the property's type says what it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from advocacy_sync.kernel.ids import ConnectionName, ExternalId, SourceKey
from advocacy_sync.kernel.money import Money
from advocacy_sync.kernel.number import canonical_number
from advocacy_sync.ports.crm import Value
from advocacy_sync.records.schema import FieldSchema, FieldType, ObjectSchema
from advocacy_sync.records.source_row import SourceRow

__all__ = ["decode", "encode", "object_schema", "owner_row", "parse_instant", "seen", "source_row", "stamp_property"]

_TYPES: dict[str, FieldType] = {
    "bool": "boolean",
    "enumeration": "picklist",
    "date": "date",
    "datetime": "datetime",
    "number": "number",
    "string": "text",
    "phone_number": "phone",
}
LONGEST_TEXT = 65_536


def stamp_property(object_type: str) -> str:
    """The property that moves when a record is changed."""
    return "lastmodifieddate" if object_type == "contacts" else "hs_lastmodifieddate"


def object_schema(object_type: str, definitions: list[dict[str, Any]]) -> ObjectSchema:
    fields = [_field(definition) for definition in definitions if not definition.get("archived")]
    return ObjectSchema(name=object_type, label=object_type, fields={field.name: field for field in fields})


def _field(definition: Mapping[str, Any]) -> FieldSchema:
    kind = _TYPES.get(definition.get("type", ""), "other")
    if kind == "picklist":
        kind = "multipicklist" if definition.get("fieldType") == "checkbox" else "picklist"
    limits = definition.get("modificationMetadata") or {}
    fixed = bool(limits.get("readOnlyValue")) or bool(definition.get("calculated"))
    return FieldSchema(
        name=definition["name"],
        label=definition.get("label") or definition["name"],
        type=kind,
        length=LONGEST_TEXT if kind == "text" else None,
        updateable=not fixed,
        options=tuple(option["value"] for option in definition.get("options") or () if not option.get("hidden")),
    )


def parse_instant(text: str) -> datetime:
    """ISO 8601 or epoch milliseconds. Raises ValueError for anything else."""
    if text.lstrip("-").isdigit():
        return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(text))
    return datetime.fromisoformat(text).astimezone(UTC)


def _iso(text: str) -> str:
    try:
        instant = parse_instant(text)
    except (ValueError, OverflowError):
        return text
    return instant.strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant.microsecond // 1000:03d}Z"


def _day(text: str) -> str:
    """Date properties are midnight UTC: the day is the UTC day, whatever the portal's zone."""
    return text if len(text) == 10 and not text.isdigit() else _iso(text)[:10]


def _boolean(text: str) -> Any:
    return {"true": True, "false": False}.get(text.lower(), text)


_DECODERS: dict[FieldType, Callable[[str], Any]] = {
    "boolean": _boolean,
    "date": _day,
    "datetime": _iso,
    "number": canonical_number,
}


def decode(schema: ObjectSchema, name: str, value: Any) -> Any:
    """One raw property. A cleared value comes as "" or null; both are nothing."""
    if value is None or value == "":
        return None
    field = schema.fields.get(name)
    decoder = _DECODERS.get(field.type) if field else None
    return decoder(str(value)) if decoder else value


def source_row(
    connection: ConnectionName, schema: ObjectSchema, raw: Mapping[str, Any], joined: Mapping[str, Any]
) -> SourceRow:
    """A record, with what the room joined to it (associations, stage), as a source row.

    The stamp of an archived one is when it was archived.
    """
    properties = {name: decode(schema, name, value) for name, value in (raw.get("properties") or {}).items()}
    archived = raw.get("archivedAt") if raw.get("archived") else None
    stamp = archived or raw.get("updatedAt") or properties.get(stamp_property(schema.name))
    return SourceRow(
        key=SourceKey(connection, schema.name, ExternalId(str(raw["id"]))),
        payload={"id": str(raw["id"]), **properties, **joined},
        stamp=parse_instant(str(stamp)) if stamp else datetime.fromtimestamp(0, UTC),
        deleted=bool(raw.get("archived")),
    )


def owner_row(connection: ConnectionName, raw: Mapping[str, Any]) -> SourceRow:
    """An owner: no CRM object, so it has no properties but members."""
    name = " ".join(part for part in (raw.get("firstName"), raw.get("lastName")) if part)
    payload = {
        "id": str(raw["id"]),
        "email": raw.get("email") or None,
        "fullName": name or None,
        "active": not raw.get("archived", False),
    }
    stamp = raw.get("updatedAt")
    return SourceRow(
        key=SourceKey(connection, "owners", ExternalId(str(raw["id"]))),
        payload=payload,
        stamp=parse_instant(str(stamp)) if stamp else datetime.fromtimestamp(0, UTC),
    )


def encode(value: Any) -> str:
    """A value as `seen` gives it, for a write: text; "" clears, null would be ignored."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def seen(value: Value) -> Any:
    """A value as a read of the property that holds it gives it."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Money):
        return canonical_number(value.text())
    if isinstance(value, int):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value or None
