"""From the first page of a window to its last, whatever happens to the pages in between.

Rows come in the order of (stamp, id). A place is passed on as sure once every row up to it has been
given; where pages are missing, repeated, overlapping, short or gone, a new query goes on behind the last
sure place. Only when that brings no progress is the walk given up (C-11, C-13, C-16).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from advocacy_sync.kernel.errors import AdvocacyError, RetryableError

from .query import locator_is_dead

__all__ = ["Place", "Query", "Sheet", "walk"]

IDLE = 2  # queries in a row that may get no further
TIES = 20_000  # ids remembered of one stamp; pages that repeat do so soon
_OFFSET = re.compile(r"-(\d+)$")


@dataclass(frozen=True, slots=True)
class Place:
    """A row's place in the order. `stamp` is None for objects without a clock."""

    stamp: str | None
    id: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Records as the org gave them. `after`: where to go on later; None is the window's start."""

    records: list[dict[str, Any]]
    after: Place | None
    done: bool
    total: int


class Query(Protocol):
    """What is walked through. `what` names it in messages."""

    what: str

    def first(self, after: Place | None) -> dict[str, Any]: ...

    def more(self, path: str) -> dict[str, Any]: ...

    def count(self, after: Place | None, last: Place | None) -> int:
        """Rows behind `after`, up to and with `last`."""
        ...

    def place(self, record: dict[str, Any]) -> Place: ...


def walk(query: Query, after: Place | None) -> Iterator[Sheet]:
    """Sheets from behind a place to the end. Raises RetryableError when there is no getting further."""
    idle = 0
    while True:
        run = _Run(query, after)
        for sheet in run.sheets():
            idle = 0 if sheet.after != after else idle
            after = sheet.after
            yield sheet
            if sheet.done:
                return
        idle += 1
        if idle >= IDLE:
            raise RetryableError(run.trouble)


class _Run:
    """One query and its pages, for as long as they make sense."""

    def __init__(self, query: Query, after: Place | None) -> None:
        self._query, self._start, self._after = query, after, after
        self._given = 0
        self._paths: set[str] = set()
        self._last = after
        self._ties: set[str] = set()  # ids given with the last stamp
        self._newest: set[str] = set()  # ids of the last page
        self.trouble = ""

    def sheets(self) -> Iterator[Sheet]:
        page = self._query.first(self._start)
        while True:
            records, done, total = page["records"], bool(page["done"]), int(page["totalSize"])
            following = str(page.get("nextRecordsUrl") or "")
            self.trouble = self._trouble(records, following, done=done, total=total)
            sure = not self.trouble
            self._after = self._last if sure else self._after
            yield Sheet(records, self._after, done and sure, total)
            if done or not sure:
                return
            self._paths.add(following)
            try:
                page = self._query.more(following)
            except AdvocacyError as error:
                if not locator_is_dead(error):
                    raise
                self.trouble = str(error)
                return

    def _trouble(self, records: list[dict[str, Any]], following: str, *, done: bool, total: int) -> str:
        """What is wrong with a page; nothing, if all rows up to its end have been given."""
        self._given += len(records)
        if not self._in_order(records):
            return f"Salesforce sent pages of {self._query.what} that overlap or are out of order"
        if not done and (not following or following in self._paths):
            return f"Salesforce sent a page of {self._query.what} that leads to no further one"
        if self._given != (total if done else _offset(following)):  # then a count has to tell
            there = self._query.count(self._start, None if done else self._last)
            if there > self._given:
                return f"{self._query.what} gave {self._given} rows of {there}"
        return ""

    def _in_order(self, records: list[dict[str, Any]]) -> bool:
        """Whether the records go on behind those before. Ids are compared by the org alone: its order is its own."""
        if len(self._ties) > TIES:
            self._ties = self._newest
        self._newest = set()
        for record in records:
            place = self._query.place(record)
            self._newest.add(place.id)
            same = self._last is not None and self._last.stamp == place.stamp
            if same and place.id in self._ties:
                return False
            if not same and self._last is not None and (place.stamp or "") < (self._last.stamp or ""):
                return False
            if not same:
                self._ties = set()
            self._ties.add(place.id)
            self._last = place
        return True


def _offset(path: str) -> int | None:
    """How many rows stand before the page that a path leads to (`…/query/01g…-2000`)."""
    found = _OFFSET.search(path)
    return int(found[1]) if found else None
