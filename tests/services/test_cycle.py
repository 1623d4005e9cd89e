"""Jobs and their run records; a connection stays with its org."""

from __future__ import annotations

import pytest

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.services.cycle import Programme
from advocacy_sync.store.unit_of_work import SqlStore
from dump import rows
from services.company import company


def test_a_connection_that_leads_to_another_org_is_refused(store: SqlStore) -> None:
    at = company(store)
    at.programme().pin()
    at.programme().pin()
    at.crm.org_id = "org-2"
    with pytest.raises(ConfigError, match="org now leads to org org-2, its data came from org-1"):
        at.programme().pin()


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


@pytest.mark.parametrize("job", [Programme.flag, Programme.attribute, Programme.push])
def test_jobs_over_an_empty_store_do_nothing_and_are_green(light: SqlStore, job: object) -> None:
    at = company(light)
    assert callable(job)
    job(at.programme())
    assert rows(light, "run")[-1]["status"] == "green"
    assert at.crm.written == []


def test_reference_roles_come_from_the_mappings_and_fold_case(light: SqlStore) -> None:
    assert company(light).programme().reference_roles() == {"reference"}
