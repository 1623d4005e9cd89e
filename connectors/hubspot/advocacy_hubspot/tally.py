"""Whether a list gave as many records as there are, which it does not say itself: the search's count does.

The count is taken before the list and, where fewer came, behind it: what was deleted meanwhile is in the first
alone, what was made meanwhile in the second alone. The search index lags behind deletions, so that it is given
some time before it is believed (C-13, CS-52).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from advocacy_sync.kernel.errors import AdvocacyError
from advocacy_sync.ports.events import Events
from advocacy_sync.transport.budget import QuotaSpent
from advocacy_sync.transport.timing import Timing

__all__ = ["Tally"]

LAG_SECONDS = 30.0  # the vendor speaks of "a few moments"


class Tally:
    """Counts the records of one list. `resume`: what `members` said where an earlier process stopped."""

    def __init__(
        self, object_type: str, count: Callable[[], int], tell: Events, timing: Timing, resume: Mapping[str, Any]
    ) -> None:
        self._type, self._count, self._tell, self._timing = object_type, count, tell, timing
        self._seen = set[int]()
        self._given, self._counted = int(resume.get("given") or 0), resume.get("counted")
        if not resume.get("after"):
            self._counted = self._now()

    def forget(self) -> None:
        """The list begins anew."""
        self._given, self._counted = 0, self._now()
        self._seen.clear()

    def take(self, ids: Sequence[str]) -> None:
        """A page. One that comes again counts once."""
        page = hash(tuple(ids))
        if page not in self._seen:
            self._seen.add(page)
            self._given += len(ids)

    def members(self) -> dict[str, int]:
        """For a cursor."""
        return {} if self._counted is None else {"given": self._given, "counted": self._counted}

    def doubt(self) -> str:
        """At the list's end: why records may be missing; empty when none are."""
        for wait in (0.0, LAG_SECONDS):
            if self._counted is None or self._given >= self._counted:
                return ""
            if wait:
                self._timing.sleep(wait)
            now = self._now()
            self._counted = None if now is None else min(now, self._counted)
        if self._counted is None or self._given >= self._counted:
            return ""
        self._tell("list_short", counted=self._counted, came=self._given)
        return f"HubSpot's list gave {self._given} {self._type}, and its search counts {self._counted}"

    def _now(self) -> int | None:
        """None where the portal cannot tell: then nothing is concluded."""
        try:
            return self._count()
        except QuotaSpent:
            raise
        except AdvocacyError as error:
            self._tell("not_counted", reason=str(error))
            return None
