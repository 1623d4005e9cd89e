"""Plans: each planned value with its before-image, settled once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from advocacy_sync.ports.store import Intent
from advocacy_sync.store.unit_of_work import SqlStore
from dump import rows
from store.builders import RUN, T0, hours


def intent(field: str, before: Any = None, after: Any = "new") -> Intent:
    return Intent(id=None, source_key="org/Deal/1", field=field, value="v", before=before, after=after, reason="r")


def open_plan(store: SqlStore, *intents: Intent) -> int:
    with store.begin() as work:
        return work.pushes.open_plan(RUN, intents, T0)


def plan(store: SqlStore, number: int) -> list[Intent]:
    with store.begin() as work:
        return work.pushes.plan(number)


@pytest.mark.parametrize("value", [None, "", "12.50", 7, True, "Zoë \U0001f600", "2026-01-01"])
def test_before_and_after_come_back_as_the_wire_had_them(store: SqlStore, value: str | int | bool | None) -> None:
    number = open_plan(store, intent("F", before=value, after=value))
    [found] = plan(store, number)
    assert (found.before, found.after) == (value, value)
    assert type(found.before) is type(value)


def test_a_plan_keeps_the_order_of_its_values(store: SqlStore) -> None:
    number = open_plan(store, *[intent(name) for name in "cab"])
    assert [found.field for found in plan(store, number)] == ["c", "a", "b"]
    assert [found.outcome for found in plan(store, number)] == ["planned"] * 3


def test_settling_records_how_each_value_ended_and_nothing_else(store: SqlStore) -> None:
    number = open_plan(store, intent("a"), intent("b"), intent("c"))
    first, second, third = plan(store, number)
    settled = [replace(first, outcome="applied"), replace(second, outcome="rejected", message="too long")]
    with store.begin() as work:
        work.pushes.settle(settled, T0 + hours(1))
    assert plan(store, number) == [*settled, third]
    assert [row["settled_at"] for row in rows(store, "intent")] == [T0 + hours(1), T0 + hours(1), None]


def test_the_newest_plan_is_found_with_its_status(store: SqlStore) -> None:
    with store.begin() as work:
        assert work.pushes.newest_plan() is None
    open_plan(store)
    number = open_plan(store, intent("a"))
    with store.begin() as work:
        assert work.pushes.newest_plan() == (number, "open")
        work.pushes.close(number)
        assert work.pushes.newest_plan() == (number, "applied")


def test_a_plan_that_was_never_made_has_no_values(store: SqlStore) -> None:
    assert plan(store, 99) == []
