"""Writing and finding many rows at once.

Statements are written once per table and go through the driver with plain tuples: SQLAlchemy's own
executemany costs more than the database does. SQLite takes batched upserts; PostgreSQL COPY, into a
temporary table and one merge, or straight into the table where rows are certainly new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

import orjson
from sqlalchemy import Boolean, ColumnElement, Connection, Date, Table, Text, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError

from .schema import Instant

__all__ = ["STREAMED", "among", "batches", "insert_new", "upsert", "write"]

T = TypeVar("T")
Row = tuple[Any, ...]
IN_LIST = 500  # ids per IN list: well below the parameter limits of both databases
STREAMED = {"yield_per": 2_000}  # for results that are whole tables: never more of them is held
COPY_FROM = 200  # rows; below, a temporary table costs more than it saves


def batches(items: Iterable[T], size: int = IN_LIST) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def among(connection: Connection, column: ColumnElement[Any], keys: Iterable[str]) -> ColumnElement[bool]:
    """Whether a text column is one of the keys, however many: one parameter, one statement for all."""
    if connection.dialect.name == "postgresql":
        return column == any_(bindparam(None, list(keys), type_=ARRAY(Text)))
    listed = func.json_each(bindparam(None, orjson.dumps(list(keys)).decode(), type_=Text))
    return column.in_(select(listed.table_valued("value").c.value))


# -- writing ---------------------------------------------------------------------------------------


def upsert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], keep: Sequence[str] = ()) -> None:
    """Insert rows; where the primary key exists, overwrite all columns but `keep`.

    All rows must have the same keys, and no two of them the same primary key.
    """
    if rows:
        write(connection, table, tuple(rows[0]), _tuples(rows), keep=tuple(keep))


def insert_new(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows; leave those alone whose primary key exists. All rows must have the same keys."""
    if rows:
        write(connection, table, tuple(rows[0]), _tuples(rows), new=True)


def write(
    connection: Connection,
    table: Table,
    names: tuple[str, ...],
    rows: Sequence[Row],
    *,
    keep: tuple[str, ...] = (),
    new: bool = False,
    fresh: bool = False,
) -> None:
    """Insert rows of these columns; where the primary key exists, overwrite all but `keep`, or nothing if `new`.

    `fresh`: no key of them is in the table, which the caller knows for certain.
    """
    if not rows:
        return
    text = _statement(connection.dialect.name, table, names, keep, new)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(text.insert, _for_sqlite(rows, text.conversions))
    elif len(rows) < COPY_FROM:
        connection.exec_driver_sql(text.insert, list(rows))
    else:
        _copy(connection, text, rows, fresh=fresh or text.counted)


def _tuples(rows: Sequence[dict[str, Any]]) -> list[Row]:
    if len(rows[0]) == 1:
        return [tuple(row.values()) for row in rows]
    return list(map(itemgetter(*rows[0]), rows))


@dataclass(frozen=True, slots=True)
class _Statement:
    """What writes rows of some columns into a table; every name in it is of our own schema.

    `counted`: the table numbers its rows itself, so that none of them can be there already.
    """

    insert: str
    create: str
    into_stage: str
    into_table: str
    merge: str
    truncate: str
    counted: bool
    conversions: tuple[tuple[int, Callable[[Any], Any]], ...]


@lru_cache(maxsize=256)
def _statement(dialect: str, table: Table, names: tuple[str, ...], keep: tuple[str, ...], new: bool) -> _Statement:
    keys = [column.name for column in table.primary_key]
    columns = ", ".join(f'"{name}"' for name in names)
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in keys and name not in keep)
    target = ", ".join(f'"{key}"' for key in keys)
    conflict = "ON CONFLICT DO NOTHING" if new or not updates else f"ON CONFLICT ({target}) DO UPDATE SET {updates}"
    marks = ", ".join(["?" if dialect == "sqlite" else "%s"] * len(names))
    stage = f"stage_{table.name}"
    return _Statement(
        insert=f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks}) {conflict}',  # noqa: S608
        create=f'CREATE TEMP TABLE IF NOT EXISTS {stage} (LIKE "{table.name}") ON COMMIT DROP',
        into_stage=f"COPY {stage} ({columns}) FROM STDIN",
        into_table=f'COPY "{table.name}" ({columns}) FROM STDIN',
        merge=f'INSERT INTO "{table.name}" ({columns}) SELECT {columns} FROM {stage} {conflict}',  # noqa: S608
        truncate=f"TRUNCATE {stage}",
        counted=not set(keys) <= set(names),
        conversions=tuple(
            (place, found) for place, name in enumerate(names) if (found := _conversion(table, name)) is not None
        ),
    )


# -- SQLite ----------------------------------------------------------------------------------------


def _instant(value: datetime) -> str:
    """As SQLAlchemy's type writes it, which reads it back."""
    return (value if value.tzinfo is UTC else value.astimezone(UTC)).isoformat(" ", "microseconds")[:26]


_CONVERSIONS: tuple[tuple[type[Any], Callable[[Any], Any]], ...] = (
    (Instant, _instant),
    (Boolean, int),
    (Date, date.isoformat),
)


def _conversion(table: Table, name: str) -> Callable[[Any], Any] | None:
    kind = table.c[name].type
    return next((found for known, found in _CONVERSIONS if isinstance(kind, known)), None)


def _for_sqlite(rows: Sequence[Row], conversions: Sequence[tuple[int, Callable[[Any], Any]]]) -> list[Row]:
    """The rows with what the driver does not know as what SQLAlchemy would store."""
    if not conversions:
        return list(rows)
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for place, convert in conversions:
        columns[place] = [None if value is None else convert(value) for value in columns[place]]
    return list(zip(*columns, strict=True))


# -- PostgreSQL ------------------------------------------------------------------------------------


def _copy(connection: Connection, text: _Statement, rows: Sequence[Row], *, fresh: bool) -> None:
    raw = connection.connection.cursor()
    try:
        if not fresh:
            raw.execute(text.create)
        with raw.copy(text.into_table if fresh else text.into_stage) as copy:
            for row in rows:
                copy.write_row(row)
        if not fresh:
            raw.execute(text.merge)
            raw.execute(text.truncate)
    except Exception as error:
        driver = connection.dialect.loaded_dbapi.Error
        if isinstance(error, driver):  # as SQLAlchemy would say it, for whoever tells passing faults from others
            raise DBAPIError.instance(None, None, error, driver, dialect=connection.dialect) from None
        raise
    finally:
        raw.close()
