"""Opening the database: SQLite with WAL and full sync, PostgreSQL through psycopg 3."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from advocacy_sync.kernel.errors import ConfigError, RetryableError

__all__ = ["HEAD", "open_engine", "require_version", "schema_version"]

HEAD = "0003"
SQLITE_LOCK_SECONDS = 30


def open_engine(url: str) -> Engine:
    """An engine for `sqlite:///path` or `postgresql+psycopg://…`.

    Raises ConfigError for an address that is neither. SQLite runs WAL with synchronous=FULL and
    begins every transaction IMMEDIATE: deferred ones fail as locked under concurrent writers.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(url)
        if parsed.drivername == "postgresql+psycopg":
            return create_engine(url, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise ConfigError(f"the store address cannot be used: {type(error).__name__}. {_FORMS}") from None
    raise ConfigError(f"the store address names an unknown kind of database. {_FORMS}")


_FORMS = (
    "Use sqlite:///advocacy.db or postgresql+psycopg://user@host/database (needs the extra 'postgres': "
    "pip install 'advocacy-sync[postgres]')."
)


def _sqlite(url: str) -> Engine:
    _private_file(make_url(url).database)
    engine = create_engine(url, connect_args={"timeout": SQLITE_LOCK_SECONDS})

    @event.listens_for(engine, "connect")
    def _configure(raw: sqlite3.Connection, _: Any) -> None:
        raw.isolation_level = None  # transactions are begun below, not by the driver
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA synchronous=FULL")
        raw.execute("PRAGMA cache_size=-16384")
        raw.execute("PRAGMA wal_autocheckpoint=8000")  # 32 MB: pages that change often are copied once

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _private_file(path: str | None) -> None:
    """A new database file is its owner's alone: it holds personal data. SQLite gives its side files the same mode."""
    if path in (None, "", ":memory:") or Path(str(path)).exists():
        return
    try:
        Path(str(path)).touch(mode=0o600)
    except OSError as error:
        raise ConfigError(
            f"the store {path} cannot be made ({error.strerror}); check the folder and its rights"
        ) from None


def schema_version(engine: Engine) -> str | None:
    """The migration that the store stands at, None for an empty database."""
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            return str(found) if found else None
    except SQLAlchemyError as error:
        # The driver's text may hold the address with its password; its class says enough.
        raise RetryableError(f"the store cannot be reached ({type(error).__name__}); is the address right?") from None


def require_version(engine: Engine) -> None:
    """Raises ConfigError unless the store stands at the version that this program writes."""
    version = schema_version(engine)
    if version != HEAD:
        state = "is empty" if version is None else f"is at version {version}"
        raise ConfigError(f"the store {state}, this program needs {HEAD}: run 'advocacy-sync store upgrade'")
