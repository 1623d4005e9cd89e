"""Custom fields are made by the Tooling API, each once; what the org says is taken for what it means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from advocacy_salesforce.fields import Fields
from advocacy_sync.kernel.errors import ConfigError, RetryableError
from advocacy_sync.ports.crm import BuiltAs
from advocacy_sync.records.crm_fields import FieldSpec, Group
from vendor import Vendor, described, given, logged_in, refusal, sent, vendor

TOOLING = "tooling/sobjects/CustomField"
FIELD = f"{TOOLING}/00NR0000000zxr8IAA"
MARK = "Help. Read by advocacy-sync."


def spec(**given: Any) -> FieldSpec:
    usual: dict[str, Any] = {"value": "v", "object": "Contact", "name": "V__c", "label": "V", "kind": "text"}
    group = Group(name="ours", label="Ours")
    return FieldSpec(**{**usual, "pushed": True, "help": "Help.", "length": 40, "group": group, **given})


@pytest.fixture
def org() -> Iterator[Vendor]:
    with vendor() as (answers, _):
        yield answers


@pytest.fixture
def fields(org: Vendor) -> Fields:
    return Fields(logged_in()[0], lambda: "005R0000000zxr8IAA")


def there(org: Vendor, **metadata: Any) -> None:
    """The field V__c exists, whether it is seen or not."""
    row = {"Id": FIELD.rpartition("/")[2], "DeveloperName": "V", "NamespacePrefix": None}
    given(org, "GET", "tooling/query", {"records": [row], "done": True, "totalSize": 1})
    given(org, "GET", FIELD, {"Id": row["Id"], "Metadata": {"type": "Text", "length": 80, **metadata}})


def test_a_field_is_made_under_its_full_name(org: Vendor, fields: Fields) -> None:
    given(org, "POST", TOOLING, {"id": "00N", "success": True, "errors": []}, 201)
    assert fields.create(spec()).outcome is BuiltAs.MADE
    body = sent(org, 0)
    assert body["FullName"] == "Contact.V__c"
    assert (body["Metadata"]["type"], body["Metadata"]["length"]) == ("Text", 40)


@pytest.mark.parametrize(
    ("code", "status", "outcome"),
    [
        ("DUPLICATE_DEVELOPER_NAME", 400, BuiltAs.THERE),
        ("FIELD_INTEGRITY_EXCEPTION", 400, BuiltAs.REFUSED),
        ("NUMBER_OUTSIDE_VALID_RANGE", 400, BuiltAs.REFUSED),
        ("INVALID_FIELD", 400, BuiltAs.REFUSED),
        ("UNKNOWN_EXCEPTION", 500, BuiltAs.UNKNOWN),
        ("SERVER_UNAVAILABLE", 503, BuiltAs.UNKNOWN),
    ],
)
def test_what_the_org_says_is_taken_for_what_it_means_and_nothing_is_sent_twice(
    org: Vendor, fields: Fields, code: str, status: int, outcome: BuiltAs
) -> None:
    given(org, "POST", TOOLING, refusal(code), status)
    built = fields.create(spec())
    assert (built.outcome, built.code) == (outcome, code)
    assert len(org.calls) == 1


@pytest.mark.parametrize(
    ("code", "status"),
    [("INSUFFICIENT_ACCESS_OR_READONLY", 403), ("INSUFFICIENT_ACCESS", 400), ("INVALID_TYPE", 400), ("NOT_FOUND", 404)],
)
def test_a_missing_right_is_named_with_what_to_do(org: Vendor, fields: Fields, code: str, status: int) -> None:
    given(org, "POST", TOOLING, refusal(code), status)
    with pytest.raises(ConfigError, match=r"'Customize Application'.*deploy the package"):
        fields.create(spec())


def test_a_call_that_the_org_turned_away_at_the_door_is_no_unknown(org: Vendor, fields: Fields) -> None:
    given(org, "POST", TOOLING, refusal("REQUEST_LIMIT_EXCEEDED"), 403)
    with pytest.raises(RetryableError):
        fields.create(spec())


def test_rights_that_are_lacking_are_told_before_anything_is_made(org: Vendor, fields: Fields) -> None:
    row = {"PermissionsCustomizeApplication": False, "PermissionsManageProfilesPermissionsets": True}
    given(org, "GET", "query", {"records": [{**row, "PermissionsAssignPermissionSets": False}]})
    assert fields.lacks() == ("'Customize Application'", "'Assign Permission Sets'")


@pytest.mark.parametrize("code", ["INVALID_TYPE", "INVALID_FIELD"])
def test_an_org_that_does_not_tell_its_rights_stops_nothing(org: Vendor, fields: Fields, code: str) -> None:
    given(org, "GET", "query", refusal(code), 400)
    assert fields.lacks() == ()


def test_a_field_that_is_there_unseen_is_found_by_its_definition(org: Vendor, fields: Fields) -> None:
    described(org, "Contact", ["W__c"])
    there(org, description=MARK)
    found = fields.find("Contact", ["V__c", "W__c", "Id"])
    assert found is not None
    assert (found["V__c"].visible, found["V__c"].schema.length) == (False, 80)
    assert found["W__c"].visible
    asked = str(org.calls[1].request.url)
    assert "EntityDefinition.QualifiedApiName" in asked
    assert "Contact" in asked
    assert fields.owns("Contact", "V__c")


def test_a_field_without_the_mark_is_not_ours(org: Vendor, fields: Fields) -> None:
    there(org, description="The status of the advocate")
    assert not fields.owns("Contact", "V__c")


def test_a_field_of_another_package_is_not_taken_for_the_one_of_that_name(org: Vendor, fields: Fields) -> None:
    described(org, "Contact", [])
    row = {"Id": "00N", "DeveloperName": "V", "NamespacePrefix": "acme"}
    given(org, "GET", "tooling/query", {"records": [row], "done": True, "totalSize": 1})
    found = fields.find("Contact", ["V__c"])
    assert found is not None
    assert "V__c" not in found


def test_who_may_not_look_at_definitions_sees_what_the_describe_shows(org: Vendor, fields: Fields) -> None:
    described(org, "Contact", ["W__c"])
    given(org, "GET", "tooling/query", refusal("INSUFFICIENT_ACCESS"), 403)
    found = fields.find("Contact", ["V__c"])
    assert found is not None
    assert "V__c" not in found


def test_each_look_is_a_new_one(org: Vendor, fields: Fields) -> None:
    described(org, "Contact", ["V__c"])
    for _ in range(2):
        assert fields.find("Contact", ["V__c"]) is not None
    assert all("If-Modified-Since" not in call.request.headers for call in org.calls)
    assert len(org.calls) == 2


def test_an_object_that_is_not_shown_is_none(org: Vendor, fields: Fields) -> None:
    given(org, "GET", "sobjects/Contact/describe", refusal("NOT_FOUND"), 404)
    assert fields.find("Contact", ["V__c"]) is None


def test_widening_sends_the_whole_definition_back(org: Vendor, fields: Fields) -> None:
    there(org, description=MARK, label="V", required=False, formula=None)
    given(org, "PATCH", FIELD, None, 204)
    assert fields.widen(spec(length=255)).outcome is BuiltAs.MADE
    body = sent(org, 2)
    assert body["FullName"] == "Contact.V__c"
    assert body["Metadata"] == {
        "type": "Text", "length": 255, "description": MARK, "label": "V", "required": False,
    }  # fmt: skip


def test_what_is_gone_cannot_be_widened(org: Vendor, fields: Fields) -> None:
    given(org, "GET", "tooling/query", {"records": [], "done": True, "totalSize": 0})
    assert fields.widen(spec()).outcome is BuiltAs.REFUSED
