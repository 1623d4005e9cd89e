"""Custom fields by the Tooling API, and the permission sets without which nobody sees them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from advocacy_sync.sandbox.salesforce.founding import INTEGRATION, PERMISSION_SET
from advocacy_sync.sandbox.salesforce.machine import SalesforceMachine
from advocacy_sync.sandbox.salesforce.schema import Field

Client = Any  # the fixture's, which no module can import
TOOLING = "tooling/sobjects/CustomField"
TEXT: dict[str, Any] = {"type": "Text", "label": "Status", "length": 40}


def make(org: Client, name: str = "Contact.Status__c", **metadata: Any) -> tuple[int, Any]:
    status, body = org.call("POST", TOOLING, {"FullName": name, "Metadata": {**TEXT, **metadata}})
    return status, body


def names(org: Client, sobject: str = "Contact") -> set[str]:
    return {field["name"] for field in org.get(f"sobjects/{sobject}/describe")["fields"]}


def described(org: Client, name: str = "Status__c") -> dict[str, Any]:
    fields = org.get("sobjects/Contact/describe")["fields"]
    return next(field for field in fields if field["name"] == name)


def permission_set(org: Client, *, assigned: bool = True) -> str:
    id: str = org.make("PermissionSet", Name="Ours", Label="Ours")
    if assigned:
        org.make("PermissionSetAssignment", PermissionSetId=id, AssigneeId=INTEGRATION)
    return id


def grant(org: Client, parent: str, *, edit: bool = True, field: str = "Contact.Status__c") -> str:
    id: str = org.make(
        "FieldPermissions",
        ParentId=parent,
        SobjectType=field.partition(".")[0],
        Field=field,
        PermissionsRead=True,
        PermissionsEdit=edit,
    )
    return id


# -- fields ----------------------------------------------------------------------------------------


def test_a_field_that_was_made_is_seen_by_nobody_until_a_permission_set_grants_it(org: Client) -> None:
    status, body = make(org)
    assert (status, body["success"], body["id"][:3]) == (201, True, "00N")
    assert "Status__c" not in names(org)
    assert org.refusal("GET", f"query?q={quote('SELECT Status__c FROM Contact')}")[1] == "INVALID_FIELD"
    assert org.refusal("POST", "sobjects/Contact", {"LastName": "A", "Status__c": "x"})[1] == "INVALID_FIELD"
    grant(org, permission_set(org))
    assert described(org)["updateable"] is True
    id = org.make("Contact", LastName="A", Status__c="active")
    assert org.values(f"SELECT Status__c FROM Contact WHERE Id = '{id}'") == ["active"]
    assert org.values("SELECT Id FROM Contact WHERE Status__c = 'active'") == [id]


def test_a_field_granted_for_reading_is_seen_and_not_written(org: Client) -> None:
    make(org)
    grant(org, permission_set(org), edit=False)
    assert described(org)["updateable"] is False
    code = org.refusal("POST", "sobjects/Contact", {"LastName": "A", "Status__c": "x"})[1]
    assert code == "INVALID_FIELD_FOR_INSERT_UPDATE"


def test_a_permission_set_of_nobody_grants_nothing_and_its_end_takes_the_field_away(org: Client) -> None:
    make(org)
    parent = permission_set(org, assigned=False)
    right = grant(org, parent)
    assert "Status__c" not in names(org)
    org.make("PermissionSetAssignment", PermissionSetId=parent, AssigneeId=INTEGRATION)
    assert "Status__c" in names(org)
    assert org.call("DELETE", f"sobjects/FieldPermissions/{right}")[0] == 204
    assert "Status__c" not in names(org)


def test_fields_that_a_seed_brought_are_everybodys(machine: SalesforceMachine, org: Client) -> None:
    machine.add_field("Contact", Field(name="Seeded__c", length=20))
    make(org)
    assert "Seeded__c" in names(org)


def test_a_describe_is_newer_after_a_field_was_made_and_after_it_was_granted(org: Client) -> None:
    def stamp() -> str:
        response = org.raw("GET", "/services/data/v60.0/sobjects/Contact/describe")
        return str(response.headers["Last-Modified"])

    stamps = [stamp()]
    org.wait(minutes=1)
    make(org)
    org.get("limits")
    stamps.append(stamp())
    org.wait(minutes=1)
    grant(org, permission_set(org))
    org.get("limits")
    stamps.append(stamp())
    assert len(set(stamps)) == 3


@pytest.mark.parametrize(
    ("metadata", "shown"),
    [
        ({"type": "LongTextArea", "length": 2_000, "visibleLines": 3}, {"type": "textarea", "length": 2_000}),
        ({"type": "Number", "length": None, "precision": 18, "scale": 0}, {"type": "double", "precision": 18}),
        ({"type": "Currency", "precision": 18, "scale": 2}, {"type": "currency", "scale": 2}),
        ({"type": "Date"}, {"type": "date"}),
        ({"type": "Checkbox", "defaultValue": "false"}, {"type": "boolean", "nillable": False}),
        (
            {"type": "Lookup", "referenceTo": "Account", "relationshipName": "Vouchers"},
            {"type": "reference", "referenceTo": ["Account"], "relationshipName": "Status__r"},
        ),
    ],
)
def test_each_type_is_described_as_the_field_that_it_is(
    org: Client, metadata: dict[str, Any], shown: dict[str, Any]
) -> None:
    given = {"length": None, **metadata}
    status, _ = make(org, **{name: value for name, value in given.items() if value is not None or name != "length"})
    assert status == 201
    grant(org, permission_set(org))
    assert shown.items() <= described(org).items()


def test_a_picklist_takes_its_values_and_no_others(org: Client) -> None:
    values = [{"valueName": "a", "label": "A", "default": False}, {"valueName": "b", "label": "B", "default": False}]
    value_set = {"restricted": True, "valueSetDefinition": {"sorted": False, "value": values}}
    _, body = make(org, type="Picklist", valueSet=value_set)
    grant(org, permission_set(org))
    org.make("Contact", LastName="A", Status__c="a")
    refused = org.refusal("POST", "sobjects/Contact", {"LastName": "B", "Status__c": "c"})
    assert refused[1] == "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"
    more = {"valueSetDefinition": {"value": [*values, {"valueName": "c", "label": "C"}]}, "restricted": True}
    changed = {"Metadata": {"type": "Picklist", "label": "Status", "valueSet": more}}
    assert org.call("PATCH", f"{TOOLING}/{body['id']}", changed)[0] == 204
    org.make("Contact", LastName="B", Status__c="c")


@pytest.mark.parametrize(
    ("name", "metadata", "code"),
    [
        ("Contact.Status__c", {"length": 256}, "NUMBER_OUTSIDE_VALID_RANGE"),
        ("Contact.Status__c", {"length": None}, "FIELD_INTEGRITY_EXCEPTION"),
        ("Contact.Status__c", {"label": ""}, "REQUIRED_FIELD_MISSING"),
        ("Contact.Status__c", {"label": "L" * 41}, "STRING_TOO_LONG"),
        ("Contact.Status__c", {"inlineHelpText": "h" * 511}, "STRING_TOO_LONG"),
        ("Contact.Status__c", {"type": "Words"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
        ("Contact.Status__c", {"type": "Checkbox"}, "FIELD_INTEGRITY_EXCEPTION"),
        ("Contact.Status__c", {"type": "LongTextArea", "length": 2_000}, "FIELD_INTEGRITY_EXCEPTION"),
        ("Contact.Status__c", {"type": "Number", "precision": 19, "scale": 0}, "NUMBER_OUTSIDE_VALID_RANGE"),
        ("Contact.Status__c", {"type": "Number", "precision": 2, "scale": 2}, "NUMBER_OUTSIDE_VALID_RANGE"),
        ("Contact.Status__c", {"type": "Picklist"}, "FIELD_INTEGRITY_EXCEPTION"),
        ("Contact.Status__c", {"type": "Lookup", "referenceTo": "Nothing"}, "FIELD_INTEGRITY_EXCEPTION"),
        ("Contact.Status__c", {"type": "Lookup", "referenceTo": "Account"}, "FIELD_INTEGRITY_EXCEPTION"),
        ("Contact.Status__c", {"colour": "red"}, "JSON_PARSER_ERROR"),
        ("Contact.Status", {}, "FIELD_INTEGRITY_EXCEPTION"),
        ("Contact.2nd__c", {}, "FIELD_INTEGRITY_EXCEPTION"),
        ("Contact.A__b__c", {}, "FIELD_INTEGRITY_EXCEPTION"),
        (f"Contact.{'S' * 41}__c", {}, "FIELD_INTEGRITY_EXCEPTION"),
        ("Nothing.Status__c", {}, "INVALID_FIELD"),
    ],
)
def test_a_definition_that_does_not_hold_together_is_refused(
    org: Client, name: str, metadata: dict[str, Any], code: str
) -> None:
    status, (fault,) = make(org, name, **metadata)
    assert (status, fault["errorCode"]) == (400, code)


def test_a_name_that_is_taken_is_refused_whatever_its_case(org: Client) -> None:
    make(org)
    status, (fault,) = make(org, "Contact.STATUS__c")
    assert (status, fault["errorCode"]) == (400, "DUPLICATE_DEVELOPER_NAME")
    assert "There is already a field named STATUS on Contact." in fault["message"]


def test_an_object_holds_no_more_than_its_fields(machine: SalesforceMachine, org: Client) -> None:
    for number in range(500):
        machine.add_field("Contact", Field(name=f"F{number}__c"))
    assert make(org)[1][0]["errorCode"] == "NUMBER_OUTSIDE_VALID_RANGE"


def test_definitions_are_read_by_id_and_queried_by_object_and_name(org: Client) -> None:
    id = make(org, description="Ours", inlineHelpText="Help")[1]["id"]
    shown = org.get(f"{TOOLING}/{id}")
    assert (shown["FullName"], shown["DeveloperName"]) == ("Contact.Status__c", "Status")
    assert shown["Metadata"] == {**TEXT, "description": "Ours", "inlineHelpText": "Help"}
    soql = "SELECT Id, DeveloperName, NamespacePrefix FROM CustomField WHERE EntityDefinition.QualifiedApiName = "
    (row,) = org.query(f"{soql}'Contact' AND DeveloperName IN ('Status')", "tooling/query")
    assert (row["Id"], row["NamespacePrefix"]) == (id, None)
    assert org.query(f"{soql}'Opportunity'", "tooling/query") == []
    assert org.query(f"{soql}'Account'", "tooling/query")  # those that a seed brought are there, too
    (whole,) = org.query(f"SELECT Metadata FROM CustomField WHERE Id = '{id}'", "tooling/query")
    assert whole["Metadata"]["length"] == 40


def test_whole_definitions_are_given_one_by_one(org: Client) -> None:
    make(org)
    make(org, "Contact.Other__c")
    target = f"tooling/query?q={quote('SELECT Metadata FROM CustomField')}"
    assert org.refusal("GET", target)[1] == "MALFORMED_QUERY"


def test_a_field_changes_its_length_and_not_its_type_and_goes(org: Client) -> None:
    id = make(org)[1]["id"]
    grant(org, permission_set(org))
    assert org.call("PATCH", f"{TOOLING}/{id}", {"Metadata": {**TEXT, "length": 255}})[0] == 204
    assert described(org)["length"] == 255
    assert org.refusal("PATCH", f"{TOOLING}/{id}", {"Metadata": {"type": "Date", "label": "S"}})[0] == 400
    assert org.call("DELETE", f"{TOOLING}/{id}")[0] == 204
    assert org.refusal("GET", f"{TOOLING}/{id}")[:2] == (404, "NOT_FOUND")
    assert "Status__c" not in names(org)


def test_fields_and_their_rights_survive_a_restart(machine: SalesforceMachine, org: Client) -> None:
    make(org)
    make(org, "Contact.Hidden__c")
    grant(org, permission_set(org))
    ids = {row["Id"] for row in _rows(org)}
    org.machine = SalesforceMachine(machine.org.state)
    assert names(org) & {"Status__c", "Hidden__c"} == {"Status__c"}
    assert make(org, "Contact.Third__c")[1]["id"] not in ids


def _rows(org: Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = org.query("SELECT Id FROM CustomField", "tooling/query")
    return found


# -- rights ----------------------------------------------------------------------------------------


def take(machine: SalesforceMachine, permission: str) -> None:
    """The integration user loses a right."""
    row = machine.org.store.rows("PermissionSet")[PERMISSION_SET]
    machine.org.store.put("PermissionSet", {**row, permission: False})


def test_who_may_not_customize_makes_no_field_and_may_look(machine: SalesforceMachine, org: Client) -> None:
    id = make(org)[1]["id"]
    take(machine, "PermissionsCustomizeApplication")
    status, (fault,) = make(org, "Contact.Other__c")
    assert (status, fault["errorCode"]) == (403, "INSUFFICIENT_ACCESS_OR_READONLY")
    assert org.refusal("DELETE", f"{TOOLING}/{id}")[0] == 403
    assert org.get(f"{TOOLING}/{id}")["Id"] == id
    take(machine, "PermissionsViewSetup")
    assert org.refusal("GET", f"{TOOLING}/{id}")[0] == 403


def test_a_user_is_told_its_own_rights(machine: SalesforceMachine, org: Client) -> None:
    soql = "SELECT PermissionsCustomizeApplication FROM UserPermissionAccess"
    assert org.values(soql) == [True]
    take(machine, "PermissionsCustomizeApplication")
    assert org.values(soql) == [False]


@pytest.mark.parametrize(
    ("permission", "name"),
    [
        ("PermissionsManageProfilesPermissionsets", "PermissionSet"),
        ("PermissionsAssignPermissionSets", "PermissionSetAssignment"),
    ],
)
def test_rights_are_granted_by_those_who_may(
    machine: SalesforceMachine, org: Client, permission: str, name: str
) -> None:
    parent = permission_set(org, assigned=False)
    body = {"Name": "Other", "Label": "Other"}
    if name == "PermissionSetAssignment":
        body = {"PermissionSetId": parent, "AssigneeId": INTEGRATION}
    take(machine, permission)
    assert org.refusal("POST", f"sobjects/{name}", body)[:2] == (403, "INSUFFICIENT_ACCESS_OR_READONLY")


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("PermissionSet", {"Name": "ours", "Label": "x"}, "DUPLICATE_DEVELOPER_NAME"),
        ("PermissionSet", {"Name": "not a name", "Label": "x"}, "INVALID_FIELD"),
        ("FieldPermissions", {"Field": "Contact.Nope__c"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
        ("FieldPermissions", {"Field": "Account.Ext__c"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
        ("FieldPermissions", {"Field": "Contact.LastName"}, "FIELD_INTEGRITY_EXCEPTION"),
        ("FieldPermissions", {"Field": "Contact.Email", "PermissionsRead": False}, "FIELD_INTEGRITY_EXCEPTION"),
        ("FieldPermissions", {"Field": "Contact.Title"}, "DUPLICATE_VALUE"),
        ("ObjectPermissions", {"SobjectType": "Task"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
        ("ObjectPermissions", {"SobjectType": "Contact"}, "FIELD_INTEGRITY_EXCEPTION"),  # it takes Account
        ("ObjectPermissions", {"SobjectType": "Account", "PermissionsRead": False}, "FIELD_INTEGRITY_EXCEPTION"),
        ("PermissionSetAssignment", {"AssigneeId": INTEGRATION}, "DUPLICATE_VALUE"),
    ],
)
def test_rows_that_grant_what_cannot_be_are_refused(org: Client, name: str, body: dict[str, Any], code: str) -> None:
    parent = permission_set(org)
    grant(org, parent, field="Contact.Title")
    usual: dict[str, dict[str, Any]] = {
        "PermissionSet": {},
        "FieldPermissions": {
            "ParentId": parent, "SobjectType": "Contact", "PermissionsRead": True, "PermissionsEdit": True,
        },
        "ObjectPermissions": {"ParentId": parent, "PermissionsRead": True, "PermissionsEdit": True},
        "PermissionSetAssignment": {"PermissionSetId": parent},
    }  # fmt: skip
    assert org.refusal("POST", f"sobjects/{name}", {**usual[name], **body})[1] == code


def test_rights_come_in_collections_and_each_row_is_answered(org: Client) -> None:
    make(org)
    parent = permission_set(org)
    records = [
        {"attributes": {"type": "FieldPermissions"}, "ParentId": parent, "SobjectType": "Contact",
         "Field": f"Contact.{name}", "PermissionsRead": True, "PermissionsEdit": True}
        for name in ("Status__c", "Nope__c")
    ]  # fmt: skip
    _, results = org.call("POST", "composite/sobjects", {"records": records})
    assert [result["success"] for result in results] == [True, False]
    assert "Status__c" in names(org)
