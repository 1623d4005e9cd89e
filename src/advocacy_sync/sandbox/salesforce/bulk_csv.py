"""CSV as Bulk API 2.0 writes and reads it: every cell quoted, null and empty text both empty."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from typing import Any

from advocacy_sync.sandbox.salesforce.dates import bulk_instant

__all__ = ["DELIMITERS", "LINE_ENDINGS", "cell", "number", "read", "written"]

DELIMITERS = {"BACKQUOTE": "`", "CARET": "^", "COMMA": ",", "PIPE": "|", "SEMICOLON": ";", "TAB": "\t"}
LINE_ENDINGS = {"LF": "\n", "CRLF": "\r\n"}
LONGEST_CELL = 1 << 27


def number(value: float) -> str:
    """A double in the words of the vendor's language: `1000.0`, `1.39E8`."""
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return repr(value)
    mantissa, _, exponent = f"{value:.16e}".partition("e")
    shortest = repr(value)
    digits = shortest.partition("e")[0].replace(".", "").lstrip("-0").rstrip("0") or "0"
    sign = "-" if mantissa.startswith("-") else ""
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{int(exponent)}"


def cell(kind: str) -> Callable[[Any], str]:
    """How values of a field type are written."""
    return _cells.get(kind, str)


_cells: dict[str, Callable[[Any], str]] = {
    "boolean": lambda value: "true" if value else "false",
    "datetime": bulk_instant,
    "double": lambda value: number(float(value)),
    "currency": lambda value: number(float(value)),
    "percent": lambda value: number(float(value)),
}


def written(rows: Iterable[Iterable[str]], delimiter: str, line_ending: str) -> bytes:
    joint = f'"{DELIMITERS[delimiter]}"'
    end = LINE_ENDINGS[line_ending]
    lines = [joint.join([text.replace('"', '""') if '"' in text else text for text in row]) for row in rows]
    return "".join([f'"{line}"{end}' for line in lines]).encode()


def read(data: bytes, delimiter: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows. Line breaks inside quotes belong to the cell; a byte order mark does not."""
    csv.field_size_limit(LONGEST_CELL)
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    rows = [row for row in csv.reader(text, delimiter=DELIMITERS[delimiter]) if row]
    return (rows[0], rows[1:]) if rows else ([], [])
