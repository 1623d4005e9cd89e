"""How fast a portal may be called: a burst per app, and a bucket of its own for searches.

Usage guidelines: 100 to 250 calls in ten seconds by subscription, said with every answer but a
search's; searches are 4 or 5 a second for the whole account and say nothing (CS-64). What the
portal says is left counts: others who use the same app are in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from advocacy_sync.transport.budget import Reading
from advocacy_sync.transport.pace import Pace
from advocacy_sync.transport.timing import Timing

__all__ = ["Limits", "daily"]

BURST, BURST_SECONDS = 100, 10.0  # the smallest that is sold, until the portal says more
SEARCHES, SEARCH_SECONDS = 4, 1.0
UNDER_WAY = 1  # a call ahead that the answer did not count yet


class Limits:
    """Not for several threads at once."""

    def __init__(self, timing: Timing) -> None:
        self._burst = Pace(BURST, BURST_SECONDS, timing)
        self._search = Pace(SEARCHES, SEARCH_SECONDS, timing)

    def free(self, *, search: bool = False) -> bool:
        """Whether a call may be made without waiting."""
        return (self._search if search else self._burst).free

    def wait(self, *, search: bool = False) -> None:
        """Return when another call may be made, and count it."""
        (self._search if search else self._burst).wait()

    def note(self, headers: Mapping[str, str]) -> None:
        """What an answer says of the burst. Nothing said: nothing changes."""
        most = _number(headers, "X-HubSpot-RateLimit-Max")
        if most is None:
            return
        left = _number(headers, "X-HubSpot-RateLimit-Remaining")
        interval = _number(headers, "X-HubSpot-RateLimit-Interval-Milliseconds")
        allowed = most if left is None else self._burst.made + left - UNDER_WAY
        self._burst.allow(allowed, interval / 1000 if interval else None)


def daily(headers: Mapping[str, str], midnight: datetime | None) -> Reading | None:
    """What an answer says of the day; None when it says nothing (searches, OAuth apps)."""
    total = _number(headers, "X-HubSpot-RateLimit-Daily")
    left = _number(headers, "X-HubSpot-RateLimit-Daily-Remaining")
    return None if total is None or left is None else Reading(total, left, midnight)


def _number(headers: Mapping[str, str], name: str) -> int | None:
    text = (headers.get(name) or "").strip()
    return int(text) if text.isascii() and text.isdigit() else None
