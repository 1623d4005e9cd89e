"""The catalogue of CRM fields agrees with the mappings and with what we compute, and says what a field lacks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from advocacy_sync.compose import load_catalogue, load_mappings
from advocacy_sync.config.documents import parse_document
from advocacy_sync.kernel.finding import Place
from advocacy_sync.mapping.document import MappingDocument
from advocacy_sync.records.crm_fields import (
    FieldCatalogue,
    FieldEntry,
    FieldSpec,
    Group,
    bears_mark,
    check_catalogue,
    described,
    misfits,
)
from advocacy_sync.records.kinds import AdvocateStatus
from advocacy_sync.records.pushed import PUSHED
from advocacy_sync.records.schema import FieldSchema

CATALOGUE = load_catalogue()
CRMS = ("salesforce", "hubspot")
ENTRIES = pytest.mark.parametrize("entry", CATALOGUE.fields, ids=lambda entry: entry.value)
# What the list views of sellers, the advocacy team and finance need, whether something computes it yet or not.
EVER = {
    "contact": {
        "advocate_status", "availability", "next_free", "best_for", "confidence", "last_verified", "load_band",
        "signals", "staleness", "nomination_state", "contact_why",
    },
    "account": {"referenceable_advocates", "coverage_tags", "goodwill_holder", "account_why"},
    "opportunity": {
        "best_match_1", "best_match_2", "best_match_3", "evidence_at_hand", "influenced_revenue",
        "attributed_revenue", "advocate_touches", "last_touch", "top_advocates", "evidence_grade",
        "request_state", "opportunity_why",
    },
}  # fmt: skip


def documents(crm: str) -> list[MappingDocument]:
    files, findings = load_mappings(crm, None)
    assert findings == []
    return [file.document for file in files]


# -- catalogue, mappings and what we compute are one ------------------------------------------------


def test_each_value_that_we_compute_stands_once_in_the_catalogue() -> None:
    assert sorted(entry.producer for entry in CATALOGUE.fields if entry.producer) == sorted(PUSHED)


@pytest.mark.parametrize("crm", CRMS)
def test_the_shipped_mappings_push_into_the_catalogues_fields_and_into_nothing_else(crm: str) -> None:
    pushed = {(doc.object, name, line.field) for doc in documents(crm) for name, line in doc.push.items()}
    listed = {
        (CATALOGUE.objects[entry.object][crm], entry.producer, entry.names[crm])
        for entry in CATALOGUE.fields
        if entry.producer is not None
    }
    assert pushed == listed


@pytest.mark.parametrize("crm", CRMS)
def test_what_people_fill_in_is_read_by_the_shipped_mappings_where_the_catalogue_says(crm: str) -> None:
    read = {
        (doc.object, f"{record.record}.{name}", source)
        for doc in documents(crm)
        for record in doc.records
        for name, part in record.fields.items()
        for source in part.from_
    }
    for entry in CATALOGUE.fields:
        if entry.reads is not None and crm in entry.names:
            assert (CATALOGUE.objects[entry.object][crm], entry.reads, entry.names[crm]) in read


@pytest.mark.parametrize("crm", CRMS)
def test_every_field_of_ours_that_an_org_may_lack_stands_in_the_catalogue(crm: str) -> None:
    optional = {
        (doc.object, source)
        for doc in documents(crm)
        for record in doc.records
        for part in record.fields.values()
        for source in part.from_
        if part.optional and "." not in source
    }
    listed = {
        (CATALOGUE.objects[entry.object][crm], entry.names[crm]) for entry in CATALOGUE.fields if crm in entry.names
    }
    assert {(name, source) for name, source in optional if "advocacy" in source.lower()} <= listed
    assert not any(source.endswith("__c") and (name, source) not in listed for name, source in optional)


def test_the_whole_list_of_values_stands_in_the_catalogue() -> None:
    for name, values in EVER.items():
        assert values == {one.value for one in CATALOGUE.fields if one.object == name and one.direction == "pushed"}
    assert next(one for one in CATALOGUE.fields if one.value == "reference_wanted").type == "checkbox"


@ENTRIES
def test_a_field_of_the_catalogue_holds_what_is_computed_for_it(entry: FieldEntry) -> None:
    if entry.producer is not None:
        assert PUSHED[entry.producer].record == entry.object
    if entry.value == "advocate_status":
        assert max(map(len, AdvocateStatus)) <= (entry.length or 0)


def test_no_two_fields_of_an_object_share_a_label() -> None:
    labels = [(one.object, one.label) for one in CATALOGUE.fields]
    assert len(set(labels)) == len(labels)


@ENTRIES
def test_help_and_description_fit_the_narrower_crm(entry: FieldEntry) -> None:
    assert entry.help.endswith(".")
    assert len(entry.help) + 80 < 1_000
    for crm, name in entry.names.items():
        assert name.endswith("__c") if crm == "salesforce" else name == name.lower()


def test_the_catalogue_that_is_shipped_is_without_a_finding() -> None:
    assert check_catalogue(CATALOGUE, lambda *_: Place("catalogue.yaml")) == []


# -- what is wrong with a catalogue -----------------------------------------------------------------

USUAL = """version: "1"
group: {name: ours, label: Ours}
objects: {contact: {salesforce: Contact}}
fields:
  - value: advocate_status
    object: contact
    direction: pushed
    producer: advocate_status
    names: {salesforce: Status__c}
    label: Status
    type: text
    length: 40
    help: Where it stands.
"""


def found(text: str) -> list[tuple[str, int]]:
    """Codes and lines of what is wrong."""
    document, findings = parse_document(text, FieldCatalogue, "catalogue.yaml")
    if document is not None:
        findings = check_catalogue(document.content, document.place)
    return [(one.code, one.place.line if one.place else 0) for one in findings]


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("object: contact\n", "object: person\n", "catalogue.object", 6),
        ("{salesforce: Status__c}", "{sugar: status}", "catalogue.crm", 9),
        ("Status__c", "S" * 41 + "__c", "catalogue.name", 9),
        ("producer: advocate_status", "producer: advocate_statu", "catalogue.producer", 8),
        ("producer: advocate_status", "producer: last_touch", "catalogue.producer", 8),
        ("producer: advocate_status", "reads: contact.title", "catalogue.direction", 8),
        ("length: 40", "length: 256", "catalogue.length", 12),
        ("type: text\n    length: 40", "type: text", "catalogue.length", 5),
        ("type: text\n    length: 40", "type: number", "catalogue.digits", 5),
        ("type: text\n    length: 40", "type: picklist", "catalogue.options", 5),
        ("type: text\n    length: 40", "type: lookup", "catalogue.lookup", 5),
        ("type: text\n    length: 40", "type: date", "catalogue.producer", 11),
        ("label: Status", f"label: {'S' * 41}", "value.invalid", 10),
        ("help: Where", "halp: Where", "key.unknown", 13),
    ],
)
def test_what_is_wrong_is_found_where_it_stands(old: str, new: str, code: str, line: int) -> None:
    assert found(USUAL) == []
    assert (code, line) in found(USUAL.replace(old, new))


@pytest.mark.parametrize("reads", ["contact.nope", "nobody.name", "contact.verified_on"])
def test_a_reader_must_be_a_canonical_field_of_a_fitting_shape(reads: str) -> None:
    text = USUAL.replace("pushed", "filled_in").replace("producer: advocate_status", f"reads: {reads}")
    assert "catalogue.reads" in {code for code, _ in found(text)}


def test_what_stands_twice_is_found() -> None:
    twice = USUAL + USUAL.partition("fields:\n")[2]
    assert [code for code, _ in found(twice)] == ["catalogue.twice", "catalogue.twice"]


# -- a field that is there --------------------------------------------------------------------------


def spec(**given: Any) -> FieldSpec:
    usual: dict[str, Any] = {"value": "v", "object": "Contact", "name": "V__c", "label": "V", "kind": "text"}
    usual |= {"pushed": True, "help": "Help.", "length": 255, "group": Group(name="ours", label="Ours")}
    return FieldSpec(**{**usual, **given})


def field(**given: Any) -> FieldSchema:
    return FieldSchema(**{"name": "V__c", "label": "V", "type": "text", **given})


TEXT = frozenset({"text", "picklist"})


@pytest.mark.parametrize(
    "there",
    [
        field(length=255),
        field(length=4_000),
        field(),  # the CRM states no length
        field(type="picklist", length=255),  # unrestricted: it takes what it is given
    ],
)
def test_a_field_that_holds_the_text_will_do(there: FieldSchema) -> None:
    assert misfits(spec(), TEXT, there) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wanted", "there", "said"),
    [
        ({}, field(type="date"), "of type date"),
        ({}, field(length=40), "holds 40 characters, 255 are needed"),
        ({}, field(calculated=True), "works its value out"),
        ({}, field(type="picklist", restricted=True, options=("a",)), "listed values only"),
        (
            {"length": None, "options": {"a": "A", "b": "B"}},
            field(type="picklist", restricted=True, options=("a",)),
            "lacks the values b",
        ),
    ],
)
def test_a_field_that_cannot_hold_it_is_told_why(wanted: dict[str, Any], there: FieldSchema, said: str) -> None:
    (why,) = misfits(spec(**wanted), TEXT, there)  # type: ignore[arg-type]
    assert said in why


@pytest.mark.parametrize(
    ("precision", "scale", "said"),
    [(18, 2, []), (11, 2, []), (10, 2, ["8 digits before"]), (18, 0, ["0 digits behind"]), (None, None, [])],
)
def test_money_needs_its_cents_and_enough_digits(precision: int | None, scale: int | None, said: list[str]) -> None:
    wanted = spec(kind="money", length=None, digits=18, scale=2)
    why = misfits(wanted, frozenset({"currency"}), field(type="currency", precision=precision, scale=scale))
    assert len(why) == len(said)
    assert all(part in one for part, one in zip(said, why, strict=True))


def test_of_what_people_fill_in_only_the_type_counts() -> None:
    assert misfits(spec(pushed=False), TEXT, field(length=3)) == []  # type: ignore[arg-type]
    assert misfits(spec(pushed=False), TEXT, field(type="date")) != []  # type: ignore[arg-type]


@pytest.mark.parametrize("pushed", [True, False])
def test_the_description_of_a_field_of_ours_bears_the_mark_and_no_other_does(pushed: bool) -> None:
    text = described(spec(pushed=pushed))
    assert text.startswith("Help. ")
    assert bears_mark(text)
    assert bears_mark(f"{text} \n")
    assert not any(map(bears_mark, (None, "", "Help.", "Ask advocacy-sync.", f"{text} But not any more.")))


def test_the_shipped_file_is_where_the_loader_looks() -> None:
    assert (Path(__file__).parents[2] / "mappings" / "catalogue.yaml").is_file()
