"""The rows of the org with their indexes, and the undo log of a transaction.

Indexes are built when first asked for and then kept by each write. A row is replaced, never edited
in place, so whoever holds a row holds its values as they were.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from advocacy_sync.sandbox.automation import Automation
from advocacy_sync.sandbox.salesforce.ids import record_id
from advocacy_sync.sandbox.salesforce.schema import Field, Schema, SObject
from advocacy_sync.sandbox.state import Row, State
from advocacy_sync.sandbox.veil import Veil
from advocacy_sync.sandbox.watch import Watch

__all__ = ["ORDERED", "Ordered", "Store", "fold"]

ORDERED = frozenset({"Id", "CreatedDate", "LastModifiedDate", "SystemModstamp"})
LAST = "\U0010ffff"  # sorts behind every id


def fold(value: Any) -> Any:
    """Text as the vendor compares it: without case."""
    return value.lower() if isinstance(value, str) else value


class Ordered:
    """Rows by one never-null field and then by id. Entries of replaced rows are skipped when read."""

    def __init__(self, name: str, rows: dict[str, Row]) -> None:
        self._name, self._rows = name, rows
        self._entries = sorted((row[name], id) for id, row in rows.items())

    def add(self, value: str, id: str) -> None:
        entry = (value, id)
        if not self._entries or entry > self._entries[-1]:
            self._entries.append(entry)
            return
        place = bisect_left(self._entries, entry)
        if self._entries[place] != entry:
            self._entries.insert(place, entry)

    def between(self, low: str | None, high: str | None) -> Iterator[Row]:
        """Rows from low to high, both included, in order."""
        self._compact()
        start = bisect_left(self._entries, (low, "")) if low is not None else 0
        stop = bisect_right(self._entries, (high, LAST)) if high is not None else len(self._entries)
        for value, id in self._entries[start:stop] if (start, stop) != (0, len(self._entries)) else self._entries:
            row = self._rows.get(id)
            if row is not None and row[self._name] == value:
                yield row

    def _compact(self) -> None:
        if len(self._entries) > 2 * len(self._rows) + 1000:
            self._entries = sorted((row[self._name], id) for id, row in self._rows.items())


class _Indexes:
    """The indexes of one object."""

    def __init__(self) -> None:
        self.size = -1
        self.ordered: dict[str, Ordered] = {}
        self.keys: dict[str, dict[Any, dict[str, None]]] = {}

    def replace(self, old: Row | None, new: Row | None) -> None:
        for name, index in self.ordered.items():
            if new is not None and (old is None or old[name] != new[name]):
                index.add(new[name], new["Id"])
        for name, keys in self.keys.items():
            before = old and fold(old.get(name))
            after = new and fold(new.get(name))
            if before == after:
                continue
            if old is not None and before is not None:
                keys.get(before, {}).pop(old["Id"], None)
            if new is not None and after is not None:
                keys.setdefault(after, {})[new["Id"]] = None


class Store:
    def __init__(self, state: State, schema: Schema) -> None:
        self.state, self.schema = state, schema
        self._indexes: dict[str, _Indexes] = {}
        self._undo: list[tuple[str, str, Row | None]] = []
        self._depth = 0
        self.watch = Watch()
        self.veil: Veil | None = None
        self.automation: Automation | None = None
        self.unshared: dict[str, set[str]] = {}  # ids of rows, by object, that the integration user may not see

    def rows(self, name: str) -> dict[str, Row]:
        return self.state.table(name)

    def get(self, name: str, id: str | None) -> Row | None:
        return self.state.table(name).get(id) if id else None

    def by_id(self, id: str | None) -> tuple[SObject, Row] | None:
        """The row of any object that an id names, deleted or not."""
        sobject = self.schema.of_id(id) if id else None
        row = self.get(sobject.name, id) if sobject else None
        return (sobject, row) if sobject and row else None

    def put(self, name: str, row: Row) -> None:
        indexes = self._current(name)
        id = row["Id"]
        old = self.state.table(name).get(id)
        if self._depth:
            self._undo.append((name, id, old))
        self.state.put(name, id, row)
        indexes.replace(old, row)
        indexes.size = len(self.state.table(name))
        if self.watch.watchers:
            self.watch.wrote(name, id, old, row)

    def drop(self, name: str, id: str) -> None:
        """Takes a row away for good."""
        indexes = self._current(name)
        old = self.state.table(name).get(id)
        if self._depth:
            self._undo.append((name, id, old))
        self.state.drop(name, id)
        indexes.replace(old, None)
        indexes.size = len(self.state.table(name))
        if self.watch.watchers:
            self.watch.wrote(name, id, old, None)

    def fill(self, name: str, row: Row) -> None:
        """A put without indexes, for seeding; they are built anew when next asked for."""
        self.state.put(name, row["Id"], row)
        self._indexes.pop(name, None)

    def seen(self, name: str, found: Iterable[Row], now: datetime) -> tuple[Iterable[Row], bool]:
        """The rows as a query sees them, and whether they are still in their order.

        Rows that are behind show as they were, wherever they would have been found; rows that are not
        shared with the user are left out.
        """
        behind = self.veil.rows(name, now) if self.veil else None
        hidden = self.unshared.get(name)
        if not behind and not hidden:
            return found, True
        rows = (row for row in found if not hidden or row["Id"] not in hidden)
        if not behind:
            return rows, True
        old = [row for id, row in behind.items() if row is not None and not (hidden and id in hidden)]
        return [*(row for row in rows if row["Id"] not in behind), *old], False

    def shared(self, name: str, id: str) -> bool:
        """Whether the integration user may see the row."""
        return id not in self.unshared.get(name, ())

    def next_id(self, sobject: SObject) -> str:
        number = self.number(sobject.prefix)
        while (id := record_id(sobject.prefix, number)) in self.state.table(sobject.name):
            number = self.number(sobject.prefix)
        return id

    def number(self, series: str, at_least: int = 0) -> int:
        """The next number of a series; a number is given once, even when its transaction fails."""
        counter = self.state.get("@counter", series) or {"last": 0}
        last = max(int(counter["last"]) + 1, at_least)
        self.state.put("@counter", series, {"last": last})
        return last

    def keys(self, name: str, field: Field) -> dict[Any, dict[str, None]]:
        """Ids by folded value of a field, nulls left out."""
        indexes = self._current(name)
        if field.name not in indexes.keys:
            index: dict[Any, dict[str, None]] = {}
            for id, row in self.rows(name).items():
                value = row.get(field.name)
                if value is not None:
                    index.setdefault(fold(value), {})[id] = None
            indexes.keys[field.name] = index
        return indexes.keys[field.name]

    def matching(self, name: str, field: Field, value: Any) -> list[Row]:
        """Rows, deleted or not, whose field has this value, in the order of their ids."""
        rows = self.rows(name)
        return [rows[id] for id in sorted(self.keys(name, field).get(fold(value), ()))]

    def ordered(self, name: str, field: str) -> Ordered:
        indexes = self._current(name)
        if field not in indexes.ordered:
            indexes.ordered[field] = Ordered(field, self.rows(name))
        return indexes.ordered[field]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside are taken back when the block ends in an exception. May be nested."""
        mark = len(self._undo)
        self._depth += 1
        try:
            yield
        except BaseException:
            self._revert(mark)
            raise
        finally:
            self._depth -= 1
            if not self._depth:
                self._undo.clear()

    def _revert(self, mark: int) -> None:
        taken, self._undo[mark:] = self._undo[mark:], []
        depth, self._depth = self._depth, 0
        watch, self.watch = self.watch, Watch()
        for name, id, old in reversed(taken):
            if old is None:
                self.drop(name, id)
            else:
                self.put(name, old)
        self._depth, self.watch = depth, watch
        watch.undone(len(taken))

    def _current(self, name: str) -> _Indexes:
        """The object's indexes, begun anew when rows came in behind our back (a journal)."""
        indexes = self._indexes.get(name)
        if indexes is None or indexes.size != len(self.state.table(name)):
            indexes = self._indexes[name] = _Indexes()
            indexes.size = len(self.state.table(name))
        return indexes
