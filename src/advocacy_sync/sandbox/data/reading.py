"""CSV files read strictly: whatever is wrong is reported with file and line, all of it at once."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from advocacy_sync.kernel.errors import ConfigError

__all__ = ["DataError", "Reader"]

T = TypeVar("T")

SHOWN = 20


class DataError(ConfigError, ValueError):
    """A folder of data cannot be used as it stands."""


class Reader:
    """Reads the files of one folder and collects what is wrong with them until `finish`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._problems: list[str] = []

    def read(self, name: str, make: Callable[[dict[str, str]], T], required: Iterable[str] = ()) -> list[T]:
        """What `make` makes of each row of a file; its ValueErrors are told with the row's line."""
        made: list[T] = []
        with (self.folder / name).open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, restkey="", strict=True)
            missing = sorted(set(required) - set(rows.fieldnames or ()))
            if missing:
                raise DataError(f"{name}: no column {', '.join(missing)}")
            line = rows.line_num + 1
            for row in rows:
                try:
                    made.append(make(_whole(row)))
                except ValueError as wrong:
                    self._problems.append(f"{name}:{line}: {wrong}")
                line = rows.line_num + 1
        return made

    def columns(self, name: str) -> list[str]:
        with (self.folder / name).open(encoding="utf-8-sig", newline="") as file:
            return next(csv.reader(file), [])

    def finish(self) -> None:
        """Raises DataError if anything was wrong."""
        if self._problems:
            rest = len(self._problems) - SHOWN
            more = f"\n… and {rest} more" if rest > 0 else ""
            raise DataError("\n".join(self._problems[:SHOWN]) + more)


def _whole(row: dict[str, str]) -> dict[str, str]:
    """A row that has exactly the cells of the header; DictReader fills with None and '' otherwise."""
    if None in row.values() or "" in row:
        raise ValueError("the row has another number of cells than the header")
    return row
