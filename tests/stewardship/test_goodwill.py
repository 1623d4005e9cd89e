"""Caps, rest and bands: what was asked of a person decides from which day on they may be asked again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_sync.config.documents import read_document
from advocacy_sync.records.kinds import ActivityKind
from advocacy_sync.stewardship.goodwill import GoodwillRules, Use, availability, band, next_free, standing

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CALL, QUOTE, TALK, CASE = (
    ActivityKind.REFERENCE_CALL,
    ActivityKind.QUOTE,
    ActivityKind.EVENT_TALK,
    ActivityKind.CASE_STUDY,
)
FILE = Path(__file__).parents[2] / "mappings" / "rules" / "goodwill.yaml"
document, FINDINGS = read_document(FILE, GoodwillRules, "goodwill.yaml")
assert document is not None, FINDINGS
RULES = document.content

uses_drawn = st.lists(
    st.builds(
        Use, st.integers(-500, 60).map(lambda days: NOW + timedelta(days=days)), st.sampled_from(list(ActivityKind))
    ),
    max_size=12,
)


def ago(days: float, kind: ActivityKind = CALL) -> Use:
    return Use(NOW - timedelta(days=days), kind)


def free(*uses: Use, others: Sequence[Use] = (), zone: str = "UTC") -> date | None:
    return next_free(RULES, uses, others, NOW, ZoneInfo(zone))


def test_who_was_never_asked_is_free_and_unused() -> None:
    assert free() is None
    assert band(RULES, [], NOW) == "unused"


@pytest.mark.parametrize(("kind", "days"), [(CALL, 30), (TALK, 60), (CASE, 60), (QUOTE, 0)])
def test_after_an_act_a_person_rests_as_long_as_it_weighs(kind: ActivityKind, days: int) -> None:
    if days:
        assert free(ago(days - 1, kind)) == date(2026, 3, 3) + timedelta(days=1)
    assert free(ago(days + 0.01, kind)) is None


def test_the_third_call_in_a_quarter_waits_until_the_first_is_a_quarter_old() -> None:
    found = free(ago(80), ago(40))
    assert found == (NOW + timedelta(days=11)).date() + timedelta(days=1)


def test_seven_calls_in_a_year_are_one_too_many() -> None:
    calls = [ago(days) for days in (364, 300, 250, 200, 150, 100)]
    assert standing(RULES, calls, NOW).limits == ("6 calls in a year",)
    assert free(*calls) == date(2026, 3, 4)


def test_load_counts_whatever_the_acts_are() -> None:
    acts = [ago(89, TALK), ago(88, QUOTE), ago(87, QUOTE)]
    assert standing(RULES, acts, NOW).limits == ("110 units in a quarter",)
    assert free(*acts) == date(2026, 3, 5)


def test_an_act_that_is_planned_counts_on_its_day() -> None:
    planned = Use(NOW + timedelta(days=10), CALL)
    assert free(planned) is None  # now, before it
    assert standing(RULES, [planned], NOW + timedelta(days=11)).rest_until == planned.at + timedelta(days=30)


def test_the_people_of_an_account_share_twice_the_cap_of_one() -> None:
    others = [ago(50), ago(45), ago(40), ago(35)]
    assert free(others=others[:3]) is None
    assert free(others=others) == (NOW + timedelta(days=41)).date() + timedelta(days=1)


def test_days_are_those_of_the_zone() -> None:
    late = Use(datetime(2026, 2, 10, 23, 30, tzinfo=UTC), CALL)
    assert (free(late), free(late, zone="Europe/Berlin")) == (date(2026, 3, 13), date(2026, 3, 14))


@pytest.mark.parametrize(
    ("withdrawn", "booked", "free_on", "said"),
    [
        (True, True, None, "do_not_ask"),
        (False, True, None, "booked"),
        (False, False, date(2026, 4, 1), "resting"),
        (False, False, None, "available"),
    ],
)
def test_what_speaks_against_asking_is_said_in_this_order(
    withdrawn: bool, booked: bool, free_on: date | None, said: str
) -> None:
    assert availability(withdrawn=withdrawn, booked=booked, free_on=free_on) == said


@pytest.mark.parametrize(("count", "said"), [(1, "light"), (3, "light"), (4, "normal"), (15, "normal"), (16, "heavy")])
def test_bands_are_shares_of_what_a_year_allows(count: int, said: str) -> None:
    assert band(RULES, [ago(100 + n) for n in range(count)], NOW) == said


def test_every_kind_of_act_has_a_weight() -> None:
    weights = dict.fromkeys((kind for kind in ActivityKind if kind is not ActivityKind.WEBINAR), 1)
    with pytest.raises(ValueError, match="webinar has no weight"):
        GoodwillRules.model_validate({"version": "1", "weights": weights, "calls": []})


@given(uses_drawn, uses_drawn)
def test_on_the_day_that_is_named_one_more_call_breaks_no_cap_and_before_it_would(
    uses: list[Use], others: list[Use]
) -> None:
    found = free(*uses, others=others)
    at = NOW if found is None else datetime.combine(found, datetime.min.time(), UTC)
    assert standing(RULES, uses, at).free
    assert not standing(RULES, [*uses, *others], at, RULES.account_factor).limits
    if found is not None:
        assert found > NOW.date()
        assert not (
            standing(RULES, uses, NOW).free and not standing(RULES, [*uses, *others], NOW, RULES.account_factor).limits
        )


@given(uses_drawn, st.randoms())
def test_the_order_of_acts_decides_nothing(uses: list[Use], draw: object) -> None:
    shuffled = sorted(uses, key=lambda _: draw.random())  # type: ignore[attr-defined]
    assert free(*uses) == free(*shuffled)
    assert band(RULES, uses, NOW) == band(RULES, shuffled, NOW)


@given(uses_drawn)
def test_one_act_more_never_makes_anybody_free_sooner(uses: list[Use]) -> None:
    before, after = free(*uses), free(*uses, ago(1, QUOTE))
    assert after is None or before is None or after >= before
    assert not (before is not None and after is None)
