"""Time and chance as an argument: the machine's by default, anybody's if given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from advocacy_sync.transport.timing import Timing


def test_the_machines_own_time_is_aware_and_moves_forward() -> None:
    timing = Timing()
    assert timing.wall().utcoffset() == timedelta(0)
    assert timing.monotonic() <= timing.monotonic()
    assert 0 <= timing.chance() < 1


def test_a_simulation_stands_in_for_all_of_it() -> None:
    slept: list[float] = []
    at = datetime(2026, 3, 2, tzinfo=UTC)
    timing = Timing(monotonic=lambda: 5.0, sleep=slept.append, chance=lambda: 0.25, wall=lambda: at)
    timing.sleep(86_400)
    assert (timing.monotonic(), timing.chance(), timing.wall(), slept) == (5.0, 0.25, at, [86_400])
