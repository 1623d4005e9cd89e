"""Refused values: one cause is one fingerprint, and trying again takes longer each time and ends (D-04, CS-81)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from advocacy_sync.writeback.failing import MOST_TRIES, cause, due, remedy

T0 = datetime(2026, 3, 2, tzinfo=UTC)


def test_the_crms_code_names_the_cause_whatever_the_words() -> None:
    one = cause("acme/Deal", "F", "STRING_TOO_LONG", "F: data value too large: abc")
    assert one == cause("acme/Deal", "F", "STRING_TOO_LONG", "other words") == "acme/Deal.F: STRING_TOO_LONG"


@pytest.mark.parametrize("other", [("acme/Deal", "G"), ("acme/Account", "F"), ("other/Deal", "F")])
def test_another_field_or_object_is_another_cause(other: tuple[str, str]) -> None:
    assert cause("acme/Deal", "F", "X", "") != cause(*other, "X", "")


def test_without_a_code_the_words_count_but_for_ids_and_numbers() -> None:
    found = {cause("p", "F", "", text) for text in ("row 001A77 is 12 short", "row 5ZZ is 3 short")}
    assert len(found) == 1
    assert cause("p", "F", "", "row 1 is short") != cause("p", "F", "", "row 1 is long")


def test_a_fingerprint_is_of_bounded_length() -> None:
    assert len(cause("p", "F", "", "word " * 500)) == 200


def test_each_wait_is_twice_the_last_up_to_a_day_and_then_it_ends() -> None:
    waits = [due(tries, T0) for tries in range(1, MOST_TRIES + 2)]
    minutes = [None if at is None else (at - T0) / timedelta(minutes=1) for at in waits]
    assert minutes == [20, 40, 80, 160, 320, None, None]


def test_every_code_has_a_remedy() -> None:
    assert "shorten: true" in remedy("STRING_TOO_LONG")
    assert "push retry" in remedy("NEVER_HEARD_OF")
