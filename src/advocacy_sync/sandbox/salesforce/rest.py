"""The REST resources under /services/data: which module answers what."""

from __future__ import annotations

from collections.abc import Callable

from advocacy_sync.sandbox.salesforce import bulk, composite, sobjects
from advocacy_sync.sandbox.salesforce.faults import Fault, malformed, not_found
from advocacy_sync.sandbox.salesforce.founding import ORG
from advocacy_sync.sandbox.salesforce.limits import limits
from advocacy_sync.sandbox.salesforce.org import Call
from advocacy_sync.sandbox.wire import Response, json_response

__all__ = ["NEWEST", "OLDEST", "route", "versions"]

OLDEST, NEWEST = 20, 67
SEASONS = ("Winter", "Spring", "Summer")
LISTED = (
    "actions", "analytics", "appMenu", "composite", "connect", "identity", "jobs", "limits", "metadata", "query",
    "queryAll", "recent", "search", "sobjects", "tabs", "tooling",
)  # fmt: skip


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
    listed["identity"] = f"{call.request.base_url}/id/{ORG}/{call.user}"
    return json_response(listed)


def _query(call: Call) -> Response:
    return call.choose(GET=lambda: _ask(call), DELETE=lambda: _close(call))


def _ask(call: Call) -> Response:
    if len(call.path) == 2:
        return json_response(call.org.cursors.next(call.path[1], call.paging))
    if len(call.path) > 2:
        raise not_found()
    soql = call.request.query.get("q")
    if "explain" in call.request.query:
        raise Fault("NOT_FOUND", "Query plans are not kept here")
    if soql is None:
        raise malformed("A query string has to be specified")
    found = call.runner(deleted=call.path[0] == "queryAll").run(soql)
    if found.aggregate:
        return json_response({"totalSize": found.total, "done": True, "records": found.rows})
    return json_response(call.org.cursors.first(found.rows, found.render, call.paging))


def _close(call: Call) -> Response:
    call.org.cursors.close(call.path[-1])
    return Response(204)


def _limits(call: Call) -> Response:
    return call.choose(GET=lambda: json_response(limits(call.org.usage, call.now)))


_resources_by_name: dict[str, Callable[[Call], Response]] = {
    "sobjects": sobjects.answer,
    "query": _query,
    "queryAll": _query,
    "limits": _limits,
    "composite": composite.answer,
    "jobs": bulk.answer,
}
