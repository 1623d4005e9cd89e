"""When and in which run something is decided: the clock is read once, at the top of a job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from advocacy_sync.kernel.ids import RunId

__all__ = ["Occasion"]


@dataclass(frozen=True, slots=True)
class Occasion:
    """`zone`: the reporting zone, in which days are days."""

    run: RunId
    now: datetime
    zone: tzinfo
