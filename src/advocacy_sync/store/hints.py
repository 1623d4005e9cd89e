"""What CRMs told us unasked, until a pull has looked. A hint that comes again is the same hint."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b

from sqlalchemy import Connection, delete, func, select

from advocacy_sync.ports.crm import Hint

from .bulk import batches, upsert
from .schema import hint as hint_table
from .schema import journal

__all__ = ["SqlHints"]


class SqlHints:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, connection: str, hints: Sequence[Hint], now: datetime) -> int:
        """Keep hints that are not kept yet; how many those were."""
        rows = {
            _event(connection, hint): {
                "connection": connection,
                "object": hint.object,
                "external_id": hint.id,
                "kind": hint.kind,
                "occurred_at": hint.occurred_at,
                "received_at": now,
            }
            for hint in hints
        }
        known: set[str] = set()
        for batch in batches(rows):
            query = select(hint_table.c.event).where(hint_table.c.event.in_(batch))
            known.update(self._connection.execute(query).scalars())
        new = [{**row, "event": event} for event, row in rows.items() if event not in known]
        if new:
            self._connection.execute(hint_table.insert(), new)
        return len(new)

    def waiting(self, connection: str) -> tuple[int, dict[str, list[str]]]:
        """Ids by object that hints name, and the number of the last hint of them."""
        query = select(hint_table).where(hint_table.c.connection == connection).order_by(hint_table.c.id)
        found: dict[str, dict[str, None]] = {}
        last = 0
        for row in self._connection.execute(query):
            found.setdefault(row.object, {})[row.external_id] = None
            last = row.id
        return last, {name: list(ids) for name, ids in found.items()}

    def drop(self, connection: str, last: int) -> None:
        """A pull has looked at the hints up to this one."""
        mine = (hint_table.c.connection == connection) & (hint_table.c.id <= last)
        self._connection.execute(delete(hint_table).where(mine))

    def offset(self, connection: str) -> str | None:
        """How far the connection's journal has been followed."""
        query = select(journal.c.offset).where(journal.c.connection == connection)
        found = self._connection.execute(query).scalar()
        return None if found is None else str(found)

    def follow(self, connection: str, offset: str | None, now: datetime) -> None:
        """None: what follows is no longer kept; the journal is followed from its oldest entry on."""
        if offset is None:
            self._connection.execute(delete(journal).where(journal.c.connection == connection))
        else:
            upsert(self._connection, journal, [{"connection": connection, "offset": offset, "read_at": now}])

    def count(self) -> int:
        return self._connection.execute(select(func.count()).select_from(hint_table)).scalar_one()


def _event(connection: str, hint: Hint) -> str:
    said = f"{connection} {hint.object} {hint.id} {hint.kind} {hint.occurred_at.isoformat()}"
    return blake2b(said.encode(), digest_size=16).hexdigest()
