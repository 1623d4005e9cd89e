"""The history of deals: valid time and known time, opened and closed, never rewritten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import Outcome
from advocacy_sync.records.kinds import DealStatus
from advocacy_sync.records.opportunity import Opportunity
from advocacy_sync.store.unit_of_work import SqlStore
from dump import rows
from store.builders import T0, day, deal, hours, put, source, written

FROZEN = (
    "amount_minor",
    "currency",
    "stage",
    "status",
    "kind",
    "close_date",
    "owner",
    "valid_from",
    "known_from",
    "run",
)


def learn(store: SqlStore, found: Opportunity | None, *, after: timedelta, known: bool = True, run: int = 1) -> None:
    """The CRM says this of the deal: changed an hour before it is read. None: it is deleted."""
    read_at = T0 + after
    row = source("Deal", "1", at=read_at - hours(1), deleted=found is None, said=repr(found))
    outcome = Outcome.TOMBSTONE if found is None else Outcome.UPDATED if known else Outcome.INSERTED
    records = [("opportunity", found)] if found else []
    put(store, written(row, *records, known=known, outcome=outcome, read_at=read_at), run=RunId(run))


def versions(store: SqlStore) -> list[dict[str, Any]]:
    return rows(store, "opportunity_version")


def test_the_first_pull_opens_the_history(store: SqlStore) -> None:
    learn(store, deal(amount=5, close_date=day("2026-04-01"), owner="org/User/1"), after=hours(0), known=False)
    [version] = versions(store)
    assert (version["amount_minor"], version["currency"], version["stage"]) == (5, "USD", "Closing")
    assert (version["status"], version["kind"], version["close_date"]) == ("open", "unknown", day("2026-04-01"))
    assert (version["owner"], version["valid_from"], version["known_from"]) == ("org/User/1", T0 - hours(1), T0)
    assert version["known_to"] is None


def test_a_change_closes_the_known_time_and_opens_a_new_version(store: SqlStore) -> None:
    learn(store, deal(amount=5), after=hours(0), known=False, run=1)
    learn(store, deal(amount=7, status=DealStatus.WON), after=hours(3), run=2)
    old, new = versions(store)
    assert (old["amount_minor"], old["known_to"], old["run"]) == (5, T0 + hours(3), 1)
    assert (new["amount_minor"], new["status"], new["known_from"]) == (7, "won", T0 + hours(3))
    assert (new["valid_from"], new["known_to"], new["run"]) == (T0 + hours(2), None, 2)


def test_what_is_no_part_of_the_history_opens_no_version(store: SqlStore) -> None:
    learn(store, deal(name="Old"), after=hours(0), known=False)
    learn(store, deal(name="New"), after=hours(1))
    assert len(versions(store)) == 1


def test_a_deleted_deal_is_closed_and_a_restored_one_opened_again(store: SqlStore) -> None:
    learn(store, deal(), after=hours(0), known=False)
    learn(store, None, after=hours(2))
    [closed] = versions(store)
    assert closed["known_to"] == T0 + hours(2)
    learn(store, deal(), after=hours(5))
    first, again = versions(store)
    assert first == closed
    assert (again["known_from"], again["known_to"]) == (T0 + hours(5), None)


def test_a_closed_version_is_never_written_again(store: SqlStore) -> None:
    story = [deal(amount=1), deal(amount=2), None, deal(amount=2), deal(amount=1), deal(amount=1, stage="Won")]
    seen: dict[int, dict[str, Any]] = {}
    for step, found in enumerate(story):
        learn(store, found, after=hours(step), known=step > 0, run=step + 1)
        for version in versions(store):
            before = seen.setdefault(version["id"], version)
            assert all(version[name] == before[name] for name in FROZEN)
            assert before["known_to"] in (None, version["known_to"])
            seen[version["id"]] = version
    spans = [(version["known_from"], version["known_to"]) for version in versions(store)]
    assert [end for _, end in spans[:-1]] == [T0 + hours(1), T0 + hours(2), T0 + hours(4), T0 + hours(5)]
    assert spans[-1] == (T0 + hours(5), None)


def test_the_same_row_twice_adds_nothing(store: SqlStore) -> None:
    learn(store, deal(), after=hours(0), known=False)
    before = versions(store)
    learn(store, deal(), after=hours(1))
    assert versions(store) == before


def test_an_amount_that_vanishes_is_a_change_of_its_own(store: SqlStore) -> None:
    learn(store, deal(amount=5), after=hours(0), known=False)
    learn(store, deal(amount=None), after=hours(1))
    assert [(version["amount_minor"], version["currency"]) for version in versions(store)] == [(5, "USD"), (None, None)]
