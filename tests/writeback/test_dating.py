"""Texts with the day on which they were computed: the words decide, never the day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_sync.writeback.dating import dated, words_of

DAY = date(2026, 3, 2)


def text(words: str, *seen: Any, length: int | None = 255, shorten: bool = True, day: date = DAY) -> str:
    return dated(words, day, length, seen, shorten=shorten)


def test_words_say_on_which_day_they_were_computed() -> None:
    assert text("Promoter; Champion") == "Promoter; Champion · as of 2026-03-02"


@pytest.mark.parametrize("seen", [None, "", "Something else", "Promoter", 7, "Champion · as of 2026-01-01"])
def test_other_words_that_stand_there_get_no_say(seen: Any) -> None:
    assert text("Promoter", seen) == "Promoter · as of 2026-03-02"


def test_words_that_stand_already_keep_their_day() -> None:
    assert text("Promoter", None, "Promoter · as of 2026-01-07") == "Promoter · as of 2026-01-07"


def test_the_words_make_room_for_the_day_where_they_may_be_cut() -> None:
    found = text("one, two, three, four", length=30)
    assert found == "one, two… · as of 2026-03-02"
    assert text("one, two, three, four", found, length=30, day=DAY + timedelta(days=9)) == found


def test_where_words_must_not_be_cut_the_day_gives_way() -> None:
    assert text("one, two, three, four", length=30, shorten=False) == "one, two, three, four"
    assert text("one", length=30, shorten=False) == "one · as of 2026-03-02"


def test_a_field_too_short_for_any_day_holds_the_words() -> None:
    assert text("abcdefgh", length=5) == "abcd…"
    assert text("abcdefgh", length=5, shorten=False) == "abcdefgh"  # the preflight refuses it


@given(st.text(max_size=60), st.integers(1, 80), st.booleans(), st.integers(0, 900))
def test_a_text_once_written_is_never_written_again_and_fits(words: str, length: int, shorten: bool, days: int) -> None:
    first = text(words, length=length, shorten=shorten)
    again = text(words, first, length=length, shorten=shorten, day=DAY + timedelta(days=days))
    assert again == first
    if shorten:
        assert len(first) <= length


@given(st.text(max_size=60))
def test_the_words_come_back_out_of_a_text(words: str) -> None:
    assert words_of(text(words, length=None)) == words
