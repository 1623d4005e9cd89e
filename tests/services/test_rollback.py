"""Rollback: what a run replaced stands again, people's edits are spared, and the next push does not undo it."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.kernel.ids import RunId
from advocacy_sync.services.cycle import Programme
from advocacy_sync.store.unit_of_work import SqlStore
from dump import rows
from services.company import Company, company
from services.fake_crm import FakeCrm


def pushed(store: SqlStore) -> tuple[Company, RunId]:
    """A company into whose CRM a run has written, over something that stood there."""
    at = company(store)
    at.crm.edit("Deal", "won", Touches=1, Top="Somebody")
    at.cycle()
    return at, last_run(store)


def last_run(store: SqlStore) -> RunId:
    return RunId(rows(store, "run")[-1]["id"])


def owned(crm: FakeCrm) -> dict[tuple[str, str], dict[str, Any]]:
    """Every pushed field of every row."""
    names = {"Account": ["Referenceable"], "Contact": ["Status", "Signals", "Staleness", "LastVerified"]}
    names["Deal"] = ["Influenced", "Touches", "LastTouch", "Top"]
    return {
        (name, key): {field: row.payload[field] for field in fields}
        for name, fields in names.items()
        for key, row in crm.tables[name].items()
    }


def test_everything_that_a_run_wrote_is_as_it_was_before(store: SqlStore) -> None:
    at = company(store)
    at.crm.edit("Deal", "won", Touches=1, Top="Somebody")
    before = owned(at.crm)
    at.cycle()
    assert owned(at.crm) != before
    report = at.programme().rollback(last_run(store))
    assert owned(at.crm) == before
    assert report.green
    assert report.outcomes == {"applied": report.planned}


def test_a_value_whose_answer_and_read_back_were_lost_is_taken_back_too(store: SqlStore) -> None:
    """Unknown is not unwritten: what the CRM took is found in place, and restored."""
    at = company(store)
    at.crm.edit("Deal", "won", Touches=1, Top="Somebody")
    for job in (Programme.pull, Programme.flag, Programme.attribute):
        job(at.programme())
    before = owned(at.crm)
    at.crm.lose_answers = True
    at.crm.fail_at = set(range(at.crm.calls_made + 3, at.crm.calls_made + 100, 3))  # the read-backs
    report = at.programme().push()
    assert report.outcomes["unknown"] > 0
    at.crm.lose_answers, at.crm.fail_at = False, set()
    at.programme().rollback(last_run(store))
    assert owned(at.crm) == before


def test_what_people_have_changed_since_is_left_to_them(store: SqlStore) -> None:
    at, run = pushed(store)
    at.crm.edit("Deal", "won", Top="A person's words")
    report = at.programme().rollback(run)
    assert at.crm.value("Deal", "won", "Top") == "A person's words"
    assert at.crm.value("Deal", "won", "Touches") == 1
    assert report.outcomes["conflicted"] == 1


def test_what_a_rollback_has_spared_the_next_push_spares_too(store: SqlStore) -> None:
    at, run = pushed(store)
    at.crm.edit("Deal", "won", Top="A person's words")
    report = at.programme().rollback(run)
    [(outcome, message)] = report.unsettled
    assert (outcome, message) == ("conflicted", "spared: somebody has changed the value since the run wrote it")
    assert report.examples[outcome, message] == [("org/Deal/won", "Top")]
    at.wait(days=1)
    assert at.judged().push().planned == 0
    assert at.crm.value("Deal", "won", "Top") == "A person's words"


def test_what_was_rolled_back_can_be_released(light: SqlStore) -> None:
    at, run = pushed(light)
    before = owned(at.crm)
    at.programme().rollback(run)
    plan, _ = at.judged().save_plan(release=True)
    assert at.programme().apply(plan.id).green
    assert owned(at.crm) == before


def test_the_next_push_does_not_write_what_was_rolled_back(store: SqlStore) -> None:
    at, run = pushed(store)
    at.programme().rollback(run)
    stands = owned(at.crm)
    for _ in range(3):
        report = at.judged().push()
        assert (report.planned, [one.code for one in report.findings]) == (0, ["push.held"])
    assert owned(at.crm) == stands


def test_when_something_else_is_wanted_it_is_written_again(store: SqlStore) -> None:
    at, run = pushed(store)
    at.programme().rollback(run)
    at.crm.edit("Act", "more", Kind="Quote", Status="Done", At="2026-01-27T10:00:00Z", Who="ann", Deal="won")
    at.judged().push()
    assert at.crm.value("Deal", "won", "Touches") == 4
    assert at.crm.value("Deal", "won", "Influenced") is None  # the same as was rolled back
    at.judged().push()
    assert at.crm.value("Deal", "won", "Touches") == 4


def test_a_rollback_is_a_plan_of_its_own_with_receipts(light: SqlStore) -> None:
    at, run = pushed(light)
    at.programme().rollback(run)
    plan = rows(light, "plan")[-1]
    assert (plan["kind"], plan["status"], len(plan["sha256"])) == ("rollback", "applied", 64)
    mine = [row for row in rows(light, "intent") if row["plan"] == plan["id"]]
    assert {row["outcome"] for row in mine} == {"applied"}
    assert {row["reason"] for row in mine} == {f"rollback of run {run}"}


def test_a_rollback_can_be_rolled_back(light: SqlStore) -> None:
    at, run = pushed(light)
    stood = owned(at.crm)
    at.programme().rollback(run)
    at.programme().rollback(last_run(light))
    assert owned(at.crm) == stood
    assert at.judged().push().planned == 0


def test_rolling_back_twice_writes_nothing_the_second_time(light: SqlStore) -> None:
    at, run = pushed(light)
    at.programme().rollback(run)
    before = len(at.crm.written)
    report = at.programme().rollback(run)
    assert len(at.crm.written) == before
    assert set(report.outcomes) == {"unchanged"}


def test_a_row_that_is_gone_by_now_is_told(light: SqlStore) -> None:
    at, run = pushed(light)
    at.crm.delete("Deal", "won")
    report = at.programme().rollback(run)
    assert report.outcomes["rejected"] == 4
    assert report.outcomes["applied"] > 0


@pytest.mark.parametrize("run", [1, 99])
def test_a_run_that_wrote_nothing_cannot_be_taken_back(light: SqlStore, run: int) -> None:
    at, _ = pushed(light)
    with pytest.raises(ConfigError, match=f"run {run} wrote nothing into a CRM; 'advocacy-sync runs list'"):
        at.programme().rollback(RunId(run))
