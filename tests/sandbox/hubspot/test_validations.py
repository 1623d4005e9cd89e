"""Validation rules of properties: served as the vendor serves them, and kept by every write."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_sync.sandbox.hubspot.machine import HubspotMachine

Call = Any
RULES = "/crm/v3/property-validations"
CONTACTS = "/crm/v3/objects/contacts"


def put(call: Call, name: str, rule: str, *arguments: str, **more: Any) -> int:
    status: int
    status, _ = call("PUT", f"{RULES}/0-1/{name}/rule-type/{rule}", {"ruleArguments": list(arguments), **more})
    return status


def test_rules_are_set_read_and_replaced_by_their_type(call: Call) -> None:
    assert call("GET", f"{RULES}/0-1")[1] == {"results": []}
    for arguments in (["5"], ["3"]):
        assert put(call, "city", "MIN_LENGTH", *arguments) == 204
    assert put(call, "city", "FORMAT", "UPPER", shouldApplyNormalization=True) == 204
    first = {"ruleType": "MIN_LENGTH", "ruleArguments": ["3"]}
    second = {"ruleType": "FORMAT", "ruleArguments": ["UPPER"], "shouldApplyNormalization": True}
    assert call("GET", f"{RULES}/contacts/city")[1] == {"results": [first, second]}
    assert call("GET", "/crm/property-validations/2026-03/0-1")[1] == {
        "results": [{"propertyName": "city", "propertyValidationRules": [first, second]}]
    }
    one = call("GET", f"{RULES}/0-1/city/rule-type/MIN_LENGTH")[1]
    assert one == {**first, "shouldApplyNormalization": False}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"{RULES}/0-1/nope"),
        ("GET", f"{RULES}/0-1/city/rule-type/URL"),
        ("PUT", f"{RULES}/0-1/nope/rule-type/URL"),
    ],
)
def test_what_is_not_there_is_not_found(call: Call, method: str, path: str) -> None:
    assert call(method, path, {"ruleArguments": []})[0] == 404


@pytest.mark.parametrize(
    ("name", "rule", "arguments"),
    [
        ("city", "LOUD", ["1"]),
        ("city", "MIN_NUMBER", ["1"]),
        ("city", "MIN_LENGTH", []),
        ("city", "MIN_LENGTH", ["many"]),
        ("city", "ALPHANUMERIC", ["DIGITS"]),
        ("city", "REGEX", ["["]),
        ("city", "SPECIAL_CHARACTERS", ["SOME"]),
        ("closedate", "START_DATETIME", ["2026-01-01"]),
        ("closedate", "AFTER_DATETIME_DURATION", ["a week"]),
        ("closedate", "DAYS_OF_WEEK", ["MONDAY", "Tue"]),
    ],
)
def test_rules_that_mean_nothing_are_refused(call: Call, name: str, rule: str, arguments: list[str]) -> None:
    status, body = call("PUT", f"{RULES}/0-1/{name}/rule-type/{rule}", {"ruleArguments": arguments})
    assert (status, body["category"]) == (400, "VALIDATION_ERROR")


def test_a_write_that_breaks_a_rule_is_refused_as_a_value_that_is_not_valid(call: Call) -> None:
    put(call, "firstname", "ALPHANUMERIC", "ALPHA_ONLY")
    status, body = call("POST", CONTACTS, {"properties": {"email": "a@b.example", "firstname": "R2D2"}})
    assert (status, body["category"]) == (400, "VALIDATION_ERROR")
    assert body["message"].startswith('Property values were not valid: [{"isValid":false')
    assert '"error":"INVALID_ALPHA","name":"firstname"' in body["message"]
    assert call("GET", CONTACTS)[1]["results"] == []
    assert call("POST", CONTACTS, {"properties": {"firstname": "Zoé"}})[0] == 201


def test_clearing_a_value_breaks_no_rule(call: Call, machine: HubspotMachine) -> None:
    machine.add_rule("contacts", "city", "MIN_LENGTH", "3")
    made = call("POST", CONTACTS, {"properties": {"city": "Bonn"}})[1]
    assert call("PATCH", f"{CONTACTS}/{made['id']}", {"properties": {"city": ""}})[0] == 200
    assert call("PATCH", f"{CONTACTS}/{made['id']}", {"properties": {"city": "B"}})[0] == 400


def test_a_rule_may_bring_values_to_its_form(call: Call) -> None:
    put(call, "city", "FORMAT", "UPPER", shouldApplyNormalization=True)
    put(call, "zip", "WHITESPACE", "TRIM", shouldApplyNormalization=True)
    made = call("POST", CONTACTS, {"properties": {"city": "Bonn", "zip": " 53111 "}})[1]["properties"]
    assert (made["city"], made["zip"]) == ("BONN", "53111")


def test_seeded_records_are_not_held_to_rules(machine: HubspotMachine, clock: Any) -> None:
    machine.add_rule("contacts", "city", "MIN_LENGTH", "9")
    assert machine.load("contacts", [{"properties": {"city": "Ulm"}}], clock.now()) == 1


MONDAY = "2026-01-12"
TEXT = {"type": "string", "fieldType": "text"}
NUMBER = {"type": "number", "fieldType": "number"}
DATE = {"type": "date", "fieldType": "date"}
DATETIME = {"type": "datetime", "fieldType": "date"}


@pytest.mark.parametrize(
    ("kind", "rule", "arguments", "good", "bad"),
    [
        (TEXT, "ALPHANUMERIC", ["ALPHANUMERIC"], "a1", "a 1"),
        (TEXT, "ALPHANUMERIC", ["NUMERIC_ONLY"], "0123", "12a"),
        (TEXT, "MIN_LENGTH", ["3"], "abc", "ab"),
        (TEXT, "MAX_LENGTH", ["3"], "abc", "abcd"),
        (TEXT, "FORMAT", ["LOWER"], "abc 1", "Abc"),
        (TEXT, "FORMAT", ["CAPITALIZATION"], "New York", "New york"),
        (TEXT, "SPECIAL_CHARACTERS", ["NOT_ALLOWED"], "a b 1", "a-b"),
        (TEXT, "WHITESPACE", [], "ab", "a b"),
        (TEXT, "WHITESPACE", ["TRIM"], "a b", " ab"),
        (TEXT, "REGEX", ["[A-Z]+", "Capitals"], "ABC", "ABc"),
        (TEXT, "EMAIL", [], "a@b.example", "a@b"),
        (TEXT, "EMAIL_ALLOWED_DOMAINS", ["acme.example", "x.example"], "a@mail.x.example", "a@y.example"),
        (TEXT, "EMAIL_BLOCKED_DOMAINS", ["acme.example"], "a@y.example", "a@ACME.example"),
        (TEXT, "DOMAIN", [], "acme.example", "acme"),
        (TEXT, "URL", [], "https://acme.example/x", "acme example"),
        (TEXT, "URL_ALLOWED_DOMAINS", ["acme.example"], "https://www.acme.example", "https://other.example"),
        (TEXT, "URL_BLOCKED_DOMAINS", ["acme.example"], "https://other.example", "acme.example/x"),
        (TEXT, "PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE", [], "+49 228 123456", "0228 123456"),
        (NUMBER, "MIN_NUMBER", ["-1.5"], "-1.5", "-1.51"),
        (NUMBER, "MAX_NUMBER", ["10"], "10.0", "11"),
        (NUMBER, "DECIMAL", ["2"], "1.25", "1.255"),
        (DATE, "START_DATE", ["1768176000000"], MONDAY, "2026-01-11"),
        (DATE, "END_DATE", ["1768176000000"], MONDAY, "2026-01-13"),
        (DATE, "AFTER_DURATION", ["P7D"], MONDAY, "2026-01-11"),
        (DATE, "BEFORE_DURATION", ["P1M"], "2025-12-05", "2025-12-06"),
        (DATE, "DAYS_OF_WEEK", ["MONDAY", "FRIDAY"], MONDAY, "2026-01-13"),
        (DATETIME, "START_DATETIME", ["1768176000000"], "2026-01-12T00:00:00Z", "2026-01-11T23:59:59Z"),
        (DATETIME, "END_DATETIME", ["1768176000000"], "2026-01-12T00:00:00Z", "2026-01-12T00:00:01Z"),
        (DATETIME, "AFTER_DATETIME_DURATION", ["P1Y"], "2027-01-05T12:00:01Z", "2027-01-05T12:00:00Z"),
        (DATETIME, "BEFORE_DATETIME_DURATION", ["PT1H"], "2026-01-05T11:00:00Z", "2026-01-05T11:00:01Z"),
    ],
)
def test_every_rule_lets_one_value_through_and_stops_its_neighbour(  # noqa: PLR0917 - one row of the table
    call: Call, machine: HubspotMachine, kind: dict[str, str], rule: str, arguments: list[str], good: str, bad: str
) -> None:
    machine.add_property("contacts", {"name": "held", "label": "Held", "groupName": "contactinformation", **kind})
    assert put(call, "held", rule, *arguments) == 204
    assert call("POST", CONTACTS, {"properties": {"held": good}})[0] == 201
    status, body = call("POST", CONTACTS, {"properties": {"held": bad}})
    assert status == 400
    assert f'"error":"INVALID_{rule}"' in body["message"]
    if rule == "REGEX":
        assert '"message":"Capitals"' in body["message"]
