"""The seam to the store: one unit of work is one transaction, committed once at its end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal, Protocol

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.kernel.money import Money
from advocacy_sync.mapping.inbound import FieldProblem
from advocacy_sync.records.schema import ObjectSchema
from advocacy_sync.records.source_row import SourceRow
from advocacy_sync.records.work import Move, WorkItem, WorkKind
from advocacy_sync.transport.budget import Reading

from .crm import Hint

__all__ = [
    "Absence",
    "AuditStore",
    "Checkpoint",
    "CheckpointStore",
    "Decision",
    "Difference",
    "Edge",
    "Example",
    "Failure",
    "FailureStore",
    "HintStore",
    "IdentityStore",
    "Intent",
    "Known",
    "LeaseStore",
    "LedgerStore",
    "LineageStore",
    "Manifest",
    "MappingStore",
    "MappingVersion",
    "Member",
    "Origin",
    "Outcome",
    "Plan",
    "PresenceStore",
    "ProgrammeStore",
    "PushStore",
    "PushedValue",
    "QuotaStore",
    "RecordStore",
    "Rehearsal",
    "RunStore",
    "RunSummary",
    "SchemaChange",
    "SchemaStore",
    "SourceStore",
    "Store",
    "Task",
    "TraceStore",
    "Traced",
    "UnitOfWork",
    "WorkStore",
    "Written",
]

Task = Literal["changes", "audit", "backfill", "hints"]


class Outcome(StrEnum):
    """How one row that was seen in a CRM answer ended. Exactly one per row seen."""

    INSERTED = "inserted"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    STALE = "stale"  # older than what is stored
    SKIPPED = "skipped"  # kept as read, but no record: the mapping says that it is none
    REJECTED = "rejected"  # kept as read, and in quarantine with the reason
    TOMBSTONE = "tombstone"

    @property
    def stored(self) -> bool:
        return self not in (Outcome.SKIPPED, Outcome.REJECTED)


@dataclass(frozen=True, slots=True)
class Known:
    digest: str
    stamp: datetime
    mapping: str
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A source row to be stored and the (kind, record) pairs that it yields."""

    row: SourceRow
    payload: str
    digest: str
    outcome: Outcome
    known: bool
    read_at: datetime
    records: Sequence[tuple[str, Any]]
    problems: Sequence[FieldProblem]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """How far a task has read an object.

    `bound`: everything modified before it is in the store; `cursor` stands inside the read that ends at
    `window_end` and began in `run`. `sources`: of `changes`, those whose values are whole for every row;
    of the others, what is being read. `lost`: sources that the org no longer shows; their values are the
    last ones seen. `read_at`: the CRM's time when the last read that came to its end began; `lag`: the
    longest time that a row has been seen to take to become visible. `newest`: the newest stamp that a window
    has shown. `tries`: attempts at reading on from here that have neither come on nor ended in words.
    """

    bound: datetime | None = None
    window_end: datetime | None = None
    cursor: str | None = None
    sources: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    read_at: datetime | None = None
    lag: timedelta = timedelta(0)
    run: RunId | None = None
    completed_at: datetime | None = None
    newest: datetime | None = None
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One page as it was stored: how many rows, fingerprints of their ids and contents, what came of them."""

    connection: str
    object: str
    task: Task
    rows: int
    ids: str
    content: str
    outcomes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Edge:
    """The row `gone` went into the row `heir`, both by key; `at`: the CRM's stamp of the row that says so."""

    gone: str
    heir: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A stored row that whole reads did not meet, so many times in a row."""

    source_key: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaChange:
    """What an org changed of one field. `before`, `after`: in words, empty for nothing; `learnt_at`: None while it is
    not stored."""

    connection: str
    object: str
    field: str
    change: str
    before: str = ""
    after: str = ""
    learnt_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingVersion:
    """A mapping as it was fitted to its org and made records: JSON of its document, the run that it first ran in."""

    connection: str
    object: str
    version: str
    document: str
    run: RunId
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Which way was taken where there were several, and why."""

    connection: str
    object: str
    what: str
    chosen: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    id: RunId
    job: str
    started_at: datetime
    ended_at: datetime | None
    status: str
    note: str
    outcomes: Mapping[tuple[str, str], Mapping[str, int]]  # (connection, object) → outcome → count


@dataclass(frozen=True, slots=True)
class Member:
    """One source's word on a record that several sources may speak of."""

    id: str
    record_id: str
    record: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One planned value of one field, and how it ended. `before` and `after` as the wire has them.

    `rule`: who wins where we and others write; `parent`: the row that the CRM locks with this one;
    `replaced`: what stood there just before it was written, which a rollback restores.
    """

    id: int | None
    source_key: str
    field: str
    value: str
    before: Any
    after: Any
    reason: str
    rule: str = "owned"
    parent: str = ""
    replaced: Any = None
    outcome: str = "planned"
    code: str = ""
    message: str = ""
    run: RunId | None = None  # in which it was settled


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A stored plan. `status`: open, held (a limit wants an approval), stopped, superseded, applied. `cost`: API calls,
    estimated. `sha256`: of its canonical bytes when it was made."""

    id: int
    run: RunId
    created_at: datetime
    status: str
    kind: str
    cost: int
    sha256: str
    note: str = ""
    approved_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PushedValue:
    """What stands between us and a field: what we wrote last, what we wish since when, what was withdrawn.

    Values as the wire has them; an instant that is None says that there is no such value.
    """

    source_key: str
    field: str
    written: Any = None
    written_at: datetime | None = None
    wanted: Any = None
    wanted_at: datetime | None = None
    withdrawn: str | None = None  # JSON of a value that was rolled back


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A value that the CRM refused. Values of one `fingerprint` failed for the same cause."""

    source_key: str
    field: str
    fingerprint: str
    code: str
    message: str
    after: Any
    tries: int
    first_at: datetime
    last_at: datetime
    given_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A value as a plan had it, and the plan. `settled_at`: None while it has not been tried."""

    intent: Intent
    plan: Plan
    settled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A source row behind a record, the mapping that made the record of it, and the run that read it last."""

    record: str
    connection: str
    object: str
    external_id: str
    stamp: datetime
    deleted: bool
    mapping: str
    last_run: RunId


class RunStore(Protocol):
    def start(self, job: str, now: datetime, fence: int | None = None) -> RunId: ...
    def count(self, run: RunId, connection: str, object_name: str, outcomes: Mapping[str, int]) -> None: ...
    def page(self, run: RunId, manifest: Manifest) -> None: ...
    def decide(self, run: RunId, decisions: Sequence[Decision]) -> None: ...
    def decisions(self, run: RunId) -> list[Decision]: ...
    def pages(self, run: RunId) -> list[Manifest]: ...
    def finish(self, run: RunId, status: str, note: str, now: datetime) -> None: ...
    def orphans(self, fence: int) -> list[RunId]: ...
    def get(self, run: RunId) -> RunSummary | None: ...
    def latest(self, limit: int) -> list[RunSummary]: ...
    def pin(self, name: str, crm: str, org_id: str, now: datetime) -> str: ...
    def pinned(self, name: str) -> str | None: ...


class LeaseStore(Protocol):
    def take(
        self, name: str, holder: str, now: datetime, until: datetime, gone: Callable[[str], bool]
    ) -> tuple[int, bool] | None: ...
    def holder(self, name: str) -> str | None: ...
    def hold(self, name: str, fence: int, until: datetime) -> bool: ...
    def release(self, name: str, fence: int, now: datetime) -> None: ...


class CheckpointStore(Protocol):
    def get(self, connection: str, object_name: str, task: Task = "changes") -> Checkpoint | None: ...
    def put(self, connection: str, object_name: str, task: Task, state: Checkpoint) -> None: ...
    def attempt(self, connection: str, object_name: str, task: Task, number: int) -> None: ...
    def standing(self, connection: str) -> dict[tuple[str, Task], Checkpoint]: ...
    def cursors(self, connection: str) -> list[str]: ...
    def completed(self) -> dict[tuple[str, str], datetime]: ...
    def tried(self) -> set[tuple[str, str]]: ...


class SourceStore(Protocol):
    def digest(self, row: SourceRow) -> tuple[str, str]: ...
    def known(self, keys: Sequence[str]) -> dict[str, Known]: ...
    def stored(self, keys: Sequence[str]) -> dict[str, SourceRow]: ...
    def sample(self, connection: str, object_name: str, limit: int) -> list[SourceRow]: ...
    def outdated(
        self, connection: str, object_name: str, mapping: str, limit: int, after: str = ""
    ) -> list[SourceRow]: ...
    def count_outdated(self, connection: str, object_name: str, mapping: str) -> int: ...
    def put(
        self,
        run: RunId,
        mapping: str,
        rows: Sequence[Written],
        *,
        shown: bool = True,
        lone: Mapping[str, Sequence[str]] | None = None,
    ) -> None: ...
    def touch(self, run: RunId, keys: Sequence[str]) -> None: ...
    def standing(
        self, connection: str, object_name: str, keys: Collection[str] | None = None
    ) -> Iterator[tuple[str, datetime, dict[str, Any]]]: ...
    def patch(self, run: RunId, rows: Sequence[SourceRow]) -> None: ...
    def count(self, connection: str, object_name: str) -> int: ...
    def problems(self, limit: int) -> list[dict[str, Any]]: ...


class PresenceStore(Protocol):
    """Which rows a whole read has met, and which stored ones it has not."""

    def saw(self, keys: Sequence[str]) -> None: ...
    def forget(self, connection: str, object_name: str) -> None: ...
    def living(self, connection: str, object_name: str) -> int: ...
    def missed(self, connection: str, object_name: str, begun: RunId) -> list[str]: ...
    def note(self, connection: str, object_name: str, missed: Sequence[str], run: RunId, now: datetime) -> None: ...
    def settle(self, keys: Sequence[str]) -> None: ...
    def absences(self, connection: str, object_name: str, times: int) -> list[Absence]: ...


class LineageStore(Protocol):
    """Which row a merged one went into."""

    def put(self, run: RunId, edges: Sequence[Edge]) -> None: ...
    def revive(self, living: Mapping[str, datetime]) -> None: ...
    def heirs(self) -> dict[str, str]: ...
    def unfollowed(self, connection: str) -> list[str]: ...
    def followed(self, gone: Sequence[str]) -> None: ...


class SchemaStore(Protocol):
    def get(self, connection: str, object_name: str) -> ObjectSchema | None: ...
    def put(self, connection: str, schema: ObjectSchema, now: datetime) -> None: ...
    def changed(self, run: RunId, changes: Sequence[SchemaChange], now: datetime) -> None: ...
    def changes(self, limit: int, since: datetime | None = None) -> list[SchemaChange]: ...


class MappingStore(Protocol):
    def keep(self, one: MappingVersion) -> None: ...
    def all(self) -> list[MappingVersion]: ...
    def rows(self) -> dict[tuple[str, str, str], int]: ...


class QuotaStore(Protocol):
    def add(self, connection: str, now: datetime, calls: Mapping[Any, int]) -> None: ...
    def read(self, connection: str, reading: Reading, now: datetime) -> None: ...
    def last(self, connection: str) -> tuple[Reading, datetime] | None: ...
    def used(self, connection: str, since: datetime) -> dict[str, int]: ...


class HintStore(Protocol):
    def put(self, connection: str, hints: Sequence[Hint], now: datetime) -> int: ...
    def waiting(self, connection: str) -> tuple[int, dict[str, list[str]]]: ...
    def drop(self, connection: str, last: int) -> None: ...
    def offset(self, connection: str) -> str | None: ...
    def follow(self, connection: str, offset: str | None, now: datetime) -> None: ...
    def count(self) -> int: ...


class FailureStore(Protocol):
    def put(self, failures: Sequence[Failure]) -> None: ...
    def clear(self, keys: Sequence[tuple[str, str]]) -> None: ...
    def all(self) -> list[Failure]: ...


class IdentityStore(Protocol):
    def dirty(self, kind: str, limit: int, after: str = "") -> list[Member]: ...
    def taken(self, kind: str, keys: Sequence[str]) -> set[str]: ...
    def unmoved(self, kind: str, keys: Mapping[str, Sequence[str]]) -> set[str]: ...
    def rekey(self, kind: str, keys: Mapping[str, Sequence[str]]) -> None: ...
    def holders(self, kind: str, keys: Sequence[str]) -> dict[str, list[str]]: ...
    def groups(self, kind: str, ids: Sequence[str]) -> dict[str, str]: ...
    def members(self, kind: str, record_ids: Sequence[str]) -> dict[str, list[Member]]: ...
    def ambiguous(self, kind: str) -> dict[str, list[str]]: ...
    def assign(self, kind: str, groups: Mapping[str, str]) -> None: ...
    def settle(self, kind: str, records: Sequence[Any], gone: Sequence[str], clean: Sequence[str]) -> None: ...


class RecordStore(Protocol):
    def all(self, kind: str, ids: Collection[str] | None = None) -> Iterator[Any]:
        """Every record of a kind, or those of these ids that are there, in the order of ids."""

    def ticked(self, kind: str, box: str) -> Iterator[Any]:
        """The records of a kind whose flag is set, in the order of ids. Raises ValueError for a flag without index."""

    def links(self, kind: str) -> dict[str, str]: ...
    def referring(self, ids: Sequence[str]) -> list[str]: ...
    def sources_of(self, kind: str) -> dict[str, list[str]]: ...
    def count(self, kind: str) -> int: ...


class ProgrammeStore(Protocol):
    def advocates(self) -> list[Any]: ...
    def add_advocates(self, advocates: Sequence[Any]) -> None: ...
    def signals(self) -> list[dict[str, Any]]: ...
    def open_signals(self, rows: Sequence[Mapping[str, Any]]) -> None: ...
    def close_signals(self, closed: Sequence[tuple[int, str]], now: datetime) -> None: ...
    def stale_flags(self) -> list[dict[str, Any]]: ...
    def replace_stale_flags(self, rows: Sequence[Mapping[str, Any]]) -> None: ...


class WorkStore(Protocol):
    def items(self, kind: WorkKind) -> list[WorkItem]: ...
    def open(self, items: Sequence[WorkItem], run: RunId) -> None: ...
    def move(self, moves: Sequence[Move], now: datetime, run: RunId) -> None: ...


class LedgerStore(Protocol):
    def verdicts(self) -> list[dict[str, Any]]: ...
    def replace_verdicts(self, rule_version: str, rows: Sequence[Mapping[str, Any]]) -> None: ...
    def standing(self) -> dict[str, list[dict[str, Any]]]: ...
    def attributed(self) -> dict[str, Money]: ...
    def post(self, entries: Sequence[Mapping[str, Any]]) -> None: ...


class PushStore(Protocol):
    def open_plan(self, plan: Plan, intents: Sequence[Intent]) -> int: ...
    def get(self, plan: int) -> Plan | None: ...
    def intents(self, plan: int) -> list[Intent]: ...
    def of_run(self, run: RunId) -> Plan | None: ...
    def applied_in(self, run: RunId) -> list[Intent]: ...
    def unsettled_in(self, run: RunId) -> list[Intent]: ...
    def newest(self) -> Plan | None: ...
    def settle(self, run: RunId, intents: Sequence[Intent], now: datetime) -> None: ...
    def mark(self, plan: int, status: str, note: str = "", approved_at: datetime | None = None) -> None: ...
    def supersede(self) -> None: ...
    def values(self, connection: str, object_name: str) -> dict[tuple[str, str], PushedValue]: ...
    def put_values(self, values: Sequence[PushedValue]) -> None: ...


class TraceStore(Protocol):
    """What has led to a value: of one row or a few records, whatever else is stored."""

    def pushed(self) -> Iterator[str]: ...
    def of_row(self, source_key: str) -> tuple[list[Traced], dict[str, PushedValue]]: ...
    def entries(self, opportunities: Collection[str]) -> list[dict[str, Any]]: ...
    def verdicts(self, opportunities: Collection[str]) -> list[dict[str, Any]]: ...
    def origins(self, records: Collection[str]) -> list[Origin]: ...


class AuditStore(Protocol):
    """Whether the store keeps its promises; each answer is a list of what is broken."""

    def pull_balance(self, one: RunId | None = None) -> list[str]: ...
    def push_balance(self, one: RunId | None = None) -> list[str]: ...
    def cursors(self) -> list[str]: ...
    def orphans(self) -> list[str]: ...
    def versions(self) -> list[str]: ...
    def money(self) -> list[str]: ...
    def backlog(self) -> list[str]: ...
    def false_greens(self, one: RunId | None = None) -> list[str]: ...


class UnitOfWork(Protocol):
    """The repositories of one transaction."""

    @property
    def runs(self) -> RunStore: ...
    @property
    def leases(self) -> LeaseStore: ...
    @property
    def checkpoints(self) -> CheckpointStore: ...
    @property
    def sources(self) -> SourceStore: ...
    @property
    def presence(self) -> PresenceStore: ...
    @property
    def lineage(self) -> LineageStore: ...
    @property
    def schemas(self) -> SchemaStore: ...
    @property
    def mappings(self) -> MappingStore: ...
    @property
    def quota(self) -> QuotaStore: ...
    @property
    def hints(self) -> HintStore: ...
    @property
    def identity(self) -> IdentityStore: ...
    @property
    def records(self) -> RecordStore: ...
    @property
    def programme(self) -> ProgrammeStore: ...
    @property
    def work(self) -> WorkStore: ...
    @property
    def ledger(self) -> LedgerStore: ...
    @property
    def pushes(self) -> PushStore: ...
    @property
    def failures(self) -> FailureStore: ...
    @property
    def traces(self) -> TraceStore: ...
    @property
    def audit(self) -> AuditStore: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One value that would be another one. `record`: what it belongs to, as far as it takes to find it; `currencies`:
    of an amount in minor units, before and after, where the record says so."""

    record: str
    field: str
    before: Any
    after: Any
    currencies: tuple[str | None, str | None] = (None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What is different of one kind of record, signal, flag or credit: how many, in which fields, and examples."""

    kind: str
    added: int = 0
    removed: int = 0
    changed: int = 0
    by_field: Mapping[str, int] = field(default_factory=dict)
    examples: Sequence[Example] = ()


class Store(Protocol):
    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """A unit of work: committed when the block ends well, undone when it raises."""
        ...


class Rehearsal(Store, Protocol):
    """A store of which nothing is kept."""

    def remember(self) -> None:
        """Keep in mind what stands now."""
        ...

    def differences(self, examples: int) -> list[Difference]:
        """What differs from what was remembered, with so many examples of each kind."""
        ...
