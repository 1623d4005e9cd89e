"""Every canonical field has a meaning, a sentence, and nothing else has."""

from __future__ import annotations

from advocacy_sync.records.catalogue import RECORDS, shapes
from advocacy_sync.records.meanings import MEANINGS, canonical_fields


def test_the_meanings_are_those_of_the_records_fields_in_their_order() -> None:
    assert list(MEANINGS) == [f"{kind}.{name}" for kind in RECORDS for name in shapes(kind)]


def test_a_meaning_is_a_sentence() -> None:
    assert [text for text in MEANINGS.values() if not (text[0].isupper() and text.endswith(".") and " " in text)] == []


def test_a_field_is_listed_with_what_a_mapping_needs_to_know() -> None:
    status = next(one for one in canonical_fields() if one.name == "opportunity.status")
    assert (status.record, status.shape, status.required, status.choices) == (
        "opportunity",
        "choice",
        True,
        ("open", "won", "lost"),
    )
