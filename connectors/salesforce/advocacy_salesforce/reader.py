"""Reading one org: windows of rows by SOQL or Bulk, rows by id, and what they are made of."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, FatalError, RetryableError
from advocacy_sync.kernel.ids import ConnectionName
from advocacy_sync.kernel.timespan import Span
from advocacy_sync.ports.crm import Org, Page, ReadRequest
from advocacy_sync.ports.events import Events
from advocacy_sync.records.schema import ObjectSchema
from advocacy_sync.records.source_row import SourceRow
from advocacy_sync.transport.budget import QuotaSpent
from advocacy_sync.transport.sense import making_sense

from .bulk import QueryJob
from .catalog import Catalog
from .columns import Columns, columns
from .faults import code_of
from .jobs import KINDS, JobFailed, JobGone, JobLate, tidy
from .query import LONGEST_SOQL, Queries
from .quiet import is_quiet
from .rows import Rows
from .sdk import Client
from .slices import Mark, slices
from .soql import select, window
from .walk import Place, walk
from .wide import Parts, Wide
from .window import Window

__all__ = ["Reader"]

BULK_FROM = 10_000  # rows; below, five REST pages are quicker than a job
BULK_SECONDS = 3_600.0
JOBS = 2  # Bulk jobs that one read may begin, before it goes by REST
IDS_A_CALL = 2_000
ROWS_A_PAGE = 2_000  # of a fetched Bulk page, at once: decoded rows are five times as large as their text
VENDOR = "Salesforce"
_ID = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")


class Reader:
    def __init__(self, client: Client, connection: ConnectionName, events: Events) -> None:
        self._client, self._connection, self._events = client, connection, events
        self._catalog, self._queries, self._parts = Catalog(client), Queries(client), Parts()
        self._user: str | None = None
        self._tidy = False  # whether there is no query job of ours that nobody knows of

    def org(self) -> Org:
        with making_sense(VENDOR, "the org"):
            return self._org()

    def _org(self) -> Org:
        rows = self._queries.first("SELECT Id, Name, IsSandbox FROM Organization", "the org's name", deleted=False)
        if not rows["records"]:
            raise ConfigError("Salesforce shows the connected user no Organization row; grant 'API Enabled'")
        found = rows["records"][0]
        return Org(id=found["Id"][:15], name=found["Name"], user=self.user(), sandbox=found.get("IsSandbox"))

    def user(self) -> str:
        """The user's id; empty where the session may not ask for it: the org is what counts."""
        try:
            return self._asked_user()
        except QuotaSpent:
            raise
        except RetryableError:
            return ""

    def _asked_user(self) -> str:
        if self._user is None:
            path = "/services/oauth2/userinfo"
            try:
                self._user = str(self._client.ask("GET", path, "the login's name", "user_id")["user_id"])
            except ConfigError:
                self._user = ""
        return self._user

    def describe(self, object_name: str) -> ObjectSchema | None:
        with making_sense(VENDOR, f"the description of {object_name}"):
            return self._catalog.find(object_name)

    def refresh(self) -> None:
        self._catalog.refresh()

    def adds(self, _: str, __: str) -> bool:
        return False  # everything comes as a field or a path

    def quiet(self, object_name: str, sources: Sequence[str]) -> tuple[str, ...]:
        schema = self._catalog.find(object_name)
        return tuple(source for source in sources if schema is not None and is_quiet(schema, source))

    def now(self) -> datetime:
        return self._client.now()

    def calls(self) -> int:
        return self._client.calls

    def tidy(self, cursors: Sequence[str]) -> None:
        """End and delete Bulk jobs of ours that no cursor names.

        Those that write are looked for each time, with one call; those that read, which harm nobody, once. A
        refusal is told, and is no fault of the run. Raises RetryableError when it is not known, or cannot be
        helped, that a job may still write.
        """
        user = self._asked_user()
        if not user:
            self._events("jobs_not_tidied", connection=self._connection, reason="the login's name is not known")
            return
        keep = {str(_parsed(cursor).get("job", "")) for cursor in cursors}
        try:
            with making_sense(VENDOR, "our Bulk jobs"):
                ended = tidy(self._client, user, keep, KINDS[:1] if self._tidy else KINDS)
        except RetryableError:
            raise
        except AdvocacyError as error:
            self._events("jobs_not_tidied", connection=self._connection, reason=str(error))
            return
        self._tidy = True
        if ended:
            self._events("jobs_tidied", connection=self._connection, jobs=len(ended))

    # -- windows -----------------------------------------------------------------------------------

    def count(self, object_name: str, span: Span) -> int | None:
        with making_sense(VENDOR, f"a count of {object_name}"):
            return self._count(columns(self._catalog, object_name, ()), span, None)

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        """Every row of the request. When the org no longer has a field that it described, it is described anew."""
        with making_sense(VENDOR, request.object):
            yield from self._pages(request, cursor)

    def _pages(self, request: ReadRequest, cursor: str | None) -> Iterator[Page]:
        pages = self._by_ids if request.ids is not None else self._window
        try:
            for page in pages(request, _parsed(cursor)):
                yield page
                cursor = page.cursor
        except ConfigError as error:
            if code_of(error) != "INVALID_FIELD":
                raise
            self._events("described_anew", connection=self._connection, object=request.object, reason=str(error))
            self._catalog.forget()
        else:
            return
        yield from pages(request, _parsed(cursor))

    def _window(self, request: ReadRequest, resume: dict[str, Any]) -> Iterator[Page]:
        wanted = columns(self._catalog, request.object, request.sources)
        span, after, count = request.span, _place(resume), None
        if "job" not in resume:
            count = self._count(wanted, span, after)
            if count == 0:
                yield Page((), None, 0)
                return
        if "job" in resume or self._route(wanted, span, after, count) == "bulk":
            finished = yield from self._by_bulk(wanted, span, after, resume)
            if finished:
                return
        yield from self._by_rest(wanted, span, after, count)

    def _count(self, wanted: Columns, span: Span, after: Place | None) -> int | None:
        """How many rows there are; None if the org cannot tell in time, because there are so many."""
        where = window(wanted.stamp, span, _pair(after))
        try:
            return self._queries.count(wanted.object, where, deleted="IsDeleted" in wanted.keys)
        except AdvocacyError as error:
            if code_of(error) in ("QUERY_TIMEOUT", "OPERATION_TOO_LARGE"):
                return None
            raise

    def _route(self, wanted: Columns, span: Span, after: Place | None, count: int | None) -> str:
        unfit = wanted.unfit_for_bulk
        route = "rest" if unfit or (count is not None and count < BULK_FROM) else "bulk"
        if unfit:
            reason = f"Bulk cannot carry {unfit}"
        elif count is None:
            reason = "the rows are too many to be counted"
        else:
            reason = f"{count} rows are {'at least' if route == 'bulk' else 'fewer than'} {BULK_FROM}"
        if route == "bulk" and len(self._soql(wanted, span, after)) > LONGEST_SOQL:
            route, reason = "rest", "the query is too long for Bulk"
        self._events("read_route", connection=self._connection, object=wanted.object, route=route, reason=reason)
        return route

    @staticmethod
    def _soql(wanted: Columns, span: Span, after: Place | None) -> str:
        return select(wanted.object, wanted.names, window(wanted.stamp, span, _pair(after)))

    # -- by REST -----------------------------------------------------------------------------------

    def _by_rest(self, wanted: Columns, span: Span, after: Place | None, count: int | None) -> Iterator[Page]:
        rows = Rows(self._connection, wanted)
        query = Window(self._queries, self._parts, wanted, span)
        wide = Wide(self._queries, self._parts, wanted, self._events)
        for sheet in walk(query, after):
            if sheet.done and (there := self._missing(wanted, span, after, count, sheet.given)):
                yield Page((), _cursor(after), count)  # which of the pages was short nobody knows: all of it, anew
                raise RetryableError(f"Salesforce gave {sheet.given} rows of {wanted.object}, and counts {there}")
            records = wide.completed(sheet.records, query.names)
            found = tuple(rows.record(record) for record in records)
            yield Page(found, None if sheet.done else _cursor(sheet.after), count)

    def _missing(self, wanted: Columns, span: Span, after: Place | None, count: int | None, given: int) -> int:
        """How many rows there are behind `after` when fewer were given; 0 when none are missing (C-13).

        Rows that were deleted for good since they were counted are missing by right, so they are counted again.
        """
        if count is None or given >= count:
            return 0
        now = self._count(wanted, span, after)
        return 0 if now is None or given >= now else min(now, count)

    def _by_ids(self, request: ReadRequest, resume: dict[str, Any]) -> Iterator[Page]:
        wanted = columns(self._catalog, request.object, request.sources)
        rows, wide = Rows(self._connection, wanted), Wide(self._queries, self._parts, wanted, self._events)
        ids = [id for id in dict.fromkeys(request.ids or ()) if _ID.fullmatch(id)]
        for start in range(int(resume.get("from", 0)), max(len(ids), 1), IDS_A_CALL):
            found = tuple(rows.record(record) for record in wide.rows(ids[start : start + IDS_A_CALL]))
            following = start + IDS_A_CALL
            yield Page(found, json.dumps({"from": following}) if following < len(ids) else None)

    # -- by Bulk -----------------------------------------------------------------------------------

    def _by_bulk(
        self, wanted: Columns, span: Span, after: Place | None, resume: dict[str, Any]
    ) -> Generator[Page, None, bool]:
        """Whether the window was read to its end. A job that is gone is replaced once, one that failed is not."""
        job = QueryJob(self._client, resume["job"]) if "job" in resume else None
        for begun in range(int(resume.get("jobs", 1)), JOBS + 1):
            if job is None:
                job, resume = self._created(wanted, span, after), {"jobs": begun}
                if job is None:
                    return False
                yield Page((), _job_cursor(job, after, jobs=begun))  # whoever keeps this finds the job again
            try:
                yield from self._results(job, wanted, after, resume)
            except JobGone as error:
                self._tell("bulk_job_gone", wanted, error)
                job = None
            except (JobFailed, JobLate) as error:
                self._tell("bulk_refused", wanted, error)
                return False
            else:
                return True
        return False

    def _created(self, wanted: Columns, span: Span, after: Place | None) -> QueryJob | None:
        """A new job; None, and an event, for what Bulk does not take."""
        deleted = "IsDeleted" in wanted.keys
        self._tidy = False  # should the answer be lost
        try:
            return QueryJob.create(self._client, self._soql(wanted, span, after), deleted=deleted)
        except (ConfigError, FatalError) as error:
            if code_of(error) == "INVALID_FIELD":
                raise
            self._tell("bulk_refused", wanted, error)
            return None

    def _results(self, job: QueryJob, wanted: Columns, after: Place | None, resume: dict[str, Any]) -> Iterator[Page]:
        processed = job.wait(BULK_SECONDS)
        rows, read = Rows(self._connection, wanted), int(resume.get("rows", 0))
        cursor = partial(_job_cursor, job, after, jobs=int(resume.get("jobs", 1)))
        for page in job.pages(resume.get("locator")):
            if page.table.nuls:
                self._events("nul_dropped", connection=self._connection, object=wanted.object, count=page.table.nuls)
            there = read + page.table.count
            if processed is not None and (there > processed or (page.following is None and there < processed)):
                raise job.broken(f"a Bulk query of {wanted.object} gave {there} rows of {processed}")
            behind = cursor(locator=page.following, rows=there) if page.following is not None else None
            for part in slices(page.table, rows.table(page.table.header), ROWS_A_PAGE, Mark.of(resume)):
                here = cursor(locator=page.locator, rows=read, **part.mark.members()) if part.mark else behind
                yield Page(part.rows, here, processed)
            read, resume = there, {}
        job.delete()

    def _tell(self, event: str, wanted: Columns, error: AdvocacyError) -> None:
        self._events(event, connection=self._connection, object=wanted.object, reason=str(error))

    # -- rows by id --------------------------------------------------------------------------------

    def read(self, object_name: str, ids: Sequence[str], fields: Sequence[str]) -> list[SourceRow]:
        with making_sense(VENDOR, object_name):
            return self._read(object_name, ids, fields)

    def _read(self, object_name: str, ids: Sequence[str], fields: Sequence[str]) -> list[SourceRow]:
        wanted = columns(self._catalog, object_name, fields)
        rows, found = Rows(self._connection, wanted), list[SourceRow]()
        if any("." in name for name in wanted.names):
            wide = Wide(self._queries, self._parts, wanted, self._events)
            return [rows.record(raw) for raw in wide.rows([id for id in ids if _ID.fullmatch(id)])]
        for start in range(0, len(ids), IDS_A_CALL):
            some = list(ids[start : start + IDS_A_CALL])
            body, path = {"ids": some, "fields": list(wanted.names)}, f"composite/sobjects/{object_name}"
            answer = self._client.fetch("POST", path, "rows by id", lambda answer: answer.list(), json_body=body)
            if len(answer) != len(some):
                raise RetryableError(f"Salesforce answered {len(answer)} of {len(some)} {object_name} rows by id")
            found += [rows.record(raw) for raw in answer if raw is not None]
        return found


def _parsed(cursor: str | None) -> dict[str, Any]:
    """The cursor's members; none of one that is not ours."""
    try:
        found = json.loads(cursor or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _place(resume: dict[str, Any]) -> Place | None:
    return Place(resume["stamp"], resume["id"]) if "id" in resume else None


def _pair(place: Place | None) -> tuple[str | None, str] | None:
    return (place.stamp, place.id) if place else None


def _cursor(after: Place | None) -> str:
    """Where a later process goes on: behind this place in the order of (stamp, id), or of ids alone."""
    return json.dumps({"stamp": after.stamp, "id": after.id} if after else {})


def _job_cursor(job: QueryJob, after: Place | None, *, jobs: int, **more: Any) -> str:
    """The job, which one it is for its window, and where that began, should it be gone by then."""
    start = {"stamp": after.stamp, "id": after.id} if after else {}
    return json.dumps({"job": job.id, **start, **({"jobs": jobs} if jobs > 1 else {}), **more})
