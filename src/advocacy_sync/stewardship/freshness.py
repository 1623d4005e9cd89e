"""A clock per fact: when something last confirmed it, and since when it is too old to rely on.

What never was confirmed is unknown, not stale; what could not be read says nothing at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from advocacy_sync.kernel.timespan import day_end, day_start
from advocacy_sync.records.activity import Activity, Participant
from advocacy_sync.records.contact import Contact
from advocacy_sync.records.kinds import ActivityKind, ActivityStatus, DealStatus
from advocacy_sync.records.opportunity import Opportunity
from advocacy_sync.records.service import SurveyAnswer

__all__ = ["Confirmation", "Evidence", "StaleFact", "StalenessRules", "confirmations", "sources_of", "stale_facts"]

Fact = Literal["employment", "email", "willingness", "deployment", "outcome", "story"]
Source = Literal[
    "verified", "survey", "activity", "won_deal",
    "reference_call", "site_visit", "case_study", "quote", "review", "event_talk", "webinar", "referral", "rfp_support",
]  # fmt: skip


class FactRule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    days: Annotated[int, Field(gt=0, le=36_500)]
    confirmed_by: Annotated[list[Source], Field(min_length=1)]


class StalenessRules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    version: str
    grace_days: Annotated[int, Field(ge=0, le=36_500)] = 14
    facts: dict[Fact, FactRule]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Something that confirmed facts of a person: which source of evidence, when, which record."""

    source: str
    at: datetime
    record: str


@dataclass(frozen=True, slots=True)
class StaleFact:
    fact: str
    verified_at: datetime
    stale_since: datetime
    evidence: str


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The records that may confirm facts; every reference is canonical already."""

    contacts: Iterable[Contact]
    activities: Iterable[Activity]
    participants: Iterable[Participant]
    surveys: Iterable[SurveyAnswer]
    opportunities: Iterable[Opportunity]


def confirmations(evidence: Evidence, now: datetime, zone: tzinfo) -> dict[str, list[Confirmation]]:
    """What confirmed facts, by contact. A won deal speaks for everybody at the account."""
    found: dict[str, list[Confirmation]] = defaultdict(list)
    of_account: dict[str, list[str]] = defaultdict(list)
    for contact in evidence.contacts:
        if contact.verified_on is not None and day_start(contact.verified_on, zone) <= now:
            found[contact.id].append(Confirmation("verified", day_end(contact.verified_on, zone), contact.id))
        if contact.account:
            of_account[contact.account].append(contact.id)
    activities = {one.id: one for one in evidence.activities}
    for part in evidence.participants:
        activity = activities.get(part.activity)
        if activity is not None and activity.status is ActivityStatus.COMPLETED and activity.occurred_at <= now:
            found[part.contact].append(Confirmation(activity.kind.value, activity.occurred_at, activity.id))
    for answer in evidence.surveys:
        if answer.answered_at <= now:
            found[answer.contact].append(Confirmation("survey", answer.answered_at, answer.id))
    for deal in evidence.opportunities:
        if deal.status is DealStatus.WON and deal.account and deal.close_date is not None:
            at = day_end(deal.close_date, zone)
            for person in of_account.get(deal.account, ()) if at <= now else ():
                found[person].append(Confirmation("won_deal", at, deal.id))
    return found


def stale_facts(
    rules: StalenessRules, evidence: Iterable[Confirmation], now: datetime, readable: Mapping[str, bool]
) -> list[StaleFact]:
    """The facts whose last confirmation is older than its age limit and grace allow.

    `readable`: by source of evidence, whether its data is there; a fact is left alone while any
    source that could have confirmed it could not be read.
    """
    known = sorted(evidence, key=lambda one: (one.at, one.record))
    stale = []
    for fact, rule in rules.facts.items():
        sources = _expand(rule.confirmed_by)
        if not all(readable.get(source, False) for source in sources):
            continue
        last = next((one for one in reversed(known) if one.source in sources), None)
        if last is None:
            continue
        since = last.at + timedelta(days=rule.days + rules.grace_days)
        if since <= now:
            stale.append(StaleFact(fact, last.at, since, last.record))
    return stale


def sources_of(rules: StalenessRules) -> frozenset[str]:
    return frozenset(source for rule in rules.facts.values() for source in _expand(rule.confirmed_by))


def _expand(sources: Iterable[str]) -> frozenset[str]:
    """`activity` stands for every kind of activity."""
    kinds = {kind.value for kind in ActivityKind}
    return frozenset().union(*(kinds if source == "activity" else {source} for source in sources))
