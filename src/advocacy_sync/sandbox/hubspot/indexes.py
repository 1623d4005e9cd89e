"""Orders over the records of one type that stay cheap to keep while records are written.

Ids are whole numbers in the order of their number. A stamp order is a list of (stamp, id) that is
appended to in the usual case (time moves on) and sorted again only after an out-of-order entry.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator
from typing import Any

__all__ = ["IdOrder", "StampOrder", "ValueIndex"]


class IdOrder:
    def __init__(self, ids: Iterable[int] = ()) -> None:
        self._ids = sorted(ids)
        self._sorted = True

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[int]:
        return iter(self._settled())

    def add(self, key: int) -> None:
        if self._ids and key < self._ids[-1]:
            self._sorted = False
        self._ids.append(key)

    def remove(self, key: int) -> None:
        ids = self._settled()
        at = bisect_left(ids, key)
        if at < len(ids) and ids[at] == key:
            del ids[at]

    def page(self, start: int, size: int) -> list[int]:
        """Up to `size` ids from `start` on, `start` included."""
        ids = self._settled()
        at = bisect_left(ids, start)
        return ids[at : at + size]

    def between(self, low: int, high: int | None) -> list[int]:
        """Ids with low ≤ id < high, in order; no bound above when `high` is None."""
        ids = self._settled()
        return ids[bisect_left(ids, low) : len(ids) if high is None else bisect_left(ids, high)]

    def _settled(self) -> list[int]:
        if not self._sorted:
            self._ids.sort()
            self._sorted = True
        return self._ids


class StampOrder:
    """Ids ordered by a text stamp, then by id. Entries that were overtaken are skipped, and dropped at times."""

    def __init__(self, entries: Iterable[tuple[str, int]] = ()) -> None:
        self._entries = sorted(entries)
        self._stamp = {key: stamp for stamp, key in self._entries}
        self._sorted = True

    def put(self, key: int, stamp: str) -> None:
        if self._stamp.get(key) == stamp:
            return
        self._stamp[key] = stamp
        entry = (stamp, key)
        if self._entries and self._sorted and entry < self._entries[-1]:
            self._place(entry)
        else:
            self._entries.append(entry)

    def _place(self, entry: tuple[str, int]) -> None:
        # Entries of one instant differ only in the id and lie at the end; others mean a sort later.
        if entry[0] == self._entries[-1][0]:
            insort(self._entries, entry)
        else:
            self._entries.append(entry)
            self._sorted = False

    def remove(self, key: int) -> None:
        self._stamp.pop(key, None)

    def between(self, low: tuple[str, int], high: tuple[str, int]) -> list[int]:
        """Ids with low ≤ (stamp, id) < high, in order."""
        self._settle()
        entries = self._entries[bisect_left(self._entries, low) : bisect_left(self._entries, high)]
        if len(self._entries) == len(self._stamp):
            return [key for _, key in entries]
        known = self._stamp.get
        return [key for stamp, key in entries if known(key) == stamp]

    def _settle(self) -> None:
        overtaken = len(self._entries) - len(self._stamp)
        if overtaken > 1000 + len(self._stamp) // 4 or not self._sorted:
            self._entries = sorted((stamp, key) for key, stamp in self._stamp.items())
            self._sorted = True


class ValueIndex:
    """Ids by what they hold of one property, in the form in which values are compared."""

    def __init__(self, read: Callable[[str], Any], held: Iterable[tuple[str | None, int]]) -> None:
        self._read = read
        self._ids: dict[Any, set[int]] = {}
        for value, key in held:
            self.put(key, None, value)

    def put(self, key: int, old: str | None, new: str | None) -> None:
        if old is not None:
            self._ids.get(self._read(old), set()).discard(key)
        if new is not None:
            self._ids.setdefault(self._read(new), set()).add(key)

    def ids(self, values: Iterable[Any]) -> list[int]:
        """Ids that hold one of the values, in order."""
        return sorted({key for value in values for key in self._ids.get(value, ())})
