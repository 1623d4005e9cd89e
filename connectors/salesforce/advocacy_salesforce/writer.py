"""Writing one org: sObject Collections, up to 200 rows a call, each row with its own answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from advocacy_sync.kernel.errors import AdvocacyError, FatalError, RetryableError
from advocacy_sync.ports.crm import Change, PushOutcome, Receipt, Value
from advocacy_sync.records.schema import ObjectSchema

from .sdk import Client
from .wire import encode, seen

__all__ = ["Writer"]

ROWS_A_CALL = 200


class Writer:
    def __init__(self, client: Client, describe: Callable[[str], ObjectSchema | None]) -> None:
        self._client, self._describe = client, describe

    def wire(self, value: Value) -> Any:
        return seen(value)

    def batch(self, waiting: int) -> int:
        return min(waiting, 1_000)

    def cost(self, rows: int) -> int:
        return 2 * -(-rows // 2_000) + -(-rows // ROWS_A_CALL)

    def write(self, object_name: str, changes: Sequence[Change]) -> list[Receipt]:
        receipts: list[Receipt] = []
        for start in range(0, len(changes), ROWS_A_CALL):
            receipts += self._batch(object_name, changes[start : start + ROWS_A_CALL])
        return receipts

    def _batch(self, object_name: str, changes: Sequence[Change]) -> list[Receipt]:
        schema = self._describe(object_name)
        body = {"allOrNone": False, "records": [_record(schema, object_name, change) for change in changes]}
        what = f"an update of {len(changes)} {object_name} rows"
        try:
            results = self._client.call("PATCH", "composite/sobjects", what, json_body=body, again=False).json()
            if not isinstance(results, list) or len(results) != len(changes):
                raise RetryableError(f"Salesforce's answer to {what} does not have one result a row")
        except RetryableError as error:  # it may have taken effect: only reading back can tell
            return [Receipt(key=change.key, outcome=PushOutcome.UNKNOWN, message=str(error)) for change in changes]
        except AdvocacyError as error:
            if isinstance(error, FatalError) and len(changes) > 1:  # one value of the wrong type refuses the whole call
                half = len(changes) // 2
                return self._batch(object_name, changes[:half]) + self._batch(object_name, changes[half:])
            return [Receipt(key=change.key, outcome=PushOutcome.REJECTED, message=str(error)) for change in changes]
        return [_receipt(change, result) for change, result in zip(changes, results, strict=True)]


def _record(schema: ObjectSchema | None, object_name: str, change: Change) -> dict[str, Any]:
    fields = schema.fields if schema else {}
    values = {name: encode(fields.get(name), value) for name, value in change.values.items()}
    return {"attributes": {"type": object_name}, "id": change.key.external_id, **values}


def _receipt(change: Change, result: dict[str, Any]) -> Receipt:
    if result.get("success"):
        return Receipt(key=change.key, outcome=PushOutcome.APPLIED)
    errors = [f"{error.get('statusCode')}: {error.get('message')}" for error in result.get("errors") or ()]
    return Receipt(key=change.key, outcome=PushOutcome.REJECTED, message="; ".join(errors) or "no reason given")
