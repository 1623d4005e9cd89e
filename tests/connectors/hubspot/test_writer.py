"""Batch updates: whatever the status, each record its receipt."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_hubspot.paths import oauth
from advocacy_hubspot.sdk import Client
from advocacy_hubspot.wire import seen
from advocacy_hubspot.writer import Writer
from advocacy_sync.kernel.ids import ConnectionName, ExternalId, SourceKey
from advocacy_sync.kernel.money import Money
from advocacy_sync.ports.crm import Change, PushOutcome, Receipt, Timeouts, Value
from advocacy_sync.sandbox.wire import Request, Response, json_response
from advocacy_sync.transport.budget import Budget, QuotaSpent, Reading
from portal import VERSION, Portal, Watch, inside, open_room
from rooms import AT_ONCE, ONCE, breaking_off, connection, raw_server

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


# -- refused whole -------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [2, 3, 7, 37, 64, 100])
def test_one_bad_record_is_found_within_twice_the_logarithm_of_the_batch(count: int) -> None:
    """D-02: at most 2·log2 n + k calls, wherever it stands; the good ones are written."""
    for bad in range(count):
        machine = updating(str(bad))
        receipts = inside(machine).writer.write("contacts", [change(number) for number in range(count)])
        assert [r.key.external_id for r in receipts if r.outcome is not APPLIED] == [str(bad)]
        assert len(machine.asked) <= 2 * math.log2(count) + 1


def test_bad_records_that_the_refusal_names_are_taken_out_in_one_step() -> None:
    def answer(request: Request) -> Response:
        ids = [one["id"] for one in request.json()["inputs"]]
        if wrong := [id for id in ids if id in ("3", "50", "99")]:
            errors = [{"message": f"{id} is wrong", "code": "BAD", "context": {"ids": [id]}} for id in wrong]
            return json_response({"message": "some are wrong", "category": "VALIDATION_ERROR", "errors": errors}, 400)
        return json_response({"results": [{"id": id} for id in ids]})

    machine = Portal()
    machine.given(PATH, answer)
    receipts = inside(machine).writer.write("contacts", [change(number) for number in range(100)])
    assert [r.key.external_id for r in receipts if r.outcome is REJECTED] == ["3", "50", "99"]
    assert {(r.code, r.message) for r in receipts if r.outcome is REJECTED} == {
        ("BAD", f"{id} is wrong") for id in ("3", "50", "99")
    }
    assert len(machine.asked) == 2


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 120), st.sets(st.integers(0, 119), max_size=6))
def test_every_change_has_one_receipt_and_every_good_one_is_written_once(count: int, bad: set[int]) -> None:
    """D-01, D-02."""
    written: Counter[str] = Counter()
    machine = updating(*(str(number) for number in bad))

    class Counting:
        def handle(self, request: Request, now: datetime) -> Response:
            response = machine.handle(request, now)
            if response.status == 200:
                written.update(one["id"] for one in request.json()["inputs"])
            return response

    receipts = inside(Counting()).writer.write("contacts", [change(number) for number in range(count)])
    good = [str(number) for number in range(count) if number not in bad]
    assert [r.key.external_id for r in receipts] == [str(number) for number in range(count)]
    assert [r.key.external_id for r in receipts if r.outcome is APPLIED] == good
    assert written == Counter(good)


def test_a_record_that_comes_twice_goes_into_two_calls_in_its_order() -> None:
    """CS-73: a call that names a record twice is refused whole."""
    machine = updating()
    receipts = inside(machine).writer.write("contacts", [change(1, a="x"), change(2), change(1, a="y")])
    assert [receipt.outcome for receipt in receipts] == [APPLIED] * 3
    sent = [[(one["id"], one["properties"].get("a")) for one in body["inputs"]] for body in machine.bodies(PATH)]
    assert sent == [[("1", "x"), ("2", None)], [("1", "y")]]


def test_a_receipt_carries_the_code_of_the_refusal() -> None:
    (receipt,) = inside(updating("1")).writer.write("contacts", [change(1)])
    assert (receipt.outcome, receipt.code) == (REJECTED, "VALIDATION_ERROR")


# -- locks ---------------------------------------------------------------------------------------------


def holding(tries: int) -> Portal:
    """A portal in which somebody holds record 2 for some calls that name it."""
    left = [tries]

    def answer(request: Request) -> Response:
        ids = [one["id"] for one in request.json()["inputs"]]
        held = "2" in ids and left[0] > 0
        left[0] -= held
        errors = [{"category": "LOCKED", "message": "in use", "context": {"ids": ["2"]}}] if held else []
        return json_response({"results": [{"id": id} for id in ids if not (held and id == "2")], "errors": errors}, 207)

    machine = Portal()
    machine.given(PATH, answer)
    return machine


def test_a_record_that_somebody_holds_is_tried_again_behind_the_others() -> None:
    """D-03."""
    machine = holding(2)
    room = inside(machine)
    receipts = room.writer.write("contacts", [change(1), change(2), change(3)])
    assert [receipt.outcome for receipt in receipts] == [APPLIED] * 3
    sent = [[one["id"] for one in body["inputs"]] for body in machine.bodies(PATH)]
    assert sent == [["1", "2", "3"], ["2"], ["2"]]
    assert all(seconds >= 2.0 for seconds in room.watch.slept)
    assert room.watch.slept == sorted(set(room.watch.slept))  # longer each time


def test_a_record_held_for_ever_is_rejected_after_a_few_tries() -> None:
    machine = holding(99)
    (_, held) = inside(machine).writer.write("contacts", [change(1), change(2)])
    assert (held.outcome, held.code) == (REJECTED, "LOCKED")
    assert len(machine.asked) == 4


def test_a_call_that_meets_a_lock_is_made_again() -> None:
    machine = Portal()
    locked = json_response({"message": "locked", "category": "LOCKED"}, 423)
    machine.given(PATH, locked, {"results": [{"id": "1"}]})
    room = inside(machine, AT_ONCE)
    assert [r.outcome for r in room.writer.write("contacts", [change(1)])] == [APPLIED]
    assert room.watch.slept == [2.0]


# -- what is not sent ----------------------------------------------------------------------------------


def budget(left: int) -> Budget:
    return Budget(reserve=0.0, purpose="push", reading=Reading(1_000, left))


def test_a_write_that_the_budget_refuses_was_not_sent() -> None:
    """CS-82: nothing that was never sent is called unknown."""
    machine = updating()
    with pytest.raises(QuotaSpent):
        inside(machine, budget=budget(0)).writer.write("contacts", [change(1)])
    assert machine.asked == []


def test_what_was_written_before_the_quota_ended_keeps_its_receipts() -> None:
    machine = updating()
    receipts = inside(machine, budget=budget(1)).writer.write("contacts", [change(number) for number in range(150)])
    assert [r.outcome for r in receipts] == [APPLIED] * 100 + [REJECTED] * 50
    assert {r.code for r in receipts[100:]} == {"NOT_SENT"}
    assert len(machine.asked) == 1


def test_a_limit_that_is_hit_is_waited_for_and_the_write_sent_again() -> None:
    """C-01: 429 is said before anything is done."""
    machine = Portal()
    limited = json_response({"policyName": "TEN_SECONDLY_ROLLING"}, 429)
    machine.given(PATH, limited, {"results": [{"id": "1"}]})
    room = inside(machine, AT_ONCE)
    assert [r.outcome for r in room.writer.write("contacts", [change(1)])] == [APPLIED]
    assert room.watch.slept == [10.0]


@pytest.mark.parametrize("policy", ["DAILY", "SECONDLY", "TEN_SECONDLY_ROLLING"])
def test_a_limit_that_stays_leaves_everything_unsent(policy: str) -> None:
    machine = Portal()
    machine.given(PATH, json_response({"policyName": policy}, 429))
    with pytest.raises(QuotaSpent, match=policy):
        inside(machine).writer.write("contacts", [change(1)])


def test_nobody_listening_leaves_everything_unsent() -> None:
    with raw_server(breaking_off) as url:
        pass
    client = Client(connection("hubspot", url, timeouts=Timeouts(connect=0.3, read=0.3, total=0.4)), ONCE)
    with pytest.raises(QuotaSpent, match="no connection"):
        Writer(client, VERSION, Watch().timing).write("contacts", [change(1)])


def test_a_token_that_ended_is_replaced_and_the_write_sent_again() -> None:
    """C-14: 401 is said before anything is done."""
    machine = Portal()
    machine.given(oauth(VERSION), {"access_token": "a"}, {"access_token": "b"})
    machine.given(PATH, json_response({"category": "EXPIRED_AUTHENTICATION"}, 401), {"results": [{"id": "1"}]})
    room = inside(machine, auth="refresh_token")
    assert [r.outcome for r in room.writer.write("contacts", [change(1)])] == [APPLIED]


@pytest.mark.parametrize(("waiting", "batch", "rows", "calls"), [(0, 0, 0, 0), (7, 7, 7, 3), (5_000, 100, 201, 9)])
def test_a_write_takes_a_hundred_rows_and_three_calls_for_each_hundred(
    waiting: int, batch: int, rows: int, calls: int
) -> None:
    writer = inside(Portal()).writer
    assert (writer.batch(waiting), writer.cost(rows)) == (batch, calls)
