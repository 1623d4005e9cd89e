"""The records of one object type: rows in the state, and the orders and unique values over them.

Indexes are derived: built when first needed, kept by every write, never stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from zlib import crc32

from advocacy_sync.sandbox.state import Row, State
from advocacy_sync.sandbox.watch import Watch

from .catalog import Catalog
from .indexes import IdOrder, StampOrder, ValueIndex
from .schema import ObjectType

__all__ = ["Records", "first_id"]


def first_id(kind: ObjectType) -> int:
    """Where the ids of new records begin: eleven digits, and apart from those of other types."""
    return (10 + crc32(kind.type_id.encode()) % 80) * 1_000_000_000 + 1


class Records:
    def __init__(self, state: State, catalog: Catalog, kind: ObjectType, watch: Watch) -> None:
        self.kind, self._watch = kind, watch
        self.version = 0
        self._first = first_id(kind)
        self._state, self._catalog = state, catalog
        self.table = f"objects:{kind.type_id}"
        self.rows = state.table(self.table)
        self._merged = state.table(f"merged:{kind.type_id}")
        self._live = IdOrder(int(key) for key, row in self.rows.items() if not row["archived"])
        self._archived = IdOrder(int(key) for key, row in self.rows.items() if row["archived"])
        self._stamps: dict[str, StampOrder] = {}
        self._unique: dict[str, dict[str, str]] = {}
        self._equal: dict[str, ValueIndex] = {}
        self._next = max(map(int, self.rows), default=0) + 1

    def ids(self, archived: bool = False) -> IdOrder:
        return self._archived if archived else self._live

    def get(self, key: str) -> Row | None:
        """The record with this id, or the one that it was merged into; archived ones too."""
        while key in self._merged:
            key = self._merged[key]["into"]
        return self.rows.get(key)

    def by_value(self, name: str, value: str) -> Row | None:
        """The live record that holds this value of a unique property."""
        key = self._values(name).get(value.lower())
        return None if key is None else self.rows.get(key)

    def by_stamp(self, name: str) -> StampOrder | None:
        """The order by one of the type's own stamps, or None for another property."""
        if name not in (self.kind.created, self.kind.modified):
            return None
        if name not in self._stamps:
            self._stamps[name] = StampOrder((row["properties"][name], int(row["id"])) for row in self.live())
        return self._stamps[name]

    def by_equal(self, name: str, read: Callable[[str], Any]) -> ValueIndex:
        """The live records by their value of a property; `read` brings values to the form that compares."""
        if name not in self._equal:
            held = ((row["properties"].get(name), int(row["id"])) for row in self.live())
            self._equal[name] = ValueIndex(read, held)
        return self._equal[name]

    def live(self) -> Iterator[Row]:
        return (row for row in self.rows.values() if not row["archived"])

    def new_id(self) -> str:
        return str(max(self._next, self._first))

    def put(self, row: Row) -> None:
        key = row["id"]
        old = self.rows.get(key)
        number = int(key)
        self._state.put(self.table, key, row)
        self._next = max(self._next, number + 1)
        self.version += 1
        if old is None or old["archived"] != row["archived"]:
            if old is not None:
                self.ids(old["archived"]).remove(number)
            self.ids(row["archived"]).add(number)
        self._index(number, old, row)
        if self._watch.watchers:
            self._watch.wrote(self.kind.plural, key, old, row)

    def merged(self, key: str, into: str) -> None:
        self._state.put(f"merged:{self.kind.type_id}", key, {"into": into})

    def purge(self, key: str) -> None:
        """Forget a record for good (GDPR deletion)."""
        row = self.rows[key]
        number = int(key)
        self.ids(row["archived"]).remove(number)
        self._index(number, row, None)
        self._state.drop(self.table, key)
        self.version += 1
        if self._watch.watchers:
            self._watch.wrote(self.kind.plural, key, row, None)

    def _index(self, number: int, old: Row | None, new: Row | None) -> None:
        before: dict[str, Any] = {} if old is None or old["archived"] else old["properties"]
        after: dict[str, Any] = {} if new is None or new["archived"] else new["properties"]
        for name, order in self._stamps.items():
            if after:
                order.put(number, after[name])
            else:
                order.remove(number)
        for name, index in self._equal.items():
            if before.get(name) != after.get(name):
                index.put(number, before.get(name), after.get(name))
        for name, values in self._unique.items():
            was, now = before.get(name), after.get(name)
            if was != now or not after:
                if was is not None:
                    values.pop(was.lower(), None)
                if now is not None:
                    values[now.lower()] = str(number)

    def _values(self, name: str) -> dict[str, str]:
        if name not in self._unique:
            held = ((row["properties"].get(name), row["id"]) for row in self.live())
            self._unique[name] = {value.lower(): key for value, key in held if value is not None}
        return self._unique[name]
