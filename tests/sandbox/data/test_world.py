"""Worlds put into the machines, and read back through their front doors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import orjson
import pytest

from advocacy_sync.sandbox.data.exports import load_exports
from advocacy_sync.sandbox.data.fields import HUBSPOT_PROPERTIES, SALESFORCE_FIELDS
from advocacy_sync.sandbox.data.generator import generate
from advocacy_sync.sandbox.data.maven import load_maven
from advocacy_sync.sandbox.data.world import World, bare, populate
from advocacy_sync.sandbox.hubspot.machine import HubspotMachine
from advocacy_sync.sandbox.salesforce.machine import SalesforceMachine
from advocacy_sync.sandbox.state import State
from advocacy_sync.sandbox.wire import Machine, Request

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
LOGIN = {"grant_type": "client_credentials", "client_id": "sandbox-client", "client_secret": "sandbox-secret"}
FORM = {"content-type": "application/x-www-form-urlencoded"}

Ask = Callable[..., Any]


def asked(machine: Machine, token: str, now: datetime) -> Ask:
    def ask(target: str, method: str = "GET", body: Any = None) -> Any:
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        sent = b"" if body is None else orjson.dumps(body)
        response = machine.handle(Request(method, target, headers, sent), now)
        assert response.status in (200, 207), response.body
        return orjson.loads(response.body)

    return ask


def filled(world: World) -> tuple[Ask, Ask]:
    salesforce, hubspot = SalesforceMachine(State()), HubspotMachine(State())
    populate(world, salesforce, hubspot, world.as_of)
    login = Request("POST", "/services/oauth2/token", FORM, urlencode(LOGIN).encode())
    token = orjson.loads(salesforce.handle(login, world.as_of).body)["access_token"]
    return asked(salesforce, token, world.as_of), asked(hubspot, "pat-na1-sandbox", world.as_of)


@pytest.fixture(scope="module")
def crms() -> tuple[Ask, Ask]:
    return filled(generate(40, 7, AS_OF))


def query(ask: Ask, soql: str) -> Any:
    return ask(f"/services/data/v60.0/query?q={quote(soql)}")


def test_every_row_of_a_world_is_in_the_org_and_the_portal(crms: tuple[Ask, Ask]) -> None:
    world = generate(40, 7, AS_OF)
    for name, rows in world.salesforce.items():
        if name != "User":
            assert query(crms[0], f"SELECT COUNT() FROM {name}")["totalSize"] == len(rows), name
    for name, records in world.hubspot.items():
        if name != "feedback_submissions":
            found = crms[1](f"/crm/v3/objects/{name}/search", "POST", {"limit": 1})
            assert found["total"] == len(records), name


def test_the_org_has_the_custom_fields_and_values_that_the_world_needs(crms: tuple[Ask, Ask]) -> None:
    for name, specifications in SALESFORCE_FIELDS.items():
        described = {row["name"]: row for row in crms[0](f"/services/data/v60.0/sobjects/{name}/describe")["fields"]}
        for specification in specifications:
            assert described[specification["name"]]["type"] == specification["type"]
    fields = {row["name"]: row for row in crms[0]("/services/data/v60.0/sobjects/Opportunity/describe")["fields"]}
    assert "Renewal" in {value["value"] for value in fields["Type"]["picklistValues"]}
    assert fields["Advocacy_Influenced_Revenue__c"]["scale"] == 2


def test_the_portal_has_the_custom_properties_in_their_group(crms: tuple[Ask, Ask]) -> None:
    for object_type, definitions in HUBSPOT_PROPERTIES.items():
        found = {row["name"]: row for row in crms[1](f"/crm/v3/properties/{object_type}")["results"]}
        for definition in definitions:
            assert found[definition["name"]]["type"] == definition["type"]
            assert found[definition["name"]]["groupName"] == "advocacy_sync"


def test_an_act_of_advocacy_leads_to_the_deal_and_to_the_advocates_own_account(crms: tuple[Ask, Ask]) -> None:
    soql = (
        "SELECT Id, Type, CompletedDateTime, Who.Name, What.Name, WhoId, WhatId, AccountId FROM Task "
        "WHERE Type = 'Reference Call' AND Status = 'Completed' AND WhatId != null LIMIT 5"
    )
    for row in query(crms[0], soql)["records"]:
        assert row["CompletedDateTime"]
        deal = query(crms[0], f"SELECT AccountId FROM Opportunity WHERE Id = '{row['WhatId']}'")["records"][0]
        assert deal["AccountId"] == row["AccountId"]


def test_contacts_of_a_portal_deal_carry_the_reference_label(crms: tuple[Ask, Ask]) -> None:
    labels = crms[1]("/crm/v4/associations/contacts/deals/labels")["results"]
    assert "Reference" in {row["label"] for row in labels}


def test_survey_answers_hang_on_contacts(crms: tuple[Ask, Ask]) -> None:
    page = crms[1]("/crm/v3/objects/feedback_submissions?associations=contacts&properties=hs_value,hs_survey_type")
    for row in page["results"]:
        assert row["properties"]["hs_survey_type"] == "NPS"
        assert 0 <= int(row["properties"]["hs_value"]) <= 10
        assert row["associations"]["contacts"]["results"]


def test_a_dataset_org_has_its_own_stages(maven: Path) -> None:
    salesforce, _ = filled(load_maven(maven, 7))
    found = query(salesforce, "SELECT MasterLabel FROM OpportunityStage WHERE IsActive = true ORDER BY SortOrder")
    assert [row["MasterLabel"] for row in found["records"]] == ["Prospecting", "Engaging", "Closed Won", "Closed Lost"]
    won = query(salesforce, "SELECT COUNT() FROM Opportunity WHERE IsWon = true AND StageName = 'Closed Won'")
    assert won["totalSize"] == 4


def test_a_dataset_deal_is_found_by_its_own_id(maven: Path) -> None:
    salesforce, _ = filled(load_maven(maven, 7))
    found = salesforce("/services/data/v60.0/sobjects/Opportunity/Dataset_Id__c/D0000002")
    assert found["Product__c"] == "AXPro"
    assert found["Amount"] == 3888.0


def test_exports_are_served_with_their_custom_fields_and_associations(tmp_path: Path) -> None:
    (tmp_path / "Account.csv").write_text("Id,Name,Tier__c\n001000000000001,Acme,gold\n", encoding="utf-8")
    (tmp_path / "companies.csv").write_text("id,name\n7,Acme\n", encoding="utf-8")
    contacts = "id,email,associated_company_id\n51,a@acme.example,7\n"
    (tmp_path / "contacts.csv").write_text(contacts, encoding="utf-8")
    salesforce, hubspot = filled(load_exports(tmp_path))
    assert query(salesforce, "SELECT Id FROM Account WHERE Tier__c = 'gold'")["totalSize"] == 1
    record = hubspot("/crm/v3/objects/contacts/51?associations=companies")
    assert record["associations"]["companies"]["results"][0]["id"] == "7"


def test_a_bare_world_has_the_same_rows_without_our_fields() -> None:
    world = generate(5, 7, AS_OF)
    salesforce, hubspot = SalesforceMachine(State()), HubspotMachine(State())
    populate(bare(world), salesforce, hubspot, AS_OF)
    for name, rows in world.salesforce.items():
        assert set(salesforce.org.store.rows(name)) >= {row["Id"] for row in rows if "Id" in row}
        assert not any(field.startswith("Advocacy_") for field in salesforce.org.schema.objects[name].fields)
    for kind in ("contacts", "companies", "deals"):
        names = hubspot.portal.catalog.properties(hubspot.portal.catalog.type_of(kind))
        assert not any(field.startswith("advocacy_") for field in names)
        assert len(hubspot.portal.records(hubspot.portal.catalog.type_of(kind)).rows) == len(world.hubspot[kind])
