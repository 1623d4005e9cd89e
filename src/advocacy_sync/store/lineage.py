"""Which row a merged one went into. Steps are stored, chains are followed when they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select, update

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import Edge

from .bulk import batches, upsert
from .schema import lineage

__all__ = ["SqlLineage"]


class SqlLineage:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, run: RunId, edges: Sequence[Edge]) -> None:
        """Learn that rows went into others. What is known already is left as it is."""
        new = {edge.gone: edge for edge in edges if edge.gone != edge.heir}
        for batch in batches(new):
            query = select(lineage.c.source_key, lineage.c.into_key).where(lineage.c.source_key.in_(batch))
            for gone, heir in self._connection.execute(query):
                if new[gone].heir == heir:
                    del new[gone]
        rows = [
            {"source_key": one.gone, "into_key": one.heir, "run": run, "merged_at": one.at, "followed": False}
            for one in new.values()
        ]
        upsert(self._connection, lineage, rows)

    def revive(self, living: Mapping[str, datetime]) -> None:
        """Rows that live, by key and stamp: what was changed after it is said to have gone has come back."""
        if self._connection.execute(select(lineage.c.source_key).limit(1)).first() is None:
            return
        for batch in batches(living):
            query = select(lineage.c.source_key, lineage.c.merged_at).where(lineage.c.source_key.in_(batch))
            back = [key for key, at in self._connection.execute(query) if living[key] > at]
            self._connection.execute(delete(lineage).where(lineage.c.source_key.in_(back)))

    def heirs(self) -> dict[str, str]:
        """The row at the end of the chain, by the key of each row that was merged away."""
        into = {row[0]: row[1] for row in self._connection.execute(select(lineage.c.source_key, lineage.c.into_key))}
        return {key: end for key in into if (end := _end(into, key)) is not None}

    def unfollowed(self, connection: str) -> list[str]:
        """Keys of merged rows of the connection whose children have not been read since."""
        query = select(lineage.c.source_key).where(lineage.c.followed.is_(False), _of(connection))
        return list(self._connection.execute(query.order_by(lineage.c.source_key)).scalars())

    def followed(self, gone: Sequence[str]) -> None:
        """What referred to these rows has been read anew."""
        for batch in batches(gone):
            mine = lineage.c.source_key.in_(batch)
            self._connection.execute(update(lineage).where(mine).values(followed=True))


def _of(connection: str) -> ColumnElement[bool]:
    """Keys of a connection begin with its name, and `0` is what follows `/` in byte order."""
    return (lineage.c.source_key > f"{connection}/") & (lineage.c.source_key < f"{connection}0")


def _end(into: Mapping[str, str], key: str) -> str | None:
    """Where a chain ends; None if it runs in a circle, which no CRM should tell."""
    passed: set[str] = set()
    while key in into:
        if key in passed:
            return None
        passed.add(key)
        key = into[key]
    return key
