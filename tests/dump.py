"""A store as text, so that two stores can be compared, and a difference read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, select

from advocacy_sync.store.schema import metadata
from advocacy_sync.store.unit_of_work import SqlStore

__all__ = ["canonical", "everything", "rows"]

# Numbers that count up as rows come and runs go: they say in what steps the work was done.
_COUNTED = frozenset({"id", "run", "first_run", "last_run", "reverses", "plan"})
_OF_THE_WORK = frozenset({"run", "run_outcome", "page", "decision", "quota_use", "quota_reading", "lease", "seen"})


def rows(store: SqlStore, table: str) -> list[dict[str, Any]]:
    """All rows of a table, in the order of its primary key."""
    found = metadata.tables[table]
    with store.engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(select(found).order_by(*found.primary_key))]


def everything(store: SqlStore) -> dict[str, list[str]]:
    """Every value of every table."""
    return {name: [_line(row, frozenset()) for row in rows(store, name)] for name in sorted(metadata.tables)}


def canonical(store: SqlStore) -> dict[str, list[str]]:
    """What the store knows, whatever the runs and pages by which it came to know it."""
    tables = {name: table for name, table in metadata.tables.items() if name not in _OF_THE_WORK}
    return {
        name: sorted(_line(row, _counted(table)) for row in rows(store, name)) for name, table in sorted(tables.items())
    }


def _counted(table: Table) -> frozenset[str]:
    """Columns to leave out: an `id` that is text names a record, and stays."""
    named = "id" in table.c and table.c.id.type.python_type is str
    return _COUNTED - {"id"} if named else _COUNTED


def _line(row: dict[str, Any], without: frozenset[str]) -> str:
    return " ".join(f"{name}={value!r}" for name, value in row.items() if name not in without)
