"""Call limits: the ten-second burst, the day of the account's time zone, and search's own second.

Limits that are not set are not enforced, but their headers stand in every answer but search's
(usage guidelines). Counts of the burst are kept in memory: they outlive no restart, like the vendor's.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .account import API_DAY_LIMIT
from .faults import Fault
from .instants import milliseconds
from .portal import Portal

__all__ = ["Rates"]

BURST_SHOWN = 190


class _Policy(NamedTuple):
    name: str
    milliseconds: int


_BURST = _Policy("TEN_SECONDLY_ROLLING", 10_000)
_SEARCH = _Policy("SECONDLY", 1_000)


class Rates:
    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._zone = ZoneInfo(portal.settings.time_zone)
        self._burst: deque[int] = deque()
        self._searches: deque[int] = deque()
        self._day = ""

    def admit(self, now: datetime, *, search: bool) -> None:
        """Count a call. Faults 429 when a limit that is set is reached; a refused call counts for the day."""
        settings = self._portal.settings
        at = milliseconds(now)
        self._count_day(now)
        if settings.daily_limit is not None and self._portal.calls_today > settings.daily_limit:
            raise _limited("DAILY", settings.app_id)
        if search:
            self._count(_SEARCH, self._searches, at, settings.search_limit)
        else:
            self._count(_BURST, self._burst, at, settings.burst_limit)

    def eat(self, calls: int, now: datetime) -> None:
        """Another application uses up so many calls: of the day, of the burst and of search's second."""
        self._count_day(now)
        self._portal.calls_today += calls
        at = milliseconds(now)
        for taken in (self._burst, self._searches):
            taken.extend([at] * calls)

    def headers(self, *, private: bool) -> dict[str, str]:
        settings = self._portal.settings
        most = settings.burst_limit or BURST_SHOWN
        left = most - len(self._burst) if settings.burst_limit is not None else most - 1
        shown = {
            "X-HubSpot-RateLimit-Max": str(most),
            "X-HubSpot-RateLimit-Remaining": str(max(0, left)),
            "X-HubSpot-RateLimit-Interval-Milliseconds": str(_BURST.milliseconds),
            "X-HubSpot-RateLimit-Secondly": str(most // 10),
            "X-HubSpot-RateLimit-Secondly-Remaining": str(max(0, most // 10 - 1)),
        }
        if private:
            day = settings.daily_limit or API_DAY_LIMIT
            shown["X-HubSpot-RateLimit-Daily"] = str(day)
            shown["X-HubSpot-RateLimit-Daily-Remaining"] = str(max(0, day - self._portal.calls_today))
        return shown

    def _count(self, policy: _Policy, calls: deque[int], at: int, most: int | None) -> None:
        if most is None:
            return
        while calls and calls[0] <= at - policy.milliseconds:
            calls.popleft()
        if len(calls) >= most:
            raise _limited(policy.name, self._portal.settings.app_id)
        calls.append(at)

    def _count_day(self, now: datetime) -> None:
        day = now.astimezone(self._zone).date().isoformat()
        if day != self._day:
            self._day, self._portal.calls_today = day, 0
        self._portal.calls_today += 1


def _limited(policy: str, app_id: int) -> Fault:
    return Fault(
        429,
        f"You have reached your {policy.lower()} limit.",
        errorType="RATE_LIMIT",
        policyName=policy,
        groupName=f"publicapi:private-apps-{policy.lower()}:{app_id}",
    )
