"""What one field accepts and how it is kept: types, lengths, ranges, picklists, references.

A value of the wrong JSON type is a parser error and fails the whole call; anything else is an
error of its row.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from advocacy_sync.sandbox.salesforce.dates import read_date, read_instant
from advocacy_sync.sandbox.salesforce.faults import Fault
from advocacy_sync.sandbox.salesforce.ids import to18
from advocacy_sync.sandbox.salesforce.schema import Field
from advocacy_sync.sandbox.salesforce.store import Store

__all__ = ["Mistyped", "accepted"]

EMAIL = re.compile(r"[^\s@<>(),;:\"]+@[^\s@<>(),;:\"]+\.[^\s@<>(),;:\".]+")
NAMES = {"percent": "double", "currency": "double", "picklist": "string", "datetime": "datetime"}
BOOLEANS = {"True": "VALUE_TRUE", "False": "VALUE_FALSE"}
JSON_NAMES = {str: "VALUE_STRING", dict: "START_OBJECT", list: "START_ARRAY", float: "VALUE_NUMBER_FLOAT"}


class Mistyped(Fault):
    """A value that isn't of its field's type."""

    def __init__(self, field: Field, value: Any) -> None:
        kind = NAMES.get(field.type, field.type)
        token = BOOLEANS.get(str(value)) or JSON_NAMES.get(type(value), "VALUE_NUMBER_INT")
        words = f"Cannot deserialize instance of {kind} from {token} value {value}"
        words = f"{words} or request may be missing a required field"
        super().__init__("JSON_PARSER_ERROR", f"{words} at [line:1, column:1]")
        self.field, self.value = field, value


def accepted(field: Field, value: Any, store: Store) -> Any:
    """The value as it is stored, null when it is empty. Raises `Mistyped` or a `Fault` of the row."""
    if value is None or value == "":
        return False if field.type == "boolean" else None
    read: Callable[[Field, Any], Any] = _readers.get(field.type, _text)
    try:
        made = read(field, value)
    except (ValueError, TypeError, OverflowError):
        raise Mistyped(field, value) from None
    check = _checks.get(field.type)
    if check is not None and made is not None:
        check(field, made)
    return _referred(field, made, store) if field.type == "reference" and field.reference_to else made


def _text(field: Field, value: Any) -> str | None:
    if isinstance(value, dict | list):
        raise TypeError
    if isinstance(value, bool):
        value = "true" if value else "false"
    text = str(value).strip() if field.type != "textarea" else str(value)
    if field.length and len(text) > field.length:
        words = f"{field.label}: data value too large: {text} (max length={field.length})"
        raise Fault("STRING_TOO_LONG", words, [field.name])
    return text or None


def _boolean(_field: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    return {"true": True, "1": True, "false": False, "0": False}[str(value).lower()]


def _whole(field: Field, value: Any) -> int:
    if not isinstance(value, bool | dict | list) and float(value) != int(float(value)):
        raise ValueError
    return int(_number(field, value))


def _number(field: Field, value: Any) -> float:
    if isinstance(value, bool | dict | list):
        raise TypeError
    number = float(value)
    limit = 10.0 ** (field.precision - field.scale) if field.precision else 1e18
    if not abs(number) < limit:
        words = f"{field.label}: value outside of valid range on numeric field: {value}"
        raise Fault("NUMBER_OUTSIDE_VALID_RANGE", words, [field.name])
    return _rounded(number, field.scale) if field.precision else number


def _rounded(number: float, scale: int) -> float:
    """Halves are rounded away from zero, as people do it."""
    if round(number, scale) == number:
        return number
    return float(Decimal(repr(number)).quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP))


def _date(_field: Field, value: Any) -> str:
    return read_date(value)


def _instant(_field: Field, value: Any) -> str:
    # The vendor keeps whole seconds only.
    return read_instant(value)[:20] + "000+0000"


def _reference(field: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    try:
        return to18(value)
    except ValueError:
        raise _wrong_id(field, value) from None


def _wrong_id(field: Field, value: str) -> Fault:
    return Fault("MALFORMED_ID", f"{field.label}: id value of incorrect type: {value}", [field.name])


def _referred(field: Field, id: str, store: Store) -> str:
    """The id again, when it names a living row of an object that the field may point at."""
    sobject = store.schema.of_id(id)
    if sobject is None or sobject.name not in field.reference_to:
        raise _wrong_id(field, id)
    row = store.get(sobject.name, id)
    if row is None:
        raise Fault("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", [field.name])
    if row.get("IsDeleted"):
        raise Fault("ENTITY_IS_DELETED", "entity is deleted", [field.name], 400)
    return id


def _check_email(field: Field, value: str) -> None:
    if not EMAIL.fullmatch(value):
        words = f"{field.label}: invalid email address: {value}"
        raise Fault("INVALID_EMAIL_ADDRESS", words, [field.name])


def _check_choice(field: Field, value: str) -> None:
    chosen = value.split(";") if field.type == "multipicklist" else [value]
    known = {choice.lower() for choice in field.picklist}
    for one in chosen if field.restricted else ():
        if one.lower() not in known:
            words = f"{field.label}: bad value for restricted picklist field: {one}"
            raise Fault("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", words, [field.name])


_readers: dict[str, Callable[[Field, Any], Any]] = {
    "boolean": _boolean,
    "int": _whole,
    "double": _number,
    "currency": _number,
    "percent": _number,
    "date": _date,
    "datetime": _instant,
    "reference": _reference,
}
_checks: dict[str, Callable[[Field, Any], None]] = {
    "email": _check_email,
    "picklist": _check_choice,
    "multipicklist": _check_choice,
}
