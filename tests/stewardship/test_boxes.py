"""Boxes in the CRM: what a ticked, a cleared and a contested one do to the item that stands for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from advocacy_sync.kernel.ids import RecordId
from advocacy_sync.records.work import BOX, CLEARED, CLOSED, GONE, OPEN, SYSTEM, WorkItem
from advocacy_sync.stewardship.boxes import TWIN, Changes, Ticked, changes

T0 = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DEAL = "org/Deal/1"


def item(state: str = OPEN, because: str = "", who: str = SYSTEM, subject: str = DEAL, number: int = 1) -> WorkItem:
    return WorkItem(
        id=number,
        kind="request",
        subject=RecordId(subject),
        origin=BOX,
        state=state,
        opened_at=T0,
        since=T0,
        because=because,
        who=who,
    )


def look(*boxes: Ticked, items: tuple[WorkItem, ...] = (), gone: bool = False, refusing: bool = False) -> Changes:
    there = set() if gone else {DEAL}
    return changes("request", boxes, items, there, T0 + timedelta(days=1), refusing=refusing)


def closed(found: Changes) -> list[str]:
    assert all(move.to == CLOSED for move in found.moves)
    return [move.because for move in found.moves]


def test_a_ticked_box_opens_one_item_and_then_leaves_it_alone() -> None:
    [opened] = look(Ticked(DEAL)).opened
    assert (opened.subject, opened.state, opened.opened_at) == (DEAL, OPEN, T0 + timedelta(days=1))
    assert look(Ticked(DEAL), items=(item(),)) == Changes()


def test_a_cleared_box_closes_its_item_and_a_deleted_record_too() -> None:
    assert closed(look(items=(item(),))) == [CLEARED]
    assert closed(look(items=(item(),), gone=True)) == [GONE]


def test_what_speaks_against_a_box_closes_its_item_and_opens_none() -> None:
    contested = Ticked(DEAL, "the deal is won")
    assert closed(look(contested, items=(item(),))) == ["the deal is won"]
    assert look(contested) == Changes()


def test_a_box_is_refused_once_where_whoever_ticked_it_is_to_be_told() -> None:
    contested = Ticked(DEAL, "must not be asked")
    [refused] = look(contested, refusing=True).opened
    assert (refused.state, refused.because) == (CLOSED, "must not be asked")
    before = replace(refused, id=1)
    assert look(contested, items=(before,), refusing=True) == Changes()


def test_what_the_boxes_have_closed_is_opened_anew_when_the_box_is_ticked_again() -> None:
    for because in (CLEARED, GONE, TWIN, "the deal is won"):
        assert len(look(Ticked(DEAL), items=(item(CLOSED, because),)).opened) == 1


def test_what_a_person_has_closed_stays_closed_until_the_box_has_been_cleared() -> None:
    done = item(CLOSED, "a call took place", who="Ann")
    assert look(Ticked(DEAL), items=(done,)) == Changes()
    [move] = look(items=(done,)).moves  # cleared
    assert (move.to, move.because, move.who) == (CLOSED, "a call took place", SYSTEM)
    cleared = replace(done, who=SYSTEM)
    assert look(items=(cleared,)) == Changes()
    assert len(look(Ticked(DEAL), items=(cleared,)).opened) == 1


def test_two_open_items_of_records_that_were_joined_become_one() -> None:
    found = look(Ticked(DEAL), items=(item(number=1), item(number=2)))
    assert [(move.item.id, move.because) for move in found.moves] == [(2, TWIN)]
    assert found.opened == []


@given(st.lists(st.sampled_from(["tick", "clear", "against", "delete"]), max_size=12))
def test_however_boxes_change_a_record_has_one_open_item_at_most(steps: list[str]) -> None:
    items: list[WorkItem] = []
    for step in steps:
        boxes = [Ticked(DEAL, "no" if step == "against" else "")] if step in ("tick", "against") else []
        found = changes("request", boxes, items, set() if step == "delete" else {DEAL}, T0, refusing=False)
        gone = {move.item.id: move for move in found.moves}
        items = [replace(one, state=CLOSED, because=gone[one.id].because) if one.id in gone else one for one in items]
        items += [replace(one, id=len(items) + 1) for one in found.opened]
        assert sum(not one.closed for one in items) == (step == "tick")
