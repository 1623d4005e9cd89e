"""How a planned value ended: the whole table."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_sync.writeback.settle import after_write, before_write

values = st.sampled_from([None, "a", "b", "c", "1"])


@pytest.mark.parametrize(
    ("before", "after", "now", "outcome"),
    [
        ("a", "b", "a", None),
        (None, "b", None, None),
        ("a", None, "a", None),
        ("a", "b", "b", "unchanged"),
        ("a", "b", "c", "conflicted"),
        ("a", "b", None, "conflicted"),
        (None, "b", "c", "conflicted"),
        ("a", None, None, "unchanged"),
    ],
)
def test_a_value_is_written_only_where_the_crm_holds_what_the_plan_saw(
    before: str | None, after: str | None, now: str | None, outcome: str | None
) -> None:
    found = before_write(before, after, now)
    assert (found[0] if found else None) == outcome


@pytest.mark.parametrize(
    ("receipt", "now", "outcome"),
    [
        ("applied", "b", "applied"),
        ("rejected", "b", "applied"),
        ("unknown", "b", "applied"),
        ("rejected", "a", "rejected"),
        ("rejected", "c", "rejected"),
        ("unknown", "a", "unknown"),
        ("unknown", "c", "conflicted"),
        ("applied", "a", "conflicted"),
        ("applied", "c", "conflicted"),
    ],
)
def test_what_the_crm_holds_afterwards_decides_more_than_what_it_answered(receipt: str, now: str, outcome: str) -> None:
    assert after_write(receipt, "because", "a", "b", now)[0] == outcome


def test_a_refusal_keeps_the_reason_of_the_crm() -> None:
    assert after_write("rejected", "too long", "a", "b", "a") == ("rejected", "too long")
    assert "too slow" in after_write("unknown", "too slow", "a", "b", "a")[1]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["applied", "rejected", "unknown"]), values, values, values)
def test_a_value_is_called_applied_exactly_when_the_crm_holds_it(
    receipt: str, before: str | None, after: str | None, now: str | None
) -> None:
    assert (after_write(receipt, "", before, after, now)[0] == "applied") == (now == after)
