"""Push plans: each planned value with its before-image, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, select, update

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import Intent

from .schema import intent as intent_table
from .schema import plan as plan_table

__all__ = ["SqlPushes"]


class SqlPushes:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open_plan(self, run: RunId, intents: Sequence[Intent], now: datetime) -> int:
        """Store a plan and its intents; the plan's number."""
        values = {"run": run, "created_at": now, "status": "open"}
        inserted = plan_table.insert().values(values).returning(plan_table.c.id)
        plan = int(self._connection.execute(inserted).scalar_one())
        rows = [
            {
                "plan": plan,
                "source_key": intent.source_key,
                "field": intent.field,
                "value": intent.value,
                "before": _text(intent.before),
                "after": _text(intent.after),
                "reason": intent.reason,
                "outcome": intent.outcome,
                "message": intent.message,
            }
            for intent in intents
        ]
        if rows:
            self._connection.execute(intent_table.insert(), rows)
        return plan

    def plan(self, plan: int) -> list[Intent]:
        rows = self._connection.execute(
            select(intent_table).where(intent_table.c.plan == plan).order_by(intent_table.c.id)
        )
        return [
            Intent(
                id=row.id,
                source_key=row.source_key,
                field=row.field,
                value=row.value,
                before=orjson.loads(row.before),
                after=orjson.loads(row.after),
                reason=row.reason,
                outcome=row.outcome,
                message=row.message,
            )
            for row in rows
        ]

    def newest_plan(self) -> tuple[int, str] | None:
        """Number and status (open, applied) of the newest plan."""
        query = select(plan_table.c.id, plan_table.c.status).order_by(plan_table.c.id.desc()).limit(1)
        row = self._connection.execute(query).one_or_none()
        return (row[0], row[1]) if row else None

    def settle(self, intents: Sequence[Intent], now: datetime) -> None:
        """Record how each intent ended."""
        statement = update(intent_table).where(intent_table.c.id == bindparam("key"))
        values: dict[str, Any] = {
            "outcome": bindparam("how"),
            "message": bindparam("words"),
            "settled_at": bindparam("at"),
        }
        rows = [{"key": one.id, "how": one.outcome, "words": one.message, "at": now} for one in intents]
        if rows:
            self._connection.execute(statement.values(values), rows)

    def close(self, plan: int) -> None:
        self._connection.execute(update(plan_table).where(plan_table.c.id == plan).values(status="applied"))


def _text(value: Any) -> str:
    return orjson.dumps(value).decode()
