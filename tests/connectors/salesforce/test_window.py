"""One window as queries: the fields that fit, the order, and counts between two places."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from advocacy_salesforce.columns import Columns
from advocacy_salesforce.query import Queries
from advocacy_salesforce.walk import Place
from advocacy_salesforce.wide import Parts
from advocacy_salesforce.window import Window
from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.kernel.timespan import ALWAYS
from advocacy_sync.records.schema import ObjectSchema
from vendor import Vendor, given, logged_in, page, refusal, vendor

AT = "2026-01-05T12:00:00.000Z"


def window(stamp: str | None = "SystemModstamp", parts: Parts | None = None) -> Window:
    keys = ("Id", *([stamp] if stamp else []))
    schema = ObjectSchema(name="Account", label="", fields={})
    asked = Columns("Account", schema, stamp, keys, (*keys, "A", "B"), master_wanted=False)
    return Window(Queries(logged_in()[0]), parts or Parts(), asked, ALWAYS)


def soql(org: Vendor, number: int) -> str:
    return parse_qs(urlsplit(str(org.calls[number].request.url)).query)["q"][0]


def test_a_query_that_is_too_wide_is_asked_with_fewer_fields_and_later_ones_at_once() -> None:
    parts = Parts()
    with vendor(["one", "two"]) as (org, _):
        given(org, "GET", "query", refusal("QUERY_TOO_COMPLICATED"), 400)
        given(org, "GET", "query", page(["x"]))
        asked = window(parts=parts)
        asked.first(None)
        assert asked.names == ("Id", "SystemModstamp", "A")
        window(parts=parts).first(None)
        assert [", B" in soql(org, number) for number in range(3)] == [True, False, False]


def test_rows_are_counted_between_two_places() -> None:
    with vendor() as (org, _):
        given(org, "GET", "query", {"totalSize": 3, "done": True, "records": []})
        assert window().count(Place(AT, "a"), Place(AT, "b")) == 3
        assert soql(org, 0) == (
            f"SELECT COUNT() FROM Account WHERE SystemModstamp >= {AT} AND (SystemModstamp > {AT} OR Id > 'a')"
            f" AND SystemModstamp <= {AT} AND (SystemModstamp < {AT} OR Id <= 'b')"
        )


def test_without_a_clock_the_ids_alone_are_the_order() -> None:
    with vendor() as (org, _):
        given(org, "GET", "query", {"totalSize": 3, "done": True, "records": []})
        asked = window(None)
        asked.first(Place(None, "a"))
        asked.count(None, Place(None, "b"))
        assert soql(org, 0) == "SELECT Id, A, B FROM Account WHERE Id > 'a' ORDER BY Id LIMIT 2000"
        assert soql(org, 1) == "SELECT COUNT() FROM Account WHERE Id <= 'b'"


def test_a_place_is_written_as_soql_takes_it() -> None:
    record = {"Id": "005A0000000001Q", "SystemModstamp": "2026-01-05T12:00:00.000+0000"}
    assert window().place(record).stamp == AT
    assert len(window().place(record).id) == 18
    with pytest.raises(RetryableError, match="without its keys"):
        window().place({"Id": "x"})


@pytest.mark.parametrize("at", ["soon", None, 5, f"{AT} OR Name != null", f"{AT}\n"])
def test_a_stamp_that_is_none_gets_into_no_query(at: object) -> None:
    """C-07."""
    with pytest.raises(RetryableError, match="makes no sense"):
        window().place({"Id": "005A0000000001Q", "SystemModstamp": at})
