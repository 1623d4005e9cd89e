"""Pages that lie (C-11, C-12, C-13, C-16, D-07, F1 to F4), of every kind of listing."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from advocacy_sync.sandbox.faults.plan import Pages, Rule, When
from sandbox.faults.crms import CONTACTS, Client, hubspot, salesforce

SOQL = "SELECT Name FROM Account ORDER BY Id"


def query(pages: Pages, call: int = 2) -> list[str]:
    """Names read over three pages of 200 rows, of which one is falsified."""
    org = salesforce(Rule(when=When(path="*/query*", calls=(call,)), what=pages), rows=500)
    org.headers = {"sforce-query-options": "batchSize=200"}
    return [str(row["Name"]) for row in org.query(SOQL)]


def listed(pages: Pages, call: int = 2) -> list[str]:
    portal = hubspot(Rule(when=When(path=CONTACTS, calls=(call,)), what=pages), rows=5)
    return [row["id"] for row in portal.listed()]


def searched(pages: Pages, call: int = 2) -> list[str]:
    portal = hubspot(Rule(when=When(path="*/search", calls=(call,)), what=pages), rows=5)
    return [row["id"] for row in portal.searched({"propertyName": "email", "operator": "HAS_PROPERTY"})]


def bulk(pages: Pages, call: int = 2) -> list[str]:
    rule = Rule(when=When(path="*/results", calls=(call,)), what=pages)
    return [name for rows, _ in results(salesforce(rule, rows=5)) for name in rows]


def job(org: Client) -> str:
    _, made = org.call("POST", "jobs/query", {"operation": "query", "query": SOQL})
    for _ in range(2):
        org.call("GET", f"jobs/query/{made['id']}")
    return f"jobs/query/{made['id']}/results?maxRecords=2"


def results(org: Client) -> list[tuple[list[str], str]]:
    """The rows of each page and how many were announced."""
    target, found, locator = job(org), [], ""
    for _ in range(50):
        response = org.raw("GET", f"{target}{locator and '&locator='}{locator}")
        rows = [row[0] for row in csv.reader(response.body.decode().splitlines())][1:]
        found.append((rows, response.headers["Sforce-NumberOfRecords"]))
        locator = response.headers["Sforce-Locator"]
        if locator == "null":
            break
    return found


Read = Callable[[Pages, int], list[str]]
LISTINGS = pytest.mark.parametrize(
    ("read", "expected", "size"),
    [
        (query, [f"A{n}" for n in range(1, 501)], 200),
        (listed, ["1", "2", "3", "4", "5"], 2),
        (searched, ["1", "2", "3", "4", "5"], 2),
        (bulk, [f"A{n}" for n in range(1, 6)], 2),
    ],
    ids=["query", "list", "search", "bulk"],
)


@LISTINGS
def test_a_page_may_come_twice_c_11(read: Read, expected: list[str], size: int) -> None:
    found = read(Pages(kind="repeated"), 2)
    second = expected[size : 2 * size]
    assert Counter(found) == Counter([*expected, *second])


@LISTINGS
def test_a_page_may_be_missing_c_11(read: Read, expected: list[str], size: int) -> None:
    assert read(Pages(kind="missing"), 2) == [*expected[:size], *expected[2 * size :]]


@LISTINGS
def test_a_short_page_loses_nothing_cs_51(read: Read, expected: list[str], size: int) -> None:
    assert read(Pages(kind="short", rows=1), 1) == expected


@LISTINGS
def test_an_empty_page_with_a_cursor_loses_nothing_cs_51(read: Read, expected: list[str], size: int) -> None:
    assert read(Pages(kind="empty"), 1) == expected


@LISTINGS
def test_a_lossy_page_loses_rows_without_a_word(read: Read, expected: list[str], size: int) -> None:
    assert read(Pages(kind="lossy", rows=1), 1) == [*expected[: size - 1], *expected[size:]]


@LISTINGS
def test_pages_may_come_in_another_order_c_11(read: Read, expected: list[str], size: int) -> None:
    found = read(Pages(kind="reordered"), 1)
    assert found == [*expected[size : 2 * size], *expected[:size], *expected[2 * size :]]


@LISTINGS
def test_rows_of_a_page_may_come_in_another_order_d_07(read: Read, expected: list[str], size: int) -> None:
    found = read(Pages(kind="shuffled"), 1)
    assert sorted(found) == sorted(expected)
    assert size == 2 or found != expected


@LISTINGS
@pytest.mark.parametrize("cursors", ["same", "new"])
def test_a_page_may_come_for_ever_c_11(read: Read, expected: list[str], size: int, cursors: str) -> None:
    found = read(Pages(kind="endless", cursors=cursors), 1)
    assert found == expected[:size] * 50  # as often as the reader asked


def test_an_endless_listing_has_one_cursor_or_ever_new_ones_cs_93() -> None:
    for cursors, count in (("same", 1), ("new", 4)):
        portal = hubspot(Rule(when=When(calls=(1,)), what=Pages(kind="endless", cursors=cursors)))
        seen, after = [], ""
        for _ in range(4):
            page = portal.call("GET", f"{CONTACTS}?limit=2{after}")[1]
            seen.append(page["paging"]["next"]["after"])
            after = f"&after={seen[-1]}"
        assert len(set(seen)) == count


def test_totals_may_be_wrong_c_13() -> None:
    rule = Rule(what=Pages(kind="total", by=-2))
    assert salesforce(rule).call("GET", "query?q=SELECT+Id+FROM+Account")[1]["totalSize"] == 3
    assert hubspot(rule).call("POST", f"{CONTACTS}/search", {})[1]["total"] == 3


def test_a_bulk_page_may_announce_other_than_it_brings_cs_24() -> None:
    wrong = Rule(when=When(path="*/results", calls=(1,)), what=Pages(kind="total", by=3))
    assert [count for _, count in results(salesforce(wrong))] == ["5", "2", "1"]
    cut = Rule(when=When(path="*/results", calls=(1,)), what=Pages(kind="lossy", rows=1))
    assert [(len(rows), count) for rows, count in results(salesforce(cut))] == [(1, "2"), (2, "2"), (1, "1")]


@pytest.mark.parametrize("make", [salesforce, hubspot])
def test_what_is_no_listing_is_left_alone(make: Any) -> None:
    client = make(Rule(what=Pages(kind="lossy")))
    target = "limits" if client.inner.crm == "salesforce" else f"{CONTACTS}/1"
    assert client.call("GET", target)[0] == 200
    assert client.fired == []


def test_a_refused_listing_is_left_alone() -> None:
    org = salesforce(Rule(what=Pages(kind="lossy")))
    response = org.raw("GET", "query?q=SELECT+Nope+FROM+Account")
    assert (response.status, orjson.loads(response.body)[0]["errorCode"]) == (400, "INVALID_FIELD")
