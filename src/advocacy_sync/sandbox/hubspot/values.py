"""Whether a property may hold a value, and how the value is stored.

Codes and messages: the vendor's PROPERTY_DOESNT_EXIST, INVALID_OPTION, INVALID_LONG, INVALID_DATE,
INVALID_EMAIL, READ_ONLY_VALUE. Every stored value is text; `""` clears; null is left out of the write.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from .catalog import Catalog, Definition
from .instants import canonical
from .schema import ObjectType

__all__ = ["Refused", "checked", "text_of"]

LONGEST_TEXT = 65_536
_EMAIL = re.compile(r"[^@\s,;<>()]+@[^@\s.,;<>()]+(\.[^@\s.,;<>()]+)+").fullmatch
_SEVERAL = ("checkbox",)


class Refused(ValueError):
    """A value that a property may not hold."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


Options = Callable[[Definition], "set[str] | None"]
Rules = Callable[[str, str], str]
Problem = tuple[str, str, str]


def checked(
    catalog: Catalog, kind: ObjectType, given: Mapping[str, Any], options: Options, rules: Rules
) -> tuple[dict[str, str | None], list[Problem]]:
    """What a write would store, by property, and what is wrong with it. `options` knows external options,
    `rules` brings a value to the form that the property's own rules ask for, or refuses it."""
    wanted: dict[str, str | None] = {}
    problems: list[Problem] = []
    for name, value in given.items():
        if value is None:
            continue
        try:
            stored = _one(catalog.writable(kind, name), name, text_of(value), options)
            wanted[name] = None if stored is None else rules(name, stored)
        except Refused as refused:
            problems.append((name, refused.code, refused.message))
    return wanted, problems


def text_of(value: Any) -> str:
    """A JSON value as the property text it stands for: true → "true", 5 → "5", 5.0 → "5.0"."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)


def _one(found: Definition | None, name: str, text: str, options: Options) -> str | None:
    if found is None:
        raise Refused("PROPERTY_DOESNT_EXIST", f'Property "{name}" does not exist')
    if found["modificationMetadata"]["readOnlyValue"]:
        raise Refused("READ_ONLY_VALUE", f'"{name}" is a read only property; its value cannot be set.')
    if text == "":
        return None
    if found["type"] == "enumeration":
        return _enumeration(found, text, options(found))
    stored = _CHECKS.get(found["type"], _text)(text)
    if name == "email" and not _EMAIL(stored):
        raise Refused("INVALID_EMAIL", f"Email address {text} is invalid")
    return stored.lower() if name == "email" else stored


def _text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise Refused("INVALID_LENGTH", f"Property value exceeds the maximum length of {LONGEST_TEXT} characters.")
    return text


def _number(text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Refused("INVALID_LONG", f"{text} was not a valid long.")
    return text if "e" not in text.lower() else f"{number:f}"


def _bool(text: str) -> str:
    if text.lower() not in ("true", "false"):
        raise Refused("INVALID_OPTION", f"{text} was not one of the allowed options: [true, false]")
    return text.lower()


def _date(text: str) -> str:
    try:
        stored = canonical(text)
    except ValueError as error:
        raise Refused("INVALID_DATE", f"{text} was not a valid date.") from error
    if not stored.endswith("T00:00:00.000Z"):
        raise Refused("INVALID_DATE", f"{text} is at {stored[11:23]} UTC, not midnight!")
    return stored[:10]


def _datetime(text: str) -> str:
    try:
        return canonical(text)
    except ValueError as error:
        raise Refused("INVALID_LONG", f"{text} was not a valid long.") from error


def _enumeration(found: Definition, text: str, allowed: set[str] | None) -> str:
    values = text.split(";") if found["fieldType"] in _SEVERAL else [text]
    for value in values:
        if allowed is not None and value and value not in allowed:
            listed = ", ".join(sorted(allowed))
            raise Refused("INVALID_OPTION", f"{value} was not one of the allowed options: [{listed}]")
    return text


_CHECKS: dict[str, Callable[[str], str]] = {
    "number": _number,
    "bool": _bool,
    "date": _date,
    "datetime": _datetime,
}
