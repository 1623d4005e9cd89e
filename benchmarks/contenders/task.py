"""What a contender is told, and what it says of how it went."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["ONLY_OURS", "PREPARE", "SCENARIOS", "Task", "measured"]

PREPARE = "prepare"  # an empty store, nothing measured
SCENARIOS = ("full", "unchanged", "changed", "push", "replay")
ONLY_OURS = frozenset({"replay"})  # what scripts have nothing like


@dataclass(frozen=True)
class Task:
    """`way`: bulk, rest or hubspot; `store`: a database address as SQLAlchemy writes it; `values`: to push."""

    way: str
    scenario: str
    address: str
    store: str
    values: int

    @property
    def crm(self) -> str:
        return "hubspot" if self.way == "hubspot" else "salesforce"


@dataclass
class Measure:
    rows: int = 0
    told: dict[str, Any] = field(default_factory=dict)


@contextmanager
def measured(measure: Measure) -> Iterator[None]:
    """Wall and CPU seconds of the block, and the most memory that the process has held."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    measure.told |= {
        "rows": measure.rows,
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "peak_mb": _peak(),
    }


def _peak() -> float:
    """In MB. What the kernel says of this program, not of the one that it was forked from."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
