"""What a value on a vendor's wire says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_sync.mapping.values import Problem, as_boolean, as_day, as_instant, as_text

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, None), ("", None), ("  ", None), (" a ", "a"), (0, "0"), ("a\x00b", "ab"), ("\ud800", None)],
)
def test_text_is_trimmed_and_can_be_stored(value: Any, text: str | None) -> None:
    assert as_text(value) == text


def test_a_flag_is_true_false_nothing_or_a_problem() -> None:
    assert [as_boolean(value) for value in (True, "Yes", "1.0", "no", None, "")] == [
        True,
        True,
        True,
        False,
        None,
        None,
    ]
    assert isinstance(as_boolean("maybe"), Problem)


def test_an_instant_without_a_zone_is_in_the_one_given() -> None:
    assert as_instant("2026-07-01T12:00:00") == datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert as_instant("2026-07-01T12:00:00", BERLIN) == datetime(2026, 7, 1, 10, tzinfo=UTC)
    assert as_instant("2026-07-01T12:00:00+0000", BERLIN) == datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert isinstance(as_instant("9999-01-01T00:00:00"), Problem)


def test_an_instant_is_the_day_it_falls_on() -> None:
    assert as_day("2026-07-01T23:00:00Z", BERLIN) == date(2026, 7, 2)
    assert as_day("2026-07-01T23:00:00", BERLIN, BERLIN) == date(2026, 7, 1)
    assert as_day("2026-07-01", BERLIN) == date(2026, 7, 1)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30) | st.integers() | st.floats() | st.none() | st.booleans())
def test_no_value_makes_them_raise(value: Any) -> None:
    as_text(value)
    as_boolean(value)
    as_instant(value)
    as_day(value, BERLIN)
