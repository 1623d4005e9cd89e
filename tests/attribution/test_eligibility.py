"""Whether a touch counts for a deal: days inclusive on both ends, in the reporting zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_sync.attribution.eligibility import ELIGIBLE, EligibilityRules, judge, related
from advocacy_sync.kernel.ids import RecordId
from advocacy_sync.records.activity import Activity
from advocacy_sync.records.kinds import ActivityKind, ActivityStatus, DealKind, DealStatus
from advocacy_sync.records.opportunity import Opportunity

NOW = datetime(2017, 12, 31, 8, tzinfo=UTC)
BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
CREATED, CLOSED = datetime(2017, 6, 30, 12, tzinfo=UTC), date(2017, 9, 30)
INSTANT = timedelta(microseconds=1)


def deal(
    status: DealStatus = DealStatus.WON, close: date | None = CLOSED, kind: DealKind = DealKind.NEW
) -> Opportunity:
    return Opportunity(id=RecordId("d"), stage="S", status=status, kind=kind, created_at=CREATED, close_date=close)


def call(at: datetime, status: ActivityStatus = ActivityStatus.COMPLETED) -> Activity:
    return Activity(id=RecordId("a"), kind=ActivityKind.REFERENCE_CALL, status=status, occurred_at=at)


def verdict(
    activity: Activity,
    opportunity: Opportunity | None = None,
    *,
    own: bool = False,
    zone: ZoneInfo = BERLIN,
    window: int = 180,
) -> str:
    rules = EligibilityRules(window_days=window, zone=zone)
    return judge(rules, opportunity or deal(), activity, own_deal=own, now=NOW)


# The window opens 180 days before 30 June 2017, on 1 January, at midnight in Berlin (23:00 UTC the day before).
OPENS = datetime(2016, 12, 31, 23, tzinfo=UTC)
# The close day, 30 September, is over in Berlin at 22:00 UTC (summer time).
OVER = datetime(2017, 9, 30, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (OPENS - INSTANT, "before_window"),
        (OPENS, ELIGIBLE),
        (CREATED, ELIGIBLE),
        (OVER - INSTANT, ELIGIBLE),
        (OVER, "after_close"),
        (NOW, "after_close"),
        (NOW + INSTANT, "not_completed"),
    ],
)
def test_the_window_includes_its_first_day_and_the_close_day(at: datetime, expected: str) -> None:
    assert verdict(call(at)) == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2017, 1, 1, 5, tzinfo=UTC) - INSTANT, "before_window"),
        (datetime(2017, 1, 1, 5, tzinfo=UTC), ELIGIBLE),
        (datetime(2017, 10, 1, 4, tzinfo=UTC) - INSTANT, ELIGIBLE),
        (datetime(2017, 10, 1, 4, tzinfo=UTC), "after_close"),
    ],
)
def test_days_are_those_of_the_reporting_zone(at: datetime, expected: str) -> None:
    assert verdict(call(at), zone=NEW_YORK) == expected


def test_a_window_of_no_days_opens_on_the_day_of_creation() -> None:
    midnight = datetime(2017, 6, 29, 22, tzinfo=UTC)
    assert verdict(call(midnight), window=0) == ELIGIBLE
    assert verdict(call(midnight - INSTANT), window=0) == "before_window"


@pytest.mark.parametrize("status", [ActivityStatus.PLANNED, ActivityStatus.CANCELLED])
def test_what_was_not_done_does_not_count_whoever_it_was_for(status: ActivityStatus) -> None:
    assert verdict(call(CREATED, status)) == "not_completed"
    assert verdict(call(CREATED, status), own=True) == "not_completed"


@pytest.mark.parametrize("kind", list(DealKind))
def test_nobody_vouches_for_a_deal_of_their_own_whatever_its_type(kind: DealKind) -> None:
    assert verdict(call(CREATED), deal(kind=kind), own=True) == "self_reference"


def test_an_open_deal_has_no_close_yet_and_a_closed_one_without_a_day_none_either() -> None:
    late = call(datetime(2017, 12, 30, tzinfo=UTC))
    assert verdict(late, deal(DealStatus.OPEN)) == ELIGIBLE
    assert verdict(late, deal(DealStatus.LOST, None)) == ELIGIBLE
    assert verdict(late, deal(DealStatus.LOST)) == "after_close"


def test_companies_are_related_when_the_same_or_parent_and_child() -> None:
    parents = {"child": "parent", "sister": "parent"}
    assert related("acme", "acme", {})
    assert related("child", "parent", parents)
    assert related("parent", "child", parents)
    assert not related("child", "sister", parents)
    assert not related("acme", "other", parents)
    assert not related(None, None, parents)
    assert not related("acme", None, parents)


def test_the_version_tells_window_and_zone() -> None:
    assert EligibilityRules(zone=BERLIN).version == "eligibility-1/180d/Europe/Berlin"
    assert EligibilityRules(zone=BERLIN, window_days=90).version != EligibilityRules(zone=BERLIN).version


@settings(max_examples=100, deadline=None)
@given(
    st.datetimes(datetime(2015, 1, 1), datetime(2018, 6, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(0, 700),
    st.integers(0, 300),
)
def test_a_wider_window_never_loses_a_touch(at: datetime, window: int, wider: int) -> None:
    if verdict(call(at), window=window) == ELIGIBLE:
        assert verdict(call(at), window=window + wider) == ELIGIBLE
