"""The seam to the store: one unit of work is one transaction, committed once at its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.mapping.inbound import FieldProblem
from advocacy_sync.records.source_row import SourceRow

__all__ = [
    "Checkpoint",
    "IdentityStore",
    "Intent",
    "Known",
    "LedgerStore",
    "Member",
    "Outcome",
    "ProgrammeStore",
    "PushStore",
    "RecordStore",
    "RunStore",
    "RunSummary",
    "SourceStore",
    "Store",
    "UnitOfWork",
    "Written",
]


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
    """How far an object has been read: `bound` is settled, `cursor` stands inside `window_end`."""

    bound: datetime | None = None
    window_end: datetime | None = None
    cursor: str | None = None
    mapping: str = ""
    completed_at: datetime | None = None


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
    """One planned value of one field, and how it ended. `before` and `after` as the wire has them."""

    id: int | None
    source_key: str
    field: str
    value: str
    before: Any
    after: Any
    reason: str
    outcome: str = "planned"
    message: str = ""


class RunStore(Protocol):
    def start(self, job: str, now: datetime) -> RunId: ...
    def count(self, run: RunId, connection: str, object_name: str, outcomes: Mapping[str, int]) -> None: ...
    def finish(self, run: RunId, status: str, note: str, now: datetime) -> None: ...
    def get(self, run: RunId) -> RunSummary | None: ...
    def latest(self, limit: int) -> list[RunSummary]: ...
    def pin(self, name: str, crm: str, org_id: str, now: datetime) -> str: ...


class SourceStore(Protocol):
    def digest(self, row: SourceRow) -> tuple[str, str]: ...
    def known(self, keys: Sequence[str]) -> dict[str, Known]: ...
    def put(self, run: RunId, mapping: str, rows: Sequence[Written]) -> None: ...
    def touch(self, run: RunId, keys: Sequence[str]) -> None: ...
    def payloads(self, connection: str, object_name: str) -> Iterator[tuple[str, dict[str, Any]]]: ...
    def patch(self, run: RunId, rows: Sequence[SourceRow]) -> None: ...
    def count(self, connection: str, object_name: str) -> int: ...
    def problems(self, limit: int) -> list[dict[str, Any]]: ...
    def checkpoint(self, connection: str, object_name: str) -> Checkpoint | None: ...
    def set_checkpoint(self, connection: str, object_name: str, state: Checkpoint) -> None: ...
    def completed(self) -> dict[tuple[str, str], datetime]: ...
    def tried(self) -> set[tuple[str, str]]: ...


class IdentityStore(Protocol):
    def dirty(self, kind: str, limit: int, after: str = "") -> list[Member]: ...
    def rekey(self, kind: str, keys: Mapping[str, Sequence[str]]) -> None: ...
    def holders(self, kind: str, keys: Sequence[str]) -> dict[str, list[str]]: ...
    def groups(self, kind: str, ids: Sequence[str]) -> dict[str, str]: ...
    def members(self, kind: str, record_ids: Sequence[str]) -> dict[str, list[Member]]: ...
    def ambiguous(self, kind: str) -> dict[str, list[str]]: ...
    def assign(self, kind: str, groups: Mapping[str, str]) -> None: ...
    def settle(self, kind: str, records: Sequence[Any], gone: Sequence[str], clean: Sequence[str]) -> None: ...


class RecordStore(Protocol):
    def all(self, kind: str) -> Iterator[Any]: ...
    def links(self, kind: str) -> dict[str, str]: ...
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


class LedgerStore(Protocol):
    def verdicts(self) -> list[dict[str, Any]]: ...
    def replace_verdicts(self, rule_version: str, rows: Sequence[Mapping[str, Any]]) -> None: ...
    def standing(self) -> dict[str, list[dict[str, Any]]]: ...
    def post(self, entries: Sequence[Mapping[str, Any]]) -> None: ...


class PushStore(Protocol):
    def open_plan(self, run: RunId, intents: Sequence[Intent], now: datetime) -> int: ...
    def plan(self, plan: int) -> list[Intent]: ...
    def newest_plan(self) -> tuple[int, str] | None: ...
    def settle(self, intents: Sequence[Intent], now: datetime) -> None: ...
    def close(self, plan: int) -> None: ...


class UnitOfWork(Protocol):
    """The repositories of one transaction."""

    @property
    def runs(self) -> RunStore: ...
    @property
    def sources(self) -> SourceStore: ...
    @property
    def identity(self) -> IdentityStore: ...
    @property
    def records(self) -> RecordStore: ...
    @property
    def programme(self) -> ProgrammeStore: ...
    @property
    def ledger(self) -> LedgerStore: ...
    @property
    def pushes(self) -> PushStore: ...


class Store(Protocol):
    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """A unit of work: committed when the block ends well, undone when it raises."""
        ...
