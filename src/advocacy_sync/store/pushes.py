"""Push plans: each planned value with its before-image, how it ended, and what we last wrote to each field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, bindparam, select, update

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import Intent, Plan, PushedValue

from .bulk import batches, upsert
from .schema import intent as intent_table
from .schema import plan as plan_table
from .schema import pushed_value

__all__ = ["SqlPushes", "intent_of", "value_of"]

_WIRE = ("before", "after", "replaced")  # kept as JSON
_VALUES = ("written", "wanted")


class SqlPushes:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open_plan(self, plan: Plan, intents: Sequence[Intent]) -> int:
        """Store a new plan and its intents; the number that it gets."""
        values = {name: value for name, value in _members(plan).items() if name != "id"}
        inserted = plan_table.insert().values(values).returning(plan_table.c.id)
        number = int(self._connection.execute(inserted).scalar_one())
        rows = [_row(intent, number) for intent in intents]
        for batch in batches(rows, 1_000):
            self._connection.execute(intent_table.insert(), batch)
        return number

    def get(self, plan: int) -> Plan | None:
        return self._one(plan_table.c.id == plan)

    def of_run(self, run: RunId) -> Plan | None:
        """The plan that a run made."""
        return self._one(plan_table.c.run == run)

    def applied_in(self, run: RunId) -> list[Intent]:
        """Values that a run brought into a CRM, or may have: their answer was lost."""
        mine = (intent_table.c.run == run) & intent_table.c.outcome.in_(("applied", "unknown"))
        query = select(intent_table).where(mine).order_by(intent_table.c.id)
        return [intent_of(row) for row in self._connection.execute(query)]

    def unsettled_in(self, run: RunId) -> list[Intent]:
        """Values that a run did not bring to where the plan wanted them."""
        mine = (intent_table.c.run == run) & intent_table.c.outcome.in_(("rejected", "conflicted", "unknown"))
        query = select(intent_table).where(mine).order_by(intent_table.c.id)
        return [intent_of(row) for row in self._connection.execute(query)]

    def newest(self) -> Plan | None:
        return self._one(plan_table.c.id > 0)

    def _one(self, where: Any) -> Plan | None:
        query = select(plan_table).where(where).order_by(plan_table.c.id.desc()).limit(1)
        row = self._connection.execute(query).one_or_none()
        return Plan(**{**row._mapping, "run": RunId(row.run)}) if row else None

    def intents(self, plan: int) -> list[Intent]:
        query = select(intent_table).where(intent_table.c.plan == plan).order_by(intent_table.c.id)
        return [intent_of(row) for row in self._connection.execute(query)]

    def settle(self, run: RunId, intents: Sequence[Intent], now: datetime) -> None:
        """Record how each intent ended in a run."""
        statement = update(intent_table).where(intent_table.c.id == bindparam("key"))
        values: dict[str, Any] = {
            "outcome": bindparam("how"),
            "code": bindparam("coded"),
            "message": bindparam("words"),
            "replaced": bindparam("stood"),
            "settled_at": bindparam("at"),
            "run": run,
        }
        rows = [
            {
                "key": one.id,
                "how": one.outcome,
                "coded": one.code,
                "words": one.message,
                "stood": _text(one.replaced),
                "at": now,
            }
            for one in intents
        ]
        if rows:
            self._connection.execute(statement.values(values), rows)

    def mark(self, plan: int, status: str, note: str = "", approved_at: datetime | None = None) -> None:
        values: dict[str, Any] = {"status": status, "note": note}
        if approved_at is not None:
            values["approved_at"] = approved_at
        self._connection.execute(update(plan_table).where(plan_table.c.id == plan).values(**values))

    def supersede(self) -> None:
        """Plans that were not brought to their end are not any more: a newer one knows better."""
        old = plan_table.c.status.in_(("open", "held", "stopped"))
        self._connection.execute(update(plan_table).where(old).values(status="superseded"))

    def values(self, connection: str, object_name: str) -> dict[tuple[str, str], PushedValue]:
        """What stands between us and the fields of an object, by (source key, field)."""
        head = f"{connection}/{object_name}"
        key = pushed_value.c.source_key
        rows = self._connection.execute(select(pushed_value).where((key > f"{head}/") & (key < f"{head}0")))
        found = [value_of(row) for row in rows]
        return {(one.source_key, one.field): one for one in found}

    def put_values(self, values: Sequence[PushedValue]) -> None:
        rows = [{**_members(one), **{name: _text(getattr(one, name)) for name in _VALUES}} for one in values]
        for batch in batches(rows, 1_000):
            upsert(self._connection, pushed_value, batch)


def _members(one: Intent | Plan | PushedValue) -> dict[str, Any]:
    """As `asdict`, which copies deeply, and that is most of what writing many costs."""
    return {field.name: getattr(one, field.name) for field in fields(one)}


def _row(intent: Intent, plan: int) -> dict[str, Any]:
    values = _members(intent)
    del values["id"]
    return {**values, **{name: _text(values[name]) for name in _WIRE}, "plan": plan}


def intent_of(row: Row[Any]) -> Intent:
    values = {name: value for name, value in row._mapping.items() if name not in ("plan", "settled_at")}
    return Intent(**{**values, **_parsed(row, _WIRE)})


def value_of(row: Row[Any]) -> PushedValue:
    return PushedValue(**{**row._mapping, **_parsed(row, _VALUES)})


def _parsed(row: Row[Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: orjson.loads(row._mapping[name] or b"null") for name in names}


def _text(value: Any) -> str:
    return orjson.dumps(value).decode()
