"""The call ledger: calls by hour and purpose, and what the CRM said last."""

from __future__ import annotations

from advocacy_sync.store.unit_of_work import SqlStore
from advocacy_sync.transport.budget import Reading
from dump import rows
from store.builders import T0, hours


def test_calls_of_an_hour_add_up_by_purpose(store: SqlStore) -> None:
    with store.begin() as work:
        work.quota.add("org", T0 + hours(0.1), {"pull": 3, "push": 1})
        work.quota.add("org", T0 + hours(0.9), {"pull": 2})
        work.quota.add("portal", T0, {"pull": 50})
        assert work.quota.used("org", T0) == {"pull": 5, "push": 1}
    assert {row["hour"] for row in rows(store, "quota_use")} == {T0}


def test_only_the_hours_asked_for_count(store: SqlStore) -> None:
    with store.begin() as work:
        for number in range(4):
            work.quota.add("org", T0 + hours(number), {"pull": 10**number})
        assert work.quota.used("org", T0 + hours(2)) == {"pull": 1100}
        assert work.quota.used("org", T0 + hours(9)) == {}


def test_the_last_reading_is_kept_with_its_time(store: SqlStore) -> None:
    with store.begin() as work:
        assert work.quota.last("org") is None
        work.quota.read("org", Reading(100, 90), T0)
        work.quota.read("org", Reading(100, 80, T0 + hours(5)), T0 + hours(1))
    with store.begin() as work:
        assert work.quota.last("org") == (Reading(100, 80, T0 + hours(5)), T0 + hours(1))
        assert work.quota.last("portal") is None
