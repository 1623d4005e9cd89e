"""Items are moved by legal moves only, each kept, and never from a state that somebody else has changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advocacy_sync.kernel.errors import ConflictError, FatalError
from advocacy_sync.kernel.ids import RecordId
from advocacy_sync.records.work import BOX, CLOSED, OPEN, Move, WorkItem
from advocacy_sync.store.unit_of_work import SqlStore
from dump import rows
from store.builders import RUN, T0, hours

ITEM = WorkItem(
    id=None, kind="request", subject=RecordId("org/Deal/1"), origin=BOX, state=OPEN, opened_at=T0, since=T0,
    because="ticked",
)  # fmt: skip


def opened(store: SqlStore) -> WorkItem:
    with store.begin() as work:
        work.work.open([ITEM], RUN)
    with store.begin() as work:
        [item] = work.work.items("request")
        assert work.work.items("nomination") == []
        return item


def test_an_item_comes_back_as_it_was_opened_with_its_first_move(store: SqlStore) -> None:
    assert replace(opened(store), id=None) == ITEM
    [move] = rows(store, "work_move")
    assert (move["before"], move["after"], move["at"], move["run"]) == (None, OPEN, T0, RUN)


def test_a_move_changes_the_state_and_is_kept_with_who_and_why(store: SqlStore) -> None:
    item = opened(store)
    with store.begin() as work:
        work.work.move([Move(item=item, to=CLOSED, because="done", who="Ann")], T0 + hours(1), RUN)
    with store.begin() as work:
        [after] = work.work.items("request")
    assert (after.state, after.because, after.who, after.since) == (CLOSED, "done", "Ann", T0 + hours(1))
    assert after.opened_at == T0
    assert [(row["before"], row["after"], row["who"]) for row in rows(store, "work_move")] == [
        (None, OPEN, "system"),
        (OPEN, CLOSED, "Ann"),
    ]


def test_an_item_that_somebody_else_moved_is_not_moved(store: SqlStore) -> None:
    item = opened(store)
    move = Move(item=item, to=CLOSED, because="done")
    with store.begin() as work:
        work.work.move([move], T0, RUN)
    with pytest.raises(ConflictError, match="no longer open"), store.begin() as work:
        work.work.move([move], T0, RUN)
    assert len(rows(store, "work_move")) == 2


def test_a_move_that_the_lifecycle_does_not_know_is_refused(light: SqlStore) -> None:
    item = opened(light)
    with pytest.raises(ConflictError, match="a request does not go from open to open"), light.begin() as work:
        work.work.move([Move(item=item, to=OPEN, because="again")], T0, RUN)
    with pytest.raises(ConflictError, match="from nothing to closed"), light.begin() as work:
        work.work.open([replace(ITEM, state=CLOSED)], RUN)


def test_two_open_items_of_one_box_are_refused_by_the_database(store: SqlStore) -> None:
    opened(store)
    with pytest.raises(FatalError), store.begin() as work:
        work.work.open([ITEM], RUN)
