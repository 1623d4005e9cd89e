from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from advocacy_sync.kernel.clock import FixedClock
from advocacy_sync.sandbox.hubspot.machine import HubspotMachine
from advocacy_sync.sandbox.state import State

Call = Callable[..., tuple[int, Any]]

BATCH = "/crm/v4/associations/contacts/companies/batch"


@pytest.fixture(autouse=True)
def _records(machine: HubspotMachine, clock: FixedClock) -> None:
    for kind in ("contacts", "companies", "deals"):
        machine.load(kind, ({"id": str(key), "properties": {}} for key in range(1, 6)), clock.now())


def types(call: Call, from_id: str, to_id: str) -> list[int]:
    _, page = call("GET", f"/crm/v4/objects/contacts/{from_id}/associations/companies")
    return [
        one["typeId"] for row in page["results"] if str(row["toObjectId"]) == to_id for one in row["associationTypes"]
    ]


def test_the_first_company_becomes_the_primary_one(call: Call) -> None:
    call("PUT", "/crm/v4/objects/contact/1/associations/default/company/1")
    call("PUT", "/crm/v4/objects/contact/1/associations/default/company/2")
    assert (types(call, "1", "1"), types(call, "1", "2")) == ([1, 279], [279])
    assert call("GET", "/crm/v3/objects/contacts/1?properties=associatedcompanyid")[1]["properties"][
        "associatedcompanyid"
    ] == ("1")


def test_another_primary_takes_the_label_from_the_first(call: Call) -> None:
    call("PUT", "/crm/v4/objects/contact/1/associations/default/company/1")
    spec = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}]
    status, made = call("PUT", "/crm/v4/objects/contact/1/associations/company/2", spec)
    assert (status, made["labels"], made["toObjectId"]) == (201, ["Primary"], 2)
    assert (types(call, "1", "1"), types(call, "1", "2")) == ([279], [1, 279])


def test_both_directions_are_kept(call: Call) -> None:
    status, made = call("PUT", "/crm/v4/objects/contacts/1/associations/default/companies/2")
    assert (status, [one["associationSpec"]["associationTypeId"] for one in made["results"]]) == (200, [279, 280])
    _, page = call("GET", "/crm/v4/objects/companies/2/associations/contacts")
    assert [one["typeId"] for one in page["results"][0]["associationTypes"]] == [2, 280]


def test_ids_are_numbers_on_v4_and_text_on_the_dated_paths(call: Call, machine: HubspotMachine) -> None:
    machine.associate("contacts", "1", "companies", "2")
    body = {"inputs": [{"id": "1"}]}
    assert call("POST", f"{BATCH}/read", body)[1]["results"][0]["to"][0]["toObjectId"] == 2
    dated = "/crm/associations/2026-03/contacts/companies/batch/read"
    assert call("POST", dated, body)[1]["results"][0]["to"][0]["toObjectId"] == "2"


def test_a_batch_read_names_the_records_without_associations(call: Call, machine: HubspotMachine) -> None:
    machine.associate("contacts", "1", "companies", "2")
    status, found = call("POST", f"{BATCH}/read", {"inputs": [{"id": "1"}, {"id": "2"}]})
    assert (status, found["numErrors"], found["status"]) == (207, 1, "COMPLETE")
    assert found["results"][0]["from"] == {"id": "1"}
    error = found["errors"][0]
    assert error["subCategory"] == "crm.associations.NO_ASSOCIATIONS_FOUND"
    assert error["message"] == "No company is associated with contact 2."
    assert error["context"]["fromObjectId"] == ["2"]


def test_pages_are_cut_per_record(call: Call, machine: HubspotMachine, clock: FixedClock) -> None:
    machine.load("contacts", ({"id": str(key), "properties": {}} for key in range(1000, 2100)), clock.now())
    machine.associate_all("companies", "contacts", (("1", str(key)) for key in range(1000, 2100)))
    seen: list[int] = []
    given: dict[str, Any] = {"id": "1"}
    while given:
        _, found = call("POST", "/crm/v4/associations/companies/contacts/batch/read", {"inputs": [given]})
        result = found["results"][0]
        seen += [one["toObjectId"] for one in result["to"]]
        given = {"id": "1", "after": result["paging"]["next"]["after"]} if "paging" in result else {}
    assert seen == list(range(1000, 2100))
    _, page = call("GET", "/crm/v4/objects/companies/1/associations/contacts?limit=400")
    assert len(page["results"]) == 400
    _, page = call("GET", page["paging"]["next"]["link"].removeprefix("http://127.0.0.1"))
    assert page["results"][0]["toObjectId"] == 1400


def test_a_label_of_ones_own_is_used_and_removed(call: Call) -> None:
    labels = "/crm/v4/associations/contacts/deals/labels"
    status, made = call("POST", labels, {"label": "Champion", "name": "champion"})
    there, back = made["results"]
    assert (status, there["label"], there["category"]) == (200, "Champion", "USER_DEFINED")
    assert back["typeId"] != there["typeId"]
    spec = {"associationCategory": "USER_DEFINED", "associationTypeId": there["typeId"]}
    pair = {"from": {"id": "1"}, "to": {"id": "2"}, "types": [spec]}
    batch = "/crm/v4/associations/contacts/deals/batch"
    status, linked = call("POST", f"{batch}/create", {"inputs": [pair]})
    assert (status, linked["results"][0]["labels"]) == (201, ["Champion"])
    page = call("GET", "/crm/v4/objects/contacts/1/associations/deals")[1]["results"]
    assert {one["label"] for one in page[0]["associationTypes"]} == {None, "Champion"}
    assert call("POST", f"{batch}/labels/archive", {"inputs": [pair]}) == (204, None)
    page = call("GET", "/crm/v4/objects/contacts/1/associations/deals")[1]["results"]
    assert [one["label"] for one in page[0]["associationTypes"]] == [None]
    assert call("PUT", labels, {"associationTypeId": there["typeId"], "label": "Hero"}) == (204, None)
    assert "Hero" in [one["label"] for one in call("GET", labels)[1]["results"]]
    assert call("DELETE", f"{labels}/{there['typeId']}") == (204, None)
    assert [one["label"] for one in call("GET", labels)[1]["results"]] == [None]


def test_taking_the_unlabelled_type_off_takes_all_off(call: Call, machine: HubspotMachine) -> None:
    machine.associate("contacts", "1", "companies", "2", "Partner")
    assert len(types(call, "1", "2")) == 3
    plain = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279}]
    body = {"inputs": [{"from": {"id": "1"}, "to": {"id": "2"}, "types": plain}]}
    call("POST", f"{BATCH}/labels/archive", body)
    assert types(call, "1", "2") == []


def test_removing_a_pair(call: Call, machine: HubspotMachine) -> None:
    machine.associate("contacts", "1", "companies", "1")
    machine.associate("contacts", "1", "companies", "2")
    assert call("DELETE", "/crm/v4/objects/contacts/1/associations/companies/1") == (204, None)
    body = {"inputs": [{"from": {"id": "1"}, "to": [{"id": "2"}]}]}
    assert call("POST", f"{BATCH}/archive", body) == (204, None)
    assert call("GET", "/crm/v4/objects/contacts/1/associations/companies")[1]["results"] == []
    assert call("GET", "/crm/v4/objects/companies/2/associations/contacts")[1]["results"] == []


def test_unknown_records_and_types_are_refused(call: Call) -> None:
    spec = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279}]
    status, refused = call("PUT", "/crm/v4/objects/contacts/1/associations/companies/99", spec)
    assert (status, refused["subCategory"]) == (400, "crm.associations.INVALID_OBJECT_IDS")
    wrong = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 341}]
    status, refused = call("PUT", "/crm/v4/objects/contacts/1/associations/companies/1", wrong)
    assert (status, refused["category"]) == (400, "VALIDATION_ERROR")
    status, mixed = call(
        "POST",
        f"{BATCH}/create",
        {"inputs": [{"from": {"id": "1"}, "to": {"id": "99"}, "types": spec}]},
    )
    assert (status, mixed["numErrors"]) == (207, 1)


def test_a_record_is_created_with_its_associations(call: Call) -> None:
    spec = {"to": {"id": "3"}, "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279}]}
    status, made = call("POST", "/crm/v3/objects/contacts", {"properties": {}, "associations": [spec]})
    assert status == 201
    assert types(call, made["id"], "3") == [1, 279]
    spec["to"] = {"id": "99"}
    assert call("POST", "/crm/v3/objects/contacts", {"properties": {}, "associations": [spec]})[0] == 400


def test_the_list_shows_associations_by_the_name_of_their_type(call: Call, machine: HubspotMachine) -> None:
    machine.associate("contacts", "1", "companies", "2")
    _, page = call("GET", "/crm/v3/objects/contacts?associations=companies,deals&limit=2")
    results = page["results"][0]["associations"]["companies"]["results"]
    assert results == [
        {"id": "2", "type": "contact_to_company"},
        {"id": "2", "type": "contact_to_company_unlabeled"},
    ]
    assert "associations" not in page["results"][1]


def test_v3_serves_associations_by_name(call: Call) -> None:
    status, _ = call("PUT", "/crm/v3/objects/contacts/1/associations/companies/2/contact_to_company")
    assert status == 200
    _, page = call("GET", "/crm/v3/objects/contacts/1/associations/companies")
    assert {one["type"] for one in page["results"]} == {"contact_to_company", "contact_to_company_unlabeled"}
    given = {"from": {"id": "1"}, "to": {"id": "3"}, "type": "contact_to_deal"}
    batch = "/crm/v3/associations/contacts/deals/batch"
    assert call("POST", f"{batch}/create", {"inputs": [given]})[0] == 201
    _, found = call("POST", f"{batch}/read", {"inputs": [{"id": "1"}]})
    assert found["results"][0]["to"] == [{"id": "3", "type": "contact_to_deal"}]
    assert {"id": "4", "name": "contact_to_deal"} in call("GET", "/crm/v3/associations/contacts/deals/types")[1][
        "results"
    ]


def test_archiving_a_record_takes_its_associations_along(call: Call, machine: HubspotMachine) -> None:
    machine.associate("contacts", "1", "companies", "2")
    call("DELETE", "/crm/v3/objects/contacts/1")
    assert call("GET", "/crm/v4/objects/companies/2/associations/contacts")[1]["results"] == []


def test_a_merged_record_has_the_associations_of_both(call: Call, machine: HubspotMachine) -> None:
    machine.associate("contacts", "1", "companies", "2")
    machine.associate("contacts", "2", "companies", "3")
    _, merged = call("POST", "/crm/v3/objects/contacts/merge", {"primaryObjectId": "1", "objectIdToMerge": "2"})
    assert (types(call, merged["id"], "2"), types(call, merged["id"], "3")) == ([1, 279], [279])
    assert types(call, "1", "2") == [1, 279]


def test_an_association_does_not_move_the_modified_stamp(call: Call, machine: HubspotMachine) -> None:
    before = call("GET", "/crm/v3/objects/contacts/1")[1]["updatedAt"]
    machine.associate("contacts", "1", "companies", "2")
    assert call("GET", "/crm/v3/objects/contacts/1")[1]["updatedAt"] == before


def test_what_the_state_holds_is_enough_to_begin_again(call: Call, machine: HubspotMachine, clock: FixedClock) -> None:
    machine.associate("contacts", "1", "companies", "2", "Partner")
    state = State()
    for table, key, row in machine.portal.state.drain():
        if row is not None:
            state.table(table)[key] = row
    again = HubspotMachine(state)
    assert again.portal.links.of(("0-1", 1), "0-2") == machine.portal.links.of(("0-1", 1), "0-2")
    assert len(again.portal.links.of(("0-2", 2), "0-1")[1]) == 3
