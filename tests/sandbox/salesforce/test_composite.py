"""Collections, composite, batch, graph and tree."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_sync.sandbox.salesforce.ids import record_id

ACCOUNT = {"attributes": {"type": "Account"}}


def test_a_collection_is_answered_row_by_row_in_order(org: Any) -> None:
    records = [{**ACCOUNT, "Name": "a"}, ACCOUNT, {**ACCOUNT, "Name": "c"}]
    status, results = org.call("POST", "composite/sobjects", {"records": records})
    assert status == 200
    assert [result["success"] for result in results] == [True, False, True]
    assert results[1]["errors"] == [
        {"statusCode": "REQUIRED_FIELD_MISSING", "message": "Required fields are missing: [Name]", "fields": ["Name"]}
    ]
    assert org.values("SELECT Name FROM Account ORDER BY Name") == ["a", "c"]


def test_all_or_none_takes_everything_back(org: Any) -> None:
    body = {"allOrNone": True, "records": [{**ACCOUNT, "Name": "a"}, ACCOUNT]}
    _, results = org.call("POST", "composite/sobjects", body)
    assert [result["errors"][0]["statusCode"] for result in results] == [
        "ALL_OR_NONE_OPERATION_ROLLED_BACK",
        "REQUIRED_FIELD_MISSING",
    ]
    assert org.query("SELECT Id FROM Account") == []
    assert org.values("SELECT Name FROM Account WHERE Name = 'a'") == []


def test_collections_update_upsert_read_and_delete(org: Any) -> None:
    id = org.make("Account", Name="a", Ext__c="1")
    missing = record_id("001", 999)
    updates = [{**ACCOUNT, "Id": id, "Phone": "5"}, {**ACCOUNT, "Id": missing, "Phone": "5"}]
    _, results = org.call("PATCH", "composite/sobjects", {"records": updates})
    assert results[0] == {"id": id, "success": True, "errors": []}
    assert (results[1]["id"], results[1]["errors"][0]["statusCode"]) == (missing, "INVALID_CROSS_REFERENCE_KEY")
    upserts = [
        {**ACCOUNT, "Ext__c": "1", "Name": "b"},
        {**ACCOUNT, "Ext__c": "2", "Name": "n"},
        {**ACCOUNT, "Name": "n"},
    ]
    _, results = org.call("PATCH", "composite/sobjects/Account/Ext__c", {"records": upserts})
    assert [result.get("created") for result in results] == [False, True, None]
    assert results[2]["errors"][0]["statusCode"] == "MISSING_ARGUMENT"
    new = results[1]["id"]
    assert [
        row and row["Name"] for row in org.get(f"composite/sobjects/Account?ids={new},{missing},{id}&fields=Name")
    ] == [
        "n",
        None,
        "b",
    ]
    _, rows = org.call("POST", "composite/sobjects/Account", {"ids": [id], "fields": ["Id", "Phone"]})
    assert rows[0]["Phone"] == "5"
    _, results = org.call("DELETE", f"composite/sobjects?ids={id},{new}&allOrNone=true")
    assert all(result["success"] for result in results)
    assert org.query("SELECT Id FROM Account") == []


def test_more_than_two_hundred_rows_are_refused(org: Any) -> None:
    body = {"records": [{**ACCOUNT, "Name": str(n)} for n in range(201)]}
    assert org.refusal("POST", "composite/sobjects", body)[:2] == (400, "EXCEEDED_ID_LIMIT")


def _requests(bad: bool) -> list[dict[str, Any]]:
    base = "/services/data/v60.0"
    return [
        {"method": "POST", "url": f"{base}/sobjects/Account", "referenceId": "a", "body": {"Name": "A"}},
        {
            "method": "POST",
            "url": f"{base}/sobjects/Contact",
            "referenceId": "c",
            "body": {"AccountId": "@{a.id}"} if bad else {"AccountId": "@{a.id}", "LastName": "L"},
        },
        {
            "method": "GET",
            "url": f"{base}/query?q=SELECT+Account.Name+FROM+Contact+WHERE+Id='@{{c.id}}'",
            "referenceId": "q",
        },
    ]


def test_composite_requests_refer_to_each_other(org: Any) -> None:
    _, body = org.call("POST", "composite", {"allOrNone": True, "compositeRequest": _requests(bad=False)})
    answers = body["compositeResponse"]
    assert [(one["referenceId"], one["httpStatusCode"]) for one in answers] == [("a", 201), ("c", 201), ("q", 200)]
    assert answers[0]["httpHeaders"]["Location"].endswith(answers[0]["body"]["id"])
    assert answers[2]["body"]["records"][0]["Account"]["Name"] == "A"


def test_a_failed_composite_is_taken_back_as_a_whole_only_when_asked(org: Any) -> None:
    _, body = org.call("POST", "composite", {"allOrNone": True, "compositeRequest": _requests(bad=True)})
    answers = body["compositeResponse"]
    assert [one["httpStatusCode"] for one in answers] == [400, 400, 400]
    assert [one["body"][0]["errorCode"] for one in answers] == [
        "PROCESSING_HALTED",
        "REQUIRED_FIELD_MISSING",
        "PROCESSING_HALTED",
    ]
    assert org.query("SELECT Id FROM Account") == []
    _, body = org.call("POST", "composite", {"compositeRequest": _requests(bad=True)})
    assert [one["httpStatusCode"] for one in body["compositeResponse"]] == [201, 400, 400]
    assert len(org.query("SELECT Id FROM Account")) == 1


def test_a_batch_runs_each_request_alone(org: Any) -> None:
    asked = [
        {"method": "POST", "url": "v60.0/sobjects/Account", "richInput": {"Name": "A"}},
        {"method": "GET", "url": "v60.0/sobjects/Nothing"},
        {"method": "GET", "url": "v60.0/limits"},
    ]
    _, body = org.call("POST", "composite/batch", {"batchRequests": asked, "haltOnError": True})
    assert (body["hasErrors"], [one["statusCode"] for one in body["results"]]) == (True, [201, 404, 412])


def test_each_graph_is_a_transaction(org: Any) -> None:
    graphs = [{"graphId": str(bad), "compositeRequest": _requests(bad=bad)} for bad in (False, True)]
    _, body = org.call("POST", "composite/graph", {"graphs": graphs})
    assert [(one["graphId"], one["isSuccessful"]) for one in body["graphs"]] == [("False", True), ("True", False)]
    assert len(org.query("SELECT Id FROM Account")) == 1


@pytest.mark.parametrize("good", [True, False])
def test_a_tree_grows_whole_or_not_at_all(org: Any, good: bool) -> None:
    contact = {"attributes": {"type": "Contact", "referenceId": "c"}, **({"LastName": "L"} if good else {})}
    root = {"attributes": {"type": "Account", "referenceId": "a"}, "Name": "A", "Contacts": {"records": [contact]}}
    status, body = org.call("POST", "composite/tree/Account", {"records": [root]})
    assert (status, body["hasErrors"]) == ((201, False) if good else (400, True))
    assert [one["referenceId"] for one in body["results"]] == (["a", "c"] if good else ["c"])
    assert len(org.query("SELECT Id FROM Account")) == int(good)


def test_more_than_twenty_five_requests_are_refused(org: Any) -> None:
    body = {"compositeRequest": _requests(bad=False) * 9}
    assert org.refusal("POST", "composite", body)[0] == 400
