"""The list of promises: whole, told apart, and each one with a broken room that it finds out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advocacy_sync.testing.kit import CHECKS, examine, named
from testing.hubspot import SUBJECT

HERE = Path(__file__).parent
NEVER_BROKEN = {
    # What no wrapper can spoil: the manifest's own function, or a double that would have to lie.
    "settings_are_checked_without_a_call",
    "unknown_object_is_none",
    "redirects_of_logins_are_not_followed",
    "unknown_rows_can_be_read_back",
    "reordered_pages_cost_no_row",
    "shuffled_pages_cost_no_row",
}


def test_there_are_more_than_sixty_and_no_name_is_used_twice() -> None:
    assert len(CHECKS) > 60
    assert len({check.name for check in CHECKS}) == len(CHECKS)


def test_each_says_what_it_is_about() -> None:
    ids = re.compile(r"CS-\d\d|[A-F]-\d\d|F\d{1,2}")
    assert [str(check) for check in CHECKS if not check.promise or not all(map(ids.fullmatch, check.covers))] == []


def test_each_is_known_to_find_out_a_broken_room() -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (HERE / "checks").glob("test_*.py"))
    assert {check.name for check in CHECKS if f'"{check.name}"' not in tests} == NEVER_BROKEN


def test_a_check_is_found_by_its_name_with_or_without_its_group() -> None:
    assert named("every_row_comes_once") is named("reading/every_row_comes_once")
    with pytest.raises(KeyError):
        named("nothing_of_the_kind")


def test_a_room_can_be_examined_without_pytest() -> None:
    verdicts = examine(SUBJECT, CHECKS[:5])
    assert [verdict.outcome for verdict in verdicts] == ["kept"] * 5
