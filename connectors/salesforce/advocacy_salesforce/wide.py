"""Rows with more fields than one query may ask for: read in parts that carry their key, and joined by it.

A part that was read after the row had changed would tear it, so parts with another stamp are not joined:
the row is read anew by itself (CS-19). What moves faster than that is left for the window that it moved to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from advocacy_sync.kernel.errors import AdvocacyError, RetryableError
from advocacy_sync.ports.events import Events

from .columns import Columns
from .query import LONGEST_SOQL, Queries, TooWide, locator_is_dead
from .soql import literal, select
from .wire import to18

__all__ = ["Parts", "Wide"]

Record = dict[str, Any]
IDS_A_QUERY = 2_000
TRIES = 3
FIELD_BYTES = 60_000  # of names in one query, which leaves room for the ids


class Parts:
    """How many fields of an object one query was found to take."""

    def __init__(self) -> None:
        self._most: dict[str, int] = {}

    def first(self, object_name: str, names: Sequence[str]) -> tuple[str, ...]:
        """As many of the names, from the beginning, as one query takes."""
        size, fitting = 0, 0
        for name in names[: self._most.get(object_name, len(names))]:
            size += len(name) + 2
            if size > FIELD_BYTES and fitting:
                break
            fitting += 1
        return tuple(names[:fitting])

    def too_many(self, object_name: str, fields: int, error: TooWide) -> None:
        """So many are too many. Raises the error when there is nothing to take away."""
        if fields < 2:
            raise error
        self._most[object_name] = fields // 2


class Wide:
    """Reads rows of one query's columns by their ids, in as many parts as it takes."""

    def __init__(self, queries: Queries, parts: Parts, columns: Columns, events: Events) -> None:
        self._queries, self._parts, self._columns, self._events = queries, parts, columns, events

    def rows(self, ids: Sequence[str]) -> list[Record]:
        """The rows of these ids that the org has, tombstones included, in the order of the ids."""
        return self._read(list(dict.fromkeys(map(to18, ids))), self._columns.rest)

    def completed(self, records: list[Record], names: Sequence[str]) -> list[Record]:
        """Records that were read with `names`, with the columns that they lack."""
        lacking = [name for name in self._columns.rest if name not in set(names)]
        if not lacking or not records:
            return records
        return self._joined(records, self._read([record["Id"] for record in records], lacking), [*names, *lacking])

    def _read(self, ids: Sequence[str], names: Sequence[str]) -> list[Record]:
        while True:
            head = self._parts.first(self._columns.object, names)
            try:
                found = self._named(ids, head)
                break
            except TooWide as error:
                self._parts.too_many(self._columns.object, len(head), error)
        tail = names[len(head) :]
        return self._joined(found, self._read([row["Id"] for row in found], tail), names) if tail and found else found

    def _joined(self, some: list[Record], others: list[Record], names: Sequence[str]) -> list[Record]:
        by_id, stamp = {row["Id"]: row for row in others}, self._columns.stamp
        whole = []
        for row in some:
            other = by_id.get(row["Id"])
            if other is None:
                continue  # gone between the two, or moving
            if stamp is None or row[stamp] == other[stamp]:
                whole.append(_merged(row, other))
            else:
                whole += self._alone(row["Id"], names)
        return whole

    def _alone(self, id: str, names: Sequence[str]) -> list[Record]:
        """One row in parts of one stamp; none if it is gone, or changes again and again."""
        stamp = self._columns.stamp
        for _ in range(TRIES):
            whole: Record | None = None
            rest = tuple(names)
            while rest or whole is None:
                part = self._parts.first(self._columns.object, rest)
                found = self._named([id], part)
                if not found:
                    return []
                if whole is not None and stamp is not None and whole[stamp] != found[0][stamp]:
                    break
                whole, rest = _merged(whole or {}, found[0]), rest[len(part) :]
            else:
                return [whole]
        self._events("row_moving", object=self._columns.object, id=id)
        return []

    def _named(self, ids: Sequence[str], names: Sequence[str]) -> list[Record]:
        """Rows by ids with keys and `names`, in one query a slice of ids."""
        found: dict[str, Record] = {}
        fields = [*self._columns.keys, *(name for name in names if name not in self._columns.keys)]
        for some in _slices(ids, LONGEST_SOQL - len(select(self._columns.object, fields)) - 50):
            found |= self._slice(some, fields)
        return [found[id] for id in ids if id in found]

    def _slice(self, ids: Sequence[str], fields: Sequence[str]) -> dict[str, Record]:
        """Rows by their ids. A short answer is asked for again: what is missing would be taken for deleted."""
        what = f"{len(ids)} {self._columns.object} rows by id"
        soql = select(self._columns.object, fields, f"Id IN ({', '.join(map(literal, ids))})")
        for _ in range(TRIES):
            found, total = self._pages(soql, what)
            if len(found) >= total:
                return found
        raise RetryableError(f"Salesforce gave {len(found)} of {total} rows for {what}")

    def _pages(self, soql: str, what: str) -> tuple[dict[str, Record], int]:
        page = self._queries.first(soql, what, deleted="IsDeleted" in self._columns.keys)
        found, paths, total = dict[str, Record](), set[str](), int(page["totalSize"])
        while True:
            found |= {to18(record["Id"]): record for record in page["records"]}
            path = page.get("nextRecordsUrl")
            if page["done"] or not isinstance(path, str) or path in paths:
                return found, total
            paths.add(path)
            try:
                page = self._queries.more(path, what)
            except AdvocacyError as error:
                if not locator_is_dead(error):
                    raise
                return found, total


def _slices(ids: Sequence[str], room: int) -> Iterable[Sequence[str]]:
    """Ids in slices whose literals fit into so many characters."""
    most = max(1, min(IDS_A_QUERY, room // 22))
    return (ids[start : start + most] for start in range(0, len(ids), most))


def _merged(some: Record, other: Record) -> Record:
    """One record of two, also within parents."""
    merged = {**some}
    for name, value in other.items():
        before = merged.get(name)
        merged[name] = _merged(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    return merged
