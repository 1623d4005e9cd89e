"""Reading one portal: properties, whole objects by list, changes by search and batch read, records by id."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.kernel.ids import ConnectionName
from advocacy_sync.kernel.timespan import ALWAYS, Span
from advocacy_sync.ports.crm import Org, Page, ReadRequest
from advocacy_sync.ports.events import Events
from advocacy_sync.records.schema import ObjectSchema
from advocacy_sync.records.source_row import SourceRow
from advocacy_sync.transport.sense import making_sense

from .by_id import RECORDS_A_CALL, ById, Found
from .faults import Forbidden
from .listing import list_pages
from .paths import account, objects, owners
from .rows import Rows, is_joined
from .schemas import OWNER_FIELDS, Schemas
from .sdk import Client, Refused
from .search import Reached, Short, changed_ids, count_of
from .stages import Stages
from .tally import Tally
from .wire import Decoder, merged_properties, owner_row, stamp_property

__all__ = ["Reader"]

LONGEST_QUERY = 6_000  # characters of property names in a GET; beyond, ids are listed and rows read by POST
ARCHIVED_PAGES = 3  # of what is archived, read beside changes; whole passes read all of it
BAD_REQUEST = 400
VENDOR = "HubSpot"
_LIVE, _ARCHIVED, _NAMED = "live", "archived", "named"  # the parts of a read, as cursors name them


class Reader:
    def __init__(self, client: Client, connection: ConnectionName, version: str, events: Events) -> None:
        self._client, self._connection, self._version, self._events = client, connection, version, events
        self._schemas = Schemas(client, connection, version, events)
        self._stages = Stages(client, version)

    def org(self) -> Org:
        with making_sense(VENDOR, "the account"):
            return self._org()

    def _org(self) -> Org:
        details = self._client.call("GET", account(self._version), "the account's details", holds="portalId")
        self._client.zone = _zone(details.get("timeZone"))
        kind = str(details.get("accountType") or "")
        return Org(
            id=str(int(details["portalId"])),
            name=str(details.get("uiDomain") or details["portalId"]),
            user="",
            sandbox="SANDBOX" in kind or "TEST" in kind,
        )

    def describe(self, object_name: str) -> ObjectSchema | None:
        with making_sense(VENDOR, f"the properties of {object_name}"):
            return self._schemas.find(object_name)

    def refresh(self) -> None:
        self._schemas.forget()
        self._stages.forget()

    def adds(self, object_name: str, source: str) -> bool:
        if object_name == "owners":
            return source in OWNER_FIELDS
        return source == "id" or is_joined(source)

    def quiet(self, object_name: str, sources: Sequence[str]) -> tuple[str, ...]:
        """Calculated properties, and what is joined: neither an association nor a renamed stage moves the stamp."""
        schema = self.describe(object_name)
        if schema is None or object_name == "owners":
            return ()
        fields = schema.fields
        return tuple(one for one in sources if is_joined(one) or (one in fields and fields[one].calculated))

    def tidy(self, cursors: Sequence[str]) -> None:
        """Nothing stays open in a portal."""

    def now(self) -> datetime:
        return self._client.now()

    def calls(self) -> int:
        return self._client.calls

    # -- windows -----------------------------------------------------------------------------------

    def count(self, object_name: str, span: Span) -> int | None:
        if object_name == "owners":
            return None
        with making_sense(VENDOR, f"a count of {object_name}"):
            return count_of(self._client, self._version, object_name, span)

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        """Everything comes by list, changes by search; then what is archived, which only a list of its own shows.

        That list can neither sort nor filter: changes bring its beginning, whole passes all of it. A cursor
        says in which part it stands.
        """
        with making_sense(VENDOR, request.object):
            yield from self._pages(request, cursor)

    def _pages(self, request: ReadRequest, cursor: str | None) -> Iterator[Page]:
        resume = json.loads(cursor) if cursor else {}
        if request.object == "owners":
            yield from self._owners(request.ids)
            return
        rows = Rows(self._client, self._version, self._connection, self._schemas.of(request.object), request)
        if request.ids is not None:
            yield from self._named(request, rows, request.ids, resume)
            return
        if resume.get("part") != _ARCHIVED:
            whole = request.span.start is None
            yield from self._listed(request, rows, resume) if whole else self._changed(request, rows, resume)
            resume = {}
        yield from self._archived(request, resume)

    def _named(self, request: ReadRequest, rows: Rows, ids: Sequence[str], resume: Mapping[str, Any]) -> Iterator[Page]:
        start = int(resume.get("from") or 0)
        if start >= len(ids):
            yield Page((), None)
        while start < len(ids):
            part = ids[start : start + RECORDS_A_CALL]
            start += RECORDS_A_CALL
            cursor = json.dumps({"part": _NAMED, "from": start}) if start < len(ids) else None
            found, kept = self._by_id(request.object, part, rows.asked)
            yield Page(rows.of(found, self._stages), cursor, unread=kept)

    def _listed(self, request: ReadRequest, rows: Rows, resume: Mapping[str, Any]) -> Iterator[Page]:
        lean = sum(len(name) + 3 for name in rows.asked) > LONGEST_QUERY
        route = "list of ids, then batch read" if lean else "list"
        self._events("read_route", connection=self._connection, object=request.object, route=route, reason="all rows")
        query = {} if lean else {"properties": ",".join(rows.asked)}
        tally = self._tally(request.object, resume)
        for raw, after in self._list(request.object, query, resume.get("after"), anew=tally.forget):
            tally.take([str(row["id"]) for row in raw])
            found, kept = [Found(row) for row in raw], tuple[str, ...]()
            if lean:
                found, kept = self._by_id(request.object, [str(row["id"]) for row in raw], rows.asked)
            made = rows.of(found, self._stages)
            doubt = "" if after else tally.doubt()
            part = {"part": _LIVE, "after": after, **tally.members()} if after else {"part": _ARCHIVED}
            yield Page(made, json.dumps(part), doubt=doubt, unread=kept)

    def _tally(self, object_type: str, resume: Mapping[str, Any]) -> Tally:
        """Of a list from its beginning, or from where a cursor that knows it left it."""

        def count() -> int:
            return count_of(self._client, self._version, object_type, ALWAYS)

        def tell(event: str, /, **fields: Any) -> None:
            self._events(event, connection=self._connection, object=object_type, **fields)

        return Tally(object_type, count, tell, self._client.timing, resume)

    def _list(
        self,
        object_type: str,
        query: Mapping[str, str],
        after: str | None,
        *,
        anew: Callable[[], None],
        most: int | None = None,
    ) -> Iterator[tuple[list[dict[str, Any]], str | None]]:
        """Pages behind a cursor that was kept. One that the portal no longer takes makes the list begin `anew`."""
        archived = "archived " if query.get("archived") else ""
        path, what = objects(self._version, object_type), f"a list of {archived}{object_type}"
        listed = list_pages(self._client, path, what, query, after=after, most=most)
        try:
            first = next(listed)
        except Refused as error:
            if after is None or error.status != BAD_REQUEST:
                raise
            self._events("cursor_gone", connection=self._connection, object=object_type, reason=str(error))
            anew()
            yield from list_pages(self._client, path, what, query, most=most)
            return
        yield first
        yield from listed

    def _changed(self, request: ReadRequest, rows: Rows, resume: Mapping[str, Any]) -> Iterator[Page]:
        self._events("read_route", connection=self._connection, object=request.object, route="search", reason="changes")
        after = Reached(resume["low"], resume.get("behind")) if "low" in resume else None
        for page in changed_ids(self._client, self._version, request.object, request.span, after=after):
            found, kept = self._by_id(request.object, page.ids, rows.asked)
            doubt = self._short(request.object, page.short) if page.short else ""
            yield Page(rows.of(found, self._stages), json.dumps(_place(page.reached)), doubt=doubt, unread=kept)

    def _short(self, object_type: str, short: Short) -> str:
        """What is said of a search that came short twice."""
        self._events("search_short", connection=self._connection, object=object_type, **short._asdict())
        return f"HubSpot's search says that {short.counted} {object_type} have changed, and gave {short.came}"

    def _archived(self, request: ReadRequest, resume: Mapping[str, Any]) -> Iterator[Page]:
        """Tombstones, with the clock and nothing else: what was deleted is not copied anew."""
        clock = stamp_property(request.object)
        decoder = Decoder(self._connection, self._schemas.of(request.object), [clock])
        query = {"archived": "true", "properties": clock}
        read = int(resume.get("pages") or 0)
        most = None if request.span.start is None else max(1, ARCHIVED_PAGES - read)
        listed = self._list(request.object, query, resume.get("after"), anew=lambda: None, most=most)
        try:
            first = next(listed)
        except (Forbidden, Refused) as error:
            if resume.get("after"):
                raise
            self._events("archived_hidden", connection=self._connection, object=request.object, reason=str(error))
            yield Page((), None)
            return
        for raw, after in chain([first], listed):
            read += 1
            found = tuple(decoder.row({**row, "archived": True}) for row in raw)
            deferred = after is not None and most is not None and read >= ARCHIVED_PAGES
            if deferred:
                self._events("archived_deferred", connection=self._connection, object=request.object, pages=read)
            onwards = after is not None and not deferred
            yield Page(found, json.dumps({"part": _ARCHIVED, "after": after, "pages": read}) if onwards else None)

    def _owners(self, ids: Sequence[str] | None) -> Iterator[Page]:
        """All owners in one page: there are few, and only the last page of several may lack a cursor."""
        path = owners(self._version)
        rows = [
            owner_row(self._connection, raw)
            for archived in ("false", "true")
            for page, _ in list_pages(self._client, path, "owners", {"archived": archived})
            for raw in page
        ]
        yield Page(tuple(row for row in rows if ids is None or row.key.external_id in ids), None)

    # -- by id -------------------------------------------------------------------------------------

    def _by_id(self, object_name: str, ids: Sequence[str], names: Sequence[str]) -> tuple[list[Found], tuple[str, ...]]:
        """The records, and the ids of those that the portal keeps back."""
        reading = ById(self._client, self._version, object_name, names)
        found = [one for page in reading.read(ids) for one in page]
        where = {"connection": self._connection, "object": object_name}
        if reading.unanswered:
            self._events("ids_unanswered", **where, count=reading.unanswered)
        if reading.kept:
            self._events("ids_kept_back", **where, count=len(reading.kept), reason=reading.why)
        return found, tuple(reading.kept)

    def read(self, object_name: str, ids: Sequence[str], fields: Sequence[str]) -> list[SourceRow]:
        with making_sense(VENDOR, object_name):
            return self._read(object_name, ids, fields)

    def _read(self, object_name: str, ids: Sequence[str], fields: Sequence[str]) -> list[SourceRow]:
        schema = self._schemas.of(object_name)
        names = [*fields, stamp_property(object_name)]
        decoder = Decoder(self._connection, schema, names)
        asked = list(dict.fromkeys([*names, *merged_properties(schema)]))
        found, kept = self._by_id(object_name, ids, asked)
        if kept:
            raise RetryableError(
                f"HubSpot keeps back {len(kept)} of {len(ids)} {object_name} that were asked for by id"
            )
        return [decoder.row(raw, None, also) for raw, also in found]


def _place(reached: Reached | None) -> dict[str, Any]:
    """The members of a cursor behind a page of changes."""
    if reached is None:
        return {"part": _ARCHIVED}
    return {"part": _LIVE, "low": reached.low, **({} if reached.behind is None else {"behind": reached.behind})}


def _zone(name: Any) -> ZoneInfo | None:
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
