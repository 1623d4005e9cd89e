"""Push: the smallest change, never blind, a receipt for every value, and nothing to do the second time."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.services.apply import PushReport
from advocacy_sync.store.unit_of_work import SqlStore
from dump import rows
from services.company import Company, company, programme

WON = {"Influenced": "100.01", "Touches": 3, "LastTouch": "2026-01-26", "Top": "Ann Ek (2), Cy Ax (1)"}


def ready(store: SqlStore) -> Company:
    """Pulled, flagged and attributed: about to push."""
    at = company(store)
    running = at.programme()
    running.pull()
    running.flag()
    running.attribute()
    return at


def push(at: Company) -> PushReport:
    return at.programme().push()


def balanced(report: PushReport) -> bool:
    return report.planned == sum(report.outcomes.values())


def ends(store: SqlStore, key: str) -> dict[str, tuple[str, str]]:
    """How the values of a row ended in the newest plan."""
    newest = max(row["plan"] for row in rows(store, "intent"))
    found = [row for row in rows(store, "intent") if row["plan"] == newest and row["source_key"] == f"org/{key}"]
    return {row["field"]: (row["outcome"], row["message"]) for row in found}


def held(at: Company, external_id: str, *names: str) -> dict[str, Any]:
    return {name: at.crm.value("Deal", external_id, name) for name in names}


def test_what_was_computed_stands_in_the_crm_afterwards(store: SqlStore) -> None:
    at = ready(store)
    report = push(at)
    assert report.green
    assert held(at, "won", *WON) == WON
    assert at.crm.value("Contact", "cy", "Status") == "candidate"
    assert at.crm.value("Contact", "cy", "Signals") == "Nominated in the CRM; Promoter in a survey"
    assert at.crm.value("Contact", "ann", "LastVerified") == "2026-02-21"  # day over at midnight
    assert at.crm.value("Account", "fan", "Referenceable") == 2
    assert report.planned == report.outcomes["applied"] > 0


def test_only_fields_that_change_are_written(store: SqlStore) -> None:
    at = ready(store)
    at.crm.edit("Deal", "won", Touches=3, LastTouch="2026-01-26")
    at.programme().pull()
    push(at)
    [values] = [values for key, values in at.crm.written if key == "org/Deal/won"]
    assert set(values) == {"Influenced", "Top"}
    assert not [key for key, _ in at.crm.written if key in ("org/Deal/alone", "org/Contact/bob")]


def test_a_second_push_plans_nothing_even_before_the_next_pull(store: SqlStore) -> None:
    at = ready(store)
    push(at)
    assert push(at).planned == 0
    at.cycle()
    assert push(at).planned == 0


def test_a_value_with_nothing_to_say_any_more_is_cleared(light: SqlStore) -> None:
    at = ready(light)
    push(at)
    at.crm.edit("Deal", "won", Won=False)
    at.cycle()
    assert held(at, "won", "Influenced", "Touches") == {"Influenced": None, "Touches": 3}


def test_planning_alone_writes_nothing_anywhere(store: SqlStore) -> None:
    at = ready(store)
    intents = at.programme().draft().intents
    assert intents
    assert at.crm.written == []
    assert rows(store, "intent") == rows(store, "plan") == []


def test_a_value_that_somebody_changed_since_the_plan_is_left_alone(store: SqlStore) -> None:
    at = ready(store)
    number = at.programme().save_plan()[0].id
    at.crm.edit("Deal", "won", Touches=99)
    report = at.programme().apply(number)
    assert held(at, "won", "Touches", "Influenced") == {"Touches": 99, "Influenced": "100.01"}
    assert ends(store, "Deal/won")["Touches"][0] == "conflicted"
    assert report.outcomes["conflicted"] == 1
    assert balanced(report)
    assert not report.green


def test_a_value_that_is_there_already_is_not_written(light: SqlStore) -> None:
    at = ready(light)
    number = at.programme().save_plan()[0].id
    at.crm.edit("Deal", "won", **WON)
    report = at.programme().apply(number)
    assert "org/Deal/won" not in [key for key, _ in at.crm.written]
    assert report.outcomes["unchanged"] == 4
    assert report.green


def test_a_lost_answer_is_settled_by_reading_back_and_never_sent_again(store: SqlStore) -> None:
    at = ready(store)
    at.crm.lose_answers = True
    report = push(at)
    assert report.green
    assert report.outcomes["applied"] == report.planned
    assert len(at.crm.written) == len({key for key, _ in at.crm.written})


def test_a_lost_write_stays_unknown_and_is_planned_again(store: SqlStore) -> None:
    at = ready(store)
    at.crm.lose_writes = True
    report = push(at)
    assert report.outcomes == {"unknown": report.planned}
    assert balanced(report)
    assert not report.green
    at.crm.lose_writes = False
    again = push(at)
    assert (again.planned, again.outcomes["applied"]) == (report.planned, report.planned)


def test_a_value_that_automation_altered_is_reported(light: SqlStore) -> None:
    at = ready(light)
    at.crm.alters = lambda name, value: value.upper() if name == "Top" else value
    report = push(at)
    outcome, message = ends(light, "Deal/won")["Top"]
    assert (outcome, "altered" in message) == ("conflicted", True)
    assert ends(light, "Deal/won")["Touches"] == ("applied", "")
    assert balanced(report)


def test_a_refused_row_does_no_harm_to_the_others(store: SqlStore) -> None:
    at = ready(store)
    at.crm.refuses = {"won": "FIELD_CUSTOM_VALIDATION_EXCEPTION"}
    report = push(at)
    assert set(ends(store, "Deal/won").values()) == {("rejected", "FIELD_CUSTOM_VALIDATION_EXCEPTION")}
    assert report.outcomes["rejected"] == 4
    assert report.outcomes["applied"] == report.planned - 4
    assert rows(store, "run")[-1]["status"] == "red"


def test_a_row_that_was_deleted_since_the_plan_is_rejected(light: SqlStore) -> None:
    at = ready(light)
    number = at.programme().save_plan()[0].id
    at.crm.delete("Deal", "won")
    report = at.programme().apply(number)
    assert set(ends(light, "Deal/won").values()) == {("rejected", "the CRM no longer has the record")}
    assert balanced(report)
    pulled = at.programme().pull().pulled
    assert pulled.outcomes["org", "Deal"]["tombstone"] == 1  # the push has not taken the pull's news away


@pytest.mark.parametrize("call", range(1, 10))
def test_a_crm_that_is_away_at_any_call_leaves_a_balanced_plan_and_the_next_push_finishes(
    light: SqlStore, call: int
) -> None:
    at = ready(light)
    at.crm.fail_at = {at.crm.calls_made + call}
    report = push(at)
    assert balanced(report)
    push(at)
    at.programme().pull()
    assert push(at).planned == 0
    assert held(at, "won", *WON) == WON


def test_applying_a_plan_twice_writes_nothing_more(store: SqlStore) -> None:
    at = ready(store)
    plan, made = at.programme().save_plan()
    number, intents = plan.id, made.intents
    at.programme().apply(number)
    before = len(at.crm.written)
    assert at.programme().apply(number).planned == 0
    assert len(at.crm.written) == before
    assert len(ends(store, "Deal/won")) == 4 < len(intents)


def test_a_plan_for_a_connection_that_is_gone_is_refused(light: SqlStore) -> None:
    at = ready(light)
    number = at.programme().save_plan()[0].id
    with pytest.raises(ConfigError, match="'org', which the settings don't have"):
        programme(light).apply(number)


def test_a_field_that_may_not_be_written_is_a_finding_and_is_never_planned(light: SqlStore) -> None:
    at = ready(light)
    schema = at.crm.schemas["Deal"]
    del schema.fields["Touches"]  # type: ignore[attr-defined]
    at.programme().pull()
    report = push(at)
    assert [finding.code for finding in report.findings] == ["mapping.push_field"]
    assert "Touches" not in ends(light, "Deal/won")
