"""GROUP BY and the aggregate functions: rows become `AggregateResult` records."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from advocacy_sync.sandbox.salesforce.columns import Column, Columns
from advocacy_sync.sandbox.salesforce.faults import Fault
from advocacy_sync.sandbox.salesforce.schema import SObject
from advocacy_sync.sandbox.salesforce.soql_ast import (
    And,
    Call,
    Compare,
    Condition,
    Not,
    Number,
    Or,
    Order,
    Path,
    Query,
    Text,
)  # fmt: skip
from advocacy_sync.sandbox.salesforce.store import fold
from advocacy_sync.sandbox.state import Row

__all__ = ["aggregated", "is_aggregate"]

MOST_GROUPS = 2000
Read = Callable[[list[Row]], Any]
SIGNS = {"=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def _count(values: list[Any]) -> int:
    return len(values)


FUNCTIONS: dict[str, Callable[[list[Any]], Any]] = {
    "COUNT": _count,
    "COUNT_DISTINCT": lambda values: len({fold(value) for value in values}),
    "MIN": lambda values: min(values, default=None, key=fold),
    "MAX": lambda values: max(values, default=None, key=fold),
    "SUM": lambda values: sum(values) if values else None,
    "AVG": lambda values: sum(values) / len(values) if values else None,
}


def is_aggregate(call: Call) -> bool:
    return call.name in FUNCTIONS


def aggregated(columns: Columns, sobject: SObject, query: Query, rows: list[Row]) -> list[Row]:
    groups = _grouped([columns.of(sobject, one, query.source.alias) for one in query.group], rows)
    if query.having is not None:
        test = _having(columns, sobject, query.having)
        groups = [group for group in groups if test(group)]
    for order in reversed(query.order):
        key = _read(columns, sobject, order.by, query)
        groups.sort(key=_sortable(key, order), reverse=order.descending)
    stop = None if query.limit is None else query.offset + query.limit
    groups = groups[query.offset : stop]
    if len(groups) > MOST_GROUPS:
        raise Fault(
            "EXCEEDED_ID_LIMIT", "Aggregate query does not support queryMore(), use LIMIT to restrict the results"
        )
    reads = _outputs(columns, sobject, query)
    return [{"attributes": {"type": "AggregateResult"}, **{n: read(group) for n, read in reads}} for group in groups]


def _grouped(by: list[Column], rows: list[Row]) -> list[list[Row]]:
    if not by:
        return [rows]
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(fold(column.read(row)) for column in by), []).append(row)
    return list(groups.values())


def _outputs(columns: Columns, sobject: SObject, query: Query) -> list[tuple[str, Read]]:
    """Names and readers of the selected columns; what has no alias is expr0, expr1, …"""
    outputs: list[tuple[str, Read]] = []
    unnamed = 0
    grouped = {_text(one) for one in query.group}
    for one in query.select:
        if not isinstance(one, Path | Call):
            raise Fault("MALFORMED_QUERY", "Grouped query cannot use child relationships in the SELECT list")
        name = one.alias
        if name is None and isinstance(one, Path):
            name = columns.of(sobject, one, query.source.alias).field.name
        elif name is None:
            name, unnamed = f"expr{unnamed}", unnamed + 1
        if isinstance(one, Path) and _text(one) not in grouped:
            raise columns.fault(one.at, f"Field must be grouped or aggregated: {one.text}", "MALFORMED_QUERY")
        outputs.append((name, _read(columns, sobject, one, query)))
    return outputs


def _text(one: Path | Call) -> str:
    if isinstance(one, Path):
        return one.text.lower()
    return f"{one.name}({_text(one.argument) if one.argument else ''})"


def _read(columns: Columns, sobject: SObject, one: Path | Call, query: Query) -> Read:
    if isinstance(one, Path):
        named = next((s for s in query.select if isinstance(s, Path | Call) and s.alias == one.text), None)
        if named is not None and named is not one:
            return _read(columns, sobject, named, query)
    if isinstance(one, Call) and is_aggregate(one):
        return _aggregate(columns, sobject, one, query.source.alias)
    column = columns.of(sobject, one, query.source.alias)
    return lambda group: column.read(group[0]) if group else None


def _aggregate(columns: Columns, sobject: SObject, call: Call, alias: str | None) -> Read:
    function = FUNCTIONS[call.name]
    if call.argument is None:
        return len
    column = columns.of(sobject, call.argument, alias)
    if call.name in {"SUM", "AVG"} and column.field.type not in {"int", "double", "currency", "percent"}:
        raise columns.fault(
            call.at, f"field {column.field.name} does not support aggregate operator {call.name}", "MALFORMED_QUERY"
        )
    read = column.read
    return lambda group: function([v for row in group if (v := read(row)) is not None])


def _sortable(read: Read, order: Order) -> Callable[[list[Row]], Any]:
    null = (0 if order.nulls_first != order.descending else 2,)
    return lambda group: null if (value := read(group)) is None else (1, fold(value))


def _having(columns: Columns, sobject: SObject, condition: Condition) -> Callable[[list[Row]], bool]:
    if isinstance(condition, Not):
        inner = _having(columns, sobject, condition.inner)
        return lambda group: not inner(group)
    if isinstance(condition, And | Or):
        parts = [_having(columns, sobject, part) for part in condition.parts]
        both = all if isinstance(condition, And) else any
        return lambda group: both(part(group) for part in parts)
    return _compared(columns, sobject, condition)


def _compared(columns: Columns, sobject: SObject, compare: Compare) -> Callable[[list[Row]], bool]:
    left, right = compare.left, compare.right
    if isinstance(left, Call) and is_aggregate(left):
        read = _aggregate(columns, sobject, left, None)
    else:
        column = columns.of(sobject, left)
        read = lambda group: column.read(group[0])  # noqa: E731
    if compare.operator == "IN" and isinstance(right, tuple):
        among = {fold(getattr(value, "value", value)) for value in right}
        return lambda group: fold(read(group)) in among
    value: Any = fold(right.value) if isinstance(right, Number | Text) else right
    sign = SIGNS.get(compare.operator)
    if sign is None:
        raise Fault("MALFORMED_QUERY", f"invalid operator in HAVING: {compare.operator}")
    return lambda group: (found := read(group)) is not None and bool(sign(fold(found), value))
