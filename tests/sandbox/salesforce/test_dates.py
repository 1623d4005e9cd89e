"""Date literals of SOQL at a given instant."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from advocacy_sync.sandbox.salesforce.dates import read_instant, span

NOW = datetime(2017, 11, 15, 10, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("name", "count", "first", "last"),
    [
        ("TODAY", 0, date(2017, 11, 15), date(2017, 11, 16)),
        ("YESTERDAY", 0, date(2017, 11, 14), date(2017, 11, 15)),
        ("THIS_WEEK", 0, date(2017, 11, 12), date(2017, 11, 19)),
        ("LAST_WEEK", 0, date(2017, 11, 5), date(2017, 11, 12)),
        ("LAST_MONTH", 0, date(2017, 10, 1), date(2017, 11, 1)),
        ("NEXT_MONTH", 0, date(2017, 12, 1), date(2018, 1, 1)),
        ("THIS_QUARTER", 0, date(2017, 10, 1), date(2018, 1, 1)),
        ("LAST_QUARTER", 0, date(2017, 7, 1), date(2017, 10, 1)),
        ("LAST_FISCAL_YEAR", 0, date(2016, 1, 1), date(2017, 1, 1)),
        ("LAST_N_DAYS", 7, date(2017, 11, 8), date(2017, 11, 16)),
        ("NEXT_N_DAYS", 2, date(2017, 11, 16), date(2017, 11, 18)),
        ("LAST_90_DAYS", 0, date(2017, 8, 17), date(2017, 11, 16)),
        ("N_DAYS_AGO", 3, date(2017, 11, 12), date(2017, 11, 13)),
        ("LAST_N_MONTHS", 2, date(2017, 9, 1), date(2017, 11, 1)),
        ("N_QUARTERS_AGO", 1, date(2017, 7, 1), date(2017, 10, 1)),
        ("NEXT_N_YEARS", 1, date(2018, 1, 1), date(2019, 1, 1)),
    ],
)
def test_a_literal_covers_its_days(name: str, count: int, first: date, last: date) -> None:
    assert span(name, count, NOW) == (first, last)


@pytest.mark.parametrize(
    "text", ["2017-03-01T02:00:00+02:00", "2017-03-01T00:00:00Z", "2017-03-01T00:00:00.000+0000", "2017-03-01T00:00:00"]
)
def test_instants_are_kept_in_one_form(text: str) -> None:
    assert read_instant(text) == "2017-03-01T00:00:00.000+0000"
