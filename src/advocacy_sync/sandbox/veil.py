"""Rows that were written and cannot be seen yet: queries, lists and searches show them as they were.

A row written at t shows from t + lag on, under the stamp t. Reads by id see it at once. The veil only
keeps rows that are behind; when none is, looking through it costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from advocacy_sync.sandbox.state import Row
from advocacy_sync.sandbox.watch import Moment

__all__ = ["Lag", "Veil"]

Lag = Callable[[str, str, datetime], float]  # object, key, instant of the write → seconds
Version = tuple[datetime, Row | None]
NOTHING: Mapping[str, Row | None] = {}


class Veil:
    def __init__(self, lag: Lag) -> None:
        self._lag = lag
        self._behind: dict[str, dict[str, list[Version]]] = {}
        self._steps: list[tuple[str, str]] = []

    def wrote(self, moment: Moment, object_name: str, key: str, old: Row | None, new: Row | None) -> None:
        self._steps.append((object_name, key))
        del self._steps[:-10_000]  # a transaction never has more rows to take back
        rows = self._behind.setdefault(object_name, {})
        seconds = self._lag(object_name, key, moment.now)
        if seconds <= 0 and key not in rows:
            return
        versions = rows.setdefault(key, [(datetime.min.replace(tzinfo=moment.now.tzinfo), old)])
        versions.append((moment.now + timedelta(seconds=seconds), new))

    def undone(self, count: int) -> None:
        for _ in range(min(count, len(self._steps))):
            object_name, key = self._steps.pop()
            versions = self._behind.get(object_name, {}).get(key)
            if versions:
                versions.pop()
                if len(versions) < 2:
                    del self._behind[object_name][key]

    def rows(self, object_name: str, now: datetime) -> Mapping[str, Row | None]:
        """What is shown instead of rows that are behind; None where nothing is to be seen yet."""
        rows = self._behind.get(object_name)
        if not rows:
            return NOTHING
        shown: dict[str, Row | None] = {}
        for key, versions in list(rows.items()):
            # A clock that was set back asks for versions that are forgotten: the oldest kept stands for them.
            latest = max((place for place, (since, _) in enumerate(versions) if since <= now), default=0)
            if latest == len(versions) - 1:
                del rows[key]
                continue
            del versions[:latest]
            shown[key] = versions[0][1]
        return shown
