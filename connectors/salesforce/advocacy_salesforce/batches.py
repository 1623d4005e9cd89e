"""Writes by sObject Collections: up to 200 rows a call, each with its own answer, in the order sent.

An answer that is lost leaves its rows unknown and is never followed by a second sending. A call refused
whole is cut in two until the row that nobody can take stands alone (REST API guide, sObject Collections).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, RetryableError
from advocacy_sync.ports.crm import NOT_SENT, Change, PushOutcome, Receipt
from advocacy_sync.records.schema import ObjectSchema
from advocacy_sync.transport.budget import QuotaSpent
from advocacy_sync.transport.masking import masked

from .faults import code_of, never_sent
from .sdk import Client
from .wire import encode

__all__ = ["LOCKED", "ROWS_A_CALL", "Batches", "rejected", "unknown"]

ROWS_A_CALL = 200
LOCKED = "UNABLE_TO_LOCK_ROW"
HEADERS = {"Sforce-Auto-Assign": "FALSE"}  # else an update of a case or an account runs assignment rules (CS-78)


@dataclass
class Batches:
    """Writes rows of one object. `spent` is the quota's refusal, if there was one: nothing is sent behind it."""

    client: Client
    object: str
    schema: ObjectSchema | None
    spent: QuotaSpent | None = field(default=None, init=False)

    def write(self, changes: Sequence[Change], size: int = ROWS_A_CALL) -> list[Receipt]:
        """One receipt per change, in their order."""
        receipts: list[Receipt] = []
        for start in range(0, len(changes), size):
            receipts += self._call(changes[start : start + size])
        return receipts

    def _call(self, changes: Sequence[Change]) -> list[Receipt]:
        if self.spent is not None:
            return [_not_sent(change, self.spent) for change in changes]
        try:
            results = self._results(changes)
        except QuotaSpent as error:
            self.spent = error
            return [_not_sent(change, error) for change in changes]
        except RetryableError as error:
            return [_lost(change, error) for change in changes]
        except AdvocacyError as error:
            return self._refused(changes, error)
        return [_receipt(change, result) for change, result in zip(changes, results, strict=True)]

    def _results(self, changes: Sequence[Change]) -> list[dict[str, Any]]:
        body = {"allOrNone": False, "records": [self._record(change) for change in changes]}
        what = f"an update of {len(changes)} {self.object} rows"
        answer = self.client.call("PATCH", "composite/sobjects", what, json_body=body, headers=HEADERS, again=False)
        results = answer.list()
        fitting = len(results) == len(changes) and all(map(_belongs, changes, results))
        if not fitting:
            raise RetryableError(f"Salesforce's answer to {what} does not have one result a row")
        return results

    def _record(self, change: Change) -> dict[str, Any]:
        fields = self.schema.fields if self.schema else {}
        values = {name: encode(fields.get(name), value) for name, value in change.values.items()}
        return {"attributes": {"type": self.object}, "id": change.key.external_id, **values}

    def _refused(self, changes: Sequence[Change], error: AdvocacyError) -> list[Receipt]:
        """A call refused whole: smaller ones, or each row rejected with the reason."""
        half = len(changes) // 2
        parts = [list(changes[:half]), list(changes[half:])]
        if isinstance(error, ConfigError):  # rights and settings hit all rows alike, a field those that have it
            by_fields = code_of(error).startswith("INVALID_FIELD")
            key = (lambda change: sorted(change.values)) if by_fields else (lambda _: [])
            parts = [list(part) for _, part in groupby(changes, key=key)]
        if len(changes) == 1 or len(parts) == 1:
            return [rejected(change, code_of(error), str(error)) for change in changes]
        return [receipt for part in parts for receipt in self._call(part)]


def _belongs(change: Change, result: Any) -> bool:
    """Whether a result can be this change's: where it names a row, it is this one."""
    if not isinstance(result, dict):
        return False
    id = result.get("id")
    return id is None or str(id)[:15] == change.key.external_id[:15]


def _receipt(change: Change, result: dict[str, Any]) -> Receipt:
    if result.get("success") is True:
        return Receipt(key=change.key, outcome=PushOutcome.APPLIED)
    listed = result.get("errors")
    errors = [error for error in listed if isinstance(error, dict)] if isinstance(listed, list) else []
    message = "; ".join(f"{error.get('statusCode')}: {error.get('message')}" for error in errors)
    code = str(errors[0].get("statusCode") or "") if errors else ""
    return rejected(change, code, message or "no reason given")


def _lost(change: Change, error: RetryableError) -> Receipt:
    """What a call that failed for the moment did to its rows: nothing, if the org turned it away, else nobody knows."""
    if never_sent(error):
        return _not_sent(change, error)
    if code_of(error) == LOCKED:
        return rejected(change, LOCKED, str(error))
    return unknown(change, str(error))


def _not_sent(change: Change, error: AdvocacyError) -> Receipt:
    return rejected(change, NOT_SENT, f"not sent: {error}")


def rejected(change: Change, code: str, message: str) -> Receipt:
    """The org's reason without the values that it refused, which it quotes and which may be people's names."""
    told = masked(message, change.values.values())
    return Receipt(key=change.key, outcome=PushOutcome.REJECTED, message=told, code=code)


def unknown(change: Change, message: str) -> Receipt:
    """It may have taken effect: only reading back can tell."""
    return Receipt(key=change.key, outcome=PushOutcome.UNKNOWN, message=message)
