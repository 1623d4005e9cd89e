"""The machine's time and chance as an argument, so that a simulation can stand in for both."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from advocacy_sync.kernel.clock import SystemClock

__all__ = ["Timing"]


@dataclass(frozen=True, slots=True)
class Timing:
    """`monotonic` and `sleep` in seconds, `chance` in [0, 1), `wall` aware and in UTC."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    wall: Callable[[], datetime] = field(default=lambda: SystemClock().now())
