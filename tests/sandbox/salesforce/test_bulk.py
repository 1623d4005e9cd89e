"""Bulk API 2.0: query jobs, ingest jobs, and the CSV that they speak."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from advocacy_sync.sandbox.salesforce.bulk_csv import number


def start(org: Any, soql: str, operation: str = "query", **more: str) -> str:
    status, job = org.call("POST", "jobs/query", {"operation": operation, "query": soql, **more})
    assert status == 200, job
    assert job["state"] == "UploadComplete"
    return f"jobs/query/{job['id']}"


def finish(org: Any, path: str) -> Any:
    assert org.get(path)["state"] == "InProgress"
    return org.get(path)


def ingest(org: Any, data: str, operation: str, **more: str) -> Any:
    """Runs a job to its end: its last state and its three files."""
    status, job = org.call("POST", "jobs/ingest", {"object": "Account", "operation": operation, **more})
    assert (status, job["state"]) == (200, "Open")
    path = f"/{job['contentUrl']}".removesuffix("/batches")
    assert org.raw("PUT", f"{path}/batches", data.encode(), {"content-type": "text/csv"}).status == 201
    assert org.call("PATCH", path, {"state": "UploadComplete"})[1]["state"] == "UploadComplete"
    job = finish(org, path)
    names = ("successfulResults", "failedResults", "unprocessedrecords")
    files = [list(csv.DictReader(io.StringIO(org.get(f"{path}/{name}").decode(), newline=""))) for name in names]
    return job, *files


def test_a_query_job_is_complete_at_the_second_look_and_paged_by_locator(org: Any) -> None:
    org.machine.load("Account", ({"Name": f'a "{n}"\nb', "AnnualRevenue": 1.39e8} for n in range(5)), org.now)
    path = start(org, "SELECT Name, Id, AnnualRevenue, IsDeleted, CreatedDate, Owner.Name, Phone FROM Account")
    assert org.refusal("GET", f"{path}/results")[1] == "INVALIDJOBSTATE"
    job = finish(org, path)
    assert (job["state"], job["jobType"], job["numberRecordsProcessed"]) == ("JobComplete", "V2Query", 5)
    seen, locator, sizes = [], "", []
    while locator != "null":
        page = org.raw("GET", f"/services/data/v60.0/{path}/results?maxRecords=2&locator={locator}")
        locator = page.headers["Sforce-Locator"]
        sizes.append(int(page.headers["Sforce-NumberOfRecords"]))
        seen += list(csv.DictReader(io.StringIO(page.body.decode(), newline="")))
    assert sizes == [2, 2, 1]
    assert list(seen[0]) == ["Name", "Id", "AnnualRevenue", "IsDeleted", "CreatedDate", "Owner.Name", "Phone"]
    assert (seen[0]["Name"], seen[0]["AnnualRevenue"], seen[0]["Phone"]) == ('a "0"\nb', "1.39E8", "")
    assert (seen[0]["IsDeleted"], seen[0]["CreatedDate"]) == ("false", "2017-12-31T08:00:00.000Z")


def test_a_job_belongs_to_its_version_and_can_be_listed_aborted_and_deleted(org: Any) -> None:
    path = start(org, "SELECT Id FROM Account")
    assert org.refusal("GET", f"/services/data/v59.0/{path}")[0] == 409
    assert org.call("PATCH", path, {"state": "Aborted"})[1]["state"] == "Aborted"
    assert [job["state"] for job in org.get("jobs/query")["records"]] == ["Aborted"]
    assert org.call("DELETE", path) == (204, b"")
    assert org.refusal("GET", path)[:2] == (404, "NOT_FOUND")


def test_parallel_result_pages(org: Any) -> None:
    path = start(org, "SELECT Id FROM Account")
    finish(org, path)
    pages = org.get(f"{path}/resultPages")
    assert (pages["done"], pages["resultPages"]) == (True, [{"resultLink": f"/services/data/v60.0/{path}/results"}])


def test_deleted_rows_are_for_query_all(org: Any) -> None:
    org.call("DELETE", f"sobjects/Account/{org.make('Account', Name='x')}")
    for operation, count in (("query", 0), ("queryAll", 1)):
        path = start(org, "SELECT Id FROM Account", operation)
        assert finish(org, path)["numberRecordsProcessed"] == count


@pytest.mark.parametrize(
    "soql",
    [
        "SELECT COUNT() FROM Account",
        "SELECT Name, COUNT(Id) FROM Account GROUP BY Name",
        "SELECT Id FROM Account OFFSET 5",
        "SELECT Id, (SELECT Id FROM Contacts) FROM Account",
        "SELECT BillingAddress FROM Account",
        "SELECT Foo FROM Account",
    ],
)
def test_what_bulk_cannot_query_is_refused(org: Any, soql: str) -> None:
    assert org.call("POST", "jobs/query", {"operation": "query", "query": soql})[0] == 400


def test_insert_tells_good_rows_from_bad(org: Any) -> None:
    job, good, bad, rest = ingest(org, 'Name,Phone\n"Two\nlines",1\n,2\n', "insert")
    assert (job["state"], job["numberRecordsProcessed"], job["numberRecordsFailed"]) == ("JobComplete", 2, 1)
    assert (good[0]["sf__Created"], good[0]["Name"]) == ("true", "Two\nlines")
    assert bad[0]["sf__Error"] == "REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --"
    assert rest == []


def test_an_empty_cell_leaves_alone_and_na_empties(org: Any) -> None:
    id = org.make("Account", Name="A", Phone="1", Fax="2")
    ingest(org, f"Id|Phone|Fax\r\n{id}||#N/A\r\n", "update", columnDelimiter="PIPE", lineEnding="CRLF")
    row = org.read("Account", id)
    assert (row["Phone"], row["Fax"]) == ("1", None)


def test_upsert_by_external_id_and_parents_by_theirs(org: Any) -> None:
    parent = org.make("Account", Name="P", Ext__c="p")
    _, good, _, _ = ingest(org, "Ext__c,Name,Parent.Ext__c\np,P2,\nq,Q,p\n", "upsert", externalIdFieldName="Ext__c")
    assert [row["sf__Created"] for row in good] == ["false", "true"]
    assert org.values("SELECT ParentId FROM Account WHERE Ext__c = 'q'") == [parent]


def test_delete_and_hard_delete(org: Any) -> None:
    soft, hard = org.make("Account", Name="S"), org.make("Account", Name="H")
    ingest(org, f"Id\n{soft}\n", "delete")
    ingest(org, f"Id\n{hard}\n", "hardDelete")
    assert [row["Id"] for row in org.query("SELECT Id FROM Account", "queryAll")] == [soft]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("Name,Foo\na,b\n", "InvalidBatch : Field name not found : Foo"),
        ("Name\r\na\r\n", "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF"),
    ],
)
def test_data_of_which_nothing_can_be_tried_fails_the_job(org: Any, data: str, words: str) -> None:
    job, good, bad, rest = ingest(org, data, "insert")
    assert (job["state"], job["errorMessage"]) == ("Failed", words)
    assert (good, bad, len(rest)) == ([], [], 1)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0.0"), (1000.0, "1000.0"), (9999999.0, "9999999.0"), (1e7, "1.0E7"), (-12345678.9, "-1.23456789E7")],
)
def test_numbers_are_written_as_the_vendors_language_does(value: float, text: str) -> None:
    assert number(value) == text


def test_the_first_bulk_api_still_answers(org: Any) -> None:
    session = {"x-sfdc-session": org.token, "content-type": "application/xml"}
    body = (
        b'<?xml version="1.0"?><jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload">'
        b"<operation>insert</operation><object>Account</object><contentType>CSV</contentType></jobInfo>"
    )
    made = org.raw("POST", "/services/async/60.0/job", body, session)
    assert made.status == 201
    job = made.body.decode().partition("<id>")[2].partition("</id>")[0]
    added = org.raw("POST", f"/services/async/60.0/job/{job}/batch", b"Name\na\n\xc3\xa9\n", session).body.decode()
    batch = added.partition("<id>")[2].partition("</id>")[0]
    assert "<state>Queued</state>" in added
    path = f"/services/async/60.0/job/{job}/batch/{batch}"
    assert b"<state>Completed</state>" in org.raw("GET", path, b"", session).body
    assert org.raw("GET", f"{path}/result", b"", session).body.count(b'"true","true",""') == 2
    dead = org.raw("GET", path, b"", {"x-sfdc-session": "no", "content-type": "application/json"})
    assert (dead.status, dead.body) == (
        400,
        b'{"exceptionCode":"InvalidSessionId","exceptionMessage":"Invalid session id"}',
    )
