"""Canonical records, read: references led to what stands today, and who refers to whom."""

from __future__ import annotations

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import Edge, Outcome
from advocacy_sync.store.unit_of_work import SqlStore
from store.builders import T0, account, contact, deal, put, role, source, written


def lead(store: SqlStore, gone: str, heir: str) -> None:
    with store.begin() as work:
        work.lineage.put(RunId(1), [Edge(f"org/Account/{gone}", f"org/Account/{heir}", T0)])


def links(store: SqlStore) -> dict[str, str]:
    with store.begin() as work:
        return {
            one.rpartition("/")[2]: other.rpartition("/")[2] for one, other in work.records.links("account").items()
        }


def stored(store: SqlStore, *names: str) -> None:
    put(store, *[written(source("Account", name), ("account", account(name))) for name in names])


def join(store: SqlStore, member: str, record: str) -> None:
    """Two sources turn out to speak of one record."""
    with store.begin() as work:
        work.identity.assign("account", {f"org/Account/{member}": f"org/Account/{record}"})
        work.identity.settle("account", [account(record)], [f"org/Account/{member}"], [])


def test_what_stands_under_its_own_id_needs_no_link(store: SqlStore) -> None:
    stored(store, "1", "2")
    assert links(store) == {}


def test_a_merged_row_leads_to_its_heir_and_on_to_what_the_heir_was_joined_to(store: SqlStore) -> None:
    stored(store, "heir", "other")
    lead(store, "gone", "heir")
    assert links(store) == {"gone": "heir"}
    join(store, "heir", "other")
    assert links(store) == {"gone": "other", "heir": "other"}


def test_the_rows_whose_records_refer_to_an_id_are_found_whatever_their_kind(store: SqlStore) -> None:
    put(
        store,
        written(source("Account", "1"), ("account", account("1", parent="org/Account/9"))),
        written(source("Contact", "1"), ("contact", contact("1", account="org/Account/9"))),
        written(source("Contact", "2"), ("contact", contact("2", account="org/Account/1"))),
        written(
            source("Deal", "1"),
            ("opportunity", deal("1", account="org/Account/9")),
            ("opportunity_role", role("1", "2")),
        ),
    )
    with store.begin() as work:
        work.identity.settle("contact", [contact("1", account="org/Account/9")], [], [])
        work.identity.settle("account", [account("1", parent="org/Account/9")], [], [])
        assert work.records.referring(["org/Account/9"]) == ["org/Account/1", "org/Contact/1", "org/Deal/1"]
        assert work.records.referring(["org/Contact/2"]) == ["org/Deal/1"]
        assert work.records.referring([]) == work.records.referring(["org/Account/8"]) == []


def test_the_sources_of_each_record_are_named(store: SqlStore) -> None:
    stored(store, "1", "2")
    join(store, "2", "1")
    with store.begin() as work:
        assert work.records.sources_of("account") == {"org/Account/1": ["org/Account/1", "org/Account/2"]}


def test_records_are_counted_by_kind(store: SqlStore) -> None:
    put(store, *[written(source("Deal", name), ("opportunity", deal(name))) for name in "123"])
    put(store, written(source("Deal", "2", deleted=True), known=True, outcome=Outcome.TOMBSTONE))
    with store.begin() as work:
        assert (work.records.count("opportunity"), work.records.count("account")) == (2, 0)
