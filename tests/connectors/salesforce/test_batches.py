"""Writing by sObject Collections: each row its receipt, whatever becomes of the answer (D-01, D-02, C-08)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import orjson
import pytest
import requests

from advocacy_salesforce.batches import Batches
from advocacy_sync.kernel.ids import ConnectionName, ExternalId, SourceKey
from advocacy_sync.ports.crm import Change, PushOutcome, Receipt
from advocacy_sync.transport.budget import Budget, QuotaSpent, Reading
from rooms import AT_ONCE
from vendor import API, Vendor, described, given, logged_in, refusal, sent, vendor

APPLIED, REJECTED, UNKNOWN = PushOutcome.APPLIED, PushOutcome.REJECTED, PushOutcome.UNKNOWN


def change(number: int, **values: Any) -> Change:
    key = SourceKey(ConnectionName("acme"), "Account", ExternalId(f"001A{number:011}AAA"))
    return Change(key=key, values=values or {"Name": f"n{number}"})


def batches(**settings: Any) -> Batches:
    client, reader = logged_in(AT_ONCE, **settings)
    return Batches(client, "Account", reader.describe("Account"))


def write(changes: Sequence[Change]) -> list[Receipt]:
    return batches().write(changes)


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
    assert (receipts[1].message, receipts[1].code) == ("STRING_TOO_LONG: Name: too long", "STRING_TOO_LONG")


def test_a_row_that_failed_without_a_reason_is_rejected_all_the_same() -> None:
    with vendor() as (org, _):
        answered(org, {"success": False})
        assert [(r.outcome, r.message) for r in write([change(1)])] == [(REJECTED, "no reason given")]


def test_the_reason_does_not_quote_the_value_that_was_refused() -> None:
    with vendor() as (org, _):
        answered(org, wrong("STRING_TOO_LONG", "Name: data value too large: Jane Doe (max length=3)"))
        key = SourceKey(ConnectionName("acme"), "Account", ExternalId("001A00000000001AAA"))
        (receipt,) = write([Change(key=key, values={"Name": "Jane Doe"})])
    assert receipt.message == "STRING_TOO_LONG: Name: data value too large: … (max length=3)"


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
        (500, refusal("UNKNOWN_EXCEPTION")),
        (200, b"<html>a proxy</html>"),
        (200, [done(2), done(1)]),
        (200, [done(1), "text"]),
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
        records = orjson.loads(request.body or b"")["records"]
        if "bad" in [record["Name"] for record in records]:
            return 400, {}, orjson.dumps(refusal("JSON_PARSER_ERROR"))
        return 200, {}, orjson.dumps([{"id": record["id"], "success": True} for record in records])

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


@pytest.mark.parametrize("bad", [0, 1, 100, 199])
def test_the_bad_row_of_a_full_call_is_found_in_the_calls_that_halving_takes(bad: int) -> None:
    """D-02: 2·log2 n + k calls."""

    def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], bytes]:
        records = orjson.loads(request.body or b"")["records"]
        if "bad" in [record["Name"] for record in records]:
            return 400, {}, orjson.dumps(refusal("JSON_PARSER_ERROR"))
        return 200, {}, orjson.dumps([{"id": record["id"], "success": True} for record in records])

    with vendor() as (org, _):
        described(org, "Account", ["Name"])
        org.add_callback("PATCH", f"{API}/composite/sobjects", answer)
        receipts = write([change(number, Name="bad" if number == bad else "good") for number in range(200)])
        assert len(org.calls) - 1 <= 2 * 8 + 1
    assert [place for place, receipt in enumerate(receipts) if receipt.outcome is not APPLIED] == [bad]


def test_a_refused_field_hits_the_rows_that_have_it_alone() -> None:
    """D-20."""

    def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], bytes]:
        records = orjson.loads(request.body or b"")["records"]
        if any("Gone__c" in record for record in records):
            return 400, {}, orjson.dumps(refusal("INVALID_FIELD", "No such column 'Gone__c'"))
        return 200, {}, orjson.dumps([{"id": record["id"], "success": True} for record in records])

    with vendor() as (org, _):
        described(org, "Account", ["Name"])
        org.add_callback("PATCH", f"{API}/composite/sobjects", answer)
        receipts = write([change(1), change(2, Gone__c="x"), change(3, Gone__c="y"), change(4)])
        assert len(org.calls) == 1 + 4
    assert [receipt.outcome for receipt in receipts] == [APPLIED, REJECTED, REJECTED, APPLIED]
    assert [receipt.code for receipt in receipts] == ["", "INVALID_FIELD", "INVALID_FIELD", ""]


def test_a_session_that_ended_is_replaced_and_the_call_is_made_again() -> None:
    """C-14: the org refused before acting."""
    with vendor(["old", "new"]) as (org, login):
        described(org, "Account", ["Name"])
        given(org, "PATCH", "composite/sobjects", refusal("INVALID_SESSION_ID"), 401)
        given(org, "PATCH", "composite/sobjects", [done(1)])
        assert [receipt.outcome for receipt in write([change(1)])] == [APPLIED]
        assert login.call_count == 2


def test_rows_behind_a_spent_quota_are_not_sent_and_are_never_called_unknown() -> None:
    """C-17: those written before keep their receipts."""
    budget = Budget(reserve=0.0, reading=Reading(10, 3), purpose="push")
    with vendor() as (org, _):
        described(org, "Account", ["Name"])
        given(org, "PATCH", "composite/sobjects", [done(number) for number in range(200)])
        given(org, "PATCH", "composite/sobjects", [done(number + 200) for number in range(200)])
        writing = batches(budget=budget)
        receipts = writing.write([change(number) for number in range(700)])
        assert len(org.calls) == 3
    assert Counter((receipt.outcome, receipt.code) for receipt in receipts) == {
        (APPLIED, ""): 400,
        (REJECTED, "NOT_SENT"): 300,
    }
    assert isinstance(writing.spent, QuotaSpent)


def test_calls_that_the_org_no_longer_grants_today_are_not_sent() -> None:
    with vendor() as (org, _):
        described(org, "Account", ["Name"])
        limit = refusal("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
        given(org, "PATCH", "composite/sobjects", limit, 403)
        receipts = write([change(number) for number in range(201)])
        assert len(org.calls) == 2
    assert {receipt.code for receipt in receipts} == {"NOT_SENT"}


@pytest.mark.parametrize(
    ("status", "body"), [(403, refusal("REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests Limit exceeded.")), (429, b"")]
)
def test_a_call_turned_away_at_the_door_was_not_sent(status: int, body: Any) -> None:
    with vendor() as (org, _):
        described(org, "Account", ["Name"])
        given(org, "PATCH", "composite/sobjects", body, status)
        writing = batches()
        assert [(receipt.outcome, receipt.code) for receipt in writing.write([change(1)])] == [(REJECTED, "NOT_SENT")]
        assert writing.spent is None


def test_assignment_rules_stay_asleep() -> None:
    """CS-78."""
    with vendor() as (org, _):
        answered(org, done(1))
        write([change(1)])
        assert org.calls[1].request.headers["Sforce-Auto-Assign"] == "FALSE"
        assert "Sforce-Duplicate-Rule-Header" not in org.calls[1].request.headers
