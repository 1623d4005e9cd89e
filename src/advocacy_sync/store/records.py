"""Canonical records, read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from advocacy_sync.records.catalogue import shapes

from .bulk import STREAMED, among, batches
from .flat import columns, from_tuple
from .lineage import SqlLineage
from .schema import CANONICAL, TICKED, link

__all__ = ["SqlRecords"]


class SqlRecords:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self, kind: str, ids: Collection[str] | None = None) -> Iterator[Any]:
        """Every record of a kind, or those of these ids that are there, in the order of ids."""
        table = CANONICAL[kind]
        query = select(*[table.c[name] for name in columns(kind)]).order_by(table.c.id)
        if ids is not None:
            query = query.where(among(self._connection, table.c.id, ids))
        with self._connection.execute(query, execution_options=STREAMED) as rows:
            for row in rows:
                yield from_tuple(kind, row)

    def ticked(self, kind: str, box: str) -> Iterator[Any]:
        """The records of a kind whose flag is set, in the order of ids. Raises ValueError for a flag without index."""
        if (kind, box) not in TICKED:
            raise ValueError(f"{kind}.{box} has no index of the ticked ones")
        table = CANONICAL[kind]
        query = select(*[table.c[name] for name in columns(kind)]).where(table.c[box].is_(True)).order_by(table.c.id)
        for row in self._connection.execute(query):
            yield from_tuple(kind, row)

    def links(self, kind: str) -> dict[str, str]:
        """Canonical id by the id under which a record was founded, where the two differ.

        What the CRM merged away leads to what stands for its heir.
        """
        query = select(link.c.id, link.c.record_id).where(link.c.kind == kind, link.c.id != link.c.record_id)
        found = {row[0]: row[1] for row in self._connection.execute(query)}
        heirs = SqlLineage(self._connection).heirs()
        return {**{gone: found.get(heir, heir) for gone, heir in heirs.items()}, **found}

    def referring(self, ids: Sequence[str]) -> list[str]:
        """Keys of the source rows whose records refer to one of these ids, sorted."""
        found: set[str] = set()
        for kind, table in CANONICAL.items():
            mine = (link.c.kind == kind) & (link.c.record_id == table.c.id)
            for name in [name for name, shape in shapes(kind).items() if shape.shape == "reference"]:
                for batch in batches(ids):
                    query = select(link.c.source_key).join(table, mine).where(table.c[name].in_(batch))
                    found.update(self._connection.execute(query).scalars())
        return sorted(found)

    def sources_of(self, kind: str) -> dict[str, list[str]]:
        """Keys of the source rows behind each canonical record, sorted."""
        found: dict[str, list[str]] = defaultdict(list)
        query = select(link.c.record_id, link.c.source_key).where(link.c.kind == kind)
        for record_id, source_key in self._connection.execute(query.order_by(link.c.record_id, link.c.source_key)):
            found[record_id].append(source_key)
        return found

    def count(self, kind: str) -> int:
        return self._connection.execute(select(func.count()).select_from(CANONICAL[kind])).scalar_one()
