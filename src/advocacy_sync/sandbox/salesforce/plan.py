"""Finds the rows of a query without looking at all of them, where an index can tell.

What it gives may be too much, never too little: the predicate still decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from advocacy_sync.sandbox.salesforce.columns import Columns
from advocacy_sync.sandbox.salesforce.dates import midnight, span
from advocacy_sync.sandbox.salesforce.ids import is_id, to18
from advocacy_sync.sandbox.salesforce.schema import Field, SObject
from advocacy_sync.sandbox.salesforce.soql_ast import (
    And,
    Compare,
    Condition,
    DateLiteral,
    Instant,
    Not,
    Or,
    Order,
    Path,
    Query,
    Text,
)  # fmt: skip
from advocacy_sync.sandbox.salesforce.store import ORDERED, Store
from advocacy_sync.sandbox.state import Row

__all__ = ["candidates", "sort_keys"]

Bounds = tuple[str | None, str | None]
OPEN: Bounds = (None, None)


def candidates(
    store: Store, sobject: SObject, query: Query, now: datetime, alias: str | None
) -> tuple[Iterable[Row], bool]:
    """Rows worth testing, and whether they come in the order that the query wants."""
    keyed = _keyed(store, sobject, query.where, alias)
    if keyed is not None:
        return keyed, False
    walk = _walk(query.order, alias)
    for name in [walk] if walk else sorted(ORDERED & sobject.fields.keys(), reverse=True):
        low, high = _bounds(query.where, name, now, alias)
        if walk or (low, high) != OPEN:
            found = store.ordered(sobject.name, name).between(low, high)
            if walk and query.order[0].descending:
                return reversed(list(found)), True
            return found, walk is not None
    return store.rows(sobject.name).values(), False


def _plain(operand: object, alias: str | None) -> str | None:
    """The field name of a path that doesn't leave the object, in no particular case."""
    if not isinstance(operand, Path):
        return None
    names = operand.names[1:] if alias and operand.names[0].lower() == alias.lower() else operand.names
    return names[0] if len(names) == 1 else None


def _canonical(name: str | None) -> str | None:
    return next((known for known in ORDERED if name and known.lower() == name.lower()), None)


def _walk(order: tuple[Order, ...], alias: str | None) -> str | None:
    """The indexed field whose order is the wanted order: it alone, or it and then Id the same way."""
    names = [_canonical(_plain(one.by, alias)) for one in order]
    if not names or names[0] is None or len(names) > 2 or (len(names) == 2 and names[1] != "Id"):
        return None
    return names[0] if len({one.descending for one in order}) == 1 else None


def _keyed(store: Store, sobject: SObject, where: Condition | None, alias: str | None) -> Iterator[Row] | None:
    for part in where.parts if isinstance(where, And) else (where,):
        if isinstance(part, And):
            found = _keyed(store, sobject, part, alias)
            if found is not None:
                return found
        if not isinstance(part, Compare) or part.operator not in {"=", "IN"}:
            continue
        field = sobject.by_lower.get((_plain(part.left, alias) or "").lower())
        values = part.right if isinstance(part.right, tuple) else (part.right,)
        if field and all(isinstance(value, Text) and value.value for value in values):
            texts = [value.value for value in values if isinstance(value, Text)]
            if field.name == "Id" or field.key or field.type == "reference":
                return _lookup(store, sobject, field, texts)
    return None


def _lookup(store: Store, sobject: SObject, field: Field, texts: list[str]) -> Iterator[Row]:
    if field.type in {"id", "reference"}:
        texts = [to18(text) for text in texts if is_id(text)]
    if field.name == "Id":
        rows = store.rows(sobject.name)
        return iter([rows[id] for id in sorted(set(texts)) if id in rows])
    keys = store.keys(sobject.name, field)
    ids = {id for text in texts for id in keys.get(text.lower(), ())}
    return iter([store.rows(sobject.name)[id] for id in sorted(ids)])


def _bounds(where: Condition | None, name: str, now: datetime, alias: str | None) -> Bounds:
    """Between which values of a field all matching rows lie, as far as the condition tells."""
    if where is None or isinstance(where, Not):
        return OPEN
    if isinstance(where, Compare):
        return _bound(where, now) if _canonical(_plain(where.left, alias)) == name else OPEN
    parts = [_bounds(part, name, now, alias) for part in where.parts]
    lows, highs = [low for low, _ in parts], [high for _, high in parts]
    if isinstance(where, Or):
        return _extreme(lows, min), _extreme(highs, max)
    return max((v for v in lows if v is not None), default=None), min((v for v in highs if v is not None), default=None)


def _extreme(values: list[str | None], pick: Callable[[list[str]], str]) -> str | None:
    known = [value for value in values if value is not None]
    return pick(known) if len(known) == len(values) else None


def _bound(compare: Compare, now: datetime) -> Bounds:
    right = compare.right
    if isinstance(right, DateLiteral):
        first, last = (midnight(day) for day in span(right.name, right.count, now))
        return {"=": (first, last), ">=": (first, None), ">": (last, None), "<": (None, first), "<=": (None, last)}.get(
            compare.operator, OPEN
        )
    if isinstance(right, Text) and is_id(right.value):
        value = to18(right.value)
    elif isinstance(right, Instant):
        value = right.value
    else:
        return OPEN
    return {"=": (value, value), ">=": (value, None), ">": (value, None), "<": (None, value), "<=": (None, value)}.get(
        compare.operator, OPEN
    )


def sort_keys(
    columns: Columns, sobject: SObject, order: tuple[Order, ...], alias: str | None
) -> list[tuple[Callable[[Row], Any], bool]]:
    """For each ORDER BY term a key of a row and whether it runs downwards, the weightiest last."""
    keys = []
    for one in reversed(order):
        column = columns.of(sobject, one.by, alias)
        if not column.field.filterable:
            raise columns.fault(one.by.at, f"field '{column.field.name}' can not be sorted in a query call")
        keys.append((_key(column.read, column.field, one), one.descending))
    return keys


def _key(read: Callable[[Row], Any], field: Field, order: Order) -> Callable[[Row], Any]:
    # Picklists sort in the order of their values, not of the alphabet.
    places = {value.lower(): place for place, value in enumerate(field.picklist)}
    null = (0 if order.nulls_first != order.descending else 2,)

    def key(row: Row) -> Any:
        value = read(row)
        if value is None:
            return null
        if isinstance(value, str) and field.type not in {"id", "reference"}:
            value = value.lower()
            return (1, places.get(value, len(places)), value) if places else (1, value)
        return (1, value)

    return key
