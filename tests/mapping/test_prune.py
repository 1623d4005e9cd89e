"""A mapping reduced to what the org has."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_sync.mapping.document import MappingDocument, RecordMapping
from advocacy_sync.mapping.prune import prune, version

OBJECT: dict[str, Any] = {
    "object": "Opportunity",
    "records": [
        {
            "record": "opportunity",
            "fields": {
                "name": {"from": ["Name", "Title"]},
                "amount": {"from": "Amount", "transform": "money", "currency": "Iso"},
                "stage": {"from": "Stage"},
                "status": {"from": ["IsClosed", "IsWon"], "transform": "deal_status"},
                "created_at": {"from": "Created"},
                "owner": {"from": "Owner", "to": "User"},
            },
        },
        {
            "record": "opportunity_role",
            "each": "roles",
            "when": {"from": "Flag"},
            "fields": {
                "opportunity": {"from": "Id", "to": "Opportunity"},
                "contact": {"from": "each.id", "to": "Contact"},
                "role": {"constant": "Reference"},
            },
        },
    ],
}


def document(content: dict[str, Any] = OBJECT) -> MappingDocument:
    return MappingDocument.model_validate(content)


def without(*names: str) -> list[RecordMapping]:
    return prune(document(), lambda source: source not in names).records


def kinds(records: list[RecordMapping]) -> list[str]:
    return [record.record for record in records]


def test_an_exception_falls_away_with_its_source() -> None:
    [plain, listed] = OBJECT["records"]
    when = {"from": "IsPersonAccount", "except": "true"}
    conditional = document({"object": "Opportunity", "records": [{**plain, "when": when}, listed]})
    assert prune(conditional, lambda _: True).records[0].when == conditional.records[0].when
    lacking = prune(conditional, lambda source: source != "IsPersonAccount")
    assert lacking == prune(document(), lambda _: True)
    assert version(lacking) == version(document())  # nothing is applied anew


def test_a_missing_source_costs_its_field_only() -> None:
    [deal, _] = without("Owner")
    assert set(deal.fields) == {"name", "amount", "stage", "status", "created_at"}


def test_a_field_with_another_source_left_stays() -> None:
    assert without("Name")[0].fields["name"].from_ == ["Title"]
    assert "name" not in without("Name", "Title")[0].fields


def test_a_missing_currency_costs_the_currency_only() -> None:
    amount = without("Iso")[0].fields["amount"]
    assert (amount.from_, amount.currency) == (["Amount"], None)


@pytest.mark.parametrize("name", ["Stage", "Created", "IsClosed", "IsWon"])
def test_a_record_that_lost_what_it_needs_is_left_out(name: str) -> None:
    assert kinds(without(name)) == ["opportunity_role"]


@pytest.mark.parametrize("name", ["roles", "Flag", "Id"])
def test_a_record_without_its_list_condition_or_reference_is_left_out(name: str) -> None:
    assert kinds(without(name)) == ["opportunity"]


def test_constants_and_entries_of_a_list_need_no_source() -> None:
    assert set(without()[1].fields) == {"opportunity", "contact", "role"}


def test_the_document_given_is_not_changed() -> None:
    given = document()
    prune(given, lambda _: False)
    assert given == document()


def test_the_version_tells_what_a_document_does() -> None:
    assert version(document()) == version(document())
    assert len(version(document())) == 16
    assert version(document({**OBJECT, "reference_roles": ["X"], "push": {"signals": "S__c"}})) == version(document())
    assert version(prune(document(), lambda source: source != "Owner")) != version(document())
