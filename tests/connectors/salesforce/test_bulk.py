"""Bulk API 2.0 query jobs, as the vendor's guide describes them."""

from __future__ import annotations

import pytest

from advocacy_salesforce.bulk import QueryJob
from advocacy_sync.kernel.errors import RetryableError
from vendor import API, JOB, Vendor, given, logged_in, refusal, sent, vendor

RESULTS = f"jobs/query/{JOB}/results"
LOCATOR = "MjAwMDAwMDA"


def results(org: Vendor, content: bytes, rows: int | None = None, locator: str = "null") -> None:
    headers = {"Sforce-Locator": locator, **({} if rows is None else {"Sforce-NumberOfRecords": str(rows)})}
    given(org, "GET", RESULTS, content, headers=headers)


def state(org: Vendor, name: str, **other: object) -> None:
    given(org, "GET", f"jobs/query/{JOB}", {"id": JOB, "state": name, **other})


def job() -> QueryJob:
    return QueryJob(logged_in()[0], JOB)


@pytest.mark.parametrize(("deleted", "operation"), [(False, "query"), (True, "queryAll")])
def test_a_job_is_created_with_its_query(*, deleted: bool, operation: str) -> None:
    with vendor() as (org, _):
        given(org, "POST", "jobs/query", {"id": JOB, "state": "UploadComplete"})
        made = QueryJob.create(logged_in()[0], "SELECT Id FROM Account", deleted=deleted)
        assert made.id == JOB
        assert sent(org, 0) == {"operation": operation, "query": "SELECT Id FROM Account"}


def test_a_job_is_polled_until_it_is_complete() -> None:
    waits: list[float] = []
    with vendor() as (org, _):
        for name in ("UploadComplete", "InProgress", "InProgress"):
            state(org, name)
        state(org, "JobComplete", numberRecordsProcessed=7)
        assert job().wait(60, waits.append) == 7
    assert waits == [0.1, 0.2, 0.4]


@pytest.mark.parametrize("name", ["Failed", "Aborted"])
def test_a_job_that_ended_badly_is_deleted_and_says_why(name: str) -> None:
    with vendor() as (org, _):
        state(org, name, errorMessage="InvalidBatch: a field is gone")
        given(org, "DELETE", f"jobs/query/{JOB}", status=204)
        with pytest.raises(RetryableError, match=f"ended as {name} \\(InvalidBatch: a field is gone\\)"):
            job().wait(60, lambda _: None)


def test_a_job_that_takes_too_long_is_aborted_and_deleted() -> None:
    with vendor() as (org, _):
        for _ in range(2):
            state(org, "InProgress")
        given(org, "PATCH", f"jobs/query/{JOB}", {"id": JOB, "state": "Aborted"})
        given(org, "DELETE", f"jobs/query/{JOB}", status=204)
        with pytest.raises(RetryableError, match="not done after 0 s"):
            job().wait(0.05, lambda _: None)
        assert [call.request.method for call in org.calls] == ["GET", "GET", "PATCH", "DELETE"]
        assert sent(org, 2) == {"state": "Aborted"}


def test_a_refused_tidying_up_does_not_hide_why_the_job_was_given_up() -> None:
    with vendor() as (org, _):
        state(org, "InProgress")
        given(org, "PATCH", f"jobs/query/{JOB}", refusal("INVALIDJOBSTATE"), 400)
        given(org, "DELETE", f"jobs/query/{JOB}", refusal("INVALIDJOBSTATE"), 400)
        with pytest.raises(RetryableError, match="not done after 0 s"):
            job().wait(0, lambda _: None)


def test_results_are_paged_by_locator_until_it_is_the_word_null() -> None:
    with vendor() as (org, _):
        results(org, b'"Id"\n"a"\n"b"\n', 2, LOCATOR)
        results(org, b'"Id"\n"c"\n', 1)
        pages = list(job().pages(None))
        assert [[row["Id"] for row in page.rows] for page in pages] == [["a", "b"], ["c"]]
        assert [page.locator for page in pages] == [LOCATOR, None]
        assert org.calls[0].request.url == f"{API}/{RESULTS}?maxRecords=20000"
        assert org.calls[1].request.url == f"{API}/{RESULTS}?maxRecords=20000&locator={LOCATOR}"
        assert org.calls[0].request.headers["Accept"] == "text/csv"


def test_a_locator_that_leads_back_to_its_own_page_is_an_error() -> None:
    with vendor() as (org, _):
        results(org, b'"Id"\n"a"\n', 1, LOCATOR)
        results(org, b'"Id"\n"b"\n', 1, LOCATOR)
        with pytest.raises(RetryableError, match="the locator of the same page"):
            list(job().pages(None))


def test_a_page_shorter_than_its_header_says_is_fetched_again() -> None:
    with vendor() as (org, _):
        results(org, b'"Id"\n"a"\n', 2)
        results(org, b'"Id"\n"a"\n"b"\n', 2)
        (page,) = job().pages(None)
        assert [row["Id"] for row in page.rows] == ["a", "b"]


def test_a_page_that_stays_short_is_never_taken() -> None:
    with vendor() as (org, _):
        results(org, b'"Id"\n"a"\n', 2)
        with pytest.raises(RetryableError, match="fewer rows than its header says"):
            list(job().pages(None))
        assert len(org.calls) == 3


@pytest.mark.parametrize(
    ("content", "cells"),
    [
        (b'"Id","T"\n"a","one\ntwo\r\nthree"\n', "one\ntwo\r\nthree"),
        (b'"Id","T"\n"a","say ""hi"", then"\n', 'say "hi", then'),
        (b'"Id","T"\n"a","x, y;\tz|"\n', "x, y;\tz|"),
        (b'"Id","T"\n"a","nu\0l"\n', "nul"),
        (b'\xef\xbb\xbf"Id","T"\n"a","marked"\n', "marked"),
        (b'"Id","T"\r\n"a","N/A"\r\n', "N/A"),
        (b'"Id","T"\n"a","007"\n', "007"),
        ('"Id","T"\n"a","a\u2028b\x85c"\n'.encode(), "a\u2028b\x85c"),
        (b'"Id","T"\n"a",""\n', ""),
    ],
)
def test_a_cell_holds_what_the_vendor_wrote(content: bytes, cells: str) -> None:
    with vendor() as (org, _):
        results(org, content, 1)
        (page,) = job().pages(None)
        assert page.rows == [{"Id": "a", "T": cells}]


def test_a_text_longer_than_the_parsers_usual_limit_is_read() -> None:
    with vendor() as (org, _):
        results(org, b'"Id","T"\n"a","' + b"x" * 200_000 + b'"\n', 1)
        (page,) = job().pages(None)
        assert len(page.rows[0]["T"]) == 200_000


@pytest.mark.parametrize("content", [b'"Id","T"\n"a"\n', b'"Id"\n"a"b\n', b'"Id"\n"\xff"\n', b'"Id"\n"cut of'])
def test_what_is_no_csv_is_an_error_and_no_row(content: bytes) -> None:
    with vendor() as (org, _):
        results(org, content, 1)
        with pytest.raises(RetryableError, match="no well-formed CSV"):
            list(job().pages(None))


def test_a_page_without_rows_is_an_empty_page() -> None:
    with vendor() as (org, _):
        results(org, b'"Id"\n', 0)
        (page,) = job().pages(None)
        assert page.rows == []
