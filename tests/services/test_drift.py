"""What an org has changed: kept, told once, and told before anything is read or written (CS-08, D-20 to D-26)."""

from __future__ import annotations

from dataclasses import replace

from advocacy_sync.attribution.eligibility import READS
from advocacy_sync.kernel.finding import Finding
from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import SchemaChange
from advocacy_sync.records.catalogue import RECORDS, shapes
from advocacy_sync.records.schema import FieldSchema
from advocacy_sync.services.drift import look
from advocacy_sync.signals.facts import CATALOGUE, SOURCES
from advocacy_sync.store.unit_of_work import SqlStore
from dump import rows
from services.company import NOW, Company, company, connect


def seen(at: Company) -> list[Finding]:
    connection = connect(at.crm, only=["Deal"])
    return look(at.store, RunId(1), NOW, connection, connection.files[0])


def change(at: Company, **fields: FieldSchema | None) -> None:
    before = at.crm.schemas["Deal"]
    changed = {**before.fields, **fields}
    at.crm.schemas["Deal"] = replace(before, fields={name: one for name, one in changed.items() if one is not None})


def kept(store: SqlStore) -> list[SchemaChange]:
    with store.begin() as work:
        return work.schemas.changes(100)


def test_the_first_look_has_nothing_to_compare_with(store: SqlStore) -> None:
    at = company(store)
    assert seen(at) == []
    assert kept(store) == []
    with store.begin() as work:
        assert work.schemas.get("org", "Deal") == at.crm.schemas["Deal"]


def test_what_has_changed_since_is_kept_and_told_once(store: SqlStore) -> None:
    at = company(store)
    seen(at)
    change(at, Stage=None)
    [found] = seen(at)
    assert "opportunity.stage reads it" in found.message
    assert [(one.connection, one.object, one.field, one.change) for one in kept(store)] == [
        ("org", "Deal", "Stage", "removed")
    ]
    assert seen(at) == []
    assert len(kept(store)) == 1


def test_an_org_that_stays_as_it_was_is_written_down_once(light: SqlStore) -> None:
    at = company(light)
    seen(at)
    before = rows(light, "object_schema")
    connection = connect(at.crm, only=["Deal"])
    look(light, RunId(2), NOW.replace(year=2027), connection, connection.files[0])
    assert rows(light, "object_schema") == before


def test_an_object_that_is_hidden_for_a_while_is_compared_with_what_it_was(light: SqlStore) -> None:
    at = company(light)
    seen(at)
    before = at.crm.schemas.pop("Deal")
    assert seen(at) == []
    at.crm.schemas["Deal"] = before
    change(at, Stage=None)
    assert [one.field for one in (seen(at), kept(light))[1]] == ["Stage"]


def test_a_field_that_can_no_longer_be_written_is_told_before_the_push(light: SqlStore) -> None:  # CS-80
    at = company(light)
    at.cycle()
    change(at, Touches=replace(at.crm.schemas["Deal"].fields["Touches"], updateable=False))
    report = at.programme().push()
    assert "drift.read_only" in [one.code for one in report.findings]
    assert not report.green


def test_what_each_fact_is_drawn_from_is_a_field_of_a_record() -> None:
    known = {f"{kind}.{name}" for kind in RECORDS for name in shapes(kind)}
    assert SOURCES.keys() == CATALOGUE.keys()
    assert {name for names in SOURCES.values() for name in names} <= known
    assert set(READS) <= known


def test_a_pull_names_the_rules_that_a_lost_field_breaks(light: SqlStore) -> None:
    at = company(light)
    at.programme().pull()
    change(at, Amount=None)
    at.crm.schemas["Contact"] = replace(
        at.crm.schemas["Contact"],
        fields={name: one for name, one in at.crm.schemas["Contact"].fields.items() if name != "Nominate"},
    )
    found = [one.message for one in at.programme().pull().pulled.findings if one.code == "drift.removed"]
    assert [text.partition("On it rest: ")[2] for text in found] == ["nominated", "attribution"]
