"""The attribution ledger, insert-only, and the verdict on each touch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, select

from advocacy_sync.kernel.money import Money

from .schema import ledger_entry, verdict

__all__ = ["SqlLedger"]


class SqlLedger:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def verdicts(self) -> list[dict[str, Any]]:
        order = (verdict.c.opportunity, verdict.c.occurred_at, verdict.c.activity, verdict.c.contact)
        return [dict(row._mapping) for row in self._connection.execute(select(verdict).order_by(*order))]

    def replace_verdicts(self, rule_version: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """The verdicts of one rule version, all of them: there may be none. Those of other versions stay."""
        self._connection.execute(delete(verdict).where(verdict.c.rule_version == rule_version))
        if rows:
            self._connection.execute(verdict.insert(), [dict(row) for row in rows])

    def standing(self) -> dict[str, list[dict[str, Any]]]:
        """By opportunity: posted entries that no other entry reverses, in the order posted."""
        reversed_ids = select(ledger_entry.c.reverses).where(ledger_entry.c.reverses.is_not(None))
        query = select(ledger_entry).where(ledger_entry.c.reverses.is_(None), ledger_entry.c.id.not_in(reversed_ids))
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self._connection.execute(query.order_by(ledger_entry.c.id)):
            found[row.opportunity].append(dict(row._mapping))
        return found

    def attributed(self) -> dict[str, Money]:
        """What standing entries credit to advocates, by opportunity; those without a credit are left out."""
        reversed_ids = select(ledger_entry.c.reverses).where(ledger_entry.c.reverses.is_not(None))
        mine = ledger_entry.c.reverses.is_(None) & ledger_entry.c.activity.is_not(None)
        key = (ledger_entry.c.opportunity, ledger_entry.c.currency)
        query = select(*key, func.sum(ledger_entry.c.amount_minor)).where(mine, ledger_entry.c.id.not_in(reversed_ids))
        return {row[0]: Money(int(row[2]), row[1]) for row in self._connection.execute(query.group_by(*key))}

    def post(self, entries: Sequence[Mapping[str, Any]]) -> None:
        if entries:
            self._connection.execute(ledger_entry.insert(), [dict(entry) for entry in entries])
