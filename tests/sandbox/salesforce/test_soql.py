"""What SOQL finds, how it is shaped, and how it is refused."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

ROWS: list[dict[str, Any]] = [
    {"Name": "Alpha", "Industry": "Banking", "AnnualRevenue": 100, "Tags__c": "a;b", "Ext__c": "A"},
    {"Name": "beta", "Industry": "Retail", "AnnualRevenue": 300, "Tags__c": "c"},
    {"Name": "Gamma 50%", "AnnualRevenue": 200, "BillingCity": "Rome"},
    {"Name": "it's", "Industry": "Banking"},
]


@pytest.fixture
def filled(org: Any) -> Any:
    for number, row in enumerate(ROWS):
        org.machine.load("Account", [{**row, "CreatedDate": f"2017-12-{28 + number}T12:00:00Z"}], org.now)
    return org


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("Name = 'ALPHA'", ["Alpha"]),
        ("Name != 'alpha' AND Industry = 'banking'", ["it's"]),
        ("Industry != 'Banking'", ["beta", "Gamma 50%"]),
        ("Industry = null", ["Gamma 50%"]),
        ("Industry = ''", ["Gamma 50%"]),
        ("NOT Industry IN ('Banking')", ["beta", "Gamma 50%"]),
        ("Industry NOT IN ('Banking', 'Retail')", ["Gamma 50%"]),
        ("AnnualRevenue > 100 AND AnnualRevenue <= 300", ["beta", "Gamma 50%"]),
        ("AnnualRevenue < 1e2", []),
        ("Name LIKE '%A'", ["Alpha", "beta"]),
        ("Name LIKE 'bet_'", ["beta"]),
        (r"Name LIKE '%\%'", ["Gamma 50%"]),
        (r"Name = 'it\'s'", ["it's"]),
        ("Name > 'beta'", ["Gamma 50%", "it's"]),
        ("(Name = 'Alpha' OR Name = 'beta') AND AnnualRevenue = 300", ["beta"]),
        ("Tags__c INCLUDES ('a;b', 'c')", ["Alpha", "beta"]),
        ("Tags__c EXCLUDES ('a')", ["beta", "Gamma 50%", "it's"]),
        ("CreatedDate = TODAY", ["it's"]),
        ("CreatedDate >= YESTERDAY", ["Gamma 50%", "it's"]),
        ("CreatedDate < N_DAYS_AGO:2", ["Alpha"]),
        ("CreatedDate > 2017-12-29T13:00:00+01:00", ["Gamma 50%", "it's"]),
        ("IsDeleted = false AND Owner.Name = 'integration user'", ["Alpha", "beta", "Gamma 50%", "it's"]),
        ("Ext__c = 'a'", ["Alpha"]),
        ("CALENDAR_YEAR(CreatedDate) = 2017 AND DAY_ONLY(CreatedDate) = 2017-12-28", ["Alpha"]),
        ("Parent.Name != 'x' AND Name IN ('alpha')", ["Alpha"]),
    ],
)
def test_where(filled: Any, where: str, names: list[str]) -> None:
    assert filled.values(f"SELECT Name FROM Account WHERE {where}") == names


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("Name", ["Alpha", "beta", "Gamma 50%", "it's"]),
        ("AnnualRevenue DESC NULLS LAST", ["beta", "Gamma 50%", "Alpha", "it's"]),
        ("AnnualRevenue", ["it's", "Alpha", "Gamma 50%", "beta"]),
        ("AnnualRevenue NULLS LAST", ["Alpha", "Gamma 50%", "beta", "it's"]),
        ("AnnualRevenue DESC", ["it's", "beta", "Gamma 50%", "Alpha"]),
        ("Industry, Name DESC", ["Gamma 50%", "it's", "Alpha", "beta"]),
        ("CreatedDate DESC", ["it's", "Gamma 50%", "beta", "Alpha"]),
        ("SystemModstamp, Id LIMIT 2 OFFSET 1", ["beta", "Gamma 50%"]),
    ],
)
def test_order(filled: Any, order: str, names: list[str]) -> None:
    assert filled.values(f"SELECT Name FROM Account ORDER BY {order}") == names


def test_a_record_has_its_attributes_first_and_parents_inside(org: Any) -> None:
    account = org.make("Account", Name="Acme", BillingCity="Rome")
    org.make("Contact", LastName="Doe", FirstName="Jo", AccountId=account)
    (record,) = org.query("select id, name, account.name, account.billingaddress, reportsto.name from contact")
    assert list(record) == ["attributes", "Id", "Name", "Account", "ReportsTo"]
    assert record["attributes"] == {
        "type": "Contact",
        "url": f"/services/data/v60.0/sobjects/Contact/{record['Id']}",
    }
    assert record["Name"] == "Jo Doe"
    assert record["Account"]["Name"] == "Acme"
    assert record["Account"]["BillingAddress"]["city"] == "Rome"
    assert record["ReportsTo"] is None


def test_children_come_as_results_of_their_own_and_null_when_there_are_none(org: Any) -> None:
    account = org.make("Account", Name="Acme")
    org.make("Contact", LastName="B", AccountId=account)
    org.make("Contact", LastName="A", AccountId=account)
    org.make("Reference_Activity__c", Account__c=account)
    (record,) = org.query(
        "SELECT Id, (SELECT LastName FROM Contacts ORDER BY LastName LIMIT 1), (SELECT Name FROM Activities__r), "
        "(SELECT Id FROM Opportunities) FROM Account"
    )
    assert [one["LastName"] for one in record["Contacts"]["records"]] == ["A"]
    assert record["Contacts"]["totalSize"] == 1
    assert record["Activities__r"]["records"][0]["Name"] == "RA-0001"
    assert record["Opportunities"] is None


def test_long_children_have_a_next_page(org: Any) -> None:
    account = org.make("Account", Name="Acme")
    org.machine.load("Contact", ({"LastName": str(n), "AccountId": account} for n in range(450)), org.now)
    page = org.get(
        "query?q=" + quote("SELECT Id, (SELECT Id FROM Contacts) FROM Account"), sforce_query_options="batchSize=200"
    )
    children = page["records"][0]["Contacts"]
    assert (children["totalSize"], children["done"], len(children["records"])) == (450, False, 200)
    more = org.get(children["nextRecordsUrl"])
    assert (len(more["records"]), more["done"]) == (250, True)


def test_polymorphic_parents_are_read_by_their_name(org: Any) -> None:
    account = org.make("Account", Name="Acme")
    org.make("Task", Subject="Call", WhatId=account)
    (record,) = org.query("SELECT What.Name, What.Type, Account.Name FROM Task WHERE What.Type = 'Account'")
    assert record["What"]["attributes"]["type"] == "Account"
    assert (record["What"]["Name"], record["Account"]["Name"]) == ("Acme", "Acme")


def test_semi_joins(org: Any) -> None:
    with_contact, _without = org.make("Account", Name="A"), org.make("Account", Name="B")
    org.make("Contact", LastName="x", AccountId=with_contact)
    joined = "(SELECT AccountId FROM Contact WHERE LastName = 'X')"
    assert org.values(f"SELECT Name FROM Account WHERE Id IN {joined}") == ["A"]
    assert org.values(f"SELECT Name FROM Account WHERE Id NOT IN {joined}") == ["B"]


def test_aggregates(filled: Any) -> None:
    records = filled.query(
        "SELECT Industry, COUNT(Id), SUM(AnnualRevenue) total, COUNT_DISTINCT(Name) FROM Account "
        "GROUP BY Industry HAVING COUNT(Id) > 1 ORDER BY COUNT(Id) DESC"
    )
    assert records == [
        {"attributes": {"type": "AggregateResult"}, "Industry": "Banking", "expr0": 2, "total": 100.0, "expr1": 2}
    ]
    assert filled.get("query?q=SELECT+COUNT()+FROM+Account") == {"totalSize": 4, "done": True, "records": []}
    (most,) = filled.query("SELECT MAX(AnnualRevenue), MIN(CreatedDate) first FROM Account")
    assert (most["expr0"], most["first"]) == (300.0, "2017-12-28T12:00:00.000+0000")


def test_pages_hold_two_thousand_or_as_many_as_wished(org: Any) -> None:
    org.machine.load("Account", ({"Name": str(n)} for n in range(4500)), org.now)
    page = org.get("query?q=SELECT+Id+FROM+Account")
    assert (page["totalSize"], page["done"], len(page["records"])) == (4500, False, 2000)
    assert page["nextRecordsUrl"].endswith("-2000")
    assert len(org.query("SELECT Id FROM Account")) == 4500
    assert len(org.get("query?q=SELECT+Id+FROM+Account", sforce_query_options="batchSize=250")["records"]) == 250
    assert len(org.get("query?q=SELECT+Id+FROM+Account", sforce_query_options="batchSize=1")["records"]) == 200


def test_a_cursor_is_a_snapshot_and_dies_after_two_days(org: Any) -> None:
    org.machine.load("Account", ({"Name": str(n)} for n in range(2500)), org.now)
    page = org.get("query?q=SELECT+Id+FROM+Account+ORDER+BY+Id")
    gone = org.query("SELECT Id FROM Account ORDER BY Id DESC LIMIT 1")[0]["Id"]
    org.call("DELETE", f"sobjects/Account/{gone}")
    assert org.get(page["nextRecordsUrl"])["records"][-1]["Id"] == gone
    org.wait(days=2)
    assert org.refusal("GET", page["nextRecordsUrl"]) == (400, "INVALID_QUERY_LOCATOR", "invalid query locator")


def test_deleted_rows_are_for_query_all_only(org: Any) -> None:
    account = org.make("Account", Name="Gone")
    org.call("DELETE", f"sobjects/Account/{account}")
    assert org.query("SELECT Id FROM Account") == []
    assert [r["IsDeleted"] for r in org.query("SELECT Id, IsDeleted FROM Account", "queryAll")] == [True]


def test_all_fields(org: Any) -> None:
    org.make("Account", Name="A", Ext__c="x")
    (record,) = org.query("SELECT FIELDS(CUSTOM) FROM Account LIMIT 200")
    assert list(record) == ["attributes", "Ext__c", "Batch__c", "Status__c", "Tags__c"]
    assert "Ext__c" not in org.query("SELECT FIELDS(STANDARD) FROM Account")[0]


@pytest.mark.parametrize(
    ("soql", "code", "words"),
    [
        (
            "SELECT Foo FROM Account",
            "INVALID_FIELD",
            "ERROR at Row:1:Column:8\nNo such column 'Foo' on entity 'Account'.",
        ),
        ("SELECT Id FROM Foo", "INVALID_TYPE", "sObject type 'Foo' is not supported."),
        ("SELECT Bar.Name FROM Account", "INVALID_FIELD", "Didn't understand relationship 'Bar' in field path."),
        ("SELECT Id, (SELECT Id FROM Bars) FROM Account", "INVALID_TYPE", "Didn't understand relationship 'Bars'"),
        ("SELECT Id FRM Account", "MALFORMED_QUERY", "unexpected token"),
        ("SELECT Id FROM Account WHERE", "MALFORMED_QUERY", "unexpected end of query"),
        (
            "SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'",
            "MALFORMED_QUERY",
            "unexpected token: 'OR'",
        ),
        ("SELECT Id, Id FROM Account", "INVALID_FIELD", "duplicate field selected: Id"),
        (
            "SELECT Id FROM Account WHERE Name = 1",
            "INVALID_FIELD",
            "must be of type string and should be enclosed in quotes",
        ),
        (
            "SELECT Id FROM Account WHERE AnnualRevenue = '1'",
            "INVALID_FIELD",
            "must be of type double and should not be",
        ),
        ("SELECT Id FROM Account WHERE CreatedDate > 2017-01-01", "INVALID_FIELD", "must be of type dateTime"),
        ("SELECT Id FROM Account WHERE Id = 'abc'", "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: abc"),
        ("SELECT Id FROM Account WHERE Description = 'x'", "INVALID_FIELD", "can not be filtered in a query call"),
        ("SELECT Id FROM Account OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000"),
        ("SELECT FIELDS(ALL) FROM Account LIMIT 201", "MALFORMED_QUERY", "must have a LIMIT of at most 200"),
        (
            "SELECT Name, COUNT(Id) FROM Account GROUP BY Industry",
            "MALFORMED_QUERY",
            "Field must be grouped or aggregated",
        ),
        ("SELECT Id FROM Account WHERE Name = :x", "MALFORMED_QUERY", "unexpected token: ':'"),
        ("", "MALFORMED_QUERY", "A query string has to be specified"),
    ],
)
def test_wrong_statements_are_refused_in_the_vendors_words(org: Any, soql: str, code: str, words: str) -> None:
    status, found, message = org.refusal("GET", f"query?q={quote(soql)}")
    assert (status, found) == (400, code)
    assert words in message


def test_a_hidden_field_does_not_exist(org: Any) -> None:
    org.machine.hidden.add(("Account", "Ext__c"))
    assert org.refusal("GET", "query?q=SELECT+Ext__c+FROM+Account")[1] == "INVALID_FIELD"
    assert "Ext__c" not in {field["name"] for field in org.get("sobjects/Account/describe")["fields"]}
    assert org.refusal("POST", "sobjects/Account", {"Name": "x", "Ext__c": "1"})[1] == "INVALID_FIELD"
