"""Who is told of the writes that took effect in a machine, and when and by which request they did.

With no watcher a write costs one look at an empty list. Watchers are told what the row was and what it
is; a transaction that is taken back takes back as many of its writes as they were told of.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

from advocacy_sync.sandbox.state import Row

__all__ = ["Effect", "Effects", "Moment", "Watch", "Watcher"]

NEVER = datetime.min.replace(tzinfo=UTC)


class Moment(NamedTuple):
    """`request` counts from 1; 0 stands for people inside the CRM."""

    now: datetime
    request: int


class Watcher(Protocol):
    def wrote(self, moment: Moment, object_name: str, key: str, old: Row | None, new: Row | None) -> None:
        """One row was put (`new`) or taken away for good (None)."""

    def undone(self, count: int) -> None:
        """The latest `count` writes did not take effect after all."""


class Watch:
    def __init__(self) -> None:
        self.watchers: list[Watcher] = []
        self.moment = Moment(NEVER, 0)
        self._requests = 0

    def request(self, now: datetime) -> None:
        """A request begins."""
        self._requests += 1
        self.moment = Moment(now, self._requests)

    def people(self, now: datetime) -> None:
        """Somebody inside the CRM begins to work."""
        self.moment = Moment(now, 0)

    def wrote(self, object_name: str, key: str, old: Row | None, new: Row | None) -> None:
        for watcher in self.watchers:
            watcher.wrote(self.moment, object_name, key, old, new)

    def undone(self, count: int) -> None:
        for watcher in self.watchers:
            watcher.undone(count)


@dataclass(frozen=True, slots=True)
class Effect:
    """One field of one row has got a value. `write` counts the writes of rows, so that a value written
    twice shows as two writes by their stamps. A row taken away for good is a field "" of value None."""

    object_name: str
    key: str
    field: str
    value: Any
    at: datetime
    request: int
    write: int


@dataclass(slots=True)
class _Write:
    number: int
    effects: list[Effect]


class Effects:
    """The log of effects; with `limit` only the latest so many writes are kept."""

    def __init__(self, limit: int | None = None) -> None:
        self._writes: deque[_Write] = deque(maxlen=limit)
        self._number = 0

    def __iter__(self) -> Iterator[Effect]:
        return (effect for write in self._writes for effect in write.effects)

    def of(self, object_name: str, field: str = "", key: str = "") -> list[Effect]:
        """Effects on an object, of one field or one row if named, in their order."""
        return [
            effect
            for effect in self
            if effect.object_name == object_name and field in ("", effect.field) and key in ("", effect.key)
        ]

    def clear(self) -> None:
        self._writes.clear()

    def wrote(self, moment: Moment, object_name: str, key: str, old: Row | None, new: Row | None) -> None:
        self._number += 1
        changed = _changes(old or {}, new)
        made = [
            Effect(object_name, key, name, value, moment.now, moment.request, self._number) for name, value in changed
        ]
        self._writes.append(_Write(self._number, made))

    def undone(self, count: int) -> None:
        for _ in range(min(count, len(self._writes))):
            self._writes.pop()


def _changes(old: Row, new: Row | None) -> list[tuple[str, Any]]:
    if new is None:
        return [("", None)]
    before, after = _flat(old), _flat(new)
    names = [name for name in after if name not in before or before[name] != after[name]]
    return [(name, after[name]) for name in names] + [(name, None) for name in before if name not in after]


def _flat(row: Row) -> dict[str, Any]:
    """HubSpot's rows hold their values one level below."""
    values = row.get("properties")
    if not isinstance(values, dict):
        return row
    rest = {name: value for name, value in row.items() if name not in ("properties", "history")}
    return {**rest, **values}
