"""Bulk API 2.0 ingest jobs: CSV in, three CSV files of results out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice
from typing import Any

from advocacy_sync.sandbox.chance import shuffled
from advocacy_sync.sandbox.salesforce import bodies
from advocacy_sync.sandbox.salesforce import bulk_jobs as jobs
from advocacy_sync.sandbox.salesforce.bulk_csv import read, written
from advocacy_sync.sandbox.salesforce.faults import Fault, not_found
from advocacy_sync.sandbox.salesforce.ids import to18
from advocacy_sync.sandbox.salesforce.org import Call
from advocacy_sync.sandbox.salesforce.schema import SObject
from advocacy_sync.sandbox.salesforce.values import Mistyped
from advocacy_sync.sandbox.salesforce.write import WholeBatch
from advocacy_sync.sandbox.state import Row
from advocacy_sync.sandbox.wire import Response, json_response

__all__ = ["BadBatch", "Outcome", "answer", "process", "process_bodies"]

OPERATIONS = frozenset({"insert", "update", "upsert", "delete", "hardDelete"})
NULL = "#N/A"
CHUNK = 200  # rows that the vendor writes in one transaction
Outcome = tuple[str, bool, str]  # id, created, error
UPLOADS, OUTCOMES = jobs.UPLOADS, jobs.OUTCOMES


class BadBatch(Exception):
    """Data of which no row can be tried."""


def answer(call: Call) -> Response:
    names = call.path[2:]
    if not names:
        return call.choose(GET=lambda: jobs.listed(call, "ingest"), POST=lambda: _create(call))
    row = jobs.job(call, "ingest", names[0])
    if len(names) == 1:
        return call.choose(
            GET=lambda: json_response(jobs.shown(jobs.look(call, row), full=True)),
            PATCH=lambda: _close(call, row),
            DELETE=lambda: jobs.delete(call, row),
        )
    if names[1:] == ["batches"]:
        return call.choose(PUT=lambda: _upload(call, row))
    if len(names) == 2 and names[1] in _files:
        return call.choose(GET=lambda: _results(call, row, names[1]))
    raise not_found()


def _create(call: Call) -> Response:
    body = call.object()
    operation, name = bodies.word(body, "operation"), bodies.word(body, "object")
    if operation not in OPERATIONS:
        raise Fault("INVALIDJOB", f"InvalidJob : Unsupported operation: {operation}")
    sobject = call.org.schema.find(name)
    if sobject is None:
        raise Fault("INVALIDENTITY", f"InvalidEntity : Entity '{name}' is not supported by the Bulk API.")
    key = bodies.word(body, "externalIdFieldName")
    if operation == "upsert" and (not key or not call.org.schema.field(sobject, key)):
        raise Fault("INVALIDJOB", "InvalidJob : No external id field was given, or it is not one")
    call.org.usage.count(call.now, "DailyBulkApiBatches")
    facts = {"object": sobject.name, "state": "Open", "ending": "JobComplete", "externalIdFieldName": key}
    row = jobs.begin(call, "ingest", body, **facts)
    return json_response(jobs.shown(row, full=False))


def _upload(call: Call, row: Row) -> Response:
    if row["state"] != "Open":
        raise Fault("INVALIDJOBSTATE", f"Data can only be uploaded to an open job; this one is {row['state']}")
    if call.org.state.get(UPLOADS, row["id"]):
        raise Fault("INVALIDJOBSTATE", "Found multiple contents for job: a job takes one upload")
    call.org.state.put(UPLOADS, row["id"], {"data": call.request.body.decode("utf-8-sig")})
    return Response(201)


def _close(call: Call, row: Row) -> Response:
    state = call.object().get("state")
    if state == "Aborted" and row["state"] in {"Open", "UploadComplete", "InProgress"}:
        return json_response(jobs.shown(jobs.change(call, row, state="Aborted"), full=False))
    if state != "UploadComplete" or row["state"] != "Open":
        raise Fault("INVALIDJOBSTATE", f"The job is {row['state']} and cannot become {state}")
    row = jobs.change(call, row, state="UploadComplete", **_work(call, row))
    return json_response(jobs.shown(row, full=False))


# the work


def _work(call: Call, row: Row) -> dict[str, Any]:
    """Writes the rows, and gives what the job will say when it has ended."""
    text = (call.org.state.get(UPLOADS, row["id"]) or {"data": ""})["data"]
    sobject = call.org.schema.objects[row["object"]]
    try:
        _check_lines(text, row["lineEnding"])
        header, rows = read(text.encode(), row["delimiter"])
        outcomes = process(call, sobject, row, header, rows[: row.get("stops_at")])
    except BadBatch as bad:
        return {"ending": "Failed", "error": str(bad)}
    call.org.state.put(OUTCOMES, row["id"], {"rows": outcomes})
    return {"processed": len(outcomes), "failed": sum(1 for _, _, error in outcomes if error)}


def _check_lines(text: str, line_ending: str) -> None:
    first = text.partition("\n")
    found = "CRLF" if first[0].endswith("\r") else "LF"
    if first[1] and found != line_ending:
        words = f"LineEnding is invalid on user data. Current LineEnding setting is {line_ending}"
        raise BadBatch(f"ClientInputError : {words}")


def process(call: Call, sobject: SObject, row: Row, header: list[str], rows: list[list[str]]) -> list[Outcome]:
    """The outcome of each row in order. Raises `BadBatch` when the header is wrong."""
    for name in header:
        _check_column(call, sobject, name)
    bodies = (
        {name: None if text == NULL else text for name, text in zip(header, cells, strict=False) if text != ""}
        for cells in rows
    )
    return process_bodies(call, sobject, row, map(_nested, bodies))


def process_bodies(call: Call, sobject: SObject, row: Row, bodies: Iterable[dict[str, Any]]) -> list[Outcome]:
    """The outcome of each body in order."""
    write, key = _writes[row["operation"]], row.get("externalIdFieldName")
    outcomes: list[Outcome] = []
    waiting = iter(bodies)
    while chunk := list(islice(waiting, CHUNK)):
        try:
            with call.org.store.transaction():
                outcomes += [_tried(partial(write, call, sobject, key, body)) for body in chunk]
        except WholeBatch as fault:
            outcomes += [("", False, _words(fault))] * len(chunk)
    return outcomes


def _check_column(call: Call, sobject: SObject, name: str) -> None:
    own, _, below = name.partition(".")
    reference = call.org.schema.reference(sobject, own.partition(":")[0]) if below else None
    if not (reference if below else call.org.schema.field(sobject, name)):
        raise BadBatch(f"InvalidBatch : Field name not found : {name}")


def _nested(body: dict[str, Any]) -> dict[str, Any]:
    """Columns such as `Account.Ext__c` name a parent by its external id."""
    made: dict[str, Any] = {}
    for name, value in body.items():
        own, dot, below = name.partition(".")
        made[own.rpartition(":")[2] if not dot else own.partition(":")[0]] = (
            value if not dot or value is None else {below: value}
        )
    return made


def _tried(write: Callable[[], tuple[str, bool]]) -> Outcome:
    try:
        id, created = write()
    except Mistyped as fault:
        named = f"{fault.field.name}: value not of required type: {fault.value}"
        return "", False, f"INVALID_TYPE_ON_FIELD_IN_RECORD:{named}:{fault.field.name} --"
    except WholeBatch:
        raise
    except Fault as fault:
        return "", False, _words(fault)
    return id, created, ""


def _words(fault: Fault) -> str:
    return f"{fault.code}:{fault.message}:{' '.join(fault.fields or [])} --"


def _taken_id(body: dict[str, Any], operation: str) -> str:
    id = next((body.pop(name) for name in list(body) if name.lower() == "id"), None)
    if not id:
        raise Fault("MISSING_ARGUMENT", f"Id not specified in {operation} call", [])
    return str(id)


def _insert(call: Call, sobject: SObject, _key: str | None, body: dict[str, Any]) -> tuple[str, bool]:
    if any(name.lower() == "id" for name in body):
        raise Fault("INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call", ["Id"])
    return call.writer.insert(sobject, body), True


def _update(call: Call, sobject: SObject, _key: str | None, body: dict[str, Any]) -> tuple[str, bool]:
    id = _taken_id(body, "an update")
    call.writer.update(sobject, id, body)
    return to18(id), False


def _upsert(call: Call, sobject: SObject, key: str | None, body: dict[str, Any]) -> tuple[str, bool]:
    field = sobject.by_lower[str(key).lower()]
    value = next((body.pop(name) for name in list(body) if name.lower() == field.name.lower()), None)
    if value is None and field.name == "Id":
        return call.writer.insert(sobject, body), True
    if value is None:
        raise Fault("MISSING_ARGUMENT", f"{field.name} not specified", [])
    return call.writer.upsert(sobject, field, value, body)


def _delete(call: Call, sobject: SObject, _key: str | None, body: dict[str, Any]) -> tuple[str, bool]:
    id = _taken_id(body, "a delete")
    call.writer.delete(sobject, id)
    return to18(id), False


def _hard_delete(call: Call, sobject: SObject, _key: str | None, body: dict[str, Any]) -> tuple[str, bool]:
    id = _taken_id(body, "a delete")
    call.writer.hard_delete(sobject, id)
    return to18(id), False


_writes: dict[str, Callable[[Call, SObject, str | None, dict[str, Any]], tuple[str, bool]]] = {
    "insert": _insert,
    "update": _update,
    "upsert": _upsert,
    "delete": _delete,
    "hardDelete": _hard_delete,
}


# the results


def _results(call: Call, row: Row, name: str) -> Response:
    if row["state"] not in {"JobComplete", "Failed", "Aborted"}:
        raise Fault("INVALIDJOBSTATE", f"The job is {row['state']}: results exist only when it has ended")
    text = (call.org.state.get(UPLOADS, row["id"]) or {"data": ""})["data"]
    header, rows = read(text.encode(), row["delimiter"])
    outcome = call.org.state.get(OUTCOMES, row["id"])
    tried: list[Outcome] = outcome["rows"] if outcome else []
    made = _files[name](header, rows, tried)
    if "shuffle" in row:
        made = [made[0], *shuffled(made[1:], row["shuffle"])]
    return Response(200, written(made, row["delimiter"], row["lineEnding"]), {"Content-Type": "text/csv"})


def _successful(header: list[str], rows: list[list[str]], tried: list[Outcome]) -> list[list[str]]:
    kept = [
        [id, "true" if new else "false", *cells]
        for (id, new, error), cells in zip(tried, rows, strict=False) if not error
    ]  # fmt: skip
    return [["sf__Id", "sf__Created", *header], *kept]


def _failed(header: list[str], rows: list[list[str]], tried: list[Outcome]) -> list[list[str]]:
    kept = [[id, error, *cells] for (id, _, error), cells in zip(tried, rows, strict=False) if error]
    return [["sf__Id", "sf__Error", *header], *kept]


def _unprocessed(header: list[str], rows: list[list[str]], tried: list[Outcome]) -> list[list[str]]:
    return [header, *rows[len(tried) :]]


_files: dict[str, Callable[[list[str], list[list[str]], list[Outcome]], list[list[str]]]] = {
    "successfulResults": _successful,
    "failedResults": _failed,
    "unprocessedrecords": _unprocessed,
}
