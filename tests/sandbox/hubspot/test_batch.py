from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from advocacy_sync.kernel.clock import FixedClock
from advocacy_sync.sandbox.hubspot.machine import HubspotMachine

Call = Callable[..., tuple[int, Any]]

BATCH = "/crm/v3/objects/contacts/batch"


@pytest.fixture(autouse=True)
def _people(machine: HubspotMachine, clock: FixedClock) -> None:
    rows = ({"id": str(key), "properties": {"email": f"u{key}@example.com"}} for key in range(1, 4))
    machine.load("contacts", rows, clock.now())


def test_a_read_tells_found_from_missing(call: Call) -> None:
    body = {"properties": ["email"], "inputs": [{"id": "1"}, {"id": "77"}, {"id": "3"}, {"id": "78"}]}
    status, found = call("POST", f"{BATCH}/read", body)
    assert (status, found["status"]) == (207, "COMPLETE")
    assert [row["properties"]["email"] for row in found["results"]] == ["u1@example.com", "u3@example.com"]
    assert found["numErrors"] == 1
    assert found["errors"][0]["category"] == "OBJECT_NOT_FOUND"
    assert found["errors"][0]["context"] == {"ids": ["77", "78"]}
    assert found["startedAt"] == found["completedAt"]


def test_a_read_in_which_all_is_found_has_no_errors(call: Call) -> None:
    status, found = call("POST", f"{BATCH}/read", {"inputs": [{"id": "1"}]})
    assert status == 200
    assert "errors" not in found


def test_a_read_by_a_unique_property(call: Call) -> None:
    body = {"idProperty": "email", "properties": [], "inputs": [{"id": "u2@example.com"}]}
    assert [row["id"] for row in call("POST", f"{BATCH}/read", body)[1]["results"]] == ["2"]


def test_a_batch_holds_at_most_a_hundred(call: Call) -> None:
    inputs = [{"id": str(key)} for key in range(101)]
    assert call("POST", f"{BATCH}/read", {"inputs": inputs})[0] == 400
    assert call("POST", f"{BATCH}/read", {"propertiesWithHistory": ["email"], "inputs": inputs[:51]})[0] == 400


def test_a_creation_is_all_or_nothing(call: Call) -> None:
    inputs = [{"properties": {"email": "new@example.com"}}, {"properties": {"email": "u1@example.com"}}]
    status, refused = call("POST", f"{BATCH}/create", {"inputs": inputs})
    assert (status, refused["message"]) == (409, "Contact already exists. Existing ID: 1")
    assert call("GET", "/crm/v3/objects/contacts/new@example.com?idProperty=email")[0] == 404


def test_a_creation_whose_inputs_can_be_told_apart_goes_through_in_parts(call: Call) -> None:
    inputs = [
        {"objectWriteTraceId": "a", "properties": {"email": "new@example.com"}},
        {"objectWriteTraceId": "b", "properties": {"email": "u1@example.com"}},
    ]
    status, made = call("POST", f"{BATCH}/create", {"inputs": inputs})
    assert (status, made["numErrors"]) == (207, 1)
    assert [row["objectWriteTraceId"] for row in made["results"]] == ["a"]
    assert made["errors"][0]["context"]["objectWriteTraceId"] == ["b"]
    assert made["errors"][0]["category"] == "CONFLICT"


def test_a_creation_answers_201(call: Call) -> None:
    status, made = call("POST", f"{BATCH}/create", {"inputs": [{"properties": {"email": "new@example.com"}}]})
    assert (status, made["results"][0]["properties"]["email"]) == (201, "new@example.com")


def test_an_update_changes_the_known_and_names_the_unknown(call: Call) -> None:
    inputs = [
        {"id": "1", "properties": {"city": "Bonn"}, "objectWriteTraceId": "x"},
        {"id": "77", "properties": {"city": "Bonn"}, "objectWriteTraceId": "y"},
    ]
    status, changed = call("POST", f"{BATCH}/update", {"inputs": inputs})
    assert status == 207
    assert [(row["id"], row["objectWriteTraceId"]) for row in changed["results"]] == [("1", "x")]
    assert changed["errors"][0]["context"] == {"ids": ["77"], "objectWriteTraceId": ["y"]}


def test_a_refused_value_fails_the_whole_update_before_anything_is_written(call: Call) -> None:
    inputs = [{"id": "1", "properties": {"city": "Bonn"}}, {"id": "2", "properties": {"email": "bad"}}]
    assert call("POST", f"{BATCH}/update", {"inputs": inputs})[0] == 400
    assert call("GET", "/crm/v3/objects/contacts/1?properties=city")[1]["properties"]["city"] is None


@pytest.mark.parametrize("verb", ["update", "upsert"])
def test_the_same_record_twice_fails_the_batch(call: Call, verb: str) -> None:
    one = {"id": "u1@example.com", "idProperty": "email", "properties": {"city": "Bonn"}}
    status, refused = call("POST", f"{BATCH}/{verb}", {"inputs": [one, one]})
    assert (status, refused["category"]) == (400, "VALIDATION_ERROR")
    assert "Duplicate" in refused["message"]


def test_the_same_unique_value_twice_fails_a_creation(call: Call) -> None:
    one = {"properties": {"email": "new@example.com"}}
    assert call("POST", f"{BATCH}/create", {"inputs": [one, one]})[0] == 400


def test_an_upsert_says_which_records_are_new(call: Call) -> None:
    inputs = [
        {"id": "u1@example.com", "idProperty": "email", "properties": {"city": "Bonn"}},
        {"id": "new@example.com", "idProperty": "email", "properties": {"city": "Rome"}},
    ]
    status, done = call("POST", f"{BATCH}/upsert", {"inputs": inputs})
    assert status == 200
    assert [row["new"] for row in done["results"]] == [False, True]
    assert done["results"][0]["id"] == "1"
    assert done["results"][1]["properties"]["email"] == "new@example.com"


def test_an_upsert_by_a_custom_unique_property(call: Call, machine: HubspotMachine) -> None:
    machine.add_property("companies", {"name": "erp_id", "type": "string", "hasUniqueValue": True})
    inputs = [{"id": "E1", "idProperty": "erp_id", "properties": {"name": "Acme"}}]
    target = "/crm/v3/objects/companies/batch/upsert"
    first = call("POST", target, {"inputs": inputs})[1]["results"][0]
    second = call("POST", target, {"inputs": inputs})[1]["results"][0]
    assert (first["new"], second["new"], second["id"]) == (True, False, first["id"])
    _, refused = call("POST", "/crm/v3/objects/companies", {"properties": {"erp_id": "E1"}})
    assert "already has that value" in refused["message"]


def test_archiving_answers_without_a_body(call: Call) -> None:
    assert call("POST", f"{BATCH}/archive", {"inputs": [{"id": "1"}, {"id": "77"}]}) == (204, None)
    assert call("GET", "/crm/v3/objects/contacts/1")[0] == 404
