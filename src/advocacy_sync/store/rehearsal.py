"""A store in which everything can be done and nothing is kept, and what was different there afterwards.

One transaction of the database around all of the store's, which become savepoints in it. What stood before is
copied into temporary tables, so that the comparison is the database's work and takes no memory of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    case,
    func,
    literal_column,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.sql.expression import column, table

from advocacy_sync.ports.store import Difference, Example

from .schema import CANONICAL, ledger_entry, signal, stale_flag
from .unit_of_work import SqlStore, SqlUnitOfWork

__all__ = ["SqlRehearsal", "rehearsal"]


@dataclass(frozen=True)
class _Compared:
    """What is compared: the rows as they stand, and the columns that tell one from the other."""

    rows: Select[Any]
    keys: tuple[str, ...] = ("id",)


_credits = (
    select(
        *(ledger_entry.c[name] for name in ("opportunity", "activity", "contact", "currency")),
        func.sum(ledger_entry.c.amount_minor).label("amount_minor"),
    )
    .where(ledger_entry.c.activity.is_not(None))
    .group_by(*(ledger_entry.c[name] for name in ("opportunity", "activity", "contact", "currency")))
    .having(func.sum(ledger_entry.c.amount_minor) != 0)
)
_COMPARED: dict[str, _Compared] = {
    **{kind: _Compared(select(found)) for kind, found in CANONICAL.items()},
    "signal": _Compared(
        select(signal.c.contact, signal.c.rule, signal.c.weight).where(signal.c.closed_at.is_(None)),
        ("contact", "rule"),
    ),
    "stale_flag": _Compared(
        select(stale_flag.c.contact, stale_flag.c.fact, stale_flag.c.stale_since), ("contact", "fact")
    ),
    "credit": _Compared(_credits, ("opportunity", "activity", "contact", "currency")),
}


@contextmanager
def rehearsal(store: SqlStore) -> Iterator[SqlRehearsal]:
    """The store, for trying things in it. Whatever happens, it is as before at the end."""
    with store.engine.connect() as connection:
        outer = connection.begin()
        try:
            yield SqlRehearsal(store, connection)
        finally:
            outer.rollback()


class SqlRehearsal(SqlStore):
    def __init__(self, store: SqlStore, connection: Connection) -> None:
        super().__init__(store.engine)
        self._connection = connection

    @contextmanager
    def begin(self) -> Iterator[SqlUnitOfWork]:
        with self._connection.begin_nested():
            yield SqlUnitOfWork(self._connection)

    def remember(self) -> None:
        """Copy what stands now; `differences` compares with it."""
        for name, compared in _COMPARED.items():
            rows = compared.rows.compile(dialect=self._connection.dialect, compile_kwargs={"literal_binds": True})
            keys = ", ".join(f'"{key}"' for key in compared.keys)
            self._connection.execute(text(f'CREATE TEMP TABLE "before_{name}" AS {rows}'))
            self._connection.execute(text(f'CREATE INDEX "ix_before_{name}" ON "before_{name}" ({keys})'))

    def differences(self, examples: int) -> list[Difference]:
        """What is new, gone and changed since `remember`, with some examples of each kind."""
        found = [self._difference(name, compared, examples) for name, compared in _COMPARED.items()]
        return [one for one in found if one.added or one.removed or one.changed]

    def _difference(self, name: str, compared: _Compared, examples: int) -> Difference:
        now = compared.rows.subquery("now")
        columns = [one.name for one in now.columns]
        before = table(f"before_{name}", *(column(one, now.c[one].type) for one in columns))
        same = and_(*(now.c[key] == before.c[key] for key in compared.keys))
        told = [one for one in columns if one not in compared.keys]
        moved = {one: now.c[one].is_distinct_from(before.c[one]) for one in told}
        differs = or_(*moved.values()) if moved else ~true()
        both = now.join(before, same)
        counts = [func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in (differs, *moved.values())]
        changed, *by_field = self._connection.execute(select(*counts).select_from(both)).one()
        key: ColumnElement[Any] = now.c[compared.keys[0]]
        for one in compared.keys[1:]:
            key = key + " " + now.c[one]
        pairs = [part for one in told for part in (before.c[one], now.c[one])]
        rows = select(key, *pairs).select_from(both).where(differs).order_by(key).limit(examples)
        return Difference(
            kind=name,
            added=self._without(now, before, same),
            removed=self._without(before, now, same),
            changed=int(changed),
            by_field={one: int(count) for one, count in zip(told, by_field, strict=True) if count},
            examples=[one for row in self._connection.execute(rows) for one in _examples(row, told)],
        )

    def _without(self, these: FromClause, others: FromClause, same: Any) -> int:
        """How many of these have no counterpart among the others."""
        there = select(literal_column("1")).select_from(others).where(same).correlate(these).exists()
        return int(self._connection.execute(select(func.count()).select_from(these).where(~there)).scalar_one())


def _examples(row: Any, told: list[str]) -> Iterator[Example]:
    pairs = {name: (row[1 + 2 * place], row[2 + 2 * place]) for place, name in enumerate(told)}
    for name, (before, after) in pairs.items():
        if before != after:
            currencies = pairs.get("currency", (None, None)) if name.endswith("_minor") else (None, None)
            yield Example(record=str(row[0]), field=name, before=before, after=after, currencies=currencies)
