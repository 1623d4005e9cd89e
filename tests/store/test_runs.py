"""Runs, their counts, and which org stands behind a connection."""

from __future__ import annotations

import pytest

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import Decision, Manifest
from advocacy_sync.store.unit_of_work import SqlStore
from store.builders import T0, hours


@pytest.mark.unsound
def test_counts_of_several_pages_add_up(store: SqlStore) -> None:
    with store.begin() as work:
        run = work.runs.start("pull", T0)
        work.runs.count(run, "org", "Deal", {"seen": 3, "inserted": 2, "rejected": 1})
        work.runs.count(run, "org", "Deal", {"seen": 2, "inserted": 1, "unchanged": 1, "stale": 0})
        work.runs.count(run, "org", "Contact", {"seen": 1, "inserted": 1})
    with store.begin() as work:
        found = work.runs.get(run)
    assert found is not None
    assert found.outcomes == {
        ("org", "Deal"): {"seen": 5, "inserted": 3, "rejected": 1, "unchanged": 1},
        ("org", "Contact"): {"seen": 1, "inserted": 1},
    }


def test_a_run_is_running_until_it_is_finished(store: SqlStore) -> None:
    with store.begin() as work:
        run = work.runs.start("pull", T0)
        begun = work.runs.get(run)
        work.runs.finish(run, "red", "the CRM was away", T0 + hours(1))
        ended = work.runs.get(run)
    assert begun is not None
    assert (begun.status, begun.ended_at) == ("running", None)
    assert ended is not None
    assert (ended.status, ended.note, ended.ended_at) == ("red", "the CRM was away", T0 + hours(1))


def test_the_newest_runs_come_first(store: SqlStore) -> None:
    with store.begin() as work:
        numbers = [work.runs.start(f"job {number}", T0) for number in range(4)]
        assert [run.id for run in work.runs.latest(3)] == numbers[:0:-1]


def test_a_run_that_was_never_started_is_not_there(store: SqlStore) -> None:
    with store.begin() as work:
        assert work.runs.get(RunId(12)) is None


def test_a_connection_stays_with_the_org_that_it_was_first_used_with(store: SqlStore) -> None:
    with store.begin() as work:
        assert work.runs.pin("org", "salesforce", "00D1", T0) == "00D1"
    with store.begin() as work:
        assert work.runs.pin("org", "salesforce", "00D2", T0) == "00D1"
        assert work.runs.pin("other", "salesforce", "00D2", T0) == "00D2"


# --- pages, ways taken, runs that nobody ends -----------------------------------------------------


def manifest(number: int, **outcomes: int) -> Manifest:
    return Manifest(
        connection="org",
        object="Deal",
        task="changes",
        rows=sum(outcomes.values()),
        ids=f"{number:032}",
        content="0" * 32,
        outcomes=outcomes,
    )


@pytest.mark.unsound
def test_the_pages_of_a_run_stand_in_the_order_in_which_they_were_stored(store: SqlStore) -> None:
    pages = [manifest(3, inserted=2), manifest(1, stale=1, updated=4), manifest(2, unchanged=1)]
    with store.begin() as work:
        run, other = work.runs.start("pull", T0), work.runs.start("pull", T0)
        for one in pages:
            work.runs.page(run, one)
        work.runs.page(other, manifest(9, inserted=1))
        assert work.runs.pages(run) == pages
        assert work.runs.pages(RunId(99)) == []


def test_outcomes_that_did_not_come_up_are_no_part_of_a_page(store: SqlStore) -> None:
    with store.begin() as work:
        run = work.runs.start("pull", T0)
        work.runs.page(run, manifest(1, inserted=1, stale=0))
        assert [one.outcomes for one in work.runs.pages(run)] == [{"inserted": 1}]


def test_the_ways_that_a_run_took_are_kept_with_their_reasons(store: SqlStore) -> None:
    taken = [Decision(connection="org", object=name, what="read", chosen="bulk", reason="90,000 rows") for name in "ab"]
    with store.begin() as work:
        run = work.runs.start("pull", T0)
        work.runs.decide(run, taken)
        work.runs.decide(run, [])
        assert work.runs.decisions(run) == taken
        assert work.runs.decisions(RunId(99)) == []


def test_runs_of_earlier_leases_that_say_that_they_are_running_are_orphans(store: SqlStore) -> None:
    with store.begin() as work:
        old = work.runs.start("old", T0)  # from before there were leases
        earlier = work.runs.start("earlier", T0, 1)
        ended = work.runs.start("ended", T0, 1)
        work.runs.finish(ended, "green", "", T0)
        work.runs.start("mine", T0, 2)
        work.runs.start("later", T0, 3)
        assert work.runs.orphans(2) == [old, earlier]
