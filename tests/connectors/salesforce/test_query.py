"""One query by REST: in an address or in a body, and what is no page: CS-37, C-07."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_salesforce.query import Queries, TooWide
from advocacy_sync.kernel.errors import ConfigError, RetryableError
from rooms import AT_ONCE, ONCE
from vendor import given, logged_in, page, refusal, sent, vendor

LONG = "SELECT Id FROM Account WHERE " + " OR ".join(f"Field_number_{number}__c = null" for number in range(500))
ROW = ["001A00000000001AAA"]


def queries() -> Queries:
    return Queries(logged_in(AT_ONCE)[0])


def inner(body: Any, status: int = 200) -> dict[str, Any]:
    return {"compositeResponse": [{"httpStatusCode": status, "body": body, "referenceId": "q"}]}


def test_a_short_query_goes_in_the_address() -> None:
    with vendor() as (org, _):
        given(org, "GET", "query", page(ROW))
        queries().first("SELECT Id FROM Account", "a query", deleted=False)
        assert str(org.calls[0].request.url).endswith("query?q=SELECT%20Id%20FROM%20Account")


@pytest.mark.parametrize("status", [414, 431])
def test_an_address_that_proves_too_long_is_followed_by_a_body(status: int) -> None:
    """Headers count, too; how long they are the org says."""
    with vendor() as (org, _):
        given(org, "GET", "query", b"<html></html>", status)
        given(org, "POST", "composite", inner(page(ROW)))
        assert queries().first("SELECT Id FROM Account", "a query", deleted=False)["totalSize"] == 1


def test_a_long_query_goes_in_a_body_at_once() -> None:
    with vendor() as (org, _):
        given(org, "POST", "composite", inner(page(ROW)))
        queries().first(LONG, "a query", deleted=True)
        assert "/queryAll?q=SELECT%20Id" in sent(org, 0)["compositeRequest"][0]["url"]


@pytest.mark.parametrize("part", [inner({"busy": True}, 503), inner(refusal("QUERY_TIMEOUT"), 400), {}, inner("text")])
def test_what_passes_inside_a_body_is_tried_again(part: dict[str, Any]) -> None:
    with vendor() as (org, _):
        given(org, "POST", "composite", part)
        given(org, "POST", "composite", inner(page(ROW)))
        assert queries().first(LONG, "a query", deleted=False)["done"] is True


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"done": True, "totalSize": 0},
        {"done": True, "totalSize": 1, "records": None},
        {"done": True, "totalSize": 1, "records": ["text"]},
        [],
        b"",
        b"<html>down</html>",
        b'{"totalSize": 1, "done": tr',
        b"null",
        {"done": True, "totalSize": None, "records": []},
        {"done": True, "totalSize": "many", "records": []},
        {"done": None, "totalSize": 1, "records": []},
    ],
)
def test_a_success_that_is_no_page_is_tried_again_and_is_no_empty_result(body: Any) -> None:
    """C-07."""
    with vendor() as (org, _):
        given(org, "GET", "query", body)
        with pytest.raises(RetryableError):
            queries().first("SELECT Id FROM Account", "a query", deleted=False)
        assert len(org.calls) == AT_ONCE.tries


def test_a_query_with_too_many_fields_is_told_from_other_refusals() -> None:
    with vendor() as (org, _):
        given(org, "GET", "query", refusal("QUERY_TOO_COMPLICATED"), 400)
        with pytest.raises(TooWide):
            queries().first("SELECT Id FROM Account", "a query", deleted=False)
    with pytest.raises(TooWide):
        Queries(logged_in(ONCE)[0]).first("x" * 100_000, "a query", deleted=False)
    with vendor() as (org, _):
        given(org, "GET", "query", refusal("MALFORMED_QUERY"), 400)
        with pytest.raises(ConfigError):
            queries().first("SELECT Id FROM Account", "a query", deleted=False)
