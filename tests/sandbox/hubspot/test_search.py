from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from advocacy_sync.kernel.clock import FixedClock
from advocacy_sync.sandbox.hubspot.machine import HubspotMachine

Call = Callable[..., tuple[int, Any]]

SEARCH = "/crm/v3/objects/companies/search"


@pytest.fixture(autouse=True)
def _companies(machine: HubspotMachine, clock: FixedClock) -> None:
    rows = [
        ("1", "Acme Corp", "BANKING", "100", "2026-01-01T00:00:00.000Z"),
        ("2", "Beta Works", "RETAIL", "20", "2026-01-03T00:00:00.000Z"),
        ("3", "Gamma", None, None, "2026-01-02T00:00:00.000Z"),
        ("10", "Acme Labs", "BANKING", "3.5", "2026-01-02T00:00:00.000Z"),
    ]
    machine.load(
        "companies",
        (
            {
                "id": key,
                "properties": {"name": name, "industry": industry, "numberofemployees": size},
                "createdAt": "2025-01-01T00:00:00.000Z",
                "updatedAt": stamp,
            }
            for key, name, industry, size, stamp in rows
        ),
        clock.now(),
    )


def ids(call: Call, *filters: dict[str, Any], **more: Any) -> list[str]:
    groups = [{"filters": list(filters)}] if filters else []
    status, found = call("POST", SEARCH, {"filterGroups": groups, **more})
    assert status == 200, found
    return [row["id"] for row in found["results"]]


def one(name: str, operator: str, value: Any = None, **more: Any) -> dict[str, Any]:
    return {"propertyName": name, "operator": operator, "value": value, **more}


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (one("industry", "EQ", "BANKING"), ["1", "10"]),
        (one("industry", "NEQ", "BANKING"), ["2"]),
        (one("industry", "IN", values=["RETAIL", "BANKING"]), ["1", "2", "10"]),
        (one("industry", "NOT_IN", values=["RETAIL"]), ["1", "10"]),
        (one("industry", "HAS_PROPERTY"), ["1", "2", "10"]),
        (one("industry", "NOT_HAS_PROPERTY"), ["3"]),
        (one("numberofemployees", "GT", "20"), ["1"]),
        (one("numberofemployees", "GTE", "20"), ["1", "2"]),
        (one("numberofemployees", "LT", 20), ["10"]),
        (one("numberofemployees", "LTE", "20.0"), ["2", "10"]),
        (one("numberofemployees", "EQ", "100.0"), ["1"]),
        (one("numberofemployees", "BETWEEN", "3", highValue="20"), ["2", "10"]),
        (one("name", "CONTAINS_TOKEN", "acme"), ["1", "10"]),
        (one("name", "CONTAINS_TOKEN", "acm*"), ["1", "10"]),
        (one("name", "NOT_CONTAINS_TOKEN", "acme"), ["2", "3"]),
        (one("name", "EQ", "acme corp"), ["1"]),
        (one("hs_object_id", "GT", "3"), ["10"]),
        (one("hs_object_id", "EQ", "10"), ["10"]),
        (one("hs_lastmodifieddate", "GT", "2026-01-02T00:00:00.000Z"), ["2"]),
        (one("hs_lastmodifieddate", "GTE", "1767312000000"), ["2", "3", "10"]),
        (one("hs_lastmodifieddate", "LT", "2026-01-02"), ["1"]),
        (one("hs_lastmodifieddate", "BETWEEN", "2026-01-01", highValue="2026-01-02"), ["1", "3", "10"]),
        (one("hs_lastmodifieddate", "EQ", "2026-01-02T00:00:00.000Z"), ["3", "10"]),
    ],
)
def test_each_operator_finds_what_it_says(call: Call, given: dict[str, Any], found: list[str]) -> None:
    assert sorted(ids(call, given), key=int) == found


def test_filters_of_a_group_all_count_and_one_group_is_enough(call: Call) -> None:
    groups = [
        {"filters": [one("industry", "EQ", "BANKING"), one("numberofemployees", "LT", "50")]},
        {"filters": [one("name", "EQ", "Gamma")]},
    ]
    _, found = call("POST", SEARCH, {"filterGroups": groups})
    assert {row["id"] for row in found["results"]} == {"10", "3"}


def test_the_sort_is_by_value_and_then_by_id(call: Call) -> None:
    up = {"propertyName": "numberofemployees", "direction": "ASCENDING"}
    assert ids(call, sorts=[up]) == ["10", "2", "1", "3"]
    assert ids(call, sorts=["-numberofemployees"])[1:] == ["1", "2", "10"]
    assert ids(call, sorts=[{"propertyName": "hs_lastmodifieddate", "direction": "ASCENDING"}]) == ["1", "3", "10", "2"]
    assert ids(call, sorts=[{"propertyName": "hs_object_id", "direction": "DESCENDING"}]) == ["10", "3", "2", "1"]


def test_pages_go_by_position_and_end_without_a_cursor(call: Call) -> None:
    _, first = call("POST", SEARCH, {"limit": 3})
    assert (first["total"], len(first["results"])) == (4, 3)
    assert first["paging"] == {"next": {"after": "3"}}
    _, last = call("POST", SEARCH, {"limit": 3, "after": "3"})
    assert (last["total"], len(last["results"])) == (4, 1)
    assert "paging" not in last


def test_a_query_finds_words_by_their_beginning(call: Call) -> None:
    assert ids(call, query="acm") == ["1", "10"]
    assert ids(call, query="acme lab") == ["10"]


def test_archived_records_are_not_found(call: Call) -> None:
    call("DELETE", "/crm/v3/objects/companies/1")
    assert ids(call, one("name", "EQ", "Acme Corp")) == []
    assert ids(call, one("hs_lastmodifieddate", "GTE", "2020-01-01")) == ["2", "3", "10"]


def test_a_write_is_seen_by_the_next_search(call: Call, clock: FixedClock) -> None:
    since = one("hs_lastmodifieddate", "GTE", "2026-01-02T00:00:00.001Z")
    assert ids(call, since) == ["2"]
    clock.advance(timedelta(seconds=1))
    call("PATCH", "/crm/v3/objects/companies/1", {"properties": {"name": "Zeta", "industry": "RETAIL"}})
    assert ids(call, since) == ["1", "2"]
    assert ids(call, one("industry", "EQ", "RETAIL")) == ["1", "2"]


def test_records_are_found_by_what_they_are_associated_with(
    call: Call, machine: HubspotMachine, clock: FixedClock
) -> None:
    machine.load("contacts", [{"id": "7", "properties": {}}], clock.now())
    assert ids(call, one("associations.contact", "EQ", "7")) == []
    machine.associate("contacts", "7", "companies", "2")
    assert ids(call, one("associations.contact", "EQ", "7")) == ["2"]
    assert ids(call, one("associations.contact", "NOT_HAS_PROPERTY"), one("industry", "HAS_PROPERTY")) == ["1", "10"]


def test_the_index_may_lag_behind_the_writes(call: Call, machine: HubspotMachine, clock: FixedClock) -> None:
    machine.settings.search_lag_seconds = 10
    call("POST", "/crm/v3/objects/companies", {"properties": {"name": "New"}})
    assert ids(call, one("name", "EQ", "New")) == []
    clock.advance(timedelta(seconds=10))
    assert len(ids(call, one("name", "EQ", "New"))) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"limit": 201},
        {"after": "10000"},
        {"after": "9900", "limit": 200},
        {"after": "next"},
        {"filterGroups": [{"filters": [one("nope", "EQ", "1")]}]},
        {"filterGroups": [{"filters": [one("name", "LIKE", "1")]}]},
        {"filterGroups": [{"filters": [one("name", "EQ")]}]},
        {"filterGroups": [{"filters": [one("name", "IN")]}]},
        {"filterGroups": [{"filters": [one("hs_lastmodifieddate", "GT", "soon")]}]},
        {"filterGroups": [{"filters": [one("name", "EQ", "x")] * 7}]},
        {"filterGroups": [{"filters": [one("name", "EQ", "x")]}] * 6},
        {"filterGroups": [{"filters": [one("name", "EQ", "x")] * 4}] * 5},
        {"sorts": ["name", "domain"]},
        {"sorts": ["nope"]},
        {"query": "x" * 3000},
    ],
)
def test_what_the_vendor_refuses_is_refused(call: Call, body: dict[str, Any]) -> None:
    status, refused = call("POST", SEARCH, body)
    assert (status, refused["category"]) == (400, "VALIDATION_ERROR")


def test_the_total_counts_past_the_cap_of_ten_thousand(call: Call, machine: HubspotMachine, clock: FixedClock) -> None:
    machine.load("deals", ({"properties": {}} for _ in range(10_050)), clock.now())
    _, found = call("POST", "/crm/v3/objects/deals/search", {"limit": 200, "after": "9800"})
    assert (found["total"], len(found["results"]), found["paging"]["next"]["after"]) == (10_050, 200, "10000")
