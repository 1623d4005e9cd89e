"""Plans: the smallest change, sealed, within limits, and nothing in them that is better not written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from advocacy_sync.kernel.clock import FixedClock
from advocacy_sync.kernel.errors import ConflictError
from advocacy_sync.ports.store import Intent
from advocacy_sync.services.apply import Caution
from advocacy_sync.services.cycle import Programme
from advocacy_sync.services.lease import Worker
from advocacy_sync.services.plan import sealed
from advocacy_sync.store.unit_of_work import SqlStore
from advocacy_sync.writeback.fuse import Limits
from dump import rows
from services.company import MAPPINGS, NOW, Company, company, crowd


def pushing(**lines: str) -> str:
    """The mapping of deals with other push lines."""
    head, _, _ = MAPPINGS["Deal"].partition("push:")
    return head + "push:\n" + "".join(f"  {name}: {line}\n" for name, line in lines.items())


def deals(intents: list[Intent]) -> dict[str, tuple[str, Any, Any]]:
    """(outcome, before, after) of the values of the won deal, by field."""
    return {one.field: (one.outcome, one.before, one.after) for one in intents if one.source_key == "org/Deal/won"}


# --- what is in a plan ----------------------------------------------------------------------------


def test_a_plan_holds_old_and_new_value_reason_and_cost(store: SqlStore) -> None:
    at = company(store)
    plan, made = at.judged().save_plan()
    assert deals(made.intents)["Influenced"] == ("planned", None, "100.01")
    assert all(one.reason for one in made.intents)
    assert plan.cost == made.cost == 9  # three calls for each of three objects
    assert (plan.status, plan.kind) == ("open", "push")
    assert at.crm.written == []


def test_a_field_that_was_never_read_is_not_written(light: SqlStore) -> None:  # CS-68
    at = company(light)
    at.judged(Deal=pushing(influenced_revenue="Influenced"))
    made = at.programme().draft()  # by the usual mapping, which pushes more than that
    assert set(deals(made.intents)) == {"Influenced"}


def test_the_same_world_gives_the_same_plan_and_the_same_seal(light: SqlStore) -> None:
    at = company(light)
    jobs = at.judged()
    (one, first), (other, second) = jobs.save_plan(), jobs.save_plan()
    assert first.intents == second.intents
    assert one.sha256 == other.sha256 == sealed("push", first.intents)


def test_rows_that_the_crm_locks_together_carry_the_same_parent(light: SqlStore) -> None:  # CS-74
    at = company(light)
    parents = {one.source_key: one.parent for one in at.judged().draft().intents}
    assert parents["org/Deal/won"] == "org/Account/buyer"
    assert parents["org/Contact/ann"] == parents["org/Contact/cy"] == "org/Account/fan"
    assert parents["org/Account/fan"] == "org/Account/fan"


# --- who wins -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "stands", "outcome"),
    [
        ("owned", 9, "planned"),
        ("ours", 9, "planned"),
        ("crm", None, None),
        ("crm", 9, None),
        ("crm_unless_blank", None, "planned"),
        ("crm_unless_blank", 9, None),
        ("highest", 2, "planned"),
        ("highest", 9, None),
        ("lowest", 2, None),
        ("lowest", 9, "planned"),
        ("hold", None, "planned"),
        ("hold", 9, "held"),
    ],
)
def test_the_rule_of_a_field_decides_between_theirs_and_ours(
    light: SqlStore, rule: str, stands: int | None, outcome: str | None
) -> None:
    at = company(light)
    at.crm.edit("Deal", "won", Touches=stands)
    jobs = at.judged(Deal=pushing(advocate_touches=f"{{field: Touches, rule: {rule}}}"))
    found = deals(jobs.draft().intents)
    assert found == ({"Touches": (outcome, stands, 3)} if outcome else {})


def test_what_we_wrote_ourselves_is_not_somebody_elses(store: SqlStore) -> None:
    at = company(store)
    mapping = pushing(advocate_touches="{field: Touches, rule: hold}")
    at.cycle(Deal=mapping)
    at.crm.edit("Act", "more", Kind="Quote", Status="Done", At="2026-01-27T10:00:00Z", Who="ann", Deal="won")
    at.cycle(Deal=mapping)
    assert at.crm.value("Deal", "won", "Touches") == 4
    at.crm.edit("Deal", "won", Touches=7)
    jobs = at.judged(Deal=mapping)
    assert deals(jobs.draft().intents) == {"Touches": ("held", 7, 4)}
    report = jobs.push()
    assert at.crm.value("Deal", "won", "Touches") == 7
    assert [one.code for one in report.findings] == ["push.held"]


def test_of_a_newest_field_we_know_since_when_we_want_what_we_want(light: SqlStore) -> None:
    at = company(light)
    mapping = pushing(advocate_touches="{field: Touches, rule: newest}")
    at.crm.edit("Deal", "won", Touches=9)  # a day ago: our wish is the newer
    at.cycle(Deal=mapping)
    assert at.crm.value("Deal", "won", "Touches") == 3
    at.wait(hours=1)
    at.crm.edit("Deal", "won", Touches=8)
    assert deals(at.judged(Deal=mapping).draft().intents) == {}
    at.wait(hours=1)
    at.crm.edit("Act", "more", Kind="Quote", Status="Done", At="2026-01-27T10:00:00Z", Who="ann", Deal="won")
    assert deals(at.judged(Deal=mapping).draft().intents) == {"Touches": ("planned", 8, 4)}


# --- preflight ------------------------------------------------------------------------------------


def field(at: Company, name: str, **more: Any) -> None:
    before = at.crm.schemas["Deal"]
    fields = {**before.fields, name: replace(before.fields[name], **more)}
    at.crm.schemas["Deal"] = replace(before, fields=fields)


def test_a_value_that_does_not_fit_is_refused_before_any_call_and_never_cut(store: SqlStore) -> None:  # D-23, CS-67
    at = company(store)
    field(at, "Top", length=10)
    jobs = at.judged()
    report = jobs.push()
    assert at.crm.value("Deal", "won", "Top") is None
    assert at.crm.value("Deal", "won", "Touches") == 3
    assert report.outcomes["rejected"] == 1
    assert not report.green
    [failed] = rows(store, "failure")
    assert (failed["source_key"], failed["field"], failed["code"]) == ("org/Deal/won", "Top", "preflight.length")


def test_a_text_is_cut_where_the_mapping_says_so(light: SqlStore) -> None:
    at = company(light)
    field(at, "Top", length=10)
    at.cycle(Deal=pushing(top_advocates="{field: Top, shorten: true}"))
    assert at.crm.value("Deal", "won", "Top") == "Ann Ek (2…"


# --- the seal -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        "after = '\"9\"'",
        "before = '\"9\"'",
        "field = 'Amount'",
        "source_key = 'org/Deal/alone'",
        "rule = 'ours'",
        "reason = 'because'",
        "outcome = 'held'",
    ],
)
@pytest.mark.unsound
def test_a_stored_value_that_was_changed_stops_the_plan(store: SqlStore, change: str) -> None:
    at = company(store)
    jobs = at.judged()
    number = jobs.save_plan()[0].id
    with store.engine.begin() as connection:
        connection.execute(text(f"UPDATE intent SET {change} WHERE field = 'Touches'"))
    with pytest.raises(ConflictError, match="is not what it was when it was made; nothing was written"):
        jobs.apply(number)
    assert at.crm.written == []


@pytest.mark.unsound
def test_a_value_that_was_taken_out_or_put_in_stops_the_plan(light: SqlStore) -> None:
    at = company(light)
    jobs = at.judged()
    number = jobs.save_plan()[0].id
    with light.engine.begin() as connection:
        connection.execute(text("DELETE FROM intent WHERE field = 'Touches'"))
    with pytest.raises(ConflictError, match="not what it was"):
        jobs.apply(number)


def test_how_values_ended_does_not_break_the_seal(light: SqlStore) -> None:
    at = company(light)
    jobs = at.judged()
    plan, _ = jobs.save_plan()
    field(at, "Top", length=5)  # found out only when it is applied
    at.crm.refuses = {"ann": "no"}
    assert jobs.apply(plan.id).outcomes["rejected"] > 1
    with light.begin() as work:
        assert sealed(plan.kind, work.pushes.intents(plan.id)) == plan.sha256
    assert jobs.apply(plan.id).planned == 0


# --- limits ---------------------------------------------------------------------------------------

LIMITS = {
    "rows": Limits(rows=100, share=1.0, money_share=1.0),
    "share": Limits(share=0.9, money_share=1.0),
    "money": Limits(share=1.0, money_share=0.9),
}


def written_over(at: Company) -> Programme:
    """A hundred and twenty deals in which a push would replace what stands."""
    for number in range(120):
        at.crm.edit("Deal", f"{number:03}", **{**at.crm.tables["Deal"]["open"].payload, "Influenced": "5.00"})
    return at.judged()


@pytest.mark.parametrize("limit", LIMITS)
def test_a_plan_beyond_a_limit_waits_until_somebody_approves_it(store: SqlStore, limit: str) -> None:  # CNX-06
    at = company(store)
    jobs = replace(written_over(at), limits=LIMITS[limit])
    report = jobs.push()
    assert at.crm.written == []
    assert not report.green
    assert len(report.stopped) == 1
    assert f"push.limits.{'money_share' if limit == 'money' else limit}" in report.stopped[0]
    [plan] = rows(store, "plan")
    assert plan["status"] == "held"
    with pytest.raises(ConflictError, match="needs an approval"):
        jobs.apply(plan["id"])
    assert at.crm.written == []
    applied = jobs.apply(plan["id"], approve=True)
    assert applied.green
    assert at.crm.value("Deal", "000", "Influenced") is None
    assert rows(store, "plan")[0]["approved_at"] is not None


def test_a_first_push_that_fills_empty_fields_blows_no_share(light: SqlStore) -> None:
    at = crowd(light, 120)
    assert replace(at.judged(), limits=Limits(share=0.0, money_share=0.0)).push().green


# --- age and a world that moved -------------------------------------------------------------------


def test_a_plan_that_is_too_old_is_refused(light: SqlStore) -> None:
    at = company(light)
    real = FixedClock(NOW)
    jobs = replace(at.judged(), worker=Worker(clock=real))
    number = jobs.save_plan()[0].id
    real.advance(Caution().longest)
    assert jobs.draft().intents
    real.advance(Caution().longest)
    with pytest.raises(ConflictError, match="too long ago; plan again"):
        jobs.apply(number)
    assert at.crm.written == []


def test_a_plan_as_of_another_day_ages_from_the_hour_in_which_it_was_made(light: SqlStore) -> None:
    at = company(light)
    jobs = at.judged()  # judged as of March, made now
    number = jobs.save_plan()[0].id
    at.wait(days=30)
    assert jobs.apply(number).green


def test_when_much_has_changed_since_the_plan_nothing_is_written(store: SqlStore) -> None:
    at = crowd(store, 30)
    jobs = at.judged()
    number = jobs.save_plan()[0].id
    for name in sorted(at.crm.tables["Contact"])[:13]:
        at.crm.edit("Contact", name, Status="somebody's", Signals="else")
    jobs.pull()
    with pytest.raises(ConflictError, match="26 of 60 planned values meet another value than the plan saw"):
        jobs.apply(number)
    assert at.crm.written == []


def test_when_a_little_has_changed_the_rest_is_written(light: SqlStore) -> None:
    at = crowd(light, 30)
    jobs = at.judged()
    number = jobs.save_plan()[0].id
    at.crm.edit("Contact", "003", Status="somebody's")
    jobs.pull()
    report = jobs.apply(number)
    assert (report.outcomes["applied"], report.outcomes["conflicted"]) == (59, 1)
    assert at.crm.value("Contact", "003", "Status") == "somebody's"


def test_a_plan_waits_while_a_mapping_names_a_field_that_never_was(light: SqlStore) -> None:
    at = company(light)
    at.cycle()
    slip = MAPPINGS["Deal"].replace("amount: {from: Amount,", "amount: {from: Ammount,")
    running = at.programme(Deal=slip)
    running.pull()
    running.flag()
    running.attribute()
    report = running.push()
    assert report.stopped == ["plan 2 waits for an approval: org Deal has no Ammount, which its mapping reads"]
    assert report.outcomes["applied"] == 0


def test_a_field_that_is_gone_holds_nothing_up(light: SqlStore) -> None:
    at = company(light)
    at.cycle()
    deal = at.crm.schemas["Deal"]
    at.crm.schemas["Deal"] = replace(deal, fields={name: one for name, one in deal.fields.items() if name != "Amount"})
    at.programme().pull()
    assert at.programme().push().stopped == []
