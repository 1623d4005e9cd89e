"""Push: the smallest change, never blind, a receipt for every value, and nothing to do the second time."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.services.apply import Caution, PushReport
from advocacy_sync.store.unit_of_work import SqlStore
from advocacy_sync.transport.budget import Reading
from databases import sqlite_store
from dump import rows
from services.company import Company, company, crowd, programme

WON = {
    "Influenced": "100.01",
    "Touches": 3,
    "LastTouch": "2026-01-26",
    "Top": "Ann Ek (2), Cy Ax (1) · as of 2026-03-02",
}


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
    assert at.crm.value("Contact", "cy", "Signals") == "Nominated in the CRM; Promoter in a survey · as of 2026-03-02"
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


def test_a_value_that_cannot_be_read_back_is_unknown_and_never_called_applied(light: SqlStore) -> None:
    at = ready(light)
    number = at.programme().save_plan()[0].id
    at.crm.fail_at = {at.crm.calls_made + 3}  # of its first object: read, write, read back
    report = at.programme().apply(number)
    sent = len(at.crm.written)
    assert report.by_object["org", "Account"] == {"planned": 1, "unknown": 1}
    assert not report.green
    assert push(at).green
    assert len(at.crm.written) == sent  # it was there


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


# --- a few rows first -----------------------------------------------------------------------------


def test_a_hostile_rule_stops_the_push_at_the_first_few_rows(store: SqlStore) -> None:
    at = crowd(store, 100)
    at.crm.refuses = dict.fromkeys(at.crm.tables["Contact"], "FIELD_CUSTOM_VALIDATION_EXCEPTION")
    report = at.judged().push()
    assert report.outcomes == {"rejected": 2 * Caution().canary}
    assert (report.planned, report.left, report.green) == (40, 160, False)
    assert "40 of the first 40 values were refused or lost; the others were not tried" in report.stopped[0]
    assert rows(store, "plan")[-1]["status"] == "stopped"


def test_automation_that_alters_what_is_written_touches_the_first_few_rows_only(store: SqlStore) -> None:
    at = crowd(store, 100)
    at.crm.alters = lambda _, value: "rewritten"
    report = at.judged().push()
    assert len({key for key, _ in at.crm.written}) == Caution().canary
    assert report.outcomes == {"conflicted": 40}
    assert "were changed by others" in report.stopped[0]


def test_a_few_bad_rows_among_many_stop_nothing(light: SqlStore) -> None:
    at = crowd(light, 100)
    at.crm.refuses = {"003": "X", "050": "X", "099": "X"}
    report = at.judged().push()
    assert (report.outcomes["rejected"], report.outcomes["applied"], report.left) == (6, 194, 0)


def test_a_plan_that_was_stopped_goes_on_where_it_stopped(store: SqlStore) -> None:
    at = crowd(store, 100)
    at.crm.refuses = dict.fromkeys(at.crm.tables["Contact"], "X")
    jobs = at.judged()
    number = jobs.save_plan()[0].id
    jobs.apply(number)
    at.crm.refuses = {}
    report = jobs.apply(number)
    assert (report.outcomes, report.left) == ({"applied": 160}, 0)
    assert rows(store, "plan")[-1]["status"] == "applied"


def test_rows_that_no_call_carried_stay_planned(store: SqlStore) -> None:
    at = crowd(store, 30)
    at.crm.carries = 12
    jobs = at.judged()
    number = jobs.save_plan()[0].id
    report = jobs.apply(number)
    assert (report.outcomes, report.left, report.later) == ({"applied": 24}, 36, True)
    assert rows(store, "run")[-1]["status"] == "incomplete"
    at.crm.carries = None
    assert jobs.apply(number).outcomes == {"applied": 36}
    assert len(at.crm.written) == 30


def test_a_quota_that_is_spent_stops_the_push_for_later_and_loses_no_receipt(light: SqlStore) -> None:
    at = crowd(light, 100, write_size=10)
    jobs = at.judged()
    at.crm.budget.reading = Reading(total=1000, left=257)  # 250 are kept from a push
    report = jobs.push()
    assert 0 < report.outcomes["applied"] == report.planned < 200
    assert (report.later, report.left) == (True, 200 - report.planned)
    assert rows(light, "run")[-1]["status"] == "incomplete"
    at.crm.budget.reading = None
    assert jobs.push().outcomes == {"applied": 200 - report.planned}


# --- what failed ----------------------------------------------------------------------------------


def failures(store: SqlStore) -> dict[str, tuple[int, bool]]:
    """Tries, and whether it was given up, of the won deal's values."""
    found = [row for row in rows(store, "failure") if row["source_key"] == "org/Deal/won"]
    return {row["field"]: (row["tries"], row["given_up"]) for row in found}


def test_a_refused_value_is_kept_by_its_cause_and_tried_when_it_is_due(store: SqlStore) -> None:  # D-04, CS-81
    at = ready(store)
    at.crm.refuses = {"won": "row 17 is locked"}
    push(at)
    assert set(failures(store).values()) == {(1, False)}
    assert len({row["fingerprint"] for row in rows(store, "failure")}) == 4  # a cause for each field
    calls = at.crm.calls_made
    report = push(at)  # at once: nothing is sent
    assert (report.planned, at.crm.calls_made) == (0, calls)
    assert [one.code for one in report.findings] == ["push.held"]
    at.wait(minutes=19)
    assert push(at).planned == 0
    at.wait(minutes=1)
    assert push(at).outcomes == {"rejected": 4}
    assert set(failures(store).values()) == {(2, False)}


def test_a_value_is_given_up_after_six_refusals_and_tried_again_when_a_person_says_so(store: SqlStore) -> None:
    at = ready(store)
    at.crm.refuses = {"won": "no"}
    for _ in range(6):
        push(at)
        at.wait(days=1)
        at.programme().pull()
    assert set(failures(store).values()) == {(6, True)}
    for _ in range(3):
        at.wait(days=9)
        at.programme().pull()
        assert push(at).planned == 0
    at.crm.refuses = {}
    with store.begin() as work:
        work.failures.clear([(one.source_key, one.field) for one in work.failures.all()])
    assert push(at).outcomes == {"applied": 4}
    assert failures(store) == {}


def test_another_wanted_value_is_tried_at_once_and_counts_anew(light: SqlStore) -> None:
    at = ready(light)
    at.crm.refuses = {"won": "no"}
    push(at)
    at.crm.edit("Act", "more", Kind="Quote", Status="Done", At="2026-01-27T10:00:00Z", Who="ann", Deal="won")
    at.judged().push()
    assert {name: tries for name, (tries, _) in failures(light).items()} == {
        "Influenced": 1, "Touches": 1, "LastTouch": 1, "Top": 1,
    }  # fmt: skip
    assert ends(light, "Deal/won")["Touches"][0] == "rejected"
    assert ends(light, "Deal/won")["Influenced"][0] == "held"


def test_a_value_that_was_mended_fails_no_more(light: SqlStore) -> None:
    at = ready(light)
    at.crm.refuses = {"won": "no"}
    push(at)
    at.crm.refuses = {}
    at.wait(minutes=20)
    assert push(at).outcomes == {"applied": 4}
    assert failures(light) == {}


# --- lost answers and echoes ----------------------------------------------------------------------


@settings(max_examples=8, deadline=None)
@given(st.data())
def test_whatever_answers_are_lost_each_value_is_written_once(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:  # G12, I5, F11
    with sqlite_store(tmp_path_factory.mktemp("lost")) as store:
        at = crowd(store, 12, write_size=data.draw(st.integers(1, 12)))
        at.judged()
        for _ in range(data.draw(st.integers(1, 4))):
            at.crm.lose_answers, at.crm.lose_writes = data.draw(st.booleans()), data.draw(st.booleans())
            at.crm.fail_at = {at.crm.calls_made + data.draw(st.integers(1, 40))}
            assert balanced(push(at))
            if data.draw(st.booleans()):
                at.crm.fail_at = set()
                at.programme().pull()
        at.crm.lose_answers = at.crm.lose_writes = False
        at.crm.fail_at = set()
        at.programme().pull()
        push(at)
        assert push(at).planned == 0
        assert sorted(key for key, _ in at.crm.written) == sorted(
            f"org/Contact/{name}" for name in at.crm.tables["Contact"]
        )


def test_fifty_cycles_write_once_and_nothing_in_answer_to_their_own_echo(light: SqlStore) -> None:  # D-13, CS-79
    at = company(light)
    at.cycle()
    written = len(at.crm.written)
    before = {name: rows(light, name) for name in ("ledger_entry", "signal", "stale_flag", "opportunity_version")}
    for _ in range(50):
        at.wait(minutes=7)
        at.cycle()
    assert len(at.crm.written) == written
    for name in ("ledger_entry", "signal", "opportunity_version"):
        assert rows(light, name) == before[name]


def test_why_values_did_not_end_as_planned_is_told_and_kept(light: SqlStore) -> None:
    at = company(light)
    made = at.judged()
    at.crm.refuses["ann"] = "a rule says no"
    report = made.push()
    assert report.unsettled["rejected", "a rule says no"] > 0
    assert any(reason.endswith("rejected: a rule says no") for reason in report.reasons())
    assert "rejected: a rule says no" in rows(light, "run")[-1]["note"]


def test_what_was_left_open_in_the_crm_is_ended_before_anything_is_written(light: SqlStore) -> None:
    at = company(light)
    made = at.judged()
    before = len(at.crm.tidied)
    plan, _ = made.save_plan()
    made.apply(plan.id)
    assert len(at.crm.tidied) == before + 1
