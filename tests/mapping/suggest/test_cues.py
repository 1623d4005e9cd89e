"""The cues: one for each canonical field that a column can be, with types that its transform reads."""

from __future__ import annotations

from advocacy_sync.mapping.suggest.cues import CUES, OWN_NOUNS
from advocacy_sync.mapping.suggest.values import SORTS
from advocacy_sync.mapping.suggest.vocabulary import CHOICES
from advocacy_sync.records.catalogue import RECORDS, shapes


def test_every_canonical_field_has_a_cue_and_no_other() -> None:
    assert set(CUES) == {f"{kind}.{name}" for kind in RECORDS for name in shapes(kind)}


def test_every_record_has_its_own_nouns() -> None:
    assert set(OWN_NOUNS) == set(RECORDS)


def test_every_sense_is_one_that_profiles_know() -> None:
    assert {sort for cue in CUES.values() for sort, _, _ in cue.senses} <= set(SORTS) | set(CHOICES)


def test_references_say_where_they_lead() -> None:
    for canonical, cue in CUES.items():
        record, _, name = canonical.partition(".")
        assert bool(cue.targets) == (shapes(record)[name].shape == "reference")
