"""The linear model: every eligible activity weighs the same; several advocates of one share its weight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from advocacy_sync.kernel.money import Money, split

from .links import Touch

__all__ = ["MODEL", "MODEL_VERSION", "Credit", "EligibleTouch", "allocate"]

MODEL = "linear"
MODEL_VERSION = "1"


@dataclass(frozen=True, slots=True)
class EligibleTouch:
    touch: Touch
    kind: str
    account: str | None
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Credit:
    """A part of a deal's amount. Without a touch it is the unattributed remainder."""

    touch: EligibleTouch | None
    amount: Money
    weight: Fraction


def allocate(amount: Money, touches: Sequence[EligibleTouch]) -> list[Credit]:
    """Credits whose amounts sum to `amount` exactly, in the order of (time, activity, contact).

    Largest remainder, ties to the earlier touch; a negative amount is divided by its magnitude.
    Without touches the whole is one unattributed credit.
    """
    if not touches:
        return [Credit(None, amount, Fraction(1))]
    ordered = sorted(touches, key=lambda one: (one.occurred_at, one.touch.activity, one.touch.contact))
    together = Counter(one.touch.activity for one in ordered)
    weights = [Fraction(1, len(together) * together[one.touch.activity]) for one in ordered]
    parts = split(amount.minor, weights)
    return [
        Credit(one, Money(part, amount.currency), weight)
        for one, part, weight in zip(ordered, parts, weights, strict=True)
    ]
