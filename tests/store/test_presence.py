"""Presence: what a whole read met, what it did not, and how often in a row (CS-12)."""

from __future__ import annotations

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import Outcome
from advocacy_sync.store.unit_of_work import SqlStore
from dump import rows
from store.builders import T0, hours, put, source, written


def stored(store: SqlStore, *names: str, run: int = 1, object_name: str = "Deal") -> None:
    put(store, *[written(source(object_name, name)) for name in names], run=RunId(run))


def missed(store: SqlStore, begun: int, *met: str) -> list[str]:
    with store.begin() as work:
        work.presence.saw([f"org/Deal/{name}" for name in met])
        return work.presence.missed("org", "Deal", RunId(begun))


def note(store: SqlStore, run: int, *names: str) -> None:
    with store.begin() as work:
        work.presence.note("org", "Deal", [f"org/Deal/{name}" for name in names], RunId(run), T0 + hours(run))


def times(store: SqlStore, at_least: int = 1) -> dict[str, int]:
    with store.begin() as work:
        return {one.source_key: one.times for one in work.presence.absences("org", "Deal", at_least)}


def test_a_living_row_that_was_not_met_is_missed(store: SqlStore) -> None:
    stored(store, "1", "2", "3")
    assert missed(store, 2, "1", "3", "3") == ["org/Deal/2"]


def test_a_row_that_was_shown_since_the_read_began_is_not_missed(store: SqlStore) -> None:
    stored(store, "1", run=1)
    stored(store, "2", run=2)
    stored(store, "3", run=3)
    assert missed(store, 2) == ["org/Deal/1"]


def test_a_deleted_row_is_not_missed_and_not_counted_among_the_living(store: SqlStore) -> None:
    stored(store, "1")
    put(store, written(source("Deal", "2", deleted=True), outcome=Outcome.TOMBSTONE))
    assert missed(store, 2) == ["org/Deal/1"]
    with store.begin() as work:
        assert work.presence.living("org", "Deal") == 1


def test_rows_of_other_objects_are_no_part_of_the_question(store: SqlStore) -> None:
    stored(store, "1", object_name="Contact")
    stored(store, "1", object_name="Deal0")
    assert missed(store, 2) == []


def test_what_a_read_met_is_forgotten_for_its_object_alone(store: SqlStore) -> None:
    with store.begin() as work:
        work.presence.saw(["org/Deal/1", "org/Deals/1", "org/Deal0/1", "portal/Deal/1"])
        work.presence.forget("org", "Deal")
    assert [row["key"] for row in rows(store, "seen")] == ["org/Deal0/1", "org/Deals/1", "portal/Deal/1"]


def test_absences_in_a_row_are_counted_once_a_run(store: SqlStore) -> None:
    note(store, 1, "1", "2")
    note(store, 1, "1", "2")
    assert times(store) == {"org/Deal/1": 1, "org/Deal/2": 1}
    note(store, 2, "1", "2")
    assert times(store, 2) == {"org/Deal/1": 2, "org/Deal/2": 2}


def test_a_row_that_was_met_again_starts_from_nothing(store: SqlStore) -> None:
    note(store, 1, "1", "2")
    note(store, 2, "2")
    assert times(store) == {"org/Deal/2": 2}
    note(store, 3, "1", "2")
    assert times(store) == {"org/Deal/1": 1, "org/Deal/2": 3}
    first = {row["source_key"]: (row["first_run"], row["first_at"]) for row in rows(store, "absence")}
    assert first == {"org/Deal/1": (3, T0 + hours(3)), "org/Deal/2": (1, T0 + hours(1))}


def test_settled_absences_are_gone(store: SqlStore) -> None:
    note(store, 1, "1", "2")
    with store.begin() as work:
        work.presence.settle(["org/Deal/1"])
    assert times(store) == {"org/Deal/2": 1}
