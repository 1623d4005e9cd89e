"""The fast share of the simulation: whole lives under faults and deaths, out of seeds."""

from __future__ import annotations

from functools import cache

import pytest

from simulation.run import Outcome, simulate

SEEDS = range(1, 13)


@cache
def lived(seed: int) -> Outcome:
    return simulate(seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_doubled_or_falsely_green_whatever_goes_wrong(seed: int) -> None:
    """Replay one: `python3 dev.py simulate --seeds 1 --start SEED`."""
    outcome = lived(seed)
    assert outcome.violations == []
    assert outcome.jobs > 0


def test_a_seed_gives_the_same_events_again() -> None:
    assert simulate(7).events == lived(7).events != lived(8).events


def test_the_seeds_do_hurt() -> None:
    """Faults that never strike and processes that never die would prove nothing."""
    outcomes = [lived(seed) for seed in SEEDS[:6]]
    assert sum(outcome.faults for outcome in outcomes) > 40
    assert sum(outcome.deaths for outcome in outcomes) > 5
