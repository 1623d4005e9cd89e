"""Bulk API 2.0 query jobs: a snapshot taken when the job is made, fetched as pages of CSV."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from advocacy_sync.sandbox.salesforce import bodies
from advocacy_sync.sandbox.salesforce import bulk_jobs as jobs
from advocacy_sync.sandbox.salesforce.bulk_csv import cell, written
from advocacy_sync.sandbox.salesforce.columns import Column, Columns
from advocacy_sync.sandbox.salesforce.faults import Fault, not_found
from advocacy_sync.sandbox.salesforce.org import Call
from advocacy_sync.sandbox.salesforce.schema import COMPOUND
from advocacy_sync.sandbox.salesforce.soql import parse
from advocacy_sync.sandbox.salesforce.soql_ast import AllFields, Path
from advocacy_sync.sandbox.state import Row
from advocacy_sync.sandbox.wire import Response, json_response

__all__ = ["Snapshot", "answer", "snapshot"]

USUAL_PAGE = 50_000
LINKS = 5
RESTRICTED = "Implementation restriction: Bulk API doesn't support "


@dataclass(frozen=True)
class Snapshot:
    """The rows as they were, and how each becomes cells."""

    sobject: str
    header: list[str]
    rows: list[Row]
    cells: list[tuple[Callable[[Row], Any], Callable[[Any], str]]]

    def csv(self, start: int, stop: int, delimiter: str, line_ending: str) -> bytes:
        made = [
            ["" if (value := read(row)) is None else write(value) for read, write in self.cells]
            for row in self.rows[start:stop]
        ]
        return written([self.header, *made], delimiter, line_ending)


def answer(call: Call) -> Response:
    names = call.path[2:]
    if not names:
        return call.choose(GET=lambda: jobs.listed(call, "query"), POST=lambda: _create(call))
    row = jobs.job(call, "query", names[0])
    if len(names) == 1:
        return call.choose(
            GET=lambda: json_response(jobs.shown(jobs.look(call, row), full=True)),
            PATCH=lambda: _abort(call, row),
            DELETE=lambda: jobs.delete(call, row),
        )
    if names[1:] == ["results"]:
        return call.choose(GET=lambda: _results(call, row))
    if names[1:] == ["resultPages"]:
        return call.choose(GET=lambda: _pages(call, row))
    raise not_found()


def _create(call: Call) -> Response:
    body = call.object()
    operation, soql = bodies.word(body, "operation"), bodies.word(body, "query")
    if operation not in {"query", "queryAll"}:
        raise Fault("INVALIDJOB", f"InvalidJob : Unsupported operation: {operation}")
    made = snapshot(call, soql, deleted=operation == "queryAll")
    call.org.usage.count(call.now, "DailyBulkV2QueryJobs")
    facts = {"object": made.sobject, "state": "UploadComplete", "ending": "JobComplete", "query": soql}
    row = jobs.begin(call, "query", body, **facts, processed=len(made.rows))
    call.org.results[row["id"]] = made
    return json_response(jobs.shown(row, full=False))


def snapshot(call: Call, soql: str, *, deleted: bool) -> Snapshot:
    """Runs a query, refusing what Bulk cannot do."""
    query = parse(soql)
    if query.group or query.offset or query.having:
        raise Fault("API_ERROR", RESTRICTED + "GROUP BY, OFFSET or aggregate functions", status=400)
    found = call.runner(deleted=deleted).run(soql)
    if found.aggregate:
        raise Fault("API_ERROR", RESTRICTED + "aggregate queries", status=400)
    resolver, columns = Columns(call.org.store, soql), list[Column]()
    for one in query.select:
        if isinstance(one, AllFields):
            columns += [resolver.of(found.sobject, Path((name,))) for name in found.shape.own]
        elif isinstance(one, Path):
            columns.append(resolver.of(found.sobject, one, query.source.alias))
        else:
            raise Fault("API_ERROR", RESTRICTED + "nested queries, TYPEOF or functions", status=400)
    for column in columns:
        if column.field.type in COMPOUND:
            words = f"Selecting compound data not supported in Bulk Query: {column.name}"
            raise Fault("FUNCTIONALITY_NOT_ENABLED", words)
    return Snapshot(
        found.sobject.name,
        [column.name for column in columns],
        found.rows,
        [(column.read, cell(column.field.type)) for column in columns],
    )


def _taken(call: Call, row: Row) -> Snapshot:
    """The job's snapshot; after a restart it is taken anew."""
    if row["id"] not in call.org.results:
        call.org.results[row["id"]] = snapshot(call, row["query"], deleted=row["operation"] == "queryAll")
    made: Snapshot = call.org.results[row["id"]]
    return made


def _abort(call: Call, row: Row) -> Response:
    if call.object().get("state") != "Aborted":
        raise Fault("INVALIDJOBSTATE", "A query job can only be set to Aborted")
    if row["state"] not in {"UploadComplete", "InProgress", "Aborted"}:
        raise Fault("INVALIDJOBSTATE", f"Aborting already {row['state']} Job not allowed")
    row = jobs.change(call, row, state="Aborted")
    return json_response(jobs.shown(row, full=False))


def _complete(row: Row) -> None:
    if not jobs.finished(row):
        raise Fault("INVALIDJOBSTATE", f"The job is in state {row['state']}: results exist only after JobComplete")


def _results(call: Call, row: Row) -> Response:
    _complete(row)
    made = _taken(call, row)
    start = _offset(call.request.query.get("locator"))
    wish = call.request.query.get("maxRecords", "")
    stop = min(start + (int(wish) if wish.isdigit() and int(wish) else USUAL_PAGE), len(made.rows))
    headers = {
        "Content-Type": "text/csv",
        "Sforce-NumberOfRecords": str(max(0, stop - start)),
        "Sforce-Locator": _locator(stop) if stop < len(made.rows) else "null",
    }
    return Response(200, made.csv(start, stop, row["delimiter"], row["lineEnding"]), headers)


def _locator(offset: int) -> str:
    return base64.urlsafe_b64encode(str(offset).encode()).decode().rstrip("=")


def _offset(locator: str | None) -> int:
    if not locator or locator == "null":
        return 0
    try:
        return int(base64.urlsafe_b64decode(locator + "=" * (-len(locator) % 4)))
    except ValueError:
        raise Fault("INVALID_QUERY_LOCATOR", "invalid query locator") from None


def _pages(call: Call, row: Row) -> Response:
    """Up to five links to results that may be fetched side by side."""
    _complete(row)
    total, root = len(_taken(call, row).rows), f"{call.base}/jobs/query/{row['id']}"
    start = _offset(call.request.query.get("locator"))
    starts = list(range(start, max(total, start + 1), USUAL_PAGE))
    pages = [
        {"resultLink": f"{root}/results" + (f"?locator={_locator(one)}&maxRecords={USUAL_PAGE}" if one else "")}
        for one in starts[:LINKS]
    ]
    made: dict[str, Any] = {"resultPages": pages, "done": len(starts) <= LINKS}
    if not made["done"]:
        made["nextRecordsUrl"] = f"{root}/resultPages?locator={_locator(starts[LINKS])}"
    return json_response(made)
