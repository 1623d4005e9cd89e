"""Salesforce's values as ours: the same row is the same whether REST or Bulk brought it.

REST gives JSON types and `+0000`, Bulk gives text and `Z`; integers may come as `0.0`. The describe
decides what a value is, never the look of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import orjson

from advocacy_sync.kernel.money import Money
from advocacy_sync.kernel.number import canonical_number
from advocacy_sync.ports.crm import Value
from advocacy_sync.records.schema import FieldSchema, FieldType, ObjectSchema

__all__ = ["decoder", "encode", "object_schema", "seen", "text", "to18"]

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
_BOOLEANS = {"true": True, "false": False, "": None}
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
        precision=field.get("precision") or field.get("digits") or None,
        scale=field.get("scale"),
        calculated=bool(field.get("calculated")),
        restricted=bool(field.get("restrictedPicklist")),
        unique=bool(field.get("unique")),
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


def text(value: Any) -> Any:
    """Any text as it is; of nothing and of empty text, which Bulk cannot tell apart, nothing."""
    return None if value == "" else value


def number(value: Any) -> Any:
    """Canonical decimal text; what is no number stays as it is, for the mapping to refuse."""
    if value is None or value == "":
        return None
    plain = str(value)
    whole, point, part = plain.partition(".")
    if whole.isascii() and whole.isdigit() and (whole[0] != "0" or len(whole) == 1):  # most are, and need no Decimal
        if not point or part == "0":  # so Bulk writes whole numbers
            return whole
        if part.isascii() and part.isdigit() and part[-1] != "0":
            return plain
    return canonical_number(plain)


def boolean(value: Any) -> Any:
    return _BOOLEANS.get(value.lower(), value) if isinstance(value, str) else value


def instant(value: Any) -> Any:
    """An instant in UTC, written as Bulk does."""
    if not isinstance(value, str) or not value:
        return None
    return value if value[-1] == "Z" else _ZONE.sub("Z", value)


def identity(value: Any) -> Any:
    return to18(value) if isinstance(value, str) and value else None


_DECODERS: dict[FieldType, Callable[[Any], Any]] = {
    "id": identity,
    "reference": identity,
    "boolean": boolean,
    "integer": number,
    "number": number,
    "currency": number,
    "datetime": instant,
}


def decoder(schema: ObjectSchema, name: str) -> Callable[[Any], Any]:
    """How a raw value of a field, or behind a path, becomes ours; what the describe does not know is text."""
    field = schema.fields.get(name)
    return _DECODERS.get(field.type, text) if field else text


def encode(field: FieldSchema | None, value: Any) -> Any:
    """A value as `seen` gives it, for a REST body. None clears the field (JSON null); a number goes out
    digit by digit, never through a float."""
    numeric = field is not None and field.type in ("integer", "number", "currency")
    return orjson.Fragment(value) if numeric and isinstance(value, str) and _NUMBER.fullmatch(value) else value


def seen(value: Value) -> Any:
    """A value as a read of the field that holds it gives it."""
    if isinstance(value, Money):
        return number(value.text())
    if isinstance(value, bool) or value is None:
        return value
    return value.isoformat() if isinstance(value, date) else text(str(value))
