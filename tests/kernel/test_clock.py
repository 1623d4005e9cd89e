"""Instants are aware and in UTC; clocks say what they were told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from advocacy_sync.kernel.clock import FixedClock, ShiftedClock, SystemClock, parse_instant, utc

NOW = datetime(2017, 12, 31, 8, tzinfo=UTC)


def test_a_fixed_clock_moves_only_when_told() -> None:
    clock = FixedClock(NOW)
    assert clock.now() == clock.now() == NOW
    clock.advance(timedelta(hours=1))
    assert clock.now() == NOW + timedelta(hours=1)


def test_a_shifted_clock_starts_at_its_instant_and_never_runs_backwards() -> None:
    clock = ShiftedClock(NOW)
    first, second = clock.now(), clock.now()
    assert NOW <= first <= second < NOW + timedelta(minutes=5)


def test_the_system_clock_is_aware_and_in_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_an_instant_of_another_zone_becomes_utc() -> None:
    elsewhere = datetime(2017, 12, 31, 9, tzinfo=timezone(timedelta(hours=1)))
    assert utc(elsewhere) == NOW
    assert utc(elsewhere).tzinfo is UTC


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        utc(datetime(2017, 12, 31))  # noqa: DTZ001
    with pytest.raises(ValueError, match="no time zone"):
        FixedClock(datetime(2017, 12, 31))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2017-12-31T08:00:00Z", NOW),
        ("2017-12-31T08:00:00.000+0000", NOW),
        ("2017-12-31T09:00:00+01:00", NOW),
        ("2017-12-31", datetime(2017, 12, 31, tzinfo=UTC)),
    ],
)
def test_iso_texts_are_read(text: str, instant: datetime) -> None:
    assert parse_instant(text) == instant


@pytest.mark.parametrize("text", ["", "yesterday", "2017-12-31T08:00:00", "2017-13-01", "31.12.2017"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_instant(text)
