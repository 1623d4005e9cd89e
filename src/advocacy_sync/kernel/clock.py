"""The present moment as an argument. Only `SystemClock` reads the machine's time."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

__all__ = ["Clock", "FixedClock", "ShiftedClock", "SystemClock", "parse_instant", "utc"]


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)


class ShiftedClock:
    """Starts at a given instant and runs on at real speed: for a sandbox set in the past."""

    def __init__(self, start: datetime) -> None:
        self._start = utc(start)
        self._begun = time.monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._begun)


class FixedClock:
    """Stands still until told otherwise: for tests and for `--as-of`."""

    def __init__(self, instant: datetime) -> None:
        self._instant = utc(instant)

    def now(self) -> datetime:
        return self._instant

    def advance(self, by: timedelta) -> None:
        self._instant += by


def utc(instant: datetime) -> datetime:
    """The same instant in UTC. Raises ValueError for a naive datetime: it names no instant."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no time zone")
    return instant.astimezone(UTC)


def parse_instant(text: str) -> datetime:
    """An ISO 8601 instant (`2017-12-31T08:00:00Z`, `+0000`, or a bare date, read as midnight UTC).

    Raises ValueError when the text is neither.

    >>> parse_instant("2017-12-31").isoformat()
    '2017-12-31T00:00:00+00:00'
    """
    parsed = datetime.fromisoformat(text)
    return parsed.replace(tzinfo=UTC) if len(text) == 10 else utc(parsed)
