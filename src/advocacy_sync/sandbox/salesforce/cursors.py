"""Query results that are read page by page: a snapshot of the rows, alive for two days.

They live in memory only: after a restart a locator is dead, as after any two days.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from advocacy_sync.sandbox.salesforce.faults import Fault
from advocacy_sync.sandbox.state import Row

__all__ = ["Cursors", "Paging"]

LIFETIME = timedelta(days=2)
MOST = 2000  # open cursors; the oldest goes first
Render = Callable[[Row], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Paging:
    """How a caller wants pages: how long, under which version's path, and when it asks."""

    size: int
    base: str
    now: datetime


@dataclass(frozen=True, slots=True)
class _Cursor:
    rows: list[Row]
    render: Render
    ends: datetime


class Cursors:
    def __init__(self, name: Callable[[], str]) -> None:
        self._name = name
        self._open: dict[str, _Cursor] = {}

    def first(self, rows: list[Row], render: Render, paging: Paging) -> dict[str, Any]:
        """The first page of a result, which opens a cursor when there is more."""
        if len(rows) <= paging.size:
            return {"totalSize": len(rows), "done": True, "records": [render(row) for row in rows]}
        locator = self._name()
        self._open[locator] = _Cursor(rows, render, paging.now + LIFETIME)
        if len(self._open) > MOST:
            del self._open[next(iter(self._open))]
        return self._page(locator, 0, paging)

    def next(self, text: str, paging: Paging) -> dict[str, Any]:
        """The page that a locator (`01g…-2000`) names. A page can be read again."""
        locator, _, start = text.rpartition("-")
        cursor = self._open.get(locator)
        if cursor is None or not start.isdigit() or paging.now >= cursor.ends:
            raise Fault("INVALID_QUERY_LOCATOR", "invalid query locator")
        return self._page(locator, int(start), paging)

    def close(self, text: str) -> None:
        self._open.pop(text.rpartition("-")[0] or text, None)

    def close_all(self) -> None:
        self._open.clear()

    def _page(self, locator: str, start: int, paging: Paging) -> dict[str, Any]:
        cursor = self._open[locator]
        stop = start + paging.size
        records = [cursor.render(row) for row in cursor.rows[start:stop]]
        page: dict[str, Any] = {"totalSize": len(cursor.rows), "done": stop >= len(cursor.rows)}
        if not page["done"]:
            page["nextRecordsUrl"] = f"{paging.base}/query/{locator}-{stop}"
        return {**page, "records": records}
