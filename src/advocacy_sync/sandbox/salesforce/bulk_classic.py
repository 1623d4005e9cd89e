"""The first Bulk API (services/async), which older clients still speak: jobs made of batches.

A batch is worked on when it comes in: it is Queued in the answer and Completed at the first look.
What is said of a job has the form of the request, what is said of a batch the form of its data.
"""

from __future__ import annotations

from typing import Any

import orjson

from advocacy_sync.sandbox.salesforce import bulk_ingest, bulk_query
from advocacy_sync.sandbox.salesforce.bulk_csv import read, written
from advocacy_sync.sandbox.salesforce.classic_forms import JSON, Form, facts
from advocacy_sync.sandbox.salesforce.dates import bulk_instant, instant
from advocacy_sync.sandbox.salesforce.faults import Fault
from advocacy_sync.sandbox.salesforce.ids import is_id, record_id, to18
from advocacy_sync.sandbox.salesforce.org import Call
from advocacy_sync.sandbox.state import Row
from advocacy_sync.sandbox.wire import Response, json_response

__all__ = ["answer"]

JOBS, BATCHES = "@classic_job", "@classic_batch"
OPERATIONS = bulk_ingest.OPERATIONS | {"query", "queryAll"}
QUERIES = ("query", "queryAll")
USUAL_CHUNK = 100_000


class Refused(Exception):
    """What the first Bulk API calls an exception: a code and a message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def answer(call: Call) -> Response:
    headers = call.request.headers
    json = any("json" in headers.get(name, "") for name in ("content-type", "accept"))
    form = Form(json=json)
    try:
        return _routed(call, form)
    except Refused as refused:
        return form.fault(refused.code, refused.message)
    except Fault as fault:
        return form.fault("InvalidBatch", f"{fault.code}: {fault.message}")
    except ValueError as error:
        return form.fault("InvalidBatch", str(error))


def _routed(call: Call, form: Form) -> Response:
    names = call.path
    if names[:1] != ["job"]:
        raise Refused("InvalidUrl", "Unable to find resource at this URL")
    if len(names) == 1:
        return _create(call, form)
    job = _job(call, names[1])
    if len(names) == 2:
        return form.one("jobInfo", _job_info(call, job if call.method == "GET" else _changed(call, job)))
    form = Form(json=job["contentType"] == "JSON")
    if names[2:] == ["batch"]:
        if call.method == "GET":
            return form.many("batchInfoList", "batchInfo", (_batch_info(b) for b in _batches(call, job)))
        return _add(call, job, form)
    batch = _batch(call, job, names[3])
    if len(names) == 4:
        return form.one("batchInfo", _batch_info(batch))
    return _file(call, job, batch, names[4:], form)


# jobs


def _create(call: Call, form: Form) -> Response:
    asked = facts(call.request.body)
    operation, name = str(asked.get("operation")), str(asked.get("object"))
    if operation not in OPERATIONS:
        raise Refused("InvalidJob", f"Unknown operation: {operation}")
    sobject = call.org.schema.find(name)
    if sobject is None:
        raise Refused("InvalidJob", f"Unable to find object: {name}")
    stamp = instant(call.now.replace(microsecond=0))
    row = {
        "id": record_id("750", call.org.store.number("750")), "operation": operation, "object": sobject.name,
        "createdById": call.user, "createdDate": stamp, "state": "Open", "version": call.version,
        "contentType": asked.get("contentType") or "XML", "externalIdFieldName": asked.get("externalIdFieldName"),
        "concurrencyMode": asked.get("concurrencyMode") or "Parallel",
        "chunk": _chunk(call.request.headers.get("sforce-enable-pkchunking", "")),
    }  # fmt: skip
    call.org.state.put(JOBS, str(row["id"]), row)
    return form.one("jobInfo", _job_info(call, row), 201)


def _chunk(header: str) -> int:
    """The size of primary-key chunks that the header asks for, 0 for none."""
    if not header or header.strip().lower() == "false":
        return 0
    size = header.partition("chunkSize=")[2].split(";")[0].strip()
    return int(size) if size.isdigit() else USUAL_CHUNK


def _job(call: Call, id: str) -> Row:
    row = call.org.state.get(JOBS, to18(id)) if is_id(id) else None
    if row is None:
        raise Refused("InvalidJob", f"Invalid job id: {id}")
    return row


def _changed(call: Call, job: Row) -> Row:
    state = facts(call.request.body).get("state")
    if state not in {"Closed", "Aborted"} or job["state"] == "Aborted":
        raise Refused("InvalidJobState", f"Invalid job state: {state}")
    changed = {**job, "state": state}
    call.org.state.put(JOBS, job["id"], changed)
    return changed


def _job_info(call: Call, job: Row) -> dict[str, Any]:
    batches = _batches(call, job)
    states = [batch["state"] for batch in batches]
    info = {
        "id": job["id"], "operation": job["operation"], "object": job["object"], "createdById": job["createdById"],
        "createdDate": bulk_instant(job["createdDate"]), "systemModstamp": bulk_instant(job["createdDate"]),
        "state": job["state"], "externalIdFieldName": job["externalIdFieldName"],
        "concurrencyMode": job["concurrencyMode"], "contentType": job["contentType"], "numberBatchesQueued": 0,
        "numberBatchesInProgress": 0, "numberBatchesCompleted": states.count("Completed"),
        "numberBatchesFailed": states.count("Failed"), "numberBatchesTotal": len(states),
        "numberRecordsProcessed": sum(batch["processed"] for batch in batches), "numberRetries": 0,
        "apiVersion": float(job["version"]), "numberRecordsFailed": sum(batch["failed"] for batch in batches),
        "totalProcessingTime": 0, "apiActiveProcessingTime": 0, "apexProcessingTime": 0,
    }  # fmt: skip
    return {key: value for key, value in info.items() if value is not None}


# batches


def _batches(call: Call, job: Row) -> list[Row]:
    table = call.org.state.table(BATCHES)
    return [table[id] for id in job.get("batches", ())]


def _batch(call: Call, job: Row, id: str) -> Row:
    row = call.org.state.get(BATCHES, to18(id)) if is_id(id) else None
    if row is None or row["jobId"] != job["id"]:
        raise Refused("InvalidBatch", f"Invalid batch id: {id}")
    return row


def _batch_info(batch: Row) -> dict[str, Any]:
    info = {
        "id": batch["id"], "jobId": batch["jobId"], "state": batch["state"], "stateMessage": batch.get("message"),
        "createdDate": bulk_instant(batch["createdDate"]), "systemModstamp": bulk_instant(batch["createdDate"]),
        "numberRecordsProcessed": batch["processed"], "numberRecordsFailed": batch["failed"], "totalProcessingTime": 0,
        "apiActiveProcessingTime": 0, "apexProcessingTime": 0,
    }  # fmt: skip
    return {key: value for key, value in info.items() if value is not None}


def _add(call: Call, job: Row, form: Form) -> Response:
    if job["state"] != "Open":
        raise Refused("InvalidJobState", f"Batch cannot be added to a job that is {job['state']}")
    call.org.usage.count(call.now, "DailyBulkApiBatches")
    text = call.request.body.decode("utf-8-sig")
    if job["operation"] in QUERIES:
        first = _queried(call, job, text)
    else:
        first = _keep(call, job, text, _ingested(call, job, text))
    return form.one("batchInfo", {**_batch_info(first), "state": "Queued", "numberRecordsProcessed": 0}, 201)


def _keep(call: Call, job: Row, text: str, made: dict[str, Any]) -> Row:
    id = record_id("751", call.org.store.number("751"))
    stamp = instant(call.now.replace(microsecond=0))
    row = {"id": id, "jobId": job["id"], "createdDate": stamp, "text": text, "processed": 0, "failed": 0, **made}
    call.org.state.put(BATCHES, id, row)
    known = call.org.state.table(JOBS)[job["id"]]
    call.org.state.put(JOBS, job["id"], {**known, "batches": [*known.get("batches", ()), id]})
    return row


def _queried(call: Call, job: Row, soql: str) -> Row:
    """One batch for the query, or, with chunking, one that is not processed and one per chunk."""
    try:
        found = bulk_query.snapshot(call, soql, deleted=job["operation"] == "queryAll")
    except Fault as fault:
        words = f"InvalidBatch : Failed to process query: {fault.code}: {fault.message}"
        return _keep(call, job, soql, {"state": "Failed", "message": words})
    if found.sobject != job["object"]:
        words = (
            "InvalidBatch : Failed to process query: INVALID_TYPE_FOR_OPERATION: The root entity of the requested "
            f"query ({found.sobject}) does not match the entity of the requested Bulk API Job ({job['object']})."
        )
        return _keep(call, job, soql, {"state": "Failed", "message": words})
    total, chunk = len(found.rows), job["chunk"]
    if not chunk:
        return _keep(call, job, soql, {"state": "Completed", "processed": total, "span": [0, total]})
    first = _keep(call, job, soql, {"state": "NotProcessed"})
    for start in range(0, max(total, 1), chunk):
        stop = min(start + chunk, total)
        _keep(call, job, soql, {"state": "Completed", "processed": stop - start, "span": [start, stop]})
    return first


def _ingested(call: Call, job: Row, text: str) -> dict[str, Any]:
    sobject = call.org.schema.objects[job["object"]]
    try:
        if job["contentType"] == "CSV":
            header, rows = read(text.encode(), "COMMA")
            outcomes = bulk_ingest.process(call, sobject, job, header, rows)
        elif job["contentType"] == "JSON":
            outcomes = bulk_ingest.process_bodies(call, sobject, job, orjson.loads(text))
        else:
            raise bulk_ingest.BadBatch("InvalidBatch : XML data is not taken here; use CSV or JSON")
    except bulk_ingest.BadBatch as bad:
        return {"state": "Failed", "message": str(bad)}
    failed = sum(1 for _, _, error in outcomes if error)
    return {"state": "Completed", "processed": len(outcomes), "failed": failed, "outcomes": outcomes}


# files


def _file(call: Call, job: Row, batch: Row, names: list[str], form: Form) -> Response:
    kind = {"CSV": "text/csv", "JSON": "application/json"}.get(job["contentType"], "application/xml")
    if names == ["request"]:
        return Response(200, batch["text"].encode(), {"Content-Type": kind})
    if names[0] != "result" or batch["state"] != "Completed":
        raise Refused("InvalidBatch", "Records not processed")
    if job["operation"] not in QUERIES:
        return _outcomes(job, batch)
    if len(names) == 1:
        return form.names("result-list", "result", ["752" + batch["id"][3:15]])
    return _rows(call, job, batch)


def _outcomes(job: Row, batch: Row) -> Response:
    outcomes = batch["outcomes"]
    if job["contentType"] == "JSON":
        return json_response([_outcome(*one) for one in outcomes], 200, JSON)
    rows = [[id, _said(not error), _said(new), error] for id, new, error in outcomes]
    body = written([["Id", "Success", "Created", "Error"], *rows], "COMMA", "LF")
    return Response(200, body, {"Content-Type": "text/csv"})


def _said(flag: object) -> str:
    return "true" if flag else "false"


def _outcome(id: str, created: bool, error: str) -> dict[str, Any]:
    if not error:
        return {"success": True, "created": created, "id": id, "errors": []}
    code, _, rest = error.partition(":")
    message, _, fields = rest.removesuffix(" --").rpartition(":")
    fault = {"message": message, "fields": fields.split(), "statusCode": code, "extendedErrorDetails": None}
    return {"success": False, "created": False, "id": None, "errors": [fault]}


def _rows(call: Call, job: Row, batch: Row) -> Response:
    deleted = job["operation"] == "queryAll"
    start, stop = batch["span"]
    if job["contentType"] == "JSON":
        found = call.runner(deleted=deleted).run(batch["text"])
        return json_response([found.render(row) for row in found.rows[start:stop]], 200, JSON)
    key = batch["id"]
    if key not in call.org.results:
        call.org.results[key] = bulk_query.snapshot(call, batch["text"], deleted=deleted)
    made: bulk_query.Snapshot = call.org.results[key]
    return Response(200, made.csv(start, stop, "COMMA", "LF"), {"Content-Type": "text/csv"})
