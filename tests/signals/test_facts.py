"""Facts are drawn from records; what is not known is absent, which is not zero."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_sync.kernel.ids import RecordId
from advocacy_sync.records.activity import Activity, Participant
from advocacy_sync.records.contact import Contact
from advocacy_sync.records.kinds import ActivityKind, ActivityStatus, CasePriority, DealKind, DealStatus
from advocacy_sync.records.opportunity import Opportunity, OpportunityRole
from advocacy_sync.records.service import SupportCase, SurveyAnswer
from advocacy_sync.signals.facts import CATALOGUE, Facts, World, gather

NOW = datetime(2017, 12, 31, 8, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")
JANE, ACME = RecordId("sf/Contact/jane"), RecordId("sf/Account/acme")
EMPTY = World(
    contacts=[], opportunities=[], roles=[], activities=[], participants=[], cases=[], surveys=[],
    sponsor_roles=frozenset({"economic buyer"}),
)  # fmt: skip


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def jane(**known: Any) -> Contact:
    return Contact(**{"id": JANE, "account": ACME, **known})


def deal(
    id: str, days: int = 30, status: DealStatus = DealStatus.WON, kind: DealKind = DealKind.RENEWAL
) -> Opportunity:
    return Opportunity(
        id=RecordId(id), account=ACME, stage="S", status=status, kind=kind, created_at=ago(400),
        close_date=(NOW - timedelta(days=days)).date(),
    )  # fmt: skip


def role(opportunity: str, said: str | None = "Economic Buyer", id: str = "r") -> OpportunityRole:
    return OpportunityRole(id=RecordId(id), opportunity=RecordId(opportunity), contact=JANE, role=said)


def activity(id: str, days: float, status: ActivityStatus, kind: ActivityKind = ActivityKind.WEBINAR) -> Activity:
    return Activity(id=RecordId(id), kind=kind, status=status, occurred_at=ago(days))


def part(activity: str, id: str = "p") -> Participant:
    return Participant(id=RecordId(id), activity=RecordId(activity), contact=JANE)


def case(id: str, **known: Any) -> SupportCase:
    return SupportCase(**{"id": RecordId(id), "account": ACME, "contact": JANE, "priority": CasePriority.HIGH, **known})


def answer(id: str, days: float, score: int) -> SurveyAnswer:
    return SurveyAnswer(id=RecordId(id), contact=JANE, score=score, answered_at=ago(days))


def world(records: Mapping[str, Any]) -> World:
    return dataclasses.replace(EMPTY, **records)


def facts(now: datetime = NOW, zone: ZoneInfo = UTC_ZONE, **records: Sequence[Any]) -> Facts:
    return gather(world({"contacts": [jane()], **records}), now, zone)[JANE]


def test_of_a_person_without_history_only_what_is_certain_is_known() -> None:
    found = facts()
    known = {name: found.get(name) for name in CATALOGUE if found.get(name) is not None}
    assert known == {
        "contact.nominated": False,
        "contact.consent_withdrawn": False,
        "account.open_escalations": 0,
        "asks.open": 0,
    }


def test_without_a_company_nothing_is_known_of_its_escalations() -> None:
    assert facts(contacts=[jane(account=None)]).get("account.open_escalations") is None


@pytest.mark.parametrize("flag", ["email_opt_out", "do_not_ask"])
def test_consent_is_withdrawn_by_either_flag(flag: str) -> None:
    assert facts(contacts=[jane(**{flag: True})]).get("contact.consent_withdrawn") is True


def test_growth_is_the_latest_won_renewal_or_expansion_of_the_company() -> None:
    found = facts(
        opportunities=[deal("d1", 60), deal("d2", 20, kind=DealKind.EXPANSION), deal("d3", 5, kind=DealKind.NEW)]
    )
    assert found.get("account.days_since_growth") == 20
    assert found.evidence["account.days_since_growth"] == ["d2"]


@pytest.mark.parametrize("other", [deal("d", status=DealStatus.LOST), deal("d", status=DealStatus.OPEN), deal("d", -3)])
def test_a_deal_that_is_not_won_yet_is_no_growth(other: Opportunity) -> None:
    found = facts(opportunities=[other], roles=[role("d")])
    assert found.get("account.days_since_growth") is None
    assert found.get("deals.won_as_sponsor") is None


def test_days_are_counted_in_the_reporting_zone() -> None:
    late = datetime(2017, 12, 31, 23, 30, tzinfo=UTC)
    closed = dataclasses.replace(deal("d"), close_date=date(2017, 12, 31))
    assert facts(late, opportunities=[closed]).get("account.days_since_growth") == 0
    assert facts(late, ZoneInfo("Europe/Berlin"), opportunities=[closed]).get("account.days_since_growth") == 1


def test_a_deal_counts_once_however_many_roles_the_person_has_in_it() -> None:
    roles = [role("d1"), role("d1", "ECONOMIC BUYER", "r2"), role("d1", "User", "r3"), role("d2", None, "r4")]
    found = facts(opportunities=[deal("d1"), deal("d2", 400)], roles=roles)
    assert found.get("deals.won_as_sponsor") == 1
    assert found.get("deals.roles_at_growth") == 1


def test_talks_are_those_completed_within_a_year() -> None:
    done = ActivityStatus.COMPLETED
    activities = [
        activity("a1", 10, done),
        activity("a2", 365, done, ActivityKind.EVENT_TALK),
        activity("a3", 367, done),
        activity("a4", 10, done, ActivityKind.QUOTE),
        activity("a5", 10, ActivityStatus.CANCELLED),
    ]
    found = facts(activities=activities, participants=[part(one.id, f"p{one.id}") for one in activities])
    assert found.get("talks.in_last_year") == 2
    assert found.get("asks.open") == 0


@pytest.mark.parametrize(
    ("days", "status", "asks"),
    [
        (-5, ActivityStatus.PLANNED, 1),
        (5, ActivityStatus.PLANNED, 1),
        (-5, ActivityStatus.COMPLETED, 1),
        (5, ActivityStatus.COMPLETED, 0),
        (-5, ActivityStatus.CANCELLED, 0),
    ],
)
def test_what_is_neither_done_nor_cancelled_is_an_open_ask(days: float, status: ActivityStatus, asks: int) -> None:
    found = facts(activities=[activity("a", days, status)], participants=[part("a"), part("a", "again")])
    assert found.get("asks.open") == asks


def test_an_open_escalation_counts_for_everybody_at_the_company() -> None:
    cases = [case("c1", escalated=True, contact=None), case("c2", escalated=True, closed=True), case("c3")]
    found = facts(cases=cases)
    assert found.get("account.open_escalations") == 1
    assert found.evidence["account.open_escalations"] == ["c1"]


def test_a_resolved_case_is_the_latest_important_one_of_the_person() -> None:
    cases = [
        case("c1", closed=True, closed_at=ago(40)),
        case("c2", closed=True, closed_at=ago(12.5)),
        case("c3", closed=True, closed_at=ago(1), priority=CasePriority.LOW),
        case("c4", closed=True, closed_at=ago(1), contact=None),
        case("c5", closed=True, closed_at=ago(-1)),
        case("c6", closed=True),
        case("c7", closed_at=ago(1)),
    ]
    assert facts(cases=cases).get("cases.high_resolved_days_ago") == 12


def test_the_latest_answer_of_a_survey_counts_and_one_in_the_future_does_not() -> None:
    found = facts(surveys=[answer("s1", 10, 3), answer("s2", 2, 9), answer("s3", -1, 0)])
    assert (found.get("survey.score"), found.get("survey.days_ago")) == (9, 2)
    assert found.evidence["survey.score"] == ["s2"]


def test_records_of_people_we_do_not_have_are_left_aside() -> None:
    stranger = RecordId("x")
    strange = dataclasses.replace(
        EMPTY,
        surveys=[dataclasses.replace(answer("s", 1, 9), contact=stranger)],
        participants=[part("gone")],
        roles=[role("gone")],
        cases=[case("c", closed=True, closed_at=ago(1))],
    )
    assert gather(strange, NOW, UTC_ZONE) == {}


HISTORY: dict[str, list[Any]] = {
    "contacts": [jane(), Contact(id=RecordId("joe"), account=ACME), Contact(id=RecordId("ann"))],
    "opportunities": [deal("d1", 20), deal("d2", 20), deal("d3", 400)],
    "roles": [role("d1", id="r1"), role("d2", id="r2"), role("d2", "User", "r3")],
    "activities": [activity(f"a{n}", n - 1, ActivityStatus.COMPLETED) for n in range(4)],
    "participants": [part(f"a{n}", f"p{n}") for n in range(4)],
    "cases": [
        case("c1", closed=True, closed_at=ago(3)),
        case("c2", closed=True, closed_at=ago(3.2)),
        case("c3", escalated=True),
    ],
    "surveys": [answer("s1", 2, 9), answer("s2", 2, 4)],
}


def plain(found: dict[str, Facts]) -> dict[str, Any]:
    return {
        person: (one.values, {name: sorted(ids) for name, ids in one.evidence.items() if ids})
        for person, one in found.items()
    }


@settings(max_examples=60, deadline=None)
@given(st.fixed_dictionaries({name: st.permutations(records) for name, records in HISTORY.items()}))
def test_the_order_of_the_records_changes_no_fact_and_no_evidence(mixed: dict[str, list[Any]]) -> None:
    found = gather(world(mixed), NOW, UTC_ZONE)
    assert plain(found) == plain(gather(world(HISTORY), NOW, UTC_ZONE))
