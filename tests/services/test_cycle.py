"""Jobs and their run records; a connection stays with its org."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from advocacy_sync.kernel.errors import ConfigError, RetryableError
from advocacy_sync.services.cycle import Programme
from advocacy_sync.store.unit_of_work import SqlStore
from dump import rows
from services.company import company


def test_a_connection_that_leads_to_another_org_is_refused(store: SqlStore) -> None:
    at = company(store)
    at.cycle()
    at.wait(hours=1)
    at.crm.edit("Contact", "bob", Nominate=True)
    made = at.judged()
    written = list(at.crm.written)
    at.crm.org_id = "org-2"
    for job in (made.pull, made.push, made.save_plan):
        with pytest.raises(ConfigError, match="org now leads to org org-2, its data came from org-1"):
            job()
    assert at.crm.written == written
    assert [row["status"] for row in rows(store, "run")][-3:] == ["red", "red", "red"]


def test_every_job_leaves_a_run_record(store: SqlStore) -> None:
    at = company(store)
    at.cycle()
    found = [(row["job"], row["status"], row["ended_at"]) for row in rows(store, "run")]
    assert found == [(job, "green", at.clock.now()) for job in ("pull", "flag", "attribute", "push")]


@pytest.mark.parametrize("failure", [KeyboardInterrupt, ZeroDivisionError])
def test_a_run_that_is_broken_off_is_red_and_says_by_what(light: SqlStore, failure: type[BaseException]) -> None:
    at = company(light)

    def stop() -> None:
        raise failure

    at.crm.before_page = stop
    with pytest.raises(failure):
        at.programme().pull()
    assert rows(light, "run")[-1]["note"] == f"stopped by {failure.__name__}"
    assert rows(light, "run")[-1]["status"] == "red"


@pytest.mark.parametrize("job", [Programme.attribute, Programme.push])
def test_nothing_is_concluded_from_what_was_never_read(light: SqlStore, job: Callable[[Programme], object]) -> None:
    at = company(light)
    with pytest.raises(RetryableError, match="not read to the end of late: org Account"):
        job(at.programme())
    assert rows(light, "run")[-1]["status"] == "incomplete"
    assert at.crm.written == []


def test_signals_stay_as_they_are_while_an_object_that_they_rest_on_was_not_read(light: SqlStore) -> None:
    at = company(light)
    report = at.programme().flag()
    assert "org Contact" in report.unread
    assert not report.green
    assert rows(light, "run")[-1]["status"] == "red"


def test_a_pull_that_failed_for_long_clears_nothing_in_the_crm(light: SqlStore) -> None:
    at = company(light)
    jobs = at.programme()
    at.cycle()
    written = len(at.crm.written)
    at.wait(days=100)
    at.crm.broken = {"Act"}
    jobs.pull()
    with pytest.raises(RetryableError, match="org Act"):
        jobs.push()
    assert len(at.crm.written) == written


def test_reference_roles_come_from_the_mappings_and_fold_case(light: SqlStore) -> None:
    assert company(light).programme().reference_roles() == {"reference"}
