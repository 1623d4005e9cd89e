"""Requests and nominations, and the moves by which they came to their state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from advocacy_sync.kernel.errors import ConflictError
from advocacy_sync.kernel.ids import RecordId, RunId
from advocacy_sync.records.work import Move, WorkItem, WorkKind, check_move

from .schema import work_item, work_move

__all__ = ["SqlWork"]


class SqlWork:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def items(self, kind: WorkKind) -> list[WorkItem]:
        """Every item of a kind, closed ones among them, oldest first."""
        rows = self._connection.execute(select(work_item).where(work_item.c.kind == kind).order_by(work_item.c.id))
        return [WorkItem(**{**row._mapping, "subject": RecordId(row.subject)}) for row in rows]

    def open(self, items: Sequence[WorkItem], run: RunId) -> None:
        """Store new items, each in the state that it begins in, however many with two statements."""
        if not items:
            return
        for item in items:
            check_move(item.kind, None, item.state)
        inserted = work_item.insert().returning(work_item.c.id, sort_by_parameter_order=True)
        rows = [{name: getattr(item, name) for name in _STORED} for item in items]
        numbers = self._connection.execute(inserted, rows).scalars().all()
        steps = [
            {
                "item": number,
                "at": item.since,
                "who": item.who,
                "before": None,
                "after": item.state,
                "because": item.because,
                "run": run,
            }
            for number, item in zip(numbers, items, strict=True)
        ]
        self._connection.execute(work_move.insert(), steps)

    def move(self, moves: Sequence[Move], now: datetime, run: RunId) -> None:
        """Bring items into another state. Raises ConflictError when a move is not legal or the item is no longer
        where it was seen."""
        for move in moves:
            item = move.item
            check_move(item.kind, item.state, move.to)
            mine = (work_item.c.id == item.id) & (work_item.c.state == item.state)
            values = {"state": move.to, "since": now, "because": move.because, "who": move.who}
            if self._connection.execute(update(work_item).where(mine).values(values)).rowcount != 1:
                raise ConflictError(f"{item.kind} {item.id} is no longer {item.state}: look again before moving it")
            step = {"item": item.id, "at": now, "who": move.who, "before": item.state, "because": move.because}
            self._connection.execute(work_move.insert().values(step | {"after": move.to, "run": run}))


_STORED = ("kind", "subject", "origin", "state", "opened_at", "since", "because", "who")
