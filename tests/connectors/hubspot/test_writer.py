"""Batch updates: whatever the status, each record its receipt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from advocacy_hubspot.sdk import Client
from advocacy_hubspot.wire import seen
from advocacy_hubspot.writer import Writer
from advocacy_sync.kernel.ids import ConnectionName, ExternalId, SourceKey
from advocacy_sync.kernel.money import Money
from advocacy_sync.ports.crm import Change, PushOutcome, Receipt, Timeouts, Value
from advocacy_sync.sandbox.wire import Request, Response, json_response
from portal import VERSION, Portal, Watch, open_room
from rooms import AT_ONCE, breaking_off, connection, raw_server

PATH = f"/crm/objects/{VERSION}/contacts/batch/update"
APPLIED, REJECTED, UNKNOWN = PushOutcome.APPLIED, PushOutcome.REJECTED, PushOutcome.UNKNOWN


def change(number: int, **values: Any) -> Change:
    key = SourceKey(ConnectionName("acme"), "contacts", ExternalId(str(number)))
    return Change(key=key, values=values or {"firstname": f"n{number}"})


def write(machine: Portal, changes: Sequence[Change]) -> list[Receipt]:
    with open_room(machine, AT_ONCE) as room:
        return room.writer.write("contacts", changes)


def updating(*bad: str) -> Portal:
    """A portal that refuses a batch whole when it holds a bad record, and updates it otherwise."""

    def answer(request: Request) -> Response:
        ids = [one["id"] for one in request.json()["inputs"]]
        if wrong := [id for id in ids if id in bad]:
            return json_response({"message": f"record {wrong[0]} is wrong", "category": "VALIDATION_ERROR"}, 400)
        return json_response({"status": "COMPLETE", "results": [{"id": id} for id in ids]})

    machine = Portal()
    machine.given(PATH, answer)
    return machine


def test_each_change_has_its_receipt_in_order() -> None:
    receipts = write(updating(), [change(3), change(1)])
    assert [(receipt.key.external_id, receipt.outcome) for receipt in receipts] == [("3", APPLIED), ("1", APPLIED)]


def test_values_go_out_as_text_and_nothing_as_the_empty_text_that_clears() -> None:
    machine = updating()
    write(machine, [change(1, a=None, b=True, c="7", d="2026-01-05", e=False)])
    (body,) = machine.bodies(PATH)
    properties = {"a": "", "b": "true", "c": "7", "d": "2026-01-05", "e": "false"}
    assert body == {"inputs": [{"id": "1", "objectWriteTraceId": "1", "properties": properties}]}


def test_a_hundred_records_go_into_one_call() -> None:
    machine = updating()
    assert {receipt.outcome for receipt in write(machine, [change(n) for n in range(101)])} == {APPLIED}
    assert [len(body["inputs"]) for body in machine.bodies(PATH)] == [100, 1]


def test_a_partly_failed_batch_is_read_by_its_body() -> None:
    machine = Portal()
    errors = [
        {"message": "no such option", "context": {"objectWriteTraceId": ["2"]}},
        {"message": "gone", "context": {"ids": ["3"]}},
    ]
    machine.given(PATH, json_response({"results": [{"id": "1"}], "numErrors": 2, "errors": errors}, 207))
    receipts = write(machine, [change(1), change(2), change(3), change(4)])
    assert [(receipt.outcome, receipt.message) for receipt in receipts] == [
        (APPLIED, ""),
        (REJECTED, "no such option"),
        (REJECTED, "gone"),
        (UNKNOWN, "the answer says nothing of this record"),
    ]


@pytest.mark.parametrize("bad", [["0"], ["7"], ["3", "4"], [str(n) for n in range(8)]])
def test_a_batch_refused_whole_is_halved_until_the_bad_records_are_found(bad: list[str]) -> None:
    receipts = write(updating(*bad), [change(number) for number in range(8)])
    assert [receipt.key.external_id for receipt in receipts] == [str(number) for number in range(8)]
    assert [receipt.key.external_id for receipt in receipts if receipt.outcome is REJECTED] == bad
    assert all(r.message == f"record {r.key.external_id} is wrong" for r in receipts if r.outcome is REJECTED)


def test_a_batch_that_no_halving_can_help_is_rejected_at_once() -> None:
    machine = Portal()
    assert {receipt.outcome for receipt in write(machine, [change(1), change(2)])} == {REJECTED}
    assert len(machine.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Response(503, b"<html>"),
        Response(200, b"<html>a proxy</html>"),
        Response(204),
        Response(502, b""),
    ],
)
def test_when_the_answer_is_lost_the_records_are_unknown_and_not_sent_again(answer: Response) -> None:
    machine = Portal()
    machine.given(PATH, answer)
    assert [receipt.outcome for receipt in write(machine, [change(1), change(2)])] == [UNKNOWN, UNKNOWN]
    assert len(machine.asked) == 1


def test_a_line_that_breaks_leaves_the_records_unknown() -> None:
    with raw_server(breaking_off) as url:
        client = Client(connection("hubspot", url, timeouts=Timeouts(connect=0.3, read=0.3, total=0.4)), AT_ONCE)
        assert [r.outcome for r in Writer(client, VERSION, Watch().timing).write("contacts", [change(1)])] == [UNKNOWN]


@pytest.mark.parametrize("status", [401, 403])
def test_refused_rights_reject_the_records(status: int) -> None:
    machine = Portal()
    machine.given(PATH, json_response({"message": "no", "category": "MISSING_SCOPES"}, status))
    assert [receipt.outcome for receipt in write(machine, [change(1)])] == [REJECTED]


@pytest.mark.parametrize(
    ("value", "wired"),
    [
        (None, None),
        ("", None),
        ("text", "text"),
        (False, False),
        (7, "7"),
        (date(2026, 1, 5), "2026-01-05"),
        (Money.parse("1054.50", "USD"), "1054.5"),
    ],
)
def test_a_value_is_wired_as_a_read_gives_it(value: Value, wired: object) -> None:
    assert seen(value) == wired
