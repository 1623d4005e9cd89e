"""Who is joined, who never is, and what is listed as unclear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_sync.identity.keys import keys
from advocacy_sync.identity.resolve import Ambiguity, Resolution, resolve
from advocacy_sync.kernel.ids import RecordId, parse_source_key
from advocacy_sync.records.account import Account
from advocacy_sync.records.contact import Contact

ORDER = ("sf", "hs", "hs2")


def rank(record: str) -> tuple[int, str]:
    return (ORDER.index(parse_source_key(record).connection), record)


def resolved(*records: Account | Contact, current: Mapping[str, str] | None = None) -> Resolution:
    holders: dict[str, list[str]] = defaultdict(list)
    for record in records:
        for key in keys(record):
            holders[key].append(record.id)
    return resolve(holders, {record.id: record.id for record in records} | dict(current or {}), rank)


def account(id: str, domain: str | None = None, cross_id: str | None = None) -> Account:
    return Account(id=RecordId(id), name="Acme", domain=domain, cross_id=cross_id)


def contact(id: str, email: str | None = None, cross_id: str | None = None) -> Contact:
    return Contact(id=RecordId(id), email=email, cross_id=cross_id)


SF, HS, HS2 = "sf/Account/0015g00000XyZabAAA", "hs/companies/1", "hs2/companies/1"


def test_a_foreign_id_joins_across_crms_and_the_first_connection_lends_the_id() -> None:
    found = resolved(account(HS, cross_id="0015g00000XyZab"), account(SF))
    assert found == Resolution({SF: SF, HS: SF}, ())


def test_a_domain_that_nobody_else_has_joins_across_crms() -> None:
    assert resolved(account(SF, "acme.com"), account(HS, "acme.com")).groups == {SF: SF, HS: SF}


def test_an_email_address_joins_people_across_crms() -> None:
    one, two = "sf/Contact/0035g00000XyZabAAA", "hs/contacts/5"
    assert resolved(contact(one, "a@acme.com"), contact(two, "a@acme.com")).groups == {one: one, two: one}


def test_two_of_one_connection_are_never_joined_and_listed() -> None:
    one, two = "hs/companies/1", "hs/companies/2"
    found = resolved(account(one, "acme.com"), account(two, "acme.com"))
    assert found == Resolution({one: one, two: two}, (Ambiguity("domain", (one, two)),))


def test_a_domain_with_two_bearers_in_one_crm_joins_neither_to_the_other_crm() -> None:
    one, two = "hs/companies/1", "hs/companies/2"
    found = resolved(account(SF, "acme.com"), account(one, "acme.com"), account(two, "acme.com"))
    assert found.groups == {SF: SF, one: one, two: two}
    assert found.ambiguous == (Ambiguity("domain", (SF, one, two)),)


def test_a_foreign_id_counts_before_a_domain_that_does_not_tell() -> None:
    one, two = "hs/companies/1", "hs/companies/2"
    found = resolved(account(SF, "acme.com"), account(one, "acme.com", "0015g00000XyZab"), account(two, "acme.com"))
    assert found.groups == {SF: SF, one: SF, two: two}
    assert [one.key for one in found.ambiguous] == ["domain"]


def test_a_shared_mailbox_joins_nobody() -> None:
    people = [contact("sf/Contact/a", "info@acme.com"), contact("sf/Contact/b", "info@acme.com")]
    found = resolved(*people, contact("hs/contacts/5", "info@acme.com"))
    assert len(set(found.groups.values())) == 3
    assert [one.key for one in found.ambiguous] == ["email"]


def test_two_portals_with_equal_numeric_ids_are_not_joined() -> None:
    assert resolved(account(HS), account(HS2)).groups == {HS: HS, HS2: HS2}


def test_a_chain_that_would_join_two_of_one_connection_stops_before_it() -> None:
    other = "hs/companies/2"
    found = resolved(account(HS, "acme.com"), account(SF, "acme.com"), account(other, cross_id="0015g00000XyZab"))
    assert found.groups == {SF: SF, other: SF, HS: HS}
    assert found.ambiguous == (Ambiguity("domain", (SF, HS)),)


def test_what_was_joined_stays_joined_under_the_id_it_has() -> None:
    found = resolved(account(SF), account(HS), current={HS: HS, SF: HS})
    assert found.groups == {SF: HS, HS: HS}


def test_an_ambiguity_names_no_personal_data() -> None:
    found = resolved(contact("hs/contacts/1", "jane@acme.com"), contact("hs/contacts/2", "jane@acme.com"))
    assert "jane" not in repr(found.ambiguous)


ids = st.builds(lambda org, number: f"{org}/Account/a{number}", st.sampled_from(ORDER), st.integers(0, 5))
shared = st.sampled_from(["id:x", "id:y", "domain:a.com", "domain:b.com", "email:j@a.com"])
holdings = st.dictionaries(shared, st.lists(ids, max_size=5, unique=True), max_size=5)


def everyone(holders: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {record: record for members in holders.values() for record in members}


@settings(max_examples=150, deadline=None)
@given(holdings, st.randoms(use_true_random=False))
def test_the_order_of_records_and_keys_changes_nothing(holders: dict[str, list[str]], random: Random) -> None:
    shuffled = {
        key: random.sample(holders[key], len(holders[key])) for key in random.sample(list(holders), len(holders))
    }
    people = everyone(holders)
    mixed = {record: people[record] for record in random.sample(list(people), len(people))}
    assert resolve(shuffled, mixed, rank) == resolve(holders, people, rank)


@settings(max_examples=150, deadline=None)
@given(holdings)
def test_no_group_ever_holds_two_of_one_connection_and_each_is_led_by_a_member(holders: dict[str, list[str]]) -> None:
    found = resolve(holders, everyone(holders), rank)
    groups: dict[str, list[str]] = defaultdict(list)
    for record, root in found.groups.items():
        groups[root].append(record)
    for root, members in groups.items():
        assert root == min(members, key=rank)
        assert len({parse_source_key(member).connection for member in members}) == len(members)


@settings(max_examples=150, deadline=None)
@given(holdings)
def test_resolving_again_what_is_resolved_changes_nothing(holders: dict[str, list[str]]) -> None:
    once = resolve(holders, everyone(holders), rank)
    assert resolve(holders, once.groups, rank).groups == once.groups


@settings(max_examples=150, deadline=None)
@given(holdings)
def test_each_shared_key_joined_its_holders_or_is_listed(holders: dict[str, list[str]]) -> None:
    found = resolve(holders, everyone(holders), rank)
    listed = {one.members for one in found.ambiguous}
    for members in holders.values():
        together = len({found.groups[member] for member in members}) <= 1
        assert together or tuple(sorted(members, key=rank)) in listed
