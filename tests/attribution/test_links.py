"""Which activities belong to which deals: by ids only."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_sync.attribution.links import Touch, touches
from advocacy_sync.kernel.ids import RecordId
from advocacy_sync.records.activity import ActivityOpportunity, Audience, Participant
from advocacy_sync.records.opportunity import OpportunityRole

REFERENCE = frozenset({"reference"})


def part(activity: str = "call", contact: str = "jane") -> Participant:
    return Participant(id=RecordId(f"p-{activity}-{contact}"), activity=RecordId(activity), contact=RecordId(contact))


def named(activity: str, opportunity: str) -> ActivityOpportunity:
    return ActivityOpportunity(id=RecordId("n"), activity=RecordId(activity), opportunity=RecordId(opportunity))


def saw(activity: str, contact: str) -> Audience:
    return Audience(id=RecordId("a"), activity=RecordId(activity), contact=RecordId(contact))


def role(opportunity: str, contact: str, said: str | None = "Reference") -> OpportunityRole:
    return OpportunityRole(
        id=RecordId(f"{opportunity}-{contact}-{said}"),
        opportunity=RecordId(opportunity),
        contact=RecordId(contact),
        role=said,
    )


def test_an_activity_that_names_its_deals_belongs_to_those_alone() -> None:
    found = touches(
        [part()], [named("call", "d1"), named("call", "d2")], [saw("call", "bob")],
        [role("d3", "jane"), role("d4", "bob", "User")], REFERENCE,
    )  # fmt: skip
    assert found == [Touch("d1", "call", "jane", "named"), Touch("d2", "call", "jane", "named")]


def test_else_it_belongs_to_the_deals_for_which_the_advocate_vouches() -> None:
    roles = [role("d1", "jane", "REFERENCE"), role("d2", "jane", "User"), role("d3", "jane", None), role("d4", "bob")]
    assert touches([part()], [], [], roles, REFERENCE) == [Touch("d1", "call", "jane", "reference_role")]


def test_and_to_the_deals_in_which_somebody_of_its_audience_plays_a_part() -> None:
    roles = [role("d1", "bob", "User"), role("d2", "ann", None), role("d3", "eve")]
    found = touches([part("talk")], [], [saw("talk", "bob"), saw("talk", "ann"), saw("other", "eve")], roles, REFERENCE)
    assert found == [Touch("d1", "talk", "jane", "audience"), Touch("d2", "talk", "jane", "audience")]


def test_an_advocate_is_no_audience_of_their_own() -> None:
    assert touches([part("talk")], [], [saw("talk", "jane")], [role("d1", "jane", "User")], REFERENCE) == []


def test_a_reference_role_is_told_before_the_audience() -> None:
    roles = [role("d1", "jane"), role("d1", "bob", "User")]
    assert touches([part("talk")], [], [saw("talk", "bob")], roles, REFERENCE) == [
        Touch("d1", "talk", "jane", "reference_role")
    ]


def test_several_advocates_of_one_activity_each_have_their_touch() -> None:
    found = touches([part(), part(contact="joe"), part()], [named("call", "d1")], [], [], REFERENCE)
    assert [one.contact for one in found] == ["jane", "joe"]


def test_without_a_link_by_id_there_is_no_touch() -> None:
    assert touches([part()], [named("other", "d1")], [saw("other", "bob")], [role("d1", "bob")], REFERENCE) == []


people, deals, acts = (
    st.sampled_from(list(names)) for names in (["jane", "joe", "bob"], ["d1", "d2"], ["call", "talk"])
)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.builds(part, acts, people), max_size=4),
    st.lists(st.builds(named, acts, deals), max_size=2),
    st.lists(st.builds(saw, acts, people), max_size=3),
    st.lists(st.builds(role, deals, people, st.sampled_from(["Reference", "User", None])), max_size=4),
)
def test_the_order_of_the_links_changes_nothing_and_no_touch_is_doubled(
    parts: list[Participant], names: list[ActivityOpportunity], seen: list[Audience], roles: list[OpportunityRole]
) -> None:
    found = touches(parts, names, seen, roles, REFERENCE)
    assert found == touches(parts[::-1], names[::-1], seen[::-1], roles[::-1], REFERENCE)
    assert len({(one.opportunity, one.activity, one.contact) for one in found}) == len(found)
    assert {(one.activity, one.contact) for one in found} <= {(one.activity, one.contact) for one in parts}


def test_a_reference_role_counts_beside_others_of_the_same_pair() -> None:
    roles = [
        OpportunityRole(id=RecordId("r"), opportunity=RecordId("d"), contact=RecordId("c"), role="Buyer; Reference")
    ]
    done = [Participant(id=RecordId("p"), activity=RecordId("a"), contact=RecordId("c"))]
    assert touches(done, [], [], roles, frozenset({"reference"})) == [Touch("d", "a", "c", "reference_role")]
