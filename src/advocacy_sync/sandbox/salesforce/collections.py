"""sObject Collections: up to 200 rows in one call, answered one by one and in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from advocacy_sync.sandbox.salesforce import bodies
from advocacy_sync.sandbox.salesforce.columns import Columns
from advocacy_sync.sandbox.salesforce.faults import Fault, bad_field, not_found
from advocacy_sync.sandbox.salesforce.ids import is_id, to18
from advocacy_sync.sandbox.salesforce.org import Call
from advocacy_sync.sandbox.salesforce.project import record
from advocacy_sync.sandbox.salesforce.schema import Field, SObject
from advocacy_sync.sandbox.salesforce.values import Mistyped
from advocacy_sync.sandbox.salesforce.write import WholeBatch
from advocacy_sync.sandbox.wire import Response, json_response

__all__ = ["answer"]

MOST, MOST_READ = 200, 2000
Result = dict[str, Any]
Write = Callable[[dict[str, Any]], Result]
ROLLED_BACK = Fault(
    "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    "Record rolled back because not all records were valid and the request was using AllOrNone header",
)


def answer(call: Call) -> Response:
    names = call.path[2:]
    if not names:
        return call.choose(
            POST=lambda: _written(call, lambda body: _created(call, body)),
            PATCH=lambda: _written(call, lambda body: _updated(call, body)),
            DELETE=lambda: _deleted(call),
        )
    sobject = call.sobject(names[0])
    if len(names) == 1:
        return call.choose(GET=lambda: _read(call, sobject), POST=lambda: _read(call, sobject))
    if len(names) == 2:
        field = call.org.schema.field(sobject, names[1])
        if field is None or not (field.key or field.name == "Id"):
            raise not_found(f"Provided external ID field does not exist or is not accessible: {names[1]}")
        return call.choose(PATCH=lambda: _written(call, lambda body: _upserted(call, sobject, field, body)))
    raise not_found()


# writes


def _written(call: Call, write: Write) -> Response:
    body = call.object()
    return _each(call, bodies.rows(body, "records"), write, all_or_none=bool(body.get("allOrNone")))


class _Failed(Exception):
    """Takes back a call whose rows were to be written all or none."""


def _each(call: Call, items: list[Any], write: Callable[[Any], Result], *, all_or_none: bool) -> Response:
    if len(items) > MOST:
        words = f"record limit reached. cannot submit more than {MOST} records into this call"
        raise Fault("EXCEEDED_ID_LIMIT", words)
    results: list[Result] = []
    try:
        with call.org.store.transaction():
            results = [write(item) for item in items]
            if all_or_none and not all(result["success"] for result in results):
                raise _Failed
    except WholeBatch as fault:
        results = [_failed(fault) for _ in items]
    except _Failed:
        # A row that was created and taken back has no id; one that existed keeps its.
        known = call.method != "POST"
        results = [_failed(ROLLED_BACK, r["id"] if known else None) if r["success"] else r for r in results]
    return json_response(results)


def _failed(fault: Fault, id: str | None = None) -> Result:
    named = {"id": id} if id else {}
    return {**named, "success": False, "errors": [fault.row()]}


def _tried(call: Call, write: Callable[[], tuple[str, dict[str, Any]]], id: str | None = None) -> Result:
    """One row. A value of the wrong JSON type fails the call, everything else only the row."""
    try:
        with call.org.store.transaction():
            made, more = write()
    except (Mistyped, WholeBatch):
        raise
    except Fault as fault:
        return _failed(fault, id)
    return {"id": made, "success": True, "errors": [], **more}


def _typed(call: Call, body: dict[str, Any]) -> SObject:
    name = bodies.word(bodies.inner(body, "attributes"), "type")
    if not name:
        raise Fault("INVALID_INPUT", "Incorrect number of tokens in entity: attributes.type is required")
    found = call.org.schema.find(name)
    if found is None:
        raise Fault("INVALID_TYPE", f"sObject type '{name}' is not supported.")
    return found


def _created(call: Call, body: dict[str, Any]) -> Result:
    def write() -> tuple[str, dict[str, Any]]:
        sobject = _typed(call, body)
        if any(key.lower() == "id" for key in body):
            raise Fault("INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call", ["Id"])
        return call.writer.insert(sobject, body), {}

    return _tried(call, write)


def _updated(call: Call, body: dict[str, Any]) -> Result:
    id = next((value for key, value in body.items() if key.lower() == "id"), None)

    def write() -> tuple[str, dict[str, Any]]:
        if not id:
            raise Fault("MISSING_ARGUMENT", "Id not specified in an update call", ["Id"])
        values = {key: value for key, value in body.items() if key.lower() != "id"}
        call.writer.update(_typed(call, body), str(id), values)
        return to18(str(id)), {}

    return _tried(call, write, id)


def _upserted(call: Call, sobject: SObject, field: Field, body: dict[str, Any]) -> Result:
    def write() -> tuple[str, dict[str, Any]]:
        key = next((value for name, value in body.items() if name.lower() == field.name.lower()), None)
        if key is None:
            raise Fault("MISSING_ARGUMENT", f"{field.name} not specified", [])
        if field.name != "Id" and any(name.lower() == "id" for name in body):
            words = "The Id field should not be specified in the sobject data."
            raise Fault("INVALID_FIELD", words, ["Id"])
        values = {name: value for name, value in body.items() if name.lower() != field.name.lower()}
        id, created = call.writer.upsert(sobject, field, key, values)
        return id, {"created": created}

    return _tried(call, write)


def _deleted(call: Call) -> Response:
    ids = [id for id in call.request.query.get("ids", "").split(",") if id]
    all_or_none = call.request.query.get("allOrNone", "").lower() == "true"

    def delete(id: str) -> Result:
        def write() -> tuple[str, dict[str, Any]]:
            sobject = call.org.schema.of_id(id) if is_id(id) else None
            if sobject is None:
                raise Fault("MALFORMED_ID", f"bad id {id}", [])
            call.writer.delete(sobject, id)
            return to18(id), {}

        return _tried(call, write, id)

    return _each(call, ids, delete, all_or_none=all_or_none)


# reads


def _read(call: Call, sobject: SObject) -> Response:
    """Rows by id, in the order asked for; null where there is none."""
    if call.method == "POST":
        body = call.object()
        ids, names = bodies.words(body, "ids"), bodies.words(body, "fields")
    else:
        ids, names = (call.request.query.get(key, "").split(",") for key in ("ids", "fields"))
    if len(ids) > MOST_READ:
        raise Fault(
            "EXCEEDED_ID_LIMIT", f"record limit reached. cannot submit more than {MOST_READ} records into this call"
        )
    names = [name.strip() for name in names if name.strip()]
    for name in names:
        if call.org.schema.field(sobject, name.partition(".")[0]) is None and "." not in name:
            raise bad_field(name, sobject.name)
    render = record(Columns(call.org.store, ""), sobject, names, call.base)
    store = call.org.store
    known = [to18(id) if is_id(id) else "" for id in ids]
    rows = [store.get(sobject.name, id) if store.shared(sobject.name, id) else None for id in known]
    return json_response([render(row) if row and not row.get("IsDeleted") else None for row in rows])
