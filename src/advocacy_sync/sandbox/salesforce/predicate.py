"""Compiles a SOQL condition into a function of a row.

Text is compared without case; null equals nothing but null, and so `!=` and NOT let it through.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from advocacy_sync.sandbox.salesforce.columns import Column, Columns
from advocacy_sync.sandbox.salesforce.dates import midnight, span
from advocacy_sync.sandbox.salesforce.ids import to18
from advocacy_sync.sandbox.salesforce.schema import NUMERIC, SObject
from advocacy_sync.sandbox.salesforce.soql_ast import (
    And,
    Call,
    Compare,
    Condition,
    DateLiteral,
    Day,
    Instant,
    Not,
    Number,
    Or,
    Path,
    Query,
    Text,
    Value,
)  # fmt: skip
from advocacy_sync.sandbox.salesforce.store import fold
from advocacy_sync.sandbox.state import Row

__all__ = ["Predicate", "Predicates"]

Predicate = Callable[[Row], bool]
KINDS = {
    **dict.fromkeys(NUMERIC, "number"),
    "boolean": "boolean", "date": "date", "datetime": "dateTime", "id": "id", "reference": "id",
}  # fmt: skip
ORDERING: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


class Predicates:
    """Compiles the conditions of one statement. `members` runs a subquery and gives its values."""

    def __init__(self, columns: Columns, now: datetime, members: Callable[[Query], set[Any]]) -> None:
        self._columns, self._now, self._members = columns, now, members

    def of(self, sobject: SObject, condition: Condition, alias: str | None = None) -> Predicate:
        if isinstance(condition, Not):
            inner = self.of(sobject, condition.inner, alias)
            return lambda row: not inner(row)
        if isinstance(condition, And):
            return _every([self.of(sobject, part, alias) for part in condition.parts])
        if isinstance(condition, Or):
            return _some([self.of(sobject, part, alias) for part in condition.parts])
        return self._compare(condition, self._column(sobject, condition.left, alias))

    def _column(self, sobject: SObject, left: Path | Call, alias: str | None) -> Column:
        column = self._columns.of(sobject, left, alias)
        if not column.field.filterable:
            raise self._columns.fault(left.at, f"field '{column.field.name}' can not be filtered in a query call")
        return column

    def _compare(self, compare: Compare, column: Column) -> Predicate:
        right = compare.right
        if compare.operator == "IN":
            return self._among(compare, column)
        if compare.operator in {"INCLUDES", "EXCLUDES"}:
            return _includes(column, right, wanted=compare.operator == "INCLUDES")
        if compare.operator == "LIKE":
            return self._like(compare, column)
        if isinstance(right, DateLiteral):
            return _ranged(column.read, compare.operator, *self.span(column, right))
        return _single(column, compare.operator, self.literal(compare, column, right))  # type: ignore[arg-type]

    def span(self, column: Column, literal: DateLiteral) -> tuple[str, str]:
        """First and, not included, last value of a date literal, in the form of the column."""
        first, last = span(literal.name, literal.count, self._now)
        shown: Callable[[date], str] = midnight if column.field.type == "datetime" else date.isoformat
        return shown(first), shown(last)

    def literal(self, compare: Compare, column: Column, value: Value) -> Any:
        """The value in the form in which rows hold it; a fault when its type is not the column's."""
        if value is None or (isinstance(value, Text) and not value.value):
            return None
        kind = KINDS.get(column.field.type, "string")
        if column.field.type == "anyType":
            return fold(getattr(value, "value", value))
        if kind == "id" and isinstance(value, Text):
            return self._id(compare, value.value)
        wanted = {"number": Number, "boolean": bool, "date": Day, "dateTime": Instant, "string": Text}.get(kind, Text)
        if not isinstance(value, wanted):
            raise self._mistyped(compare, column, kind)
        if isinstance(value, bool | DateLiteral):
            return value
        return fold(value.value) if isinstance(value, Text) else value.value

    def _id(self, compare: Compare, text: str) -> str:
        try:
            return to18(text)
        except ValueError:
            code = "INVALID_QUERY_FILTER_OPERATOR"
            raise self._columns.fault(compare.left.at, f"invalid ID field: {text}", code) from None

    def _mistyped(self, compare: Compare, column: Column, kind: str) -> Exception:
        said = {"string": "string and should be", "id": "id and should be"}.get(kind, f"{kind} and should not be")
        said = said.replace("number", "double" if column.field.type != "int" else "int")
        words = f"value of filter criterion for field '{column.field.name}' must be of type {said} enclosed in quotes"
        return self._columns.fault(compare.left.at, words)

    def _among(self, compare: Compare, column: Column) -> Predicate:
        read, right = column.read, compare.right
        if isinstance(right, Query):
            found = self._members(right)
            return lambda row: read(row) in found
        values = right if isinstance(right, tuple) else ()
        spans = [self.span(column, value) for value in values if isinstance(value, DateLiteral)]
        among = {self.literal(compare, column, v) for v in values if not isinstance(v, DateLiteral)}
        if spans:
            return lambda row: (v := read(row)) in among or (v is not None and any(a <= v < b for a, b in spans))
        if KINDS.get(column.field.type, "string") == "string":
            return lambda row: fold(read(row)) in among
        return lambda row: read(row) in among

    def _like(self, compare: Compare, column: Column) -> Predicate:
        if not isinstance(compare.right, Text):
            raise self._mistyped(compare, column, "string")
        if KINDS.get(column.field.type, "string") != "string":
            raise self._columns.fault(compare.left.at, "invalid operator", "INVALID_QUERY_FILTER_OPERATOR")
        matches, read = _pattern(compare.right.value).fullmatch, column.read
        return lambda row: (v := read(row)) is not None and matches(v) is not None


def _every(parts: list[Predicate]) -> Predicate:
    if len(parts) == 2:
        first, second = parts
        return lambda row: first(row) and second(row)
    return lambda row: all(part(row) for part in parts)


def _some(parts: list[Predicate]) -> Predicate:
    return lambda row: any(part(row) for part in parts)


def _single(column: Column, sign: str, value: Any) -> Predicate:
    read = column.read
    if isinstance(value, str) and KINDS.get(column.field.type, "string") == "string":
        read = _folded(read)
    if sign == "=":
        return lambda row: read(row) == value
    if sign == "!=":
        return lambda row: read(row) != value
    if value is None:
        return lambda _: False
    compares = ORDERING[sign]
    return lambda row: (v := read(row)) is not None and compares(v, value)


def _folded(read: Callable[[Row], Any]) -> Callable[[Row], Any]:
    return lambda row: fold(read(row))


def _ranged(read: Callable[[Row], Any], sign: str, first: str, last: str) -> Predicate:
    """Comparison with a span of days: `<` means before it, `>` behind it, `=` inside."""
    tests: dict[str, Callable[[str], bool]] = {
        "=": lambda v: first <= v < last,
        "<": lambda v: v < first,
        "<=": lambda v: v < last,
        ">": lambda v: v >= last,
        ">=": lambda v: v >= first,
    }
    if sign == "!=":
        return lambda row: (v := read(row)) is None or not first <= v < last
    test = tests[sign]
    return lambda row: (v := read(row)) is not None and test(v)


def _includes(column: Column, right: object, *, wanted: bool) -> Predicate:
    """INCLUDES ('a;b','c'): holds both a and b, or c."""
    values = right if isinstance(right, tuple) else ()
    choices = [set(fold(value.value).split(";")) for value in values if isinstance(value, Text)]
    read = column.read

    def test(row: Row) -> bool:
        held = set((fold(read(row)) or "").split(";"))
        return any(choice <= held for choice in choices) is wanted

    return test


def _pattern(like: str) -> re.Pattern[str]:
    parts = re.findall(r"\\.|[%_]|[^\\%_]+|\\", like, re.DOTALL)
    known = {"%": ".*", "_": "."}
    regex = "".join(known.get(part) or re.escape(part[1:] if part[0] == "\\" and part[1:] else part) for part in parts)
    return re.compile(regex, re.IGNORECASE | re.DOTALL)
