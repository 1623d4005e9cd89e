"""The server's clock is taken from its Date headers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from advocacy_sync.transport.server_time import ServerTime


def test_the_last_date_header_counts_and_moves_on() -> None:
    clock = ServerTime()
    clock.note("Mon, 01 Jan 2018 00:00:00 GMT")
    clock.note("Mon, 01 Jan 2018 08:30:00 GMT")
    first = clock.now()
    assert timedelta(0) <= first - datetime(2018, 1, 1, 8, 30, tzinfo=UTC) < timedelta(minutes=1)
    assert clock.now() >= first


@pytest.mark.parametrize("header", [None, "", "yesterday", "Mon, 01 Jan 2018 00:00:00"])
def test_what_is_no_instant_is_passed_over(header: str | None) -> None:
    clock = ServerTime()
    clock.note("Mon, 01 Jan 2018 00:00:00 GMT")
    clock.note(header)
    assert clock.now().year == 2018
