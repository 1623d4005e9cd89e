"""Writing one portal: batch update, up to 100 records a call, each record once in a call.

A batch that fails whole is halved until the bad records are found (D-02); records that somebody holds
are tried again, after the others and one call after the other (D-03). Nothing that may have taken
effect is sent again, and nothing that was not sent is called unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from advocacy_sync.kernel.errors import AdvocacyError
from advocacy_sync.ports.crm import NOT_SENT, Change, PushOutcome, Receipt, Value
from advocacy_sync.transport.budget import QuotaSpent
from advocacy_sync.transport.timing import Timing

from .answers import Said, reasons_of, receipts_of, refused, unknown
from .faults import LOCK_SECONDS, Forbidden, Unsent, code_of
from .paths import objects
from .sdk import Client, Lost, Refused
from .wire import encode, seen

__all__ = ["Writer"]

ROWS_A_CALL = 100
LOCKED_TRIES = 3  # further ones
_HOPELESS = frozenset({404, 405})  # the object or the endpoint is not there: no part of the batch will do

Numbered = tuple[int, Change]  # a change with its place among all of them


class Writer:
    def __init__(self, client: Client, version: str, timing: Timing) -> None:
        self._client, self._version, self._timing = client, version, timing

    def wire(self, value: Value) -> Any:
        return seen(value)

    def batch(self, waiting: int) -> int:
        return min(waiting, ROWS_A_CALL)

    def cost(self, rows: int) -> int:
        """One call to read, one to write, one to read back, per hundred."""
        return 3 * -(-rows // ROWS_A_CALL)

    def write(self, object_name: str, changes: Sequence[Change]) -> list[Receipt]:
        """Raises QuotaSpent if none of these was sent: quota, pace or the way to the portal lets no call through."""
        writing = _Writing(self._client, f"{objects(self._version, object_name)}/batch/update", object_name)
        numbered = list(enumerate(changes))
        try:
            for part in _batches(numbered):
                writing.send(part)
            self._locked(writing)
        except (QuotaSpent, Unsent) as error:
            if not writing.called:
                raise QuotaSpent(str(error), error.retry_after) from None
            writing.settle_unsent(numbered, f"not sent: {error}")
        return [writing.receipts[number] for number, _ in numbered]

    def _locked(self, writing: _Writing) -> None:
        for failed in range(LOCKED_TRIES):
            if not writing.locked:
                return
            self._timing.sleep(LOCK_SECONDS * (1 + self._timing.chance() * 2**failed))
            waiting, writing.locked = writing.locked, []
            for part in _batches(waiting):
                writing.send(part)


def _batches(changes: Sequence[Numbered]) -> Iterator[list[Numbered]]:
    """Calls of a hundred; a record that comes twice goes into a later one, as a call may name it once (CS-73)."""
    left = list(changes)
    while left:
        part: dict[str, Numbered] = {}
        later: list[Numbered] = []
        for number, change in left:
            full = len(part) == ROWS_A_CALL or change.key.external_id in part
            if full:
                later.append((number, change))
            else:
                part[change.key.external_id] = (number, change)
        yield list(part.values())
        left = later


class _Writing:
    """One `write` under way: receipts by the change's place. `called`: a call of it has arrived."""

    def __init__(self, client: Client, path: str, object_name: str) -> None:
        self._client, self._path, self._object = client, path, object_name
        self.receipts: dict[int, Receipt] = {}
        self.locked: list[Numbered] = []  # their receipts say so already, should nothing better come
        self.called = False

    def settle_unsent(self, changes: Sequence[Numbered], message: str) -> None:
        for number, change in changes:
            self.receipts.setdefault(number, refused(change, Said(message, NOT_SENT)))

    def send(self, part: Sequence[Numbered]) -> None:
        """One call, and those that a refusal makes necessary."""
        refusal = self._call(part)
        if refusal is None:
            return
        named = reasons_of(refusal.body)
        bad = [one for one in part if one[1].key.external_id in named]
        if refusal.status in _HOPELESS or len(part) == 1 or len(bad) == len(part):
            self._refuse(part, refusal)
        elif bad:
            self._refuse(bad, refusal)
            self.send([one for one in part if one not in bad])
        else:
            self._halve(part)

    def _halve(self, part: Sequence[Numbered]) -> None:
        """Of a batch that was refused as a whole. A good first half leaves the fault to the second, which is
        then not tried as a whole."""
        half = len(part) // 2
        first, second = part[:half], part[half:]
        refusal = self._call(first)
        if refusal is None and len(second) > 1:
            self._halve(second)
            return
        if refusal is not None:
            if len(first) == 1:
                self._refuse(first, refusal)
            else:
                self._halve(first)
        self.send(second)

    def _call(self, part: Sequence[Numbered]) -> Refused | None:
        """Receipts for all of them, or the refusal that concerns the batch as a whole."""
        changes = [change for _, change in part]
        what = f"an update of {len(changes)} {self._object}"
        body = {"inputs": [_input(change) for change in changes]}
        try:
            receipts = receipts_of(changes, self._client.call("POST", self._path, what, body=body, again=False))
        except Refused as error:
            self.called = True
            return error
        except Lost as error:  # it may have taken effect: only reading back can tell
            receipts = [unknown(change, str(error)) for change in changes]
        except (QuotaSpent, Unsent) as error:
            if getattr(error, "code", "") != "LOCKED":
                raise
            receipts = [refused(change, Said(str(error), "LOCKED")) for change in changes]
        except AdvocacyError as error:
            code = error.code if isinstance(error, Forbidden) else ""
            receipts = [refused(change, Said(str(error), code)) for change in changes]
        self.called = True
        self._settle(part, receipts)
        return None

    def _settle(self, part: Sequence[Numbered], receipts: Sequence[Receipt]) -> None:
        for (number, change), receipt in zip(part, receipts, strict=True):
            self.receipts[number] = receipt
            if receipt.outcome is PushOutcome.REJECTED and Said("", receipt.code).locked:
                self.locked.append((number, change))

    def _refuse(self, part: Sequence[Numbered], refusal: Refused) -> None:
        named = reasons_of(refusal.body)
        whole = Said(str(refusal.body.get("message") or refusal), code_of(refusal.body))
        receipts = [refused(change, named.get(change.key.external_id, whole)) for _, change in part]
        self._settle(part, receipts)


def _input(change: Change) -> dict[str, Any]:
    values = {name: encode(value) for name, value in change.values.items()}
    return {"id": change.key.external_id, "objectWriteTraceId": change.key.external_id, "properties": values}
