"""Bodies and statements of every wrong shape are refused in the vendor's form; nothing crashes."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import orjson
import pytest

BODIES: list[Any] = [
    None, 1, "x", [], [1], {"records": 1}, {"records": [None]}, {"records": [{"attributes": 1}]},
    {"records": [{"attributes": {"type": 1}, "Id": 5}]}, {"compositeRequest": [1]},
    {"compositeRequest": [{"url": "/x", "httpHeaders": [1]}]}, {"batchRequests": [1]}, {"graphs": [1]},
    {"ids": 1, "fields": 1}, {"ids": [1]}, {"operation": ["query"]}, {"operation": "query", "query": 5},
    {"operation": "query", "query": "SELECT Id FROM User", "columnDelimiter": [1]},
    {"operation": "insert", "object": 5}, {"Name": {"a": 1}}, {"ParentId": {}}, {"Owner": 5},
    {"AnnualRevenue": "nan"}, {"NumberOfEmployees": "inf"},
]  # fmt: skip
PLACES = [
    "sobjects/Account", "sobjects/Account/Ext__c/x", "composite", "composite/batch", "composite/graph",
    "composite/sobjects", "composite/sobjects/Account", "composite/sobjects/Account/Ext__c", "composite/tree/Account",
    "jobs/query", "jobs/ingest",
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_body_of_the_wrong_shape_is_refused(org: Any, place: str, method: str) -> None:
    for body in BODIES:
        response = org.raw(method, f"/services/data/v60.0/{place}", orjson.dumps(body))
        assert response.status < 500
        if response.status >= 400 and b'"hasErrors"' not in response.body:  # a tree names its bad records
            assert {"message", "errorCode"} <= orjson.loads(response.body)[0].keys()


@pytest.mark.parametrize(
    "tail",
    [
        "WHERE " + "(" * 3000,
        "WHERE " + "NOT " * 3000 + "Name = 'x'",
        "LIMIT 99999999999999999999",
        "WHERE CreatedDate = LAST_N_DAYS:99999999999",
        "WHERE CreatedDate = NEXT_N_YEARS:5000",
        "WHERE AnnualRevenue = 1e999",
        "WHERE Id IN ()",
        "ORDER BY COUNT(Id)",
        "WHERE BillingAddress = 'x'",
        "WHERE Name LIKE '['",
    ],
)
def test_an_odd_statement_is_answered(org: Any, tail: str) -> None:
    org.make("Account", Name="x")
    assert org.call("GET", f"query?q={quote('SELECT Id FROM Account ' + tail)}")[0] in {200, 400, 414}
