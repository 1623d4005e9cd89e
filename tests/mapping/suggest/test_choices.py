"""Values of a CRM as our choices."""

from __future__ import annotations

from pathlib import Path

import pytest

from advocacy_sync.config.documents import read_document
from advocacy_sync.config.files import packaged_mappings
from advocacy_sync.mapping.document import MappingDocument
from advocacy_sync.mapping.suggest.choices import choice_of, share_of
from advocacy_sync.mapping.suggest.vocabulary import CHOICES
from advocacy_sync.records.catalogue import shapes


@pytest.mark.parametrize(
    ("canonical", "value", "ours"),
    [
        ("opportunity.kind", "Existing Customer - Upgrade", "expansion"),
        ("opportunity.kind", "newbusiness", "new"),
        ("opportunity.kind", "Vertragsverlängerung", "renewal"),
        ("opportunity.status", "Closed Lost", "lost"),
        ("activity.kind", "Referenzanruf", "reference_call"),
        ("activity.kind", "On-site visit", "site_visit"),
        ("activity.kind", "Étude de cas", "case_study"),
        ("activity.status", "No-Show", "cancelled"),
        ("activity.status", "Durchgeführt", "completed"),
        ("support_case.priority", "P1 - Critical", "high"),
    ],
)
def test_a_value_is_the_choice_that_its_words_say(canonical: str, value: str, ours: str) -> None:
    assert choice_of(canonical, value) == (ours, True)


@pytest.mark.parametrize("value", ["Services", "Other", "", "???"])
def test_a_value_that_says_none_is_none(value: str) -> None:
    assert choice_of("opportunity.kind", value) is None


def test_a_guess_is_told_from_what_is_sure() -> None:
    assert choice_of("activity.kind", "Press Release") == ("quote", False)


def test_every_choice_that_the_words_lead_to_is_one_of_ours() -> None:
    for canonical, entries in CHOICES.items():
        record, _, name = canonical.partition(".")
        assert {ours for ours, _ in entries} <= set(shapes(record)[name].choices)


def test_the_share_is_of_the_values_that_say_one() -> None:
    assert share_of("opportunity.kind", ["Renewal", "Upsell", "Misc", "Services"]) == 0.5


@pytest.mark.parametrize("path", sorted(packaged_mappings().glob("*/*.yaml")), ids=lambda path: path.stem)
def test_no_value_that_a_packaged_map_names_is_surely_another_one(path: Path) -> None:
    document, _ = read_document(path, MappingDocument)
    for record in document.content.records if document is not None else []:
        for name, part in record.fields.items():
            for value, ours in part.map.items():
                found = choice_of(f"{record.record}.{name}", value)
                assert found is None or found == (ours, True) or not found[1], (name, value)
