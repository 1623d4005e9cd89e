"""Search filters as predicates over a record's properties.

Stored instants and days have a fixed width, so they compare as text; numbers compare as decimals;
other text compares without regard to case, as the vendor's index does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from advocacy_sync.sandbox.state import Row

from .catalog import Definition
from .faults import Fault, invalid
from .instants import canonical
from .portal import Portal
from .schema import ObjectType

__all__ = ["OPERATORS", "Test", "comparable", "members", "predicate", "tokens"]

Test = Callable[[Row], bool]

_TOKEN = re.compile(r"[^\W_]+")
_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "LT": lambda held, bound: held < bound,
    "LTE": lambda held, bound: held <= bound,
    "GT": lambda held, bound: held > bound,
    "GTE": lambda held, bound: held >= bound,
}
OPERATORS = (
    *_COMPARED,
    "EQ",
    "NEQ",
    "BETWEEN",
    "IN",
    "NOT_IN",
    "HAS_PROPERTY",
    "NOT_HAS_PROPERTY",
    "CONTAINS_TOKEN",
    "NOT_CONTAINS_TOKEN",
)


def predicate(portal: Portal, kind: ObjectType, given: Mapping[str, Any]) -> Test:
    """What one filter of a search asks. Faults for an unknown property or operator, or a missing value."""
    name, operator = str(given.get("propertyName") or ""), str(given.get("operator") or "").upper()
    if operator not in OPERATORS:
        raise _bad(f"operator {given.get('operator')} is not one of: {', '.join(OPERATORS)}")
    if name.startswith("associations."):
        return _associated(portal, kind, name.partition(".")[2], operator, given)
    found = portal.catalog.writable(kind, name)
    if found is None:
        raise _bad(f"Property {name} does not exist", name)
    return _property(found, operator, given)


def comparable(found: Definition) -> Callable[[str], Any]:
    """How values of a property are brought to a form that compares."""
    if found["type"] == "number":
        return _decimal
    return _same if found["type"] in ("date", "datetime", "bool") else str.lower


def members(found: Definition, given: Mapping[str, Any]) -> list[Any] | None:
    """The values that an EQ or IN filter lets through, in the form that compares; None for other filters."""
    operator = str(given.get("operator", "")).upper()
    if operator not in ("EQ", "IN") or (found["type"] == "enumeration" and found["fieldType"] == "checkbox"):
        return None
    return [_bound(found, value) for value in ([_value(given)] if operator == "EQ" else _values(given))]


def tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.lower())


def _property(found: Definition, operator: str, given: Mapping[str, Any]) -> Test:
    name = found["name"]
    if operator in ("HAS_PROPERTY", "NOT_HAS_PROPERTY"):
        present = operator == "HAS_PROPERTY"
        return lambda row: (row["properties"].get(name) is not None) is present
    if operator in ("IN", "NOT_IN"):
        return _membership(found, operator, _values(given))
    if operator in ("CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN"):
        return _containment(name, str(_value(given)), wanted=operator == "CONTAINS_TOKEN")
    low = _bound(found, _value(given))
    if operator == "BETWEEN":
        return _between(found, low, _bound(found, _value(given, "highValue")))
    if operator == "EQ":
        return _membership(found, "IN", [_value(given)])
    if operator == "NEQ":
        return _membership(found, "NOT_IN", [_value(given)])
    read, compared = comparable(found), _COMPARED[operator]

    def test(row: Row) -> bool:
        held = row["properties"].get(name)
        value = None if held is None else read(held)
        return value is not None and compared(value, low)

    return test


def _between(found: Definition, low: Any, high: Any) -> Test:
    name, read = found["name"], comparable(found)

    def test(row: Row) -> bool:
        held = row["properties"].get(name)
        value = None if held is None else read(held)
        return value is not None and bool(low <= value <= high)

    return test


def _membership(found: Definition, operator: str, values: list[Any]) -> Test:
    """IN and NOT_IN. A record without a value is in nothing, and not "not in" either (vendor's search guide)."""
    name, read = found["name"], comparable(found)
    wanted = {_bound(found, value) for value in values}
    several = found["type"] == "enumeration" and found["fieldType"] == "checkbox"
    inside = operator == "IN"

    def test(row: Row) -> bool:
        held = row["properties"].get(name)
        if held is None:
            return False
        if several:
            return any(part.lower() in wanted for part in held.split(";")) is inside
        return (read(held) in wanted) is inside

    return test


def _containment(name: str, pattern: str, *, wanted: bool) -> Test:
    """CONTAINS_TOKEN: every word of the pattern is a word of the value; `*` stands for any letters."""
    words = [re.compile(_wild(word)).fullmatch for word in pattern.lower().split() if word]
    whole = re.compile(_wild(pattern.lower())).fullmatch

    def test(row: Row) -> bool:
        held = row["properties"].get(name)
        if held is None:
            return not wanted
        text = held.lower()
        parts = {*tokens(text), *text.split()}
        found = whole(text) is not None or all(any(word(part) for part in parts) for word in words)
        return found is wanted

    return test


def _wild(word: str) -> str:
    return ".*".join(re.escape(part) for part in word.split("*"))


def _associated(portal: Portal, kind: ObjectType, other: str, operator: str, given: Mapping[str, Any]) -> Test:
    """The pseudo-property `associations.{type}`: which records a record is associated with."""
    end = portal.catalog.type_of(other)
    links = portal.links
    if operator in ("HAS_PROPERTY", "NOT_HAS_PROPERTY"):
        present = operator == "HAS_PROPERTY"
        return lambda row: bool(links.of((kind.type_id, int(row["id"])), end.type_id)) is present
    if operator not in ("EQ", "IN"):
        raise _bad(f"operator {operator} cannot be used with associations.{other}")
    values = [_value(given)] if operator == "EQ" else _values(given)
    known: set[int] = set()
    for value in values:
        if not str(value).isdigit():
            raise _bad(f"{value} is not a record id", f"associations.{other}")
        known.update(links.of((end.type_id, int(value)), kind.type_id))
    return lambda row: int(row["id"]) in known


def _bound(found: Definition, value: Any) -> Any:
    text = value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    if found["type"] in ("date", "datetime"):
        try:
            instant = canonical(text)
        except ValueError as error:
            raise _bad(f"{text} is not a valid date or timestamp", found["name"]) from error
        return instant[:10] if found["type"] == "date" else instant
    bound = comparable(found)(text)
    if bound is None:
        raise _bad(f"{text} is not a valid number", found["name"])
    return bound


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:  # a number property may hold text from before it was one
        return None
    return value if value.is_finite() else None


def _same(text: str) -> str:
    return text


def _value(given: Mapping[str, Any], key: str = "value") -> Any:
    value = given.get(key)
    if value in (None, ""):
        raise _bad(f"operator {given.get('operator')} needs a {key}", str(given.get("propertyName")))
    return value


def _values(given: Mapping[str, Any]) -> list[Any]:
    values = given.get("values")
    if not isinstance(values, list) or not values:
        raise _bad(f"operator {given.get('operator')} needs values", str(given.get("propertyName")))
    return values


def _bad(message: str, name: str = "") -> Fault:
    context = {"propertyName": [name]} if name else None
    detail = {"message": message, **({"context": context} if context else {})}
    return invalid("There was a problem with the request.", [detail], context)
