"""Search, column metadata and the smaller resources that clients of the org ask for."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest


@pytest.fixture
def filled(org: Any) -> Any:
    acme = org.make("Account", Name="Acme Tools", Website="https://acme.example", Phone="(415) 555-0100")
    org.make("Account", Name="Acmeron")
    org.make("Contact", LastName="Acme", FirstName="Ada", Email="ada@tools.example", AccountId=acme)
    return org


def found(org: Any, sosl: str) -> list[tuple[str, Any]]:
    records = org.get(f"search?q={quote(sosl)}")["searchRecords"]
    return [(record["attributes"]["type"], record.get("Name")) for record in records]


def test_a_search_without_returning_gives_ids_of_all_objects(filled: Any) -> None:
    assert found(filled, "FIND {acme}") == [("Account", None), ("Contact", None)]
    record = filled.get("search?q=FIND%20%7Bacme%7D")["searchRecords"][0]
    assert record.keys() == {"attributes", "Id"}


@pytest.mark.parametrize(
    ("sosl", "names"),
    [
        ("FIND {acme*} IN NAME FIELDS RETURNING Account(Name)", ["Acme Tools", "Acmeron"]),
        ('FIND {"acme tools"} RETURNING Account(Name)', ["Acme Tools"]),
        ('FIND {"tools acme"} RETURNING Account(Name)', []),
        ("FIND {acmeron OR tools} RETURNING Account(Id, Name)", ["Acme Tools", "Acmeron"]),
        ("FIND {acme* AND NOT tools} RETURNING Account(Name)", ["Acmeron"]),
        ("FIND {(acmeron OR tools) AND acme} RETURNING Account(Name)", ["Acme Tools"]),
        ("FIND {acme*} RETURNING Account(Name ORDER BY Name DESC LIMIT 1)", ["Acmeron"]),
        ("FIND {acme*} RETURNING Account(Name LIMIT 1 OFFSET 1)", ["Acmeron"]),
        ("FIND {acme*} RETURNING Account(Name WHERE Website != null), Contact(Name)", ["Acme Tools", "Ada Acme"]),
        ("FIND {acme*} RETURNING Account(Name), Contact(Name) LIMIT 2", ["Acme Tools", "Acmeron"]),
        ("FIND {tools} IN EMAIL FIELDS RETURNING Account(Name), Contact(Name)", ["Ada Acme"]),
        (r"FIND {ada@tools.example} RETURNING Contact(Name)", ["Ada Acme"]),
        (r"FIND {415 555\-0100} IN PHONE FIELDS RETURNING Account(Name)", ["Acme Tools"]),
    ],
)
def test_a_search_finds_whole_words(filled: Any, sosl: str, names: list[str]) -> None:
    assert [name for _, name in found(filled, sosl)] == names


@pytest.mark.parametrize(
    ("sosl", "code"),
    [
        ("FIND acme", "MALFORMED_SEARCH"),
        ("FIND {a}", "MALFORMED_SEARCH"),
        ("FIND {acme} RETURNING Account(Name", "MALFORMED_SEARCH"),
        ("FIND {(acme} RETURNING Account(Name)", "MALFORMED_SEARCH"),
        ("FIND {acme} RETURNING Nothing(Name)", "INVALID_TYPE"),
        ("FIND {acme} RETURNING Account(Nothing)", "INVALID_FIELD"),
    ],
)
def test_a_search_that_says_nothing_is_refused(filled: Any, sosl: str, code: str) -> None:
    assert filled.refusal("GET", f"search?q={quote(sosl)}")[:2] == (400, code)


def test_older_versions_give_the_records_as_a_bare_list(filled: Any) -> None:
    status, body = filled.call("GET", "/services/data/v36.0/search?q=FIND%20%7Bacmeron%7D")
    assert (status, len(body)) == (200, 1)


def test_a_search_by_parameters_asks_the_same(filled: Any) -> None:
    asked = "parameterizedSearch?q=acme*&sobject=Account&Account.fields=id,name&Account.limit=1&sobject=Contact"
    records = filled.get(asked)["searchRecords"]
    assert [(one["attributes"]["type"], one.get("Name")) for one in records] == [
        ("Account", "Acme Tools"),
        ("Contact", None),
    ]
    body = {"q": "acme*", "fields": ["id", "name"], "sobjects": [{"name": "Account", "where": "Name = 'Acmeron'"}]}
    status, answer = filled.call("POST", "parameterizedSearch", body)
    assert (status, [one["Name"] for one in answer["searchRecords"]]) == (200, ["Acmeron"])


def columns(org: Any, soql: str) -> list[dict[str, Any]]:
    return list(org.get(f"query?q={quote(soql)}&columns=true")["columnMetadata"])


def test_a_query_tells_its_columns_without_its_rows(filled: Any) -> None:
    told = filled.get("query?q=SELECT%20id%20FROM%20Account&columns=true")
    assert {key: told[key] for key in ("entityName", "groupBy", "idSelected", "keyPrefix")} == {
        "entityName": "Account",
        "groupBy": False,
        "idSelected": True,
        "keyPrefix": "001",
    }
    parent, child = columns(filled, "SELECT Owner.Name, Owner.Id, (SELECT LastName FROM Contacts) FROM Account")[:2]
    assert (parent["columnName"], parent["aggregate"]) == ("Owner", False)
    assert [one["columnName"] for one in parent["joinColumns"]] == ["Name", "Id"]
    assert (child["columnName"], child["aggregate"]) == ("Contacts", True)
    assert [one["columnName"] for one in child["joinColumns"]] == ["LastName"]


def test_functions_are_columns_named_as_in_the_rows(filled: Any) -> None:
    told = columns(filled, "SELECT Name, COUNT(Id), MAX(CreatedDate) newest, MIN(Id) FROM Account GROUP BY Name")
    assert [(one["columnName"], one["displayName"], one["aggregate"]) for one in told] == [
        ("Name", "Name", False),
        ("expr0", "COUNT(Id)", True),
        ("newest", "MAX(CreatedDate)", True),
        ("expr1", "MIN(Id)", True),
    ]
    assert columns(filled, "SELECT COUNT() FROM Account") == []


def test_a_query_with_a_fault_has_no_columns(filled: Any) -> None:
    assert filled.refusal("GET", "query?q=SELECT%20Nope%20FROM%20Account&columns=true")[1] == "INVALID_FIELD"


def test_a_plan_is_told_for_a_query(filled: Any) -> None:
    plan = filled.get("query?explain=SELECT%20Id%20FROM%20Account")["plans"][0]
    assert (plan["sobjectType"], plan["sobjectCardinality"]) == ("Account", 2)


def test_rows_are_counted_by_object(filled: Any) -> None:
    counted = filled.get("limits/recordCount?sObjects=Account,Contact,Nothing")
    assert counted == {"sObjects": [{"count": 2, "name": "Account"}, {"count": 1, "name": "Contact"}]}
    assert {"count": 2, "name": "Account"} in filled.get("limits/recordCount")["sObjects"]
    assert filled.refusal("GET", "limits/nothing")[0] == 404


@pytest.mark.parametrize("name", ["recent", "tabs", "quickActions"])
def test_what_people_see_in_the_browser_is_empty(org: Any, name: str) -> None:
    assert org.get(name) == []


def test_a_body_of_another_media_type_is_refused(org: Any) -> None:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    status, answer = org.call("POST", "sobjects/Account", {"Name": "x"}, kind)
    assert (status, answer[0]["errorCode"]) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert (
        org.call("POST", "sobjects/Account", {"Name": "x"}, {"content-type": "application/json; charset=utf-8"})[0]
        == 201
    )


def test_long_heads_are_refused(org: Any) -> None:
    assert org.call("GET", "limits", None, {"x-long": "a" * 17_000})[0] == 431
    assert org.call("GET", f"limits?{'a' * 17_000}")[0] == 414
