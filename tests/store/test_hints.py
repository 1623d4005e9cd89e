"""Hints: kept once each, handed out by object, dropped when a pull has looked."""

from __future__ import annotations

from datetime import timedelta

from advocacy_sync.ports.crm import Hint
from advocacy_sync.store.unit_of_work import SqlStore
from store.builders import T0


def hint(record: str, object_name: str = "contacts", minutes: int = 0) -> Hint:
    return Hint(object=object_name, id=record, kind="changed", occurred_at=T0 + timedelta(minutes=minutes))


def put(store: SqlStore, *hints: Hint, connection: str = "portal") -> int:
    with store.begin() as work:
        return work.hints.put(connection, hints, T0)


def test_a_hint_that_comes_again_is_kept_once(store: SqlStore) -> None:
    assert put(store, hint("1"), hint("1"), hint("2")) == 2
    assert put(store, hint("2"), hint("2", minutes=1)) == 1
    assert put(store, hint("1"), connection="other") == 1


def test_ids_are_given_by_object_each_once(store: SqlStore) -> None:
    put(store, hint("2"), hint("1"), hint("2", minutes=1), hint("9", "deals"))
    put(store, hint("7"), connection="other")
    with store.begin() as work:
        _, found = work.hints.waiting("portal")
    assert found == {"contacts": ["2", "1"], "deals": ["9"]}


def test_what_came_while_a_pull_was_looking_stays(store: SqlStore) -> None:
    put(store, hint("1"))
    with store.begin() as work:
        last, _ = work.hints.waiting("portal")
    put(store, hint("2"))
    put(store, hint("3"), connection="other")
    with store.begin() as work:
        work.hints.drop("portal", last)
        assert work.hints.waiting("portal")[1] == {"contacts": ["2"]}
        assert work.hints.count() == 2
