"""The facts that conditions may speak of. A fact that is not known is absent, which is not zero."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

from advocacy_sync.records.activity import Activity, Participant
from advocacy_sync.records.contact import Contact
from advocacy_sync.records.kinds import ActivityKind, ActivityStatus, CasePriority, Consent, DealKind, DealStatus
from advocacy_sync.records.opportunity import Opportunity, OpportunityRole
from advocacy_sync.records.service import SupportCase, SurveyAnswer

__all__ = ["CATALOGUE", "SOURCES", "Facts", "World", "gather"]

# name → what it means; names are `group.fact`, as conditions write them.
CATALOGUE: dict[str, str] = {
    "contact.nominated": "somebody ticked the nomination box (true or false)",
    "contact.consent_withdrawn": "the person opted out or must not be asked (true or false)",
    "account.open_escalations": "escalated cases of the person's company that are not closed",
    "account.days_since_growth": "days since the company's last won renewal or expansion",
    "survey.score": "the latest recommendation score, 0 to 10",
    "survey.days_ago": "days since that answer",
    "cases.high_resolved_days_ago": "days since the person's last high-priority case was closed",
    "deals.won_as_sponsor": "won deals in which the person held a sponsor role",
    "deals.roles_at_growth": "roles of the person in won renewals or expansions of the last year",
    "talks.in_last_year": "event talks and webinars completed in the last 365 days",
    "asks.open": "acts of advocacy that are planned, not yet done, and not more than 90 days overdue",
}
# Canonical fields that each fact is drawn from: while one is not fed, the fact is unknown or wrong.
_WON = ("opportunity.status", "opportunity.close_date")
_ROLES = ("opportunity_role.opportunity", "opportunity_role.contact")
_PARTS = ("participant.activity", "participant.contact", "activity.status", "activity.occurred_at")
SOURCES: dict[str, tuple[str, ...]] = {
    "contact.nominated": ("contact.nominated",),
    "contact.consent_withdrawn": ("contact.email_opt_out", "contact.do_not_ask"),
    "account.open_escalations": (
        "contact.account", "support_case.account", "support_case.escalated", "support_case.closed"
    ),
    "account.days_since_growth": ("contact.account", "opportunity.account", "opportunity.kind", *_WON),
    "survey.score": ("survey_answer.contact", "survey_answer.score", "survey_answer.answered_at"),
    "survey.days_ago": ("survey_answer.contact", "survey_answer.answered_at"),
    "cases.high_resolved_days_ago": (
        "support_case.contact", "support_case.priority", "support_case.closed", "support_case.closed_at"
    ),
    "deals.won_as_sponsor": (*_ROLES, "opportunity_role.role", *_WON),
    "deals.roles_at_growth": (*_ROLES, "opportunity.kind", *_WON),
    "talks.in_last_year": (*_PARTS, "activity.kind"),
    "asks.open": _PARTS,
}  # fmt: skip
_GROWTH = frozenset({DealKind.RENEWAL, DealKind.EXPANSION})
_TALKS = frozenset({ActivityKind.EVENT_TALK, ActivityKind.WEBINAR})
YEAR_DAYS = 365
FORGOTTEN_DAYS = 90  # a plan so long overdue is an untidy CRM, not an ask


@dataclass
class Facts:
    """What is known of one person: values by `group` and `fact`, and the records behind each fact."""

    values: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    evidence: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def set(self, name: str, value: Any, *records: str) -> None:
        group, fact = name.split(".")
        self.values[group][fact] = value
        self.evidence[name] += records

    def add(self, name: str, record: str) -> None:
        """Count one more."""
        group, fact = name.split(".")
        self.values[group][fact] = self.values[group].get(fact, 0) + 1
        self.evidence[name].append(record)

    def get(self, name: str) -> Any:
        """The value, None when not known."""
        group, fact = name.split(".")
        return self.values.get(group, {}).get(fact)

    def lower(self, name: str, value: int, record: str) -> None:
        """Keep the smallest value seen, with the record that gave it; of several the first by id."""
        known = self.get(name)
        if known is None or (value, record) < (known, self.evidence[name][0]):
            self.evidence[name].clear()
            self.set(name, value, record)


@dataclass(frozen=True, kw_only=True)
class World:
    """The records that facts are drawn from; every reference is canonical already."""

    contacts: Iterable[Contact]
    opportunities: Iterable[Opportunity]
    roles: Iterable[OpportunityRole]
    activities: Iterable[Activity]
    participants: Iterable[Participant]
    cases: Iterable[SupportCase]
    surveys: Iterable[SurveyAnswer]
    sponsor_roles: frozenset[str]


def gather(world: World, now: datetime, zone: tzinfo) -> dict[str, Facts]:
    """Facts by contact id. The order of the records doesn't matter."""
    facts: dict[str, Facts] = {}
    company: dict[str, list[str]] = defaultdict(list)
    for contact in world.contacts:
        mine = facts[contact.id] = Facts()
        mine.set("contact.nominated", contact.nominated, contact.id)
        mine.set("contact.consent_withdrawn", contact.consent is Consent.WITHDRAWN, contact.id)
        mine.set("asks.open", 0)
        if contact.account:
            mine.set("account.open_escalations", 0)
            company[contact.account].append(contact.id)
    today = now.astimezone(zone).date()
    _deals(world, facts, company, today)
    _activities(world, facts, now)
    _cases(world, facts, company, now)
    _surveys(world, facts, now)
    return facts


def _deals(world: World, facts: Mapping[str, Facts], company: Mapping[str, list[str]], today: date) -> None:
    won: dict[str, tuple[Opportunity, int]] = {}
    for deal in world.opportunities:
        if deal.status is DealStatus.WON and deal.close_date is not None and deal.close_date <= today:
            days = (today - deal.close_date).days
            won[deal.id] = (deal, days)
            if deal.kind in _GROWTH and deal.account:
                for person in company.get(deal.account, ()):
                    facts[person].lower("account.days_since_growth", days, deal.id)
    counted: set[tuple[str, str, bool]] = set()
    for role in world.roles:
        mine = facts.get(role.contact)
        if mine is None or role.opportunity not in won:
            continue
        deal, days = won[role.opportunity]
        sponsor = bool(role.names & world.sponsor_roles)
        if sponsor and (role.contact, deal.id, True) not in counted:
            counted.add((role.contact, deal.id, True))
            mine.add("deals.won_as_sponsor", deal.id)
        if deal.kind in _GROWTH and days <= YEAR_DAYS and (role.contact, deal.id, False) not in counted:
            counted.add((role.contact, deal.id, False))
            mine.add("deals.roles_at_growth", deal.id)


def _activities(world: World, facts: Mapping[str, Facts], now: datetime) -> None:
    activities = {activity.id: activity for activity in world.activities}
    for contact, key in sorted({(part.contact, part.activity) for part in world.participants}):
        activity = activities.get(key)
        mine = facts.get(contact)
        if activity is None or mine is None:
            continue
        ago = (now - activity.occurred_at).days
        done = activity.status is ActivityStatus.COMPLETED and activity.occurred_at <= now
        if done and activity.kind in _TALKS and ago <= YEAR_DAYS:
            mine.add("talks.in_last_year", activity.id)
        if not done and activity.status is not ActivityStatus.CANCELLED and ago <= FORGOTTEN_DAYS:
            mine.add("asks.open", activity.id)


def _cases(world: World, facts: Mapping[str, Facts], company: Mapping[str, list[str]], now: datetime) -> None:
    for case in sorted(world.cases, key=lambda case: case.id):
        if case.escalated and not case.closed and case.account:
            for person in company.get(case.account, ()):
                facts[person].add("account.open_escalations", case.id)
        mine = facts.get(case.contact or "")
        resolved = case.closed and case.closed_at is not None and case.closed_at <= now
        if mine is not None and resolved and case.priority is CasePriority.HIGH and case.closed_at is not None:
            mine.lower("cases.high_resolved_days_ago", (now - case.closed_at).days, case.id)


def _surveys(world: World, facts: Mapping[str, Facts], now: datetime) -> None:
    latest: dict[str, SurveyAnswer] = {}
    for answer in world.surveys:
        known = latest.get(answer.contact)
        if answer.answered_at <= now and (
            known is None or (answer.answered_at, answer.id) > (known.answered_at, known.id)
        ):
            latest[answer.contact] = answer
    for contact, answer in latest.items():
        if contact in facts:
            facts[contact].set("survey.score", answer.score, answer.id)
            facts[contact].set("survey.days_ago", (now - answer.answered_at).days, answer.id)
