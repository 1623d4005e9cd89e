"""Time of a stage: only waiting moves it, and the room's own machine has its clock wrong by an hour.

A window that was cut by the machine's clock instead of the CRM's shows at once (reliability matrix E-06).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from advocacy_sync.transport.timing import Timing

__all__ = ["START", "WRONG_BY", "StageTime"]

START = datetime(2026, 1, 5, 12, tzinfo=UTC)
WRONG_BY = timedelta(hours=1)


@dataclass
class StageTime:
    """`slept`: what the room waited, in seconds, wait by wait."""

    at: datetime = START
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        """The CRM's time."""
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)

    def move(self, seconds: float) -> None:
        """Time goes by, and nobody waits for it."""
        self.at += timedelta(seconds=seconds)

    @property
    def timing(self) -> Timing:
        return Timing(
            monotonic=self._monotonic,
            sleep=self.sleep,
            chance=lambda: 0.5,
            wall=lambda: self.at + WRONG_BY,
        )

    def _monotonic(self) -> float:
        return (self.at - START).total_seconds()
