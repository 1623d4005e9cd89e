"""Which rows a whole read has met, and which stored ones it has not, how often in a row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, select

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import Absence

from .bulk import batches, insert_new, upsert
from .schema import absence, seen, source_row

__all__ = ["SqlPresence"]


class SqlPresence:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def saw(self, keys: Sequence[str]) -> None:
        insert_new(self._connection, seen, [{"key": key} for key in dict.fromkeys(keys)])

    def forget(self, connection: str, object_name: str) -> None:
        """A whole read of the object begins or has ended: what was met so far counts no more."""
        self._connection.execute(delete(seen).where(_of(seen.c.key, connection, object_name)))

    def living(self, connection: str, object_name: str) -> int:
        """Stored rows of the object that are not deleted."""
        return self._connection.execute(select(func.count()).where(*_alive(connection, object_name))).scalar_one()

    def missed(self, connection: str, object_name: str, begun: RunId) -> list[str]:
        """Keys of living rows that the read did not meet and that nothing has shown since the run `begun`."""
        met = select(seen.c.key).where(seen.c.key == source_row.c.key).exists()
        query = select(source_row.c.key).where(*_alive(connection, object_name), source_row.c.last_run < begun, ~met)
        return list(self._connection.execute(query.order_by(source_row.c.key)).scalars())

    def note(self, connection: str, object_name: str, missed: Sequence[str], run: RunId, now: datetime) -> None:
        """Count one more absence of the rows missed; of all others of the object there is none."""
        before = {row.source_key: row for row in self._rows(connection, object_name)}
        kept = set(missed)
        self.settle(sorted(set(before) - kept))
        rows = [
            {
                "source_key": key,
                "times": before[key].times + (before[key].last_run != run) if key in before else 1,
                "first_run": before[key].first_run if key in before else run,
                "last_run": run,
                "first_at": before[key].first_at if key in before else now,
            }
            for key in missed
        ]
        for part in batches(rows):
            upsert(self._connection, absence, part)

    def settle(self, keys: Sequence[str]) -> None:
        """It is known what became of these rows."""
        for batch in batches(keys):
            self._connection.execute(delete(absence).where(absence.c.source_key.in_(batch)))

    def absences(self, connection: str, object_name: str, times: int) -> list[Absence]:
        """Rows that have been missed at least so many times in a row."""
        return [
            Absence(source_key=row.source_key, times=row.times)
            for row in self._rows(connection, object_name)
            if row.times >= times
        ]

    def _rows(self, connection: str, object_name: str) -> list[Row[Any]]:
        query = select(absence).where(_of(absence.c.source_key, connection, object_name))
        return list(self._connection.execute(query.order_by(absence.c.source_key)).all())


def _alive(connection: str, object_name: str) -> tuple[ColumnElement[bool], ...]:
    mine = source_row.c
    return mine.connection == connection, mine.object == object_name, mine.deleted.is_(False)


def _of(key: ColumnElement[str], connection: str, object_name: str) -> ColumnElement[bool]:
    """Keys of one object: they begin with its name, and `0` is what follows `/` in byte order."""
    head = f"{connection}/{object_name}"
    return (key > f"{head}/") & (key < f"{head}0")
