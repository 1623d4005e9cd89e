"""Instants, moments and days in the forms in which the two CRMs write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_sync.mapping.document import FieldMapping, TransformName
from advocacy_sync.mapping.transforms import TRANSFORMS, Settings
from advocacy_sync.mapping.values import Problem

BERLIN, NEW_YORK, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")
MORNING = datetime(2017, 12, 31, 8, tzinfo=UTC)
FIELD = FieldMapping()


def read(transform: TransformName, value: Any, zone: ZoneInfo = BERLIN) -> Any:
    return TRANSFORMS[transform](value, FIELD, Settings("USD", zone))


@pytest.mark.parametrize(
    "value",
    [
        "2017-12-31T08:00:00Z",
        "2017-12-31T08:00:00.000Z",
        "2017-12-31T08:00:00.000+0000",
        "2017-12-31T09:00:00+01:00",
        "2017-12-31T08:00:00",
        "2017-12-31 08:00:00Z",
        " 2017-12-31T08:00:00Z ",
        "1514707200000",
        1514707200000,
    ],
)
def test_forms_of_one_instant(value: Any) -> None:
    assert read("instant", value) == MORNING
    assert read("moment", value) == MORNING


def test_fractions_of_a_second_are_kept() -> None:
    assert read("instant", "2017-12-31T08:00:00.123Z") == MORNING + timedelta(milliseconds=123)
    assert read("instant", 1514707200123) == MORNING + timedelta(milliseconds=123)


def test_epoch_milliseconds_may_lie_before_1970() -> None:
    assert read("instant", "-86400000") == datetime(1969, 12, 31, tzinfo=UTC)


def test_a_bare_date_is_midnight_utc_as_an_instant_and_the_end_of_its_day_as_a_moment() -> None:
    assert read("instant", "2017-12-31") == datetime(2017, 12, 31, tzinfo=UTC)
    assert read("moment", "2017-12-31") == datetime(2017, 12, 31, 22, 59, 59, 999000, tzinfo=UTC)
    assert read("moment", "2017-12-31", TOKYO) == datetime(2017, 12, 31, 14, 59, 59, 999000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hour"), [("2017-03-25", 22), ("2017-03-26", 21), ("2017-10-28", 21), ("2017-10-29", 22)]
)
def test_the_end_of_a_day_follows_summer_time(day: str, hour: int) -> None:
    assert read("moment", day).hour == hour


@pytest.mark.parametrize(
    ("value", "zone", "day"),
    [
        ("2017-12-31", NEW_YORK, date(2017, 12, 31)),
        ("2017-12-31T23:30:00Z", BERLIN, date(2018, 1, 1)),
        ("2017-12-31T23:30:00Z", NEW_YORK, date(2017, 12, 31)),
        ("2018-01-01T03:00:00.000+0000", NEW_YORK, date(2017, 12, 31)),
        ("1514764800000", TOKYO, date(2018, 1, 1)),
        ("2017-03-26T00:59:59Z", BERLIN, date(2017, 3, 26)),
        ("2017-03-25T22:59:59Z", BERLIN, date(2017, 3, 25)),
        ("2017-10-28T22:00:00Z", BERLIN, date(2017, 10, 29)),
    ],
)
def test_an_instant_falls_on_the_day_of_the_zone_and_a_bare_date_stays(value: str, zone: ZoneInfo, day: date) -> None:
    assert read("day", value, zone) == day


@pytest.mark.parametrize("transform", ["instant", "moment", "day"])
@pytest.mark.parametrize(
    "value", ["soon", "31.12.2017", "2017-02-30", "2017-12-31T25:00:00Z", "12/31/2017", "1" * 40, True, "--123456789"]
)
def test_what_is_no_time_is_a_problem(transform: TransformName, value: Any) -> None:
    assert isinstance(read(transform, value), Problem)


@pytest.mark.parametrize("transform", ["instant", "moment", "day"])
@pytest.mark.parametrize("value", ["0001-01-01", "1699-12-31", "4001-01-01", "9999-12-31", "9999-12-31T23:59:59Z"])
@pytest.mark.parametrize("zone", [NEW_YORK, TOKYO])
def test_a_year_in_which_no_deal_is_made_is_a_problem(transform: TransformName, value: str, zone: ZoneInfo) -> None:
    found = read(transform, value, zone)
    assert isinstance(found, Problem)


@pytest.mark.parametrize("value", ["1700-01-01", "4000-12-31"])
def test_the_outermost_years_are_accepted(value: str) -> None:
    assert read("day", value) == date.fromisoformat(value)


@settings(max_examples=80, deadline=None)
@given(st.datetimes(datetime(1700, 1, 2), datetime(4000, 12, 30), timezones=st.sampled_from([UTC, BERLIN, TOKYO])))  # noqa: DTZ001
def test_an_instant_survives_its_iso_text(instant: datetime) -> None:
    assert read("instant", instant.isoformat()) == instant.astimezone(UTC)


@settings(max_examples=80, deadline=None)
@given(st.dates(date(1900, 1, 1), date(3999, 12, 31)), st.sampled_from([UTC, BERLIN, NEW_YORK, TOKYO]))
def test_the_moment_of_a_day_lies_on_that_day(day: date, zone: ZoneInfo) -> None:
    moment = read("moment", day.isoformat(), zone)
    assert moment.astimezone(zone).date() == day
    assert read("day", moment.isoformat(), zone) == day


def test_a_field_s_zone_counts_where_a_value_names_none() -> None:
    def read(transform: Any, value: str) -> Any:
        return TRANSFORMS[transform](value, FieldMapping(zone="Europe/Berlin"), Settings("USD", ZoneInfo("UTC")))

    assert read("instant", "2026-01-05T12:00:00") == datetime(2026, 1, 5, 11, tzinfo=UTC)
    assert read("instant", "2026-01-05T12:00:00Z") == datetime(2026, 1, 5, 12, tzinfo=UTC)
    assert read("moment", "2026-01-05") == datetime(2026, 1, 5, 22, 59, 59, 999000, tzinfo=UTC)
    assert read("day", "2026-01-05T00:30:00") == date(2026, 1, 4)
