"""Advocates, nomination signals and stale flags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, delete, select, update

from advocacy_sync.kernel.ids import RecordId
from advocacy_sync.records.advocate import Advocate
from advocacy_sync.records.kinds import AdvocateStatus

from .bulk import insert_new
from .schema import advocate, signal, stale_flag

__all__ = ["SqlProgramme"]


class SqlProgramme:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def advocates(self) -> list[Advocate]:
        return [
            Advocate(
                id=RecordId(row.id),
                contact=RecordId(row.contact),
                status=AdvocateStatus(row.status),
                since=row.since,
                reason=row.reason,
            )
            for row in self._connection.execute(select(advocate).order_by(advocate.c.id))
        ]

    def add_advocates(self, advocates: Sequence[Advocate]) -> None:
        rows = [
            {"id": one.id, "contact": one.contact, "status": one.status.value, "since": one.since, "reason": one.reason}
            for one in advocates
        ]
        insert_new(self._connection, advocate, rows)

    def signals(self) -> list[dict[str, Any]]:
        """Every signal, open or closed, oldest first; `evidence` is a list of record ids."""
        rows = self._connection.execute(select(signal).order_by(signal.c.id))
        return [{**row._mapping, "evidence": orjson.loads(row.evidence)} for row in rows]

    def open_signals(self, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            values = [{**row, "evidence": orjson.dumps(row["evidence"]).decode()} for row in rows]
            self._connection.execute(signal.insert(), values)

    def close_signals(self, closed: Sequence[tuple[int, str]], now: datetime) -> None:
        """Close by id, each with its reason."""
        for key, because in closed:
            values = {"closed_at": now, "closed_because": because}
            self._connection.execute(update(signal).where(signal.c.id == key).values(values))

    def stale_flags(self) -> list[dict[str, Any]]:
        rows = self._connection.execute(select(stale_flag).order_by(stale_flag.c.contact, stale_flag.c.fact))
        return [dict(row._mapping) for row in rows]

    def replace_stale_flags(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._connection.execute(delete(stale_flag))
        if rows:
            self._connection.execute(stale_flag.insert(), [dict(row) for row in rows])
