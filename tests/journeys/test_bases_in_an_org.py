"""By which ids an activity belongs to a deal, from rows in an org to credits in the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from advocacy_sync.compose import build
from advocacy_sync.config.settings import Settings
from advocacy_sync.kernel.clock import FixedClock
from advocacy_sync.sandbox.data.fields import SALESFORCE_FIELDS
from advocacy_sync.sandbox.salesforce.ids import record_id
from advocacy_sync.sandbox.salesforce.machine import SalesforceMachine
from advocacy_sync.sandbox.salesforce.schema import Field
from advocacy_sync.sandbox.state import State
from advocacy_sync.services.cycle import Programme
from advocacy_sync.store.engine import open_engine
from advocacy_sync.store.migrate import upgrade
from rooms import serving

NOW = datetime(2026, 3, 2, tzinfo=UTC)
BUYER, OTHER, CHILD = (record_id("001", number) for number in (1, 2, 3))
ADVOCATE, RELATIVE, SEEN = (record_id("003", number) for number in (1, 2, 3))
DEAL, SECOND = (record_id("006", number) for number in (1, 2))
CUSTOM_MAPPING = """
object: Reference_Activity__c
records:
  - record: activity
    fields:
      kind: {constant: reference_call}
      status: {constant: completed}
      occurred_at: {from: Held_On__c, transform: moment}
  - record: participant
    fields:
      activity: {from: Id, to: Reference_Activity__c}
      contact: {from: Advocate__c, to: Contact}
  - record: activity_opportunity
    fields:
      activity: {from: Id, to: Reference_Activity__c}
      opportunity: {from: Deal__c, to: Opportunity}
"""


def org() -> SalesforceMachine:
    """Two won deals of one buyer; an advocate elsewhere, a relative at the buyer's daughter company."""
    machine = SalesforceMachine(State())
    for name, fields in SALESFORCE_FIELDS.items():
        for field in fields:
            machine.add_field(name, Field(**field))
    lookups = [
        Field(name="Advocate__c", type="reference", reference_to=("Contact",), relationship_name="Advocate__r"),
        Field(name="Deal__c", type="reference", reference_to=("Opportunity",), relationship_name="Deal__r"),
        Field(name="Held_On__c", type="date"),
    ]
    machine.add_object("Reference_Activity__c", "Reference Activity", fields=lookups, auto_number="RA-{0000}")
    accounts = [{"Id": BUYER, "Name": "Buyer"}, {"Id": OTHER, "Name": "Other"}]
    machine.load("Account", [*accounts, {"Id": CHILD, "Name": "Daughter", "ParentId": BUYER}], NOW)
    people = [(ADVOCATE, OTHER), (RELATIVE, CHILD), (SEEN, BUYER)]
    machine.load("Contact", [{"Id": who, "LastName": "Person", "AccountId": at} for who, at in people], NOW)
    won = {"StageName": "Closed Won", "CloseDate": "2026-02-01", "AccountId": BUYER}
    created = "2026-01-01T00:00:00.000+0000"
    deals = [(DEAL, 100.0), (SECOND, 50.0)]
    machine.load(
        "Opportunity", [{**won, "Id": id, "Name": "Deal", "Amount": n, "CreatedDate": created} for id, n in deals], NOW
    )
    return machine


def call(**fields: Any) -> dict[str, Any]:
    task = {"Type": "Call", "Subject": "Reference call", "Status": "Completed", "ActivityDate": "2026-01-20"}
    return {**task, "WhoId": ADVOCATE, **fields}


@pytest.fixture
def programme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[SalesforceMachine, Programme]]:
    monkeypatch.setenv("BASES_ID", "sandbox-client")
    monkeypatch.setenv("BASES_SECRET", "sandbox-secret")
    (tmp_path / "salesforce").mkdir()
    (tmp_path / "salesforce" / "reference_activity.yaml").write_text(CUSTOM_MAPPING)
    machine = org()
    with serving(machine, now=lambda: NOW) as url:
        connection = {
            "crm": "salesforce",
            "base_url": url,
            "allow_host": "127.0.0.1",
            "auth": {"kind": "client_credentials", "client_id_env": "BASES_ID", "client_secret_env": "BASES_SECRET"},
        }
        store = f"sqlite:///{tmp_path}/bases.db"
        upgrade(open_engine(store))
        raw = {"store": store, "connections": {"org": connection}, "mappings": {"path": tmp_path}}
        yield machine, build(Settings.model_validate(raw), FixedClock(NOW))


def verdicts(programme: Programme) -> set[tuple[str, str, str]]:
    """(deal, basis, verdict) of every touch, after a pull and an attribution."""
    assert programme.pull().pulled.green
    programme.attribute()
    with programme.store.begin() as work:
        rows = work.ledger.verdicts()
    return {(row["opportunity"].rsplit("/", 1)[1], row["basis"], row["verdict"]) for row in rows}


Both = tuple[SalesforceMachine, Programme]


def test_a_task_names_its_deal_and_its_advocate(programme: Both) -> None:
    machine, jobs = programme
    machine.load("Task", [call(WhatId=DEAL)], NOW)
    assert verdicts(jobs) == {(DEAL, "named", "eligible")}


def test_a_relation_row_names_a_further_advocate(programme: Both) -> None:
    machine, jobs = programme
    task = record_id("00T", 1)
    machine.load("Task", [call(Id=task, WhatId=DEAL, WhoId=None)], NOW)
    machine.load("TaskRelation", [{"TaskId": task, "RelationId": ADVOCATE, "IsWhat": False}], NOW)
    assert verdicts(jobs) == {(DEAL, "named", "eligible")}


def test_a_reference_role_ties_what_names_no_deal(programme: Both) -> None:
    machine, jobs = programme
    machine.load("Task", [call()], NOW)
    role = {"OpportunityId": SECOND, "ContactId": ADVOCATE, "Role": "Reference"}
    machine.load("OpportunityContactRole", [role], NOW)
    assert verdicts(jobs) == {(SECOND, "reference_role", "eligible")}


def test_a_named_deal_leaves_no_credit_to_the_advocates_other_roles(programme: Both) -> None:
    machine, jobs = programme
    machine.load("Task", [call(WhatId=DEAL)], NOW)
    role = {"OpportunityId": SECOND, "ContactId": ADVOCATE, "Role": "Reference"}
    machine.load("OpportunityContactRole", [role], NOW)
    assert verdicts(jobs) == {(DEAL, "named", "eligible")}


def test_a_campaign_counts_where_somebody_of_its_audience_plays_a_part(programme: Both) -> None:
    machine, jobs = programme
    campaign = record_id("701", 1)
    fronted = {"Type": "Webinar", "Status": "Completed", "EndDate": "2026-01-20", "Advocacy_Advocate__c": ADVOCATE}
    machine.load("Campaign", [{"Id": campaign, "Name": "How we did it", **fronted}], NOW)
    machine.load("CampaignMember", [{"CampaignId": campaign, "ContactId": SEEN, "Status": "Responded"}], NOW)
    role = {"OpportunityId": DEAL, "ContactId": SEEN, "Role": "Evaluator"}
    machine.load("OpportunityContactRole", [role], NOW)
    assert verdicts(jobs) == {(DEAL, "audience", "eligible")}


def test_a_custom_object_with_both_lookups_is_mapped_without_code(programme: Both) -> None:
    machine, jobs = programme
    row = {"Advocate__c": ADVOCATE, "Deal__c": DEAL, "Held_On__c": "2026-01-20"}
    machine.load("Reference_Activity__c", [row], NOW)
    assert verdicts(jobs) == {(DEAL, "named", "eligible")}


@pytest.mark.parametrize(
    ("task", "reason"),
    [
        ({"WhoId": RELATIVE}, "self_reference"),
        ({"WhoId": SEEN}, "self_reference"),
        ({"ActivityDate": "2026-02-02"}, "after_close"),
        ({"ActivityDate": "2026-02-01"}, "eligible"),
        ({"ActivityDate": "2025-07-04"}, "before_window"),  # the deal was created 181 days later
        ({"ActivityDate": "2025-07-05"}, "eligible"),
        ({"Status": "Not Started"}, "not_completed"),
    ],
)
def test_every_touch_has_its_verdict(programme: Both, task: dict[str, Any], reason: str) -> None:
    machine, jobs = programme
    machine.load("Task", [call(WhatId=DEAL, **task)], NOW)
    assert verdicts(jobs) == {(DEAL, "named", reason)}


def test_the_ledger_ties_out_and_names_who_earned_what(programme: Both) -> None:
    machine, jobs = programme
    machine.load("Task", [call(WhatId=DEAL), call(WhatId=DEAL, ActivityDate="2026-01-21")], NOW)
    jobs.pull()
    totals = jobs.attribute().totals["USD"]
    assert (totals.won, totals.attributed, totals.unattributed, totals.difference) == (15000, 10000, 5000, 0)
    with jobs.store.begin() as work:
        credited = [entry for entry in work.ledger.standing()[f"org/Opportunity/{DEAL}"] if entry["activity"]]
    assert [(entry["amount_minor"], entry["contact"]) for entry in credited] == [(5000, f"org/Contact/{ADVOCATE}")] * 2
