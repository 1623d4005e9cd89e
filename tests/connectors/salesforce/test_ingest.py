"""Writing by Bulk ingest jobs: CS-30 to CS-33, CS-71, CS-75, CS-76, D-01, D-06, D-07, C-08."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import requests

from advocacy_salesforce import ingest as bulk
from advocacy_salesforce.cells import read
from advocacy_salesforce.ingest import Ingest, fits
from advocacy_sync.kernel.ids import ConnectionName, ExternalId, SourceKey
from advocacy_sync.ports.crm import Change, PushOutcome, Receipt
from advocacy_sync.transport.budget import Budget, Reading
from vendor import API, JOB, Vendor, given, logged_in, refusal, sent, vendor

APPLIED, REJECTED, UNKNOWN = PushOutcome.APPLIED, PushOutcome.REJECTED, PushOutcome.UNKNOWN
PATH = f"jobs/ingest/{JOB}"
HEAD = '"sf__Id"^"sf__Created"^"Id"^"Name"\n'
FAILED_HEAD = '"sf__Id"^"sf__Error"^"Id"^"Name"\n'


def id_of(number: int) -> str:
    return f"001A{number:011}AAA"


def change(number: int, **values: Any) -> Change:
    key = SourceKey(ConnectionName("acme"), "Account", ExternalId(id_of(number)))
    return Change(key=key, values=values or {"Name": f"n{number}"})


def begun(org: Vendor) -> None:
    given(org, "POST", "jobs/ingest", {"id": JOB, "state": "Open"})
    given(org, "PUT", f"{PATH}/batches", status=201)
    given(org, "PATCH", PATH, {"id": JOB, "state": "UploadComplete"})


def ended(org: Vendor, state: str = "JobComplete", **more: Any) -> None:
    given(org, "GET", PATH, {"id": JOB, "state": state, **more})


def results(
    org: Vendor, good: Sequence[int] = (), bad: Sequence[tuple[int, str]] = (), left: Sequence[int] = ()
) -> None:
    """The three files, each with its rows in reverse order: none is promised."""
    lines = [f'"{id_of(one)}"^"false"^"{id_of(one)}"^"n{one}"\n' for one in reversed(good)]
    given(org, "GET", f"{PATH}/successfulResults", (HEAD + "".join(lines)).encode())
    lines = [f'""^"{said}"^"{id_of(one)}"^"n{one}"\n' for one, said in reversed(bad)]
    given(org, "GET", f"{PATH}/failedResults", (FAILED_HEAD + "".join(lines)).encode())
    lines = [f'"{id_of(one)}"^"n{one}"\n' for one in reversed(left)]
    given(org, "GET", f"{PATH}/unprocessedrecords", ('"Id"^"Name"\n' + "".join(lines)).encode())


def write(changes: Sequence[Change], seconds: float = 60, **settings: Any) -> tuple[list[Receipt | None], Ingest]:
    made = Ingest(logged_in(**settings)[0], "Account", seconds)
    return made.write(changes), made


def outcomes(receipts: Sequence[Receipt | None]) -> list[PushOutcome | None]:
    return [receipt.outcome if receipt else None for receipt in receipts]


def methods(org: Vendor) -> list[str]:
    return [str(call.request.method) for call in org.calls]


def test_rows_are_joined_with_their_results_by_id() -> None:
    said = "FIELD_CUSTOM_VALIDATION_EXCEPTION:not so:Name --"
    with vendor() as (org, _):
        begun(org)
        ended(org, numberRecordsProcessed=3, numberRecordsFailed=1)
        results(org, [1, 3], [(2, said)])
        given(org, "DELETE", PATH, status=204)
        receipts, made = write([change(1), change(2), change(3)])
        assert sent(org, 0) == {
            "operation": "update", "object": "Account", "contentType": "CSV", "columnDelimiter": "CARET",
            "lineEnding": "LF",
        }  # fmt: skip
        assert sent(org, 2) == {"state": "UploadComplete"}
        assert methods(org) == ["POST", "PUT", "PATCH", "GET", "GET", "GET", "GET", "DELETE"]
    assert outcomes(receipts) == [APPLIED, REJECTED, APPLIED]
    assert receipts[1] is not None
    assert receipts[1].code == "FIELD_CUSTOM_VALIDATION_EXCEPTION"
    assert receipts[1].message == "FIELD_CUSTOM_VALIDATION_EXCEPTION:not so:Name"
    assert made.trouble is None


def uploaded(org: Vendor) -> list[list[str]]:
    body = org.calls[1].request.body
    assert isinstance(body, bytes)
    table = read(body, "^")
    return [table.header, *table.lines(0, table.count)]


def test_a_column_has_one_place_absent_stays_and_none_clears() -> None:
    """CS-31: the order of columns is fixed; CS-71."""
    with vendor() as (org, _):
        begun(org)
        ended(org)
        results(org, [1, 2, 3])
        given(org, "DELETE", PATH, status=204)
        rows = [
            change(1, Zip="007", Name='say "hi",\n^ there'),
            change(2, Active=True, Name=None),
            change(3, Amount="12345678901234567.89", Name=""),
        ]
        write(rows)
        assert uploaded(org) == [
            ["Id", "Active", "Amount", "Name", "Zip"],
            [id_of(1), "", "", 'say "hi",\n^ there', "007"],
            [id_of(2), "true", "", "#N/A", ""],
            [id_of(3), "", "12345678901234567.89", "#N/A", ""],
        ]


def test_rows_are_cut_into_jobs_by_measured_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """CS-32: quotes count twice."""
    monkeypatch.setattr(bulk, "LONGEST_UPLOAD", 110)
    with vendor() as (org, _):
        begun(org)
        ended(org)
        results(org, [1, 2, 3])
        given(org, "DELETE", PATH, status=204)
        receipts, _ = write([change(number, Name='"' * 20) for number in (1, 2, 3)])
        sizes = [len(call.request.body or b"") for call in org.calls if call.request.method == "PUT"]
    assert sizes == [76, 76, 76]
    assert outcomes(receipts) == [APPLIED] * 3


def test_rows_that_were_never_tried_are_given_back() -> None:
    """CS-76."""
    with vendor() as (org, _):
        begun(org)
        ended(org, "Failed", errorMessage="InvalidBatch : Field name not found : X")
        results(org, [1], [], [2, 3])
        given(org, "DELETE", PATH, status=204)
        receipts, made = write([change(1), change(2), change(3)])
    assert outcomes(receipts) == [APPLIED, None, None]
    assert "InvalidBatch" in str(made.trouble)


def test_a_row_that_no_file_names_is_unknown() -> None:
    with vendor() as (org, _):
        begun(org)
        ended(org)
        results(org, [1])
        given(org, "DELETE", PATH, status=204)
        assert outcomes(write([change(1), change(2)])[0]) == [APPLIED, UNKNOWN]


def test_a_short_file_of_results_is_fetched_again() -> None:
    """D-07."""
    with vendor() as (org, _):
        begun(org)
        ended(org, numberRecordsProcessed=2, numberRecordsFailed=0)
        line = f'"{id_of(1)}"^"false"^"{id_of(1)}"^"n1"\n'
        given(org, "GET", f"{PATH}/successfulResults", (HEAD + line).encode())
        given(org, "GET", f"{PATH}/successfulResults", (HEAD + line + line.replace(id_of(1), id_of(2))).encode())
        given(org, "GET", f"{PATH}/failedResults", FAILED_HEAD.encode())
        given(org, "GET", f"{PATH}/unprocessedrecords", b'"Id"^"Name"\n')
        given(org, "DELETE", PATH, status=204)
        assert outcomes(write([change(1), change(2)])[0]) == [APPLIED, APPLIED]


def test_a_job_that_is_late_is_aborted_and_what_it_did_not_finish_is_unknown() -> None:
    """D-06: no job stays open."""
    with vendor() as (org, _):
        begun(org)
        given(org, "PATCH", PATH, {"id": JOB, "state": "Aborted"})
        ended(org, "InProgress")
        results(org, [1], [(2, "STRING_TOO_LONG:too long:Name --")], [3])
        given(org, "DELETE", PATH, status=204)
        receipts, made = write([change(1), change(2), change(3), change(4)], seconds=1)
        assert {"state": "Aborted"} in [sent(org, place) for place, name in enumerate(methods(org)) if name == "PATCH"]
        assert methods(org)[-1] == "DELETE"
    assert outcomes(receipts) == [APPLIED, REJECTED, UNKNOWN, UNKNOWN]
    assert "not done after 1 s" in str(made.trouble)


@pytest.mark.parametrize("status", [400, 503])
def test_without_a_job_nothing_was_tried(status: int) -> None:
    with vendor() as (org, _):
        given(org, "POST", "jobs/ingest", refusal("FEATURENOTENABLED"), status)
        receipts, made = write([change(1)])
        assert methods(org) == ["POST"]
    assert (outcomes(receipts), made.trouble is None) == ([None], False)


@pytest.mark.parametrize("error", [requests.ConnectionError("reset"), requests.ReadTimeout("late")])
def test_an_upload_whose_answer_was_lost_was_not_tried_for_the_job_is_not_closed(error: Exception) -> None:
    with vendor() as (org, _):
        given(org, "POST", "jobs/ingest", {"id": JOB})
        org.put(f"{API}/{PATH}/batches", body=error)
        given(org, "PATCH", PATH, {"state": "Aborted"})
        given(org, "DELETE", PATH, status=204)
        assert outcomes(write([change(1)])[0]) == [None]
        assert methods(org) == ["POST", "PUT", "PATCH", "DELETE"]
        assert sent(org, 2) == {"state": "Aborted"}


@pytest.mark.parametrize("state", ["InProgress", "UploadComplete", "JobComplete"])
def test_a_start_whose_answer_was_lost_is_looked_at_and_not_repeated(state: str) -> None:
    """C-08, CS-33: resume polling rather than abort."""
    with vendor() as (org, _):
        given(org, "POST", "jobs/ingest", {"id": JOB})
        given(org, "PUT", f"{PATH}/batches", status=201)
        org.patch(f"{API}/{PATH}", body=requests.ConnectionError("reset"))
        ended(org, state)
        ended(org)
        results(org, [1])
        given(org, "DELETE", PATH, status=204)
        assert outcomes(write([change(1)])[0]) == [APPLIED]
        assert methods(org).count("PATCH") == 1


def test_a_start_that_did_not_arrive_is_made_once_more() -> None:
    with vendor() as (org, _):
        given(org, "POST", "jobs/ingest", {"id": JOB})
        given(org, "PUT", f"{PATH}/batches", status=201)
        given(org, "PATCH", PATH, b"", 503)
        given(org, "PATCH", PATH, {"state": "UploadComplete"})
        ended(org, "Open")
        ended(org)
        results(org, [1])
        given(org, "DELETE", PATH, status=204)
        assert outcomes(write([change(1)])[0]) == [APPLIED]


def test_a_start_that_never_arrives_leaves_the_rows_untried_and_no_job() -> None:
    with vendor() as (org, _):
        given(org, "POST", "jobs/ingest", {"id": JOB})
        given(org, "PUT", f"{PATH}/batches", status=201)
        given(org, "PATCH", PATH, refusal("INVALIDJOBSTATE"), 400)
        ended(org, "Open")
        given(org, "DELETE", PATH, status=204)
        receipts, made = write([change(1)])
        assert methods(org)[-1] == "DELETE"
    assert outcomes(receipts) == [None]
    assert "INVALIDJOBSTATE" in str(made.trouble)


@pytest.mark.parametrize(
    ("stopped", "outcome"),
    [
        ({"state": "Aborted", "numberRecordsProcessed": 0}, None),
        ({"state": "Aborted", "numberRecordsProcessed": 1}, UNKNOWN),
        ({"state": "Open"}, UNKNOWN),
    ],
)
def test_a_start_that_is_lost_may_still_arrive_until_the_job_is_seen_aborted(
    stopped: dict[str, Any], outcome: PushOutcome | None
) -> None:
    """C-08: rows called untried are sent again by another way, and would be written twice."""
    with vendor() as (org, _):
        org.assert_all_requests_are_fired = False
        given(org, "POST", "jobs/ingest", {"id": JOB})
        given(org, "PUT", f"{PATH}/batches", status=201)
        org.patch(f"{API}/{PATH}", body=requests.ReadTimeout("late"))
        ended(org, "Open")
        ended(org, "Open")
        ended(org, **stopped)
        given(org, "DELETE", PATH, status=204)
        receipts, made = write([change(1)])
        assert outcomes(receipts) == [outcome]
        assert [job.id for job in made.running] == ([] if outcome is None else [JOB])
        assert sent(org, methods(org).index("PATCH")) == {"state": "UploadComplete"}
        assert ("DELETE" in methods(org)) is (outcome is None)  # a job that may run yet is left alone


def test_when_nobody_can_say_whether_the_job_began_the_rows_are_unknown_and_the_first_error_is_kept() -> None:
    """CS-33."""
    with vendor() as (org, _):
        given(org, "POST", "jobs/ingest", {"id": JOB})
        given(org, "PUT", f"{PATH}/batches", status=201)
        given(org, "PATCH", PATH, b"", 504)
        given(org, "GET", PATH, b"", 503)
        receipts, made = write([change(1)])
    assert outcomes(receipts) == [UNKNOWN]
    assert "HTTP 504" in str(made.trouble)


@pytest.mark.parametrize("lost", [False, True])
def test_a_job_whose_state_cannot_be_read_is_aborted_so_that_it_does_not_write_later(*, lost: bool) -> None:
    """C-08, D-06: by then a later push has written other values."""
    with vendor() as (org, _):
        org.assert_all_requests_are_fired = False
        begun(org)
        given(org, "PATCH", PATH, b"" if lost else {"id": JOB, "state": "Aborted"}, 503 if lost else 200)
        given(org, "GET", PATH, b"", 503)
        results(org, [1], [], [2])
        given(org, "DELETE", PATH, status=204)
        receipts, made = write([change(1), change(2)])
        asked = [sent(org, place) for place, name in enumerate(methods(org)) if name == "PATCH"]
        assert asked == [{"state": "UploadComplete"}, {"state": "Aborted"}]
        assert ("DELETE" in methods(org)) is not lost
    assert outcomes(receipts) == ([UNKNOWN, UNKNOWN] if lost else [APPLIED, UNKNOWN])
    assert [job.id for job in made.running] == ([JOB] if lost else [])
    assert "HTTP 503" in str(made.trouble)


def test_a_late_job_that_cannot_be_aborted_is_told_to_be_running() -> None:
    """D-06."""
    with vendor() as (org, _):
        begun(org)
        given(org, "PATCH", PATH, b"", 503)
        ended(org, "InProgress")
        receipts, made = write([change(1)], seconds=1)
    assert (outcomes(receipts), [job.id for job in made.running]) == ([UNKNOWN], [JOB])


def test_results_that_cannot_be_had_leave_the_rows_unknown() -> None:
    with vendor() as (org, _):
        begun(org)
        ended(org)
        given(org, "GET", f"{PATH}/successfulResults", b"<html>down</html>")
        given(org, "DELETE", PATH, status=204)
        assert outcomes(write([change(1)])[0]) == [UNKNOWN]


@pytest.mark.parametrize(("left", "outcome"), [(0, None), (2, None), (3, UNKNOWN), (5, UNKNOWN)])
def test_a_quota_that_is_spent_leaves_untried_what_was_not_started(left: int, outcome: PushOutcome | None) -> None:
    """C-17: `left` calls may be made, then the budget refuses."""
    with vendor() as (org, _):
        org.assert_all_requests_are_fired = False
        begun(org)
        ended(org)
        results(org, [])
        given(org, "DELETE", PATH, status=204)
        budget = Budget(reserve=0.0, reading=Reading(100, left))
        assert outcomes(write([change(1)], budget=budget)[0]) == [outcome]
        assert len(org.calls) == left


@pytest.mark.parametrize(
    ("values", "fitting"),
    [
        ({"Name": "plain"}, True),
        ({"Name": None}, True),
        ({"Name": "#N/A"}, False),
        ({"Name": " #N/A "}, False),
        ({"Name": "x" * 32_000}, True),
        ({"Name": "x" * 32_001}, False),
        ({f"F{number}": "x" * 32_000 for number in range(13)}, False),
        ({}, True),
    ],
)
def test_a_row_that_bulk_cannot_say_does_not_fit(values: dict[str, Any], fitting: bool) -> None:
    assert fits(Change(key=change(1).key, values=values)) is fitting
