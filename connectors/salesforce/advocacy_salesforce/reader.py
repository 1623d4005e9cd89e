"""Reading one org: describe, windows of rows by SOQL or Bulk, rows by id."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

from advocacy_sync.kernel.errors import ConfigError, FatalError, RetryableError
from advocacy_sync.kernel.ids import ConnectionName
from advocacy_sync.ports.crm import Org, Page, ReadRequest
from advocacy_sync.ports.events import Events
from advocacy_sync.records.schema import FieldSchema, ObjectSchema
from advocacy_sync.records.source_row import SourceRow

from .bulk import JobFailed, QueryJob
from .quiet import is_quiet
from .sdk import Client
from .soql import select, window
from .wire import object_schema, source_row

__all__ = ["Reader"]

BULK_FROM = 10_000  # rows; below, five REST pages are quicker than a job
LONGEST_GET = 12_000  # bytes of URI; the vendor refuses at about 16,384
IDS_A_CALL = 1_000  # the Collections read takes 2,000
BULK_SECONDS = 3_600.0
_CLOCKS = ("SystemModstamp", "LastModifiedDate", "CreatedDate")  # strongest first


class Reader:
    def __init__(self, client: Client, connection: ConnectionName, events: Events) -> None:
        self._client, self._connection, self._events = client, connection, events
        self._schemas: dict[str, ObjectSchema | None] = {}

    def org(self) -> Org:
        rows = self._query("SELECT Id, Name, IsSandbox FROM Organization")
        if not rows:
            raise ConfigError("Salesforce shows the connected user no Organization row; grant 'API Enabled'")
        return Org(id=rows[0]["Id"][:15], name=rows[0]["Name"], user=self._user(), sandbox=rows[0].get("IsSandbox"))

    def _user(self) -> str:
        try:
            return str(self._client.call("GET", "/services/oauth2/userinfo", "the login's name").json()["user_id"])
        except (ConfigError, RetryableError, KeyError):
            return ""  # not every session may ask; the org is what counts

    def describe(self, object_name: str) -> ObjectSchema | None:
        if object_name not in self._schemas:
            self._schemas[object_name] = self._describe(object_name)
        return self._schemas[object_name]

    def refresh(self) -> None:
        self._schemas.clear()

    def _describe(self, object_name: str) -> ObjectSchema | None:
        path = f"sobjects/{quote(object_name, safe='')}/describe"
        try:
            answer = self._client.call("GET", path, f"the description of {object_name}")
        except ConfigError as error:
            if "NOT_FOUND" in str(error):
                return None
            raise
        return object_schema(answer.object("name", "fields"))

    def adds(self, _: str, __: str) -> bool:
        return False  # everything comes as a field or a path

    def quiet(self, object_name: str, sources: Sequence[str]) -> tuple[str, ...]:
        schema = self._schema(object_name)
        return tuple(source for source in sources if is_quiet(schema, source))

    def tidy(self, cursors: Sequence[str]) -> None:
        """Nothing yet."""

    def now(self) -> datetime:
        return self._client.now()

    def calls(self) -> int:
        return self._client.calls

    # -- windows -----------------------------------------------------------------------------------

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        schema = self._schema(request.object)
        stamp = next((name for name in _CLOCKS if name in schema.fields), None)
        fields = _fields(schema, request.sources, stamp)
        schema = self._with_parents(schema, fields)
        resume = json.loads(cursor) if cursor else {}
        if "job" in resume:
            yield from self._resume_bulk(request, schema, stamp, resume)
            return
        after = (resume["stamp"], resume["id"]) if resume else None
        where = window(stamp, request.span, after)
        deleted = "IsDeleted" in schema.fields  # in whole reads, too: else a deletion between two windows is never seen
        if self._route(request.object, where, deleted=deleted) == "bulk":
            started = self._start_bulk(request.object, select(request.object, fields, where), deleted=deleted)
            if started is not None:
                yield from self._bulk(*started, schema, stamp, None)
                return
        order = f"{stamp}, Id" if stamp else "Id"
        yield from self._rest(schema, select(request.object, fields, where, order), stamp, deleted=deleted)

    def _start_bulk(self, object_name: str, soql: str, *, deleted: bool) -> tuple[QueryJob, int] | None:
        """A finished job and how many rows it has; None, and an event, for what Bulk does not take."""
        try:
            job = QueryJob.create(self._client, soql, deleted=deleted)
            return job, job.wait(BULK_SECONDS)
        except (ConfigError, FatalError, JobFailed) as error:
            self._events("bulk_refused", connection=self._connection, object=object_name, reason=str(error))
            return None

    def _schema(self, object_name: str) -> ObjectSchema:
        schema = self.describe(object_name)
        if schema is None:
            raise ConfigError(f"Salesforce has no object {object_name} that the connected user may see")
        return schema

    def _with_parents(self, schema: ObjectSchema, names: Sequence[str]) -> ObjectSchema:
        """The schema with the fields behind paths, so that both routes give their values alike (CS-96)."""
        behind = {name: field for name in names if "." in name and (field := self._behind(schema, name)) is not None}
        return replace(schema, fields={**schema.fields, **behind})

    def _behind(self, schema: ObjectSchema, path: str) -> FieldSchema | None:
        head, _, rest = path.partition(".")
        if not rest:
            return schema.fields.get(head)
        for parent in (
            name for field in schema.fields.values() if field.relationship == head for name in field.references
        ):
            described = self.describe(parent)
            found = self._behind(described, rest) if described else None
            if found is not None:
                return found
        return None

    def _route(self, object_name: str, where: str, *, deleted: bool) -> str:
        count = self._count(object_name, where, deleted=deleted)
        route = "bulk" if count >= BULK_FROM else "rest"
        reason = f"{count} rows are {'at least' if route == 'bulk' else 'fewer than'} {BULK_FROM}"
        self._events("read_route", connection=self._connection, object=object_name, route=route, reason=reason)
        return route

    def _count(self, object_name: str, where: str, *, deleted: bool) -> int:
        query = select(object_name, (), where)
        return int(self._first_page(query, deleted=deleted)["totalSize"])

    def _rest(self, schema: ObjectSchema, soql: str, stamp: str | None, *, deleted: bool) -> Iterator[Page]:
        answer = self._first_page(soql, deleted=deleted)
        total, given = int(answer["totalSize"]), 0
        seen: set[str] = set()
        cursor = "{}"  # before the first row
        while True:
            rows = [source_row(self._connection, schema, raw, stamp) for raw in answer["records"]]
            cursor = _after(rows[-1], stamp) if rows else cursor
            given += len(rows)
            if answer["done"] and given < total:
                raise RetryableError(f"a query of {schema.name} gave {given} rows of {total}")
            yield Page(tuple(rows), None if answer["done"] else cursor)
            if answer["done"]:
                return
            following = answer.get("nextRecordsUrl")
            if following is None or following in seen:
                raise RetryableError(f"Salesforce sent a page of {schema.name} that leads to no further one")
            seen.add(following)
            answer = self._client.call("GET", following, f"the next page of {schema.name}").object("records", "done")

    def _first_page(self, soql: str, *, deleted: bool) -> dict[str, Any]:
        path = f"{'queryAll' if deleted else 'query'}?q={quote(soql, safe='')}"
        if len(path) <= LONGEST_GET:
            return self._client.call("GET", path, "a query").object("records", "done", "totalSize")
        return self._by_composite(path)

    def _by_composite(self, path: str) -> dict[str, Any]:
        """A query that is too long for a URI travels in a Composite body (help article 000386264)."""
        url = f"/services/data/v{self._client.version}/{path}"
        body = {"compositeRequest": [{"method": "GET", "url": url, "referenceId": "q"}]}
        whole = self._client.call("POST", "composite", "a long query", json_body=body).object("compositeResponse")
        answer = whole["compositeResponse"][0]
        if answer["httpStatusCode"] != 200:
            raise self._client.refused(answer["httpStatusCode"], answer["body"], "a long query")
        found: dict[str, Any] = answer["body"]
        return found

    def _query(self, soql: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._first_page(soql, deleted=False)["records"]
        return found

    def _bulk(
        self, job: QueryJob, processed: int, schema: ObjectSchema, stamp: str | None, resume: Any
    ) -> Iterator[Page]:
        rows_read = resume["rows"] if resume else 0
        for page in job.pages(resume["locator"] if resume else None):
            rows_read += len(page.rows)
            if page.locator is None and rows_read != processed:
                job.delete()  # else the next run would resume here, and find the same
                raise RetryableError(f"a Bulk query of {schema.name} gave {rows_read} rows of {processed}")
            rows = tuple(source_row(self._connection, schema, raw, stamp) for raw in page.rows)
            following = json.dumps({"job": job.id, "locator": page.locator, "rows": rows_read})
            yield Page(rows, following if page.locator else None)
        job.delete()

    def _resume_bulk(
        self, request: ReadRequest, schema: ObjectSchema, stamp: str | None, resume: Any
    ) -> Iterator[Page]:
        """Go on with the job of an earlier process; if it is gone (kept 7 days), read the window anew."""
        try:
            job = QueryJob(self._client, resume["job"])
            yield from self._bulk(job, job.wait(BULK_SECONDS), schema, stamp, resume)
        except ConfigError:
            self._events("bulk_job_gone", connection=self._connection, object=request.object)
            yield from self.pages(request)

    # -- rows by id --------------------------------------------------------------------------------

    def read(self, object_name: str, ids: Sequence[str], fields: Sequence[str]) -> list[SourceRow]:
        schema = self._schema(object_name)
        stamp = next((name for name in _CLOCKS if name in schema.fields), None)
        wanted = _fields(schema, fields, stamp)
        found: list[SourceRow] = []
        for start in range(0, len(ids), IDS_A_CALL):
            body = {"ids": list(ids[start : start + IDS_A_CALL]), "fields": wanted}
            answer = self._client.call("POST", f"composite/sobjects/{object_name}", "rows by id", json_body=body)
            found += [source_row(self._connection, schema, raw, stamp) for raw in answer.json() if raw is not None]
        return found


def _fields(schema: ObjectSchema, sources: Sequence[str], stamp: str | None) -> list[str]:
    """Id, the clock and the tombstone first, then the sources that the org has."""
    names = dict.fromkeys(["Id", *([stamp] if stamp else []), *(["IsDeleted"] if "IsDeleted" in schema.fields else [])])
    through = {field.relationship for field in schema.fields.values() if field.relationship}
    for source in sources:
        head, _, rest = source.partition(".")
        if (rest and head in through) or source in schema.fields:
            names[source] = None
    return list(names)


def _after(row: SourceRow, stamp: str | None) -> str:
    """Where a later process goes on: behind this row in the order of (stamp, id), or of ids alone."""
    return json.dumps({"stamp": row.payload[stamp] if stamp else None, "id": row.key.external_id})
