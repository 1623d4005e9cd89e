"""Rows that show later than they were written (D-28, D-29, F1, F15, CS-02, CS-52)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from advocacy_sync.sandbox.chance import chance, heavy_tailed
from advocacy_sync.sandbox.faults.plan import Late, Rule, When
from sandbox.faults.crms import CONTACTS, NOW, account, hubspot, salesforce

LATE = Rule(what=Late(seconds=60))
CITY: dict[str, Any] = {"propertyName": "city", "operator": "EQ", "value": "Bonn"}


def test_a_new_row_shows_to_queries_only_after_its_lag_under_its_old_stamp_f1() -> None:
    org = salesforce(LATE, rows=1)
    id = org.call("POST", "sobjects/Account", {"Name": "New"})[1]["id"]
    assert org.names() == ["A1"]
    assert org.call("GET", f"sobjects/Account/{id}")[0] == 200
    org.wait(59)
    assert org.names() == ["A1"]
    org.wait(1)
    (row,) = org.query("SELECT SystemModstamp FROM Account WHERE Name = 'New'")
    assert row["SystemModstamp"] == "2026-01-05T12:00:00.000+0000"


def test_a_changed_row_is_found_as_it_was_until_then() -> None:
    org = salesforce(LATE, rows=3)
    assert org.call("PATCH", f"sobjects/Account/{account(2)}", {"Name": "Z"})[0] == 204
    assert org.names("SELECT Name FROM Account ORDER BY Name") == ["A1", "A2", "A3"]
    assert org.names("SELECT Name FROM Account WHERE Name = 'A2'") == ["A2"]
    assert org.names("SELECT Name FROM Account WHERE SystemModstamp >= 2026-01-05T12:00:00Z") == []
    org.wait(60)
    assert org.names("SELECT Name FROM Account ORDER BY Name DESC") == ["Z", "A3", "A1"]
    assert org.names("SELECT Name FROM Account WHERE SystemModstamp >= 2026-01-05T12:00:00Z") == ["Z"]


def test_a_deleted_row_is_still_there_until_then() -> None:
    org = salesforce(LATE, rows=2)
    assert org.call("DELETE", f"sobjects/Account/{account(1)}")[0] == 204
    assert org.names() == ["A1", "A2"]
    org.wait(60)
    assert org.names() == ["A2"]


def test_bulk_counts_children_and_feeds_see_the_same() -> None:
    org = salesforce(LATE, rows=1)
    org.call("POST", "sobjects/Contact", {"LastName": "New", "AccountId": account(1)})
    assert org.call("GET", "query?q=SELECT+COUNT()+FROM+Contact")[1]["totalSize"] == 1
    (row,) = org.query("SELECT Id, (SELECT LastName FROM Contacts) FROM Account")
    assert [one["LastName"] for one in row["Contacts"]["records"]] == ["P1"]
    made = org.call("POST", "jobs/query", {"operation": "query", "query": "SELECT LastName FROM Contact"})[1]
    org.wait(3)
    org.call("GET", f"jobs/query/{made['id']}")
    assert org.raw("GET", f"jobs/query/{made['id']}/results").headers["Sforce-NumberOfRecords"] == "1"
    feed = "sobjects/Contact/updated?start=2026-01-05T11:59:00Z&end=2026-01-05T12:05:00Z"
    org.wait(50)
    assert org.call("GET", feed)[1]["ids"] == []
    org.wait(10)
    assert len(org.call("GET", feed)[1]["ids"]) == 1


def test_several_writes_show_one_after_another() -> None:
    org = salesforce(LATE, rows=1)
    for name in ("B", "C"):
        org.wait(10)
        org.call("PATCH", f"sobjects/Account/{account(1)}", {"Name": name})
    seen = []
    for _ in range(8):
        seen.append(org.names()[0])
        org.wait(10)
    assert seen == ["A1"] * 5 + ["B", "C", "C"]


def test_what_was_taken_back_was_never_late() -> None:
    org = salesforce(LATE, rows=2)
    rows = [{"attributes": {"type": "Account"}, "Id": account(1), "Name": "Z"}, {"attributes": {"type": "Account"}}]
    results = org.call("PATCH", "composite/sobjects", {"allOrNone": True, "records": rows})[1]
    assert [one["success"] for one in results] == [False, False]
    for _ in range(2):
        assert org.names() == ["A1", "A2"]
        org.wait(120)


def test_hubspots_lists_and_searches_lag_and_reads_do_not_d_29() -> None:
    portal = hubspot(LATE, rows=3)
    portal.call("PATCH", f"{CONTACTS}/2", {"properties": {"city": "Bonn"}})
    portal.call("POST", CONTACTS, {"properties": {"email": "new@acme.example", "city": "Bonn"}})
    portal.call("DELETE", f"{CONTACTS}/3")

    def seen() -> tuple[int, list[Any], int]:
        cities = [row["properties"]["city"] for row in portal.listed("city")]
        return len(portal.listed()), cities, len(portal.searched(CITY))

    assert portal.call("GET", f"{CONTACTS}/2?properties=city")[1]["properties"]["city"] == "Bonn"
    assert seen() == (3, [None, None, None], 0)
    assert portal.listed(archived=True) == []
    portal.wait(60)
    assert seen() == (3, [None, "Bonn", "Bonn"], 2)
    assert [row["id"] for row in portal.listed(archived=True)] == ["3"]


def test_only_the_search_index_may_lag_f15() -> None:
    portal = hubspot(Rule(what=Late(seconds=60, searches_only=True)), rows=1)
    portal.call("PATCH", f"{CONTACTS}/1", {"properties": {"city": "Bonn"}})
    assert portal.listed("city")[0]["properties"]["city"] == "Bonn"
    assert portal.searched(CITY) == []
    assert portal.searched({"propertyName": "city", "operator": "NOT_HAS_PROPERTY"})[0]["properties"]["city"] is None
    portal.wait(60)
    assert len(portal.searched(CITY)) == 1


def test_lateness_is_of_an_object_of_some_rows_and_between_instants() -> None:
    org = salesforce(
        Rule(what=Late(seconds=60, object="Contact")), Rule(when=When(before=NOW), what=Late(seconds=60)), rows=0
    )
    org.call("POST", "sobjects/Account", {"Name": "New"})
    assert org.names() == ["New"]
    some = salesforce(Rule(when=When(probability=0.5), what=Late(seconds=60)), rows=0)
    for number in range(40):
        some.call("POST", "sobjects/Account", {"Name": f"N{number}"})
    assert 8 < len(some.query("SELECT Id FROM Account")) < 32


def test_a_drawn_lag_has_a_heavy_tail_and_an_end() -> None:
    lags = sorted(heavy_tailed(chance(7, n), 3.0, 900.0) for n in range(10_000))
    assert 2.5 < lags[5_000] < 3.5
    assert 30 < lags[9_900] < 120
    assert lags[-1] <= 900
    org = salesforce(Rule(what=Late(seconds=3, up_to=900)), rows=0)
    for number in range(40):
        org.call("POST", "sobjects/Account", {"Name": f"N{number}"})
    shown = []
    for seconds in (0, 3, 60, 840):
        org.wait(seconds)
        shown.append(len(org.query("SELECT Id FROM Account")))
    assert shown == sorted(shown)
    assert shown[0] == 0
    assert 5 < shown[1] < 35
    assert shown[-1] == 40


def test_people_are_late_too_and_healing_ends_it() -> None:
    org = salesforce(LATE, rows=1)
    org.inner.people(NOW).edit("Account", [account(1)], {"Name": "B"})
    assert org.names() == ["A1"]
    org.machine.heal()
    org.now = NOW + timedelta(seconds=30)
    org.call("POST", "sobjects/Account", {"Name": "New"})
    assert sorted(org.names()) == ["A1", "New"]
