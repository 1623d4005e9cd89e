"""The attribution ledger, insert-only, and the verdict on each touch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, select

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

    def post(self, entries: Sequence[Mapping[str, Any]]) -> None:
        if entries:
            self._connection.execute(ledger_entry.insert(), [dict(entry) for entry in entries])
