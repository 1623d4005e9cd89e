"""Bulk API 2.0 jobs as org state: how they are made, listed, read, aborted and deleted.

Work is done when a job is closed or created; that it took time is told by its state, which is
InProgress at the first look and JobComplete at the second, or after two seconds.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from advocacy_sync.sandbox.salesforce import bodies
from advocacy_sync.sandbox.salesforce.bulk_csv import DELIMITERS, LINE_ENDINGS
from advocacy_sync.sandbox.salesforce.dates import instant
from advocacy_sync.sandbox.salesforce.faults import Fault
from advocacy_sync.sandbox.salesforce.ids import is_id, record_id, to18
from advocacy_sync.sandbox.salesforce.org import Call
from advocacy_sync.sandbox.state import Row, State
from advocacy_sync.sandbox.wire import Response, json_response

__all__ = [
    "JOBS",
    "OUTCOMES",
    "UPLOADS",
    "VANISHED",
    "begin",
    "change",
    "delete",
    "disturb",
    "finished",
    "job",
    "listed",
    "look",
    "shown",
]

JOBS, UPLOADS, OUTCOMES = "@job", "@upload", "@outcome"
TIME_TAKEN = timedelta(seconds=2)
VANISHED = "Vanished"  # no state of the vendor's: the job is gone at the look that would show its end
ENDED = ("JobComplete", "Failed", "Aborted")
PAGE = 1000


def begin(call: Call, kind: str, body: dict[str, Any], **facts: Any) -> Row:
    delimiter, line_ending = bodies.word(body, "columnDelimiter", "COMMA"), bodies.word(body, "lineEnding", "LF")
    if delimiter not in DELIMITERS or line_ending not in LINE_ENDINGS:
        raise Fault("INVALIDJOB", f"InvalidJob : Unsupported delimiter or line ending: {delimiter}, {line_ending}")
    if body.get("contentType", "CSV") != "CSV":
        raise Fault("INVALIDJOB", f"InvalidJob : Unsupported content type: {body['contentType']}")
    stamp = instant(call.now.replace(microsecond=0))
    row = {
        "id": record_id("750", call.org.store.number("750")), "kind": kind, "operation": body.get("operation"),
        "createdById": call.user, "createdDate": stamp, "systemModstamp": stamp, "version": call.version,
        "delimiter": delimiter, "lineEnding": line_ending, "looks": 0, "processed": 0, "failed": 0, **facts,
    }  # fmt: skip
    call.org.state.put(JOBS, row["id"], row)
    return row


def job(call: Call, kind: str, id: str) -> Row:
    row = call.org.state.get(JOBS, to18(id)) if is_id(id) else None
    if row is None or row["kind"] != kind:
        raise Fault("NOT_FOUND", "The requested resource does not exist")
    if row["version"] != call.version and kind == "query":
        words = f"Use the API version that the job was created with: {row['version']}"
        raise Fault("API_ERROR", words, status=409)
    return row


def change(call: Call, row: Row, **facts: Any) -> Row:
    changed = {**row, **facts, "systemModstamp": instant(call.now.replace(microsecond=0))}
    call.org.state.put(JOBS, row["id"], changed)
    return changed


def look(call: Call, row: Row) -> Row:
    """The job as its maker sees it now. Each look at a job in work brings it forward."""
    if row["state"] not in {"UploadComplete", "InProgress"}:
        return row
    looks = row["looks"] + 1
    late = call.now - datetime.fromisoformat(row["systemModstamp"]) >= TIME_TAKEN
    state = row["ending"] if looks > 1 or late else "InProgress"
    if state == VANISHED:
        _forget(call, row)
        raise Fault("NOT_FOUND", "The requested resource does not exist")
    call.org.state.put(JOBS, row["id"], {**row, "looks": looks, "state": state})
    return {**row, "looks": looks, "state": state}


def finished(row: Row) -> bool:
    return bool(row["state"] == "JobComplete")


def shown(row: Row, *, full: bool) -> dict[str, Any]:
    """The job in the form of the API. `full` is the form of a read, else that of a creation."""
    made = {
        "id": row["id"], "operation": row["operation"], "object": row["object"], "createdById": row["createdById"],
        "createdDate": row["createdDate"], "systemModstamp": row["systemModstamp"], "state": row["state"],
    }  # fmt: skip
    if row.get("externalIdFieldName"):
        made["externalIdFieldName"] = row["externalIdFieldName"]
    made |= {"concurrencyMode": "Parallel", "contentType": "CSV", "apiVersion": float(row["version"])}
    if full:
        made["jobType"] = "V2Query" if row["kind"] == "query" else "V2Ingest"
    if row["kind"] == "ingest":
        made["contentUrl"] = f"services/data/v{row['version']}/jobs/ingest/{row['id']}/batches"
    made |= {"lineEnding": row["lineEnding"], "columnDelimiter": row["delimiter"]}
    return {**made, **_figures(row)} if full else made


def _figures(row: Row) -> dict[str, Any]:
    done = row["state"] in ENDED
    figures: dict[str, Any] = {"retries": 0, "totalProcessingTime": 100 if done else 0}
    figures["numberRecordsProcessed"] = row["processed"] if done else 0
    if row["kind"] == "query":
        figures["isPkChunkingSupported"] = True
    else:
        figures |= {"apiActiveProcessingTime": 50 if done else 0, "apexProcessingTime": 0}
        figures["numberRecordsFailed"] = row["failed"] if done else 0
    if row["state"] == "Failed":
        figures["errorMessage"] = row["error"]
    return figures


def listed(call: Call, kind: str) -> Response:
    """All jobs of a kind, a thousand at a time."""
    rows = [row for row in call.org.state.table(JOBS).values() if row["kind"] == kind]
    start = call.request.query.get("queryLocator", "0")
    first = int(start) if start.isdigit() else 0
    more = first + PAGE < len(rows)
    url = f"{call.base}/jobs/{kind}?queryLocator={first + PAGE}" if more else None
    page = [_brief(row) for row in rows[first : first + PAGE]]
    return json_response({"done": not more, "nextRecordsUrl": url, "records": page})


def _brief(row: Row) -> dict[str, Any]:
    figures = ("retries", "totalProcessingTime", "numberRecordsProcessed", "numberRecordsFailed")
    return {key: value for key, value in shown(row, full=True).items() if key not in figures}


def delete(call: Call, row: Row) -> Response:
    if row["state"] == "Open":
        raise Fault("INVALIDJOBSTATE", "Deleting a job that is still open is not allowed; abort it first.")
    _forget(call, row)
    return Response(204)


def _forget(call: Call, row: Row) -> None:
    for table in (JOBS, UPLOADS, OUTCOMES):
        call.org.state.drop(table, row["id"])
    call.org.results.pop(row["id"], None)


def disturb(state: State, id: str, ending: str, *, rows: int | None = None, shuffle: int | None = None) -> None:
    """Decides how a job will end: in a state, or VANISHED; after so many rows; its results in what order."""
    row = state.get(JOBS, id)
    if row is None:
        return
    facts: Row = {"ending": ending or row["ending"], "error": "InternalServerError : the job could not be completed"}
    facts |= {} if rows is None else {"stops_at": rows}
    facts |= {} if shuffle is None else {"shuffle": shuffle}
    state.put(JOBS, id, {**row, **facts})
