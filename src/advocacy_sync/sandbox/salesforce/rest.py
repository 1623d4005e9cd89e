"""The REST resources under /services/data: which module answers what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from advocacy_sync.sandbox.salesforce import bulk, composite, search, sobjects, tooling
from advocacy_sync.sandbox.salesforce.column_metadata import column_metadata
from advocacy_sync.sandbox.salesforce.faults import malformed, not_found
from advocacy_sync.sandbox.salesforce.limits import limits
from advocacy_sync.sandbox.salesforce.org import Call
from advocacy_sync.sandbox.salesforce.query import Found
from advocacy_sync.sandbox.wire import Response, json_response

__all__ = ["NEWEST", "OLDEST", "route", "versions"]

OLDEST, NEWEST = 20, 67
SEASONS = ("Winter", "Spring", "Summer")
LISTED = (
    "actions", "analytics", "appMenu", "composite", "connect", "identity", "jobs", "limits", "metadata",
    "parameterizedSearch", "query", "queryAll", "quickActions", "recent", "search", "sobjects", "tabs", "theme",
    "tooling",
)  # fmt: skip
# What people see in the browser: nobody has looked at anything in this org, and nothing is laid out.
UNUSED: dict[str, Any] = {"quickActions": [], "recent": [], "tabs": [], "theme": {"themeItems": []}}


def versions() -> Response:
    """All versions, oldest first; three releases make a year, and 20.0 was Winter '11."""
    known = [
        {
            "label": f"{SEASONS[(number - 20) % 3]} '{11 + (number - 20) // 3:02d}",
            "url": f"/services/data/v{number}.0",
            "version": f"{number}.0",
        }
        for number in range(OLDEST, NEWEST + 1)
    ]
    return json_response(known)


def route(call: Call) -> Response:
    if not call.path:
        return call.choose(GET=lambda: _resources(call))
    resource = _resources_by_name.get(call.path[0])
    if resource is None:
        raise not_found()
    return resource(call)


def _resources(call: Call) -> Response:
    listed = {name: f"{call.base}/{name}" for name in LISTED}
    listed["identity"] = f"{call.request.base_url}/id/{call.org.id}/{call.user}"
    return json_response(listed)


def _query(call: Call) -> Response:
    return call.choose(GET=lambda: _ask(call), DELETE=lambda: _close(call))


def _ask(call: Call) -> Response:
    if len(call.path) == 2:
        return json_response(call.org.cursors.next(call.path[1], call.paging))
    if len(call.path) > 2:
        raise not_found()
    asked = call.request.query
    soql = asked.get("explain") or asked.get("q")
    if soql is None:
        raise malformed("A query string has to be specified")
    found = call.runner(deleted=call.path[0] == "queryAll").run(soql)
    if asked.get("explain"):
        return json_response(_plan(call, soql, found))
    if asked.get("columns", "").lower() == "true":
        return json_response(column_metadata(call.org.store, soql))
    if found.aggregate:
        return json_response({"totalSize": found.total, "done": True, "records": found.rows})
    return json_response(call.org.cursors.first(found.rows, found.render, call.paging))


def _plan(call: Call, soql: str, found: Found) -> dict[str, Any]:
    """How the query would be run. There is one way here: through all rows."""
    plan = {
        "cardinality": found.total,
        "fields": [],
        "leadingOperationType": "TableScan",
        "notes": [],
        "relativeCost": 1.0,
        "sobjectCardinality": len(call.org.store.rows(found.sobject.name)),
        "sobjectType": found.sobject.name,
    }
    return {"plans": [plan], "sourceQuery": soql}


def _close(call: Call) -> Response:
    call.org.cursors.close(call.path[-1])
    return Response(204)


def _limits(call: Call) -> Response:
    if call.path[1:] == ["recordCount"]:
        return call.choose(GET=lambda: json_response({"sObjects": _counts(call)}))
    if len(call.path) > 1:
        raise not_found()
    return call.choose(GET=lambda: json_response(limits(call.org.usage, call.now)))


def _counts(call: Call) -> list[dict[str, Any]]:
    """How many rows the objects asked for have, or all objects; unknown ones are passed over."""
    schema = call.org.schema
    asked = call.request.query.get("sObjects")
    found = (
        [schema.find(name.strip()) for name in asked.split(",")]
        if asked
        else [one for _, one in sorted(schema.objects.items())]
    )
    rows = call.org.store.rows
    return [
        {"count": sum(not row.get("IsDeleted") for row in rows(one.name).values()), "name": one.name}
        for one in found
        if one is not None
    ]


def _unused(call: Call) -> Response:
    return call.choose(GET=lambda: json_response(UNUSED[call.path[0]]))


_resources_by_name: dict[str, Callable[[Call], Response]] = {
    "sobjects": sobjects.answer,
    "query": _query,
    "queryAll": _query,
    "limits": _limits,
    "composite": composite.answer,
    "jobs": bulk.answer,
    "search": search.search,
    "parameterizedSearch": search.parameterized,
    "tooling": tooling.answer,
    **dict.fromkeys(UNUSED, _unused),
}
