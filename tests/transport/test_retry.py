"""When to try again is a pure decision; the loop only follows it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_sync.kernel.errors import ConfigError, RetryableError
from advocacy_sync.transport.budget import QuotaSpent
from advocacy_sync.transport.retry import RetryPolicy, retrying
from advocacy_sync.transport.timing import Timing

POLICY = RetryPolicy(tries=4, first=1.0, longest=30.0)
chances = st.floats(0, 1, exclude_max=True)


def failing(*errors: Exception) -> Callable[[], str]:
    left = list(errors)

    def call() -> str:
        if left:
            raise left.pop(0)
        return "answer"

    return call


def followed(call: Callable[[], str], policy: RetryPolicy = POLICY) -> tuple[str, list[float]]:
    pauses: list[float] = []
    timing = Timing(sleep=pauses.append, chance=lambda: 0.5)
    return retrying(call, policy, timing=timing), pauses


@pytest.mark.parametrize(("failed", "longest"), [(1, 1.0), (2, 2.0), (3, 4.0)])
def test_the_wait_is_a_share_of_a_doubling_time(failed: int, longest: float) -> None:
    assert POLICY.wait(failed, None, 0.0) == 0.0
    assert POLICY.wait(failed, None, 0.5) == longest / 2


def test_after_the_last_try_there_is_no_wait() -> None:
    assert POLICY.wait(3, None, 0.5) is not None
    assert POLICY.wait(4, None, 0.5) is None
    assert POLICY.wait(5, 1.0, 0.5) is None


def test_what_the_server_asks_is_the_least_wait_up_to_the_bound() -> None:
    assert POLICY.wait(1, 20.0, 0.5) == 20.0
    assert POLICY.wait(1, 30.0, 0.5) == 30.0
    assert POLICY.wait(3, 0.5, 0.5) == 2.0
    assert POLICY.wait(1, 30.1, 0.5) is None


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 500), st.none() | st.floats(0, 30), chances)
def test_a_wait_is_never_longer_than_the_bound_nor_shorter_than_asked(
    failed: int, asked: float | None, chance: float
) -> None:
    wait = RetryPolicy(tries=1000, longest=30.0).wait(failed, asked, chance)
    assert wait is not None
    assert (asked or 0.0) <= wait <= 30.0


def test_a_call_that_works_is_made_once() -> None:
    assert followed(failing()) == ("answer", [])


def test_a_busy_server_is_asked_again_after_the_waits_of_the_policy() -> None:
    busy = (RetryableError("busy"), RetryableError("busy", 7.0), RetryableError("busy"))
    assert followed(failing(*busy)) == ("answer", [0.5, 7.0, 2.0])


def test_the_last_failure_is_passed_on() -> None:
    errors = [RetryableError(f"busy {n}") for n in range(5)]
    with pytest.raises(RetryableError, match="busy 3"):
        followed(failing(*errors))


def test_a_wait_beyond_the_bound_is_left_to_the_caller() -> None:
    with pytest.raises(RetryableError) as caught:
        followed(failing(RetryableError("quota", 3600.0)))
    assert caught.value.retry_after == 3600.0


def test_other_errors_are_not_tried_again() -> None:
    with pytest.raises(ConfigError):
        followed(failing(ConfigError("no right")))


def test_a_spent_quota_is_not_tried_again() -> None:
    with pytest.raises(QuotaSpent):
        followed(failing(QuotaSpent("spent", 1.0)))
