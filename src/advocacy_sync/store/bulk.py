"""Writing many rows at once: batched upserts on SQLite, COPY and one merge statement on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

__all__ = ["batches", "insert_new", "upsert"]

T = TypeVar("T")
IN_LIST = 500  # ids per IN list: well below the parameter limits of both databases
COPY_FROM = 200  # rows; below, a temporary table costs more than it saves


def batches(items: Iterable[T], size: int = IN_LIST) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def upsert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], keep: Sequence[str] = ()) -> None:
    """Insert rows; where the primary key exists, overwrite all columns but `keep`.

    All rows must have the same keys, and no two of them the same primary key.
    """
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    changed = [name for name in rows[0] if name not in keys and name not in keep]
    if connection.dialect.name == "postgresql" and len(rows) >= COPY_FROM:
        updates = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in changed)
        _merge(connection, table, rows, f"({', '.join(keys)}) DO UPDATE SET {updates}")
        return
    statement = _insert(connection, table)
    values = {name: statement.excluded[name] for name in changed}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=values), rows)


def insert_new(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows; leave those alone whose primary key exists. All rows must have the same keys."""
    if not rows:
        return
    if connection.dialect.name == "postgresql" and len(rows) >= COPY_FROM:
        _merge(connection, table, rows, "DO NOTHING")
        return
    connection.execute(_insert(connection, table).on_conflict_do_nothing(), rows)


def _insert(connection: Connection, table: Table) -> Any:
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)


def _merge(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], conflict: str) -> None:
    """COPY into a temporary table of the same shape, then one INSERT … ON CONFLICT out of it.

    Every name in the SQL is a table's or column's of our own schema.
    """
    names = list(rows[0])
    columns = ", ".join(f'"{name}"' for name in names)
    stage = f"stage_{table.name}"
    cursor = connection.connection.cursor()
    cursor.execute(f'CREATE TEMP TABLE IF NOT EXISTS {stage} (LIKE "{table.name}") ON COMMIT DROP')
    with cursor.copy(f"COPY {stage} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])
    cursor.execute(
        f'INSERT INTO "{table.name}" ({columns}) SELECT {columns} FROM {stage} ON CONFLICT {conflict}'  # noqa: S608
    )
    cursor.execute(f"TRUNCATE {stage}")
    cursor.close()
