"""Fields are made where they are missing, taken where a mapping names them, told where they will not do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from advocacy_hubspot.session import connect as connect_hubspot
from advocacy_salesforce.session import connect as connect_salesforce
from advocacy_sync.compose import load_catalogue, load_mappings
from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.kernel.ids import ConnectionName, RunId
from advocacy_sync.mapping.document import MappingDocument, PushLine
from advocacy_sync.mapping.transforms import Settings
from advocacy_sync.ports.crm import BuiltAs, CrmSession
from advocacy_sync.records.crm_fields import FieldCatalogue
from advocacy_sync.records.schema import FieldSchema
from advocacy_sync.sandbox.hubspot.machine import HubspotMachine
from advocacy_sync.sandbox.salesforce.machine import SalesforceMachine
from advocacy_sync.sandbox.state import State
from advocacy_sync.services.connected import Connected, MappingFile
from advocacy_sync.services.provision import ProvisionPlan, ProvisionReport, apply_plans, plan_fields
from advocacy_sync.store.unit_of_work import SqlStore
from rooms import Heard, connection, serving
from services.company import programme
from services.fake_crm import FakeCrm
from services.fake_schema import FakeSchema

CATALOGUE = load_catalogue()
FILES = load_mappings("salesforce", None)[0]
OBJECTS = ("Account", "Contact", "Opportunity", "Campaign")
STATUS, SIGNALS, MONEY = "Advocacy_Status__c", "Advocacy_Signals__c", "Advocacy_Influenced_Revenue__c"


def connected(schema: FakeSchema | None, push: Mapping[str, Mapping[str, Any]] | None = None) -> Connected:
    """An org with the shipped mappings; `push` lays other lines over an object's: {object: {value: line or None}}."""
    crm = FakeCrm("acme", {}, datetime(2026, 1, 5, tzinfo=UTC))
    files = tuple(MappingFile(_laid(file.document, (push or {})), file.place) for file in FILES)
    settings = Settings("USD", ZoneInfo("UTC"))
    return Connected(ConnectionName("acme"), "salesforce", CrmSession(crm, crm, schema), settings, 0, files)


def _laid(document: MappingDocument, push: Mapping[str, Mapping[str, Any]]) -> MappingDocument:
    lines = {**document.push, **push.get(document.object, {})}
    kept = {name: line for name, line in lines.items() if line is not None}
    return document.model_copy(update={"push": kept})


def bare(**given: Any) -> FakeSchema:
    return FakeSchema({name: {} for name in OBJECTS}, **given)


def actions(plan: ProvisionPlan) -> dict[str, str]:
    return {one.wish.spec.value: one.action for one in plan.fields}


def codes(plan: ProvisionPlan) -> list[tuple[str, str]]:
    return [(found.code, found.severity) for found in plan.findings]


def applied(store: SqlStore, one: Connected) -> ProvisionReport:
    (report,) = apply_plans(programme(store, one), CATALOGUE, [plan_fields(one, CATALOGUE)])
    return report


# -- planning --------------------------------------------------------------------------------------


def test_what_is_missing_is_to_be_made_and_planning_makes_nothing() -> None:
    schema = bare()
    plan = plan_fields(connected(schema), CATALOGUE)
    assert set(actions(plan).values()) == {"create"}
    assert plan.changes == 26
    assert plan.planned == 9
    assert (plan.findings, plan.limits, schema.made) == ([], ("It does not sing.",), [])


def test_fields_that_nothing_computes_or_reads_yet_are_left_alone(light: SqlStore) -> None:
    schema = bare()
    applied(light, connected(schema))
    planned = {name for one in CATALOGUE.fields if one.planned for name in one.names.values()}
    assert planned
    assert not planned & {name for fields in schema.objects.values() for name in fields}


def test_a_value_that_no_mapping_pushes_gets_no_field() -> None:
    one = connected(bare(), {"Contact": {"signals": None}})
    plan = plan_fields(one, CATALOGUE)
    assert actions(plan)["signals"] == "left_out"
    assert plan.changes == 25


def test_a_field_that_a_mapping_names_is_adopted_and_gets_no_twin(light: SqlStore) -> None:
    schema = bare()
    schema.objects["Contact"]["My_Status__c"] = FieldSchema(name="My_Status__c", label="Mine", type="text", length=80)
    one = connected(schema, {"Contact": {"advocate_status": PushLine(field="My_Status__c")}})
    assert actions(plan_fields(one, CATALOGUE))["advocate_status"] == "adopt"
    assert applied(light, one).green
    assert STATUS not in schema.objects["Contact"]


def test_an_adopted_field_may_be_shorter_where_the_mapping_cuts_texts_to_fit() -> None:
    schema = bare()
    schema.objects["Contact"]["Hints__c"] = FieldSchema(name="Hints__c", label="Hints", type="text", length=80)
    for cut, action in ((True, "adopt"), (False, "misfit")):
        one = connected(schema, {"Contact": {"signals": PushLine(field="Hints__c", shorten=cut)}})
        assert actions(plan_fields(one, CATALOGUE))["signals"] == action


def test_a_field_that_a_mapping_names_and_that_is_not_there_is_told_and_not_made(light: SqlStore) -> None:
    schema = bare()
    one = connected(schema, {"Contact": {"advocate_status": PushLine(field="My_Status__c")}})
    plan = plan_fields(one, CATALOGUE)
    assert codes(plan) == [("crm.missing", "error")]
    assert "My_Status__c" in str(plan.findings[0])
    report = applied(light, one)
    assert not report.green
    assert not {"My_Status__c", STATUS} & set(schema.objects["Contact"])


def test_a_field_of_the_same_label_is_told_before_a_twin_is_made() -> None:
    schema = bare()
    schema.objects["Contact"] |= {
        "Adv_Status__c": FieldSchema(name="Adv_Status__c", label="Advocacy status", type="text", length=80),
        "Other__c": FieldSchema(name="Other__c", label="Status", type="text", length=80),
        "Day__c": FieldSchema(name="Day__c", label="Advocacy: Signals", type="date"),
    }
    plan = plan_fields(connected(schema), CATALOGUE)
    assert codes(plan) == [("crm.alike", "notice")]
    assert "Contact.Adv_Status__c looks like what Advocacy_Status__c is for" in str(plan.findings[0])
    assert plan.green


def test_an_object_that_the_user_does_not_see_costs_its_fields_and_no_others() -> None:
    schema = bare()
    del schema.objects["Campaign"]
    plan = plan_fields(connected(schema), CATALOGUE)
    assert codes(plan) == [("crm.missing", "error")]
    assert sum(action == "create" for action in actions(plan).values()) == 25


def test_a_field_that_will_not_do_is_told_with_its_place_in_the_mapping_and_left_as_it_is(light: SqlStore) -> None:
    schema = bare()
    foreign = FieldSchema(name=MONEY, label="Revenue", type="text", length=20)
    schema.objects["Opportunity"][MONEY] = foreign
    plan = plan_fields(connected(schema), CATALOGUE)
    assert codes(plan) == [("crm.misfit", "error")]
    place = plan.findings[0].place
    assert place is not None
    assert "opportunity.yaml" in place.file
    report = applied(light, connected(schema))
    assert (report.green, report.later) == (False, False)
    assert schema.objects["Opportunity"][MONEY] == foreign


def test_a_field_of_ours_is_widened_and_a_foreign_one_is_not(light: SqlStore) -> None:
    narrow = FieldSchema(name=SIGNALS, label="Signals", type="text", length=80)
    for ours in (True, False):
        schema = bare(ours={("Contact", SIGNALS)} if ours else set())
        schema.objects["Contact"][SIGNALS] = narrow
        report = applied(light, connected(schema))
        assert report.green is ours
        assert schema.objects["Contact"][SIGNALS].length == (255 if ours else 80)


def test_a_field_of_ours_of_another_type_is_told_and_not_touched(light: SqlStore) -> None:
    schema = bare(ours={("Contact", SIGNALS)})
    schema.objects["Contact"][SIGNALS] = FieldSchema(name=SIGNALS, label="Signals", type="date")
    assert actions(plan_fields(connected(schema), CATALOGUE))["signals"] == "misfit"
    assert not applied(light, connected(schema)).green
    assert schema.objects["Contact"][SIGNALS].type == "date"


def test_a_connector_that_cannot_make_fields_says_so() -> None:
    with pytest.raises(ConfigError, match="cannot make fields"):
        plan_fields(connected(None), CATALOGUE)


# -- making ----------------------------------------------------------------------------------------


def test_a_second_time_there_is_nothing_to_do(light: SqlStore) -> None:
    schema = bare(granted=set(), grouped=False)
    first = applied(light, connected(schema))
    assert first.green
    assert first.done[0].what == "a group"
    done = len(schema.made)
    assert done == 1 + 26 + 26
    second = applied(light, connected(schema))
    assert (second.green, second.done, len(schema.made)) == (True, [], done)


def test_what_was_made_is_kept_with_the_run(light: SqlStore) -> None:
    applied(light, connected(bare(refuses={STATUS: "too many fields"})))
    with light.begin() as work:
        (run,) = work.runs.latest(5)
        kept = {one.what: (one.object, one.chosen, one.reason) for one in work.runs.decisions(run.id)}
    assert (run.job, run.status, run.note) == ("crm apply", "red", "25 made")
    assert kept[f"{STATUS}, text (40)"] == ("Contact", "refused", "too many fields")
    assert kept[f"{SIGNALS}, text (255)"] == ("Contact", "made", "made")


def test_a_refused_field_stops_no_other_and_gets_no_rights(light: SqlStore) -> None:
    schema = bare(granted=set(), refuses={STATUS: "too many fields"})
    report = applied(light, connected(schema))
    assert (report.green, report.later) == (False, False)
    assert len(schema.objects["Contact"]) == 14
    assert f"a right to {STATUS}" not in schema.made
    assert report.after is not None
    assert actions(report.after)["advocate_status"] == "create"


def test_a_lost_answer_is_settled_by_looking_and_nothing_is_sent_twice(light: SqlStore) -> None:
    schema = bare(loses={STATUS}, drops={SIGNALS})
    report = applied(light, connected(schema))
    assert (report.green, report.later) == (False, True)
    assert schema.made.count(STATUS) == schema.made.count(SIGNALS) == 1
    assert report.after is not None
    assert actions(report.after)["advocate_status"] == "fits"
    assert actions(report.after)["signals"] == "create"
    schema.drops = set()
    assert applied(light, connected(schema)).green


def test_a_field_that_somebody_made_meanwhile_is_taken_if_it_will_do(light: SqlStore) -> None:
    report = applied(light, connected(bare(quicker={STATUS})))
    assert report.green
    assert BuiltAs.THERE in {one.built.outcome for one in report.done}


def test_a_user_without_the_right_makes_nothing_and_is_told_which_it_is(light: SqlStore) -> None:
    schema = bare(lacking=("'Customize Application'",))
    with pytest.raises(
        ConfigError, match=r"acme: the connected user lacks 'Customize Application'.*docs/crm-setup\.md"
    ):
        applied(light, connected(schema))
    assert schema.made == []
    with light.begin() as work:
        assert work.runs.latest(1)[0].status == "red"


def test_a_field_that_stays_unseen_in_spite_of_its_rights_is_told() -> None:
    schema = bare(granted=set())
    plan = plan_fields(connected(schema), CATALOGUE)
    for step in plan.fields:
        schema.create(step.wish.spec)
    schema.surroundings = lambda *_: []  # type: ignore[method-assign]
    again = plan_fields(connected(schema), CATALOGUE)
    assert {code for code, _ in codes(again)} == {"crm.unseen"}
    assert len(again.findings) == 26


# -- both rooms on their local CRMs -----------------------------------------------------------------


@contextmanager
def live(crm: str) -> Iterator[tuple[Connected, Any]]:
    machine = SalesforceMachine(State()) if crm == "salesforce" else HubspotMachine(State())
    connect = connect_salesforce if crm == "salesforce" else connect_hubspot
    with serving(machine) as url:
        session = connect(connection(crm, url), Heard())
        settings = Settings("USD", ZoneInfo("UTC"))
        files = tuple(load_mappings(crm, None)[0])
        yield Connected(ConnectionName("acme"), crm, session, settings, 0, files), machine


@pytest.mark.parametrize("crm", ["salesforce", "hubspot"])
def test_in_either_local_crm_the_second_apply_changes_nothing(light: SqlStore, crm: str) -> None:
    with live(crm) as (one, machine):
        running = programme(light, one)
        plan = plan_fields(one, CATALOGUE)
        (report,) = apply_plans(running, CATALOGUE, [plan])
        assert report.green
        assert all(done.built.outcome is BuiltAs.MADE for done in report.done)
        effects = machine.log_effects()
        state = repr(_shape(machine))
        again = plan_fields(one, CATALOGUE)
        assert again.changes == 0
        (second,) = apply_plans(running, CATALOGUE, [again])
        assert (second.green, second.done, list(effects)) == (True, [], [])
        assert repr(_shape(machine)) == state


def _shape(machine: Any) -> Any:
    state = machine.org.state if hasattr(machine, "org") else machine.portal.state
    named = ("@field", "PermissionSet", "FieldPermissions", "ObjectPermissions", "PermissionSetAssignment")
    return {
        name: rows
        for name, rows in state.tables.items()
        if name in named or name.startswith(("properties:", "groups:"))
    }


@pytest.mark.parametrize("crm", ["salesforce", "hubspot"])
def test_every_kind_of_field_is_made_and_found_to_fit(crm: str) -> None:
    """The kinds that no field with a producer has yet: picklists, long texts."""
    kinds: dict[str, Any] = {"options": {"a": "A", "b_c": "B c"}, "type": "picklist", "length": None}
    entries = [
        one.model_copy(update={**change, "names": {crm: one.names[crm]}})
        for one, change in zip(
            [one for one in CATALOGUE.fields if one.producer in ("advocate_status", "signals")],
            list[dict[str, Any]]([kinds, {"type": "long_text", "length": 2_000}]),
            strict=True,
        )
    ]
    catalogue = FieldCatalogue(**{**CATALOGUE.model_dump(), "fields": [one.model_dump() for one in entries]})
    with live(crm) as (one, _):
        schema = one.session.schema
        assert schema is not None
        plan = plan_fields(one, catalogue)
        for missing in plan.surroundings:
            if missing.first:
                schema.provide(catalogue.group, missing)
        assert [schema.create(step.wish.spec).outcome for step in plan.fields] == [BuiltAs.MADE, BuiltAs.MADE]
        assert [step.action for step in plan_fields(one, catalogue).fields] == ["fits", "fits"]
        more = catalogue.fields[0].model_copy(update={"options": {"a": "A", "d": "D"}})
        wider = FieldCatalogue(**{**catalogue.model_dump(), "fields": [more.model_dump()]})
        (step,) = plan_fields(one, wider).fields
        assert (step.action, step.why) == ("widen", "it lacks the values d")
        assert schema.widen(step.wish.spec).outcome is BuiltAs.MADE
        (step,) = plan_fields(one, wider).fields
        assert step.action == "fits"
        found = schema.find(step.wish.spec.object, [step.wish.spec.name])
        assert found is not None
        assert found[step.wish.spec.name].schema.options == ("a", "b_c", "d")


def test_runs_are_kept_even_if_a_right_is_missing_on_the_way(light: SqlStore) -> None:
    with live("hubspot") as (one, machine):
        plan = plan_fields(one, CATALOGUE)
        machine.settings.private_app_token = "other"
        machine.add_token(
            "pat-na1-sandbox", ["crm.schemas.contacts.read", "crm.schemas.companies.read", "crm.schemas.deals.read"]
        )
        with pytest.raises(ConfigError, match=r"the scope crm\.schemas\.contacts\.write"):
            apply_plans(programme(light, one), CATALOGUE, [plan])
    with light.begin() as work:
        assert (work.runs.latest(1)[0].id, work.runs.latest(1)[0].status) == (RunId(1), "red")
