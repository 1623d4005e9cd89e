"""Each type says what the metadata guide asks of it, and widening never narrows."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_salesforce.custom_field import field_schema, metadata, widened
from advocacy_sync.records.crm_fields import FieldSpec, Group, bears_mark


def spec(**given: Any) -> FieldSpec:
    usual: dict[str, Any] = {"value": "v", "object": "Contact", "name": "V__c", "label": "V", "kind": "text"}
    group = Group(name="ours", label="Ours")
    return FieldSpec(**{**usual, "pushed": True, "help": "Help.", "group": group, **given})


@pytest.mark.parametrize(
    ("given", "kind", "parts"),
    [
        ({"length": 40}, "Text", {"length": 40, "unique": False, "externalId": False, "required": False}),
        ({"kind": "long_text", "length": 900}, "LongTextArea", {"length": 900, "visibleLines": 3}),
        ({"kind": "number", "digits": 4, "scale": 1}, "Number", {"precision": 4, "scale": 1}),
        ({"kind": "money", "digits": 18, "scale": 2}, "Currency", {"precision": 18, "scale": 2}),
        ({"kind": "date"}, "Date", {"required": False}),
        ({"kind": "checkbox"}, "Checkbox", {"defaultValue": "false"}),
        (
            {"kind": "lookup", "to": "Contact", "object": "Campaign", "name": "Advocate__c"},
            "Lookup",
            {"referenceTo": "Contact", "deleteConstraint": "SetNull", "relationshipName": "Advocate_Campaigns"},
        ),
    ],
)
def test_a_type_says_all_that_it_must(given: dict[str, Any], kind: str, parts: dict[str, Any]) -> None:
    made = metadata(spec(**given))
    assert made["type"] == kind
    assert parts.items() <= made.items()
    assert (made["label"], made["inlineHelpText"]) == ("V", "Help.")
    assert bears_mark(made["description"])
    assert list(made) == sorted(made)


def test_a_picklist_is_restricted_to_its_values_in_their_order() -> None:
    value_set = metadata(spec(kind="picklist", options={"b": "Bee", "a": "A"}))["valueSet"]
    assert value_set["restricted"] is True
    values = value_set["valueSetDefinition"]["value"]
    assert [(one["valueName"], one["label"]) for one in values] == [("b", "Bee"), ("a", "A")]


@pytest.mark.parametrize(
    ("standing", "given", "parts"),
    [
        ({"length": 80}, {"length": 255}, {"length": 255}),
        ({"length": 255}, {"length": 80}, {"length": 255}),
        ({"precision": 10, "scale": 0}, {"kind": "money", "digits": 18, "scale": 2}, {"precision": 18, "scale": 2}),
        ({"precision": 18, "scale": 4}, {"kind": "money", "digits": 16, "scale": 2}, {"precision": 18, "scale": 4}),
    ],
)
def test_widening_gives_what_is_lacking_and_takes_nothing(
    standing: dict[str, Any], given: dict[str, Any], parts: dict[str, Any]
) -> None:
    made = widened({"type": "Text", "label": "Theirs", "formula": None, **standing}, spec(**given))
    assert parts.items() <= made.items()
    assert made["label"] == "Theirs"
    assert "formula" not in made


def test_values_are_added_behind_those_that_are_there_with_their_labels() -> None:
    standing = metadata(spec(kind="picklist", options={"a": "As they call it"}))
    made = widened(standing, spec(kind="picklist", options={"a": "A", "b": "B"}))
    values = made["valueSet"]["valueSetDefinition"]["value"]
    assert [(one["valueName"], one["label"]) for one in values] == [("a", "As they call it"), ("b", "B")]


def test_a_definition_reads_as_a_field_that_nobody_may_write() -> None:
    told = metadata(spec(kind="picklist", options={"a": "A", "b": "B"}))
    told["valueSet"]["valueSetDefinition"]["value"][1]["isActive"] = False
    found = field_schema("V__c", told)
    assert (found.type, found.restricted, found.options, found.updateable) == ("picklist", True, ("a",), False)
    assert field_schema("F__c", {"type": "Number", "formula": "1"}).calculated
    assert field_schema("L__c", {"type": "Lookup", "referenceTo": "Contact"}).references == ("Contact",)
    assert field_schema("O__c", {"type": "Location"}).type == "other"
