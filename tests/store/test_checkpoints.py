"""Checkpoints: one per object and task, as they were put, and kept with the rows or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import Checkpoint
from advocacy_sync.store.unit_of_work import SqlStore
from dump import rows
from store.builders import MAPPING, RUN, T0, deal, hours, source, written

pytestmark = pytest.mark.unsound  # checkpoints as no pull leaves them

WHOLE = Checkpoint(
    bound=T0,
    window_end=T0 + hours(1),
    cursor="c",
    sources=("Name", "Owner.Name"),
    lost=("Region",),
    read_at=T0 + hours(2),
    lag=timedelta(minutes=7),
    run=RunId(3),
    completed_at=T0 + hours(3),
    newest=T0 - hours(1),
    tries=2,
)


def test_an_object_never_read_has_no_checkpoint(store: SqlStore) -> None:
    with store.begin() as work:
        assert work.checkpoints.get("org", "Deal") is None
        assert work.checkpoints.tried() == set()
        assert work.checkpoints.completed() == {}


def test_a_checkpoint_comes_back_as_it_was_put(store: SqlStore) -> None:
    with store.begin() as work:
        work.checkpoints.put("org", "Deal", "changes", Checkpoint(cursor="old", sources=("Old",)))
        work.checkpoints.put("org", "Deal", "changes", WHOLE)
    with store.begin() as work:
        assert work.checkpoints.get("org", "Deal") == WHOLE


def test_each_task_of_an_object_stands_where_it_stands(store: SqlStore) -> None:
    with store.begin() as work:
        work.checkpoints.put("org", "Deal", "changes", WHOLE)
        work.checkpoints.put("org", "Deal", "audit", Checkpoint(cursor="a"))
        work.checkpoints.put("org", "Deal", "backfill", Checkpoint(cursor="b"))
        assert work.checkpoints.get("org", "Deal", "changes") == WHOLE
        assert work.checkpoints.get("org", "Deal", "audit") == Checkpoint(cursor="a")
        assert work.checkpoints.get("org", "Deal", "backfill") == Checkpoint(cursor="b")


def test_where_everything_stands_is_found_by_object_and_task(store: SqlStore) -> None:
    with store.begin() as work:
        work.checkpoints.put("org", "Deal", "changes", WHOLE)
        work.checkpoints.put("org", "Deal", "audit", Checkpoint(cursor="a"))
        work.checkpoints.put("other", "Deal", "changes", Checkpoint())
        assert work.checkpoints.standing("org") == {
            ("Deal", "audit"): Checkpoint(cursor="a"),
            ("Deal", "changes"): WHOLE,
        }
        assert work.checkpoints.standing("nowhere") == {}


def test_attempts_are_counted_for_one_task(store: SqlStore) -> None:
    with store.begin() as work:
        work.checkpoints.put("org", "Deal", "changes", WHOLE)
        work.checkpoints.put("org", "Deal", "audit", Checkpoint())
        work.checkpoints.attempt("org", "Deal", "changes", 5)
    with store.begin() as work:
        assert work.checkpoints.get("org", "Deal") == replace(WHOLE, tries=5)
        assert work.checkpoints.get("org", "Deal", "audit") == Checkpoint()


def test_only_a_read_of_changes_that_came_to_its_end_counts_as_completed(store: SqlStore) -> None:
    with store.begin() as work:
        work.checkpoints.put("org", "Deal", "changes", WHOLE)
        work.checkpoints.put("org", "Contact", "changes", Checkpoint())
        work.checkpoints.put("org", "Contact", "audit", Checkpoint(completed_at=T0))
        assert work.checkpoints.completed() == {("org", "Deal"): T0 + hours(3)}
        assert work.checkpoints.tried() == {("org", "Deal"), ("org", "Contact")}


def test_cursors_of_a_connection_are_those_of_all_its_tasks(store: SqlStore) -> None:
    with store.begin() as work:
        work.checkpoints.put("org", "Deal", "changes", Checkpoint(cursor="a"))
        work.checkpoints.put("org", "Deal", "audit", Checkpoint(cursor="b"))
        work.checkpoints.put("org", "Contact", "changes", Checkpoint())
        work.checkpoints.put("portal", "Deal", "changes", Checkpoint(cursor="c"))
        assert sorted(work.checkpoints.cursors("org")) == ["a", "b"]


def test_rows_and_their_checkpoint_are_kept_together_or_not_at_all(store: SqlStore) -> None:
    def write_and_fail() -> None:
        with store.begin() as work:
            work.sources.put(RUN, MAPPING, [written(source("Deal", "1"), ("opportunity", deal()))])
            work.checkpoints.put("org", "Deal", "changes", Checkpoint(cursor="c"))
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power"):
        write_and_fail()
    assert rows(store, "source_row") == rows(store, "checkpoint") == rows(store, "opportunity") == []
