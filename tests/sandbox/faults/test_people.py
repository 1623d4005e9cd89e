"""People at work behind the integration's back (D-08 to D-11, D-20 to D-27, CS-06, CS-12 to CS-16, CS-57)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.sandbox.faults.plan import Do, Rule, When
from advocacy_sync.sandbox.salesforce.ids import record_id
from advocacy_sync.sandbox.salesforce.schema import Field
from sandbox.faults.crms import CONTACTS, NOW, Client, account, hubspot, salesforce

OTHER_ORG = record_id("00D", 99)
STAMPED = "2026-01-05T12:00:00.000+0000"
BEFORE = "2026-01-04T12:00:00.000+0000"


def first(do: Do) -> Rule:
    """Done at the first call."""
    return Rule(when=When(calls=(1,)), what=do)


def fields(org: Client, name: str = "Account") -> dict[str, Any]:
    return {one["name"]: one for one in org.call("GET", f"sobjects/{name}/describe")[1]["fields"]}


# Salesforce: rows


def test_a_soft_deleted_row_shows_to_queryall_and_can_come_back_d_08() -> None:
    org = salesforce(first(Do(action="delete", object="Account", ids=(account(1),))), rows=2)
    assert org.names() == ["A2"]
    assert org.query("SELECT IsDeleted FROM Account WHERE Name = 'A1'", "queryAll")[0]["IsDeleted"] is True
    org.wait(5)
    org.inner.people(org.now).undelete("Account", [account(1)])
    assert org.query("SELECT SystemModstamp FROM Account WHERE Name = 'A1'")[0]["SystemModstamp"] > STAMPED


@pytest.mark.parametrize(
    "done",
    [
        [Do(action="hard_delete", object="Account", ids=(account(1),))],
        [Do(action="delete", object="Account", ids=(account(1),)), Do(action="empty_bin")],
    ],
)
def test_what_is_gone_for_good_leaves_no_trace_cs_12(done: list[Do]) -> None:
    org = salesforce(*map(first, done), rows=2)
    assert org.names(resource="queryAll") == ["A2"]
    feed = "sobjects/Account/deleted?start=2026-01-05T11:00:00Z&end=2026-01-05T13:00:00Z"
    assert org.call("GET", feed)[1]["deletedRecords"] == []


def test_merged_rows_name_their_winner_and_children_move_without_a_stamp_cs_15_cs_16() -> None:
    org = salesforce(first(Do(action="merge", object="Account", ids=(account(1), account(2), account(3)))))
    lost = org.query("SELECT Name, IsDeleted, MasterRecordId FROM Account WHERE MasterRecordId != null", "queryAll")
    assert [(row["Name"], row["IsDeleted"], row["MasterRecordId"]) for row in lost] == [
        ("A2", True, account(1)),
        ("A3", True, account(1)),
    ]
    moved = org.query(f"SELECT LastName, SystemModstamp FROM Contact WHERE AccountId = '{account(1)}' ORDER BY Id")
    assert [(row["LastName"], row["SystemModstamp"]) for row in moved] == [(f"P{n}", BEFORE) for n in (1, 2, 3)]
    assert org.query("SELECT SystemModstamp FROM Account WHERE Name = 'A1'")[0]["SystemModstamp"] == STAMPED


def test_a_chain_of_merges_keeps_its_links_d_10() -> None:
    org = salesforce()
    people = org.inner.people(NOW)
    people.merge("Account", [account(2), account(1)])
    people.merge("Account", [account(3), account(2)])
    rows = org.query("SELECT Name, MasterRecordId FROM Account ORDER BY Id", "queryAll")
    assert [row["MasterRecordId"] for row in rows[:3]] == [account(2), account(3), None]


def test_the_stamp_of_children_moves_where_told() -> None:
    org = salesforce(first(Do(action="merge", object="Account", ids=(account(1), account(2)), stamps=True)))
    assert [row["SystemModstamp"] for row in org.query("SELECT SystemModstamp FROM Contact ORDER BY Id")][:2] == [
        BEFORE,
        STAMPED,
    ]


@pytest.mark.parametrize(("name", "count"), [("Account", 4), ("Account", 1), ("Opportunity", 2)])
def test_a_merge_is_of_two_or_three_rows_that_can_be_merged(name: str, count: int) -> None:
    with pytest.raises(ValueError, match="a merge takes two or three rows"):
        salesforce().inner.people(NOW).merge(name, [account(n) for n in range(1, count + 1)])


@pytest.mark.parametrize("name", ["Account", "Contact", "Lead", "Case"])
def test_objects_that_can_be_merged_have_their_master(name: str) -> None:
    assert fields(salesforce(), name)["MasterRecordId"]["referenceTo"] == [name]


def test_a_bulk_edit_gives_many_rows_one_stamp_f2() -> None:
    rule = Rule(
        when=When(at=NOW + timedelta(seconds=3)),
        what=Do(action="edit", object="Account", share=1, fields={"Site": "x"}),
    )
    org = salesforce(rule, rows=30)
    assert org.query("SELECT Id FROM Account WHERE Site = 'x'") == []
    org.wait(60)
    rows = org.query("SELECT SystemModstamp FROM Account WHERE Site = 'x'")
    assert [row["SystemModstamp"] for row in rows] == ["2026-01-05T12:00:03.000+0000"] * 30
    assert len(org.machine.fired[0].ids) == 30


def test_rows_are_picked_by_the_seed() -> None:
    def picked(seed: int) -> tuple[str, ...]:
        org = salesforce(first(Do(action="delete", object="Account", pick=3)), rows=30, seed=seed)
        org.names()
        ids: tuple[str, ...] = org.machine.fired[0].ids
        return ids

    assert picked(1) == picked(1)
    assert picked(1) != picked(2)
    assert len(picked(1)) == 3


def test_formulas_change_silently_cs_06() -> None:
    org = salesforce(first(Do(action="edit_silently", object="Account", ids=(account(1),), fields={"Site": "x"})))
    (row,) = org.query("SELECT Site, SystemModstamp FROM Account WHERE Site = 'x'")
    assert row["SystemModstamp"] == BEFORE


# Salesforce: fields and rights


def gone(org: Client) -> tuple[bool, int]:
    return "Ext__c" in fields(org), org.raw("GET", "query?q=SELECT+Ext__c+FROM+Account").status


def test_a_removed_field_is_absent_d_20() -> None:
    assert gone(salesforce()) == (True, 200)
    assert gone(salesforce(first(Do(action="remove_field", object="Account", field="Ext__c")))) == (False, 400)


def test_a_hidden_field_is_absent_and_comes_back_with_its_values_d_25_d_26() -> None:
    org = salesforce(
        first(Do(action="hide_field", object="Account", field="Ext__c")),
        Rule(when=When(calls=(4,)), what=Do(action="show_field", object="Account", field="Ext__c")),
    )
    org.inner.people(NOW).edit("Account", [account(1)], {"Ext__c": "e1"})
    assert gone(org) == (False, 400)
    assert org.call("PATCH", f"sobjects/Account/{account(1)}", {"Ext__c": "x"})[0] == 400
    assert [row["Ext__c"] for row in org.query("SELECT Ext__c FROM Account WHERE Ext__c != null")] == ["e1"]


def test_a_renamed_field_keeps_its_values_d_20() -> None:
    org = salesforce()
    org.inner.people(NOW).edit("Account", [account(1)], {"Ext__c": "e1"})
    org.inner.people(NOW).rename_field("Account", "Ext__c", "Key__c")
    assert gone(org) == (False, 400)
    (row,) = org.query("SELECT Key__c, SystemModstamp FROM Account WHERE Key__c = 'e1'")
    assert row["SystemModstamp"] == STAMPED


def test_a_retyped_field_loses_what_it_cannot_hold_d_21() -> None:
    org = salesforce(rows=2)
    org.inner.add_field("Account", Field(name="Score__c", length=20))
    for id, value in ((account(1), "12"), (account(2), "twelve")):
        org.inner.people(NOW).edit("Account", [id], {"Score__c": value})
    org.inner.people(NOW).retype_field("Account", "Score__c", "double")
    assert fields(org)["Score__c"]["type"] == "double"
    assert [row["Score__c"] for row in org.query("SELECT Score__c FROM Account ORDER BY Id")] == [12.0, None]


def test_a_shortened_field_refuses_what_it_took_d_23() -> None:
    org = salesforce(first(Do(action="shorten_field", object="Account", field="Ext__c", length=3)))
    assert fields(org)["Ext__c"]["length"] == 3
    assert (
        org.call("PATCH", f"sobjects/Account/{account(1)}", {"Ext__c": "four"})[1][0]["errorCode"] == "STRING_TOO_LONG"
    )


def test_a_deactivated_value_is_listed_and_refused_d_22() -> None:
    org = salesforce()
    org.inner.people(NOW).edit("Account", [account(1)], {"Tier__c": "Gold"})
    org.inner.people(NOW).deactivate_value("Account", "Tier__c", "Gold")
    shown = {one["value"]: one["active"] for one in fields(org)["Tier__c"]["picklistValues"]}
    assert shown == {"Silver": True, "Gold": False}
    assert org.query("SELECT Tier__c FROM Account WHERE Tier__c != null")[0]["Tier__c"] == "Gold"
    assert org.call("PATCH", f"sobjects/Account/{account(2)}", {"Tier__c": "Gold"})[0] == 400


def test_a_changed_schema_is_newer_than_what_the_client_has_cs_08() -> None:
    org = salesforce()
    headers = {"if-modified-since": "Mon, 05 Jan 2026 12:00:30 GMT"}
    assert org.raw("GET", "sobjects/Account/describe", **headers).status == 304
    org.wait(60)
    for act in ("hide_object", "show_object"):
        getattr(org.inner.people(org.now), act)("Contact")
        assert org.raw("GET", "sobjects/Account/describe", **headers).status == 200


def test_an_object_without_permission_is_not_there_d_25() -> None:
    org = salesforce(first(Do(action="hide_object", object="Contact")))
    assert org.raw("GET", "sobjects/Contact/describe").status == 404
    assert org.call("GET", "query?q=SELECT+Id+FROM+Contact")[1][0]["errorCode"] == "INVALID_TYPE"
    assert "Contact" not in [one["name"] for one in org.call("GET", "sobjects")[1]["sobjects"]]
    org.inner.people(NOW).show_object("Contact")
    assert len(org.query("SELECT Id FROM Contact")) == 5


def test_sharing_that_shrinks_hides_rows_that_live_on_d_25() -> None:
    org = salesforce(first(Do(action="hide_rows", object="Account", share=0.5)), rows=40)
    seen = org.names()
    assert 8 < len(seen) < 32
    assert org.names(resource="queryAll") == seen
    hidden = org.machine.fired[0].ids[0]
    assert org.raw("GET", f"sobjects/Account/{hidden}").status == 404
    assert org.call("POST", "composite/sobjects/Account", {"ids": [hidden], "fields": ["Id"]})[1] == [None]
    record = {"attributes": {"type": "Account"}, "Id": hidden, "Name": "x"}
    result = org.call("PATCH", "composite/sobjects", {"records": [record]})[1][0]
    assert result["errors"][0]["statusCode"] == "INSUFFICIENT_ACCESS_OR_READONLY"
    org.inner.people(NOW).show_rows("Account")
    assert len(org.names()) == 40


def test_an_inactive_owner_takes_no_rows_cs_80() -> None:
    owner = record_id("005", 3)
    org = salesforce(first(Do(action="deactivate_owner", ids=(owner,))))
    status, body = org.call("PATCH", f"sobjects/Account/{account(1)}", {"OwnerId": owner})
    assert (status, body[0]["errorCode"]) == (400, "INACTIVE_OWNER_OR_USER")
    assert org.query(f"SELECT IsActive FROM User WHERE Id = '{owner}'")[0]["IsActive"] is False


def test_another_org_may_answer_d_27() -> None:
    org = salesforce(first(Do(action="change_org", to=OTHER_ORG)))
    assert [row["Id"] for row in org.query("SELECT Id FROM Organization")] == [OTHER_ORG]
    form = b"grant_type=client_credentials&client_id=sandbox-client&client_secret=sandbox-secret"
    assert f"/id/{OTHER_ORG}/".encode() in org.raw("POST", "/services/oauth2/token", form).body


# HubSpot


def test_hubspots_deleted_records_are_archived_restored_or_gone_d_08() -> None:
    portal = hubspot(first(Do(action="delete", object="contacts", ids=("1", "2"))), rows=3)
    assert [row["id"] for row in portal.listed()] == ["3"]
    people = portal.inner.people(NOW)
    people.undelete("contacts", ["1"])
    people.hard_delete("contacts", ["3"])
    assert [row["id"] for row in portal.listed()] == ["1"]
    assert [row["id"] for row in portal.listed(archived=True)] == ["2"]
    people.empty_bin("contacts")
    assert portal.listed(archived=True) == []


def test_hubspots_merge_makes_a_new_record_that_both_ids_answer_with_d_09() -> None:
    portal = hubspot(first(Do(action="merge", object="contacts", ids=("1", "2"))), rows=3)
    new = next(row["id"] for row in portal.listed() if row["id"] != "3")
    for id in ("1", "2"):
        shown = portal.call("GET", f"{CONTACTS}/{id}?properties=hs_merged_object_ids")[1]
        assert (shown["id"], shown["properties"]["hs_merged_object_ids"]) == (new, "1;2")
    assert [row["id"] for row in portal.listed(archived=True)] == ["1", "2"]
    found = portal.call("POST", f"{CONTACTS}/batch/read", {"inputs": [{"id": "1"}], "properties": ["email"]})[1]
    assert [row["id"] for row in found["results"]] == [new]


def test_the_merge_endpoint_is_there_on_both_paths() -> None:
    for path in ("/crm/v3/objects/contacts/merge", "/crm/objects/2026-03/contacts/merge"):
        status, made = hubspot().call("POST", path, {"primaryObjectId": "1", "objectIdToMerge": "2"})
        assert (status, made["id"] in ("1", "2")) == (200, False)


def test_calculated_properties_and_associations_change_silently_cs_54_cs_57() -> None:
    tie = Do(action="associate", ids=("contacts/1", "companies/9001"))
    silent = Do(action="edit_silently", object="contacts", ids=("1",), fields={"city": "Bonn"})
    portal = hubspot(first(tie), first(silent), rows=1)
    (row,) = portal.listed("city")
    assert (row["properties"]["city"], row["updatedAt"]) == ("Bonn", "2026-01-04T12:00:00.000Z")
    target = f"{CONTACTS}/1?associations=companies"
    assert portal.call("GET", target)[1]["associations"]["companies"]["results"][0]["id"] == "9001"
    portal.inner.people(NOW).dissociate(("contacts", "1"), ("companies", "9001"))
    assert "associations" not in portal.call("GET", target)[1]


def test_hubspots_properties_go_come_back_change_name_type_and_options_d_20_to_d_22() -> None:
    portal = hubspot(rows=1)
    custom = {"name": "tier", "label": "Tier", "type": "enumeration", "fieldType": "select", "groupName": "custom"}
    options = [{"label": value, "value": value} for value in ("gold", "silver")]
    portal.inner.add_property("contacts", {**custom, "options": options})
    people = portal.inner.people(NOW)
    people.edit("contacts", ["1"], {"tier": "gold"})

    def defined() -> dict[str, Any]:
        return {one["name"]: one for one in portal.call("GET", "/crm/v3/properties/contacts")[1]["results"]}

    def held(name: str) -> Any:
        return portal.call("GET", f"{CONTACTS}/1?properties={name}")[1]["properties"].get(name, "absent")

    people.deactivate_value("contacts", "tier", "gold")
    assert [one["value"] for one in defined()["tier"]["options"]] == ["silver"]
    assert held("tier") == "gold"
    assert portal.call("PATCH", f"{CONTACTS}/1", {"properties": {"tier": "gold"}})[0] == 400
    people.hide_field("contacts", "tier")
    assert ("tier" in defined(), held("tier")) == (False, "absent")
    people.show_field("contacts", "tier")
    assert held("tier") == "gold"
    people.retype_field("contacts", "tier", "number")
    assert (defined()["tier"]["type"], held("tier")) == ("number", "gold")
    people.rename_field("contacts", "tier", "level")
    assert ("tier" in defined(), held("level")) == (False, "gold")


def test_lost_scopes_close_an_object_type_d_25() -> None:
    portal = hubspot(first(Do(action="hide_object", object="companies")))
    status, body = portal.call("GET", "/crm/v3/objects/companies")
    assert (status, body["category"]) == (403, "MISSING_SCOPES")
    assert body["context"]["requiredGranularScopes"] == ["crm.objects.companies.read"]
    assert portal.raw("GET", "/crm/v3/properties/companies").status == 403
    assert portal.raw("GET", CONTACTS).status == 200
    portal.inner.people(NOW).show_object("companies")
    assert portal.raw("GET", "/crm/v3/objects/companies").status == 200


def test_hubspots_owners_leave_and_portals_change_cs_80_d_27() -> None:
    portal = hubspot(first(Do(action="change_org", to="777")))
    portal.inner.add_owner("101", "ann@acme.example", "Ann", "Lee")
    assert portal.call("GET", "/account-info/v3/details")[1]["portalId"] == 777
    portal.inner.people(NOW).deactivate_owner(["101"])
    assert portal.call("GET", "/crm/v3/owners")[1]["results"] == []
    assert portal.call("PATCH", f"{CONTACTS}/1", {"properties": {"hubspot_owner_id": "101"}})[0] == 400


@pytest.mark.parametrize("make", [salesforce, hubspot])
def test_what_does_not_exist_is_told(make: Any) -> None:
    people = make().inner.people(NOW)
    with pytest.raises(ValueError, match="nope"):
        people.remove_field("Account" if make is salesforce else "contacts", "nope")


def test_a_plan_that_asks_for_what_is_not_there_is_told_and_a_row_that_is_gone_is_passed_over() -> None:
    rule = Rule(name="typo", what=Do(action="hide_field", object="Account", field="Nope__c"))
    with pytest.raises(ConfigError, match="typo of the fault plan cannot hide_field: no field 'Nope__c' on Account"):
        salesforce(rule).names()
    org = salesforce(Rule(what=Do(action="delete", object="Account", ids=(account(1),))), rows=2)
    assert [org.names(), org.names()] == [["A2"], ["A2"]]
    assert org.fired == ["do"]
