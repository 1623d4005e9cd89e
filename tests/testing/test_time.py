"""Time of a stage moves by waiting alone, and the machine's clock is wrong."""

from __future__ import annotations

from advocacy_sync.testing.time import START, WRONG_BY, StageTime


def test_waiting_moves_every_clock_and_is_remembered() -> None:
    time = StageTime()
    timing = time.timing
    begun = timing.monotonic()
    timing.sleep(3)
    time.move(4)
    assert (time.now() - START).total_seconds() == timing.monotonic() - begun == 7
    assert time.slept == [3]


def test_the_machine_is_wrong_by_an_hour() -> None:
    time = StageTime()
    assert time.timing.wall() - time.now() == WRONG_BY


def test_two_sessions_see_one_monotonic_clock() -> None:
    time = StageTime()
    first = time.timing
    time.move(5)
    assert first.monotonic() == time.timing.monotonic()
