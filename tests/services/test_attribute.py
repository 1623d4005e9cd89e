"""Attribute: every won deal tied out to the cent, and nothing in the ledger ever changed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_sync.services.attribute import AttributionReport
from advocacy_sync.store.unit_of_work import SqlStore
from databases import sqlite_store
from dump import rows
from services.company import Company, company, deal


def attribute(at: Company) -> AttributionReport:
    assert at.programme().pull().pulled.green
    return at.programme().attribute()


def entries(store: SqlStore, opportunity: str) -> list[tuple[str | None, int, str]]:
    found = [row for row in rows(store, "ledger_entry") if row["opportunity"] == f"org/Deal/{opportunity}"]
    return [
        (row["activity"] and row["activity"].rpartition("/")[2], row["amount_minor"], row["reason"]) for row in found
    ]


def test_a_won_deal_is_divided_among_its_acts_without_a_cent_lost(store: SqlStore) -> None:
    at = company(store)
    report = attribute(at)
    assert entries(store, "won") == [("call", 3334, "posted"), ("quote", 3334, "posted"), ("cyquote", 3333, "posted")]
    assert entries(store, "alone") == [(None, 700, "posted")]
    totals = report.totals["USD"]
    assert (totals.won, totals.attributed, totals.unattributed, totals.difference) == (10701, 10001, 700, 0)
    assert (report.won_deals, report.influenced_deals, report.posted) == (2, 1, 2)


def test_every_touch_has_a_verdict(light: SqlStore) -> None:
    at = company(light)
    at.crm.edit("Act", "late", Kind="Quote", Status="Done", At="2026-02-11T12:00:00Z", Who="ann", Deal="won")
    at.crm.edit("Act", "own", Kind="Quote", Status="Done", At="2026-01-20T12:00:00Z", Who="bob", Deal="won")
    at.crm.edit("Act", "plan", Kind="Quote", Status="Planned", At="2026-01-20T12:00:00Z", Who="ann", Deal="won")
    report = attribute(at)
    assert report.verdicts == {"eligible": 3, "after_close": 1, "self_reference": 1, "not_completed": 1}
    assert len(rows(light, "verdict")) == 6


def test_attributing_again_posts_nothing(store: SqlStore) -> None:
    at = company(store)
    attribute(at)
    before = rows(store, "ledger_entry")
    report = attribute(at)
    assert rows(store, "ledger_entry") == before
    assert (report.posted, report.reversed, report.unchanged) == (0, 0, 2)


def test_a_changed_amount_reverses_entry_by_entry_and_posts_anew(store: SqlStore) -> None:
    at = company(store)
    attribute(at)
    before = rows(store, "ledger_entry")
    at.crm.edit("Deal", "won", Amount="200.00")
    report = attribute(at)
    after = rows(store, "ledger_entry")
    assert after[: len(before)] == before
    added = after[len(before) :]
    assert [row["amount_minor"] for row in added] == [-3334, -3334, -3333, 6667, 6667, 6666]
    assert [row["reverses"] for row in added] == [row["id"] for row in before if row["activity"]] + [None] * 3
    assert (report.reversed, report.posted, report.totals["USD"].difference) == (1, 1, 0)


@pytest.mark.parametrize(
    "changed",
    [{"Won": False, "Stage": "Lost"}, {"Closed": False, "Won": False}, {"Amount": None}],
    ids=["lost", "reopened", "without amount"],
)
def test_a_deal_that_is_no_longer_won_is_reversed_to_nothing(light: SqlStore, changed: dict[str, Any]) -> None:
    at = company(light)
    attribute(at)
    at.crm.edit("Deal", "won", **changed)
    report = attribute(at)
    assert sum(amount for _, amount, _ in entries(light, "won")) == 0
    assert (report.reversed, report.posted) == (1, 0)
    assert report.totals["USD"].won == 700


def test_a_deal_that_the_crm_no_longer_has_is_reversed(store: SqlStore) -> None:
    at = company(store)
    attribute(at)
    at.crm.delete("Deal", "won")
    assert attribute(at).reversed == 1
    assert sum(amount for _, amount, _ in entries(store, "won")) == 0
    attribute(at)
    assert len(entries(store, "won")) == 6  # reversed once


def test_a_deal_in_quarantine_keeps_what_was_posted(light: SqlStore) -> None:
    at = company(light)
    attribute(at)
    at.crm.edit("Deal", "won", Amount="a lot")
    report = attribute(at)
    assert (report.reversed, report.unchanged, report.totals["USD"].won) == (0, 2, 10701)


def test_won_without_an_amount_is_counted_and_not_posted(light: SqlStore) -> None:
    at = company(light)
    at.crm.edit("Deal", "alone", Amount=None)
    report = attribute(at)
    assert (report.amount_missing, entries(light, "alone")) == (1, [])


@settings(max_examples=6, deadline=None)
@given(
    amounts=st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=4),
    acts=st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["ann", "cy"])), max_size=8),
)
def test_whatever_the_amounts_and_acts_everything_ties_out(
    tmp_path_factory: pytest.TempPathFactory, amounts: list[int], acts: list[tuple[int, str]]
) -> None:
    with sqlite_store(tmp_path_factory.mktemp("any")) as store:
        at = company(store)
        for number, cents in enumerate(amounts):
            amount = f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"
            at.crm.edit("Deal", f"d{number}", **deal(Amount=amount, Closed=True, Won=True))
        for number, (target, who) in enumerate(acts):
            at.crm.edit(
                "Act", f"a{number}", Kind="Quote", Status="Done", At="2026-01-20T12:00:00Z", Who=who, Deal=f"d{target}"
            )
        report = attribute(at)
        assert report.totals["USD"].difference == 0
        assert report.totals["USD"].won == sum(amounts) + 10701
        for number, cents in enumerate(amounts):
            assert sum(amount for _, amount, _ in entries(store, f"d{number}")) == cents
