"""Questions to the store about its promises that a run's balance does not answer (I11, I8)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import Checkpoint, Intent, Plan
from advocacy_sync.store.unit_of_work import SqlStore
from store.builders import T0, hours

PLAN = Plan(id=0, run=RunId(1), created_at=T0, status="open", kind="push", cost=0, sha256="0" * 64)
ENTRY = {
    **dict.fromkeys(("activity", "contact", "account", "activity_kind", "reverses")),
    "run": 1, "posted_at": T0, "opportunity": "org/Deal/1", "amount_minor": 7, "currency": "USD",
    "weight": "1", "model": "linear", "model_version": "1", "inputs": "0" * 32, "reason": "posted",
}  # fmt: skip


def backlog(store: SqlStore) -> list[str]:
    with store.begin() as work:
        return work.audit.backlog()


def test_an_empty_store_owes_nothing(store: SqlStore) -> None:
    assert backlog(store) == []


def test_a_run_without_an_end_is_a_backlog_unless_its_holder_is_at_work(store: SqlStore) -> None:
    with store.begin() as work:
        work.runs.start("dead", T0)
        work.leases.take("programme", "me", T0, T0 + hours(1), lambda _: False)
        work.runs.start("alive", T0, 1)
    assert backlog(store) == ["run 1 (dead) never ended"]


def test_a_read_inside_an_object_is_a_backlog(store: SqlStore) -> None:
    with store.begin() as work:
        work.checkpoints.put("org", "Deal", "changes", Checkpoint(bound=T0, read_at=T0))
        work.checkpoints.put("org", "Deal", "audit", Checkpoint(window_end=T0, cursor="c"))
    assert backlog(store) == ["org Deal (audit) is being read"]


@pytest.mark.parametrize(("status", "owed"), [("open", True), ("stopped", True), ("held", False), ("applied", False)])
def test_a_plan_that_nobody_finished_is_a_backlog_and_one_that_waits_for_a_person_is_not(
    store: SqlStore, status: str, owed: bool
) -> None:
    with store.begin() as work:
        work.pushes.open_plan(replace(PLAN, status=status), [])
    assert backlog(store) == ([f"plan 1 is {status}"] if owed else [])


@pytest.mark.unsound
@pytest.mark.parametrize(
    ("amounts", "told"), [([-7], []), ([-6], ["does not take back"]), ([-7, -7], ["was reversed 2 times"])]
)
def test_a_reversal_takes_back_what_it_names_and_once(store: SqlStore, amounts: list[int], told: list[str]) -> None:
    with store.begin() as work:
        work.ledger.post([ENTRY])
        work.ledger.post([{**ENTRY, "amount_minor": one, "reason": "reversal", "reverses": 1} for one in amounts])
        found = [text for text in work.audit.money() if "ledger entry" in text]
    assert len(found) == len(told)
    assert all(words in text for words, text in zip(told, found, strict=True))


@pytest.mark.unsound
def test_a_value_left_open_in_a_plan_that_is_done_is_told(store: SqlStore) -> None:
    one = Intent(id=None, source_key="org/Deal/1", field="F", value="v", before=None, after=1, reason="r")
    with store.begin() as work:
        work.pushes.open_plan(replace(PLAN, status="applied"), [one, one])
        assert work.audit.push_balance() == ["plan 1 is done, and 2 of its values have no outcome"]
