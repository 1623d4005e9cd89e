"""Writing one org: by Collections or by Bulk, whichever takes fewer calls; rows that others lock, once more.

Rows of one parent go together, one after another: Salesforce locks the parent of what it writes, and
parallel writes to its children collide (CS-74).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from advocacy_sync.ports.crm import NOT_SENT, Change, PushOutcome, Receipt, Value
from advocacy_sync.ports.events import Events, silent
from advocacy_sync.records.schema import ObjectSchema
from advocacy_sync.transport.budget import LATER_SECONDS, QuotaSpent
from advocacy_sync.transport.retry import RetryPolicy

from .batches import LOCKED, ROWS_A_CALL, Batches
from .ingest import Ingest, fits
from .jobs import Job
from .sdk import Client
from .wire import seen

__all__ = ["Writer"]

BULK_FROM = 2_000  # rows; the vendor's own advice
BULK_SECONDS = 3_600.0
BULK_CALLS = 12  # a job's creation, upload, start, some looks, three results and its deletion
MOST_BY_BULK, MOST_BY_CALLS = 10_000, 1_000  # rows of one write
READ_A_CALL = 2_000
LOCK_SIZES = (50, 20, 10)  # rows a call, the first to the last time that locked rows are tried again


class Writer:
    def __init__(self, client: Client, describe: Callable[[str], ObjectSchema | None], events: Events = silent) -> None:
        self._client, self._describe, self._events = client, describe, events
        self._running: list[Job] = []  # of earlier writes, which nobody has been able to end yet

    def wire(self, value: Value) -> Any:
        return seen(value)

    def batch(self, waiting: int) -> int:
        return min(waiting, MOST_BY_BULK if waiting >= BULK_FROM else MOST_BY_CALLS)

    def cost(self, rows: int) -> int:
        return 2 * -(-rows // READ_A_CALL) + (BULK_CALLS if rows >= BULK_FROM else _by_calls(rows))

    def write(self, object_name: str, changes: Sequence[Change]) -> list[Receipt]:
        """One receipt per change. What the quota held back says `NOT_SENT`; raises QuotaSpent if that is all, and
        while a job of an earlier write may still take effect."""
        self._end_running()
        ordered = sorted(range(len(changes)), key=lambda place: changes[place].group)
        by_calls = Batches(self._client, object_name, self._describe(object_name))
        rows = [changes[place] for place in ordered]
        receipts = self._sent(by_calls, rows)
        self._unlock(by_calls, rows, receipts)
        if by_calls.spent is not None and all(receipt.code == NOT_SENT for receipt in receipts):
            raise by_calls.spent
        placed = dict(zip(ordered, receipts, strict=True))
        return [placed[place] for place in range(len(changes))]

    def _sent(self, by_calls: Batches, rows: Sequence[Change]) -> list[Receipt]:
        places = self._for_bulk(by_calls.object, rows)
        found: list[Receipt | None] = [None] * len(rows)
        if places:
            bulk = Ingest(self._client, by_calls.object, BULK_SECONDS)
            for place, receipt in zip(places, bulk.write([rows[place] for place in places]), strict=True):
                found[place] = receipt
            self._running += bulk.running
            if bulk.trouble is not None:
                self._tell("bulk_write_trouble", by_calls.object, reason=str(bulk.trouble))
        left = [place for place, receipt in enumerate(found) if receipt is None]
        sent = dict(zip(left, by_calls.write([rows[place] for place in left]), strict=True))
        return [sent[place] if receipt is None else receipt for place, receipt in enumerate(found)]

    def _end_running(self) -> None:
        self._running = [job for job in self._running if not job.stopped()]
        if self._running:
            message = f"a Bulk job of an earlier write to {self._client.name} may still take effect and cannot be ended"
            raise QuotaSpent(f"{message}; the push can go on later", LATER_SECONDS)

    def _for_bulk(self, object_name: str, rows: Sequence[Change]) -> list[int]:
        """The places of the rows that go by Bulk; the decision is told."""
        places = [place for place, row in enumerate(rows) if fits(row)] if len(rows) >= BULK_FROM else []
        if len({rows[place].key for place in places}) < len(places) or len(places) < BULK_FROM:
            places = []  # results are joined by id, so each row may be there once
        route, limit = ("bulk", "at least") if places else ("collections", "fewer than")
        left = len(rows) - len(places)
        calls = (BULK_CALLS if places else 0) + _by_calls(left)
        reason = f"{len(places) or len(rows)} rows that Bulk can carry once are {limit} {BULK_FROM}"
        self._tell("write_route", object_name, route=route, rows=len(rows), calls=calls, reason=reason)
        return places

    def _unlock(self, by_calls: Batches, rows: Sequence[Change], receipts: list[Receipt]) -> None:
        """Try locked rows again: one call after another, fewer rows each time, after a random wait."""
        timing = self._client.timing
        policy = replace(self._client.policy, tries=len(LOCK_SIZES) + 1)
        for failed, size in enumerate(LOCK_SIZES, 1):
            locked = [place for place, receipt in enumerate(receipts) if _is_locked(receipt)]
            if not locked:
                return
            self._tell("rows_locked", by_calls.object, rows=len(locked), size=size)
            timing.sleep(_pause(policy, failed, timing.chance()))
            again = by_calls.write([rows[place] for place in locked], size)
            for place, receipt in zip(locked, again, strict=True):
                receipts[place] = receipt if receipt.code != NOT_SENT else receipts[place]

    def _tell(self, event: str, object_name: str, **fields: Any) -> None:
        self._events(event, connection=self._client.name, object=object_name, **fields)


def _by_calls(rows: int) -> int:
    return -(-rows // ROWS_A_CALL)


def _is_locked(receipt: Receipt) -> bool:
    return receipt.outcome is PushOutcome.REJECTED and receipt.code == LOCKED


def _pause(policy: RetryPolicy, failed: int, chance: float) -> float:
    return policy.wait(failed, None, chance) or 0.0
