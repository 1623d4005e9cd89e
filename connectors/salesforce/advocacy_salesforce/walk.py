"""From the first row of a window to its last, whatever happens to the pages in between.

Rows come in the order of (stamp, id), in queries of so many rows, each of which begins behind the last row
of the one before and says how many it has. So a place is passed on only when every row up to it has been
given; where pages are missing, repeated, out of order, short or gone, the query is asked anew (C-11, C-13,
C-16). Only when that brings no progress is the walk given up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol

from advocacy_sync.kernel.errors import AdvocacyError, RetryableError

from .query import locator_is_dead

__all__ = ["Place", "Query", "Sheet", "walk"]

IDLE = 2  # queries in a row that may get no further


@dataclass(frozen=True, slots=True)
class Place:
    """A row's place in the order. `stamp` is None for objects without a clock."""

    stamp: str | None
    id: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Records as the org gave them. `after`: where to go on later; None is the window's start. `given`: on the last
    sheet, how many rows there were in all."""

    records: list[dict[str, Any]]
    after: Place | None
    done: bool
    given: int = 0


class Query(Protocol):
    """What is walked through: `what` in messages, so many rows a query in `size`."""

    what: str
    size: int

    def first(self, after: Place | None) -> dict[str, Any]:
        """The first page of the next `size` rows behind a place; its total tells how many there are."""
        ...

    def more(self, path: str) -> dict[str, Any]: ...

    def count(self, after: Place | None, last: Place | None) -> int:
        """Rows behind `after`, up to and with `last`."""
        ...

    def place(self, record: dict[str, Any]) -> Place: ...


def walk(query: Query, after: Place | None) -> Iterator[Sheet]:
    """Sheets from behind a place to the end. Raises RetryableError when there is no getting further."""
    idle, given = 0, 0
    while True:
        block = _Block(query, after)
        for sheet in block.sheets():
            yield replace(sheet, given=given + block.rows) if sheet.done else sheet
            if sheet.done:
                return
        idle, given = (0, given + block.rows) if block.after != after else (idle + 1, given)
        if idle >= IDLE:
            raise RetryableError(block.trouble)
        after = block.after


class _Block:
    """One query and its pages. `after` moves on only when all its rows have been given. `rows` are those of the
    window; what lies before it does not count."""

    def __init__(self, query: Query, after: Place | None) -> None:
        self._query, self._start, self.after, self.rows = query, after, after, 0
        self._last = after
        self._ids: set[str] = set()
        self.trouble = ""

    def sheets(self) -> Iterator[Sheet]:
        paths: set[str] = set()
        page = self._query.first(self._start)
        while True:
            records, done, following = page["records"], bool(page["done"]), str(page.get("nextRecordsUrl") or "")
            self.trouble = self._trouble(records)
            if not self.trouble and not done and (not following or following in paths):
                self.trouble = f"Salesforce sent a page of {self._query.what} that leads to no further one"
            if not self.trouble and done:
                self.trouble = self._short(int(page["totalSize"]))
            if done and not self.trouble:
                self.after = self._last
                yield Sheet(records, self.after, len(self._ids) < self._query.size)
                return
            yield Sheet(records, self._start, done=False)
            if self.trouble:
                return
            paths.add(following)
            try:
                page = self._query.more(following)
            except AdvocacyError as error:
                if not locator_is_dead(error):
                    raise
                self.trouble = str(error)
                return

    def _short(self, total: int) -> str:
        """What is wrong with the number of rows. Where it is not what the org announced, a count has to tell."""
        given = len(self._ids)
        if given == total:
            return ""
        there = self._query.count(self._start, None if given < self._query.size else self._last)
        return f"{self._query.what} gave {given} rows of {there}" if min(there, self._query.size) > given else ""

    def _trouble(self, records: list[dict[str, Any]]) -> str:
        """What is wrong with the order. Ids are compared by the org alone: its order is its own."""
        for record in records:
            place = self._query.place(record)
            if place.id in self._ids or (_early(place, self._last) and not _early(place, self._start)):
                return f"Salesforce sent pages of {self._query.what} that overlap or are out of order"
            self._ids.add(place.id)
            if not _early(place, self._start):  # a row from before the window harms nobody
                self._last = place
                self.rows += 1
        return ""


def _early(place: Place, other: Place | None) -> bool:
    return other is not None and (place.stamp or "") < (other.stamp or "")
