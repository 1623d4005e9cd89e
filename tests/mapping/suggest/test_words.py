"""The words: each stands for one thing, and in the form in which names are looked up."""

from __future__ import annotations

import re

from advocacy_sync.mapping.suggest.cues import CUES
from advocacy_sync.mapping.suggest.words import BROADER, NEUTRAL, NOISE, PHRASES, STALE


def test_words_are_folded_and_squashed() -> None:
    assert [word for word in PHRASES if not re.fullmatch("[a-z0-9]+", word)] == []


def test_no_word_that_says_nothing_says_something() -> None:
    assert {word for word in NEUTRAL if word in PHRASES} == set()
    assert {word for word in NOISE if word in PHRASES} == set()


def test_a_word_of_old_copies_is_known_as_one() -> None:
    assert {PHRASES[word] for word in STALE} == {"STALE"}


def test_what_the_cues_ask_for_can_be_said() -> None:
    said = set(PHRASES.values()) | {wider for found in BROADER.values() for wider in found}
    asked = {concept for cue in CUES.values() for wanted, _ in cue.readings for concept in wanted}
    assert asked - said - {"CAMPAIGN", "TASK", "MARKETING"} == set()
