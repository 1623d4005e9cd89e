"""Spans are half-open, days begin where their zone says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from advocacy_sync.kernel.timespan import Span, day_end, day_start

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2017, 6, 1, 12, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


def test_the_start_belongs_to_the_span_and_the_end_does_not() -> None:
    span = Span(NOON, NOON + timedelta(hours=1))
    assert NOON in span
    assert NOON + timedelta(hours=1) - INSTANT in span
    assert NOON - INSTANT not in span
    assert NOON + timedelta(hours=1) not in span


def test_an_open_side_is_unbounded() -> None:
    assert datetime.max.replace(tzinfo=UTC) in Span(NOON, None)
    assert datetime.min.replace(tzinfo=UTC) in Span(None, NOON)
    assert NOON in Span(None, None)
    assert NOON not in Span(NOON, NOON)


def test_a_span_that_ends_before_it_starts_or_has_no_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        Span(NOON, NOON - INSTANT)
    with pytest.raises(ValueError, match="no time zone"):
        Span(datetime(2017, 1, 1), None)  # noqa: DTZ001


def test_a_day_starts_at_midnight_of_its_zone() -> None:
    assert day_start(date(2017, 1, 1), BERLIN) == datetime(2016, 12, 31, 23, tzinfo=UTC)
    assert day_start(date(2017, 7, 1), BERLIN) == datetime(2017, 6, 30, 22, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hours"), [(date(2017, 3, 26), 23), (date(2017, 10, 29), 25), (date(2017, 6, 1), 24)])
def test_a_day_lasts_as_long_as_summer_time_makes_it(day: date, hours: int) -> None:
    assert day_end(day, BERLIN) - day_start(day, BERLIN) == timedelta(hours=hours)


def test_one_day_ends_where_the_next_begins() -> None:
    assert day_end(date(2017, 12, 31), BERLIN) == day_start(date(2018, 1, 1), BERLIN)
