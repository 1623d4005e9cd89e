"""What has led to a value, of one row or a few records, and of no other; on both databases."""

from __future__ import annotations

from advocacy_sync.store.unit_of_work import SqlStore
from services.company import company


def test_of_a_row_every_plan_is_told_newest_first(store: SqlStore) -> None:
    at = company(store)
    at.cycle()
    at.crm.edit("Deal", "won", Amount="50")
    at.cycle()
    with store.begin() as work:
        traced, values = work.traces.of_row("org/Deal/won")
        assert work.traces.of_row("org/Deal/wo") == ([], {})
    money = [one for one in traced if one.intent.field == "Influenced"]
    assert [one.intent.after for one in money] == ["50.00", "100.01"]
    assert money[0].plan.id > money[1].plan.id
    assert money[0].settled_at is not None
    assert values["Influenced"].written == "50.00"
    assert set(values) == {one.intent.field for one in traced}


def test_entries_and_verdicts_are_those_of_the_deals_asked_for(store: SqlStore) -> None:
    at = company(store)
    at.judged()
    at.crm.edit("Deal", "won", Amount="50")
    at.judged()
    with store.begin() as work:
        entries = work.traces.entries(["org/Deal/won"])
        alone = work.traces.entries(["org/Deal/alone"])
        verdicts = work.traces.verdicts(["org/Deal/won"])
        assert work.traces.entries([]) == work.traces.verdicts(["org/Deal/none"]) == []
    assert sum(one["amount_minor"] for one in entries) == 5000
    assert {one["reason"] for one in entries} == {"posted", "reversal"}
    assert [(one["activity"], one["amount_minor"]) for one in alone] == [(None, 700)]
    assert [one["activity"] for one in verdicts] == ["org/Act/call", "org/Act/quote", "org/Act/cyquote"]


def test_a_record_has_its_rows_with_mapping_and_run_and_each_once(store: SqlStore) -> None:
    at = company(store)
    at.judged()
    with store.begin() as work:
        found = work.traces.origins(["org/Act/call", "org/Contact/ann", "nobody"])
        known = work.sources.known(["org/Act/call"])
    assert [(one.record, one.object, one.external_id) for one in found] == [
        ("org/Act/call", "Act", "call"),
        ("org/Contact/ann", "Contact", "ann"),
    ]
    assert (found[0].mapping, found[0].stamp) == (known["org/Act/call"].mapping, known["org/Act/call"].stamp)
    assert found[0].last_run > 0


def test_rows_that_we_have_written_to_come_once_each_in_order(store: SqlStore) -> None:
    at = company(store)
    at.cycle()
    with store.begin() as work:
        found = list(work.traces.pushed())
    assert found == sorted(set(found))
    assert {"org/Deal/won", "org/Contact/ann", "org/Account/fan"} <= set(found)
    assert "org/Contact/bob" not in found
