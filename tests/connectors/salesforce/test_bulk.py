"""Bulk API 2.0 query jobs, as the vendor's guide describes them: C-06, D-06, D-07."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from advocacy_salesforce.bulk import ROWS_A_PAGE, BulkPage, QueryJob
from advocacy_salesforce.faults import Refused
from advocacy_salesforce.jobs import JobFailed, JobGone, JobLate
from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.transport import body
from advocacy_sync.transport.body import TooLarge
from rooms import AT_ONCE
from vendor import API, JOB, Ticking, Vendor, given, logged_in, refusal, sent, vendor

RESULTS = f"jobs/query/{JOB}/results"
LOCATOR = "MjAwMDAwMDA"


def results(org: Vendor, content: bytes, rows: int | None = None, locator: str = "null") -> None:
    headers = {"Sforce-Locator": locator, **({} if rows is None else {"Sforce-NumberOfRecords": str(rows)})}
    given(org, "GET", RESULTS, content, headers=headers)


def state(org: Vendor, name: str, **other: object) -> None:
    given(org, "GET", f"jobs/query/{JOB}", {"id": JOB, "state": name, **other})


def job(ticking: Ticking | None = None) -> QueryJob:
    return QueryJob(logged_in(timing=(ticking or Ticking()).timing)[0], JOB)


def rows(page: BulkPage) -> list[Mapping[str, Any]]:
    return [dict(zip(page.table.header, cells, strict=True)) for cells in page.table.lines(0, page.table.count)]


@pytest.mark.parametrize(("deleted", "operation"), [(False, "query"), (True, "queryAll")])
def test_a_job_is_created_with_its_query_and_the_separator_that_marks_ours(*, deleted: bool, operation: str) -> None:
    with vendor() as (org, _):
        given(org, "POST", "jobs/query", {"id": JOB, "state": "UploadComplete"})
        made = QueryJob.create(logged_in()[0], "SELECT Id FROM Account", deleted=deleted)
        assert made.id == JOB
        body = sent(org, 0)
        assert (body["operation"], body["query"]) == (operation, "SELECT Id FROM Account")
        assert (body["columnDelimiter"], body["lineEnding"], body["contentType"]) == ("CARET", "LF", "CSV")


def test_a_job_whose_creation_was_not_answered_is_not_made_twice() -> None:
    with vendor() as (org, _):
        given(org, "POST", "jobs/query", b"", 503)
        with pytest.raises(RetryableError):
            QueryJob.create(logged_in(AT_ONCE)[0], "SELECT Id FROM Account", deleted=False)
        assert len(org.calls) == 1


def test_a_job_is_polled_until_it_is_complete_on_the_time_that_the_settings_give() -> None:
    ticking = Ticking()
    with vendor() as (org, _):
        for name in ("UploadComplete", "InProgress", "InProgress"):
            state(org, name)
        state(org, "JobComplete", numberRecordsProcessed=7)
        assert job(ticking).wait(60) == 7
    assert ticking.slept == [0.1, 0.2, 0.4]


def test_a_long_job_is_looked_at_every_half_minute_and_no_more_often() -> None:
    ticking = Ticking()
    with vendor() as (org, _):
        for _ in range(12):
            state(org, "InProgress")
        state(org, "JobComplete")
        assert job(ticking).wait(3_600) is None
    assert ticking.slept[-2:] == [30.0, 30.0]


@pytest.mark.parametrize(("name", "kind"), [("Failed", JobFailed), ("Aborted", JobGone)])
def test_a_job_that_ended_badly_is_deleted_and_says_why(name: str, kind: type[RetryableError]) -> None:
    with vendor() as (org, _):
        state(org, name, errorMessage="InvalidBatch: a field is gone")
        given(org, "DELETE", f"jobs/query/{JOB}", status=204)
        with pytest.raises(kind, match=f"ended as {name} \\(InvalidBatch: a field is gone\\)"):
            job().wait(60)


def test_a_job_that_takes_too_long_is_aborted_and_deleted() -> None:
    """CS-26, D-06."""
    with vendor() as (org, _):
        state(org, "InProgress")
        given(org, "PATCH", f"jobs/query/{JOB}", {"id": JOB, "state": "Aborted"})
        given(org, "DELETE", f"jobs/query/{JOB}", status=204)
        with pytest.raises(JobLate, match="not done after 1 s"):
            job().wait(1)
        assert [call.request.method for call in org.calls][-3:] == ["GET", "PATCH", "DELETE"]
        assert sent(org, -2) == {"state": "Aborted"}


def test_a_refused_tidying_up_does_not_hide_why_the_job_was_given_up() -> None:
    with vendor() as (org, _):
        state(org, "InProgress")
        given(org, "PATCH", f"jobs/query/{JOB}", refusal("INVALIDJOBSTATE"), 400)
        given(org, "DELETE", f"jobs/query/{JOB}", refusal("INVALIDJOBSTATE"), 400)
        with pytest.raises(JobLate, match="not done after 0 s"):
            job().wait(0)


@pytest.mark.parametrize("status", [404, 409])
def test_a_job_that_is_not_there_or_of_another_version_is_gone(status: int) -> None:
    with vendor() as (org, _):
        given(org, "GET", f"jobs/query/{JOB}", refusal("NOT_FOUND" if status == 404 else "API_ERROR"), status)
        with pytest.raises(JobGone):
            job().wait(60)


def test_results_are_paged_by_locator_until_it_is_the_word_null() -> None:
    with vendor() as (org, _):
        results(org, b'"Id"\n"a"\n"b"\n', 2, LOCATOR)
        results(org, b'"Id"\n"c"\n', 1)
        pages = list(job().pages(None))
        assert [[row["Id"] for row in rows(page)] for page in pages] == [["a", "b"], ["c"]]
        assert [(page.locator, page.following) for page in pages] == [(None, LOCATOR), (LOCATOR, None)]
        assert org.calls[0].request.url == f"{API}/{RESULTS}?maxRecords={ROWS_A_PAGE}"
        assert org.calls[1].request.url == f"{API}/{RESULTS}?maxRecords={ROWS_A_PAGE}&locator={LOCATOR}"
        assert org.calls[0].request.headers["Accept"] == "text/csv"


def test_results_are_split_as_the_job_says() -> None:
    with vendor() as (org, _):
        state(org, "JobComplete", columnDelimiter="CARET", numberRecordsProcessed=1)
        results(org, b'"Id"^"T"\n"a"^"x, ^ y"\n', 1)
        reading = job()
        reading.wait(60)
        (page,) = reading.pages(None)
        assert rows(page) == [{"Id": "a", "T": "x, ^ y"}]


def test_locators_that_lead_round_in_a_circle_are_an_error() -> None:
    with vendor() as (org, _):
        results(org, b'"Id"\n"a"\n', 1, "L1")
        results(org, b'"Id"\n"b"\n', 1, "L2")
        results(org, b'"Id"\n"c"\n', 1, "L1")
        given(org, "DELETE", f"jobs/query/{JOB}", status=204)
        with pytest.raises(JobGone, match="the locator of an earlier page"):
            list(job().pages(None))


@pytest.mark.parametrize("wrong", [b'"Id"\n"a"\n', b'"Id"\n"a"\n"b"\n"c"\n'])
def test_a_page_with_another_number_of_rows_than_its_header_says_is_fetched_again(wrong: bytes) -> None:
    """CS-24, D-07."""
    with vendor() as (org, _):
        results(org, wrong, 2)
        results(org, b'"Id"\n"a"\n"b"\n', 2)
        (page,) = job().pages(None)
        assert [row["Id"] for row in rows(page)] == ["a", "b"]


def test_a_page_that_stays_short_is_never_taken() -> None:
    with vendor() as (org, _):
        results(org, b'"Id"\n"a"\n', 2)
        given(org, "DELETE", f"jobs/query/{JOB}", status=204)
        with pytest.raises(JobGone, match="another number of rows than its header says"):
            list(job().pages(None))
        assert [call.request.method for call in org.calls] == ["GET", "GET", "GET", "DELETE"]


@pytest.mark.parametrize("content", [b"<html>down</html>", b'"Name"\n"a"\n', b'"Id"\n"cut of'])
def test_what_is_no_page_of_results_is_fetched_again(content: bytes) -> None:
    """C-06, C-07: also where it calls itself a success."""
    with vendor() as (org, _):
        results(org, content)
        results(org, b'"Id"\n"a"\n', 1)
        (page,) = QueryJob(logged_in(AT_ONCE)[0], JOB).pages(None)
        assert page.table.count == 1


def test_a_page_without_rows_is_an_empty_page() -> None:
    with vendor() as (org, _):
        results(org, b'"Id"\n', 0)
        (page,) = job().pages(None)
        assert page.table.count == 0


@pytest.mark.parametrize(("locator", "kind"), [("L9", JobGone), (None, Refused)])
def test_only_a_locator_can_be_too_old(locator: str | None, kind: type[Exception]) -> None:
    """C-16: the first page has none, and its refusal is about something else."""
    with vendor() as (org, _):
        org.assert_all_requests_are_fired = False
        given(org, "GET", RESULTS, refusal("INVALIDLOCATOR"), 400)
        given(org, "DELETE", f"jobs/query/{JOB}", status=204)
        with pytest.raises(kind):
            list(job().pages(locator))
        assert ("DELETE" in [call.request.method for call in org.calls]) is (kind is JobGone)


def test_a_page_too_large_is_asked_for_in_smaller_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """C-06: rows may be wide, memory is not."""
    monkeypatch.setattr(body, "LARGEST_ANSWER", 100)
    with vendor() as (org, _):
        results(org, b'"Id"\n' + b'"a"\n' * 100, 100)
        results(org, b'"Id"\n"a"\n', 1, LOCATOR)
        results(org, b'"Id"\n"b"\n', 1)
        assert [[row["Id"] for row in rows(page)] for page in job().pages(None)] == [["a"], ["b"]]
        sizes = [parse_qs(urlsplit(str(call.request.url)).query)["maxRecords"] for call in org.calls]
        assert sizes == [[str(ROWS_A_PAGE)], [str(ROWS_A_PAGE // 4)], [str(ROWS_A_PAGE // 4)]]


def test_rows_too_large_one_by_one_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "LARGEST_ANSWER", 100)
    with vendor() as (org, _):
        results(org, b'"Id"\n' + b'"a"\n' * 100, 100)
        with pytest.raises(TooLarge, match="Bulk results: the answer is larger"):
            list(job().pages(None))
        assert len(org.calls) < 6
