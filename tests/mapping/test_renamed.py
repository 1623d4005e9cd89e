"""Which field a mapping may have meant: by name, label and values, and never one that is merely of the same family."""

from __future__ import annotations

import pytest

from advocacy_sync.mapping.renamed import likely
from advocacy_sync.records.schema import FieldSchema, FieldType


def field(name: str, label: str = "", kind: FieldType = "text", *options: str) -> FieldSchema:
    return FieldSchema(name=name, label=label or name, type=kind, options=options)


def fields(*found: FieldSchema) -> dict[str, FieldSchema]:
    return {one.name: one for one in found}


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Programme_State__c", "Advocacy Status"),
        ("Programme_State__c", "advocacy-status"),
        ("AdvocacyStatus__c", "State"),
        ("acme__Advocacy_Status__c", "State"),
        ("advocacy_status", "State"),
    ],
)
def test_a_field_of_the_same_words_is_the_renamed_one(name: str, label: str) -> None:
    known = fields(field("Other__c"), field(name, label))
    assert likely("Advocacy_Status__c", known) == f"Renamed? {name} (label {label!r}) looks like it."


def test_a_name_of_several_words_is_known_without_our_prefix_and_one_of_a_single_word_is_not() -> None:
    known = fields(field("NPS_Value__c", "NPS Score"), field("Status", "Status"))
    assert likely("Advocacy_NPS_Score__c", known) == "Renamed? NPS_Value__c (label 'NPS Score') looks like it."
    assert likely("Advocacy_Status__c", known) == ""


def test_a_slip_of_the_pen_is_told_as_such() -> None:
    assert likely("Websit", fields(field("Website"), field("Name"))) == "Did you mean 'Website'?"


def test_a_close_label_counts_where_no_name_is_close() -> None:
    known = fields(field("X1__c", "Reference wanted?"), field("X2__c", "Reason"))
    assert likely("Reference_Wantd__c", known) == "Renamed? X1__c (label 'Reference wanted?') looks like it."


def test_what_stands_before_all_our_names_makes_none_alike() -> None:
    known = fields(field("Advocacy_Signals__c"), field("hs_lead_status", "Lead Status"), field("Status"))
    assert likely("Advocacy_Touches__c", known) == ""
    assert likely("advocacy_status", known) == ""


def test_of_two_close_names_the_one_of_a_usable_type_is_meant() -> None:
    known = fields(field("Score_1__c", kind="text"), field("Score_12__c", kind="number"))
    assert likely("Score_11__c", known, {"number"}) == "Did you mean 'Score_12__c'?"
    assert likely("Score_11__c", known, {"date"}) in ("Did you mean 'Score_1__c'?", "Did you mean 'Score_12__c'?")


def test_a_picklist_with_the_values_that_the_map_names_is_the_renamed_one() -> None:
    known = fields(
        field("Art__c", "Art", "picklist", "Call", "Visit", "Other"),
        field("Stage__c", "Stage", "picklist", "Call", "Z"),
    )
    remedy = likely("Kind__c", known, (), ["call", "visit", "quote"])
    assert remedy == "Renamed? Art__c (label 'Art') has the values that the map names."
    assert likely("Kind__c", known, (), ["call"]) == ""
    assert likely("Kind__c", known) == ""


def test_an_object_without_fields_offers_nothing() -> None:
    assert likely("Name", {}) == ""
    assert likely("__c", fields(field("Name"))) == ""
