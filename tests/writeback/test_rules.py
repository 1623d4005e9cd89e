"""Who wins: every rule against every state of a field, spelt out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, get_args

import pytest

from advocacy_sync.records.pushed import PushRule
from advocacy_sync.writeback.rules import Standing, Verdict, decide

T0 = datetime(2026, 3, 2, tzinfo=UTC)
RULES: tuple[PushRule, ...] = get_args(PushRule)
WANT = "5"

# What stands in the field when we want a 5. `blank`: nothing, and we never wrote; `cleared`: we wrote, and
# somebody emptied it; `ours`: what we wrote last; `lower`, `higher`: theirs, though we wrote; `found`: theirs,
# and we never wrote.
STATES: dict[str, Standing] = {
    "blank": Standing(None),
    "cleared": Standing(None, "4", written=True),
    "ours": Standing("4", "4", written=True),
    "lower": Standing("3", "4", written=True),
    "higher": Standing("9", "4", written=True),
    "found": Standing("9"),
}
_WRITES: dict[str, Verdict] = dict.fromkeys(STATES, "write")
_SPARING: dict[str, Verdict] = {**_WRITES, "lower": "keep", "higher": "keep", "found": "keep"}
TABLE: dict[PushRule, dict[str, Verdict]] = {
    "owned": _WRITES,
    "ours": _WRITES,
    "crm": dict.fromkeys(STATES, "keep"),
    "crm_unless_blank": _SPARING,
    "newest": _SPARING,  # of times nothing is known here
    "highest": {**_SPARING, "lower": "write"},
    "lowest": {**_SPARING, "higher": "write", "found": "write"},
    "hold": {**_WRITES, "lower": "hold", "higher": "hold", "found": "hold"},
}


def test_the_table_leaves_no_rule_and_no_state_out() -> None:
    assert set(TABLE) == set(RULES)
    assert all(set(row) == set(STATES) for row in TABLE.values())


@pytest.mark.parametrize(("rule", "state"), list(product(RULES, STATES)))
def test_each_rule_decides_each_state_as_it_is_written(rule: PushRule, state: str) -> None:
    assert decide(rule, STATES[state], WANT) == TABLE[rule][state]


@pytest.mark.parametrize(
    ("changed", "wanted", "verdict"),
    [(None, 1, "write"), (1, 2, "write"), (2, 1, "keep"), (1, 1, "keep"), (1, None, "keep"), (None, None, "keep")],
)
def test_the_newest_is_whoever_came_later_and_theirs_if_nobody_did(
    changed: int | None, wanted: int | None, verdict: Verdict
) -> None:
    def at(hour: int | None) -> datetime | None:
        return None if hour is None else T0 + timedelta(hours=hour)

    standing = Standing("9", changed_at=at(changed), wanted_at=at(wanted))
    assert decide("newest", standing, WANT) == verdict


@pytest.mark.parametrize(
    ("now", "want", "highest", "lowest"),
    [
        ("9", "10", "write", "keep"),  # numbers, not texts
        ("10.00", "10", "keep", "keep"),
        ("2026-01-02", "2026-01-10", "write", "keep"),
        ("2026-01-02T00:00:00.000Z", "2026-01-01T00:00:00.000Z", "keep", "write"),
        ("9", None, "keep", "keep"),
        ("9", "2026-01-01", "keep", "keep"),
        (True, 1, "keep", "keep"),
        ("NaN", "1", "keep", "keep"),
        (-0.5, -1, "keep", "write"),
    ],
)
def test_what_cannot_be_compared_stays_and_numbers_compare_as_numbers(
    now: Any, want: Any, highest: Verdict, lowest: Verdict
) -> None:
    assert decide("highest", Standing(now), want) == highest
    assert decide("lowest", Standing(now), want) == lowest
