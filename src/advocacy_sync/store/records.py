"""Canonical records, read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, select

from .flat import from_row
from .schema import CANONICAL, link

__all__ = ["SqlRecords"]


class SqlRecords:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self, kind: str) -> Iterator[Any]:
        """Every record of a kind, in the order of ids."""
        table = CANONICAL[kind]
        for row in self._connection.execute(select(table).order_by(table.c.id)):
            yield from_row(kind, row._asdict())

    def links(self, kind: str) -> dict[str, str]:
        """Canonical id by the id under which a record was founded, where the two differ."""
        query = select(link.c.id, link.c.record_id).where(link.c.kind == kind, link.c.id != link.c.record_id)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def sources_of(self, kind: str) -> dict[str, list[str]]:
        """Keys of the source rows behind each canonical record, sorted."""
        found: dict[str, list[str]] = defaultdict(list)
        query = select(link.c.record_id, link.c.source_key).where(link.c.kind == kind)
        for record_id, source_key in self._connection.execute(query.order_by(link.c.record_id, link.c.source_key)):
            found[record_id].append(source_key)
        return found

    def count(self, kind: str) -> int:
        return self._connection.execute(select(func.count()).select_from(CANONICAL[kind])).scalar_one()
