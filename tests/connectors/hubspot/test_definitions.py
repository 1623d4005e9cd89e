"""Property definitions and value rules as a schema."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from advocacy_hubspot.definitions import object_schema, value_rules
from advocacy_sync.records.schema import FieldSchema, ValueRule

READ_ONLY = {"modificationMetadata": {"readOnlyValue": True}}
DEFINITIONS: list[dict[str, Any]] = [
    {"name": "text", "type": "string", "hasUniqueValue": True},
    {"name": "number", "type": "number"},
    {"name": "flag", "type": "bool"},
    {"name": "day", "type": "date"},
    {"name": "at", "type": "datetime"},
    {"name": "one", "type": "enumeration", "options": [{"value": "a"}, {"value": "b", "hidden": True}]},
    {"name": "many", "type": "enumeration", "fieldType": "checkbox", "options": [{"value": "a"}]},
    {"name": "owner", "type": "enumeration", "externalOptions": True, "options": []},
    {"name": "fixed", "type": "string", **READ_ONLY},
    {"name": "worked_out", "type": "number", "calculated": True},
    {"name": "equation", "type": "number", "fieldType": "calculation_equation"},
    {"name": "hs_derived", "type": "number", **READ_ONLY},
    {"name": "hs_object_id", "type": "number", **READ_ONLY},
    {"name": "gone", "type": "string", "archived": True},
    {"name": "odd", "type": "object_coordinates"},
]
FIELDS = object_schema("contacts", DEFINITIONS).fields


def named(member: str) -> list[str]:
    return [name for name, field in FIELDS.items() if getattr(field, member)]


def test_definitions_become_a_schema() -> None:
    assert {name: field.type for name, field in FIELDS.items()} == {
        "text": "text", "number": "number", "flag": "boolean", "day": "date", "at": "datetime", "one": "picklist",
        "many": "multipicklist", "owner": "picklist", "fixed": "text", "worked_out": "number", "equation": "number",
        "hs_derived": "number", "hs_object_id": "number", "odd": "other",
    }  # fmt: skip
    assert FIELDS["one"].options == ("a",)
    assert set(FIELDS) - set(named("updateable")) == {"fixed", "worked_out", "hs_derived", "hs_object_id"}
    assert named("restricted") == ["one", "many"]
    assert named("unique") == ["text"]


def test_calculated_is_what_the_portal_works_out_on_its_own() -> None:
    """CS-54: defined so, an equation, or the vendor's own that nobody writes; the id and the stamps are not."""
    assert named("calculated") == ["worked_out", "equation", "hs_derived"]


def test_rules_are_asked_for_when_they_are_looked_at_and_only_of_what_can_be_written() -> None:
    asked: list[str] = []

    def rules(name: str) -> tuple[ValueRule, ...]:
        asked.append(name)
        return (ValueRule("max_length", "5"),)

    fields = object_schema("contacts", DEFINITIONS, rules).fields
    assert (fields["text"].length, fields["text"].updateable, asked) == (65_536, True, [])
    assert fields["text"].rules == (ValueRule("max_length", "5"),)
    assert fields["fixed"].rules == fields["flag"].rules == ()
    assert asked == ["text"]
    assert replace(fields["text"], label="other").rules == (ValueRule("max_length", "5"),)
    assert isinstance(fields["text"], FieldSchema)


def rule(kind: str, *arguments: str, **more: Any) -> dict[str, Any]:
    return {"ruleType": kind, "ruleArguments": list(arguments), **more}


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (rule("MIN_LENGTH", "2"), ValueRule("min_length", "2")),
        (rule("MAX_LENGTH", " 80 "), ValueRule("max_length", "80")),
        (rule("MIN_NUMBER", "-1.5"), ValueRule("min", "-1.5")),
        (rule("MAX_NUMBER", "100"), ValueRule("max", "100")),
        (rule("ALPHANUMERIC", "NUMERIC_ONLY"), ValueRule("pattern", "[0-9]*")),
        (rule("REGEX", "^[A-Z]{2}$"), ValueRule("pattern", "^[A-Z]{2}$")),
        (rule("REGEX", "^[A-Z]{2}$", "Enter two letters"), ValueRule("pattern", "^[A-Z]{2}$")),
        (rule("REGEX"), None),
        (rule("REGEX", "[A-Z]{2}"), None),  # the vendor does not say whether it may stand anywhere
        (rule("REGEX", "^a|b$"), None),
        (rule("REGEX", r"^a\$"), None),
        (rule("REGEX", "^(?<odd$"), None),
        (rule("REGEX", "^[A-Z]{2}$", shouldApplyNormalization=True), None),
        (rule("ALPHANUMERIC", "ALPHA_ONLY"), None),
        (rule("MAX_LENGTH", "many"), None),
        (rule("MAX_NUMBER", "1e3"), None),
        (rule("MAX_LENGTH"), None),
        (rule("DAYS_OF_WEEK", "MONDAY", "FRIDAY"), None),
        (rule("A_NEW_KIND", "1"), None),
        ({}, None),
    ],
)
def test_rules_that_can_be_said_in_our_words_are_and_others_are_left_to_the_portal(
    told: dict[str, Any], found: ValueRule | None
) -> None:
    answer = [{"propertyName": "zip", "propertyValidationRules": [told]}]
    assert value_rules(answer) == {"zip": (found,) if found else ()}
