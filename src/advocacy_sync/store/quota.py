"""The call ledger of each connection: calls by hour and purpose, and what the CRM last said is left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from advocacy_sync.transport.budget import Reading

from .bulk import upsert
from .schema import quota_reading, quota_use

__all__ = ["SqlQuota"]


class SqlQuota:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, connection: str, now: datetime, calls: Mapping[Any, int]) -> None:
        hour = now.replace(minute=0, second=0, microsecond=0)
        mine = (quota_use.c.connection == connection, quota_use.c.hour == hour)
        found = self._connection.execute(select(quota_use.c.purpose, quota_use.c.calls).where(*mine))
        before = {row[0]: row[1] for row in found}
        rows = [
            {"connection": connection, "hour": hour, "purpose": purpose, "calls": before.get(purpose, 0) + count}
            for purpose, count in calls.items()
        ]
        upsert(self._connection, quota_use, rows)

    def read(self, connection: str, reading: Reading, now: datetime) -> None:
        row = {
            "connection": connection,
            "total": reading.total,
            "remaining": reading.left,
            "resets_at": reading.resets_at,
            "read_at": now,
        }
        upsert(self._connection, quota_reading, [row])

    def last(self, connection: str) -> tuple[Reading, datetime] | None:
        """What the CRM last said, and when."""
        query = select(quota_reading).where(quota_reading.c.connection == connection)
        row = self._connection.execute(query).one_or_none()
        return (Reading(row.total, row.remaining, row.resets_at), row.read_at) if row else None

    def used(self, connection: str, since: datetime) -> dict[str, int]:
        """Our calls by purpose in the hours from `since` on."""
        mine = (quota_use.c.connection == connection, quota_use.c.hour >= since)
        query = select(quota_use.c.purpose, func.sum(quota_use.c.calls)).where(*mine).group_by(quota_use.c.purpose)
        return {row[0]: int(row[1]) for row in self._connection.execute(query.order_by(quota_use.c.purpose))}
