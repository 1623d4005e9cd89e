"""A person account is one person, not a company and a contact (CS-17); an org without them has no such fields."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from advocacy_sync.compose import build
from advocacy_sync.config.settings import Settings
from advocacy_sync.kernel.clock import Clock, FixedClock
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
COMPANY, PERSON = (record_id("001", number) for number in (1, 2))
EMPLOYEE, HERSELF = (record_id("003", number) for number in (1, 2))
DEAL = record_id("006", 1)


def switch_on(machine: SalesforceMachine) -> None:
    """What an org shows in addition once person accounts are enabled."""
    told: dict[str, Any] = {"createable": False, "updateable": False}
    machine.add_field("Account", Field(name="IsPersonAccount", type="boolean", nillable=False, **told))
    machine.add_field("Account", Field(name="PersonContactId", type="reference", reference_to=("Contact",), **told))
    machine.add_field("Contact", Field(name="IsPersonAccount", type="boolean", nillable=False, **told))


def org(*, enabled: bool) -> SalesforceMachine:
    """A company with an employee; a woman who is a customer by herself, with a deal of her own."""
    machine = SalesforceMachine(State())
    for name, fields in SALESFORCE_FIELDS.items():
        for field in fields:
            machine.add_field(name, Field(**field))
    person: dict[str, Any] = {}
    if enabled:
        switch_on(machine)
        person = {"IsPersonAccount": True}
    link = {"PersonContactId": HERSELF} if enabled else {}
    machine.load("Account", [{"Id": COMPANY, "Name": "Acme"}, {"Id": PERSON, "Name": "Jo Ek", **person, **link}], NOW)
    people = [{"Id": EMPLOYEE, "LastName": "Oy", "AccountId": COMPANY}]
    machine.load("Contact", [*people, {"Id": HERSELF, "LastName": "Ek", "AccountId": PERSON, **person}], NOW)
    deal = {"Id": DEAL, "Name": "Deal", "StageName": "Closed Won", "CloseDate": "2026-02-01", "AccountId": PERSON}
    machine.load("Opportunity", [{**deal, "Amount": 10.0, "CreatedDate": "2026-01-01T00:00:00.000+0000"}], NOW)
    call = {"Type": "Call", "Subject": "Reference call", "Status": "Completed", "ActivityDate": "2026-01-20"}
    machine.load("Task", [{**call, "WhoId": HERSELF, "WhatId": DEAL}], NOW)
    return machine


Connect = Callable[..., Programme]


@pytest.fixture
def connected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Connect:
    monkeypatch.setenv("PERSONS_ID", "sandbox-client")
    monkeypatch.setenv("PERSONS_SECRET", "sandbox-secret")
    auth = {"kind": "client_credentials", "client_id_env": "PERSONS_ID", "client_secret_env": "PERSONS_SECRET"}

    def programme(url: str, clock: Clock | None = None) -> Programme:
        connection = {"crm": "salesforce", "base_url": url, "allow_host": "127.0.0.1", "auth": auth}
        store = f"sqlite:///{tmp_path}/persons.db"
        upgrade(open_engine(store))
        raw = {"store": store, "connections": {"org": connection}}
        return build(Settings.model_validate(raw), clock or FixedClock(NOW))

    return programme


def ids(jobs: Programme, kind: str) -> list[str]:
    with jobs.store.begin() as work:
        return [record.id.rpartition("/")[2] for record in work.records.all(kind)]


def test_a_person_account_is_one_contact_and_no_company(connected: Connect) -> None:
    with serving(org(enabled=True), now=lambda: NOW) as url:
        jobs = connected(url)
        report = jobs.pull().pulled
        assert report.green
        assert report.outcomes["org", "Account"]["skipped"] == 1
        assert ids(jobs, "account") == [COMPANY]
        assert ids(jobs, "contact") == [EMPLOYEE, HERSELF]


def test_the_person_and_her_deals_are_linked_by_her_account(connected: Connect) -> None:
    """So she vouches for herself, which earns nothing."""
    with serving(org(enabled=True), now=lambda: NOW) as url:
        jobs = connected(url)
        jobs.pull()
        jobs.attribute()
        with jobs.store.begin() as work:
            assert [row["verdict"] for row in work.ledger.verdicts()] == ["self_reference"]
        jobs.flag()
        planned = {(intent.source_key, intent.field): intent.after for intent in jobs.draft().intents}
        assert planned[f"org/Account/{PERSON}", "Advocacy_Referenceable_Advocates__c"] == "1"  # herself
        assert (f"org/Contact/{HERSELF}", "Advocacy_Status__c") in planned


def test_nothing_is_said_of_person_accounts_where_there_are_none(connected: Connect) -> None:
    with serving(org(enabled=False), now=lambda: NOW) as url:
        jobs = connected(url)
        report = jobs.pull().pulled
        assert [one for one in report.findings if "IsPersonAccount" in str(one)] == []
        assert ids(jobs, "account") == [COMPANY, PERSON]


def test_an_org_that_enables_them_later_keeps_its_companies(connected: Connect) -> None:
    """What is kept of them does not say yet that they are no persons."""
    machine, clock = org(enabled=False), FixedClock(NOW)
    with serving(machine, now=clock.now) as url:
        jobs = connected(url, clock)
        assert jobs.pull().pulled.green
        clock.advance(timedelta(days=1))
        switch_on(machine)
        machine.load("Account", [{"Id": PERSON, "Name": "Jo Ek", "IsPersonAccount": True}], clock.now())
        assert jobs.pull().pulled.green
        assert ids(jobs, "account") == [COMPANY]
