"""A changed mapping: what it would change, told without doing it, and then done, without a call."""

from __future__ import annotations

from dataclasses import replace

from advocacy_sync.ports.store import Difference
from advocacy_sync.records.schema import FieldSchema
from advocacy_sync.services.replay import Rehearsed
from advocacy_sync.store.rehearsal import rehearsal
from advocacy_sync.store.unit_of_work import SqlStore
from dump import canonical, rows
from services.company import MAPPINGS, Company, company

QUOTES = MAPPINGS["Act"].replace("Quote: quote", "Quote: reference_call")
FEWER = MAPPINGS["Act"].replace("in: [Reference Call, Quote]", "in: [Reference Call]")
MORE = MAPPINGS["Contact"].replace("first_name: {from: First}", "first_name: {from: [Nick, First]}")


def rehearse(at: Company, store: SqlStore, examples: int = 5, **changed: str) -> Rehearsed:
    with rehearsal(store) as trying:
        return at.programme(**changed).rehearse(trying, examples)


def by_kind(found: list[Difference]) -> dict[str, Difference]:
    return {one.kind: one for one in found}


def everything(store: SqlStore) -> dict[str, object]:
    return {name: rows(store, name) for name in ("source_row", "signal", "ledger_entry", "plan", "run", "quota_use")}


def test_what_a_changed_mapping_would_change_is_counted_and_nothing_is_kept(store: SqlStore) -> None:
    at = company(store)
    at.judged()
    before, calls = (canonical(store), everything(store)), at.crm.calls_made
    found = rehearse(at, store, Act=FEWER)
    kinds = by_kind(found.differences)
    assert found.replayed.rows == {("org", "Act"): 4}
    assert (kinds["activity"].removed, kinds["participant"].removed) == (2, 2)
    assert kinds["credit"].removed > 0
    assert (found.notes, at.crm.calls_made) == ([], calls)
    assert (canonical(store), everything(store)) == before


def test_changed_values_are_shown_field_by_field(light: SqlStore) -> None:
    at = company(light)
    at.judged()
    found = rehearse(at, light, Act=QUOTES)
    activity = by_kind(found.differences)["activity"]
    assert (activity.added, activity.removed, activity.changed, activity.by_field) == (0, 0, 2, {"kind": 2})
    assert {(one.field, one.before, one.after) for one in activity.examples} == {("kind", "quote", "reference_call")}
    assert len(by_kind(rehearse(at, light, 1, Act=QUOTES).differences)["activity"].examples) == 1


def test_what_would_be_written_differently_is_told_by_crm_field(light: SqlStore) -> None:
    at = company(light)
    at.judged()
    writes = by_kind(rehearse(at, light, Act=FEWER).writes)
    assert writes["org Deal.Touches"].changed == 1
    assert [(one.record, one.after) for one in writes["org Deal.Touches"].examples] == [("org/Deal/won", 1)]


def test_an_unchanged_mapping_changes_nothing(light: SqlStore) -> None:
    at = company(light)
    at.judged()
    found = rehearse(at, light)
    assert (found.changes, found.replayed.rows) == (False, {})


def test_a_replay_does_what_was_foretold_without_a_call(store: SqlStore) -> None:
    at = company(store)
    at.judged()
    foretold, calls = rehearse(at, store, Act=FEWER), at.crm.calls_made
    report = at.programme(Act=FEWER).replay()
    assert (report.rows, at.crm.calls_made) == (foretold.replayed.rows, calls)
    assert {row["kind"] for row in rows(store, "activity")} == {"reference_call"}
    assert (rows(store, "run")[-1]["job"], rows(store, "run")[-1]["status"]) == ("mapping replay", "green")
    assert at.programme(Act=FEWER).replay().rows == {}


def test_what_a_mapping_newly_reads_is_told_to_be_filled_in_by_the_next_pull(light: SqlStore) -> None:
    at = company(light)
    at.judged()
    with light.begin() as work:
        schema = work.schemas.get("org", "Contact")
        assert schema is not None
        nick = FieldSchema(name="Nick", label="Nick", type="text", updateable=True, length=80)
        work.schemas.put("org", replace(schema, fields={**schema.fields, "Nick": nick}), at.clock.now())
    [finding] = [one for one in at.programme(Contact=MORE).replay().findings if one.code == "replay.unread"]
    assert finding.message.startswith("Nick of Contact is not kept yet")


def test_credits_are_not_compared_while_the_data_is_old(light: SqlStore) -> None:
    at = company(light)
    at.judged()
    at.wait(days=4)
    found = rehearse(at, light, Act=FEWER)
    assert "not read to the end of late" in found.notes[0]
    assert by_kind(found.differences)["activity"].removed == 2
