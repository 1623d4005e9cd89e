"""So many calls in so many seconds: keeping below a rate limit by waiting, not by being refused."""

from __future__ import annotations

from collections import deque

from .timing import Timing

__all__ = ["Pace"]


INSTANT = 1e-6  # seconds; what floats make of equal times is less, and no clock can sleep it away


class Pace:
    """At most `calls` in any span of `seconds`. Not for several threads at once."""

    def __init__(self, calls: int, seconds: float, timing: Timing) -> None:
        self._calls, self._seconds, self._timing = calls, seconds, timing
        self._made: deque[float] = deque()

    @property
    def made(self) -> int:
        """Calls in the span that ends now."""
        self._until()
        return len(self._made)

    @property
    def free(self) -> bool:
        """Whether another call may be made at once."""
        return self._until() <= 0

    def allow(self, calls: int, seconds: float | None = None) -> None:
        """Change the limit, at least one call, and the span if one is given."""
        self._calls = max(1, calls)
        self._seconds = self._seconds if seconds is None else seconds

    def wait(self) -> None:
        """Return when another call may be made, and count it."""
        while (left := self._until()) > 0:
            self._timing.sleep(left)
        self._made.append(self._timing.monotonic())

    def _until(self) -> float:
        now = self._timing.monotonic()
        while self._made and self._left(self._made[0], now) <= INSTANT:
            self._made.popleft()
        return self._left(self._made[-self._calls], now) if len(self._made) >= self._calls else 0.0

    def _left(self, made: float, now: float) -> float:
        return made + self._seconds - now
