"""sObject Tree: a parent and its children in one call, created together or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advocacy_sync.sandbox.salesforce import bodies
from advocacy_sync.sandbox.salesforce.faults import Fault
from advocacy_sync.sandbox.salesforce.org import Call
from advocacy_sync.sandbox.salesforce.schema import SObject
from advocacy_sync.sandbox.wire import Response, json_response

__all__ = ["tree"]

MOST = 200


def tree(call: Call, sobject: SObject) -> Response:
    records = bodies.rows(call.object(), "records")
    made: list[dict[str, Any]] = []
    wrong: list[dict[str, Any]] = []
    try:
        with call.org.store.transaction():
            for record in records:
                made += _grow(call, sobject, record, {}, wrong)
            if wrong or len(made) > MOST:
                raise _Refused
    except _Refused:
        wrong = wrong or [_error("", Fault("INVALID_INPUT", f"A tree holds at most {MOST} records."))]
        return json_response({"hasErrors": True, "results": wrong}, 400)
    return json_response({"hasErrors": False, "results": made}, 201)


class _Refused(Exception):
    """Takes the whole tree back."""


def _grow(
    call: Call, sobject: SObject, record: dict[str, Any], above: dict[str, Any], wrong: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    reference = str(bodies.inner(record, "attributes").get("referenceId", ""))
    branches = {key: value for key, value in record.items() if isinstance(value, dict) and "records" in value}
    own = {key: value for key, value in record.items() if key not in branches}
    try:
        id = call.writer.insert(sobject, {**own, **above})
    except Fault as fault:
        wrong.append(_error(reference, fault))
        return
    yield {"referenceId": reference, "id": id}
    for name, branch in branches.items():
        found = call.org.schema.child(sobject, name)
        if found is None:
            wrong.append(_error(reference, Fault("INVALID_FIELD", f"No such relation '{name}' on {sobject.name}")))
            continue
        child, field = found
        for below in bodies.rows(branch, "records"):
            yield from _grow(call, child, below, {field.name: id}, wrong)


def _error(reference: str, fault: Fault) -> dict[str, Any]:
    return {"referenceId": reference, "errors": [fault.row()]}
