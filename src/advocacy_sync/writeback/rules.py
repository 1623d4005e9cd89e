"""Who wins where both we and others write a field: three values decide, never two.

What we wrote last, what stands there now, what we want. Where what stands is what we wrote, nobody has
interfered, and every rule but `crm` writes; where it is not, the rule says whose word counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from advocacy_sync.records.pushed import PushRule

__all__ = ["Standing", "Verdict", "decide"]

Verdict = Literal["write", "keep", "hold"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a field holds by our last look, and what we know of it. Values as the wire has them.

    `ours`: what we wrote last, if we ever wrote (`written`); `changed_at`: when the row was changed last;
    `wanted_at`: since when we want what we want.
    """

    now: Any
    ours: Any = None
    written: bool = False
    changed_at: datetime | None = None
    wanted_at: datetime | None = None

    @property
    def theirs(self) -> bool:
        """Whether what stands there is somebody else's."""
        return self.now != self.ours if self.written else self.now is not None


def decide(rule: PushRule, standing: Standing, want: Any) -> Verdict:
    """What becomes of a wanted value that is not the one that stands there."""
    if rule == "crm":
        return "keep"
    if rule in ("owned", "ours") or standing.now is None or not standing.theirs:
        return "write"
    if rule == "newest":
        newer = standing.wanted_at is not None and (
            standing.changed_at is None or standing.wanted_at > standing.changed_at
        )
        return "write" if newer else "keep"
    if rule in ("highest", "lowest"):
        return "write" if _beyond(rule, want, standing.now) else "keep"
    return "hold" if rule == "hold" else "keep"  # crm_unless_blank: it is not blank


def _beyond(rule: PushRule, want: Any, now: Any) -> bool:
    """Whether we want a higher (lower) value; of what cannot be compared theirs stays."""
    ours, theirs = _comparable(want), _comparable(now)
    if ours is None or theirs is None or type(ours) is not type(theirs):
        return False
    return bool(ours > theirs) if rule == "highest" else bool(ours < theirs)


def _comparable(value: Any) -> Any:
    """Numbers as numbers; days and instants, as the wire has them, compare as text."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return number if number.is_finite() else None
