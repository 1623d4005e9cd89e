"""Runs, their counts, and which org stands behind a connection."""

from __future__ import annotations

import pytest

from advocacy_sync.kernel.ids import RunId
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
