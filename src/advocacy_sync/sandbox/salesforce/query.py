"""Runs a SOQL statement: checks it against the schema, finds its rows, says how to render them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from sys import maxsize
from typing import Any

from advocacy_sync.sandbox.salesforce.aggregate import aggregated, is_aggregate
from advocacy_sync.sandbox.salesforce.columns import Columns
from advocacy_sync.sandbox.salesforce.faults import Fault
from advocacy_sync.sandbox.salesforce.plan import candidates, sort_keys
from advocacy_sync.sandbox.salesforce.predicate import Predicate, Predicates
from advocacy_sync.sandbox.salesforce.project import Shape
from advocacy_sync.sandbox.salesforce.schema import Field, SObject
from advocacy_sync.sandbox.salesforce.soql import parse
from advocacy_sync.sandbox.salesforce.soql_ast import AllFields, Call, Path, Query, SubQuery, TypeOf
from advocacy_sync.sandbox.salesforce.store import Store
from advocacy_sync.sandbox.state import Row

__all__ = ["Found", "Runner"]

DEEPEST_OFFSET = 2000
MOST_ALL_FIELDS = 200
MOST_CHILDREN = 20
Render = Callable[[Row], dict[str, Any]]
Page = Callable[[list[Row], Render], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a query, all of them, and how one becomes a record."""

    sobject: SObject
    rows: list[Row]
    shape: Shape
    render: Render
    total: int
    aggregate: bool = False


@dataclass(frozen=True)
class Runner:
    """Runs statements at one instant. `base` is `/services/data/vXX.0`, `page` wraps child rows."""

    store: Store
    now: datetime
    base: str
    page: Page
    deleted: bool = False

    def run(self, soql: str) -> Found:
        query = parse(soql)
        if query.all_rows and not self.deleted:
            raise Fault("MALFORMED_QUERY", "ALL ROWS not allowed in this context")
        columns = Columns(self.store, soql)
        sobject = self._source(columns, query)
        if query.offset > DEEPEST_OFFSET:
            raise Fault("NUMBER_OUTSIDE_VALID_RANGE", f"Maximum SOQL offset allowed is {DEEPEST_OFFSET}")
        if query.group or any(isinstance(one, Call) and is_aggregate(one) for one in query.select):
            return self._aggregated(columns, sobject, query)
        shape, children = self._shape(columns, sobject, query)
        rows = self._rows(columns, sobject, query)
        return Found(sobject, rows, shape, self._with_children(shape.render(self.base), children), len(rows))

    def _source(self, columns: Columns, query: Query) -> SObject:
        sobject = self.store.schema.find(query.source.text)
        if sobject is None or not sobject.flag("queryable"):
            raise columns.fault(
                query.source.at,
                f"sObject type '{query.source.text}' is not supported. If you are attempting to use a custom object, "
                "be sure to append the '__c' after the entity name. "
                "Please reference your WSDL or the describe call for the appropriate names.",
                "INVALID_TYPE",
            )
        return sobject

    # rows

    def _rows(self, columns: Columns, sobject: SObject, query: Query) -> list[Row]:
        alias = query.source.alias
        test = self._test(columns, sobject, query)
        keys = sort_keys(columns, sobject, query.order, alias)
        found, in_order = candidates(self.store, sobject, query, self.now, alias)
        found, untouched = self.store.seen(sobject.name, found, self.now)
        in_order = in_order and untouched
        kept = (row for row in found if test(row))
        stop = None if query.limit is None else min(query.offset + query.limit, maxsize)
        if in_order or not keys:
            return list(islice(kept, query.offset, stop))
        rows = list(kept)
        for key, descending in keys:
            rows.sort(key=key, reverse=descending)
        return rows[query.offset : stop]

    def _test(self, columns: Columns, sobject: SObject, query: Query) -> Predicate:
        def members(inner: Query) -> set[Any]:
            return self._members(columns, inner)

        if query.where is None:
            return (lambda _: True) if self.deleted else (lambda row: not row.get("IsDeleted"))
        where = Predicates(columns, self.now, members).of(sobject, query.where, query.source.alias)
        if self.deleted:
            return where
        return lambda row: not row.get("IsDeleted") and where(row)

    def _members(self, columns: Columns, query: Query) -> set[Any]:
        """The values of a semi-join: one id or reference field of another object."""
        sobject = self._source(columns, query)
        selected = query.select[0]
        if len(query.select) != 1 or not isinstance(selected, Path):
            raise Fault("MALFORMED_QUERY", "semi join sub-selects can only query a single field")
        column = columns.of(sobject, selected, query.source.alias)
        if column.field.type not in {"id", "reference"}:
            words = f"The selected field '{selected.text}' in the subquery and the left operand field in the where "
            raise columns.fault(
                selected.at, words + "expression in the outer query should point to the same object type"
            )
        return {column.read(row) for row in self._rows(columns, sobject, query)}

    # what is selected

    def _shape(self, columns: Columns, sobject: SObject, query: Query) -> tuple[Shape, dict[str, Render]]:
        shape, children = Shape(sobject), {}
        for one in query.select:
            if isinstance(one, SubQuery):
                name, render = self._child(columns, sobject, one.query)
                children[name] = render
            elif isinstance(one, AllFields):
                self._all_fields(columns, shape, query, one)
            elif isinstance(one, TypeOf):
                shape.add(columns, one.path, (*one.path.names, "Name"))
            elif not shape.add(columns, one, _names(one, query)):
                raise columns.fault(one.at, f"duplicate field selected: {_text(one)}")
        if len(children) > MOST_CHILDREN:
            raise Fault(
                "MALFORMED_QUERY", f"SOQL statements cannot query more than {MOST_CHILDREN} child relationships"
            )
        return shape, children

    def _all_fields(self, columns: Columns, shape: Shape, query: Query, all_fields: AllFields) -> None:
        if all_fields.which != "STANDARD" and (query.limit is None or query.limit > MOST_ALL_FIELDS):
            raise columns.fault(
                all_fields.at,
                f"The SOQL FIELDS function must have a LIMIT of at most {MOST_ALL_FIELDS}",
                "MALFORMED_QUERY",
            )
        for field in self.store.schema.visible(shape.sobject):
            if all_fields.which == "ALL" or field.custom is (all_fields.which == "CUSTOM"):
                shape.add(columns, Path((field.name,)), (field.name,))

    # children

    def _child(self, columns: Columns, parent: SObject, query: Query) -> tuple[str, Render]:
        """How the child rows of one parent are found and paged."""
        found = self.store.schema.child(parent, query.source.names[-1])
        if found is None:
            raise columns.fault(
                query.source.at,
                f"Didn't understand relationship '{query.source.text}' in FROM part of query call. "
                "If you are attempting to use a custom relationship, be sure to append the '__r' after the custom "
                "relationship name. "
                "Please reference your WSDL or the describe call for the appropriate names.",
                "INVALID_TYPE",
            )
        sobject, reference = found
        query = replace(query, source=Path((sobject.name,), query.source.at, query.source.alias))
        shape, deeper = self._shape(columns, sobject, query)
        render = self._with_children(shape.render(self.base), deeper)
        select = self._selector(columns, sobject, reference, query)

        def children(row: Row) -> dict[str, Any]:
            rows = select(row["Id"])
            return self.page(rows, render) if rows else {}

        return str(reference.child_relationship), children

    def _selector(
        self, columns: Columns, sobject: SObject, reference: Field, query: Query
    ) -> Callable[[str], list[Row]]:
        test = self._test(columns, sobject, query)
        keys = sort_keys(columns, sobject, query.order, query.source.alias)
        stop = None if query.limit is None else query.offset + query.limit

        def select(parent: str) -> list[Row]:
            below, _ = self.store.seen(sobject.name, self.store.matching(sobject.name, reference, parent), self.now)
            rows = [row for row in below if row.get(reference.name) == parent and test(row)]
            for key, descending in keys:
                rows.sort(key=key, reverse=descending)
            return rows[query.offset : stop]

        return select

    def _with_children(self, render: Render, children: dict[str, Render]) -> Render:
        if not children:
            return render

        def whole(row: Row) -> dict[str, Any]:
            # A parent without children has null there, not an empty result.
            return {**render(row), **{name: below(row) or None for name, below in children.items()}}

        return whole

    # aggregates

    def _aggregated(self, columns: Columns, sobject: SObject, query: Query) -> Found:
        rows = self._rows(columns, sobject, replace(query, order=(), limit=None, offset=0))
        shape = Shape(sobject)
        only = query.select[0]
        if isinstance(only, Call) and only.argument is None and not query.group:
            total = len(rows) if query.limit is None else min(len(rows), query.limit)
            return Found(sobject, [], shape, dict, total, aggregate=True)
        groups = aggregated(columns, sobject, query, rows)
        return Found(sobject, groups, shape, dict, len(groups), aggregate=True)


def _names(one: Path | Call, query: Query) -> tuple[str, ...]:
    """The names of a path without the alias of the object."""
    while isinstance(one, Call):
        if one.argument is None:
            raise Fault("MALFORMED_QUERY", f"Invalid function: {one.name}")
        one = one.argument
    own = {(query.source.alias or query.source.text).lower(), query.source.text.lower()}
    return one.names[1:] if len(one.names) > 1 and one.names[0].lower() in own else one.names


def _text(one: Path | Call) -> str:
    return one.text if isinstance(one, Path) else one.name
