"""Pages: one outcome per row, manifests that add up, and what follows a merge (CS-15, CS-16, D-09, D-10)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.ports.store import Outcome
from advocacy_sync.services.page import balanced
from advocacy_sync.services.pull import PullReport
from advocacy_sync.services.reading import ObjectReading
from advocacy_sync.store.unit_of_work import SqlStore
from databases import sqlite_store
from dump import canonical, rows
from services.company import Company, company, deal, roles


def pull(at: Company) -> PullReport:
    report = disturbed(at)
    assert report.green
    return report


def disturbed(at: Company) -> PullReport:
    return at.programme().pull().pulled


def ids(store: SqlStore, table: str) -> list[str]:
    return [row["id"].rpartition("/")[2] for row in rows(store, table)]


def heirs(store: SqlStore) -> dict[str, str]:
    with store.begin() as work:
        return {gone.rpartition("/")[2]: heir.rpartition("/")[2] for gone, heir in work.lineage.heirs().items()}


# --- balance --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "whole"),
    [
        ({}, True),
        ({"seen": 2, "inserted": 1, "stale": 1}, True),
        ({"seen": 2, "inserted": 1}, False),
        ({"seen": 1, "inserted": 1, "updated": 1}, False),
        ({"seen": 1, "inserted": 1, "replayed": 7, "vanished": 2}, True),  # not seen in an answer
    ],
)
def test_each_row_that_was_seen_has_one_outcome(counts: dict[str, int], whole: bool) -> None:
    assert balanced(counts) == whole


def test_the_manifests_of_a_run_add_up_to_its_outcomes(store: SqlStore) -> None:  # I1
    at = company(store, page_size=2)
    at.crm.edit("Deal", "bad", **deal(Amount="a lot"))
    at.crm.quiet_fields = {"Amount"}
    at.crm.tables["Deal"]["twin"] = at.crm.tables["Deal"]["won"]  # the same row twice
    pull(at)
    at.crm.purge("Deal", "alone")
    at.crm.edit("Deal", "open", Amount="60")
    for _ in range(3):
        at.programme().pull(sweep=True)
    names = {outcome.value for outcome in Outcome}
    for run in [row["id"] for row in rows(store, "run")]:
        with store.begin() as work:
            pages, summary = work.runs.pages(run), work.runs.get(run)
        assert summary is not None
        for (_, object_name), counts in summary.outcomes.items():
            mine = [page for page in pages if page.object == object_name]
            assert sum(page.rows for page in mine) == counts["seen"]
            for name in names:
                assert sum(page.outcomes.get(name, 0) for page in mine) == counts.get(name, 0), name
            assert all(page.rows == sum(page.outcomes.values()) for page in mine)


def test_equal_pages_have_equal_fingerprints_and_others_have_others(light: SqlStore) -> None:
    at = company(light)
    for _ in range(2):
        pull(at)
    at.crm.edit("Account", "fan", Name="Else")
    pull(at)
    first, again, changed = [row for row in rows(light, "page") if row["object"] == "Account"]
    assert (first["ids"], first["content"]) == (again["ids"], again["content"])
    assert changed["ids"] == first["ids"]
    assert changed["content"] != first["content"]


@settings(max_examples=5, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=8))
def test_the_older_never_overwrites_the_newer_in_whatever_order_they_come(
    tmp_path_factory: pytest.TempPathFactory, order: list[int]
) -> None:
    with sqlite_store(tmp_path_factory.mktemp("any")) as store:
        at = company(store)
        versions = []
        for number in range(4):
            at.crm.edit("Deal", "open", Amount=f"{number}.00")
            versions.append(at.crm.tables["Deal"]["open"])
        for number in order:
            at.crm.tables["Deal"]["open"] = versions[number]
            pull(at)
        [amount] = [row["amount_minor"] for row in rows(store, "opportunity") if row["id"] == "org/Deal/open"]
        assert amount == max(order) * 100


def test_of_two_versions_of_a_row_in_one_page_the_newer_counts(light: SqlStore) -> None:  # I7
    at = company(light)
    at.crm.edit("Deal", "open", Amount="1.00")
    older = at.crm.tables["Deal"]["open"]
    at.crm.edit("Deal", "open", Amount="2.00")
    at.crm.tables["Deal"]["as it was"] = older
    at.crm.sort_key = lambda row: -row.stamp.timestamp()
    report = pull(at)
    assert report.outcomes["org", "Deal"]["seen"] == 4
    assert {row["id"]: row["amount_minor"] for row in rows(light, "opportunity")}["org/Deal/open"] == 200


# --- lineage --------------------------------------------------------------------------------------


def test_a_row_that_was_merged_away_leads_to_its_winner(store: SqlStore) -> None:  # Salesforce's way
    at = company(store)
    pull(at)
    at.crm.merge("Contact", "cy", "ann")
    report = pull(at)
    assert report.outcomes["org", "Contact"]["tombstone"] == 1
    assert heirs(store) == {"ann": "cy"}
    assert ids(store, "contact") == ["bob", "cy"]


def test_rows_that_went_into_a_new_one_are_gone_and_lead_to_it(store: SqlStore) -> None:  # HubSpot's way
    at = company(store)
    pull(at)
    at.crm.merge_into_new("Contact", "both", "ann", "cy")
    pull(at)
    assert heirs(store) == {"ann": "both", "cy": "both"}
    assert ids(store, "contact") == ["bob", "both"]
    deleted = [row["external_id"] for row in rows(store, "source_row") if row["deleted"]]
    assert deleted == ["ann", "cy"]


@pytest.mark.parametrize("late", [False, True], ids=["one by one", "both at once"])
def test_a_chain_of_merges_leads_to_its_end(light: SqlStore, late: bool) -> None:
    at = company(light)
    pull(at)
    at.crm.merge("Contact", "ann", "bob")
    if not late:
        pull(at)
    at.crm.merge("Contact", "cy", "ann")
    pull(at)
    assert heirs(light) == {"bob": "cy", "ann": "cy"}
    assert ids(light, "contact") == ["cy"]


def test_a_row_that_is_restored_after_a_merge_lives_again(store: SqlStore) -> None:
    at = company(store)
    pull(at)
    at.crm.merge("Contact", "cy", "ann")
    pull(at)
    at.crm.edit("Contact", "ann", First="Ann")
    pull(at)
    assert heirs(store) == {}
    assert ids(store, "contact") == ["ann", "bob", "cy"]


def test_an_index_that_lags_behind_does_not_raise_merged_rows_from_the_dead(store: SqlStore) -> None:
    at = company(store)
    pull(at)
    before = dict(at.crm.tables["Contact"])
    at.crm.merge_into_new("Contact", "both", "ann", "cy")
    pull(at)
    at.crm.ghosts = [before["ann"], before["cy"]]
    report = pull(at)
    assert report.outcomes["org", "Contact"]["stale"] == 2
    assert ids(store, "contact") == ["bob", "both"]
    assert heirs(store) == {"ann": "both", "cy": "both"}


@pytest.mark.parametrize("page_size", [1, 100])
@pytest.mark.parametrize("first", [True, False])
def test_a_merged_row_that_is_shown_at_first_sight_together_with_its_heir_does_not_live(
    light: SqlStore, page_size: int, first: bool
) -> None:
    at = company(light, page_size=page_size)
    for name in ("one", "other"):  # nothing refers to them, so that nothing but the merge leads back to them
        at.crm.edit("Deal", name, **deal(Amount="9.00", Closed=True, Won=True, Stage="Won"))
    ghost = at.crm.tables["Deal"]["one"]
    at.crm.merge_into_new("Deal", "heir", "one", "other")
    at.crm.ghosts = [ghost]
    at.crm.sort_key = lambda row: (row.key.external_id == "heir") is not first
    pull(at)
    assert ids(light, "opportunity") == ["alone", "heir", "open", "won"]
    at.programme().attribute()
    assert "org/Deal/one" not in {row["opportunity"] for row in rows(light, "ledger_entry")}


def test_pulling_a_merge_again_changes_nothing(light: SqlStore) -> None:
    at = company(light)
    pull(at)
    at.crm.merge("Contact", "cy", "ann")
    at.crm.merge_into_new("Deal", "heir", "won", "alone")
    pull(at)
    before = canonical(light)
    pull(at)
    assert {**canonical(light), "checkpoint": []} == {**before, "checkpoint": []}


def test_rows_that_refer_to_a_merged_one_are_read_again(store: SqlStore) -> None:  # CS-16
    at = company(store)
    at.wait()
    pull(at)
    at.wait(hours=2)
    pull(at)
    at.crm.edit("Account", "other", Name="Other")
    for name in ("won", "open"):
        at.crm.set_quietly("Deal", name, Account="other")  # the CRM moves them and leaves their stamps
    at.crm.merge("Account", "other", "buyer")
    at.crm.requests.clear()
    pull(at)
    named = [one.ids for one in at.crm.requests if one.object == "Deal" and one.ids is not None]
    assert [sorted(one) for one in named] == [["alone", "open", "won"]]
    accounts = {row["id"]: row["account"] for row in rows(store, "opportunity")}
    assert accounts["org/Deal/won"] == accounts["org/Deal/open"] == "org/Account/other"


@pytest.mark.parametrize("how", ["died", "failed"])
def test_rows_that_refer_to_a_merged_one_wait_until_they_could_be_read(
    store: SqlStore, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CS-16: whichever run comes next reads them, not the next whole read."""
    at = company(store)
    pull(at)
    at.wait(hours=2)
    pull(at)
    at.crm.edit("Account", "other", Name="Other")
    at.crm.set_quietly("Deal", "won", Account="other")
    at.crm.merge("Account", "other", "buyer")

    def away(*_: object) -> None:
        raise MemoryError if how == "died" else RetryableError("the CRM is away")

    with monkeypatch.context() as patched:
        patched.setattr(ObjectReading, "some", away)
        if how == "died":
            with pytest.raises(MemoryError):
                disturbed(at)
        else:
            assert set(disturbed(at).failed) == {("org", "Contact"), ("org", "Deal")}
    at.wait(hours=2)
    assert pull(at).green
    accounts = {row["id"]: row["account"] for row in rows(store, "opportunity")}
    assert accounts["org/Deal/won"] == "org/Account/other"
    at.wait(hours=2)
    at.crm.requests.clear()
    pull(at)
    assert not [one for one in at.crm.requests if one.ids is not None]  # once is enough


# --- what follows a merge -------------------------------------------------------------------------


def standing(store: SqlStore) -> list[tuple[str, str | None, int]]:
    """(deal, contact, cents) of what is posted and not taken back."""
    with store.begin() as work:
        entries = [entry for found in work.ledger.standing().values() for entry in found]
    return sorted(
        (
            one["opportunity"].rpartition("/")[2],
            one["contact"] and one["contact"].rpartition("/")[2],
            one["amount_minor"],
        )
        for one in entries
    )


def test_everything_about_a_person_follows_a_merge_and_no_cent_is_doubled(store: SqlStore) -> None:  # I8
    at = company(store)
    at.cycle()
    assert at.crm.value("Account", "fan", "Referenceable") == 2
    at.crm.merge("Contact", "ann", "cy")
    at.crm.edit("Contact", "ann", Nominate=True)
    at.cycle()
    assert standing(store) == [("alone", None, 700), ("won", "ann", 3333), ("won", "ann", 3334), ("won", "ann", 3334)]
    assert {row["contact"] for row in rows(store, "verdict")} == {"org/Contact/ann"}
    assert at.crm.value("Deal", "won", "Influenced") == "100.01"
    assert at.crm.value("Deal", "won", "Top") == "Ann Ek (3) · as of 2026-03-02"
    assert at.crm.value("Account", "fan", "Referenceable") == 1
    open_signals = [(row["rule"], row["contact"]) for row in rows(store, "signal") if row["closed_at"] is None]
    assert len(open_signals) == len({rule for rule, _ in open_signals})
    assert "Nominated" in at.crm.value("Contact", "ann", "Signals")
    assert at.programme().push().planned == 0


def test_the_part_of_two_people_in_one_act_becomes_one_part_when_they_are_one(light: SqlStore) -> None:
    at = company(light)
    at.crm.edit("Deal", "open", roles=roles(ann="Reference", cy="Reference"), Closed=True, Won=True, Stage="Won")
    at.cycle()
    at.crm.merge("Contact", "ann", "cy")
    at.cycle()
    won = [cents for name, _, cents in standing(light) if name == "won"]
    assert sum(won) == 10001
    assert {contact for _, contact, _ in standing(light)} == {None, "ann"}


@pytest.mark.parametrize("way", ["into the winner", "into a new one"])
def test_money_of_two_deals_that_became_one_is_the_money_of_one(store: SqlStore, way: str) -> None:  # D-09
    at = company(store)
    at.cycle()
    heir = "alone"
    if way == "into a new one":
        heir = "heir"
        at.crm.merge_into_new("Deal", heir, "won", "alone")
    else:
        at.crm.merge("Deal", heir, "won")
        at.crm.edit("Deal", heir, Amount="100.01")
    at.cycle()
    assert {name for name, _, _ in standing(store)} == {heir}
    assert sum(cents for _, _, cents in standing(store)) == 10001
    assert at.crm.value("Deal", heir, "Influenced") == "100.01"
    assert at.crm.value("Deal", heir, "Touches") == 3
    assert at.programme().push().planned == 0


def test_references_to_a_merged_account_lead_to_its_heir(light: SqlStore) -> None:
    at = company(light)
    at.cycle()
    at.crm.edit("Account", "big", Name="Big", Website="big.example")
    at.crm.merge("Account", "big", "fan")
    at.cycle()
    assert at.crm.value("Account", "big", "Referenceable") == 2


def test_a_merge_between_plan_and_apply_writes_to_nobody_who_is_gone(light: SqlStore) -> None:  # D-08, D-09
    at = company(light)
    jobs = at.programme()
    jobs.pull()
    jobs.flag()
    jobs.attribute()
    number = jobs.save_plan()[0].id
    at.crm.merge("Contact", "ann", "cy")
    report = jobs.apply(number)
    assert "org/Contact/cy" not in [key for key, _ in at.crm.written]
    assert report.outcomes["rejected"] == _planned_for(light, "org/Contact/cy") > 0


def _planned_for(store: SqlStore, key: str) -> int:
    return sum(row["source_key"] == key for row in rows(store, "intent"))


def test_a_lineage_that_leads_in_a_circle_ends_and_loses_nothing(light: SqlStore) -> None:
    at = company(light)
    pull(at)
    at.crm.merge("Contact", "cy", "ann")
    pull(at)
    at.crm.edit("Contact", "ann", First="Ann")  # restored
    at.crm.merge("Contact", "ann", "cy")  # and merged the other way round
    pull(at)
    assert heirs(light) == {"cy": "ann"}
    assert ids(light, "contact") == ["ann", "bob"]
