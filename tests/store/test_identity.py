"""Members of canonical records, the keys they are found by, and what changed since the last resolution."""

from __future__ import annotations

from advocacy_sync.ports.store import Outcome
from advocacy_sync.store.unit_of_work import SqlStore
from store.builders import all_of, contact, ids, put, source, written


def stored(store: SqlStore, *numbers: str) -> None:
    put(store, *[written(source("Contact", one), ("contact", contact(one, first_name="Zoë"))) for one in numbers])


def test_new_members_are_dirty_in_the_order_of_their_ids(store: SqlStore) -> None:
    stored(store, "3", "1", "2")
    with store.begin() as work:
        first = work.identity.dirty("contact", 2)
        rest = work.identity.dirty("contact", 2, first[-1].id)
    assert ids([*first, *rest]) == ["org/Contact/1", "org/Contact/2", "org/Contact/3"]
    assert first[0].record == contact("1", first_name="Zoë")
    assert first[0].record_id == "org/Contact/1"


def test_settled_members_are_clean_until_their_row_changes(store: SqlStore) -> None:
    stored(store, "1", "2")
    with store.begin() as work:
        members = work.identity.dirty("contact", 10)
        work.identity.settle("contact", [one.record for one in members], [], ids(members))
        assert work.identity.dirty("contact", 10) == []
    put(store, written(source("Contact", "2", n="2"), ("contact", contact("2")), known=True, outcome=Outcome.UPDATED))
    with store.begin() as work:
        assert ids(work.identity.dirty("contact", 10)) == ["org/Contact/2"]


def test_a_member_stays_with_its_canonical_record_when_its_row_changes(store: SqlStore) -> None:
    stored(store, "1", "2")
    with store.begin() as work:
        work.identity.assign("contact", {"org/Contact/2": "org/Contact/1"})
    put(store, written(source("Contact", "2", n="2"), ("contact", contact("2")), known=True, outcome=Outcome.UPDATED))
    with store.begin() as work:
        assert work.identity.groups("contact", ["org/Contact/2"]) == {
            "org/Contact/1": "org/Contact/1",
            "org/Contact/2": "org/Contact/1",
        }
        assert work.records.links("contact") == {"org/Contact/2": "org/Contact/1"}
        assert work.records.sources_of("contact") == {"org/Contact/1": ["org/Contact/1", "org/Contact/2"]}
        assert ids(work.identity.members("contact", ["org/Contact/1"])["org/Contact/1"]) == [
            "org/Contact/1",
            "org/Contact/2",
        ]


def test_keys_are_replaced_and_only_living_members_hold_them(store: SqlStore) -> None:
    stored(store, "1", "2")
    with store.begin() as work:
        work.identity.rekey("contact", {"org/Contact/1": ["email:a", "id:1"], "org/Contact/2": ["email:a"]})
        work.identity.rekey("contact", {"org/Contact/1": ["email:a", "email:b"]})
        found = work.identity.holders("contact", ["email:a", "email:b", "id:1"])
    assert {key: sorted(held) for key, held in found.items()} == {
        "email:a": ["org/Contact/1", "org/Contact/2"],
        "email:b": ["org/Contact/1"],
    }
    put(store, written(source("Contact", "1", deleted=True), known=True, outcome=Outcome.TOMBSTONE))
    with store.begin() as work:
        assert work.identity.holders("contact", ["email:a", "email:b"]) == {"email:a": ["org/Contact/2"]}


def test_records_that_were_joined_to_others_are_removed(store: SqlStore) -> None:
    stored(store, "1", "2")
    with store.begin() as work:
        work.identity.settle("contact", [contact("1"), contact("2")], [], [])
        work.identity.settle("contact", [contact("1")], ["org/Contact/2"], [])
    assert ids(all_of(store, "contact")) == ["org/Contact/1"]


def test_who_carries_the_same_keys_alone_is_who_he_was(store: SqlStore) -> None:
    stored(store, "1", "2", "3", "4")
    keys = {f"org/Contact/{one}": [f"email:{one}@x.example"] for one in "1234"}
    with store.begin() as work:
        work.identity.rekey("contact", keys)
        work.identity.assign("contact", {"org/Contact/4": "org/Contact/3"})
        members = work.identity.dirty("contact", 10)
        assert work.identity.unmoved("contact", keys) == set()  # none of them is resolved yet
        work.identity.settle("contact", [one.record for one in members[:3]], [], ids(members))
    asked = {**keys, "org/Contact/2": ["email:other@x.example"], "org/Contact/9": []}
    with store.begin() as work:
        assert work.identity.unmoved("contact", asked) == {"org/Contact/1"}
        assert work.identity.unmoved("contact", {}) == set()
