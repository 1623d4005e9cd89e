"""Each fact has a clock of its own: what confirms it, how long that holds, and what says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from advocacy_sync.config.documents import read_document
from advocacy_sync.config.files import rule_file
from advocacy_sync.kernel.ids import RecordId
from advocacy_sync.records.activity import Activity, Participant
from advocacy_sync.records.contact import Contact
from advocacy_sync.records.kinds import ActivityKind, ActivityStatus, DealStatus
from advocacy_sync.records.opportunity import Opportunity
from advocacy_sync.records.service import SurveyAnswer
from advocacy_sync.stewardship.freshness import (
    Confirmation,
    Evidence,
    StaleFact,
    StalenessRules,
    confirmations,
    sources_of,
    stale_facts,
)

NOW = datetime(2017, 12, 31, 8, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
JANE, ACME = RecordId("jane"), RecordId("acme")
INSTANT = timedelta(microseconds=1)
EVERYTHING = ("verified", "survey", "won_deal", *(kind.value for kind in ActivityKind))
READABLE = dict.fromkeys(EVERYTHING, True)


def rules(facts: dict[str, Any] | None = None, grace: int = 14) -> StalenessRules:
    known = facts or {"email": {"days": 30, "confirmed_by": ["verified", "survey"]}}
    return StalenessRules.model_validate({"version": "1", "grace_days": grace, "facts": known})


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def stale(
    evidence: list[Confirmation], now: datetime = NOW, readable: Mapping[str, bool] = READABLE
) -> list[StaleFact]:
    return stale_facts(rules(), evidence, now, readable)


def activity(id: str, days: float, status: ActivityStatus = ActivityStatus.COMPLETED) -> Activity:
    return Activity(id=RecordId(id), kind=ActivityKind.QUOTE, status=status, occurred_at=ago(days))


def found(**records: Any) -> list[Confirmation]:
    empty: dict[str, Any] = dict.fromkeys(("activities", "participants", "surveys", "opportunities"), ())
    people = [Contact(id=JANE, account=ACME)]
    return confirmations(Evidence(**{"contacts": people, **empty, **records}), NOW, BERLIN).get(JANE, [])


def won(**known: Any) -> Opportunity:
    usual = {"id": RecordId("d"), "account": ACME, "stage": "S", "status": DealStatus.WON, "created_at": ago(90)}
    return Opportunity(**{**usual, "close_date": date(2017, 12, 30), **known})


def test_a_fact_is_stale_from_the_instant_that_age_limit_and_grace_are_over() -> None:
    last = Confirmation("survey", ago(44), "s1")
    assert stale([last], NOW - INSTANT) == []
    assert stale([last], NOW) == [StaleFact("email", ago(44), NOW, "s1")]


def test_the_latest_confirmation_counts_whatever_the_order() -> None:
    old, new = Confirmation("survey", ago(400), "s1"), Confirmation("verified", ago(10), "c1")
    assert stale([old, new]) == stale([new, old]) == []


def test_what_does_not_confirm_the_fact_does_not_keep_it_fresh() -> None:
    assert [
        one.evidence for one in stale([Confirmation("survey", ago(50), "s"), Confirmation("quote", ago(1), "q")])
    ] == ["s"]


def test_what_was_never_confirmed_is_unknown_not_stale() -> None:
    assert stale([]) == []
    assert stale([Confirmation("quote", ago(999), "q")]) == []


@pytest.mark.parametrize("missing", ["verified", "survey"])
def test_a_fact_is_not_judged_while_a_source_that_could_confirm_it_is_unreadable(missing: str) -> None:
    old = Confirmation("survey", ago(400), "s1")
    assert stale([old], readable={**READABLE, missing: False}) == []
    assert stale([old], readable={name: True for name in READABLE if name != missing}) == []
    assert len(stale([old], readable={**READABLE, "quote": False})) == 1


def test_activity_stands_for_every_kind_of_activity() -> None:
    judged = rules({"willingness": {"days": 1, "confirmed_by": ["activity"]}})
    assert sources_of(judged) == {kind.value for kind in ActivityKind}
    old = [Confirmation("quote", ago(99), "q")]
    assert len(stale_facts(judged, old, NOW, READABLE)) == 1
    assert stale_facts(judged, old, NOW, {**READABLE, "referral": False}) == []


def test_a_verification_holds_to_the_end_of_its_day_and_one_in_the_future_holds_nothing() -> None:
    def verified(day: date) -> list[Confirmation]:
        return found(contacts=[Contact(id=JANE, verified_on=day)])

    assert verified(date(2017, 12, 30)) == [Confirmation("verified", datetime(2017, 12, 30, 23, tzinfo=UTC), JANE)]
    assert len(verified(date(2017, 12, 31))) == 1
    assert verified(date(2018, 1, 1)) == []


def test_an_activity_confirms_once_it_is_completed_and_past() -> None:
    activities = [activity("a1", 3), activity("a2", 3, ActivityStatus.PLANNED), activity("a3", -1), activity("a4", 0)]
    parts = [Participant(id=RecordId(f"p{a.id}"), activity=a.id, contact=JANE) for a in activities]
    lost = Participant(id=RecordId("p"), activity=RecordId("gone"), contact=JANE)
    assert [one.record for one in found(activities=activities, participants=[*parts, lost])] == ["a1", "a4"]


def test_a_survey_confirms_once_it_is_answered() -> None:
    answers = [SurveyAnswer(id=RecordId(f"s{days}"), contact=JANE, score=9, answered_at=ago(days)) for days in (1, -1)]
    assert [one.record for one in found(surveys=answers)] == ["s1"]


def test_a_won_deal_speaks_for_everybody_at_the_account_once_its_day_is_over() -> None:
    assert found(opportunities=[won()]) == [Confirmation("won_deal", datetime(2017, 12, 30, 23, tzinfo=UTC), "d")]
    for other in (
        won(status=DealStatus.OPEN),
        won(status=DealStatus.LOST),
        won(account=None),
        won(close_date=None),
        won(close_date=date(2017, 12, 31)),
        won(account=RecordId("other")),
    ):
        assert found(opportunities=[other]) == []


sources = st.sampled_from(EVERYTHING)
pasts = st.integers(0, 3000).map(ago)
histories = st.lists(st.builds(Confirmation, sources, pasts, st.sampled_from(["r1", "r2"])), max_size=6)


def shipped() -> StalenessRules:
    document, findings = read_document(rule_file("staleness.yaml", None), StalenessRules)
    assert document is not None, findings
    return document.content


SHIPPED = shipped()


@settings(max_examples=100, deadline=None)
@given(histories, st.integers(0, 2000))
def test_time_only_ages_facts(history: list[Confirmation], days: int) -> None:
    before = stale_facts(SHIPPED, history, NOW, READABLE)
    after = stale_facts(SHIPPED, history, NOW + timedelta(days=days), READABLE)
    assert set(before) <= set(after)


@settings(max_examples=100, deadline=None)
@given(histories, sources, st.randoms(use_true_random=False))
def test_the_order_of_the_evidence_changes_nothing_and_more_evidence_ages_nothing(
    history: list[Confirmation], source: str, random: Any
) -> None:
    judged = stale_facts(SHIPPED, history, NOW, READABLE)
    shuffled = random.sample(history, len(history))
    assert stale_facts(SHIPPED, shuffled, NOW, READABLE) == judged
    fresher = stale_facts(SHIPPED, [*history, Confirmation(source, NOW, "new")], NOW, READABLE)
    assert {one.fact for one in fresher} <= {one.fact for one in judged}


def test_the_shipped_rules_name_every_fact_with_its_limit() -> None:
    limits = {fact: rule.days for fact, rule in SHIPPED.facts.items()}
    assert limits == {"employment": 30, "email": 30, "willingness": 90, "deployment": 180, "outcome": 365, "story": 365}
    assert SHIPPED.grace_days == 14
    assert sources_of(SHIPPED) <= set(EVERYTHING)


@pytest.mark.parametrize(
    "facts",
    [
        {"email": {"days": 0, "confirmed_by": ["survey"]}},
        {"email": {"days": 10**9, "confirmed_by": ["survey"]}},
        {"email": {"days": 30, "confirmed_by": []}},
        {"email": {"days": 30, "confirmed_by": ["rumour"]}},
        {"shoe_size": {"days": 30, "confirmed_by": ["survey"]}},
    ],
)
def test_what_no_rule_can_be_is_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        rules(facts)
