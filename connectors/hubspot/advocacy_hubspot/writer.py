"""Writing one portal: batch update, up to 100 records a call.

A batch with one bad record may fail whole, so it is halved until the record is found. The answer
is read by its body, never by 200 against 207; `objectWriteTraceId` ties each part to its record.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from advocacy_sync.kernel.errors import AdvocacyError, RetryableError
from advocacy_sync.ports.crm import Change, PushOutcome, Receipt, Value

from .paths import objects
from .sdk import Client, Refused
from .wire import encode, seen

__all__ = ["Writer"]

ROWS_A_CALL = 100


class Writer:
    def __init__(self, client: Client, version: str) -> None:
        self._client, self._version = client, version

    def wire(self, value: Value) -> Any:
        return seen(value)

    def write(self, object_name: str, changes: Sequence[Change]) -> list[Receipt]:
        receipts: list[Receipt] = []
        for start in range(0, len(changes), ROWS_A_CALL):
            receipts += self._batch(object_name, changes[start : start + ROWS_A_CALL])
        return receipts

    def _batch(self, object_name: str, changes: Sequence[Change]) -> list[Receipt]:
        path = f"{objects(self._version, object_name)}/batch/update"
        body = {"inputs": [_input(change) for change in changes]}
        what = f"an update of {len(changes)} {object_name}"
        try:
            answer = self._client.call("POST", path, what, body=body, again=False)
        except Refused as error:
            if len(changes) == 1 or error.status in (404, 405):
                return [_refused(change, str(error.body.get("message") or error)) for change in changes]
            half = len(changes) // 2
            return self._batch(object_name, changes[:half]) + self._batch(object_name, changes[half:])
        except RetryableError as error:  # it may have taken effect: only reading back can tell
            return [Receipt(key=change.key, outcome=PushOutcome.UNKNOWN, message=str(error)) for change in changes]
        except AdvocacyError as error:
            return [_refused(change, str(error)) for change in changes]
        return _receipts(changes, answer)


def _input(change: Change) -> dict[str, Any]:
    values = {name: encode(value) for name, value in change.values.items()}
    return {"id": change.key.external_id, "objectWriteTraceId": change.key.external_id, "properties": values}


def _receipts(changes: Sequence[Change], answer: dict[str, Any]) -> list[Receipt]:
    done = {str(result["id"]) for result in answer["results"]}
    done |= {str(result["objectWriteTraceId"]) for result in answer["results"] if "objectWriteTraceId" in result}
    reasons = _reasons(answer.get("errors") or ())
    receipts = []
    for change in changes:
        if change.key.external_id in reasons:
            receipts.append(_refused(change, reasons[change.key.external_id]))
        elif change.key.external_id in done:
            receipts.append(Receipt(key=change.key, outcome=PushOutcome.APPLIED))
        else:
            message = "the answer says nothing of this record"
            receipts.append(Receipt(key=change.key, outcome=PushOutcome.UNKNOWN, message=message))
    return receipts


def _reasons(errors: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Why, by record id: errors name their records under `context`, as lists of text."""
    found: dict[str, str] = {}
    for error in errors:
        context = error.get("context") or {}
        for name in ("objectWriteTraceId", "ids", "id"):
            for record in context.get(name) or ():
                found[str(record)] = str(error.get("message") or "no reason given")
    return found


def _refused(change: Change, message: str) -> Receipt:
    return Receipt(key=change.key, outcome=PushOutcome.REJECTED, message=message)
