"""What a batch update's answer says of each record, whatever its status.

200 and 207 carry the same body: `results` that were done, `errors` that name their records in their
context, by the trace id that was sent along or by record id (CS-66, CS-72). A record that nothing is
said of is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from advocacy_sync.ports.crm import Change, PushOutcome, Receipt
from advocacy_sync.transport.masking import masked

from .faults import code_of

__all__ = ["Said", "reasons_of", "receipts_of", "refused", "unknown"]

_NAMING = ("objectWriteTraceId", "ids", "id")
_LOCKED = frozenset({"LOCKED", "423"})


class Said(NamedTuple):
    """Why one record was refused."""

    message: str
    code: str

    @property
    def locked(self) -> bool:
        """Somebody else held the record: the same change may do in a moment."""
        return bool(_LOCKED & set(self.code.upper().split("_")))


def reasons_of(body: Mapping[str, Any]) -> dict[str, Said]:
    """Why, by the trace or record id that an error names."""
    return {name: said for error in _errors(body) for name, said in _named(error)}


def _errors(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every error, those inside others too; the inner one says it more exactly, and comes later."""
    errors = body.get("errors")
    for error in errors if isinstance(errors, list) else ():
        if isinstance(error, dict):
            yield error
            yield from _errors(error)


def _named(error: Mapping[str, Any]) -> Iterator[tuple[str, Said]]:
    code = code_of(error) or ("LOCKED" if str(error.get("status")) == "423" else "")
    said = Said(str(error.get("message") or "no reason given"), code)
    context = error.get("context")
    for name in _NAMING:
        told = context.get(name) if isinstance(context, dict) else None
        for record in told if isinstance(told, list) else [told] if told else []:
            yield str(record), said


def receipts_of(changes: Sequence[Change], body: Mapping[str, Any]) -> list[Receipt]:
    """One receipt per change, in their order."""
    done = {str(result[name]) for result in body["results"] for name in ("id", "objectWriteTraceId") if name in result}
    reasons = reasons_of(body)
    receipts = []
    for change in changes:
        record = change.key.external_id
        if record in reasons:
            receipts.append(refused(change, reasons[record]))
        elif record in done:
            receipts.append(Receipt(key=change.key, outcome=PushOutcome.APPLIED))
        else:
            receipts.append(unknown(change, "the answer says nothing of this record"))
    return receipts


def refused(change: Change, said: Said) -> Receipt:
    return Receipt(
        key=change.key,
        outcome=PushOutcome.REJECTED,
        message=masked(said.message, change.values.values()),
        code=said.code,
    )


def unknown(change: Change, message: str) -> Receipt:
    return Receipt(key=change.key, outcome=PushOutcome.UNKNOWN, message=message)
