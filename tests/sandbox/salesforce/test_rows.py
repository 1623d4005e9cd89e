"""Single rows: create, read, change, upsert, delete, and how a bad one is refused."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_sync.sandbox.salesforce.ids import record_id


def test_a_row_is_made_read_changed_and_deleted(org: Any) -> None:
    response = org.raw("POST", "/services/data/v60.0/sobjects/Account", b'{"Name":" Acme ","AnnualRevenue":"12.5"}')
    assert response.status == 201
    id = org.values("SELECT Id FROM Account")[0]
    assert response.headers["Location"] == f"/services/data/v60.0/sobjects/Account/{id}"
    row = org.read("Account", id)
    assert (row["Name"], row["AnnualRevenue"], row["Phone"]) == ("Acme", 13.0, None)
    org.wait(minutes=1)
    assert org.call("PATCH", f"sobjects/Account/{id}", {"Phone": "1", "Name": "B"}) == (204, b"")
    row = org.get(f"sobjects/Account/{id[:15]}?fields=Phone,LastModifiedDate,CreatedDate")
    assert row["Phone"] == "1"
    assert (row["CreatedDate"], row["LastModifiedDate"]) == (
        "2017-12-31T08:00:00.000+0000",
        "2017-12-31T08:01:00.000+0000",
    )
    assert org.call("DELETE", f"sobjects/Account/{id}") == (204, b"")
    for method in ("GET", "DELETE"):
        assert org.refusal(method, f"sobjects/Account/{id}") == (404, "ENTITY_IS_DELETED", "entity is deleted")


@pytest.mark.parametrize(
    ("body", "code", "words", "fields"),
    [
        ({"Name": "A", "Foo": 1}, "INVALID_FIELD", "No such column 'Foo' on sobject of type Account", None),
        ({"Name": "A", "CreatedDate": "2017-01-01T00:00:00Z"}, "INVALID_FIELD_FOR_INSERT_UPDATE", "", ["CreatedDate"]),
        ({"Phone": "1"}, "REQUIRED_FIELD_MISSING", "Required fields are missing: [Name]", ["Name"]),
        ({"Name": "x" * 256}, "STRING_TOO_LONG", "Account Name: data value too large: ", ["Name"]),
        ({"Name": "A", "Status__c": "Z"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "bad value for", ["Status__c"]),
        ({"Name": "A", "Ext__c": "TAKEN"}, "DUPLICATE_VALUE", "duplicate value found: Ext__c duplicates value on", []),
        ({"Name": "A", "ParentId": "x"}, "MALFORMED_ID", "id value of incorrect type: x", ["ParentId"]),
        ({"Name": "A", "ParentId": record_id("003", 1)}, "MALFORMED_ID", "id value of incorrect type", ["ParentId"]),
        ({"Name": "A", "ParentId": record_id("001", 99)}, "INVALID_CROSS_REFERENCE_KEY", "invalid cross", ["ParentId"]),
        (
            {"Name": "A", "AnnualRevenue": 1e19},
            "NUMBER_OUTSIDE_VALID_RANGE",
            "value outside of valid",
            ["AnnualRevenue"],
        ),
        (
            {"Name": "A", "AnnualRevenue": "abc"},
            "JSON_PARSER_ERROR",
            "instance of double from VALUE_STRING value abc",
            None,
        ),
        ({"Name": "A", "NumberOfEmployees": 1.5}, "JSON_PARSER_ERROR", "Cannot deserialize instance of int", None),
        ({"Name": "A", "Id": record_id("001", 1)}, "INVALID_FIELD", "The Id field should not be specified", None),
    ],
)
def test_a_bad_account_is_refused(org: Any, body: Any, code: str, words: str, fields: list[str] | None) -> None:
    org.make("Account", Name="First", Ext__c="taken")
    status, answer = org.call("POST", "sobjects/Account", body)
    assert (status, answer[0]["errorCode"], answer[0].get("fields")) == (400, code, fields)
    assert words in answer[0]["message"]
    assert len(org.query("SELECT Id FROM Account")) == 1


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("Contact", {"LastName": "a", "Email": "no mail"}, "INVALID_EMAIL_ADDRESS"),
        ("Contact", {"LastName": "a", "Birthdate": "2017-13-01"}, "JSON_PARSER_ERROR"),
        ("Opportunity", {"Name": "a", "StageName": "Prospecting", "CloseDate": "soon"}, "JSON_PARSER_ERROR"),
        ("OpportunityHistory", {"Amount": 1}, "INVALID_TYPE_FOR_OPERATION"),
    ],
)
def test_a_bad_row_of_other_objects_is_refused(org: Any, name: str, body: Any, code: str) -> None:
    assert org.refusal("POST", f"sobjects/{name}", body)[:2] == (400, code)


def test_broken_json_is_a_parser_error(org: Any) -> None:
    assert b'"JSON_PARSER_ERROR"' in org.raw("POST", "/services/data/v60.0/sobjects/Account", b"{bad").body


def test_null_empties_and_an_absent_key_leaves_alone(org: Any) -> None:
    id = org.make("Account", Name="A", Phone="1", Fax="2", Site="3")
    org.call("PATCH", f"sobjects/Account/{id}", {"Phone": None, "Site": ""})
    row = org.read("Account", id)
    assert (row["Phone"], row["Fax"], row["Site"]) == (None, "2", None)
    assert org.refusal("PATCH", f"sobjects/Account/{id}", {"Name": None})[1] == "REQUIRED_FIELD_MISSING"


def test_upsert_by_external_id(org: Any) -> None:
    path = "sobjects/Account/Ext__c/a%2Fb%20%2B"
    status, made = org.call("PATCH", path, {"Name": "New"})
    assert (status, made["created"]) == (201, True)
    assert org.read("Account", made["id"])["Ext__c"] == "a/b +"
    assert org.call("PATCH", path, {"Name": "Again"}) == (200, {**made, "created": False})
    assert org.call("PATCH", f"/services/data/v45.0/{path}", {"Name": "Again"}) == (204, b"")
    assert org.get(f"{path}?fields=Name")["Name"] == "Again"
    assert org.refusal("PATCH", path, {"Name": "x", "Ext__c": "y"})[1] == "INVALID_FIELD"
    assert org.refusal("PATCH", "sobjects/Account/Phone/1", {"Name": "x"})[:2] == (404, "NOT_FOUND")
    assert org.call("DELETE", path) == (204, b"")


def test_an_ambiguous_external_id_names_the_rows(org: Any) -> None:
    ids = [org.make("Account", Name=name, Batch__c="same") for name in "ab"]
    status, body = org.call("PATCH", "sobjects/Account/Batch__c/same", {"Name": "x"})
    assert (status, body) == (300, [f"/services/data/v60.0/sobjects/Account/{id}" for id in ids])


def test_a_parent_is_named_by_its_external_id(org: Any) -> None:
    account = org.make("Account", Name="A", Ext__c="x1")
    contact = org.make("Contact", LastName="L", Account={"Ext__c": "X1"})
    assert org.read("Contact", contact)["AccountId"] == account
    code, message = org.refusal("POST", "sobjects/Contact", {"LastName": "L", "Account": {"Ext__c": "no"}})[1:]
    assert (code, message) == (
        "INVALID_FIELD",
        "Foreign key external ID: no not found for field Ext__c in entity Account",
    )


def test_an_opportunity_follows_its_stage_and_keeps_its_history(org: Any) -> None:
    body = {"Name": "O", "StageName": "Prospecting", "CloseDate": "2018-02-01", "Amount": 100}
    id = org.make("Opportunity", **body)
    row = org.read("Opportunity", id)
    assert (row["Probability"], row["IsClosed"], row["ForecastCategory"], row["FiscalQuarter"]) == (
        10.0,
        False,
        "Pipeline",
        1,
    )
    org.call("PATCH", f"sobjects/Opportunity/{id}", {"StageName": "Closed Won", "Amount": 250})
    row = org.read("Opportunity", id)
    assert (row["Probability"], row["IsClosed"], row["IsWon"], row["ExpectedRevenue"]) == (100.0, True, True, 250.0)
    history = org.query("SELECT StageName, Amount, PrevAmount FROM OpportunityHistory ORDER BY Id")
    assert [(one["StageName"], one["Amount"], one["PrevAmount"]) for one in history] == [
        ("Prospecting", 100.0, None),
        ("Closed Won", 250.0, 100.0),
    ]
    changes = org.query("SELECT Field, OldValue, NewValue FROM OpportunityFieldHistory ORDER BY Id")
    assert [(one["Field"], one["NewValue"]) for one in changes][1:] == [("Amount", 250.0), ("StageName", "Closed Won")]


def test_a_task_belongs_to_the_account_of_what_it_is_about(org: Any) -> None:
    account = org.make("Account", Name="A")
    contact = org.make("Contact", LastName="L", AccountId=account)
    task = org.read("Task", org.make("Task", WhoId=contact, Status="Completed"))
    assert (task["AccountId"], task["IsClosed"], task["Priority"]) == (account, True, "Normal")


def test_deleting_an_account_takes_its_contacts_along(org: Any) -> None:
    account = org.make("Account", Name="A")
    contact = org.make("Contact", LastName="L", AccountId=account)
    org.call("DELETE", f"sobjects/Account/{account}")
    assert org.refusal("GET", f"sobjects/Contact/{contact}")[1] == "ENTITY_IS_DELETED"


def test_a_merge_names_the_winner_and_moves_children_without_a_stamp(org: Any) -> None:
    winner, loser = org.make("Account", Name="W"), org.make("Account", Name="L")
    contact = org.make("Contact", LastName="C", AccountId=loser)
    org.wait(hours=1)
    writer = org.machine.writer(org.now)
    writer.merge(org.machine.org.schema.objects["Account"], winner, [loser])
    (gone,) = org.query("SELECT MasterRecordId FROM Account WHERE IsDeleted = true", "queryAll")
    moved = org.read("Contact", contact)
    assert gone["MasterRecordId"] == moved["AccountId"] == winner
    assert moved["SystemModstamp"] == "2017-12-31T08:00:00.000+0000"
    writer.undelete(org.machine.org.schema.objects["Account"], loser)
    assert org.read("Account", loser)["SystemModstamp"] == "2017-12-31T09:00:00.000+0000"


def test_the_change_feeds(org: Any) -> None:
    kept, gone = org.make("Account", Name="A"), org.make("Account", Name="B")
    org.call("DELETE", f"sobjects/Account/{gone}")
    org.wait(minutes=10)
    window = "start=2017-12-31T07:00:00%2B00:00&end=2017-12-31T08:05:00Z"
    assert org.get(f"sobjects/Account/updated?{window}") == {
        "ids": [kept],
        "latestDateCovered": "2017-12-31T08:05:00.000+0000",
    }
    feed = org.get(f"sobjects/Account/deleted?{window}")
    assert feed["deletedRecords"] == [{"id": gone, "deletedDate": "2017-12-31T08:00:00.000+0000"}]
    assert feed["earliestDateAvailable"] == "2017-12-16T08:10:00.000+0000"
    assert org.refusal("GET", "sobjects/Account/deleted?start=2017-11-01T00:00:00Z&end=2017-12-31T00:00:00Z")[1] == (
        "INVALID_REPLICATION_DATE"
    )


def test_conditional_reads_and_writes(org: Any) -> None:
    id = org.make("Account", Name="A")
    assert (
        org.call("GET", f"sobjects/Account/{id}", None, {"if-modified-since": "Sun, 31 Dec 2017 08:00:00 GMT"})[0]
        == 304
    )
    assert (
        org.call("GET", f"sobjects/Account/{id}", None, {"if-modified-since": "Sun, 31 Dec 2017 07:59:59 GMT"})[0]
        == 200
    )
    old = {"if-unmodified-since": "Sun, 31 Dec 2017 07:00:00 GMT"}
    assert org.call("PATCH", f"sobjects/Account/{id}", {"Name": "B"}, old)[0] == 412


def test_unknown_places_and_methods(org: Any) -> None:
    missing = (404, "NOT_FOUND", "The requested resource does not exist")
    assert org.refusal("GET", "nowhere") == missing
    assert org.refusal("GET", "sobjects/Nothing") == missing
    assert org.refusal("GET", f"sobjects/Account/{record_id('001', 5)}") == missing
    assert org.refusal("GET", "/services/data/v99.0/limits") == missing
    assert org.refusal("PUT", "sobjects/Account") == (
        405,
        "METHOD_NOT_ALLOWED",
        "HTTP Method 'PUT' not allowed. Allowed are GET,HEAD,POST",
    )
