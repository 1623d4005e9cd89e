"""Which activities belong to which deals: by ids only, never by names (hazard CS-95).

An activity that names its deals itself belongs to those alone. Otherwise it belongs to the deals in
which its advocate holds a reference role, and, if others saw it, to the deals in which somebody of
its audience holds a role.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from advocacy_sync.records.activity import ActivityOpportunity, Audience, Participant
from advocacy_sync.records.opportunity import OpportunityRole

__all__ = ["Basis", "Touch", "touches"]

Basis = Literal["named", "reference_role", "audience"]


@dataclass(frozen=True, slots=True, order=True)
class Touch:
    """One advocate's part in one activity for one deal, and by what it belongs there."""

    opportunity: str
    activity: str
    contact: str
    basis: Basis


def touches(
    participants: Iterable[Participant],
    named: Iterable[ActivityOpportunity],
    audience: Iterable[Audience],
    roles: Iterable[OpportunityRole],
    reference_roles: frozenset[str],
) -> list[Touch]:
    """Every touch, sorted. `reference_roles` are compared without regard to case."""
    deals_of: dict[str, set[str]] = defaultdict(set)  # activity → deals it names
    for link in named:
        deals_of[link.activity].add(link.opportunity)
    vouching: dict[str, set[str]] = defaultdict(set)  # contact → deals in which they are the reference
    buying: dict[str, set[str]] = defaultdict(set)  # contact → deals in which they play any part
    for role in roles:
        buying[role.contact].add(role.opportunity)
        if role.names & reference_roles:
            vouching[role.contact].add(role.opportunity)
    seen_by: dict[str, set[str]] = defaultdict(set)  # activity → audience
    for member in audience:
        seen_by[member.activity].add(member.contact)
    found: set[Touch] = set()
    for part in participants:
        for deal, basis in _deals(part, deals_of, vouching, buying, seen_by).items():
            found.add(Touch(deal, part.activity, part.contact, basis))
    return sorted(found)


def _deals(
    part: Participant,
    deals_of: Mapping[str, set[str]],
    vouching: Mapping[str, set[str]],
    buying: Mapping[str, set[str]],
    seen_by: Mapping[str, set[str]],
) -> dict[str, Basis]:
    """Deals by the first basis that holds."""
    if part.activity in deals_of:
        return dict.fromkeys(deals_of[part.activity], "named")
    found: dict[str, Basis] = {}
    for member in seen_by.get(part.activity, ()):
        found.update(dict.fromkeys(buying.get(member, ()) if member != part.contact else (), "audience"))
    found.update(dict.fromkeys(vouching.get(part.contact, ()), "reference_role"))
    return found
