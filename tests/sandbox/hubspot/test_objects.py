from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from advocacy_sync.kernel.clock import FixedClock
from advocacy_sync.sandbox.hubspot.machine import HubspotMachine

Call = Callable[..., tuple[int, Any]]

CONTACTS = "/crm/v3/objects/contacts"
STAMP = "2026-01-05T12:00:00.123Z"


def contact(call: Call, **properties: Any) -> dict[str, Any]:
    status, made = call("POST", CONTACTS, {"properties": properties})
    assert status == 201, made
    return dict(made)


def codes(answer: dict[str, Any]) -> list[str]:
    return [error["code"] for error in answer["errors"]]


def test_a_new_record_carries_what_was_given_and_its_stamps(call: Call) -> None:
    made = contact(call, email="Ann@Example.com", firstname="Ann")
    assert made["properties"]["email"] == "ann@example.com"
    assert made["properties"]["hs_object_id"] == made["id"]
    assert made["properties"]["createdate"] == made["createdAt"] == made["updatedAt"] == STAMP
    assert made["archived"] is False


def test_a_read_without_properties_shows_the_default_set(call: Call) -> None:
    made = contact(call, email="a@example.com", phone="1")
    _, shown = call("GET", f"{CONTACTS}/{made['id']}")
    assert list(shown["properties"]) == [
        "createdate",
        "email",
        "firstname",
        "hs_object_id",
        "lastmodifieddate",
        "lastname",
    ]
    assert shown["properties"]["lastname"] is None


def test_asked_properties_come_with_the_stamps_and_unknown_ones_are_left_out(call: Call) -> None:
    made = contact(call, email="a@example.com", phone="1")
    _, shown = call("GET", f"{CONTACTS}/{made['id']}?properties=phone,nonsense&properties=city")
    assert list(shown["properties"]) == ["city", "createdate", "hs_object_id", "lastmodifieddate", "phone"]


@pytest.mark.parametrize(
    "path", ["/crm/v3/objects/contact", "/crm/objects/2026-03/0-1", "/crm/objects/2025-09/CONTACTS"]
)
def test_every_name_of_a_type_and_every_version_reach_the_same_records(call: Call, path: str) -> None:
    made = contact(call, email="a@example.com")
    status, shown = call("GET", f"{path}/{made['id']}")
    assert (status, shown["id"]) == (200, made["id"])


def test_a_record_is_found_by_a_unique_property(call: Call) -> None:
    made = contact(call, email="a@example.com")
    assert call("GET", f"{CONTACTS}/A@example.com?idProperty=email")[1]["id"] == made["id"]
    assert call("GET", f"{CONTACTS}/x?idProperty=firstname")[0] == 400
    assert call("GET", f"{CONTACTS}/b@example.com?idProperty=email")[0] == 404


def test_an_unknown_record_or_type_is_an_error_in_the_vendors_shape(call: Call) -> None:
    status, missing = call("GET", f"{CONTACTS}/12345")
    assert (status, missing["status"], missing["message"]) == (404, "error", "resource not found")
    assert missing["category"] == "OBJECT_NOT_FOUND"
    assert len(missing["correlationId"]) == 36
    status, unknown = call("GET", "/crm/v3/objects/gadgets")
    assert (status, unknown["message"]) == (400, "Unable to infer object type from: gadgets")


def test_a_second_contact_with_the_same_address_is_refused_with_the_id_of_the_first(call: Call) -> None:
    made = contact(call, email="a@example.com")
    status, refused = call("POST", CONTACTS, {"properties": {"email": "A@EXAMPLE.com"}})
    assert (status, refused["category"]) == (409, "CONFLICT")
    assert refused["message"] == f"Contact already exists. Existing ID: {made['id']}"


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"nope": "x"}, "PROPERTY_DOESNT_EXIST"),
        ({"lifecyclestage": "royalty"}, "INVALID_OPTION"),
        ({"email": "not an address"}, "INVALID_EMAIL"),
        ({"hs_object_id": "5"}, "READ_ONLY_VALUE"),
        ({"createdate": "2026-01-01"}, "READ_ONLY_VALUE"),
        ({"associatedcompanyid": "five"}, "INVALID_LONG"),
        ({"closedate": "soon"}, "INVALID_LONG"),
        ({"hs_email_optout": "maybe"}, "INVALID_OPTION"),
        ({"hs_buying_role": "CHAMPION;KING"}, "INVALID_OPTION"),
        ({"hubspot_owner_id": "999"}, "INVALID_OPTION"),
    ],
)
def test_a_value_that_a_property_may_not_hold_is_refused(call: Call, properties: dict[str, Any], code: str) -> None:
    status, refused = call("POST", CONTACTS, {"properties": properties})
    assert (status, refused["category"], codes(refused)) == (400, "VALIDATION_ERROR", [code])
    assert refused["message"].startswith("Property values were not valid: [{")
    assert refused["errors"][0]["context"] == {"propertyName": list(properties)}


def test_a_date_must_be_midnight(call: Call, machine: HubspotMachine) -> None:
    machine.add_property("contacts", {"name": "reviewed_on", "type": "date", "fieldType": "date"})
    made = contact(call, email="a@example.com", reviewed_on="2026-01-02")
    assert made["properties"]["reviewed_on"] == "2026-01-02"
    path = f"{CONTACTS}/{made['id']}"
    _, changed = call("PATCH", path, {"properties": {"reviewed_on": "1767398400000"}})
    assert changed["properties"]["reviewed_on"] == "2026-01-03"
    status, refused = call("PATCH", path, {"properties": {"reviewed_on": "1767398400001"}})
    assert (status, codes(refused)) == (400, ["INVALID_DATE"])
    assert "not midnight" in refused["errors"][0]["message"]


def test_datetimes_are_kept_as_iso_whatever_the_form_they_came_in(call: Call) -> None:
    body = {"properties": {"dealname": "D", "closedate": 1767398400001}}
    assert call("POST", "/crm/v3/objects/deals", body)[1]["properties"]["closedate"] == "2026-01-03T00:00:00.001Z"


def test_an_empty_text_clears_and_null_is_ignored(call: Call) -> None:
    made = contact(call, email="a@example.com", firstname="Ann", lastname="Lee")
    path = f"{CONTACTS}/{made['id']}"
    call("PATCH", path, {"properties": {"firstname": "", "lastname": None}})
    shown = call("GET", path)[1]["properties"]
    assert (shown["firstname"], shown["lastname"]) == (None, "Lee")


def test_an_update_moves_the_modified_stamp_and_keeps_history(call: Call, clock: FixedClock) -> None:
    made = contact(call, email="a@example.com", firstname="Ann")
    clock.advance(timedelta(seconds=5))
    path = f"{CONTACTS}/{made['id']}"
    status, changed = call("PATCH", path, {"properties": {"firstname": "Anna"}})
    later = "2026-01-05T12:00:05.123Z"
    assert (status, changed["updatedAt"], changed["properties"]["lastmodifieddate"]) == (200, later, later)
    assert changed["createdAt"] == STAMP
    _, shown = call("GET", f"{path}?propertiesWithHistory=firstname")
    versions = shown["propertiesWithHistory"]["firstname"]
    assert [(one["value"], one["timestamp"]) for one in versions] == [("Anna", later), ("Ann", STAMP)]


def test_the_list_pages_in_the_order_of_ids(call: Call, machine: HubspotMachine, clock: FixedClock) -> None:
    ids = ["9", "100", "20", "3", "1000"]
    machine.load("contacts", [{"id": key, "properties": {}} for key in ids], clock.now())
    seen: list[str] = []
    target = f"{CONTACTS}?limit=2&properties=email"
    while target:
        _, page = call("GET", target)
        seen += [row["id"] for row in page["results"]]
        target = page["paging"]["next"]["link"].removeprefix("http://127.0.0.1") if "paging" in page else ""
    assert seen == ["3", "9", "20", "100", "1000"]


def test_the_link_of_the_next_page_keeps_the_question(call: Call, machine: HubspotMachine, clock: FixedClock) -> None:
    machine.load("contacts", [{"properties": {}} for _ in range(3)], clock.now())
    following = call("GET", f"{CONTACTS}?limit=1&properties=phone")[1]["paging"]["next"]
    assert following["link"] == f"http://127.0.0.1{CONTACTS}?limit=1&properties=phone&after={following['after']}"


@pytest.mark.parametrize("limit", ["0", "101", "x"])
def test_a_page_holds_at_most_a_hundred(call: Call, limit: str) -> None:
    assert call("GET", f"{CONTACTS}?limit={limit}")[0] == 400


def test_an_archived_record_moves_to_the_archived_list(call: Call, clock: FixedClock) -> None:
    made = contact(call, email="a@example.com")
    path = f"{CONTACTS}/{made['id']}"
    assert call("DELETE", path) == (204, None)
    assert call("DELETE", path)[0] == 204
    assert call("GET", path)[0] == 404
    assert call("GET", CONTACTS)[1]["results"] == []
    archived = call("GET", f"{CONTACTS}?archived=true")[1]["results"]
    assert [(row["id"], row["archived"], row["archivedAt"]) for row in archived] == [(made["id"], True, STAMP)]
    assert call("GET", f"{path}?archived=true")[0] == 200
    contact(call, email="a@example.com")


def test_a_merge_makes_a_new_record_that_answers_for_both(call: Call) -> None:
    one = contact(call, email="a@example.com", firstname="Ann")
    two = contact(call, email="b@example.com", firstname="Bea", city="Bonn")
    status, merged = call("POST", f"{CONTACTS}/merge", {"primaryObjectId": one["id"], "objectIdToMerge": two["id"]})
    assert status == 200
    assert merged["id"] not in (one["id"], two["id"])
    for old in (one, two):
        wanted = "email,firstname,city,hs_merged_object_ids,hs_additional_emails"
        _, shown = call("GET", f"{CONTACTS}/{old['id']}?properties={wanted}")
        assert shown["id"] == merged["id"]
        assert shown["properties"]["email"] == "a@example.com"
        assert (shown["properties"]["firstname"], shown["properties"]["city"]) == ("Ann", "Bonn")
        assert shown["properties"]["hs_merged_object_ids"] == f"{one['id']};{two['id']}"
        assert shown["properties"]["hs_additional_emails"] == "b@example.com"
    assert [row["id"] for row in call("GET", CONTACTS)[1]["results"]] == [merged["id"]]


def test_merges_chain(call: Call) -> None:
    a, b, c = (contact(call, email=f"{name}@example.com")["id"] for name in "abc")
    first = call("POST", f"{CONTACTS}/merge", {"primaryObjectId": a, "objectIdToMerge": b})[1]["id"]
    last = call("POST", f"{CONTACTS}/merge", {"primaryObjectId": c, "objectIdToMerge": first})[1]["id"]
    assert {call("GET", f"{CONTACTS}/{key}")[1]["id"] for key in (a, b, c, first)} == {last}


def test_gdpr_deletion_leaves_no_trace(call: Call) -> None:
    made = contact(call, email="a@example.com")
    assert call("POST", f"{CONTACTS}/gdpr-delete", {"objectId": made["id"]}) == (204, None)
    assert call("GET", f"{CONTACTS}?archived=true")[1]["results"] == []
    assert call("GET", f"{CONTACTS}/{made['id']}")[0] == 404


def test_a_deal_knows_its_probability_and_its_amount_at_home(call: Call) -> None:
    given = {"dealname": "D", "amount": 1000, "dealstage": "closedwon", "deal_currency_code": "EUR"}
    held = call("POST", "/crm/v3/objects/deals", {"properties": given})[1]["properties"]
    assert (held["amount"], held["amount_in_home_currency"], held["pipeline"]) == ("1000", "1100", "default")
    assert (held["hs_is_closed_won"], held["hs_deal_stage_probability"]) == ("true", "1.0")


def test_a_stage_must_belong_to_the_pipeline(call: Call) -> None:
    status, refused = call("POST", "/crm/v3/objects/deals", {"properties": {"dealstage": "1"}})
    assert (status, codes(refused)) == (400, ["INVALID_OPTION"])


def test_required_properties_are_required(call: Call) -> None:
    status, refused = call("POST", "/crm/v3/objects/notes", {"properties": {"hs_note_body": "hi"}})
    assert (status, refused["message"]) == (400, "Error creating NOTE. Some required properties were not set.")
    assert refused["context"] == {"properties": ["hs_timestamp"]}


def test_feedback_submissions_are_read_only(call: Call) -> None:
    assert call("POST", "/crm/v3/objects/feedback_submissions", {"properties": {}})[0] == 400


def test_malformed_json_says_where(call: Call) -> None:
    status, refused = call("POST", CONTACTS, b'{"properties": {')
    assert status == 400
    assert refused["message"].startswith("Invalid input JSON on line 1, column ")


def test_a_load_refuses_unknown_properties(machine: HubspotMachine, clock: FixedClock) -> None:
    with pytest.raises(ValueError, match="nonsense"):
        machine.load("contacts", [{"properties": {"nonsense": "1"}}], clock.now())
