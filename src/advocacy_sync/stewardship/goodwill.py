"""How much has been asked of a person, how much more may be, and from which day (A51, A52).

Goodwill is drawn on by acts, each of its weight. Caps count what lies in a quarter and in a year behind the moment
that is asked about; rest counts from each act. A planned act counts as if it had taken place on its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from advocacy_sync.kernel.timespan import day_start
from advocacy_sync.records.kinds import ActivityKind

__all__ = ["Availability", "Band", "GoodwillRules", "Standing", "Use", "availability", "band", "next_free", "standing"]

Availability = Literal["available", "resting", "booked", "do_not_ask"]
Band = Literal["unused", "light", "normal", "heavy"]
Units = Annotated[int, Field(ge=0, le=10_000)]
Days = Annotated[int, Field(ge=0, le=3_650)]
QUARTER, YEAR = timedelta(days=91), timedelta(days=365)
QUARTERS = 4


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Caps(_Strict):
    """What one person may be asked for at most."""

    calls_per_quarter: Annotated[int, Field(ge=1)] = 2
    calls_per_year: Annotated[int, Field(ge=1)] = 6
    load_per_quarter: Annotated[int, Field(ge=1)] = 100


class Rest(_Strict):
    """Days after a call, and after an act of at least `heavy_from` units."""

    after_call: Days = 30
    after_heavy: Days = 60
    heavy_from: Units = 60


class Bands(_Strict):
    """Shares of what a year allows."""

    light_below: Annotated[float, Field(ge=0, le=1)] = 0.2
    heavy_from: Annotated[float, Field(ge=0)] = 0.8


class GoodwillRules(_Strict):
    """The file `goodwill.yaml`."""

    version: str
    weights: dict[ActivityKind, Units]
    calls: list[ActivityKind]
    caps: Caps = Caps()
    account_factor: Annotated[int, Field(ge=1)] = 2
    rest: Rest = Rest()
    bands: Bands = Bands()

    @model_validator(mode="after")
    def _all_weighed(self) -> GoodwillRules:
        missing = [kind.value for kind in ActivityKind if kind not in self.weights]
        if missing:
            raise ValueError(f"weights: {', '.join(missing)} has no weight")
        return self


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """One act that was asked of somebody: when it took place, or is to."""

    at: datetime
    kind: ActivityKind


@dataclass(frozen=True, slots=True)
class Standing:
    """What lies in the quarter and the year up to a moment. `limits`: caps that leave no room for one more call."""

    load: int
    calls_in_quarter: int
    calls_in_year: int
    rest_until: datetime | None
    limits: tuple[str, ...]

    @property
    def free(self) -> bool:
        return self.rest_until is None and not self.limits


def standing(rules: GoodwillRules, uses: Iterable[Use], at: datetime, factor: int = 1) -> Standing:
    """How a person stands at a moment; with `factor`, the people of an account together, who do not rest for
    each other."""
    known = [use for use in uses if use.at <= at]
    quarter = [use for use in known if at - use.at < QUARTER]
    calls = [use for use in known if use.kind in rules.calls and at - use.at < YEAR]
    recent = [use for use in calls if at - use.at < QUARTER]
    load = sum(rules.weights[use.kind] for use in quarter)
    ends = [use.at + _rest(rules, use) for use in known] if factor == 1 else []
    rest = max((end for end in ends if end > at), default=None)
    return Standing(load, len(recent), len(calls), rest, tuple(_limits(rules, load, len(recent), len(calls), factor)))


def _rest(rules: GoodwillRules, use: Use) -> timedelta:
    heavy = rules.rest.after_heavy if rules.weights[use.kind] >= rules.rest.heavy_from else 0
    return timedelta(days=max(heavy, rules.rest.after_call if use.kind in rules.calls else 0))


def _limits(rules: GoodwillRules, load: int, in_quarter: int, in_year: int, factor: int) -> Iterator[str]:
    caps = rules.caps
    if in_quarter >= caps.calls_per_quarter * factor:
        yield f"{in_quarter} calls in a quarter"
    if in_year >= caps.calls_per_year * factor:
        yield f"{in_year} calls in a year"
    if load >= caps.load_per_quarter * factor:
        yield f"{load} units in a quarter"


def next_free(
    rules: GoodwillRules, uses: Sequence[Use], others: Sequence[Use], now: datetime, zone: tzinfo
) -> date | None:
    """The first day, in the zone, on which one more call may be asked for; None if that is now.

    `others`: what was asked of the other people of the same account. Planned acts are in both lists.
    """
    together = [*uses, *others]
    moments = sorted({now, *(moment for moment in _turns(rules, together) if moment > now)})
    for moment in moments:
        alone = standing(rules, uses, moment)
        if alone.free and not standing(rules, together, moment, rules.account_factor).limits:
            return None if moment == now else _first_day(moment, zone)
    return _first_day(moments[-1], zone)  # cannot be: behind the last turn nothing counts any more


def _turns(rules: GoodwillRules, uses: Iterable[Use]) -> Iterator[datetime]:
    """The moments at which an act begins or stops to count for anything."""
    for use in uses:
        yield from (use.at + QUARTER, use.at + YEAR, use.at + _rest(rules, use))


def _first_day(moment: datetime, zone: tzinfo) -> date:
    """The day on which it is free from its first moment on."""
    day = moment.astimezone(zone).date()
    return day if day_start(day, zone) >= moment else day + timedelta(days=1)


def availability(*, withdrawn: bool, booked: bool, free_on: date | None) -> Availability:
    """Whether a person may be asked now. `booked`: an act of theirs is still to come."""
    if withdrawn:
        return "do_not_ask"
    if booked:
        return "booked"
    return "available" if free_on is None else "resting"


def band(rules: GoodwillRules, uses: Iterable[Use], now: datetime) -> Band:
    """How much of what a year allows was asked for."""
    load = sum(rules.weights[use.kind] for use in uses if use.at <= now and now - use.at < YEAR)
    share = load / (QUARTERS * rules.caps.load_per_quarter)
    if not load:
        return "unused"
    return "light" if share < rules.bands.light_below else "normal" if share < rules.bands.heavy_from else "heavy"
