"""A fetched page of Bulk results in slices, so that never more than one of them is held as decoded rows.

A slice is resumed behind its mark: how many rows of the page were given, and a digest of which. Fetched
again, the page need not have its rows in the same order; then it is given from its beginning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from advocacy_sync.records.source_row import SourceRow

from .cells import Table

__all__ = ["Mark", "Slice", "slices"]

Decode = Callable[[list[str]], SourceRow]


@dataclass(frozen=True, slots=True)
class Mark:
    """So many rows of a page, and a digest of their ids in their order."""

    rows: int = 0
    ids: str = ""

    @classmethod
    def of(cls, cursor: Mapping[str, Any]) -> Mark:
        return cls(int(cursor.get("skip", 0)), str(cursor.get("ids", "")))

    def members(self) -> dict[str, Any]:
        return {"skip": self.rows, "ids": self.ids}

    def behind(self, rows: Sequence[SourceRow]) -> Mark:
        digest = blake2b(self.ids.encode(), digest_size=8)
        for row in rows:
            digest.update(row.key.external_id.encode())
        return Mark(self.rows + len(rows), digest.hexdigest())


@dataclass(frozen=True, slots=True)
class Slice:
    """`mark` is None behind the last row of the page."""

    rows: tuple[SourceRow, ...]
    mark: Mark | None


def slices(table: Table, decode: Decode, size: int, mark: Mark) -> Iterator[Slice]:
    """Slices of `size` rows from a mark to the end, the last one perhaps shorter; one of an empty table."""
    mark = mark if mark == _seen(table, decode, size, mark.rows) else Mark()
    while True:
        rows = tuple(map(decode, table.lines(mark.rows, mark.rows + size)))
        mark = mark.behind(rows)
        last = mark.rows >= table.count
        yield Slice(rows, None if last else mark)
        if last:
            return


def _seen(table: Table, decode: Decode, size: int, rows: int) -> Mark:
    """The mark behind so many rows as the table has them now."""
    mark = Mark()
    for start in range(0, min(rows, table.count), size):
        mark = mark.behind(tuple(map(decode, table.lines(start, min(start + size, rows)))))
    return mark
