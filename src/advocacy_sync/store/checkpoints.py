"""How far each task has read each object."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, Row, select, update

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import Checkpoint, Task

from .bulk import upsert
from .schema import checkpoint

__all__ = ["SqlCheckpoints"]


class SqlCheckpoints:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, connection: str, object_name: str, task: Task = "changes") -> Checkpoint | None:
        mine = (checkpoint.c.connection == connection, checkpoint.c.object == object_name, checkpoint.c.task == task)
        row = self._connection.execute(select(checkpoint).where(*mine)).one_or_none()
        return None if row is None else _state(row)

    def standing(self, connection: str) -> dict[tuple[str, Task], Checkpoint]:
        """Where every task of every object of the connection stands, by (object, task)."""
        query = select(checkpoint).where(checkpoint.c.connection == connection)
        rows = self._connection.execute(query.order_by(checkpoint.c.object, checkpoint.c.task))
        return {(row.object, row.task): _state(row) for row in rows}

    def attempt(self, connection: str, object_name: str, task: Task, number: int) -> None:
        """How often reading on from here has been begun; 0: no attempt is under way."""
        mine = (checkpoint.c.connection == connection, checkpoint.c.object == object_name, checkpoint.c.task == task)
        self._connection.execute(update(checkpoint).where(*mine).values(tries=number))

    def put(self, connection: str, object_name: str, task: Task, state: Checkpoint) -> None:
        row = {
            "connection": connection,
            "object": object_name,
            "task": task,
            "bound": state.bound,
            "window_end": state.window_end,
            "cursor": state.cursor,
            "sources": orjson.dumps(state.sources).decode(),
            "lost": orjson.dumps(state.lost).decode(),
            "read_at": state.read_at,
            "lag_seconds": int(state.lag.total_seconds()),
            "run": state.run,
            "completed_at": state.completed_at,
            "newest": state.newest,
            "tries": state.tries,
        }
        upsert(self._connection, checkpoint, [row])

    def cursors(self, connection: str) -> list[str]:
        """Where reads of the connection that are under way stand."""
        mine = (checkpoint.c.connection == connection) & checkpoint.c.cursor.is_not(None)
        return [row[0] for row in self._connection.execute(select(checkpoint.c.cursor).where(mine))]

    def completed(self) -> dict[tuple[str, str], datetime]:
        """When each object of each connection was last read to its end."""
        changes = (checkpoint.c.task == "changes") & checkpoint.c.completed_at.is_not(None)
        query = select(checkpoint.c.connection, checkpoint.c.object, checkpoint.c.completed_at).where(changes)
        return {(row[0], row[1]): row[2] for row in self._connection.execute(query)}

    def tried(self) -> set[tuple[str, str]]:
        """The objects of connections that a pull has begun to read, whether or not it came to their end."""
        return {
            (row[0], row[1]) for row in self._connection.execute(select(checkpoint.c.connection, checkpoint.c.object))
        }


def _state(row: Row[Any]) -> Checkpoint:
    return Checkpoint(
        bound=row.bound,
        window_end=row.window_end,
        cursor=row.cursor,
        sources=tuple(orjson.loads(row.sources)),
        lost=tuple(orjson.loads(row.lost)),
        read_at=row.read_at,
        lag=timedelta(seconds=row.lag_seconds),
        run=None if row.run is None else RunId(row.run),
        completed_at=row.completed_at,
        newest=row.newest,
        tries=row.tries,
    )
