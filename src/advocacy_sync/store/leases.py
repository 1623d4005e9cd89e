"""Who may write: one holder at a time, told from earlier ones by a number that only grows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, select, update

from .bulk import insert_new
from .schema import lease

__all__ = ["SqlLeases"]


class SqlLeases:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(
        self, name: str, holder: str, now: datetime, until: datetime, gone: Callable[[str], bool]
    ) -> tuple[int, bool] | None:
        """The fencing number, and whether the lease came from a holder that never gave it back.

        None while another one holds it: `gone` says of whom it is certain that they are no more.
        """
        insert_new(self._connection, lease, [{"name": name, "holder": "", "fence": 0, "until": now}])
        row = self._connection.execute(select(lease).where(lease.c.name == name).with_for_update()).one()
        held = row.holder != ""
        if held and row.until > now and not gone(row.holder):
            return None
        values = {"holder": holder, "fence": row.fence + 1, "until": until}
        self._connection.execute(update(lease).where(lease.c.name == name).values(**values))
        return row.fence + 1, held

    def holder(self, name: str) -> str | None:
        found = self._connection.execute(select(lease.c.holder).where(lease.c.name == name)).scalar()
        return str(found) if found else None

    def hold(self, name: str, fence: int, until: datetime) -> bool:
        """Prolong the lease inside the present transaction; False if it has gone to another one."""
        mine = (lease.c.name == name) & (lease.c.fence == fence)
        return self._connection.execute(update(lease).where(mine).values(until=until)).rowcount == 1

    def release(self, name: str, fence: int, now: datetime) -> None:
        mine = (lease.c.name == name) & (lease.c.fence == fence)
        self._connection.execute(update(lease).where(mine).values(holder="", until=now))
