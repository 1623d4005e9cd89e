"""The checker: silent while all is well, and each broken promise is told under its own number."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.services.proof import INVARIANTS, broken, prove
from advocacy_sync.store.unit_of_work import SqlStore
from services.company import Company, company

# What is done to the store behind the program's back, and the promise that it breaks.
TAMPERED = {
    "an outcome is lost": ("I1", "UPDATE run_outcome SET count = count + 1 WHERE outcome = 'inserted'"),
    "a page is lost": ("I1", "DELETE FROM page WHERE id = 1"),
    "a page does not add up": ("I1", "UPDATE page SET rows = rows + 1 WHERE id = 1"),
    "the bound runs ahead": ("I3", "UPDATE checkpoint SET read_at = '2020-01-01 00:00:00' WHERE task = 'changes'"),
    "a cursor is adrift": ("I3", "UPDATE checkpoint SET cursor = 'x', window_end = NULL WHERE task = 'changes'"),
    "a receipt is lost": ("I5", "DELETE FROM intent WHERE id = 1"),
    "a receipt says something else": ("I5", "UPDATE intent SET outcome = 'rejected' WHERE id = 1"),
    "a value of a plan that is done is open": ("I5", "UPDATE intent SET outcome = 'planned' WHERE id = 1"),
    "a record comes of nothing": ("I6", "DELETE FROM link WHERE id = 'org/Deal/won'"),
    "a record outlives its row": ("I6", "UPDATE source_row SET deleted = true WHERE key = 'org/Deal/won'"),
    "a link leads nowhere": ("I6", "DELETE FROM opportunity WHERE id = 'org/Deal/won'"),
    "a history ends before it begins": ("I7", "UPDATE opportunity_version SET known_to = '2020-01-01 00:00:00'"),
    "a cent is gone": ("I8", "UPDATE ledger_entry SET amount_minor = amount_minor - 1 WHERE id = 1"),
    "merges lead in a circle": (
        "I8",
        "INSERT INTO lineage (source_key, into_key, run, merged_at, followed) VALUES "
        "('org/Deal/a', 'org/Deal/b', 1, '2026-01-01', true), ('org/Deal/b', 'org/Deal/a', 1, '2026-01-01', true)",
    ),
    "a green run has refused values": (
        "I12",
        "UPDATE run_outcome SET outcome = 'rejected' WHERE outcome = 'applied' AND object = 'Deal'",
    ),
}


def at_work(store: SqlStore) -> Company:
    at = company(store)
    at.cycle()
    return at


def test_while_all_is_well_nothing_is_told(store: SqlStore) -> None:
    at_work(store)
    assert broken(store) == []
    assert [one.invariant for one in prove(store)] == list(INVARIANTS)
    assert {one.state for one in prove(store)} == {"holds", "elsewhere", "not yet"}


def test_what_is_not_built_is_never_said_to_hold(light: SqlStore) -> None:
    states = {one.invariant: one.state for one in prove(light)}
    assert (states["I2"], states["I4"], states["I9"], states["I10"]) == ("elsewhere", "elsewhere", "not yet", "not yet")
    assert all(one.note for one in prove(light) if one.state in ("elsewhere", "not yet"))


@pytest.mark.parametrize("what", TAMPERED)
@pytest.mark.unsound
def test_each_broken_promise_is_told_under_its_number(light: SqlStore, what: str) -> None:
    at_work(light)
    invariant, statement = TAMPERED[what]
    with light.engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount
    assert invariant in {line.partition(":")[0] for line in broken(light)}
    [verdict] = [one for one in prove(light) if one.invariant == invariant]
    assert verdict.state == "broken"
    assert verdict.broken


@pytest.mark.unsound
def test_of_one_run_only_its_own_balance_is_asked(light: SqlStore) -> None:
    at_work(light)
    with light.engine.begin() as connection:
        connection.execute(text("UPDATE page SET rows = rows + 1 WHERE run = 1"))
    told = {run: [one.invariant for one in prove(light, RunId(run)) if one.broken] for run in (1, 2)}
    assert told == {1: ["I1", "I12"], 2: []}
