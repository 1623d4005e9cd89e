"""Seeded choices and calendar texts for made-up data.

Days are whole numbers relative to `as_of`: -1 is yesterday. Each part of a world draws from its own
stream, so that a change to one part leaves the others as they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import TypeVar

from advocacy_sync.sandbox.salesforce.ids import record_id

__all__ = ["Draw", "Numbers", "slug", "weighted"]

T = TypeVar("T")

FIRST_NUMBER = 1000  # below it the machine keeps the rows of its own, such as the integration user
HUBSPOT_FIRST = {"contacts": 51_000, "companies": 9_400_000_000, "deals": 14_200_000_000, "owners": 70_000_000}
OFFICE_HOURS = [f"T{hour:02d}:{minute:02d}:00.000+0000" for hour in range(8, 18) for minute in range(0, 60, 7)]


class Numbers:
    """Gives out record ids, each key prefix counting for itself."""

    def __init__(self) -> None:
        self._next: dict[str, count[int]] = {}

    def salesforce(self, prefix: str) -> str:
        return record_id(prefix, self._number(prefix))

    def hubspot(self, object_type: str) -> str:
        return str(HUBSPOT_FIRST.get(object_type, 30_000_000_000) + self._number(object_type))

    def _number(self, series: str) -> int:
        numbers = self._next.get(series)
        if numbers is None:
            numbers = self._next[series] = count(FIRST_NUMBER)
        return next(numbers)


class Draw:
    """One stream of choices. The same seed, part and instant give the same choices."""

    def __init__(self, seed: int, as_of: datetime, numbers: Numbers, part: str) -> None:
        self.random = Random(f"{seed}/{part}").random  # noqa: S311 - made-up data, no secret
        self.as_of, self.numbers = as_of, numbers
        self._days: dict[int, str] = {}

    def id(self, prefix: str) -> str:
        """The next record id of a key prefix."""
        return self.numbers.salesforce(prefix)

    def below(self, bound: int) -> int:
        return int(self.random() * bound)

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both possible."""
        return low + int(self.random() * (high - low + 1))

    def chance(self, probability: float) -> bool:
        return self.random() < probability

    def pick(self, choices: Sequence[T]) -> T:
        return choices[int(self.random() * len(choices))]

    def favour(self, choices: Sequence[T]) -> T:
        """As `pick`, but the first ones come up far more often: the willing few."""
        return choices[int(self.random() ** 2 * len(choices))]

    def day(self, offset: int) -> str:
        """The date `offset` days from `as_of`, as `2017-03-01`."""
        text = self._days.get(offset)
        if text is None:
            text = self._days[offset] = (self.as_of + timedelta(days=offset)).date().isoformat()
        return text

    def stamp(self, offset: int) -> str:
        """An instant in office hours of that day, as `2017-03-01T09:21:00.000+0000`."""
        return self.day(offset) + OFFICE_HOURS[int(self.random() * len(OFFICE_HOURS))]

    def moment(self, offset: int) -> str:
        """As `stamp`, in the form HubSpot writes: `2017-03-01T09:21:00.000Z`."""
        return self.stamp(offset)[:-5] + "Z"


def weighted(table: dict[T, int]) -> tuple[T, ...]:
    """Each choice as often as its weight says, for `pick`."""
    return tuple(choice for choice, weight in table.items() for _ in range(weight))


def slug(text: str) -> str:
    """The letters and digits of a text, for domains and user names."""
    return "".join(letter for letter in text.lower() if letter.isascii() and letter.isalnum())
