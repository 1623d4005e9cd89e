"""Why a field holds what it holds: what was written, what is wanted, what it rests on; and what can be asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.services.explain import Asked, Explained, Explanation
from advocacy_sync.store.unit_of_work import SqlStore
from advocacy_sync.writeback.codes import code_of
from services.company import MAPPINGS, Company, company


def asked(at: Company, connection: str = "org", id: str = "", field: str = "", **changed: str) -> Explanation:
    [found] = at.programme(**changed).explain(Asked(connection=connection, id=id, field=field))
    return found


def by_value(found: Explanation) -> dict[str, Explained]:
    return {one.value: one for one in found.values}


def lines(found: Explanation, ground: str) -> list[Any]:
    return list(found.grounds[ground])


@pytest.fixture
def pushed(store: SqlStore) -> Company:
    at = company(store)
    at.cycle()
    return at


def test_a_deal_says_what_was_written_by_which_plan_and_how_it_ended(pushed: Company) -> None:
    calls = pushed.crm.calls_made
    found = asked(pushed, id="won")
    assert pushed.crm.calls_made == calls
    touches = by_value(found)["advocate_touches"]
    assert (touches.field, touches.stands, touches.written, touches.wish.state) == ("Touches", 3, 3, "in_place")
    [write] = touches.writes
    assert (write.outcome, write.before, write.after, write.replaced) == ("applied", None, 3, None)
    assert (write.reason, write.rule, write.plan_kind) == ("3 eligible activities", "owned", "push")
    with pushed.store.begin() as work:
        plan = work.pushes.newest()
    assert plan is not None
    assert (write.plan, write.sha256, write.run) == (plan.id, plan.sha256, plan.run)


def test_money_rests_on_the_ledger_and_on_every_verdict(pushed: Company) -> None:
    found = asked(pushed, id="won", field="influenced_revenue")
    assert [one.value for one in found.values] == ["influenced_revenue"]
    entries = lines(found, "ledger")
    assert sum(float(one.amount) for one in entries) == pytest.approx(100.01)
    assert {(one.name, one.kind, one.stands) for one in entries} == {
        ("Ann Ek", "posted", True),
        ("Cy Ax", "posted", True),
    }
    assert {(one.activity, one.verdict, one.counts) for one in lines(found, "touches")} == {
        ("org/Act/call", "eligible", True),
        ("org/Act/quote", "eligible", True),
        ("org/Act/cyquote", "eligible", True),
    }
    rows = {(one.object, one.external_id) for one in found.sources}
    assert {("Deal", "won"), ("Act", "call"), ("Act", "quote"), ("Contact", "ann"), ("Contact", "cy")} <= rows
    assert all(one.mapping and one.last_run for one in found.sources)


def test_a_touch_that_does_not_count_is_named_with_its_cause(pushed: Company) -> None:
    pushed.crm.edit("Act", "late", Kind="Quote", Status="Done", At="2026-02-20T10:00:00Z", Who="ann", Deal="won")
    pushed.cycle()
    verdicts = {one.activity: (one.verdict, one.counts) for one in lines(asked(pushed, id="won"), "touches")}
    assert verdicts["org/Act/late"] == ("after_close", False)


def test_a_changed_amount_shows_reversals_and_what_stands(pushed: Company) -> None:
    pushed.crm.edit("Deal", "won", Amount="200.00")
    pushed.cycle()
    found = asked(pushed, id="won", field="Influenced")
    entries = lines(found, "ledger")
    assert sum(float(one.amount) for one in entries if one.stands) == 200
    assert {one.kind for one in entries} == {"posted", "reversal"}
    [value] = found.values
    assert [(one.before, one.after, one.outcome) for one in value.writes] == [
        ("100.01", "200.00", "applied"),
        (None, "100.01", "applied"),
    ]


def test_a_person_rests_on_the_advocate_record_signals_and_confirmations(pushed: Company) -> None:
    found = asked(pushed, id="cy")
    assert found.kind == "contact"
    [advocate] = lines(found, "advocate")
    assert advocate.reason
    signals = {one.rule: one for one in lines(found, "signals")}
    assert "nominated" in " ".join(signals) or signals
    assert all(one.rule_version and one.weight and one.since for one in signals.values())
    assert {one.source for one in lines(found, "confirmations")} >= {"survey", "quote"}
    assert {(one.object, one.external_id) for one in found.sources} >= {("Contact", "cy"), ("Act", "cyquote")}


def test_an_account_names_who_counts_and_why_others_do_not(pushed: Company) -> None:
    pushed.crm.edit("Contact", "cy", DoNotAsk=True)
    pushed.cycle()
    people = {one.contact: (one.counts, one.why) for one in lines(asked(pushed, id="fan"), "people")}
    assert people == {"org/Contact/ann": (True, ""), "org/Contact/cy": (False, "has withdrawn")}


def test_another_value_that_stands_there_is_told_from_ours(pushed: Company) -> None:
    pushed.crm.edit("Deal", "won", Touches=7)
    pushed.programme().pull()
    one = by_value(asked(pushed, id="won"))["advocate_touches"]
    assert (one.stands, one.written, one.wish.value, one.wish.state) == (7, 3, 3, "planned")


@pytest.mark.parametrize(
    ("rule", "state", "code"), [("crm_unless_blank", "kept", "crm_unless_blank"), ("hold", "held", "hold")]
)
def test_a_value_that_a_rule_keeps_or_holds_says_so(light: SqlStore, rule: str, state: str, code: str) -> None:
    at = company(light)
    head, _, _ = MAPPINGS["Deal"].partition("push:")
    mapping = head + f"push: {{advocate_touches: {{field: Touches, rule: {rule}}}}}\n"
    at.cycle(Deal=mapping)
    at.crm.edit("Deal", "won", Touches=7)
    at.programme(Deal=mapping).pull()
    wish = by_value(asked(at, id="won", Deal=mapping))["advocate_touches"].wish
    assert (wish.value, wish.state, wish.code) == (3, state, code)
    assert wish.why


def test_a_refused_value_says_why(light: SqlStore) -> None:
    at = company(light)
    schema = at.crm.schemas["Deal"]
    at.crm.schemas["Deal"] = replace(schema, fields={**schema.fields, "Top": replace(schema.fields["Top"], length=10)})
    at.judged().push()
    one = by_value(asked(at, id="won"))["top_advocates"]
    assert (one.stands, one.written_at, one.writes[0].outcome, one.writes[0].code) == (
        None,
        None,
        "rejected",
        "preflight.length",
    )
    assert (one.wish.state, one.wish.code) == ("held", "preflight.length")


def test_a_value_that_was_rolled_back_is_withdrawn(pushed: Company) -> None:
    with pushed.store.begin() as work:
        plan = work.pushes.newest()
    assert plan is not None
    pushed.programme().rollback(plan.run)
    one = by_value(asked(pushed, id="won"))["advocate_touches"]
    assert (one.stands, one.wish.state, one.wish.code) == (None, "held", "withdrawn")
    assert [write.plan_kind for write in one.writes] == ["rollback", "push"]


def test_a_value_that_no_line_pushes_any_more_says_so(pushed: Company) -> None:
    head, _, _ = MAPPINGS["Deal"].partition("push:")
    for lines in ("", "push: {advocate_touches: Other}\n"):
        wish = by_value(asked(pushed, id="won", Deal=head + lines))["advocate_touches"].wish
        assert wish.state == "unmapped"


@pytest.mark.parametrize("typed", [code_of("org/Deal/won"), code_of("org/Deal/won").lower()])
def test_a_code_leads_to_its_row(pushed: Company, typed: str) -> None:
    found = asked(pushed, connection=typed)
    assert (found.object, found.id, found.code) == ("Deal", "won", code_of("org/Deal/won"))


def test_rows_that_share_a_code_are_all_told(pushed: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advocacy_sync.services.explain.code_of", lambda _: "AS-0000000000")
    found = pushed.programme().explain(Asked(connection="as-oooooooooo"))
    assert {one.object for one in found} == {"Account", "Contact", "Deal"}


def test_an_id_that_objects_share_is_asked_for_with_its_object(light: SqlStore) -> None:
    at = company(light)
    at.crm.edit("Account", "won", Name="Won")
    at.cycle()
    with pytest.raises(ConfigError, match="say Account/won or Deal/won"):
        asked(at, id="won")
    assert asked(at, id="deal/won").object == "Deal"


def test_the_short_form_of_a_salesforce_id_will_do(light: SqlStore) -> None:
    at = company(light)
    at.crm.edit("Contact", "0035g00000LbZkVAAV", Last="Short", Nominate=True)
    at.cycle()
    assert asked(at, id="0035g00000LbZkV").id == "0035g00000LbZkVAAV"


def test_what_cannot_be_asked_for_is_answered_with_what_can(pushed: Company) -> None:
    for words, text in [
        ({"connection": "orgg", "id": "won"}, "there is no connection 'orgg'. Did you mean"),
        ({"id": "nobody"}, "no row nobody of org is kept; ask for one of Account, Contact, Deal"),
        ({"id": "bob"}, "nothing was ever planned for org/Contact/bob; to its object we push advocate_status"),
        ({"id": "won", "field": "Amount"}, "Amount was never pushed to org/Deal/won; ask for one of"),
        ({"connection": "org"}, "'org' is no code such as AS-7K3Q9F2MXR"),
        ({"connection": "AS-0000000000"}, "has the code AS-0000000000"),
    ]:
        with pytest.raises(ConfigError) as caught:
            asked(pushed, **words)
        assert text in str(caught.value)


def test_objects_that_were_not_read_of_late_are_named(pushed: Company) -> None:
    pushed.wait(days=9)
    assert "org Deal" in asked(pushed, id="won").unread
