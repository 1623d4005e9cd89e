"""Salesforce's values as ours: the same row is the same whether REST or Bulk brought it.

REST gives JSON types and `+0000`, Bulk gives text and `Z`; integers may come as `0.0`. The describe
decides what a value is, never the look of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import orjson

from advocacy_sync.kernel.ids import ConnectionName, ExternalId, SourceKey
from advocacy_sync.kernel.money import Money
from advocacy_sync.kernel.number import canonical_number
from advocacy_sync.ports.crm import Value
from advocacy_sync.records.schema import FieldSchema, FieldType, ObjectSchema
from advocacy_sync.records.source_row import SourceRow

__all__ = ["decode", "encode", "object_schema", "seen", "source_row", "to18"]

_TYPES: dict[str, FieldType] = {
    "id": "id",
    "reference": "reference",
    "string": "text",
    "textarea": "text",
    "encryptedstring": "text",
    "boolean": "boolean",
    "int": "integer",
    "long": "integer",
    "double": "number",
    "percent": "number",
    "currency": "currency",
    "date": "date",
    "datetime": "datetime",
    "picklist": "picklist",
    "combobox": "picklist",
    "multipicklist": "multipicklist",
    "email": "email",
    "phone": "phone",
    "url": "url",
}
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_ZONE = re.compile(r"(?:Z|[+-]00:?00)$")


def object_schema(described: Mapping[str, Any]) -> ObjectSchema:
    """An sObject describe as our schema."""
    fields = [_field(field) for field in described["fields"]]
    return ObjectSchema(
        name=described["name"],
        label=described.get("label") or described["name"],
        fields={field.name: field for field in fields},
    )


def _field(field: Mapping[str, Any]) -> FieldSchema:
    options = [option["value"] for option in field.get("picklistValues") or () if option.get("active", True)]
    return FieldSchema(
        name=field["name"],
        label=field.get("label") or field["name"],
        type=_TYPES.get(field["type"], "other"),
        length=field.get("length") or None,
        scale=field.get("scale"),
        updateable=bool(field.get("updateable")),
        required=not field.get("nillable", True) and not field.get("defaultedOnCreate", False),
        options=tuple(options),
        references=tuple(field.get("referenceTo") or ()),
        relationship=field.get("relationshipName"),
    )


def to18(text: str) -> str:
    """An id in its 18-character form; anything else as it is.

    >>> to18("00130000001Abcd"), to18("x")
    ('00130000001AbcdAAC', 'x')
    """
    if len(text) != 15:
        return text
    blocks = (text[start : start + 5] for start in (0, 5, 10))
    return text + "".join(_ALPHABET[sum(char.isupper() << i for i, char in enumerate(block))] for block in blocks)


def _text(value: Any) -> Any:
    return None if value == "" else value


def _number(value: Any) -> Any:
    """Canonical decimal text; what is no number stays as it is, for the mapping to refuse."""
    return None if value is None or value == "" else canonical_number(str(value))


def _boolean(value: Any) -> Any:
    return {"true": True, "false": False, "": None}.get(value.lower(), value) if isinstance(value, str) else value


def _instant(value: Any) -> Any:
    return _ZONE.sub("Z", value) if isinstance(value, str) and value else None


def _id(value: Any) -> Any:
    return to18(value) if isinstance(value, str) and value else None


_DECODERS: dict[FieldType, Callable[[Any], Any]] = {
    "id": _id,
    "reference": _id,
    "boolean": _boolean,
    "integer": _number,
    "number": _number,
    "currency": _number,
    "datetime": _instant,
}


def decode(schema: ObjectSchema, name: str, value: Any) -> Any:
    """One raw value of a field, or of a path through parents: of no parent, or one without values, nothing."""
    if isinstance(value, dict):
        parts = {key: decode(schema, f"{name}.{key}", part) for key, part in value.items() if key != "attributes"}
        return parts if any(part is not None for part in parts.values()) else None
    field = schema.fields.get(name)
    return _DECODERS.get(field.type, _text)(value) if field else _text(value)


def source_row(
    connection: ConnectionName, schema: ObjectSchema, raw: Mapping[str, Any], stamp: str | None
) -> SourceRow:
    """A REST record or a Bulk row (dotted columns become nested) as a source row."""
    parts = {name: value for name, value in raw.items() if name != "attributes"}
    payload = {name: decode(schema, name, value) for name, value in _nested(parts).items()}
    key = SourceKey(connection, schema.name, ExternalId(payload["Id"]))
    at = payload.get(stamp) if stamp else None
    return SourceRow(
        key=key,
        payload=payload,
        stamp=datetime.fromisoformat(at) if at else datetime(1970, 1, 1, tzinfo=UTC),
        deleted=payload.get("IsDeleted") is True,
    )


def _nested(parts: Mapping[str, Any]) -> dict[str, Any]:
    """Dotted columns, as Bulk has them, as the objects within objects that REST has."""
    found: dict[str, Any] = {}
    for name, value in parts.items():
        *path, last = name.split(".")
        place = found
        for head in path:
            place = place.setdefault(head, {})
        place[last] = value
    return found


def encode(field: FieldSchema | None, value: Any) -> Any:
    """A value as `seen` gives it, for a REST body. None clears the field (JSON null); a number goes out
    digit by digit, never through a float."""
    numeric = field is not None and field.type in ("integer", "number", "currency")
    return orjson.Fragment(value) if numeric and isinstance(value, str) and _NUMBER.fullmatch(value) else value


def seen(value: Value) -> Any:
    """A value as a read of the field that holds it gives it."""
    if isinstance(value, Money):
        return _number(value.text())
    if isinstance(value, bool) or value is None:
        return value
    return value.isoformat() if isinstance(value, date) else _text(str(value))
