"""Source rows as read, the records that came of them, their quarantine, and the checkpoints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, select, update

from advocacy_sync.kernel.ids import RunId, SourceKey
from advocacy_sync.ports.store import Known, Outcome, Written
from advocacy_sync.records.source_row import SourceRow

from .bulk import STREAMED, among, batches, write
from .flat import columns, to_json, to_tuple
from .schema import CANONICAL, IDENTITY, identity_key, link, opportunity_version, quarantine, source_row

__all__ = ["SqlSources", "digest"]

_VERSIONED = ("amount_minor", "currency", "stage", "status", "kind", "close_date", "owner")
_VERSION = (*_VERSIONED, "opportunity", "valid_from", "known_from", "known_to", "run")
_KNOWN_FROM = _VERSION.index("known_from")
_SOURCE = ("key", "connection", "object", "external_id", "payload", "digest", "stamp", "deleted")
_ROW = (*_SOURCE, "mapping", "outcome", "first_run", "last_run")
_PROBLEM = ("source_key", "record", "field", "code", "message", "fatal", "run")
_LINK = ("kind", "id", "source_key", "record_id", "fields", "dirty")
_HELD = ("kind", "key", "id")

Item = tuple[str, Any, Written]  # a source key, a record that comes of the row, the row


def _json(payload: Any) -> bytes:
    try:
        return orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # a lone surrogate: neither store's UTF-8 can hold it
        return orjson.dumps(_encodable(payload), option=orjson.OPT_SORT_KEYS)


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_encodable(key): _encodable(part) for key, part in value.items()}
    return [_encodable(part) for part in value] if isinstance(value, list) else value


def digest(row: SourceRow) -> tuple[str, str]:
    """A row's payload as canonical JSON text, and its 128-bit fingerprint with the tombstone in it."""
    payload = _json(row.payload)
    return payload.decode(), blake2b(payload + (b"-" if row.deleted else b"+"), digest_size=16).hexdigest()


class SqlSources:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def digest(self, row: SourceRow) -> tuple[str, str]:
        return digest(row)

    def known(self, keys: Sequence[str]) -> dict[str, Known]:
        columns = [source_row.c[name] for name in ("key", "digest", "stamp", "mapping", "deleted")]
        rows = self._connection.execute(select(*columns).where(among(self._connection, source_row.c.key, keys)))
        return {key: Known(digest, stamp, mapping, deleted) for key, digest, stamp, mapping, deleted in rows}

    def stored(self, keys: Sequence[str]) -> dict[str, SourceRow]:
        """The named rows as they are kept."""
        rows = self._connection.execute(select(source_row).where(among(self._connection, source_row.c.key, keys)))
        return {row.key: _kept(row) for row in rows}

    def sample(self, connection: str, object_name: str, limit: int) -> list[SourceRow]:
        """Living rows of an object from all over it, the same ones each time: in the order of their digests."""
        mine = (source_row.c.connection == connection, source_row.c.object == object_name)
        query = select(source_row).where(*mine, source_row.c.deleted.is_(False)).order_by(source_row.c.digest)
        return [_kept(row) for row in self._connection.execute(query.limit(limit))]

    def outdated(self, connection: str, object_name: str, mapping: str, limit: int, after: str = "") -> list[SourceRow]:
        """Living rows of an object that another version of the mapping was applied to, by key, behind `after`."""
        # Keys begin with connection and object: by their range alone the primary key gives the rows in order.
        head = f"{connection}/{object_name}"
        span = (source_row.c.key > (after or f"{head}/"), source_row.c.key < f"{head}0")
        other = (source_row.c.mapping != mapping, source_row.c.deleted.is_(False))
        query = select(source_row).where(*span, *other).order_by(source_row.c.key).limit(limit)
        return [_kept(row) for row in self._connection.execute(query)]

    def count_outdated(self, connection: str, object_name: str, mapping: str) -> int:
        """How many rows `outdated` has still to give."""
        mine = (source_row.c.connection == connection, source_row.c.object == object_name)
        other = (source_row.c.mapping != mapping, source_row.c.deleted.is_(False))
        return self._connection.execute(select(func.count()).select_from(source_row).where(*mine, *other)).scalar_one()

    def put(
        self,
        run: RunId,
        mapping: str,
        rows: Sequence[Written],
        *,
        shown: bool = True,
        lone: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Store rows as read, with what became of them and the records that they yield.

        `shown`: by the CRM in this run; else they are known rows that are written anew. `lone`: identity
        keys by record, of new records that nobody else can speak of: they stand for themselves at once.
        """
        if not rows:
            return
        keys = [str(written.row.key) for written in rows]
        self._rows(run, mapping, rows, keys, shown=shown)
        self._quarantine(run, rows, keys)
        _Records(self._connection, run, lone or {}).put(rows, keys)

    def _rows(self, run: RunId, mapping: str, rows: Sequence[Written], keys: Sequence[str], *, shown: bool) -> None:
        values = [
            (
                key,
                *written.row.key,
                written.payload,
                written.digest,
                written.row.stamp,
                written.row.deleted,
                mapping,
                written.outcome.value,
                run,
                run,
            )
            for key, written in zip(keys, rows, strict=True)
        ]
        keep = ("first_run",) if shown else ("first_run", "last_run")
        fresh = not any(written.known for written in rows)
        write(self._connection, source_row, _ROW, values, keep=keep, fresh=fresh)

    def _quarantine(self, run: RunId, rows: Sequence[Written], keys: Sequence[str]) -> None:
        changed = [key for key, written in zip(keys, rows, strict=True) if written.known]
        if changed:
            mine = among(self._connection, quarantine.c.source_key, changed)
            self._connection.execute(delete(quarantine).where(mine))
        problems = [
            (key, problem.record, problem.field, problem.code, problem.message, problem.fatal, run)
            for key, written in zip(keys, rows, strict=True)
            for problem in written.problems
        ]
        write(self._connection, quarantine, _PROBLEM, problems, new=True)

    def touch(self, run: RunId, keys: Sequence[str]) -> None:
        if keys:
            mine = among(self._connection, source_row.c.key, keys)
            self._connection.execute(update(source_row).where(mine).values(last_run=run))

    def standing(
        self, connection: str, object_name: str, keys: Collection[str] | None = None
    ) -> Iterator[tuple[str, datetime, dict[str, Any]]]:
        """(key, stamp, payload) of every row of an object, or of these, that the CRM has not deleted, by key."""
        mine = (source_row.c.connection == connection) & (source_row.c.object == object_name)
        if keys is not None:
            mine &= among(self._connection, source_row.c.key, keys)
        columns = (source_row.c.key, source_row.c.stamp, source_row.c.payload)
        query = select(*columns).where(mine, source_row.c.deleted.is_(False)).order_by(source_row.c.key)
        with self._connection.execute(query, execution_options=STREAMED) as rows:
            for key, stamp, payload in rows:
                yield key, stamp, orjson.loads(payload)

    def patch(self, run: RunId, rows: Sequence[SourceRow]) -> None:
        """Put what a read-back saw of rows over what is stored of them, so that the next plan knows.

        A deleted row is left to the pull, which takes its records away, too.
        """
        seen = {str(row.key): row for row in rows if not row.deleted}
        changed: list[dict[str, Any]] = []
        stored = select(source_row.c.key, source_row.c.payload).where(
            among(self._connection, source_row.c.key, seen), source_row.c.deleted.is_(False)
        )
        for key, before in self._connection.execute(stored):
            row = seen[key]
            payload, fingerprint = digest(replace(row, payload={**orjson.loads(before), **row.payload}))
            changed.append({"row": key, "text": payload, "print": fingerprint, "at": row.stamp})
        if changed:
            values: dict[str, Any] = {
                "payload": bindparam("text"),
                "digest": bindparam("print"),
                "stamp": bindparam("at"),
            }
            statement = update(source_row).where(source_row.c.key == bindparam("row"))
            self._connection.execute(statement.values(**values, last_run=run), changed)

    def count(self, connection: str, object_name: str) -> int:
        mine = (source_row.c.connection == connection) & (source_row.c.object == object_name)
        return self._connection.execute(select(func.count()).select_from(source_row).where(mine)).scalar_one()

    def problems(self, limit: int) -> list[dict[str, Any]]:
        query = select(quarantine).order_by(quarantine.c.fatal.desc(), quarantine.c.id).limit(limit)
        return [dict(row._mapping) for row in self._connection.execute(query)]


def _kept(row: Any) -> SourceRow:
    key = SourceKey(row.connection, row.object, row.external_id)
    return SourceRow(key=key, payload=orjson.loads(row.payload), stamp=row.stamp, deleted=row.deleted)


class _Records:
    """Replaces the records that came of source rows by those that come of them now."""

    def __init__(self, connection: Connection, run: RunId, lone: Mapping[str, Sequence[str]]) -> None:
        self._connection, self._run, self._lone = connection, run, lone

    def put(self, rows: Sequence[Written], keys: Sequence[str]) -> None:
        wanted: dict[str, list[Item]] = defaultdict(list)
        gone: list[str] = []
        for key, written in zip(keys, rows, strict=True):
            if written.outcome is Outcome.REJECTED:
                continue  # what was known of it stays; the quarantine says why nothing newer came
            for kind, record in written.records:
                wanted[kind].append((key, record, written))
            if written.known:
                gone.append(key)
        there: set[tuple[str, str]] = set()
        if gone:
            kept = {(kind, record.id) for kind, items in wanted.items() for _, record, _ in items}
            there = self._drop(sorted(gone), kept, rows[0].read_at)
        for kind, items in wanted.items():
            fresh = not any(written.known for _, _, written in items)
            if kind in IDENTITY:
                self._members(kind, items, fresh=fresh)
            else:
                self._canonical(kind, items, there, fresh=fresh)

    def _drop(self, source_keys: Sequence[str], kept: set[tuple[str, str]], at: datetime) -> set[tuple[str, str]]:
        """Remove records that changed or deleted source rows no longer yield; those that they still do."""
        mine = among(self._connection, link.c.source_key, source_keys)
        found = self._connection.execute(select(link.c.kind, link.c.id, link.c.record_id).where(mine)).all()
        dropped = [row for row in found if (row.kind, row.id) not in kept]
        for kind in {row.kind for row in dropped}:
            self._drop_kind(kind, [row for row in dropped if row.kind == kind], at)
        return {(row.kind, row.id) for row in found} & kept

    def _drop_kind(self, kind: str, rows: Sequence[Any], at: datetime) -> None:
        ids = [row.id for row in rows]
        self._connection.execute(delete(link).where(link.c.kind == kind, self._among(link.c.id, ids)))
        table = CANONICAL[kind]
        if kind in IDENTITY:  # others may still speak for the same canonical record
            groups = {row.record_id for row in rows}
            of_group = (link.c.kind == kind) & self._among(link.c.record_id, sorted(groups))
            left = set(self._connection.execute(select(link.c.record_id).where(of_group)).scalars())
            self._connection.execute(update(link).where(of_group).values(dirty=True))
            ids = sorted(groups - left)
        self._connection.execute(delete(table).where(self._among(table.c.id, ids)))
        if kind == "opportunity":
            mine = self._among(opportunity_version.c.opportunity, ids) & opportunity_version.c.known_to.is_(None)
            self._connection.execute(update(opportunity_version).where(mine).values(known_to=at))

    def _among(self, column: ColumnElement[Any], keys: Sequence[str]) -> ColumnElement[bool]:
        return among(self._connection, column, keys)

    def _members(self, kind: str, items: Sequence[Item], *, fresh: bool) -> None:
        lone = self._lone
        rows = [
            (kind, record.id, key, record.id, to_json(kind, record), record.id not in lone) for key, record, _ in items
        ]
        write(self._connection, link, _LINK, rows, keep=("record_id",), fresh=fresh)
        settled = [record for _, record, _ in items if record.id in lone]
        if settled:
            values = [to_tuple(kind, record) for record in settled]
            write(self._connection, CANONICAL[kind], columns(kind), values, fresh=fresh)
        held = [(kind, key, record.id) for record in settled for key in lone[record.id]]
        write(self._connection, identity_key, _HELD, held, new=True)

    def _canonical(self, kind: str, items: Sequence[Item], there: set[tuple[str, str]], *, fresh: bool) -> None:
        """`there`: records that are linked to their row already."""
        names = columns(kind)
        rows = [to_tuple(kind, record) for _, record, _ in items]
        if kind == "opportunity":
            named = [dict(zip(names, row, strict=True)) for row in rows]
            self._versions(named, [written for _, _, written in items])
        write(self._connection, CANONICAL[kind], names, rows, fresh=fresh)
        links = [
            (kind, record.id, key, record.id, None, False) for key, record, _ in items if (kind, record.id) not in there
        ]
        write(self._connection, link, _LINK, links, new=True, fresh=fresh)

    def _versions(self, rows: Sequence[dict[str, Any]], written: Sequence[Written]) -> None:
        """Close the known time of what changed and open it anew. First sight opens only."""
        table = opportunity_version
        known = [row["id"] for row, source in zip(rows, written, strict=True) if source.known]
        current: dict[str, Any] = {}
        if known:
            open_rows = select(table).where(self._among(table.c.opportunity, known), table.c.known_to.is_(None))
            current = {row.opportunity: row for row in self._connection.execute(open_rows)}
        closed: list[int] = []
        opened: list[tuple[Any, ...]] = []
        for row, source in zip(rows, written, strict=True):
            version = tuple(row[name] for name in _VERSIONED)
            old = current.get(row["id"])
            if old is not None:
                if all(getattr(old, name) == value for name, value in zip(_VERSIONED, version, strict=True)):
                    continue
                closed.append(old.id)
            opened.append((*version, row["id"], source.row.stamp, source.read_at, None, self._run))
        for batch in batches(closed):
            at = opened[0][_KNOWN_FROM]
            self._connection.execute(update(table).where(table.c.id.in_(batch)).values(known_to=at))
        write(self._connection, table, _VERSION, opened, new=True)
