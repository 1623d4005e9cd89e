"""In no span of time are there more calls than allowed, and no call waits longer than it must."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_sync.transport.pace import Pace
from advocacy_sync.transport.timing import Timing


@dataclass
class Watch:
    """A clock that only waiting moves."""

    at: float = 0.0

    def sleep(self, seconds: float) -> None:
        self.at += seconds

    @property
    def timing(self) -> Timing:
        return Timing(monotonic=lambda: self.at, sleep=self.sleep)


def test_calls_within_the_limit_do_not_wait() -> None:
    watch = Watch()
    pace = Pace(5, 10.0, watch.timing)
    for _ in range(5):
        pace.wait()
    assert watch.at == 0.0


def test_the_next_call_waits_until_the_first_is_old_enough() -> None:
    watch = Watch()
    pace = Pace(2, 10.0, watch.timing)
    pace.wait()
    watch.sleep(4.0)
    pace.wait()
    pace.wait()
    assert watch.at == 10.0
    pace.wait()
    assert watch.at == 14.0


@given(st.integers(1, 8), st.lists(st.floats(0, 5), max_size=60))
def test_no_span_holds_more_calls_than_allowed(limit: int, gaps: list[float]) -> None:
    watch = Watch()
    pace = Pace(limit, 10.0, watch.timing)
    made: list[float] = []
    for gap in gaps:
        watch.sleep(gap)
        pace.wait()
        made.append(watch.at)
    for first, later in zip(made, made[limit:], strict=False):
        assert later - first >= 10.0 - 1e-9


@pytest.mark.parametrize(("allowed", "waited"), [(4, 0.0), (1, 10.0), (0, 10.0)])
def test_the_limit_follows_what_the_server_says(allowed: int, waited: float) -> None:
    watch = Watch()
    pace = Pace(2, 10.0, watch.timing)
    pace.wait()
    pace.wait()
    pace.allow(allowed)
    pace.wait()
    assert watch.at == waited


def test_a_call_is_free_while_the_span_holds_fewer_than_allowed() -> None:
    watch = Watch()
    pace = Pace(2, 10.0, watch.timing)
    assert (pace.made, pace.free) == (0, True)
    pace.wait()
    pace.wait()
    assert (pace.made, pace.free) == (2, False)
    watch.sleep(10.0)
    assert (pace.made, pace.free) == (0, True)


def test_the_span_follows_what_the_server_says() -> None:
    watch = Watch()
    pace = Pace(1, 10.0, watch.timing)
    pace.wait()
    pace.allow(1, 2.0)
    pace.wait()
    assert watch.at == 2.0


@given(st.lists(st.floats(0, 0.3), min_size=5, max_size=30))
def test_a_clock_of_microseconds_is_never_waited_for_without_end(gaps: list[float]) -> None:
    """Sums of floats leave rests that such a clock cannot sleep away."""
    at, sleeps = timedelta(0), 0

    def sleep(seconds: float) -> None:
        nonlocal at, sleeps
        sleeps += 1
        assert sleeps <= 2 * len(gaps)
        at += timedelta(seconds=seconds)

    pace = Pace(4, 1.1, Timing(monotonic=lambda: at / timedelta(seconds=1), sleep=sleep))
    for gap in gaps:
        at += timedelta(seconds=gap)
        pace.wait()
