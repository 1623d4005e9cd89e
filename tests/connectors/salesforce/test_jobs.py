"""Jobs made, listed and tidied up: D-06, F6."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_salesforce.jobs import Job, tidy
from advocacy_sync.kernel.errors import ConfigError
from vendor import JOB, given, logged_in, refusal, sent, vendor

US = "005A"


def listed(id: str, **facts: Any) -> dict[str, Any]:
    return {"id": id, "state": "JobComplete", "createdById": US, "columnDelimiter": "CARET", **facts}


def test_lists_are_read_to_their_end_and_never_in_circles() -> None:
    again = "/services/data/v67.0/jobs/query?queryLocator=2"
    with vendor() as (org, _):
        given(org, "GET", "jobs/query", {"done": False, "records": [listed("7501")], "nextRecordsUrl": again})
        given(org, "GET", "jobs/query", {"done": False, "records": [listed("7502")], "nextRecordsUrl": again})
        given(org, "GET", "jobs/ingest", {"done": True, "records": []})
        for id in ("7501", "7502"):
            given(org, "DELETE", f"jobs/query/{id}", status=204)
        assert tidy(logged_in()[0], US, ()) == ["7501", "7502"]
        assert str(org.calls[0].request.url).endswith("jobs/query?jobType=V2Query")


@pytest.mark.parametrize(
    "facts", [{"createdById": "005B"}, {"columnDelimiter": "COMMA"}, {"createdById": None}], ids=str
)
def test_what_is_not_ours_is_left_alone(facts: dict[str, Any]) -> None:
    with vendor() as (org, _):
        given(org, "GET", "jobs/query", {"done": True, "records": [listed("7501", **facts)]})
        given(org, "GET", "jobs/ingest", {"done": True, "records": [listed("7502", **facts), "text"]})
        assert tidy(logged_in()[0], US, ()) == []


def test_a_job_of_ours_that_runs_is_aborted_first_and_a_refusal_stops_nothing() -> None:
    with vendor() as (org, _):
        given(org, "GET", "jobs/query", {"done": True, "records": [listed("7501", state="InProgress")]})
        given(org, "GET", "jobs/ingest", {"done": True, "records": [listed("7502", state="Open")]})
        given(org, "PATCH", "jobs/query/7501", refusal("INVALIDJOBSTATE"), 400)
        given(org, "DELETE", "jobs/query/7501", refusal("INVALIDJOBSTATE"), 400)
        given(org, "PATCH", "jobs/ingest/7502", {"state": "Aborted"})
        given(org, "DELETE", "jobs/ingest/7502", status=204)
        assert tidy(logged_in()[0], US, ()) == ["7501", "7502"]
        assert sent(org, 1) == {"state": "Aborted"}


def test_a_list_that_is_refused_says_so() -> None:
    with vendor() as (org, _):
        given(org, "GET", "jobs/query", refusal("INSUFFICIENT_ACCESS"), 403)
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
