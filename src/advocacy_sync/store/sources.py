"""Source rows as read, the records that came of them, their quarantine, and the checkpoints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, delete, func, select, update

from advocacy_sync.kernel.ids import RunId, SourceKey
from advocacy_sync.ports.store import Known, Outcome, Written
from advocacy_sync.records.source_row import SourceRow

from .bulk import batches, insert_new, upsert
from .flat import to_json, to_row
from .schema import CANONICAL, IDENTITY, link, opportunity_version, quarantine, source_row

__all__ = ["SqlSources", "digest"]

_VERSIONED = ("amount_minor", "currency", "stage", "status", "kind", "close_date", "owner")


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
        found: dict[str, Known] = {}
        columns = [source_row.c[name] for name in ("key", "digest", "stamp", "mapping", "deleted")]
        for batch in batches(keys):
            rows = self._connection.execute(select(*columns).where(source_row.c.key.in_(batch)))
            found.update({row.key: Known(row.digest, row.stamp, row.mapping, row.deleted) for row in rows})
        return found

    def stored(self, keys: Sequence[str]) -> dict[str, SourceRow]:
        """The named rows as they are kept."""
        found: dict[str, SourceRow] = {}
        for batch in batches(keys):
            rows = self._connection.execute(select(source_row).where(source_row.c.key.in_(batch)))
            found.update({row.key: _kept(row) for row in rows})
        return found

    def outdated(self, connection: str, object_name: str, mapping: str, limit: int) -> list[SourceRow]:
        """Living rows of an object that another version of the mapping was applied to, by key."""
        mine = (source_row.c.connection == connection, source_row.c.object == object_name)
        other = (source_row.c.mapping != mapping, source_row.c.deleted.is_(False))
        query = select(source_row).where(*mine, *other).order_by(source_row.c.key).limit(limit)
        return [_kept(row) for row in self._connection.execute(query)]

    def put(self, run: RunId, mapping: str, rows: Sequence[Written], *, shown: bool = True) -> None:
        """Store rows as read, with what became of them and the records that they yield.

        `shown`: by the CRM in this run; else they are known rows that are written anew.
        """
        self._rows(run, mapping, rows, shown=shown)
        self._quarantine(run, rows)
        _Records(self._connection, run).put(rows)

    def _rows(self, run: RunId, mapping: str, rows: Sequence[Written], *, shown: bool) -> None:
        values = [
            {
                "key": str(written.row.key),
                "connection": written.row.key.connection,
                "object": written.row.key.object,
                "external_id": written.row.key.external_id,
                "payload": written.payload,
                "digest": written.digest,
                "stamp": written.row.stamp,
                "deleted": written.row.deleted,
                "mapping": mapping,
                "outcome": written.outcome.value,
                "first_run": run,
                "last_run": run,
            }
            for written in rows
        ]
        upsert(self._connection, source_row, values, keep=("first_run",) if shown else ("first_run", "last_run"))

    def _quarantine(self, run: RunId, rows: Sequence[Written]) -> None:
        changed = [str(written.row.key) for written in rows if written.known]
        for batch in batches(changed):
            self._connection.execute(delete(quarantine).where(quarantine.c.source_key.in_(batch)))
        problems = [
            {
                "source_key": str(written.row.key),
                "record": problem.record,
                "field": problem.field,
                "code": problem.code,
                "message": problem.message,
                "fatal": problem.fatal,
                "run": run,
            }
            for written in rows
            for problem in written.problems
        ]
        if problems:
            self._connection.execute(quarantine.insert(), problems)

    def touch(self, run: RunId, keys: Sequence[str]) -> None:
        for batch in batches(keys):
            self._connection.execute(update(source_row).where(source_row.c.key.in_(batch)).values(last_run=run))

    def standing(self, connection: str, object_name: str) -> Iterator[tuple[str, datetime, dict[str, Any]]]:
        """(key, stamp, payload) of every row of an object that the CRM has not deleted, by key."""
        mine = (source_row.c.connection == connection) & (source_row.c.object == object_name)
        columns = (source_row.c.key, source_row.c.stamp, source_row.c.payload)
        query = select(*columns).where(mine, source_row.c.deleted.is_(False)).order_by(source_row.c.key)
        for key, stamp, payload in self._connection.execute(query):
            yield key, stamp, orjson.loads(payload)

    def patch(self, run: RunId, rows: Sequence[SourceRow]) -> None:
        """Put what a read-back saw of rows over what is stored of them, so that the next plan knows.

        A deleted row is left to the pull, which takes its records away, too.
        """
        seen = {str(row.key): row for row in rows if not row.deleted}
        changed: list[dict[str, Any]] = []
        for batch in batches(seen):
            stored = select(source_row.c.key, source_row.c.payload).where(
                source_row.c.key.in_(batch), source_row.c.deleted.is_(False)
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

    def __init__(self, connection: Connection, run: RunId) -> None:
        self._connection, self._run = connection, run

    def put(self, rows: Sequence[Written]) -> None:
        wanted: dict[str, list[tuple[str, Any, Written]]] = defaultdict(list)
        gone: set[str] = set()
        for written in rows:
            if written.outcome is Outcome.REJECTED:
                continue  # what was known of it stays; the quarantine says why nothing newer came
            for kind, record in written.records:
                wanted[kind].append((str(written.row.key), record, written))
            if written.known:
                gone.add(str(written.row.key))
        kept = {(kind, record.id) for kind, items in wanted.items() for _, record, _ in items}
        if gone:
            self._drop(sorted(gone), kept, rows[0].read_at)
        for kind, items in wanted.items():
            if kind in IDENTITY:
                self._members(kind, items)
            else:
                self._canonical(kind, items)

    def _drop(self, source_keys: Sequence[str], kept: set[tuple[str, str]], at: datetime) -> None:
        """Remove records that changed or deleted source rows no longer yield."""
        for batch in batches(source_keys):
            found = self._connection.execute(
                select(link.c.kind, link.c.id, link.c.record_id).where(link.c.source_key.in_(batch))
            ).all()
            dropped = [row for row in found if (row.kind, row.id) not in kept]
            for kind in {row.kind for row in dropped}:
                self._drop_kind(kind, [row for row in dropped if row.kind == kind], at)

    def _drop_kind(self, kind: str, rows: Sequence[Any], at: datetime) -> None:
        ids = [row.id for row in rows]
        self._connection.execute(delete(link).where(link.c.kind == kind, link.c.id.in_(ids)))
        table = CANONICAL[kind]
        if kind in IDENTITY:  # others may still speak for the same canonical record
            groups = {row.record_id for row in rows}
            of_group = (link.c.kind == kind) & link.c.record_id.in_(groups)
            left = set(self._connection.execute(select(link.c.record_id).where(of_group)).scalars())
            self._connection.execute(update(link).where(of_group).values(dirty=True))
            ids = sorted(groups - left)
        self._connection.execute(delete(table).where(table.c.id.in_(ids)))
        if kind == "opportunity":
            mine = opportunity_version.c.opportunity.in_(ids) & opportunity_version.c.known_to.is_(None)
            self._connection.execute(update(opportunity_version).where(mine).values(known_to=at))

    def _members(self, kind: str, items: Sequence[tuple[str, Any, Written]]) -> None:
        rows = [
            {
                "kind": kind,
                "id": record.id,
                "source_key": source_key,
                "record_id": record.id,
                "fields": to_json(kind, record),
                "dirty": True,
            }
            for source_key, record, _ in items
        ]
        upsert(self._connection, link, rows, keep=("record_id",))

    def _canonical(self, kind: str, items: Sequence[tuple[str, Any, Written]]) -> None:
        rows = [to_row(kind, record) for _, record, _ in items]
        if kind == "opportunity":
            self._versions(rows, [written for _, _, written in items])
        upsert(self._connection, CANONICAL[kind], rows)
        links = [
            {"kind": kind, "id": record.id, "source_key": key, "record_id": record.id, "fields": None, "dirty": False}
            for key, record, _ in items
        ]
        insert_new(self._connection, link, links)

    def _versions(self, rows: Sequence[dict[str, Any]], written: Sequence[Written]) -> None:
        """Close the known time of what changed and open it anew. First sight opens only."""
        table = opportunity_version
        current: dict[str, Any] = {}
        for batch in batches([row["id"] for row, source in zip(rows, written, strict=True) if source.known]):
            open_rows = select(table).where(table.c.opportunity.in_(batch), table.c.known_to.is_(None))
            current.update({row.opportunity: row for row in self._connection.execute(open_rows)})
        closed: list[int] = []
        opened: list[dict[str, Any]] = []
        for row, source in zip(rows, written, strict=True):
            version = {name: row[name] for name in _VERSIONED}
            old = current.get(row["id"])
            if old is not None:
                if all(getattr(old, name) == value for name, value in version.items()):
                    continue
                closed.append(old.id)
            opened.append(
                {
                    **version,
                    "opportunity": row["id"],
                    "valid_from": source.row.stamp,
                    "known_from": source.read_at,
                    "known_to": None,
                    "run": self._run,
                }
            )
        if opened:
            for batch in batches(closed):
                at = opened[0]["known_from"]
                self._connection.execute(update(table).where(table.c.id.in_(batch)).values(known_to=at))
            self._connection.execute(table.insert(), opened)
