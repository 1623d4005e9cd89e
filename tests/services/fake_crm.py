"""A CRM in memory behind the reader's and writer's ports: it holds rows, and misbehaves when told to.

Calls are counted; `fail_at` names the calls that find the CRM away. `lose_answers` takes a write and
then breaks off, `lose_writes` breaks off before; `alters` stands for automation that changes values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from advocacy_sync.kernel.errors import AdvocacyError, RetryableError
from advocacy_sync.kernel.ids import ConnectionName, ExternalId, SourceKey
from advocacy_sync.kernel.money import Money
from advocacy_sync.kernel.timespan import Span
from advocacy_sync.ports.crm import NOT_SENT, Change, Org, Page, PushOutcome, ReadRequest, Receipt, Value
from advocacy_sync.records.schema import ObjectSchema
from advocacy_sync.records.source_row import SourceRow
from advocacy_sync.transport.budget import Budget

__all__ = ["CHILDREN", "FakeCrm"]

TICK = timedelta(seconds=1)
CHILDREN = "roles"  # the one source that this CRM joins to its rows


@dataclass
class FakeCrm:
    name: str
    schemas: dict[str, ObjectSchema]
    clock: datetime
    org_id: str = "org-1"
    page_size: int = 100
    write_size: int = 1_000
    tables: dict[str, dict[str, SourceRow]] = field(default_factory=dict)
    calls_made: int = 0
    fail_at: set[int] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)  # objects that cannot be read
    kept_back: set[tuple[str, str]] = field(default_factory=set)  # (object, id) that it does not give for now
    doubt: Callable[[ReadRequest], str] = lambda _: ""  # whether a read may have come short
    away: AdvocacyError | None = None  # nobody is let in
    carries: int | None = None  # rows of a write that reach it before the line breaks
    refuses: dict[str, str] = field(default_factory=dict)  # row id → why it takes no write
    lose_answers: bool = False
    lose_writes: bool = False
    alters: Callable[[str, Any], Any] = lambda _, value: value
    written: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    before_page: Callable[[], None] = lambda: None
    hidden: set[tuple[str, str]] = field(default_factory=set)  # (object, id) that the connected user may not see
    lags: dict[tuple[str, str], timedelta] = field(default_factory=dict)  # how long a row stays out of sight
    unlisted: set[tuple[str, str]] = field(default_factory=set)  # known by their id, and in no list
    ghosts: list[SourceRow] = field(default_factory=list)  # shown by lists, and not known by their id any more
    quiet_fields: set[str] = field(default_factory=set)  # values that change without moving the stamp
    requests: list[ReadRequest] = field(default_factory=list)
    tidied: list[list[str]] = field(default_factory=list)
    budget: Budget = field(default_factory=Budget)
    sort_key: Callable[[SourceRow], Any] = lambda row: (row.stamp, row.key.external_id)

    # -- people at work ----------------------------------------------------------------------------

    def edit(self, object_name: str, external_id: str, **values: Any) -> None:
        """Somebody makes or changes a row."""
        old = self.tables.setdefault(object_name, {}).get(external_id)
        payload = {**self._blank(object_name), **(old.payload if old else {}), "Id": external_id, **values}
        self._keep(object_name, external_id, payload, deleted=False)

    def delete(self, object_name: str, external_id: str) -> None:
        self._keep(object_name, external_id, self.tables[object_name][external_id].payload, deleted=True)

    def purge(self, object_name: str, external_id: str) -> None:
        """Gone without a trace."""
        del self.tables[object_name][external_id]

    def set_quietly(self, object_name: str, external_id: str, **values: Any) -> None:
        """Values change, the stamp does not."""
        row = self.tables[object_name][external_id]
        self.tables[object_name][external_id] = replace(row, payload={**row.payload, **values})

    def merge(self, object_name: str, winner: str, loser: str) -> None:
        """Salesforce's way: the loser is deleted and says where it went."""
        self.delete(object_name, loser)
        table = self.tables[object_name]
        table[loser] = replace(table[loser], merged_into=winner)
        self.edit(object_name, winner)

    def merge_into_new(self, object_name: str, new: str, *old: str) -> None:
        """HubSpot's way: a new row takes the place of both."""
        values = self.tables[object_name][old[0]].payload
        for gone in old:
            self.purge(object_name, gone)
        self.edit(object_name, new, **{**values, "Id": new})
        self.tables[object_name][new] = replace(self.tables[object_name][new], absorbed=old)

    def value(self, object_name: str, external_id: str, name: str) -> Any:
        return self.tables[object_name][external_id].payload[name]

    def _blank(self, object_name: str) -> dict[str, Any]:
        return dict.fromkeys(self.schemas[object_name].fields)

    def _keep(self, object_name: str, external_id: str, payload: Mapping[str, Any], *, deleted: bool) -> None:
        self.clock += TICK
        self.lags.pop((object_name, external_id), None)
        key = SourceKey(ConnectionName(self.name), object_name, ExternalId(external_id))
        row = SourceRow(key=key, payload=dict(payload), stamp=self.clock, deleted=deleted)
        self.tables[object_name][external_id] = row

    # -- reader ------------------------------------------------------------------------------------

    def org(self) -> Org:
        if self.away is not None:
            raise self.away
        return Org(id=self.org_id, name="Fake", user="integration")

    def describe(self, object_name: str) -> ObjectSchema | None:
        return self.schemas.get(object_name)

    def refresh(self) -> None:
        """Nothing is kept that could be out of date."""

    def now(self) -> datetime:
        return self.clock

    def adds(self, object_name: str, source: str) -> bool:
        return source == CHILDREN

    def calls(self) -> int:
        return self.calls_made

    def quiet(self, object_name: str, sources: Sequence[str]) -> tuple[str, ...]:
        return tuple(source for source in sources if source in self.quiet_fields)

    def tidy(self, cursors: Sequence[str]) -> None:
        self.tidied.append(list(cursors))

    def count(self, object_name: str, span: Span) -> int | None:
        self._call(object_name)
        return sum(row.stamp in span and not row.deleted for row in self.tables.get(object_name, {}).values())

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        """Pages in the order of `sort_key`; the cursor is the number of rows already given."""
        self.requests.append(request)
        found = self._found(request)
        rows = [_cut(row, request.sources) for row in sorted(found, key=self.sort_key)]
        at = int(cursor or 0)
        while True:
            self.before_page()
            self._call(request.object)
            after = at + self.page_size
            given = [row for row in rows[at:after] if (request.object, row.key.external_id) not in self.kept_back]
            kept_back = tuple(row.key.external_id for row in rows[at:after] if row not in given)
            cursor = str(after) if after < len(rows) else None
            yield Page(tuple(given), cursor, doubt="" if cursor else self.doubt(request), unread=kept_back)
            if after >= len(rows):
                return
            at = after

    def _found(self, request: ReadRequest) -> list[SourceRow]:
        table = {key: row for key, row in self.tables.get(request.object, {}).items() if self._shown(row)}
        if request.ids is not None:
            heirs = {gone: row for row in table.values() for gone in row.absorbed}
            found = [table.get(one) or heirs.get(one) for one in request.ids]
            return [row for row in found if row is not None]
        listed = [row for row in table.values() if (request.object, row.key.external_id) not in self.unlisted]
        listed += [row for row in self.ghosts if row.key.object == request.object]
        rows = [row for row in listed if row.stamp in request.span]
        return [row for row in rows if not row.deleted] if request.span.start is None else rows

    def _shown(self, row: SourceRow) -> bool:
        place = (row.key.object, row.key.external_id)
        return place not in self.hidden and row.stamp + self.lags.get(place, timedelta(0)) <= self.clock

    def read(self, object_name: str, ids: Sequence[str], fields: Sequence[str]) -> list[SourceRow]:
        self._call(object_name)
        table = self.tables.get(object_name, {})
        return [_cut(table[one], fields) for one in ids if one in table and not table[one].deleted]

    def _call(self, object_name: str) -> None:
        self.budget.admit()
        self.calls_made += 1
        if self.calls_made in self.fail_at or object_name in self.broken:
            raise RetryableError("the CRM is away")

    # -- writer ------------------------------------------------------------------------------------

    def wire(self, value: Value) -> Any:
        if isinstance(value, Money):
            return value.text()
        return value.isoformat() if isinstance(value, date) else value

    def batch(self, waiting: int) -> int:
        return min(waiting, self.write_size)

    def cost(self, rows: int) -> int:
        return 3 * -(-rows // self.write_size)

    def write(self, object_name: str, changes: Sequence[Change]) -> list[Receipt]:
        self.calls_made += 1
        carried = len(changes) if self.carries is None else self.carries
        unsent = [Receipt(key=one.key, outcome=PushOutcome.UNKNOWN, code=NOT_SENT) for one in changes[carried:]]
        return [*(self._write(object_name, change) for change in changes[:carried]), *unsent]

    def _write(self, object_name: str, change: Change) -> Receipt:
        external_id = change.key.external_id
        if external_id in self.refuses:
            return Receipt(key=change.key, outcome=PushOutcome.REJECTED, message=self.refuses[external_id])
        if not self.lose_writes:
            self.written.append((str(change.key), change.values))
            self.edit(object_name, external_id, **{name: self.alters(name, v) for name, v in change.values.items()})
        if self.lose_writes or self.lose_answers:
            return Receipt(key=change.key, outcome=PushOutcome.UNKNOWN, message="the answer was lost")
        return Receipt(key=change.key, outcome=PushOutcome.APPLIED)


def _cut(row: SourceRow, names: Sequence[str]) -> SourceRow:
    """The row with the fields that were asked for."""
    payload = {name: row.payload[name] for name in ["Id", *names] if name in row.payload}
    return replace(row, payload=payload)
