"""Advocates are made once; signals open and close; stale flags are replaced as a whole."""

from __future__ import annotations

from typing import Any

from advocacy_sync.kernel.ids import RecordId
from advocacy_sync.records.advocate import Advocate
from advocacy_sync.records.kinds import AdvocateStatus
from advocacy_sync.store.unit_of_work import SqlStore
from store.builders import T0, hours


def advocate(reason: str) -> Advocate:
    contact = RecordId("org/Contact/1")
    return Advocate(id=contact, contact=contact, status=AdvocateStatus.CANDIDATE, since=T0, reason=reason)


def signal(rule: str) -> dict[str, Any]:
    return {
        "rule": rule, "rule_version": "1", "contact": "org/Contact/1", "weight": 5, "evidence": ["é/1", "b/2"],
        "opened_at": T0, "run": 1,
    }  # fmt: skip


def stale(fact: str) -> dict[str, Any]:
    return {
        "contact": "org/Contact/1", "fact": fact, "rule_version": "1", "verified_at": T0,
        "stale_since": T0 + hours(1), "evidence": "org/Deal/1", "run": 1,
    }  # fmt: skip


def test_an_advocate_is_made_once_and_stays_as_made(store: SqlStore) -> None:
    with store.begin() as work:
        work.programme.add_advocates([advocate("nomination")])
        work.programme.add_advocates([advocate("activity")])
        assert work.programme.advocates() == [advocate("nomination")]


def test_a_closed_signal_keeps_what_it_was_opened_with(store: SqlStore) -> None:
    with store.begin() as work:
        work.programme.open_signals([signal("a"), signal("b")])
        first, second = work.programme.signals()
        work.programme.close_signals([(first["id"], "no_longer_holds")], T0 + hours(1))
        closed, left = work.programme.signals()
    assert closed == {**first, "closed_at": T0 + hours(1), "closed_because": "no_longer_holds"}
    assert left == second
    assert (left["evidence"], left["closed_at"]) == (["é/1", "b/2"], None)


def test_stale_flags_are_replaced_as_a_whole(store: SqlStore) -> None:
    with store.begin() as work:
        work.programme.replace_stale_flags([stale("story"), stale("email")])
        work.programme.replace_stale_flags([stale("outcome"), stale("email")])
        assert [flag["fact"] for flag in work.programme.stale_flags()] == ["email", "outcome"]
        work.programme.replace_stale_flags([])
        assert work.programme.stale_flags() == []
