"""Writing one account of Tiny CRM: fifty rows a call, each with an answer of its own, in the order sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from advocacy_sync.kernel.errors import AdvocacyError
from advocacy_sync.kernel.money import Money
from advocacy_sync.kernel.number import canonical_number
from advocacy_sync.ports.crm import NOT_SENT, Change, PushOutcome, Receipt, Value
from advocacy_sync.transport.budget import QuotaSpent

from .client import Client, Lost

__all__ = ["Writer"]

ROWS_A_CALL = 50


class Writer:
    def __init__(self, client: Client) -> None:
        self._client = client

    def wire(self, value: Value) -> Any:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, Money):
            return canonical_number(value.text())
        return value.isoformat() if isinstance(value, date) else str(value)

    def batch(self, waiting: int) -> int:
        return min(waiting, ROWS_A_CALL)

    def cost(self, rows: int) -> int:
        return 3 * -(-rows // ROWS_A_CALL)

    def write(self, object_name: str, changes: Sequence[Change]) -> list[Receipt]:
        receipts: list[Receipt] = []
        for start in range(0, len(changes), ROWS_A_CALL):
            receipts += self._call(object_name, changes[start : start + ROWS_A_CALL])
        return receipts

    def _call(self, object_name: str, changes: Sequence[Change]) -> list[Receipt]:
        body = {"rows": [{"id": change.key.external_id, "values": dict(change.values)} for change in changes]}
        try:
            answers = self._client.write(f"/{object_name}/set", body)["errors"]
        except QuotaSpent as error:
            return [_receipt(change, PushOutcome.REJECTED, str(error), NOT_SENT) for change in changes]
        except Lost as error:
            return [_receipt(change, PushOutcome.UNKNOWN, str(error)) for change in changes]
        except AdvocacyError as error:
            return [_receipt(change, PushOutcome.REJECTED, str(error)) for change in changes]
        return [_answered(change, code) for change, code in zip(changes, answers, strict=True)]


def _answered(change: Change, code: str | None) -> Receipt:
    if code is None:
        return _receipt(change, PushOutcome.APPLIED)
    return _receipt(change, PushOutcome.REJECTED, f"Tiny CRM says {code}", code)


def _receipt(change: Change, outcome: PushOutcome, message: str = "", code: str = "") -> Receipt:
    return Receipt(key=change.key, outcome=outcome, message=message, code=code)
