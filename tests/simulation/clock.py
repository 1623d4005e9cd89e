"""Time that only the simulation moves: sleeping is moving it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from advocacy_sync.transport.timing import Timing

__all__ = ["SimClock"]


@dataclass
class SimClock:
    at: datetime = field(default_factory=lambda: datetime(2026, 3, 2, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    def timing(self, chance: random.Random) -> Timing:
        begun = self.at
        return Timing(
            monotonic=lambda: (self.at - begun) / timedelta(seconds=1),
            sleep=self.sleep,
            chance=chance.random,
            wall=self.now,
        )
