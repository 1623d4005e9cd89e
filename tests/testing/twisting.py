"""Answers of another shape than the vendors document, made of the CRM's own: what no line and no page fault does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from advocacy_sync.sandbox.faults.matching import Watchman
from advocacy_sync.sandbox.faults.plan import Line, Rule, When
from advocacy_sync.sandbox.wire import Machine, Request, Response
from advocacy_sync.testing.subject import Fault

__all__ = ["TWISTS", "Twister"]

Twist = Callable[[Fault, Request, Response], Response | None]
KEPT = "INTERNAL_ERROR"  # a category of HubSpot's that says nothing of the records


@dataclass
class Twister:
    """Changes the answers of a machine to some calls, as one fault says."""

    machine: Machine
    fault: Fault
    where: When

    def __post_init__(self) -> None:
        self._watchman = Watchman(Rule(what=Line(kind="empty"), when=self.where), 0, 0)

    @property
    def hits(self) -> int:
        return self._watchman.fired

    def handle(self, request: Request, now: datetime) -> Response:
        due = self._watchman.due(request, now)
        response = self.machine.handle(request, now)
        if not due or not 200 <= response.status < 300:
            return response
        made = TWISTS[self.fault.kind](self.fault, request, response)
        if made is not None:
            self._watchman.fired += 1
        return made or response


def _null(_: Fault, __: Request, response: Response) -> Response | None:
    return replace(response, body=b"null")


def _without_keys(_: Fault, __: Request, response: Response) -> Response | None:
    if response.body.startswith(b'"Id"'):  # results of a Bulk job
        return replace(response, body=response.body.replace(b'"Id"', b'"No"', 1))
    found = _json(response)
    rows = found if isinstance(found, list) else _rows(found)
    keyed = [row for row in rows if isinstance(row, dict) and {"Id", "id"} & set(row)]
    for row in keyed:
        row.pop("Id", None), row.pop("id", None)
    return replace(response, body=orjson.dumps(found)) if keyed else None


def _kept_back(fault: Fault, request: Request, response: Response) -> Response | None:
    """The first rows are left out, and an error says so that does not mean that they are gone."""
    found = _json(response)
    if not request.raw_path.endswith("/batch/read") or not _rows(found):
        return None
    kept, found["results"] = found["results"][: fault.rows], found["results"][fault.rows :]
    ids = [str((row.get("from") or row)["id"]) for row in kept]
    name = "fromObjectId" if "/associations/" in request.raw_path else "ids"
    error = {"status": "error", "category": KEPT, "message": "internal error", "context": {name: ids}}
    found["errors"] = [*found.get("errors", ()), error]
    return replace(response, status=207, body=orjson.dumps(found))


def _json(response: Response) -> Any:
    try:
        return orjson.loads(response.body)
    except orjson.JSONDecodeError:
        return None


def _rows(found: Any) -> list[Any]:
    rows = (found.get("records") or found.get("results")) if isinstance(found, dict) else None
    return rows if isinstance(rows, list) else []


TWISTS: Mapping[str, Twist] = {"null": _null, "keyless_rows": _without_keys, "kept_back": _kept_back}
