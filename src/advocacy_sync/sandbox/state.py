"""The rows that a machine holds, and the journal that lets them survive a restart.

The journal is a file of JSON lines, one per changed row, appended after each request and
rewritten as one snapshot when it is opened, so that a killed sandbox loses no answered write.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import orjson

__all__ = ["Journal", "Row", "State"]

Row = dict[str, Any]


class State:
    """Named tables of rows by key. Rows are replaced through `put`, never edited in place."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Row]] = {}
        self._dirty: dict[tuple[str, str], None] = {}

    def table(self, name: str) -> dict[str, Row]:
        """The rows of a table by key, in the order they were first put. For reading only."""
        return self.tables.setdefault(name, {})

    def get(self, table: str, key: str) -> Row | None:
        return self.table(table).get(key)

    def put(self, table: str, key: str, row: Row) -> None:
        self.table(table)[key] = row
        self._dirty[table, key] = None

    def drop(self, table: str, key: str) -> None:
        if self.table(table).pop(key, None) is not None:
            self._dirty[table, key] = None

    def drain(self) -> list[tuple[str, str, Row | None]]:
        """Changes since the last call: (table, key, row or None when dropped)."""
        changed = [(table, key, self.table(table).get(key)) for table, key in self._dirty]
        self._dirty.clear()
        return changed


class Journal:
    """Keeps a `State` in a file. `open` loads what the file holds and compacts it."""

    def __init__(self, path: Path, state: State) -> None:
        self.path = path
        self.state = state

    @property
    def exists(self) -> bool:
        return self.path.exists() and self.path.stat().st_size > 0

    def load(self) -> None:
        """Replay the file into the state. A torn last line (a kill mid-write) is ignored."""
        for line in self.path.read_bytes().split(b"\n"):
            try:
                table, key, row = orjson.loads(line)
            except orjson.JSONDecodeError:
                continue
            if row is None:
                self.state.table(table).pop(key, None)
            else:
                self.state.table(table)[key] = row

    def compact(self) -> None:
        """Write the whole state as one snapshot, atomically."""
        self.state.drain()
        new = self.path.with_suffix(self.path.suffix + ".new")
        with new.open("wb") as out:
            for table, rows in self.state.tables.items():
                for key, row in rows.items():
                    out.write(orjson.dumps([table, key, row]) + b"\n")
            out.flush()
            os.fsync(out.fileno())
        new.replace(self.path)

    def append(self) -> None:
        """Write what changed since the last call. Called after each request."""
        changed = self.state.drain()
        if not changed:
            return
        with self.path.open("ab") as out:
            for change in changed:
                out.write(orjson.dumps(change) + b"\n")
