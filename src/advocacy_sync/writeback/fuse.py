"""How much one run may change on its own. Beyond, a person has to look at the plan and approve it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

__all__ = ["Extent", "Limits", "blown"]

FEW = 100  # standing values; shares of fewer say nothing


@dataclass(frozen=True, slots=True)
class Limits:
    """Per run. `rows`: rows written; `share`: of the values that stand in an object's pushed fields, those
    replaced or cleared; `money_share`: of the money that stands there, how much changes, up or down.

    Filling an empty field counts for rows only: it takes nothing from anybody.
    """

    rows: int = 100_000
    share: float = 0.5
    money_share: float = 0.5


@dataclass
class Extent:
    """What a plan would do to one object of one connection."""

    place: str
    rows: set[str] = field(default_factory=set)
    standing: int = 0
    replaced: int = 0
    money: Decimal = Decimal(0)
    money_changed: Decimal = Decimal(0)


def blown(limits: Limits, extents: list[Extent]) -> list[str]:
    """Why the plan needs an approval, in words; nothing if it needs none."""
    rows = sum(len(extent.rows) for extent in extents)
    reasons = [f"it writes {rows} rows, the limit is {limits.rows} (push.limits.rows)"] if rows > limits.rows else []
    for extent in extents:
        reasons += _shares(limits, extent)
    return reasons


def _shares(limits: Limits, extent: Extent) -> Iterator[str]:
    if extent.standing >= FEW and extent.replaced > limits.share * extent.standing:
        yield (
            f"it replaces {extent.replaced} of {extent.standing} values that stand in {extent.place}, "
            f"the limit is {limits.share:.0%} (push.limits.share)"
        )
    if extent.standing >= FEW and extent.money_changed > Decimal(str(limits.money_share)) * extent.money:
        yield (
            f"it changes amounts in {extent.place} by {extent.money_changed} of {extent.money} that stand there, "
            f"the limit is {limits.money_share:.0%} (push.limits.money_share)"
        )
