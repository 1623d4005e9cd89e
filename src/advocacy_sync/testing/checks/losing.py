"""Writes whose answer does not come, or says nothing: nothing is written twice, and no receipt lies."""

from __future__ import annotations

from advocacy_sync.ports.crm import NOT_SENT, PushOutcome, Receipt
from advocacy_sync.testing.check import Group
from advocacy_sync.testing.expect import expect, expect_same
from advocacy_sync.testing.subject import Fault, FaultKind, Subject
from advocacy_sync.testing.world import World, opened

__all__ = ["LOSING"]

LOSING = Group("losing")
TEXT = "written"


@LOSING.promise("An answer that is lost leaves its rows unknown, and they are not sent again", "C-08 CS-70 F11")
def lost_answers_are_unknown(subject: Subject) -> None:
    _unknown(subject, "reset_after")


@LOSING.promise("Half an answer leaves its rows unknown, and they are not sent again", "C-06")
def half_answers_are_unknown(subject: Subject) -> None:
    _unknown(subject, "cut")


@LOSING.promise("An answer that does not come in time leaves its rows unknown", "C-05 CS-27 CS-43")
def late_answers_are_unknown(subject: Subject) -> None:
    _unknown(subject, "hang")


@LOSING.promise("A success that says nothing is no success", "C-07 CS-46")
def empty_answers_are_unknown(subject: Subject) -> None:
    _unknown(subject, "empty")


@LOSING.promise("A maintenance page in place of an answer makes no receipt lie", "C-07")
def pages_in_place_of_answers_make_no_liar(subject: Subject) -> None:
    _honest(subject, "html")


@LOSING.promise("A server error makes no receipt lie", "C-02")
def server_errors_make_no_liar(subject: Subject) -> None:
    _honest(subject, "server_error")


@LOSING.promise("A CRM that is away for a moment makes no receipt lie", "C-02")
def absence_makes_no_liar(subject: Subject) -> None:
    _honest(subject, "away")


@LOSING.promise("A line that breaks before the request arrives makes no receipt lie", "C-08")
def broken_lines_make_no_liar(subject: Subject) -> None:
    _honest(subject, "reset_before")


@LOSING.promise("A CRM that is too busy makes no receipt lie", "C-01")
def busy_crms_make_no_liar(subject: Subject) -> None:
    _honest(subject, "busy")


@LOSING.promise("A right that is missing rejects the rows with a reason", "D-25")
def missing_rights_reject(subject: Subject) -> None:
    receipts = _honest(subject, "refused", times=None)
    expect_same({receipt.outcome for receipt in receipts}, {PushOutcome.REJECTED}, "outcomes without the right")
    expect(all(receipt.message for receipt in receipts), "rows were rejected without a reason")


@LOSING.promise("One call's lost answer says nothing of the rows of the other calls", "C-08 D-01")
def other_calls_are_not_in_doubt(subject: Subject) -> None:
    with opened(subject, rows=3 * subject.thing.batch) as world:
        session, ids, batch = world.session(), world.stage.ids(), subject.thing.batch
        world.stage.fail(Fault(kind="reset_after", on="write", skip=1))
        receipts = world.write(session, ids, world.thing.text, TEXT)
        expect(world.stage.hits(), "no write met the fault")
        unknown = [one for one in receipts if one.outcome is PushOutcome.UNKNOWN]
        expect(1 <= len(unknown) <= batch, f"{len(unknown)} rows are unknown; the lost answer was about {batch}")
        _agree(world, receipts)


@LOSING.promise("What is unknown can be settled by reading back", "C-08")
def unknown_rows_can_be_read_back(subject: Subject) -> None:
    with opened(subject, rows=3) as world:
        session, ids = world.session(), world.stage.ids()
        world.stage.fail(Fault(kind="reset_after", on="write"))
        world.write(session, ids, world.thing.text, TEXT)
        found = {row.payload[world.thing.text] for row in world.latest(session, ids, world.thing.text).values()}
        expect_same(found, {TEXT}, "values read back in the same session")


def _unknown(subject: Subject, kind: FaultKind) -> None:
    with opened(subject, rows=5) as world:
        session, ids = world.session(), world.stage.ids()
        world.stage.fail(Fault(kind=kind, on="write"))
        receipts = world.write(session, ids, world.thing.text, TEXT)
        expect(world.stage.hits(), "no write met the fault")
        outcomes = {receipt.outcome for receipt in receipts}
        expect_same(outcomes, {PushOutcome.UNKNOWN}, "outcomes of rows that may have been written")
        again = [id for id in ids if world.sent(id) > 1]
        expect(not again, f"{len(again)} rows were sent again though they may have been written")


def _honest(subject: Subject, kind: FaultKind, times: int | None = 1) -> list[Receipt]:
    with opened(subject, rows=5) as world:
        session, ids = world.session(), world.stage.ids()
        world.stage.fail(Fault(kind=kind, on="write", times=times))
        receipts = world.write(session, ids, world.thing.text, TEXT)
        expect(world.stage.hits(), "no write met the fault")
        _agree(world, receipts)
        return receipts


def _agree(world: World, receipts: list[Receipt]) -> None:
    """Applied is there, rejected and not sent are not."""
    world.stage.fail()
    ids = [str(receipt.key.external_id) for receipt in receipts]
    found = world.latest(world.session(), ids, world.thing.text)
    for receipt in receipts:
        held = found[str(receipt.key.external_id)].payload[world.thing.text] == TEXT
        if receipt.outcome is PushOutcome.APPLIED:
            expect(held, "a receipt says applied, and the row does not hold the value")
        elif receipt.outcome is PushOutcome.REJECTED:
            word = "not sent" if receipt.code == NOT_SENT else "rejected"
            expect(not held, f"a receipt says {word}, and the row holds the value")
