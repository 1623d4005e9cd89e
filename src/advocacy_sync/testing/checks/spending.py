"""The quota: every call is asked for, what the CRM says of it is noted, and what it held back was not sent.

And waiting: as long as the CRM asks, by the timing that the room was given, and never for days.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from functools import partial
from unittest.mock import patch

from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.ports.crm import NOT_SENT, CrmSession, PushOutcome, Receipt
from advocacy_sync.testing.check import Group
from advocacy_sync.testing.expect import Broken, expect, expect_rows, expect_same, raised
from advocacy_sync.testing.subject import Fault, Subject
from advocacy_sync.testing.world import AGE, World, ids_of, opened
from advocacy_sync.transport.budget import Budget, QuotaSpent, Reading

__all__ = ["SPENDING"]

SPENDING = Group("spending")
MANY = 10_000
LONGEST = 3_600.0  # seconds that a call may wait in all
TEXT = "written"


class Purse(Budget):
    """So many calls and no more, whatever the CRM says of its quota."""

    def __init__(self) -> None:
        super().__init__()
        self.left = MANY

    def admit(self) -> None:
        if self.left <= 0:
            raise QuotaSpent("no call is left", LONGEST)
        self.left -= 1

    def note(self, _: Reading) -> None:
        """The purse knows better."""


@SPENDING.promise("The budget is asked before each call, also before one that is tried again", "C-17 CS-82")
def every_call_is_admitted(subject: Subject) -> None:
    with opened(subject) as world:
        settings = replace(world.settings(), budget=Budget())
        session = world.session(settings)
        session.reader.org()
        world.stage.fail(Fault(kind="away", on="any"))
        world.rows(session, world.thing.name, world.thing.parent)
        world.rows(session, world.thing.name, start=world.time.now() - AGE)
        world.write(session, world.stage.ids()[:3], world.thing.text, TEXT)
        expect(world.stage.hits(), "no call met the fault")
        made, asked = len(world.calls("rows", "write", "other")), sum(settings.budget.calls.values())
        expect_same(asked, made, "calls that the budget was asked for, of those that reached the CRM")


@SPENDING.promise("What the CRM says of the day's quota is noted", "C-17 CS-40")
def readings_are_noted(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        total = world.stage.quota()
        settings = replace(world.settings(), budget=Budget())
        world.rows(world.session(settings), world.thing.name)
        reading = settings.budget.reading
        expect(reading is not None, "the CRM told its quota, and the budget was told nothing")
        assert reading is not None
        expect_same(reading.total, total, "calls a day")
        expect(reading.left < reading.total, f"{reading.left} of {reading.total} calls are left after some were made")


@SPENDING.promise("A spent budget stops a read before the call, and is not waited for", "C-17")
def spent_budgets_stop_reads(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        settings = replace(world.settings(), budget=Budget(reading=Reading(100, 20)))
        session = world.session(settings)
        raised(QuotaSpent, partial(world.rows, session, world.thing.name), "reading without quota")
        expect(not world.calls("rows", "write", "other"), "calls were made though the budget was spent")
        expect(sum(world.time.slept) < 1, f"{sum(world.time.slept):.0f} s were waited for a spent quota")


@SPENDING.promise("A read that the quota stops goes on from its last cursor when there is more", "C-17 CS-41")
def stopped_reads_resume(subject: Subject) -> None:
    with opened(subject, rows=2 * subject.thing.page + 7) as world:
        purse = Purse()
        session = world.session(replace(world.settings(), budget=purse))
        pages = session.reader.pages(world.request(world.thing.name))
        first = next(pages)
        found, cursor = ids_of(first.rows), first.cursor
        purse.left = 0
        try:
            for page in pages:
                found, cursor = [*found, *ids_of(page.rows)], page.cursor
        except QuotaSpent:
            purse.left = MANY
            found += ids_of(world.rows(world.session(), world.thing.name, cursor=cursor))
        expect_rows(found, world.stage.ids(), "rows of a read that the quota stopped")


@SPENDING.promise("What the budget held back was not sent, and is never called unknown", "C-17")
def spent_budgets_write_nothing(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        purse = Purse()
        session = _warm(world, purse)
        before = len(world.calls("write"))
        purse.left = 0
        _not_sent(world, session, world.stage.ids())
        expect_same(len(world.calls("write")), before, "calls that write")


@SPENDING.promise(
    "When the budget ends between two calls, the first one's rows are applied, the others held back", "C-17"
)
def budgets_may_end_between_calls(subject: Subject) -> None:
    with opened(subject, rows=3 * subject.thing.batch) as world:
        purse = Purse()
        session = _warm(world, purse)
        purse.left = 1
        receipts = world.write(session, world.stage.ids(), world.thing.text, TEXT)
        applied = [receipt for receipt in receipts if receipt.outcome is PushOutcome.APPLIED]
        held = [receipt for receipt in receipts if receipt.code == NOT_SENT]
        expect_same(len(applied), subject.thing.batch, "rows of the one call that was allowed")
        expect_same(len(held), 2 * subject.thing.batch, "rows that were not sent")
        _values(world, receipts)


@SPENDING.promise("The CRM's own word that the day is spent stops reads, and is not answered with more calls", "C-17")
def spent_days_stop_reads(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        session = world.session()
        session.reader.org()
        before = len(world.calls())
        world.stage.fail(Fault(kind="quota_spent", on="any", times=None))
        raised(QuotaSpent, partial(world.rows, session, world.thing.name), "reading when the day is spent")
        made = len(world.calls()) - before
        expect(made <= 2, f"{made} calls were made to a CRM that grants no more")


@SPENDING.promise("The CRM's own word that the day is spent makes no write unknown", "C-17")
def spent_days_write_nothing(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        session = _warm(world, Budget())
        world.stage.fail(Fault(kind="quota_spent", on="write", times=None))
        _not_sent(world, session, world.stage.ids())
        expect(world.stage.hits(), "no write met the fault")


# -- waiting ---------------------------------------------------------------------------------------------


@SPENDING.promise("A Retry-After in seconds is waited for", "C-01 CS-63")
def retry_after_is_obeyed(subject: Subject) -> None:
    _waits(subject, "3")


@SPENDING.promise("A Retry-After that is a date is waited for", "C-01")
def retry_after_may_be_a_date(subject: Subject) -> None:
    with opened(subject, rows=1) as world:
        at = format_datetime(world.time.now() + timedelta(seconds=4), usegmt=True)
    _waits(subject, at)


@SPENDING.promise("A Retry-After that is absurd or no time at all stops nothing for long", "C-01")
def absurd_retry_after_is_bounded(subject: Subject) -> None:
    for told in ("864000", "-5", "soon", "1e400"):
        with opened(subject, rows=5) as world:
            session = world.session()
            world.stage.fail(Fault(kind="away", on="any", retry_after=told))
            try:
                found = ids_of(world.rows(session, world.thing.name))
            except RetryableError:
                pass
            else:
                expect_rows(found, world.stage.ids(), f"rows behind a Retry-After of {told}")
            expect(world.stage.hits(), "no call met the fault")
            waited = sum(world.time.slept)
            expect(waited <= LONGEST, f"a Retry-After of {told} was waited for: {waited:.0f} s")


@SPENDING.promise("The room waits by the timing that it was given, and by no other clock", "E-06")
def waiting_is_by_the_timing(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        session = world.session()
        world.stage.fail(Fault(kind="away", on="any", times=2))
        with patch.object(time, "sleep", _asleep):
            world.rows(session, world.thing.name)
        expect(world.time.slept, "the CRM was away, and nothing was waited")


def _asleep(_: float) -> None:
    raise Broken("the room sleeps by the machine's clock")


def _waits(subject: Subject, told: str) -> None:
    with opened(subject, rows=5) as world:
        session = world.session()
        world.stage.fail(Fault(kind="busy", on="any", retry_after=told))
        found = ids_of(world.rows(session, world.thing.name))
        expect(world.stage.hits(), "no call met the fault")
        expect_rows(found, world.stage.ids(), "rows behind a Retry-After")
        waited = sum(world.time.slept)
        expect(waited >= 3, f"Retry-After: {told}, and {waited:.1f} s were waited")


def _warm(world: World, budget: Budget) -> CrmSession:
    """A session that is logged in and knows the object."""
    session = world.session(replace(world.settings(), budget=budget))
    world.write(session, world.stage.ids()[:1], world.thing.text, "warm")
    return session


def _not_sent(world: World, session: CrmSession, ids: Sequence[str]) -> None:
    """QuotaSpent, or receipts that say that no call carried the rows."""
    try:
        receipts = world.write(session, ids, world.thing.text, TEXT)
    except QuotaSpent:
        receipts = []
    for receipt in receipts:
        told = f"{receipt.outcome} {receipt.code}: {receipt.message}"
        expect(receipt.code == NOT_SENT, f"a row that was held back is {told}")
    found = world.latest(world.session(), ids, world.thing.text)
    held = [id for id, row in found.items() if row.payload[world.thing.text] == TEXT]
    expect(not held, f"{len(held)} rows were written")


def _values(world: World, receipts: list[Receipt]) -> None:
    ids = [str(receipt.key.external_id) for receipt in receipts]
    found = world.latest(world.session(), ids, world.thing.text)
    for receipt in receipts:
        held = found[str(receipt.key.external_id)].payload[world.thing.text] == TEXT
        expect_same(
            held, receipt.outcome is PushOutcome.APPLIED, f"whether a row that is {receipt.outcome} was written"
        )
