"""People are told when a job goes wrong, when what is wrong changes, and when it is over: once each."""

from __future__ import annotations

from typing import Any

from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.ports.events import silent
from advocacy_sync.scheduling.alerts import LONGEST, Alerts
from advocacy_sync.scheduling.serve import _run
from advocacy_sync.store.unit_of_work import SqlStore
from services.company import company


def test_what_is_wrong_is_told_once_and_once_that_it_is_over() -> None:
    told: list[str] = []
    alerts = Alerts(told.append, silent)
    for _ in range(3):
        alerts.wrong("pull", "the CRM is away")
    alerts.wrong("pull", "two rows are missing")
    for _ in range(2):
        alerts.well("pull")
    alerts.well("push")
    assert told == [
        "advocacy-sync: pull: the CRM is away",
        "advocacy-sync: pull: two rows are missing",
        "advocacy-sync: pull is green again",
    ]


def test_a_text_is_cut_to_what_a_message_holds() -> None:
    told: list[str] = []
    Alerts(told.append, silent).wrong("pull", "x" * 10_000)
    assert len(told[0]) == LONGEST


def test_a_message_that_cannot_be_sent_is_logged_and_no_more() -> None:
    logged: list[tuple[str, Any]] = []

    def fail(_: str) -> None:
        raise RetryableError("the message was not taken: HTTP 404")

    def log(event: str, /, **fields: Any) -> None:
        logged.append((event, fields))

    Alerts(fail, log).wrong("pull", "x")
    assert logged == [("alert_failed", {"error": "the message was not taken: HTTP 404"})]


def test_a_job_that_ends_red_or_raises_is_told_and_so_is_its_recovery(light: SqlStore) -> None:
    told: list[str] = []
    alerts = Alerts(told.append, silent)
    at = company(light)
    at.crm.broken.add("Deal")
    _run(at.programme(), "pull", silent, alerts)
    _run(at.programme(), "push", silent, alerts)
    at.crm.broken.clear()
    for name in ("pull", "cycle", "push"):
        _run(at.programme(), name, silent, alerts)
    assert told[0].startswith("advocacy-sync: pull: pull ended incomplete: org Deal: ")
    assert told[1].startswith("advocacy-sync: push: not read to the end of late: org Deal")
    assert told[2:] == ["advocacy-sync: pull is green again", "advocacy-sync: push is green again"]
