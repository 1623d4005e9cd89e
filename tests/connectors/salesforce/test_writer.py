"""Writing by sObject Collections: each row its receipt, whatever becomes of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import orjson
import pytest
import requests

from advocacy_salesforce.writer import Writer
from advocacy_sync.kernel.ids import ConnectionName, ExternalId, SourceKey
from advocacy_sync.kernel.money import Money
from advocacy_sync.ports.crm import Change, PushOutcome, Receipt
from rooms import AT_ONCE
from vendor import API, Vendor, described, given, logged_in, refusal, sent, vendor

APPLIED, REJECTED, UNKNOWN = PushOutcome.APPLIED, PushOutcome.REJECTED, PushOutcome.UNKNOWN


def change(number: int, **values: Any) -> Change:
    key = SourceKey(ConnectionName("acme"), "Account", ExternalId(f"001A{number:011}AAA"))
    return Change(key=key, values=values or {"Name": f"n{number}"})


def write(changes: Sequence[Change]) -> list[Receipt]:
    client, reader = logged_in(AT_ONCE)
    return Writer(client, reader.describe).write("Account", changes)


def answered(org: Vendor, *results: dict[str, Any], status: int = 200) -> None:
    described(org, "Account", ["Name", "Amount", "Count__c"], Count__c="int")
    given(org, "PATCH", "composite/sobjects", list(results), status)


def done(number: int) -> dict[str, Any]:
    return {"id": f"001A{number:011}AAA", "success": True, "errors": []}


def wrong(code: str, message: str) -> dict[str, Any]:
    return {"success": False, "errors": [{"statusCode": code, "message": message, "fields": ["Name"]}]}


def test_each_change_has_its_receipt_in_order() -> None:
    with vendor() as (org, _):
        answered(org, done(1), wrong("STRING_TOO_LONG", "Name: too long"), done(3))
        receipts = write([change(1), change(2), change(3)])
    assert [(str(receipt.key.external_id), receipt.outcome) for receipt in receipts] == [
        ("001A00000000001AAA", APPLIED),
        ("001A00000000002AAA", REJECTED),
        ("001A00000000003AAA", APPLIED),
    ]
    assert receipts[1].message == "STRING_TOO_LONG: Name: too long"


def test_a_row_that_failed_without_a_reason_is_rejected_all_the_same() -> None:
    with vendor() as (org, _):
        answered(org, {"success": False})
        assert [(r.outcome, r.message) for r in write([change(1)])] == [(REJECTED, "no reason given")]


def test_only_the_changed_fields_are_sent_and_none_of_them_through_a_float() -> None:
    with vendor() as (org, _):
        answered(org, done(1))
        write([change(1, Name=None, Amount="12345678901234567.89", Count__c="3")])
        raw = org.calls[1].request.body
        assert isinstance(raw, bytes)
        assert sent(org, 1)["allOrNone"] is False
        assert sent(org, 1)["records"][0].keys() == {"attributes", "id", "Name", "Amount", "Count__c"}
    assert b'"Name":null' in raw
    assert b'"Amount":12345678901234567.89' in raw
    assert b'"Count__c":3' in raw


def test_two_hundred_rows_go_into_one_call() -> None:
    with vendor() as (org, _):
        described(org, "Account", ["Name"])
        given(org, "PATCH", "composite/sobjects", [done(number) for number in range(200)])
        given(org, "PATCH", "composite/sobjects", [done(200)])
        receipts = write([change(number) for number in range(201)])
        assert [len(sent(org, number)["records"]) for number in (1, 2)] == [200, 1]
    assert len(receipts) == 201
    assert {receipt.outcome for receipt in receipts} == {APPLIED}


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (503, b"<html>down</html>"),
        (403, refusal("REQUEST_LIMIT_EXCEEDED")),
        (200, b"<html>a proxy</html>"),
        (200, [done(1)]),
        (200, {"hasErrors": False}),
        (200, b""),
    ],
)
def test_when_the_answer_is_lost_the_rows_are_unknown_and_not_sent_again(status: int, body: Any) -> None:
    with vendor() as (org, _):
        described(org, "Account", ["Name"])
        given(org, "PATCH", "composite/sobjects", body, status)
        receipts = write([change(1), change(2)])
        assert len(org.calls) == 2
    assert [receipt.outcome for receipt in receipts] == [UNKNOWN, UNKNOWN]


def test_a_line_that_breaks_leaves_the_rows_unknown() -> None:
    with vendor() as (org, _):
        described(org, "Account", ["Name"])
        org.patch(f"{API}/composite/sobjects", body=requests.ConnectionError("reset"))
        assert [receipt.outcome for receipt in write([change(1)])] == [UNKNOWN]


def test_a_call_refused_whole_is_halved_until_the_bad_row_is_found() -> None:
    def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], bytes]:
        names = [record["Name"] for record in orjson.loads(request.body or b"")["records"]]
        if "bad" in names:
            return 400, {}, orjson.dumps(refusal("JSON_PARSER_ERROR"))
        return 200, {}, orjson.dumps([done(0) for _ in names])

    with vendor() as (org, _):
        described(org, "Account", ["Name"])
        org.add_callback("PATCH", f"{API}/composite/sobjects", answer)
        receipts = write([change(number, Name="bad" if number == 3 else "good") for number in range(8)])
    assert [receipt.outcome for receipt in receipts] == [APPLIED] * 3 + [REJECTED] + [APPLIED] * 4
    assert "JSON_PARSER_ERROR" in receipts[3].message


@pytest.mark.parametrize(
    ("status", "body"),
    [(400, refusal("JSON_PARSER_ERROR")), (403, refusal("INSUFFICIENT_ACCESS")), (401, refusal("INVALID_SESSION_ID"))],
)
def test_a_refused_call_rejects_its_rows_with_the_reason(status: int, body: Any) -> None:
    with vendor(["old", "new"]) as (org, _):
        described(org, "Account", ["Name"])
        given(org, "PATCH", "composite/sobjects", body, status)
        receipts = write([change(1), change(2)])
    assert [receipt.outcome for receipt in receipts] == [REJECTED, REJECTED]
    assert "Salesforce" in receipts[0].message


@pytest.mark.parametrize(
    ("value", "wired"),
    [
        (None, None),
        ("", None),
        ("text", "text"),
        (True, True),
        (7, "7"),
        (date(2026, 1, 5), "2026-01-05"),
        (Money.parse("1054.50", "USD"), "1054.5"),
    ],
)
def test_a_value_is_wired_as_a_read_gives_it(value: str | int | date | Money | None, wired: object) -> None:
    client, reader = logged_in()
    assert Writer(client, reader.describe).wire(value) == wired
