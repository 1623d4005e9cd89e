"""The vendors' answers as columns, and what is no such answer."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.mapping.suggest.columns import described, of_schema
from advocacy_sync.records.schema import FieldSchema, ObjectSchema

DEAL = {
    "name": "dealstage", "label": "Deal Stage", "type": "enumeration", "fieldType": "radio", "hubspotDefined": True,
    "options": [{"label": "Won", "value": "closedwon"}, {"label": "Gone", "value": "gone", "hidden": True}],
}  # fmt: skip


def test_a_property_list_may_stand_alone_or_under_results() -> None:
    assert described("hubspot", "deals", [DEAL]).columns == described("hubspot", "deals", {"results": [DEAL]}).columns


def test_a_property_keeps_the_options_that_are_shown_and_whose_it_is() -> None:
    (column,) = described("hubspot", "deals", [DEAL]).columns
    assert column.options == (("closedwon", "Won"),)
    assert column.vendor


def test_archived_properties_are_left_out() -> None:
    assert (
        described("hubspot", "deals", [DEAL, {**DEAL, "name": "x", "archived": True}]).columns[-1].name == "dealstage"
    )


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"type": "enumeration", "fieldType": "checkbox"}, "multipicklist"),
        ({"type": "bool", "fieldType": "booleancheckbox"}, "boolean"),
        ({"type": "enumeration", "fieldType": "booleancheckbox"}, "boolean"),
        ({"type": "string", "fieldType": "phonenumber"}, "phone"),
        ({"type": "number", "showCurrencySymbol": True}, "currency"),
        ({"type": "enumeration", "referencedObjectType": "OWNER"}, "reference"),
        ({"type": "object_coordinates"}, "other"),
    ],
)
def test_a_property_has_the_type_that_it_acts_as(more: dict[str, Any], kind: str) -> None:
    assert described("hubspot", "deals", [{"name": "x", **more}]).columns[0].type == kind


def test_a_describe_of_another_object_is_refused() -> None:
    with pytest.raises(ConfigError, match="is of Contact, not of Account"):
        described("salesforce", "Account", {"name": "Contact", "fields": [{"name": "Id", "type": "id"}]})


@pytest.mark.parametrize(
    "answer", [None, 3, "x", [], {}, {"fields": {}}, {"fields": [3]}, {"fields": [{"label": "x"}]}, [[]]]
)
@pytest.mark.parametrize("crm", ["salesforce", "hubspot"])
def test_what_is_no_answer_is_refused_with_what_to_save(crm: str, answer: Any) -> None:
    with pytest.raises(ConfigError, match="give the answer of GET"):
        described(crm, "Account", answer)


def test_strange_parts_of_a_field_are_passed_over() -> None:
    field = {"name": "A__c", "label": None, "type": 7, "referenceTo": "Account", "picklistValues": [3, {"value": "x"}]}
    (column,) = described("salesforce", "A", {"fields": [field]}).columns
    assert (column.label, column.type, column.references, column.options) == ("A__c", "other", (), (("x", "x"),))


def test_our_own_schema_serves_where_no_answer_was_saved() -> None:
    owner = FieldSchema(name="hubspot_owner_id", label="Owner", type="picklist")
    (column,) = of_schema("hubspot", ObjectSchema(name="deals", label="deals", fields={owner.name: owner})).columns
    assert column.references == ("owners",)


@pytest.mark.parametrize(
    ("crm", "name", "vendor"),
    [
        ("hubspot", "amount", True),
        ("hubspot", "hs_tcv", True),
        ("hubspot", "acv_total", False),
        ("hubspot", "advocacy_nominate", False),
        ("salesforce", "Amount", True),
        ("salesforce", "Deal_Value__c", False),
    ],
)
def test_whose_a_field_is_shows_in_its_name_where_the_schema_does_not_say_it(crm: str, name: str, vendor: bool) -> None:
    field = FieldSchema(name=name, label=name, type="currency")
    (column,) = of_schema(crm, ObjectSchema(name="deals", label="deals", fields={name: field})).columns
    assert column.vendor is vendor
