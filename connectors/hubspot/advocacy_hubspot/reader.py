"""Reading one portal: properties, whole objects by list, changes by search and batch read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

from advocacy_sync.kernel.errors import ConfigError, RetryableError
from advocacy_sync.kernel.ids import ConnectionName
from advocacy_sync.kernel.timespan import Span
from advocacy_sync.ports.crm import Org, Page, ReadRequest
from advocacy_sync.ports.events import Events
from advocacy_sync.records.schema import FieldSchema, ObjectSchema
from advocacy_sync.records.source_row import SourceRow

from .associations import read_associations
from .paths import account, objects, owners, pipelines, properties
from .sdk import Client, Refused
from .search import changed_ids
from .wire import object_schema, owner_row, source_row, stamp_property

__all__ = ["Reader"]

ROWS_A_PAGE = 100
LONGEST_QUERY = 6_000  # characters of property names in a GET; beyond, ids are listed and rows read by POST
_STAGE = {"deals": "dealstage", "tickets": "hs_pipeline_stage"}
_LIVE, _ARCHIVED = "live", "archived"  # the parts of a read, as cursors name them
_OWNER_FIELDS = ("id", "email", "fullName", "active")


class Reader:
    def __init__(self, client: Client, connection: ConnectionName, version: str, events: Events) -> None:
        self._client, self._connection, self._version, self._events = client, connection, version, events
        self._schemas: dict[str, ObjectSchema | None] = {}
        self._stages: dict[str, dict[str, dict[str, Any]]] = {}
        self._gone_stages: set[tuple[str, str]] = set()  # records hold them, the pipelines don't

    def org(self) -> Org:
        details = self._client.call("GET", account(self._version), "the account's details", holds="portalId")
        kind = str(details.get("accountType") or "")
        return Org(
            id=str(details["portalId"]),
            name=str(details.get("uiDomain") or details["portalId"]),
            user="",
            sandbox="SANDBOX" in kind or "TEST" in kind,
        )

    def describe(self, object_name: str) -> ObjectSchema | None:
        if object_name not in self._schemas:
            self._schemas[object_name] = self._describe(object_name)
        return self._schemas[object_name]

    def refresh(self) -> None:
        self._schemas.clear()
        self._stages.clear()
        self._gone_stages.clear()

    def _describe(self, object_name: str) -> ObjectSchema | None:
        if object_name == "owners":
            fields = {name: FieldSchema(name=name, label=name, type="text") for name in _OWNER_FIELDS}
            return ObjectSchema(name=object_name, label=object_name, fields=fields)
        try:
            path = properties(self._version, object_name)
            answer = self._client.call("GET", path, f"the properties of {object_name}")
        except (ConfigError, Refused) as error:
            if isinstance(error, Refused) and error.status not in (400, 404):
                raise
            if isinstance(error, ConfigError) and not _forbidden(error):
                raise
            self._events("object_hidden", connection=self._connection, object=object_name, reason=str(error))
            return None
        return object_schema(object_name, answer["results"])

    def adds(self, object_name: str, source: str) -> bool:
        if object_name == "owners":
            return source in _OWNER_FIELDS
        return source in ("id", "associations") or source.startswith(("associations.", "stage."))

    def now(self) -> datetime:
        return self._client.now()

    def calls(self) -> int:
        return self._client.calls

    # -- windows -----------------------------------------------------------------------------------

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        """Everything comes by list, changes by search; then what is archived, which only a list of its own shows.

        The list can neither sort nor filter, so archived records come whole each time. A cursor says
        in which part it stands.
        """
        resume = json.loads(cursor) if cursor else {}
        if request.object == "owners":
            yield from self._owners()
            return
        if resume.get("part") != _ARCHIVED:
            yield from self._listed(request, resume) if request.span.start is None else self._changed(request, resume)
            resume = {}
        yield from self._archived(request, resume)

    def _listed(self, request: ReadRequest, resume: Mapping[str, Any]) -> Iterator[Page]:
        names = self._names(request)
        lean = sum(len(name) + 3 for name in names) > LONGEST_QUERY
        route = "list of ids, then batch read" if lean else "list"
        self._events("read_route", connection=self._connection, object=request.object, route=route, reason="all rows")
        query = {} if lean else {"properties": ",".join(names)}
        for raw, after in self._list(request.object, query, resume.get("after")):
            whole = self._batch(request.object, [str(row["id"]) for row in raw], names) if lean and raw else raw
            part = {"part": _LIVE, "after": after} if after else {"part": _ARCHIVED}
            yield Page(self._rows(request, whole), json.dumps(part))

    def _changed(self, request: ReadRequest, resume: Mapping[str, Any]) -> Iterator[Page]:
        names = self._names(request)
        self._events("read_route", connection=self._connection, object=request.object, route="search", reason="changes")
        low = resume.get("low")
        start = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=low) if low else request.span.start
        span = Span(start, request.span.end)
        for ids, reached in changed_ids(self._client, self._version, request.object, span):
            rows = self._rows(request, self._batch(request.object, ids, names)) if ids else ()
            yield Page(rows, json.dumps({"part": _LIVE, "low": reached}))

    def _archived(self, request: ReadRequest, resume: Mapping[str, Any]) -> Iterator[Page]:
        """Tombstones, with the clock and nothing else: what was deleted is not copied anew."""
        schema, clock = self._schema(request.object), stamp_property(request.object)
        query = {"archived": "true", "properties": clock}
        listed = self._list(request.object, query, resume.get("after"))
        try:
            first = next(listed)
        except (ConfigError, Refused) as error:
            if resume.get("after") or not (isinstance(error, Refused) or _forbidden(error)):
                raise
            self._events("archived_hidden", connection=self._connection, object=request.object, reason=str(error))
            yield Page((), None)
            return
        for raw, after in chain([first], listed):
            rows = (source_row(self._connection, schema, {**_asked(row, [clock]), "archived": True}, {}) for row in raw)
            yield Page(tuple(rows), json.dumps({"part": _ARCHIVED, "after": after}) if after else None)

    def _list(
        self, object_name: str, query: Mapping[str, str], after: str | None
    ) -> Iterator[tuple[list[dict[str, Any]], str | None]]:
        """Pages of a list, each with the cursor of the next one."""
        path = objects(self._version, object_name)
        seen = {after}
        while True:
            whole = {"limit": ROWS_A_PAGE, **query, **({"after": after} if after else {})}
            answer = self._client.call("GET", path, f"a list of {object_name}", query=whole)
            following = ((answer.get("paging") or {}).get("next") or {}).get("after")
            if following is not None and following in seen:
                raise RetryableError(f"HubSpot sent the same page of {object_name} twice")
            seen.add(following)
            yield answer["results"], following
            if not following:
                return
            after = following

    def _owners(self) -> Iterator[Page]:
        """All owners in one page: there are few, and only the last page of several may lack a cursor."""
        rows: list[SourceRow] = []
        for archived in ("false", "true"):
            after: str | None = None
            while True:
                query = {"limit": ROWS_A_PAGE, "archived": archived, **({"after": after} if after else {})}
                answer = self._client.call("GET", owners(self._version), "the owners", query=query)
                following = ((answer.get("paging") or {}).get("next") or {}).get("after")
                rows += [owner_row(self._connection, raw) for raw in answer["results"]]
                if not following:
                    break
                if following == after:
                    raise RetryableError("HubSpot sent the same page of owners twice")
                after = following
        yield Page(tuple(rows), None)

    # -- rows --------------------------------------------------------------------------------------

    def _schema(self, object_name: str) -> ObjectSchema:
        schema = self.describe(object_name)
        if schema is None:
            raise ConfigError(f"HubSpot has no object {object_name} that the token may see")
        return schema

    def _names(self, request: ReadRequest) -> list[str]:
        """Properties to ask for: those that the portal has, the clock, and the stage if one is joined."""
        schema = self._schema(request.object)
        names = dict.fromkeys(name for name in request.sources if name in schema.fields)
        names[stamp_property(request.object)] = None
        if any(source.startswith("stage.") for source in request.sources) and request.object in _STAGE:
            names[_STAGE[request.object]] = None
        return list(names)

    def _batch(self, object_name: str, ids: Sequence[str], names: Sequence[str]) -> list[dict[str, Any]]:
        """Rows by id, 100 a call. Ids that no longer exist come as errors beside the rows."""
        found: list[dict[str, Any]] = []
        for start in range(0, len(ids), ROWS_A_PAGE):
            inputs = [{"id": record} for record in ids[start : start + ROWS_A_PAGE]]
            body = {"inputs": inputs, "properties": list(names)}
            path = f"{objects(self._version, object_name)}/batch/read"
            found += self._client.call("POST", path, f"{object_name} by id", body=body)["results"]
        return found

    def _rows(self, request: ReadRequest, raw: Sequence[Mapping[str, Any]]) -> tuple[SourceRow, ...]:
        schema, names = self._schema(request.object), self._names(request)
        ids = [str(row["id"]) for row in raw]
        kinds = sorted({source.split(".")[1] for source in request.sources if source.startswith("associations.")})
        joined = {
            kind: read_associations(self._client, self._version, request.object, kind, ids) if ids else {}
            for kind in kinds
        }
        with_stage = any(source.startswith("stage.") for source in request.sources)
        rows = []
        for row in raw:
            extra: dict[str, Any] = {}
            if kinds:
                extra["associations"] = {kind: joined[kind].get(str(row["id"]), []) for kind in kinds}
            if with_stage:
                extra["stage"] = self._stage(request.object, row)
            rows.append(source_row(self._connection, schema, _asked(row, names), extra))
        return tuple(rows)

    def _stage(self, object_name: str, row: Mapping[str, Any]) -> dict[str, Any]:
        """The pipeline stage that the record stands in: label, probability, isClosed, ticketState."""
        stage = str((row.get("properties") or {}).get(_STAGE[object_name]) or "")
        if not stage or (object_name, stage) in self._gone_stages:
            return {}
        if stage not in self._stages.get(object_name, {}):  # not loaded, or made since
            self._stages[object_name] = self._load_stages(object_name)
        found = self._stages[object_name].get(stage)
        if found is None:
            self._gone_stages.add((object_name, stage))
        return found or {}

    def _load_stages(self, object_name: str) -> dict[str, dict[str, Any]]:
        path = pipelines(self._version, object_name)
        answer = self._client.call("GET", path, f"the pipelines of {object_name}")
        return {
            str(stage["id"]): {"label": stage.get("label"), **(stage.get("metadata") or {})}
            for pipeline in answer["results"]
            for stage in pipeline.get("stages") or ()
        }

    def read(self, object_name: str, ids: Sequence[str], fields: Sequence[str]) -> list[SourceRow]:
        schema = self._schema(object_name)
        names = [*fields, stamp_property(object_name)]
        found = self._batch(object_name, ids, names)
        return [source_row(self._connection, schema, _asked(raw, names), {}) for raw in found]


def _forbidden(error: Exception) -> bool:
    """Whether a right is missing, rather than the login."""
    return "HTTP 403" in str(error)


def _asked(raw: Mapping[str, Any], names: Sequence[str]) -> Mapping[str, Any]:
    """The record without the properties that HubSpot adds to what was asked for."""
    properties = raw.get("properties") or {}
    return {**raw, "properties": {name: properties[name] for name in names if name in properties}}
