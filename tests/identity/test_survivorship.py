"""What a canonical record says when several sources speak of it."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_sync.identity.survivorship import survive
from advocacy_sync.kernel.ids import RecordId
from advocacy_sync.records.contact import Contact

MAIN, OTHER = RecordId("sf/Contact/1"), RecordId("hs/contacts/2")


def test_a_lone_record_is_itself_under_the_canonical_id() -> None:
    person = Contact(id=OTHER, email="a@b.co")
    assert survive(OTHER, [person]) is person
    assert survive(MAIN, [person]) == Contact(id=MAIN, email="a@b.co")


def test_a_field_is_that_of_the_first_member_who_has_it() -> None:
    first = Contact(id=MAIN, first_name="Jane", phone=None)
    second = Contact(id=OTHER, first_name="J.", phone="+4930123", title="CTO")
    assert survive(MAIN, [first, second]) == Contact(id=MAIN, first_name="Jane", phone="+4930123", title="CTO")


FLAGS = {
    "email_opt_out": Contact(id=OTHER, email_opt_out=True),
    "do_not_ask": Contact(id=OTHER, do_not_ask=True),
    "nominated": Contact(id=OTHER, nominated=True),
}


def test_a_refusal_or_nomination_holds_if_any_member_says_so() -> None:
    quiet = Contact(id=MAIN)
    for flag, loud in FLAGS.items():
        assert getattr(survive(MAIN, [quiet, loud]), flag) is True
        assert getattr(survive(MAIN, [loud, quiet]), flag) is True


def test_the_latest_verification_counts() -> None:
    old, new = Contact(id=MAIN, verified_on=date(2017, 1, 1)), Contact(id=OTHER, verified_on=date(2017, 6, 1))
    assert survive(MAIN, [old, new, Contact(id=RecordId("x/y/3"))]).verified_on == date(2017, 6, 1)


people = st.builds(
    Contact,
    id=st.just(OTHER),
    email=st.none() | st.just("a@b.co"),
    do_not_ask=st.booleans(),
    verified_on=st.none() | st.dates(date(2010, 1, 1), date(2020, 1, 1)),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(people, min_size=1, max_size=4))
def test_nothing_that_any_member_knows_is_lost(members: list[Contact]) -> None:
    found = survive(MAIN, members)
    assert found.id == MAIN
    assert (found.email is None) == all(member.email is None for member in members)
    assert found.do_not_ask == any(member.do_not_ask for member in members)
    days = [member.verified_on for member in members if member.verified_on]
    assert found.verified_on == (max(days) if days else None)
