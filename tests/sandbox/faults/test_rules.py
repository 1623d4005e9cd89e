"""Rows refused, locked and altered by the org itself (D-01 to D-05, D-06, D-07, CS-74 to CS-77)."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from advocacy_sync.sandbox.faults.plan import Alter, Job, Lock, Refuse, Rule, When
from sandbox.faults.crms import CONTACTS, Client, account, hubspot, salesforce

BATCH = f"{CONTACTS}/batch/update"


def updated(org: Client, values: dict[str, Any], rows: int = 5) -> list[dict[str, Any]]:
    """The results of one Collections call that gives each account these values."""
    records = [{"attributes": {"type": "Account"}, "Id": account(n), **values} for n in range(1, rows + 1)]
    found: list[dict[str, Any]] = org.call("PATCH", "composite/sobjects", {"records": records})[1]
    return found


def codes(results: list[dict[str, Any]]) -> list[str]:
    return ["" if one["success"] else one["errors"][0]["statusCode"] for one in results]


def batch(portal: Client, values: dict[str, Any], rows: int = 5, traced: bool = True) -> tuple[int, Any]:
    inputs: list[dict[str, Any]] = [{"id": str(n), "properties": values} for n in range(1, rows + 1)]
    if traced:
        inputs = [{**one, "objectWriteTraceId": f"t{one['id']}"} for one in inputs]
    return portal.call("POST", BATCH, {"inputs": inputs})


def ingested(org: Client, lines: str, operation: str = "update") -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The job as it ended, and the lines of its three files."""
    id = org.call("POST", "jobs/ingest", {"operation": operation, "object": "Account"})[1]["id"]
    assert org.raw("PUT", f"jobs/ingest/{id}/batches", lines.encode()).status == 201
    org.call("PATCH", f"jobs/ingest/{id}", {"state": "UploadComplete"})
    found = {"state": "", "id": id}
    for _ in range(4):
        status, said = org.call("GET", f"jobs/ingest/{id}")
        found = said if status == 200 else {"state": "gone", "id": id}
    files = {}
    for name in ("successfulResults", "failedResults", "unprocessedrecords"):
        response = org.raw("GET", f"jobs/ingest/{id}/{name}")
        files[name] = response.body.decode().splitlines()[1:] if response.status == 200 else []
    return found, files


def lines(rows: int = 5, name: str = "Z") -> str:
    return "Id,Name\n" + "".join(f"{account(n)},{name}{n}\n" for n in range(1, rows + 1))


# refusals


def test_a_validation_rule_looks_at_what_the_row_would_be_d_04() -> None:
    rule = Rule(what=Refuse(object="Account", field="Name", equals=("bad",), message="Names are good"))
    org = salesforce(rule)
    status, body = org.call("PATCH", f"sobjects/Account/{account(1)}", {"Name": "bad"})
    assert (status, body[0]["errorCode"]) == (400, "FIELD_CUSTOM_VALIDATION_EXCEPTION")
    assert (body[0]["message"], body[0]["fields"]) == ("Names are good", ["Name"])
    assert org.call("PATCH", f"sobjects/Account/{account(1)}", {"Name": "good"})[0] == 204
    assert org.call("POST", "sobjects/Account", {"Name": "bad"})[0] == 400
    assert org.names()[:2] == ["good", "A2"]


def test_hubspots_rules_say_validation_error_d_04() -> None:
    portal = hubspot(Rule(what=Refuse(object="contacts", field="city", equals=("bad",), message="Cities are good")))
    status, body = portal.call("PATCH", f"{CONTACTS}/1", {"properties": {"city": "bad"}})
    assert (status, body["category"]) == (400, "VALIDATION_ERROR")
    assert "Cities are good" in body["message"]
    assert portal.call("PATCH", f"{CONTACTS}/1", {"properties": {"city": "good"}})[0] == 200


def test_a_share_of_rows_is_refused_whenever_they_are_written_d_01() -> None:
    org = salesforce(Rule(what=Refuse(share=0.4, code="CUSTOM_ERROR")), rows=20)
    first = codes(updated(org, {"Name": "Z"}, 20))
    assert 2 < first.count("CUSTOM_ERROR") < 15
    assert codes(updated(org, {"Name": "Y"}, 20)) == first
    assert codes(updated(salesforce(Rule(what=Refuse(share=0.4)), rows=20, seed=8), {"Name": "Z"}, 20)) != first
    assert sorted(set(org.names())) == sorted({"Y", *(f"A{n}" for n, code in enumerate(first, 1) if code)})


def test_named_rows_are_refused_and_the_rest_of_a_207_is_written_d_01() -> None:
    portal = hubspot(Rule(what=Refuse(ids=("2", "4"), message="no")))
    status, body = batch(portal, {"city": "Bonn"})
    assert (status, body["numErrors"]) == (207, 2)
    assert [one["context"]["objectWriteTraceId"] for one in body["errors"]] == [["t2"], ["t4"]]
    cities = [row["properties"]["city"] for row in portal.listed("city")]
    assert cities == ["Bonn", None, "Bonn", None, "Bonn"]


def test_without_traces_the_first_refused_row_fails_the_batch_d_02() -> None:
    portal = hubspot(Rule(what=Refuse(ids=("4",))))
    assert batch(portal, {"city": "Bonn"}, traced=False)[0] == 400
    assert [row["properties"]["city"] for row in portal.listed("city")] == [None] * 5


def test_one_row_may_fail_the_whole_batch_d_02() -> None:
    rule = Refuse(ids=("3", account(3)), whole=True, code="CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", message="trigger")
    portal = hubspot(Rule(what=rule))
    assert batch(portal, {"city": "Bonn"})[0] == 400
    org = salesforce(Rule(what=rule))
    assert codes(updated(org, {"Name": "Z"})) == ["CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"] * 5
    assert codes(updated(org, {"Name": "Z"}, rows=2)) == ["", ""]
    job, files = ingested(org, lines())
    assert (job["numberRecordsFailed"], len(files["failedResults"])) == (5, 5)
    assert org.names() == ["Z", "Z", "A3", "A4", "A5"]


def test_bulk_rows_are_refused_one_by_one_d_01() -> None:
    org = salesforce(Rule(what=Refuse(ids=(account(2),), code="CUSTOM_ERROR", message="no")))
    job, files = ingested(org, lines())
    assert (job["state"], job["numberRecordsProcessed"], job["numberRecordsFailed"]) == ("JobComplete", 5, 1)
    assert files["failedResults"][0].startswith(f'"{""}","CUSTOM_ERROR:no: --"')
    assert org.names() == ["Z1", "A2", "Z3", "Z4", "Z5"]


# locks


def test_children_of_locked_parents_can_be_written_later_d_03() -> None:
    rule = Rule(when=When(times=1), what=Lock(object="Contact", parent="AccountId", share=0.5))
    org = salesforce(rule, rows=12)
    contacts = org.query("SELECT Id, AccountId FROM Contact ORDER BY Id")
    records = [{"attributes": {"type": "Contact"}, "Id": row["Id"], "Title": "T"} for row in contacts]
    results = org.call("PATCH", "composite/sobjects", {"records": records})[1]
    locked = [row["AccountId"] for row, one in zip(contacts, results, strict=True) if not one["success"]]
    assert 1 < len(locked) < 11
    assert {code for code in codes(results) if code} == {"UNABLE_TO_LOCK_ROW"}
    assert all(any(parent in one["errors"][0]["message"] for parent in locked) for one in results if not one["success"])
    assert set(codes(org.call("PATCH", "composite/sobjects", {"records": records})[1])) == {""}
    assert org.fired == ["lock"]


# alterations


@pytest.mark.parametrize(
    ("alter", "given", "kept"),
    [
        (Alter(field="Name", how="upper"), {"Name": "abc"}, {"Name": "ABC"}),
        (Alter(field="AnnualRevenue", how="round", digits=-3), {"AnnualRevenue": 12499.5}, {"AnnualRevenue": 12000.0}),
        (Alter(field="Website", how="clear"), {"Website": "x.example"}, {"Website": None}),
        (Alter(field="Name", how="cut", digits=2), {"Name": "abc"}, {"Name": "ab"}),
        (Alter(field="Name", how="set", value="ours"), {"Name": "abc"}, {"Name": "ours"}),
    ],
)
def test_automation_changes_what_was_written_cs_77(alter: Alter, given: dict[str, Any], kept: dict[str, Any]) -> None:
    org = salesforce(Rule(what=alter))
    assert org.call("PATCH", f"sobjects/Account/{account(1)}", given)[0] == 204
    (row,) = org.query(f"SELECT {', '.join(kept)} FROM Account WHERE Id = '{account(1)}'")
    assert {name: row[name] for name in kept} == kept
    assert org.fired == ["alter"]


def test_hubspots_workflows_do_too_cs_77() -> None:
    rules = [
        Rule(what=Alter(object="contacts", field=name, how=how)) for name, how in (("city", "upper"), ("zip", "clear"))
    ]
    portal = hubspot(*rules)
    portal.call("PATCH", f"{CONTACTS}/1", {"properties": {"city": "Bonn", "zip": "1"}})
    made = portal.call("POST", CONTACTS, {"properties": {"email": "n@acme.example", "city": "Ulm"}})[1]
    held = [portal.call("GET", f"{CONTACTS}/{id}?properties=city,zip")[1]["properties"] for id in ("1", made["id"])]
    assert [(one["city"], one["zip"]) for one in held] == [("BONN", None), ("ULM", None)]


# jobs


@pytest.mark.parametrize(
    ("kind", "state", "error"),
    [("stuck", "InProgress", ""), ("aborted", "Aborted", ""), ("failed", "Failed", "Internal")],
)
def test_a_query_job_may_end_badly_or_never_d_06(kind: str, state: str, error: str) -> None:
    org = salesforce(Rule(what=Job(kind=kind)))
    id = org.call("POST", "jobs/query", {"operation": "query", "query": "SELECT Id FROM Account"})[1]["id"]
    for _ in range(4):
        org.wait(60)
        said = org.call("GET", f"jobs/query/{id}")[1]
    assert (said["state"], error in said.get("errorMessage", "")) == (state, True)
    assert org.raw("GET", f"jobs/query/{id}/results").status == 400
    if kind == "stuck":
        assert org.call("PATCH", f"jobs/query/{id}", {"state": "Aborted"})[1]["state"] == "Aborted"
    assert org.raw("DELETE", f"jobs/query/{id}").status == 204


def test_a_job_may_vanish_d_06() -> None:
    org = salesforce(Rule(what=Job(kind="vanished")))
    id = org.call("POST", "jobs/query", {"operation": "query", "query": "SELECT Id FROM Account"})[1]["id"]
    assert [org.raw("GET", f"jobs/query/{id}").status for _ in range(3)] == [200, 404, 404]


@pytest.mark.parametrize(("kind", "state"), [("aborted", "Aborted"), ("failed", "Failed")])
def test_an_ingest_job_may_leave_rows_untried_cs_76(kind: str, state: str) -> None:
    org = salesforce(Rule(what=Job(kind=kind, rows=2)))
    job, files = ingested(org, lines())
    assert (job["state"], job["numberRecordsProcessed"]) == (state, 2)
    assert [len(files[name]) for name in files] == [2, 0, 3]
    assert org.names() == ["Z1", "Z2", "A3", "A4", "A5"]


def test_a_vanished_ingest_job_has_written_its_rows() -> None:
    org = salesforce(Rule(what=Job(kind="vanished")))
    job, files = ingested(org, lines())
    assert job["state"] == "gone"
    assert [len(one) for one in files.values()] == [0, 0, 0]
    assert org.names()[0] == "Z1"


def test_results_of_a_job_may_come_in_another_order_cs_75() -> None:
    straight = ingested(salesforce(rows=20), lines(20))[1]["successfulResults"]
    mixed = ingested(salesforce(Rule(what=Job(kind="shuffled")), rows=20), lines(20))[1]["successfulResults"]
    assert sorted(mixed) == sorted(straight)
    assert mixed != straight


def test_only_the_call_that_makes_a_job_is_disturbed() -> None:
    org = salesforce(Rule(what=Job(kind="stuck")))
    body = orjson.dumps({"operation": "nonsense", "query": "SELECT Id FROM Account"})
    assert org.raw("POST", "jobs/query", body).status == 400
    assert org.fired == []
