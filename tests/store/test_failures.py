"""Refused values: kept by record and field, listed by cause."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_sync.ports.store import Failure
from advocacy_sync.store.unit_of_work import SqlStore
from store.builders import T0, hours


def failure(key: str, field: str = "F", **more: Any) -> Failure:
    usual = {"fingerprint": "org/Deal.F: X", "code": "X", "message": "refused", "after": "v", "tries": 1}
    return Failure(source_key=key, field=field, **{**usual, "first_at": T0, "last_at": T0 + hours(1), **more})


def every(store: SqlStore) -> list[Failure]:
    with store.begin() as work:
        return work.failures.all()


def put(store: SqlStore, *failures: Failure) -> None:
    with store.begin() as work:
        work.failures.put(failures)


@pytest.mark.parametrize("wire", [None, "", "12.50", 7, True, "Zoë \U0001f600"])
def test_a_failure_comes_back_as_it_was_kept(store: SqlStore, wire: str | int | bool | None) -> None:
    one = failure("org/Deal/1", after=wire, tries=6, given_up=True)
    put(store, one)
    [found] = every(store)
    assert found == one
    assert type(found.after) is type(wire)


def test_a_failure_kept_again_takes_the_place_of_the_first(store: SqlStore) -> None:
    put(store, failure("org/Deal/1"))
    put(store, failure("org/Deal/1", tries=2), failure("org/Deal/1", "G"))
    assert [(one.field, one.tries) for one in every(store)] == [("F", 2), ("G", 1)]


def test_failures_stand_by_cause_then_by_record(store: SqlStore) -> None:
    put(
        store,
        failure("org/Deal/3", fingerprint="b"),
        failure("org/Deal/2", fingerprint="a"),
        failure("org/Deal/1", fingerprint="b"),
    )
    assert [one.source_key[-1] for one in every(store)] == ["2", "1", "3"]


def test_only_the_values_named_are_cleared(store: SqlStore) -> None:
    put(store, failure("org/Deal/1"), failure("org/Deal/1", "G"), failure("org/Deal/2"))
    with store.begin() as work:
        work.failures.clear([("org/Deal/1", "F"), ("org/Deal/2", "G")])
        work.failures.clear([])
    assert [(one.source_key[-1], one.field) for one in every(store)] == [("1", "G"), ("2", "F")]
