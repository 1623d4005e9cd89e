"""Jobs made, listed and tidied up: D-06, F6."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_salesforce.jobs import Job, tidy
from advocacy_sync.kernel.errors import ConfigError, RetryableError
from vendor import JOB, given, logged_in, refusal, sent, vendor

US = "005A"


def listed(id: str, **facts: Any) -> dict[str, Any]:
    ours = {"createdById": US, "columnDelimiter": "CARET", "operation": "queryAll"}
    return {"id": id, "state": "JobComplete", **ours, **facts}


def writing(id: str, **facts: Any) -> dict[str, Any]:
    return listed(id, **{"operation": "update", **facts})


def test_lists_are_read_to_their_end_and_never_in_circles() -> None:
    again = "/services/data/v67.0/jobs/query?queryLocator=2"
    with vendor() as (org, _):
        given(org, "GET", "jobs/query", {"done": False, "records": [listed("7501")], "nextRecordsUrl": again})
        given(org, "GET", "jobs/query", {"done": False, "records": [listed("7502")], "nextRecordsUrl": again})
        given(org, "GET", "jobs/ingest", {"done": True, "records": []})
        for id in ("7501", "7502"):
            given(org, "DELETE", f"jobs/query/{id}", status=204)
        assert tidy(logged_in()[0], US, ()) == ["7501", "7502"]
        assert [str(call.request.url).rpartition("/")[2] for call in org.calls[:2]] == [
            "ingest?jobType=V2Ingest",
            "query?jobType=V2Query",
        ]


@pytest.mark.parametrize(
    "facts",
    [{"createdById": "005B"}, {"columnDelimiter": "COMMA"}, {"createdById": None}, {"operation": "insert"}],
    ids=str,
)
def test_what_is_not_ours_is_left_alone(facts: dict[str, Any]) -> None:
    with vendor() as (org, _):
        given(org, "GET", "jobs/query", {"done": True, "records": [listed("7501", **facts)]})
        given(
            org, "GET", "jobs/ingest", {"done": True, "records": [writing("7502", state="InProgress", **facts), "text"]}
        )
        assert tidy(logged_in()[0], US, ()) == []


def test_a_job_of_ours_that_runs_is_aborted_first_and_a_refusal_stops_nothing() -> None:
    with vendor() as (org, _):
        given(org, "GET", "jobs/query", {"done": True, "records": [listed("7501", state="InProgress")]})
        given(org, "GET", "jobs/ingest", {"done": True, "records": [writing("7502", state="Open")]})
        given(org, "PATCH", "jobs/query/7501", refusal("INVALIDJOBSTATE"), 400)
        given(org, "DELETE", "jobs/query/7501", refusal("INVALIDJOBSTATE"), 400)
        given(org, "PATCH", "jobs/ingest/7502", {"state": "Aborted"})
        given(org, "DELETE", "jobs/ingest/7502", status=204)
        assert tidy(logged_in()[0], US, ()) == ["7502", "7501"]
        assert sent(org, 1) == {"state": "Aborted"}


def test_a_job_of_ours_that_does_not_tell_its_operation_is_ours() -> None:
    with vendor() as (org, _):
        given(org, "GET", "jobs/ingest", {"done": True, "records": [listed("7502", operation=None)]})
        given(org, "DELETE", "jobs/ingest/7502", status=204)
        assert tidy(logged_in()[0], US, (), ["ingest"]) == ["7502"]


@pytest.mark.parametrize(
    ("answer", "status", "state", "helped"),
    [
        ({"state": "Aborted"}, 200, None, True),
        (refusal("INVALIDJOBSTATE"), 400, {"state": "JobComplete"}, True),  # it has ended by itself
        (b"", 503, {"state": "Aborted"}, True),  # the answer was lost, the order was not
        (b"", 503, None, True),  # and so it is gone
        (b"", 503, {"state": "InProgress"}, False),
        (refusal("INSUFFICIENT_ACCESS"), 403, {"state": "UploadComplete"}, False),
    ],
)
def test_a_job_that_writes_is_ended_for_certain_or_nothing_may_be_written(
    answer: Any, status: int, state: dict[str, Any] | None, helped: bool
) -> None:
    """C-08, D-06: it takes effect when it likes, over values that were written since."""
    with vendor() as (org, _):
        org.assert_all_requests_are_fired = False
        jobs = [writing("7502", state="UploadComplete"), writing("7503")]
        given(org, "GET", "jobs/ingest", {"done": True, "records": jobs})
        given(org, "PATCH", "jobs/ingest/7502", answer, status)
        given(org, "GET", "jobs/ingest/7502", state or refusal("NOT_FOUND"), 200 if state else 404)
        given(org, "DELETE", "jobs/ingest/7503", status=204)
        client = logged_in()[0]
        if helped:
            assert tidy(client, US, (), ["ingest"]) == ["7502", "7503"]
        else:
            with pytest.raises(RetryableError, match="1 Bulk jobs of an earlier push may still write"):
                tidy(client, US, (), ["ingest"])
        assert "DELETE" in [call.request.method for call in org.calls]  # the others are tidied up all the same


def test_a_list_that_is_refused_says_so() -> None:
    with vendor() as (org, _):
        given(org, "GET", "jobs/ingest", refusal("INSUFFICIENT_ACCESS"), 403)
        with pytest.raises(ConfigError, match="INSUFFICIENT_ACCESS"):
            tidy(logged_in()[0], US, ())


def test_a_job_without_an_id_in_the_answer_is_no_job() -> None:
    with vendor() as (org, _):
        given(org, "POST", "jobs/ingest", {"state": "Open"})
        with pytest.raises(Exception, match="holds no id"):
            Job.create(logged_in()[0], "ingest", {})
        assert len(org.calls) == 1


def test_the_id_of_a_job_cannot_lead_elsewhere() -> None:
    assert Job(logged_in()[0], "query", f"{JOB}/../../x").path == f"jobs/query/{JOB}%2F..%2F..%2Fx"


@pytest.mark.parametrize("answer", [{"state": None}, {"state": ["Open"]}, {}, b"null"])
def test_a_state_that_is_no_word_is_none(answer: Any) -> None:
    """C-07."""
    with vendor() as (org, _):
        given(org, "GET", f"jobs/ingest/{JOB}", answer)
        with pytest.raises(RetryableError):
            Job(logged_in()[0], "ingest", JOB).status()
