"""Every mapping that made records, by the fingerprint that the source rows carry."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from advocacy_sync.ports.store import MappingVersion

from .bulk import insert_new
from .schema import mapping_version, source_row

__all__ = ["SqlMappings"]


class SqlMappings:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, one: MappingVersion) -> None:
        """Store it when it is new."""
        row = {
            "connection": one.connection, "object": one.object, "version": one.version, "document": one.document,
            "run": one.run, "since": one.since,
        }  # fmt: skip
        insert_new(self._connection, mapping_version, [row])

    def all(self) -> list[MappingVersion]:
        """Oldest first within each object."""
        table = mapping_version.c
        order = (table.connection, table.object, table.run, table.version)
        return [
            MappingVersion(**row._mapping) for row in self._connection.execute(select(mapping_version).order_by(*order))
        ]

    def rows(self) -> dict[tuple[str, str, str], int]:
        """How many kept rows each version made the records of, by (connection, object, version)."""
        key = (source_row.c.connection, source_row.c.object, source_row.c.mapping)
        return {
            (row[0], row[1], row[2]): row[3]
            for row in self._connection.execute(select(*key, func.count()).group_by(*key))
        }
