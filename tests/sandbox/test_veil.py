"""What is shown of a row that was written and cannot be seen yet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from advocacy_sync.sandbox.veil import Veil
from advocacy_sync.sandbox.watch import Moment

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def veil(*values: str) -> Veil:
    """A row that held nothing and was written once a second, each value to be seen ten seconds later."""
    made, old = Veil(lambda name, key, now: 10.0), None
    for second, value in enumerate(values):
        new = {"Name": value}
        made.wrote(Moment(NOON + second * SECOND, 1), "Account", "a", old, new)
        old = new
    return made


def test_a_row_shows_as_it_was_until_its_lag_is_over() -> None:
    behind = veil("one", "two")
    assert behind.rows("Account", NOON + 9 * SECOND) == {"a": None}
    assert behind.rows("Account", NOON + 10 * SECOND) == {"a": {"Name": "one"}}
    assert behind.rows("Account", NOON + 11 * SECOND) == {}


def test_a_clock_that_is_set_back_sees_the_oldest_version_that_is_kept() -> None:
    behind = veil("one", "two")
    behind.rows("Account", NOON + 10 * SECOND)
    assert behind.rows("Account", NOON) == {"a": {"Name": "one"}}
