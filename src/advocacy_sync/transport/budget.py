"""One quota per connection, drawn on by everything that calls: a pure account of calls, no clock, no store.

Part of the quota belongs to the customer's people and other apps. Work that can wait stops while more
is left than work that can't, so that keeping the records fresh is the last thing to stop.
"""

from __future__ import annotations

import math
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from advocacy_sync.kernel.errors import RetryableError

__all__ = ["MARGIN", "Budget", "Purpose", "QuotaSpent", "Reading"]

Purpose = Literal["pull", "audit", "backfill", "push", "other"]

# How much of the quota must be left for each purpose, in reserves.
MARGIN: Mapping[Purpose, float] = {"other": 1.0, "pull": 1.0, "push": 1.25, "backfill": 1.5, "audit": 1.5}
LATER_SECONDS = 3_600.0  # a rolling quota has no hour at which it is full again


class QuotaSpent(RetryableError):
    """Another call would cut into what is kept for others. Nothing is wrong: the run goes on later."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the CRM says of the day's quota: calls in all and left, and when it is full again, if it says."""

    total: int
    left: int
    resets_at: datetime | None = None


@dataclass
class Budget:
    """`reserve`: the share of the quota that is never touched. Not known until the first answer says it."""

    reserve: float = 0.2
    purpose: Purpose = "other"
    reading: Reading | None = None
    calls: Counter[Purpose] = field(default_factory=Counter)  # since they were last taken

    def __post_init__(self) -> None:
        self._lock = threading.Lock()  # pages are fetched by one thread and booked by another

    def admit(self) -> None:
        """Count one call for the present purpose. Raises QuotaSpent when it would break the reserve."""
        with self._lock:
            self._admit()

    def _admit(self) -> None:
        if self.reading is not None:
            share = min(self.reserve * MARGIN[self.purpose], 1.0)
            kept = math.ceil(round(self.reading.total * share, 6))  # 0.2 × 1.5 is a little more than 0.3
            if self.reading.left - 1 < kept:
                raise QuotaSpent(
                    f"{self.reading.left} of {self.reading.total} API calls are left and {kept} are kept for others "
                    f"(quota.reserve); {self.purpose} goes on later",
                    LATER_SECONDS,
                )
            self.reading = Reading(self.reading.total, self.reading.left - 1, self.reading.resets_at)
        self.calls[self.purpose] += 1

    def note(self, reading: Reading) -> None:
        """What an answer says is the truth, others' calls included."""
        self.reading = reading

    def take(self) -> dict[Purpose, int]:
        """Calls by purpose since this was last asked, for the ledger."""
        with self._lock:
            taken = dict(self.calls)
            self.calls.clear()
        return taken
