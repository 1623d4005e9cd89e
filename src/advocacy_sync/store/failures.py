"""Values that the CRM refused, by cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import orjson
from sqlalchemy import Connection, delete, select, tuple_

from advocacy_sync.ports.store import Failure

from .bulk import batches, upsert
from .schema import failure

__all__ = ["SqlFailures"]


class SqlFailures:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, failures: Sequence[Failure]) -> None:
        rows = [{**asdict(one), "after": orjson.dumps(one.after).decode()} for one in failures]
        upsert(self._connection, failure, rows)

    def clear(self, keys: Sequence[tuple[str, str]]) -> None:
        """These values, by (source key, field), fail no more."""
        for batch in batches(keys):
            mine = tuple_(failure.c.source_key, failure.c.field).in_(batch)
            self._connection.execute(delete(failure).where(mine))

    def all(self) -> list[Failure]:
        query = select(failure).order_by(failure.c.fingerprint, failure.c.source_key, failure.c.field)
        return [
            Failure(**{**row._mapping, "after": orjson.loads(row.after)}) for row in self._connection.execute(query)
        ]
