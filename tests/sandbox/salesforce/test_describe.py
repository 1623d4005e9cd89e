"""Describes, versions, limits and the quota."""

from __future__ import annotations

from typing import Any

from advocacy_sync.sandbox.salesforce.machine import SalesforceMachine
from advocacy_sync.sandbox.salesforce.schema import Field
from advocacy_sync.sandbox.state import State


def test_versions_need_no_session(org: Any) -> None:
    org.token = ""
    versions = org.get("/services/data")
    assert versions[0] == {"label": "Winter '11", "url": "/services/data/v20.0", "version": "20.0"}
    assert versions[-1] == {"label": "Summer '26", "url": "/services/data/v67.0", "version": "67.0"}


def test_the_global_describe_lists_every_object(org: Any) -> None:
    answer = org.get("sobjects")
    names = {one["name"]: one for one in answer["sobjects"]}
    assert (answer["encoding"], answer["maxBatchSize"]) == ("UTF-8", 200)
    assert {"Account", "Opportunity", "OpportunityContactRole", "Reference_Activity__c", "User"} <= set(names)
    assert "CurrencyType" not in names
    assert names["Reference_Activity__c"]["custom"] is True


def test_a_describe_says_what_a_field_is(org: Any) -> None:
    described = org.get("sobjects/Account/describe")
    fields = {field["name"]: field for field in described["fields"]}
    assert fields["Id"]["type"] == "id"
    assert (fields["Name"]["nillable"], fields["Name"]["nameField"], fields["Name"]["length"]) == (False, True, 255)
    assert fields["OwnerId"]["referenceTo"] == ["User"]
    assert fields["ParentId"]["relationshipName"] == "Parent"
    assert fields["BillingCity"]["compoundFieldName"] == "BillingAddress"
    assert fields["AnnualRevenue"]["soapType"] == "xsd:double"
    assert (fields["Ext__c"]["externalId"], fields["Ext__c"]["unique"], fields["Ext__c"]["custom"]) == (
        True,
        True,
        True,
    )
    assert [value["value"] for value in fields["Status__c"]["picklistValues"]] == ["Active", "Idle"]
    assert {"childSObject", "field", "relationshipName"} <= described["childRelationships"][0].keys()
    assert described["keyPrefix"] == "001"
    assert org.get("sobjects/Account")["objectDescribe"]["name"] == "Account"
    assert len(fields) > 50


def test_a_describe_is_not_sent_again_until_a_field_is_added(org: Any) -> None:
    headers = org.raw("GET", "/services/data/v60.0/sobjects/Account/describe").headers
    since = {"if-modified-since": headers["Last-Modified"]}
    org.wait(minutes=1)
    assert org.call("GET", "sobjects/Account/describe", None, since)[0] == 304
    org.machine.add_field("Account", Field(name="New__c", length=5))
    assert org.call("GET", "sobjects/Account/describe", None, since)[0] == 200


def test_custom_definitions_survive_in_the_state(org: Any) -> None:
    org.make("Reference_Activity__c")
    reopened = SalesforceMachine(State())
    for table, rows in org.machine.org.state.tables.items():
        reopened.org.state.tables[table] = dict(rows)
    org.machine = reopened
    assert org.values("SELECT Name FROM Reference_Activity__c") == ["RA-0001"]
    assert org.get("sobjects/Account/describe")["fields"][-1]["name"] == "Tags__c"
    org.make("Reference_Activity__c")
    assert org.values("SELECT Name FROM Reference_Activity__c ORDER BY Id") == ["RA-0001", "RA-0002"]


def test_multi_currency_adds_the_currency_of_a_row(org: Any) -> None:
    org.machine = SalesforceMachine(State(), multi_currency=True)
    id = org.make("Opportunity", Name="O", StageName="Prospecting", CloseDate="2018-01-01", CurrencyIsoCode="EUR")
    assert org.read("Opportunity", id)["CurrencyIsoCode"] == "EUR"
    assert org.values("SELECT ConversionRate FROM CurrencyType WHERE IsoCode = 'EUR'") == [0.9]
    refused = org.refusal("POST", "sobjects/Account", {"Name": "x", "CurrencyIsoCode": "XXX"})
    assert refused[1] == "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"


def test_every_answer_counts_the_calls_and_the_quota_holds(org: Any) -> None:
    org.machine.daily_limit = 3
    first = org.raw("GET", "/services/data/v60.0/limits")
    assert first.headers["Sforce-Limit-Info"] == "api-usage=1/3"
    assert org.get("limits")["DailyApiRequests"] == {"Max": 3, "Remaining": 1}
    org.get("limits")
    assert org.refusal("GET", "limits") == (403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
    org.wait(hours=25)
    assert org.get("limits")["DailyApiRequests"]["Remaining"] == 2


def test_loading_checks_names_and_fills_what_an_org_works_out(org: Any) -> None:
    rows = [{"FirstName": "Jo", "LastName": "Doe", "LastModifiedDate": "2016-05-01T00:00:00Z"}]
    assert org.machine.load("Contact", rows, org.now) == 1
    (row,) = org.query("SELECT Name, SystemModstamp, CreatedDate, IsDeleted, DoNotCall FROM Contact")
    assert row["Name"] == "Jo Doe"
    assert row["SystemModstamp"] == row["CreatedDate"] == "2016-05-01T00:00:00.000+0000"
    assert (row["IsDeleted"], row["DoNotCall"]) == (False, False)
    for name, bad in (("Contact", {"Foo": 1}), ("Nothing", {})):
        try:
            org.machine.load(name, [bad], org.now)
        except ValueError:
            continue
        raise AssertionError("loaded")


def test_the_same_requests_at_the_same_instant_give_the_same_bytes() -> None:
    def run() -> list[bytes]:
        from advocacy_sync.kernel.clock import parse_instant
        from advocacy_sync.sandbox.salesforce.sessions import STATIC_TOKEN
        from advocacy_sync.sandbox.wire import Request

        machine, now = SalesforceMachine(State()), parse_instant("2017-12-31T08:00:00Z")
        headers = {"authorization": f"Bearer {STATIC_TOKEN}"}
        calls = [("POST", "sobjects/Account", b'{"Name":"a"}'), ("GET", "query?q=SELECT+Id,Name+FROM+Account", b"")]
        return [machine.handle(Request(m, f"/services/data/v60.0/{p}", headers, b), now).body for m, p, b in calls]

    assert run() == run()
