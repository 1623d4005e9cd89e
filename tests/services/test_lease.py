"""One worker at a time: a holder that was paused past its lease can spoil nothing (E-02, CS-92)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from advocacy_sync.kernel.clock import FixedClock
from advocacy_sync.kernel.errors import ConflictError
from advocacy_sync.services.lease import LEASE, Fenced, Worker
from advocacy_sync.store.unit_of_work import SqlStore
from dump import rows
from services.company import NOW


def worker(holder: str, clock: FixedClock) -> Worker:
    return Worker(holder, clock=clock)


def taken(store: SqlStore, one: Worker) -> Fenced:
    now = one.clock.now()
    with store.begin() as work:
        found = work.leases.take(LEASE, one.holder, now, now + one.term, one.gone)
    assert found is not None
    return Fenced(store, one, found[0])


def test_each_transaction_of_the_holder_prolongs_its_lease(store: SqlStore) -> None:
    clock = FixedClock(NOW)
    mine = taken(store, worker("a", clock))
    clock.advance(timedelta(minutes=9))
    with mine.begin():
        pass
    assert [row["until"] for row in rows(store, "lease")] == [NOW + timedelta(minutes=19)]


def test_a_holder_that_wakes_up_after_another_took_over_changes_nothing(store: SqlStore) -> None:
    clock = FixedClock(NOW)
    paused = taken(store, worker("a", clock))
    clock.advance(timedelta(minutes=10))
    taken(store, worker("b", clock))
    with pytest.raises(ConflictError, match="another process has taken over"), paused.begin():
        pytest.fail("its transaction must not begin")
    assert rows(store, "run") == []


def test_a_holder_that_was_late_and_that_nobody_replaced_goes_on(light: SqlStore) -> None:
    clock = FixedClock(NOW)
    late = taken(light, worker("a", clock))
    clock.advance(timedelta(days=1))
    with late.begin() as work:
        work.runs.pin("org", "salesforce", "00D", NOW)
    assert len(rows(light, "connection")) == 1


def test_what_a_transaction_of_the_holder_did_is_undone_when_it_fails_and_the_lease_stays(store: SqlStore) -> None:
    clock = FixedClock(NOW)
    mine = taken(store, worker("a", clock))

    def fail() -> None:
        with mine.begin() as work:
            work.runs.pin("org", "salesforce", "00D", NOW)
            raise ValueError

    with pytest.raises(ValueError):
        fail()
    assert rows(store, "connection") == []
    with mine.begin() as work:
        assert work.leases.holder(LEASE) == "a"
