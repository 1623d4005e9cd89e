"""The ledger only ever grows; what stands in it is what no entry reverses."""

from __future__ import annotations

from typing import Any

from advocacy_sync.store.ledger import SqlLedger
from advocacy_sync.store.unit_of_work import SqlStore
from dump import rows
from store.builders import T0, hours


def entry(opportunity: str, amount: int, *, reverses: int | None = None, **more: Any) -> dict[str, Any]:
    return {
        "run": 1, "posted_at": T0, "opportunity": opportunity, "activity": "a", "contact": "c", "account": None,
        "activity_kind": "quote", "amount_minor": amount, "currency": "USD", "weight": "1/2", "model": "linear",
        "model_version": "1", "inputs": "0" * 32, "reason": "reversal" if reverses else "posted",
        "reverses": reverses, **more,
    }  # fmt: skip


def verdict(opportunity: str, version: str, word: str = "eligible") -> dict[str, Any]:
    return {
        "opportunity": opportunity, "activity": "a", "contact": "c", "rule_version": version, "basis": "named",
        "verdict": word, "occurred_at": T0, "run": 1,
    }  # fmt: skip


def post(store: SqlStore, *entries: dict[str, Any]) -> None:
    with store.begin() as work:
        work.ledger.post(entries)


def standing(store: SqlStore) -> dict[str, list[int]]:
    with store.begin() as work:
        return {deal: [one["amount_minor"] for one in found] for deal, found in work.ledger.standing().items()}


def test_posted_entries_stand_in_the_order_posted(store: SqlStore) -> None:
    post(store, entry("d1", 30), entry("d2", 5))
    post(store, entry("d1", 20))
    assert standing(store) == {"d1": [30, 20], "d2": [5]}


def test_a_reversed_entry_and_its_reversal_no_longer_stand_but_both_are_kept(store: SqlStore) -> None:
    post(store, entry("d1", 30), entry("d1", 20))
    first = rows(store, "ledger_entry")[0]
    post(store, entry("d1", -30, reverses=first["id"]), entry("d1", 40))
    assert standing(store) == {"d1": [20, 40]}
    kept = rows(store, "ledger_entry")
    assert kept[0] == first
    assert [one["amount_minor"] for one in kept] == [30, 20, -30, 40]


def test_the_ledger_offers_no_way_to_change_or_remove_an_entry() -> None:
    offered = {name for name in vars(SqlLedger) if not name.startswith("_")}
    assert offered == {"post", "standing", "attributed", "verdicts", "replace_verdicts"}


def test_verdicts_of_one_rule_version_are_replaced_and_others_stay(store: SqlStore) -> None:
    with store.begin() as work:
        work.ledger.replace_verdicts("1", [verdict("d1", "1"), verdict("d2", "1")])
        work.ledger.replace_verdicts("2", [verdict("d1", "2")])
        work.ledger.replace_verdicts("1", [{**verdict("d2", "1", "after_close"), "occurred_at": T0 + hours(1)}])
    with store.begin() as work:
        found = [(one["opportunity"], one["rule_version"], one["verdict"]) for one in work.ledger.verdicts()]
    assert found == [("d1", "2", "eligible"), ("d2", "1", "after_close")]


def test_verdicts_go_when_no_touch_is_left(store: SqlStore) -> None:
    with store.begin() as work:
        work.ledger.replace_verdicts("1", [verdict("d1", "1")])
        work.ledger.replace_verdicts("1", [])
        assert work.ledger.verdicts() == []
