"""The record of a run: one at a time, closed whatever happens, and a dead one's closed by the next (E-01, E-02)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from advocacy_sync.kernel.clock import FixedClock
from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, ConflictError, FatalError, RetryableError
from advocacy_sync.services.lease import LEASE, Worker
from advocacy_sync.services.pull import PullPolicy
from advocacy_sync.services.running import Running, running
from advocacy_sync.store.unit_of_work import SqlStore
from dump import rows
from services.company import NOW, Company, company

CLOCK = FixedClock(NOW)


def run(store: SqlStore, one: Worker | None = None, job: str = "pull", **more: Any) -> AbstractContextManager[Running]:
    return running(store, job, CLOCK, one or Worker(), more.get("taken_over", lambda: None))


def ends(store: SqlStore) -> list[tuple[str, str, str]]:
    return [(row["job"], row["status"], row["note"]) for row in rows(store, "run")]


def killed(store: SqlStore, one: Worker) -> None:
    """What a process leaves behind that is killed in the middle of a run."""
    now = one.clock.now()
    with store.begin() as work:
        found = work.leases.take(LEASE, one.holder, now, now + one.term, one.gone)
        assert found is not None
        work.runs.start("killed", NOW, found[0])


# --- how a run ends -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("green", "later", "status"),
    [(True, False, "green"), (True, True, "green"), (False, False, "red"), (False, True, "incomplete")],
)
def test_a_run_ends_as_it_was_found_to_have_ended(light: SqlStore, green: bool, later: bool, status: str) -> None:
    with run(light) as this:
        assert ends(light) == [("pull", "running", "")]
        this.green, this.later, this.note = green, later, "said so"
    assert ends(light) == [("pull", status, "said so")]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RetryableError("away"), "incomplete"),
        (ConfigError("wrong"), "red"),
        (FatalError("broken"), "red"),
        (ConflictError("changed"), "red"),
    ],
)
def test_a_run_that_fails_says_why(store: SqlStore, error: AdvocacyError, status: str) -> None:
    with pytest.raises(type(error)), run(store):
        raise error
    assert ends(store) == [("pull", status, str(error))]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, MemoryError])
def test_a_run_that_is_broken_off_is_red(light: SqlStore, error: type[BaseException]) -> None:
    with pytest.raises(error), run(light):
        raise error
    assert ends(light) == [("pull", "red", f"stopped by {error.__name__}")]


def test_after_a_run_the_lease_is_free_however_it_ended(store: SqlStore) -> None:
    with pytest.raises(ValueError), run(store):
        raise ValueError
    with run(store, Worker("another")):
        pass
    assert [row["holder"] for row in rows(store, "lease")] == [""]


# --- two of them ----------------------------------------------------------------------------------


def test_while_one_is_at_work_another_is_told_who_and_does_nothing(store: SqlStore) -> None:
    with run(store, Worker("the first")):
        with pytest.raises(RetryableError, match="the first is at work on this store; push was not started"):
            run(store, Worker("the second"), "push").__enter__()
        assert ends(store) == [("pull", "running", "")]
    with run(store, Worker("the second"), "push"):
        pass
    assert ends(store) == [("pull", "green", ""), ("push", "green", "")]


def test_a_dead_ones_lease_is_taken_at_once_and_its_run_closed(store: SqlStore) -> None:
    killed(store, Worker("dead"))
    told: list[int] = []
    with run(store, Worker("alive", gone=lambda holder: holder == "dead"), taken_over=lambda: told.append(1)):
        [dead, _] = ends(store)
        assert dead[:2] == ("killed", "red")
        assert "its process ended before the run did" in dead[2]
    assert told == [1]
    assert ends(store)[1] == ("pull", "green", "")


def test_whoever_comes_after_one_that_ended_well_has_nothing_to_tidy(light: SqlStore) -> None:
    told: list[int] = []
    for _ in range(2):
        with run(light, taken_over=lambda: told.append(1)):
            pass
    assert told == []


def test_of_whom_nothing_is_known_is_waited_for_until_the_term_is_over(store: SqlStore) -> None:
    clock = FixedClock(NOW)
    killed(store, Worker("elsewhere", clock=clock))
    clock.advance(timedelta(minutes=9))
    with pytest.raises(RetryableError, match="try again later"):
        run(store, Worker("here", clock=clock)).__enter__()
    clock.advance(timedelta(minutes=1))
    with run(store, Worker("here", clock=clock)):
        pass
    assert [status for _, status, _ in ends(store)] == ["red", "green"]


def test_a_run_that_was_taken_over_stops_at_its_next_transaction_and_leaves_its_record_alone(store: SqlStore) -> None:
    clock = FixedClock(NOW)

    def paused_and_overtaken() -> None:
        with run(store, Worker("paused", clock=clock), "paused") as this:
            clock.advance(timedelta(minutes=10))
            with run(store, Worker("next", clock=clock)):
                pass
            with this.store.begin() as work:
                work.runs.pin("org", "salesforce", "00D", NOW)

    with pytest.raises(ConflictError):
        paused_and_overtaken()
    [paused, following] = ends(store)
    assert (paused[:2], "its process ended" in paused[2]) == (("paused", "red"), True)
    assert following == ("pull", "green", "")
    assert rows(store, "connection") == []


# --- a whole job ----------------------------------------------------------------------------------


def overtake(at: Company) -> None:
    """Another process takes the lease while a pull is in the middle of its pages."""
    clock = FixedClock(NOW)
    in_step = PullPolicy(ahead=False)
    first = replace(at.programme(), worker=Worker("first", clock=clock), policy=in_step)
    second = replace(at.programme(), worker=Worker("second", clock=clock))
    met: list[int] = []

    def page() -> None:
        met.append(1)
        if len(met) == 5:
            clock.advance(timedelta(hours=1))
            second.pull()

    at.crm.before_page = page
    report = first.pull()
    assert not report.pulled.green


def test_a_pull_that_was_overtaken_in_the_middle_spoils_nothing(light: SqlStore) -> None:
    at = company(light, page_size=1)
    with pytest.raises(ConflictError):
        overtake(at)
    statuses = [(row["job"], row["status"]) for row in rows(light, "run")]
    assert statuses == [("pull", "red"), ("pull", "green")]
    assert len(rows(light, "source_row")) == 12
    assert rows(light, "checkpoint") != []


def test_what_a_dead_process_left_open_in_the_crm_is_ended_by_the_next(light: SqlStore) -> None:
    at = company(light, page_size=1)
    at.only = ["Deal"]
    at.crm.fail_at = {2}
    at.programme().pull()
    assert at.crm.tidied == []
    killed(light, Worker("dead"))
    replace(at.programme(), worker=Worker("alive", gone=lambda _: True)).pull()
    assert at.crm.tidied == [["1"]]
