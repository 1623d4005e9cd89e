"""The other side's clock, as its `Date` headers tell: windows are cut by it, never by ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from .timing import Timing

__all__ = ["ServerTime"]


class ServerTime:
    def __init__(self, timing: Timing | None = None) -> None:
        self._timing = timing or Timing()
        self._stated: tuple[datetime, float] | None = None

    def note(self, header: str | None) -> None:
        """Take over the time of a `Date` header (RFC 9110); one that is none is passed over."""
        try:
            stated = parsedate_to_datetime(header or "")
        except ValueError:
            return
        if stated.tzinfo is not None:
            self._stated = (stated.astimezone(UTC), self._timing.monotonic())

    def now(self) -> datetime:
        """The time last stated, moved on by what has passed since; ours while none has been stated."""
        if self._stated is None:
            return self._timing.wall()
        stated, at = self._stated
        return stated + timedelta(seconds=self._timing.monotonic() - at)
