"""Tables as a script keeps them: one for each object, a text column for each field, the id its key."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Protocol
from urllib.parse import urlsplit

__all__ = ["Tables", "open_tables"]


class Tables(Protocol):
    """One transaction for each `put`, which inserts rows or overwrites those of the same first column."""

    def make(self, table: str, columns: Sequence[str]) -> None: ...
    def put(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None: ...
    def last(self, table: str, column: str) -> str | None: ...
    def close(self) -> None: ...


def open_tables(address: str, *, copy: bool) -> Tables:
    """`copy`: PostgreSQL takes rows by COPY and one merge, not statement by statement."""
    if address.startswith("sqlite:///"):
        return _Sqlite(address.removeprefix("sqlite:///"))
    return _Postgres(address.replace("+psycopg", ""), copy=copy)


def _upsert(table: str, columns: Sequence[str], source: str) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in columns[1:])
    return f'INSERT INTO "{table}" ({names}) {source} ON CONFLICT ("{columns[0]}") DO UPDATE SET {updates}'


def _create(table: str, columns: Sequence[str]) -> str:
    names = ", ".join(f'"{name}" TEXT' for name in columns[1:])
    return f'CREATE TABLE IF NOT EXISTS "{table}" ("{columns[0]}" TEXT PRIMARY KEY, {names})'


class _Sqlite:
    def __init__(self, path: str) -> None:
        self._database = sqlite3.connect(path)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")

    def make(self, table: str, columns: Sequence[str]) -> None:
        self._database.execute(_create(table, columns))
        self._database.commit()

    def put(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        marks = ", ".join("?" * len(columns))
        self._database.executemany(_upsert(table, columns, f"VALUES ({marks})"), rows)
        self._database.commit()

    def last(self, table: str, column: str) -> str | None:
        found = self._database.execute(f'SELECT max("{column}") FROM "{table}"').fetchone()[0]
        return None if found is None else str(found)

    def close(self) -> None:
        self._database.close()


class _Postgres:
    def __init__(self, address: str, *, copy: bool) -> None:
        import psycopg

        assert urlsplit(address).scheme == "postgresql"
        self._database, self._copy = psycopg.connect(address), copy

    def make(self, table: str, columns: Sequence[str]) -> None:
        self._database.execute(_create(table, columns))
        self._database.commit()

    def put(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        with self._database.cursor() as cursor:
            if self._copy:
                stage, names = f"{table}_stage", ", ".join(f'"{name}"' for name in columns)
                cursor.execute(f'CREATE TEMP TABLE "{stage}" (LIKE "{table}") ON COMMIT DROP')
                with cursor.copy(f'COPY "{stage}" ({names}) FROM STDIN') as copying:
                    for row in rows:
                        copying.write_row(row)
                cursor.execute(_upsert(table, columns, f'SELECT {names} FROM "{stage}"'))
            else:
                marks = ", ".join(["%s"] * len(columns))
                cursor.executemany(_upsert(table, columns, f"VALUES ({marks})"), list(rows))
        self._database.commit()

    def last(self, table: str, column: str) -> str | None:
        found = self._database.execute(f'SELECT max("{column}") FROM "{table}"').fetchone()
        return None if found is None or found[0] is None else str(found[0])

    def close(self) -> None:
        self._database.close()
