from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from advocacy_sync.sandbox.hubspot.machine import HubspotMachine

Call = Callable[..., tuple[int, Any]]

COMPANIES = "/crm/v3/properties/companies"
SCORE = {
    "name": "advocacy_score",
    "label": "Advocacy score",
    "type": "number",
    "fieldType": "number",
    "groupName": "companyinformation",
}


def test_standard_definitions_have_the_vendors_shape(call: Call) -> None:
    _, listed = call("GET", "/crm/v3/properties/contacts")
    email = next(row for row in listed["results"] if row["name"] == "email")
    assert (email["type"], email["fieldType"], email["groupName"]) == ("string", "text", "contactinformation")
    assert (email["hubspotDefined"], email["hasUniqueValue"], email["calculated"]) == (True, True, False)
    assert email["modificationMetadata"]["readOnlyValue"] is False
    stage = next(row for row in listed["results"] if row["name"] == "lifecyclestage")
    assert {"label": "Customer", "value": "customer"}.items() <= stage["options"][5].items()


def test_stages_are_the_options_of_the_stage_property(call: Call) -> None:
    _, stage = call("GET", "/crm/v3/properties/deals/dealstage")
    assert [option["value"] for option in stage["options"]][-2:] == ["closedwon", "closedlost"]


@pytest.mark.parametrize(
    "path", ["contacts", "companies", "deals", "tickets", "calls", "feedback_submissions", "0-14", "leads"]
)
def test_every_type_has_properties_and_groups(call: Call, path: str) -> None:
    rows = call("GET", f"/crm/properties/2026-03/{path}")[1]["results"]
    groups = {row["name"] for row in call("GET", f"/crm/v3/properties/{path}/groups")[1]["results"]}
    assert {"hs_object_id", "hubspot_owner_id"} <= {row["name"] for row in rows}
    assert {row["groupName"] for row in rows} <= groups


def test_a_property_is_created_changed_used_and_archived(call: Call) -> None:
    status, made = call("POST", COMPANIES, SCORE)
    assert (status, made["hubspotDefined"], made["createdUserId"]) == (201, False, "9586504")
    assert call("POST", COMPANIES, SCORE)[0] == 409
    assert call("PATCH", f"{COMPANIES}/advocacy_score", {"label": "Score"})[1]["label"] == "Score"
    given = {"properties": {"name": "Acme", "advocacy_score": "7"}}
    assert call("POST", "/crm/v3/objects/companies", given)[1]["properties"]["advocacy_score"] == "7"
    assert call("DELETE", f"{COMPANIES}/advocacy_score") == (204, None)
    assert call("GET", f"{COMPANIES}/advocacy_score")[0] == 404
    assert call("GET", f"{COMPANIES}/advocacy_score?archived=true")[0] == 200
    assert call("POST", "/crm/v3/objects/companies", given)[0] == 400


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Advocacy Score"},
        {"name": ""},
        {"type": "string", "fieldType": "number"},
        {"groupName": "nowhere"},
        {"type": "enumeration", "fieldType": "select"},
    ],
)
def test_a_definition_that_does_not_hold_together_is_refused(call: Call, change: dict[str, Any]) -> None:
    status, refused = call("POST", COMPANIES, {**SCORE, **change})
    assert (status, refused["category"]) == (400, "VALIDATION_ERROR")


def test_an_unknown_property_is_not_found(call: Call) -> None:
    status, refused = call("GET", f"{COMPANIES}/nope")
    assert (status, refused["category"]) == (404, "OBJECT_NOT_FOUND")


def test_what_hubspot_defines_cannot_be_archived(call: Call) -> None:
    assert call("DELETE", f"{COMPANIES}/domain")[0] == 400


def test_properties_in_batches(call: Call) -> None:
    status, made = call("POST", f"{COMPANIES}/batch/create", {"inputs": [SCORE, {**SCORE, "name": "9bad"}]})
    assert (status, len(made["results"]), made["numErrors"]) == (207, 1, 1)
    body = {"archived": False, "inputs": [{"name": "domain"}, {"name": "advocacy_score"}]}
    status, found = call("POST", f"{COMPANIES}/batch/read", body)
    assert (status, [row["name"] for row in found["results"]]) == (200, ["domain", "advocacy_score"])
    assert call("POST", f"{COMPANIES}/batch/archive", {"inputs": [{"name": "advocacy_score"}]}) == (204, None)


def test_groups_come_and_go(call: Call) -> None:
    target = f"{COMPANIES}/groups"
    assert call("POST", target, {"name": "advocacy", "label": "Advocacy"})[0] == 201
    assert call("POST", target, {"name": "advocacy", "label": "Advocacy"})[0] == 409
    assert call("PATCH", f"{target}/advocacy", {"label": "Advocates"})[1]["label"] == "Advocates"
    call("POST", COMPANIES, {**SCORE, "groupName": "advocacy"})
    assert call("DELETE", f"{target}/advocacy")[0] == 400
    call("DELETE", f"{COMPANIES}/advocacy_score")
    assert call("DELETE", f"{target}/advocacy") == (204, None)
    assert call("GET", f"{target}/advocacy")[0] == 404


def test_a_custom_object_type_is_defined_and_used(call: Call) -> None:
    body = {
        "name": "reference",
        "labels": {"singular": "Reference", "plural": "References"},
        "primaryDisplayProperty": "title",
        "requiredProperties": ["title"],
        "properties": [{"name": "title", "label": "Title", "type": "string", "fieldType": "text"}],
        "associatedObjects": ["CONTACT"],
    }
    status, made = call("POST", "/crm/v3/schemas", body)
    assert (status, made["fullyQualifiedName"]) == (201, "p24681357_reference")
    assert made["objectTypeId"].startswith("2-")
    assert call("POST", "/crm-object-schemas/2026-03/schemas", body)[0] == 409
    assert [row["name"] for row in call("GET", "/crm-object-schemas/v3/schemas")[1]["results"]] == ["reference"]
    _, record = call("POST", "/crm/v3/objects/p_reference", {"properties": {"title": "Case study"}})
    for name in (made["objectTypeId"], made["fullyQualifiedName"], "reference"):
        assert call("GET", f"/crm/v3/objects/{name}/{record['id']}")[1]["properties"]["title"] == "Case study"
    assert call("POST", "/crm/v3/objects/p_reference", {"properties": {}})[0] == 400
    labels = call("GET", f"/crm/v4/associations/{made['objectTypeId']}/contacts/labels")[1]["results"]
    assert [one["label"] for one in labels] == [None]
    assert call("DELETE", "/crm/v3/schemas/p_reference")[0] == 400
    call("DELETE", f"/crm/v3/objects/p_reference/{record['id']}")
    assert call("DELETE", "/crm/v3/schemas/p_reference") == (204, None)


@pytest.mark.parametrize("name", ["contacts", "0-1", "contact"])
def test_the_schema_of_a_standard_type_is_read_but_not_listed(call: Call, name: str) -> None:
    status, schema = call("GET", f"/crm/v3/schemas/{name}")
    assert status == 200
    assert (schema["objectTypeId"], schema["metaType"]) == ("0-1", "HUBSPOT")
    assert schema["labels"] == {"singular": "Contact", "plural": "Contacts"}
    assert "email" in {one["name"] for one in schema["properties"]}
    ends = {(one["fromObjectTypeId"], one["toObjectTypeId"]) for one in schema["associations"]}
    assert {("0-1", "0-2"), ("0-2", "0-1")} <= ends
    assert call("GET", "/crm/v3/schemas")[1]["results"] == []
    assert call("DELETE", f"/crm/v3/schemas/{name}")[0] == 404


def test_default_pipelines(call: Call) -> None:
    deals = call("GET", "/crm/v3/pipelines/deals")[1]["results"][0]
    won = next(stage for stage in deals["stages"] if stage["id"] == "closedwon")
    assert (deals["id"], won["metadata"]) == ("default", {"isClosed": "true", "probability": "1.0"})
    tickets = call("GET", "/crm/pipelines/2026-03/tickets")[1]["results"][0]
    assert tickets["stages"][-1]["metadata"] == {"isClosed": "true", "ticketState": "CLOSED"}


def test_a_pipeline_of_ones_own(call: Call) -> None:
    stages = [{"label": "Open", "displayOrder": 0, "metadata": {"probability": 0.3}}]
    body = {"label": "Renewals", "displayOrder": 1, "stages": stages}
    status, made = call("POST", "/crm/v3/pipelines/deals", body)
    assert (status, made["stages"][0]["metadata"]) == (201, {"isClosed": "false", "probability": "0.3"})
    path = f"/crm/v3/pipelines/deals/{made['id']}"
    assert call("POST", f"{path}/stages", {"label": "Won", "displayOrder": 1})[0] == 400
    _, won = call("POST", f"{path}/stages", {"label": "Won", "displayOrder": 1, "metadata": {"probability": "1.0"}})
    given = {"dealname": "R", "pipeline": made["id"], "dealstage": won["id"]}
    _, deal = call("POST", "/crm/v3/objects/deals", {"properties": given})
    assert deal["properties"]["hs_is_closed_won"] == "true"
    assert len(call("GET", f"{path}/stages")[1]["results"]) == 2
    assert call("GET", f"{path}/stages/{won['id']}")[1]["label"] == "Won"


def test_owners_are_listed_and_found(call: Call, machine: HubspotMachine) -> None:
    for number in range(1, 4):
        machine.add_owner(str(number), f"o{number}@example.com", "O", str(number), archived=number == 3)
    _, page = call("GET", "/crm/v3/owners?limit=1")
    assert page["results"][0]["userId"] == 1001
    _, page = call("GET", page["paging"]["next"]["link"].removeprefix("http://127.0.0.1"))
    assert [row["id"] for row in page["results"]] == ["2"]
    assert "paging" not in page
    assert [row["id"] for row in call("GET", "/crm/v3/owners/?email=o2@example.com")[1]["results"]] == ["2"]
    assert call("GET", "/crm/owners/2026-03/1002?idProperty=userId")[1]["id"] == "2"
    gone = call("GET", "/crm/v3/owners?archived=true")[1]["results"][0]
    assert (gone["id"], gone["userId"], gone["userIdIncludingInactive"]) == ("3", None, 1003)
    assert call("GET", "/crm/v3/owners/9")[0] == 404


def test_a_portal_takes_so_many_custom_properties_and_so_many_unique_ones(call: Call, machine: HubspotMachine) -> None:
    machine.settings.unique_properties, machine.settings.custom_properties = 1, 2
    assert call("POST", COMPANIES, {**SCORE, "hasUniqueValue": True})[0] == 201
    status, refused = call("POST", COMPANIES, {**SCORE, "name": "second", "hasUniqueValue": True})
    assert (status, refused["category"]) == (400, "LIMIT_EXCEEDED")
    assert call("POST", COMPANIES, {**SCORE, "name": "second"})[0] == 201
    assert call("POST", COMPANIES, {**SCORE, "name": "third"})[1]["category"] == "LIMIT_EXCEEDED"
    assert call("DELETE", f"{COMPANIES}/second") == (204, None)
    assert call("POST", COMPANIES, {**SCORE, "name": "third"})[0] == 201


def test_a_name_of_the_vendors_kind_is_refused(call: Call) -> None:
    assert call("POST", COMPANIES, {**SCORE, "name": "hs_score"})[0] == 400


def test_properties_are_made_by_who_may_write_the_schema_and_seen_by_who_may_read_records(
    call: Call, machine: HubspotMachine
) -> None:
    machine.add_token("records", ["crm.objects.companies.read", "crm.objects.companies.write"])
    machine.add_token("schema", ["crm.schemas.companies.write"])
    assert call("GET", COMPANIES, token="records")[0] == 200
    status, refused = call("POST", COMPANIES, SCORE, token="records")
    assert (status, refused["context"]["requiredGranularScopes"]) == (403, ["crm.schemas.companies.write"])
    assert call("POST", f"{COMPANIES}/groups", {"name": "ours", "label": "Ours"}, token="schema")[0] == 201
    assert call("POST", COMPANIES, {**SCORE, "groupName": "ours"}, token="schema")[0] == 201


def test_a_property_that_was_made_is_written_and_searched_at_once(call: Call) -> None:
    call("POST", COMPANIES, {**SCORE, "type": "bool", "fieldType": "booleancheckbox"})
    made = call("POST", "/crm/v3/objects/companies", {"properties": {"name": "Acme", "advocacy_score": "true"}})[1]
    asked = {"filterGroups": [{"filters": [{"propertyName": "advocacy_score", "operator": "EQ", "value": "true"}]}]}
    found = call("POST", "/crm/v3/objects/companies/search", asked)[1]
    assert [one["id"] for one in found["results"]] == [made["id"]]
