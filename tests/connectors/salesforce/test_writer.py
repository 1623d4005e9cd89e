"""Which way a write goes, in which order, and what becomes of locked rows (CS-74, D-03)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import orjson
import pytest
import requests

from advocacy_salesforce import writer as writing
from advocacy_salesforce.writer import Writer
from advocacy_sync.kernel.ids import ConnectionName, ExternalId, SourceKey
from advocacy_sync.kernel.money import Money
from advocacy_sync.ports.crm import Change, PushOutcome, Receipt
from advocacy_sync.transport.budget import Budget, QuotaSpent, Reading
from rooms import Heard
from vendor import API, Ticking, Vendor, described, given, logged_in, refusal, vendor

APPLIED, REJECTED, UNKNOWN = PushOutcome.APPLIED, PushOutcome.REJECTED, PushOutcome.UNKNOWN
Answer = Callable[[str], str]  # a code by the id of a row; empty for success


def change(number: int, group: str = "", **values: Any) -> Change:
    key = SourceKey(ConnectionName("acme"), "Account", ExternalId(f"001A{number:011}AAA"))
    return Change(key=key, values=values or {"Name": f"n{number}"}, group=group)


def write(changes: Sequence[Change], events: Heard | None = None, **settings: Any) -> list[Receipt]:
    heard = events or Heard()
    client, reader = logged_in(events=heard, **settings)
    return Writer(client, reader.describe, heard).write("Account", changes)


def answering(org: Vendor, code: Answer) -> list[list[str]]:
    """Answers Collections row by row; the ids of each call, as they come."""
    calls: list[list[str]] = []

    def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], bytes]:
        ids = [record["id"] for record in orjson.loads(request.body or b"")["records"]]
        calls.append(ids)
        found = [
            {"id": id, "success": False, "errors": [{"statusCode": said, "message": "no"}]}
            if (said := code(id))
            else {"id": id, "success": True}
            for id in ids
        ]
        return 200, {}, orjson.dumps(found)

    described(org, "Account", ["Name"])
    org.add_callback("PATCH", f"{API}/composite/sobjects", answer)
    return calls


def test_rows_of_one_parent_go_together_and_receipts_come_in_the_order_asked() -> None:
    with vendor() as (org, _):
        calls = answering(org, lambda _: "")
        receipts = write([change(1, "B"), change(2, "A"), change(3, "B"), change(4, "A")])
    assert [int(id[4:15]) for id in calls[0]] == [2, 4, 1, 3]
    assert [int(receipt.key.external_id[4:15]) for receipt in receipts] == [1, 2, 3, 4]


def test_locked_rows_are_tried_again_in_smaller_calls_after_a_random_wait() -> None:
    """D-03: each row is confirmed in the end."""
    seen: Counter[str] = Counter()
    heard, ticking = Heard(), Ticking()

    def code(id: str) -> str:
        seen[id] += 1
        return "UNABLE_TO_LOCK_ROW" if seen[id] < 3 and int(id[4:15]) % 2 else ""

    with vendor() as (org, _):
        calls = answering(org, code)
        receipts = write([change(number) for number in range(120)], heard, timing=ticking.timing)
    assert {receipt.outcome for receipt in receipts} == {APPLIED}
    assert [len(call) for call in calls] == [120, 50, 10, 20, 20, 20]
    assert ticking.slept == [0.25, 0.5]
    assert [told["rows"] for told in heard.named("rows_locked")] == [60, 60]


def test_rows_that_stay_locked_are_rejected_with_their_code_after_bounded_tries() -> None:
    with vendor() as (org, _):
        calls = answering(org, lambda id: "UNABLE_TO_LOCK_ROW" if id == change(1).key.external_id else "")
        receipts = write([change(1), change(2)])
    assert [(receipt.outcome, receipt.code) for receipt in receipts] == [
        (REJECTED, "UNABLE_TO_LOCK_ROW"),
        (APPLIED, ""),
    ]
    assert [len(call) for call in calls] == [2, 1, 1, 1]


def test_a_call_that_is_locked_as_a_whole_is_tried_again() -> None:
    with vendor() as (org, _):
        described(org, "Account", ["Name"])
        given(org, "PATCH", "composite/sobjects", refusal("UNABLE_TO_LOCK_ROW"), 400)
        given(org, "PATCH", "composite/sobjects", [{"id": change(1).key.external_id, "success": True}])
        assert [receipt.outcome for receipt in write([change(1)])] == [APPLIED]


def test_an_answer_lost_while_locked_rows_are_tried_again_leaves_them_unknown() -> None:
    with vendor() as (org, _):
        described(org, "Account", ["Name"])
        locked = [{"success": False, "errors": [{"statusCode": "UNABLE_TO_LOCK_ROW", "message": "x"}]}]
        given(org, "PATCH", "composite/sobjects", locked)
        given(org, "PATCH", "composite/sobjects", b"", 503)
        assert [receipt.outcome for receipt in write([change(1)])] == [UNKNOWN]
        assert len(org.calls) == 3


def test_a_quota_that_is_spent_before_anything_was_sent_is_raised() -> None:
    """C-17."""
    with vendor() as (org, _):
        described(org, "Account", ["Name"])
        with pytest.raises(QuotaSpent):
            write([change(1)], budget=Budget(reserve=0.0, reading=Reading(10, 1)))
        assert len(org.calls) == 1


def test_locked_rows_that_the_quota_keeps_back_stay_locked() -> None:
    with vendor() as (org, _):
        answering(org, lambda _: "UNABLE_TO_LOCK_ROW")
        (receipt,) = write([change(1)], budget=Budget(reserve=0.0, reading=Reading(10, 2)))
    assert receipt.code == "UNABLE_TO_LOCK_ROW"


def test_a_write_of_nothing_is_nothing() -> None:
    with vendor() as (org, _):
        described(org, "Account", ["Name"])
        assert write([]) == []


@pytest.mark.parametrize(
    ("rows", "odd", "route", "calls"), [(3, 0, "collections", 1), (401, 0, "collections", 3), (5, 5, "collections", 1)]
)
def test_the_way_of_a_write_is_told(rows: int, odd: int, route: str, calls: int) -> None:
    heard = Heard()
    with vendor() as (org, _):
        answering(org, lambda _: "")
        write([change(number, Name="#N/A" if number < odd else "x") for number in range(rows)], heard)
    (told,) = heard.named("write_route")
    assert (told["route"], told["rows"], told["calls"]) == (route, rows, calls)
    assert told["connection"] == "acme"


@pytest.mark.parametrize(
    "spoil", [lambda rows: [*rows, rows[0]], lambda rows: [*rows[1:], change(9, Name="#N/A")]], ids=["twice", "text"]
)
def test_rows_that_bulk_cannot_carry_once_go_by_calls(
    monkeypatch: pytest.MonkeyPatch, spoil: Callable[[list[Change]], list[Change]]
) -> None:
    """A row that comes twice could not be told from itself; `#N/A` would clear the field."""
    monkeypatch.setattr(writing, "BULK_FROM", 4)
    heard = Heard()
    with vendor() as (org, _):
        answering(org, lambda _: "")
        receipts = write(spoil([change(number) for number in range(4)]), heard)
    assert {receipt.outcome for receipt in receipts} == {APPLIED}
    assert heard.named("write_route")[0]["route"] == "collections"


@pytest.mark.parametrize(
    ("waiting", "rows", "cost"), [(0, 0, 0), (150, 150, 3), (1_999, 1_000, 7), (2_000, 2_000, 14), (50_000, 10_000, 22)]
)
def test_a_write_takes_as_many_rows_as_its_way_is_good_for(waiting: int, rows: int, cost: int) -> None:
    client, reader = logged_in()
    writer = Writer(client, reader.describe)
    assert writer.batch(waiting) == rows
    assert writer.cost(rows) == cost


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


@pytest.mark.parametrize("helped", [False, True])
def test_while_a_job_of_an_earlier_write_may_still_take_effect_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch, *, helped: bool
) -> None:
    """C-08, D-06: it would write its older values over the new ones."""
    monkeypatch.setattr(writing, "BULK_FROM", 2)
    with vendor() as (org, _):
        org.assert_all_requests_are_fired = False
        calls = answering(org, lambda _: "")
        given(org, "POST", "jobs/ingest", {"id": "7501"})
        given(org, "PUT", "jobs/ingest/7501/batches", status=201)
        given(org, "PATCH", "jobs/ingest/7501", {"state": "UploadComplete"})
        given(org, "PATCH", "jobs/ingest/7501", b"", 503)
        given(org, "GET", "jobs/ingest/7501", b"", 503)
        if helped:
            given(org, "PATCH", "jobs/ingest/7501", {"state": "Aborted"})
        client, reader = logged_in()
        writer = Writer(client, reader.describe)
        receipts = writer.write("Account", [change(1), change(2)])
        assert {receipt.outcome for receipt in receipts} == {UNKNOWN}
        if helped:
            assert [receipt.outcome for receipt in writer.write("Account", [change(1)])] == [APPLIED]
        else:
            for _ in range(2):
                with pytest.raises(QuotaSpent, match="may still take effect"):
                    writer.write("Account", [change(1)])
    assert len(calls) == (1 if helped else 0)
