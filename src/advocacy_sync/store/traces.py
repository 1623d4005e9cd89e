"""What has led to a value: the plans that had it, the money and the verdicts behind it, the rows behind a record."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Connection, Row, select

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import Origin, Plan, PushedValue, Traced
from advocacy_sync.records.catalogue import RECORDS

from .bulk import STREAMED, among
from .pushes import intent_of, value_of
from .schema import intent, ledger_entry, link, plan, pushed_value, source_row, verdict

__all__ = ["SqlTraces"]


class SqlTraces:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def pushed(self) -> Iterator[str]:
        """Keys of the rows that we have written to, each once, in order."""
        query = select(pushed_value.c.source_key).distinct().order_by(pushed_value.c.source_key)
        with self._connection.execute(query, execution_options=STREAMED) as rows:
            yield from rows.scalars()

    def of_row(self, source_key: str) -> tuple[list[Traced], dict[str, PushedValue]]:
        """What was ever planned for a row, the newest first; and what stands between us and its fields."""
        query = select(intent).where(intent.c.source_key == source_key).order_by(intent.c.id.desc())
        planned = list(self._connection.execute(query))
        numbers = {row.plan for row in planned}
        plans = {row.id: _plan(row) for row in self._connection.execute(select(plan).where(plan.c.id.in_(numbers)))}
        traced = [Traced(intent=intent_of(row), plan=plans[row.plan], settled_at=row.settled_at) for row in planned]
        mine = select(pushed_value).where(pushed_value.c.source_key == source_key)
        return traced, {row.field: value_of(row) for row in self._connection.execute(mine)}

    def entries(self, opportunities: Collection[str]) -> list[dict[str, Any]]:
        """Every ledger entry of these, reversed ones and reversals among them, in the order posted."""
        mine = among(self._connection, ledger_entry.c.opportunity, opportunities)
        query = select(ledger_entry).where(mine).order_by(ledger_entry.c.id)
        return [dict(row._mapping) for row in self._connection.execute(query)]

    def verdicts(self, opportunities: Collection[str]) -> list[dict[str, Any]]:
        """The verdicts on the touches of these, of all rule versions, oldest touch first."""
        mine = among(self._connection, verdict.c.opportunity, opportunities)
        order = (verdict.c.occurred_at, verdict.c.activity, verdict.c.contact, verdict.c.rule_version)
        query = select(verdict).where(mine).order_by(*order)
        return [dict(row._mapping) for row in self._connection.execute(query)]

    def origins(self, records: Collection[str]) -> list[Origin]:
        """The source rows behind records of any kind, by record and key; each pair once."""
        named = link.c.kind.in_(sorted(RECORDS)) & among(self._connection, link.c.record_id, records)
        columns = ("connection", "object", "external_id", "stamp", "deleted", "mapping", "last_run")
        query = (
            select(link.c.record_id, *(source_row.c[name] for name in columns))
            .join(source_row, source_row.c.key == link.c.source_key)
            .where(named)
            .distinct()
            .order_by(link.c.record_id, source_row.c.connection, source_row.c.object, source_row.c.external_id)
        )
        return [_origin(row) for row in self._connection.execute(query)]


def _plan(row: Row[Any]) -> Plan:
    return Plan(**{**row._mapping, "run": RunId(row.run)})


def _origin(row: Row[Any]) -> Origin:
    values = {name: value for name, value in row._mapping.items() if name != "record_id"}
    return Origin(**{**values, "record": row.record_id, "last_run": RunId(row.last_run)})
