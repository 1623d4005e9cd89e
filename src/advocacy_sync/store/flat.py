"""Canonical records to table rows and back; and to JSON text and back, for `link.fields`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import Any

import orjson

from advocacy_sync.kernel.money import Money
from advocacy_sync.records.catalogue import RECORDS, shapes

__all__ = ["columns", "from_json", "from_tuple", "to_json", "to_row", "to_tuple"]


def to_row(kind: str, record: Any) -> dict[str, Any]:
    """Column values by name; money becomes two columns."""
    return dict(zip(columns(kind), to_tuple(kind, record), strict=True))


@cache
def columns(kind: str) -> tuple[str, ...]:
    """The columns of a kind's table in the order of `to_tuple`."""
    return _layout(kind).columns


def to_tuple(kind: str, record: Any) -> tuple[Any, ...]:
    """Column values in the order of `columns`."""
    layout = _layout(kind)
    values = list(layout.get(record))
    for place in layout.choices:
        if (value := values[place]) is not None:
            values[place] = value.value
    for name in layout.money:
        amount = getattr(record, name)
        values += (amount.minor, amount.currency) if amount is not None else (None, None)
    return tuple(values)


@dataclass(frozen=True, slots=True)
class _Layout:
    """`get`: the plain values of a record, its id first; `choices`: which of them are enumerations."""

    columns: tuple[str, ...]
    get: Callable[[Any], tuple[Any, ...]]
    choices: tuple[int, ...]
    money: tuple[str, ...]
    said: Callable[[Any], tuple[Any, ...]]
    names: tuple[str, ...]
    enums: tuple[tuple[str, type[Any]], ...]


@cache
def _layout(kind: str) -> _Layout:
    known = shapes(kind)
    plain = [name for name, shape in known.items() if shape.shape != "money"]
    money = tuple(name for name, shape in known.items() if shape.shape == "money")
    return _Layout(
        columns=("id", *plain, *(column for name in money for column in (f"{name}_minor", "currency"))),
        get=attrgetter("id", *plain),
        choices=tuple(place for place, name in enumerate(plain, 1) if known[name].enum),
        money=money,
        said=attrgetter("id", *known),
        names=tuple(known),
        enums=tuple((name, shape.enum) for name, shape in known.items() if shape.enum is not None),
    )


def from_tuple(kind: str, row: Sequence[Any]) -> Any:
    """The record of column values in the order of `columns`."""
    layout = _layout(kind)
    values = dict(zip(layout.columns, row, strict=True))
    for name, make in layout.enums:
        if (value := values[name]) is not None:
            values[name] = make(value)
    if layout.money:
        currency = values.pop("currency")
        for name in layout.money:
            minor = values.pop(f"{name}_minor")
            values[name] = None if minor is None else Money(minor, currency)
    return RECORDS[kind](**values)


def to_json(kind: str, record: Any) -> str:
    """Fields that say something, in a fixed order."""
    layout = _layout(kind)
    values = zip(layout.names, layout.said(record)[1:], strict=True)
    said = {name: value for name, value in values if value is not None}
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode()


def from_json(kind: str, record_id: str, text: str) -> Any:
    said = orjson.loads(text)
    for name, parse in _parsers(kind):
        if (value := said.get(name)) is not None:
            said[name] = parse(value)
    return RECORDS[kind](id=record_id, **said)


@cache
def _parsers(kind: str) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """What becomes of the texts that JSON has for values of other types."""
    by_shape: dict[str, Callable[[Any], Any]] = {"instant": datetime.fromisoformat, "day": date.fromisoformat}
    found = [(name, shape.enum or by_shape.get(shape.shape)) for name, shape in shapes(kind).items()]
    return tuple((name, parse) for name, parse in found if parse is not None)
