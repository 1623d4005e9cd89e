"""The reserve is never touched, whoever calls, and what can wait stops first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_sync.transport.budget import MARGIN, Budget, Purpose, QuotaSpent, Reading

PURPOSES: list[Purpose] = ["pull", "push", "audit", "backfill", "other"]


def spent(budget: Budget) -> int:
    """Calls admitted until one is refused."""
    made = 0
    while made < 10_000:
        try:
            budget.admit()
        except QuotaSpent:
            return made
        made += 1
    return made


def test_before_the_first_reading_calls_are_only_counted() -> None:
    budget = Budget(purpose="pull")
    budget.admit()
    budget.admit()
    assert budget.take() == {"pull": 2}
    assert budget.take() == {}


@pytest.mark.parametrize("purpose", PURPOSES)
def test_no_purpose_cuts_into_the_reserve(purpose: Purpose) -> None:
    budget = Budget(reserve=0.2, purpose=purpose, reading=Reading(total=100, left=100))
    assert spent(budget) == 100 - round(20 * MARGIN[purpose])


@given(st.integers(1, 500), st.integers(0, 500), st.floats(0, 1), st.sampled_from(PURPOSES))
def test_what_is_left_never_falls_below_the_reserve(total: int, left: int, reserve: float, purpose: Purpose) -> None:
    budget = Budget(reserve=reserve, purpose=purpose, reading=Reading(total, min(left, total)))
    made = spent(budget)
    assert budget.reading is not None
    assert made == 0 or budget.reading.left >= total * reserve - 1e-6


def test_a_sweep_stops_before_a_push_and_a_push_before_a_pull() -> None:
    budget = Budget(reserve=0.2, reading=Reading(total=100, left=28))
    budget.purpose = "audit"
    assert spent(budget) == 0
    budget.purpose = "push"
    assert spent(budget) == 3
    budget.purpose = "pull"
    assert spent(budget) == 5


def test_a_reading_counts_what_others_have_used() -> None:
    budget = Budget(reserve=0.2, purpose="pull", reading=Reading(total=100, left=90))
    budget.note(Reading(total=100, left=20))
    with pytest.raises(QuotaSpent, match=r"20 of 100 API calls are left and 20 are kept for others \(quota.reserve\)"):
        budget.admit()
    assert budget.take() == {}


def test_nothing_is_kept_where_the_reserve_is_nothing() -> None:
    assert spent(Budget(reserve=0.0, purpose="audit", reading=Reading(total=50, left=7))) == 7
