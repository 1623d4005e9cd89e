"""A CRM that is away, or another one than before: what it stops, and what it does not."""

from __future__ import annotations

import pytest

from advocacy_sync.kernel.clock import FixedClock
from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, RetryableError
from advocacy_sync.services.cycle import Programme
from advocacy_sync.services.pin import OtherOrg, pin
from advocacy_sync.store.unit_of_work import SqlStore
from dump import rows
from services.company import NOW, connect, fake, populate, programme
from services.fake_crm import FakeCrm


class Two:
    """One company in two CRMs."""

    def __init__(self, store: SqlStore) -> None:
        self.store, self.clock = store, FixedClock(NOW)
        self.first, self.second = fake("first"), fake("second")
        for crm in (self.first, self.second):
            populate(crm)

    def programme(self) -> Programme:
        return programme(self.store, connect(self.first), connect(self.second, 1), clock=self.clock)

    def judged(self) -> Programme:
        made = self.programme()
        assert made.pull().pulled.green
        made.flag()
        made.attribute()
        return made


AWAY = [RetryableError("the login server answered 503"), ConfigError("the login was refused (invalid_grant)")]


def kept(store: SqlStore, crm: FakeCrm) -> int:
    return sum(row["connection"] == crm.name for row in rows(store, "source_row"))


@pytest.mark.parametrize("error", AWAY, ids=["away", "refused"])
def test_one_crm_that_is_away_does_not_keep_the_other_from_being_read(store: SqlStore, error: AdvocacyError) -> None:
    at = Two(store)
    at.first.away = error
    report = at.programme().pull().pulled
    assert report.failed == {("first", "login"): error}
    assert (kept(store, at.first), kept(store, at.second)) == (0, 12)
    run = rows(store, "run")[-1]
    assert run["status"] == ("incomplete" if isinstance(error, RetryableError) else "red")
    assert run["note"] == f"first login: {error}"


@pytest.mark.parametrize("error", AWAY, ids=["away", "refused"])
def test_one_crm_that_is_away_does_not_keep_the_other_from_being_written(store: SqlStore, error: AdvocacyError) -> None:
    at = Two(store)
    made = at.judged()
    at.first.away = error
    report = made.push()
    assert (at.first.written, bool(at.second.written)) == ([], True)
    assert [(one.code, one.subject) for one in report.findings] == [("push.away", "first")]
    assert (report.green, report.later) == (False, isinstance(error, RetryableError))
    at.first.away = None
    assert made.push().green
    assert at.first.written


def test_a_plan_is_applied_where_a_crm_is_there_and_waits_where_it_is_not(light: SqlStore) -> None:
    at = Two(light)
    made = at.judged()
    plan, _ = made.save_plan()
    at.first.away = AWAY[0]
    report = made.apply(plan.id)
    assert (at.first.written, bool(at.second.written), report.later) == ([], True, True)
    assert all("the login server answered 503" in reason for reason in report.stopped)
    assert report.left > 0
    at.first.away = None
    assert made.apply(plan.id).green
    assert at.first.written


def test_another_org_stops_the_job_and_nothing_of_it_is_kept(light: SqlStore) -> None:
    at = Two(light)
    made = at.judged()
    at.second.org_id = "org-9"
    at.second.edit("Contact", "new", Last="New")
    with pytest.raises(OtherOrg, match="the connection second now leads to org org-9, its data came from org-1"):
        made.pull()
    assert kept(light, at.second) == 12
    assert rows(light, "run")[-1]["status"] == "red"


def test_a_connection_is_pinned_at_first_sight(store: SqlStore) -> None:
    connection = connect(fake())
    pin(store, connection, NOW)
    pin(store, connection, NOW)
    assert [row["org_id"] for row in rows(store, "connection")] == ["org-1"]
