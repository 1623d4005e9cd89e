"""One window of one object as REST queries: with as many fields as the org takes, in the order of (stamp, id)."""

from __future__ import annotations

import re
from typing import Any

from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.kernel.timespan import Span

from .columns import Columns
from .query import Queries, TooWide
from .soql import select, window
from .walk import Place
from .wide import Parts
from .wire import instant, to18

__all__ = ["Window"]

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)").fullmatch
ROWS_A_QUERY = 2_000  # as many as one page may hold


class Window:
    """Answers `walk`. `names` are the fields of the last query; what is lacking is read by ids."""

    def __init__(self, queries: Queries, parts: Parts, columns: Columns, span: Span) -> None:
        self._queries, self._parts, self._columns, self._span = queries, parts, columns, span
        self._deleted = "IsDeleted" in columns.keys
        self.what, self.size = f"a query of {columns.object}", ROWS_A_QUERY
        self.names: tuple[str, ...] = columns.names

    def first(self, after: Place | None) -> dict[str, Any]:
        stamp = self._columns.stamp
        where, order = self._where(after), f"{stamp}, Id" if stamp else "Id"
        while True:
            fields = self._parts.first(self._columns.object, self._columns.rest)
            self.names = (*self._columns.keys, *fields)
            soql = select(self._columns.object, self.names, where, order, self.size)
            try:
                return self._queries.first(soql, self.what, deleted=self._deleted)
            except TooWide as error:
                self._parts.too_many(self._columns.object, len(fields), error)

    def more(self, path: str) -> dict[str, Any]:
        return self._queries.more(path, f"the next page of {self._columns.object}")

    def count(self, after: Place | None, last: Place | None) -> int:
        return self._queries.count(self._columns.object, self._where(after, last), deleted=self._deleted)

    def place(self, record: dict[str, Any]) -> Place:
        stamp, of = self._columns.stamp, self._columns.object
        try:
            place = Place(instant(record[stamp]) if stamp else None, to18(record["Id"]))
        except (KeyError, TypeError):
            raise RetryableError(f"Salesforce sent a row of {of} without its keys") from None
        if not place.id or (stamp and not _INSTANT(place.stamp or "")):  # they go into the next query as they are
            raise RetryableError(f"Salesforce sent a row of {of} whose Id or {stamp} makes no sense")
        return place

    def _where(self, after: Place | None, last: Place | None = None) -> str:
        return window(self._columns.stamp, self._span, _pair(after), upto=_pair(last))


def _pair(place: Place | None) -> tuple[str | None, str] | None:
    return (place.stamp, place.id) if place else None
