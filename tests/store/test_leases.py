"""Leases: one holder at a time, and a number that tells it from all earlier ones (E-01, E-02, CS-92)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from advocacy_sync.store.unit_of_work import SqlStore
from dump import rows
from store.builders import T0, hours


def nobody(_: str) -> bool:
    return False


def take(
    store: SqlStore, holder: str, at: datetime = T0, gone: Callable[[str], bool] = nobody
) -> tuple[int, bool] | None:
    with store.begin() as work:
        return work.leases.take("programme", holder, at, at + hours(1), gone)


def test_the_first_to_ask_gets_the_lease_and_nobody_left_it_behind(store: SqlStore) -> None:
    assert take(store, "a") == (1, False)


def test_while_one_holds_it_another_gets_nothing(store: SqlStore) -> None:
    take(store, "a")
    assert take(store, "b", T0 + hours(0.5)) is None
    with store.begin() as work:
        assert work.leases.holder("programme") == "a"


def test_a_lease_that_was_given_back_is_free_under_a_higher_number(store: SqlStore) -> None:
    take(store, "a")
    with store.begin() as work:
        work.leases.release("programme", 1, T0)
        assert work.leases.holder("programme") is None
    assert take(store, "b") == (2, False)


def test_a_lease_that_ran_out_is_taken_and_its_holder_had_not_given_it_back(store: SqlStore) -> None:
    take(store, "a")
    assert take(store, "b", T0 + hours(1)) == (2, True)


def test_a_lease_of_a_holder_that_is_no_more_is_taken_at_once(store: SqlStore) -> None:
    take(store, "a")
    assert take(store, "b", gone=lambda holder: holder == "a") == (2, True)


def test_holding_on_prolongs_the_lease(store: SqlStore) -> None:
    take(store, "a")
    with store.begin() as work:
        assert work.leases.hold("programme", 1, T0 + hours(5))
    assert take(store, "b", T0 + hours(4)) is None


def test_whoever_lost_the_lease_can_neither_hold_nor_release_it(store: SqlStore) -> None:
    take(store, "a")
    take(store, "b", T0 + hours(1))
    with store.begin() as work:
        assert not work.leases.hold("programme", 1, T0 + hours(9))
        work.leases.release("programme", 1, T0 + hours(1))
        assert work.leases.holder("programme") == "b"
    assert [row["until"] for row in rows(store, "lease")] == [T0 + hours(2)]


def test_leases_of_different_names_have_nothing_to_do_with_each_other(store: SqlStore) -> None:
    take(store, "a")
    with store.begin() as work:
        assert work.leases.take("other", "b", T0, T0 + hours(1), nobody) == (1, False)
