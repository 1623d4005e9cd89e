"""Files that people saved from a CRM: a describe as JSON, samples as CSV in whatever form a spreadsheet gave them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from advocacy_sync.kernel.errors import ConfigError

__all__ = ["read_json", "read_samples"]

LARGEST_JSON, LARGEST_CSV = 100_000_000, 200_000_000
ROWS = 1_000
_DELIMITERS = ",;\t|"
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_json(path: Path) -> Any:
    """The document in a file. Raises ConfigError with the file's name and the reason."""
    try:
        return orjson.loads(_text(path, LARGEST_JSON))
    except orjson.JSONDecodeError as error:
        raise ConfigError(f"{path}:{error.lineno}:{error.colno} is not JSON: {error.msg}") from None


def read_samples(path: Path) -> dict[str, list[str]]:
    """Cells by column, of the first rows. Short rows are filled up, what goes beyond the header is left out."""
    text = _text(path, LARGEST_CSV)
    csv.field_size_limit(10_000_000)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        header = next(reader, [])
        rows = list(islice((row for row in reader if any(row)), ROWS))
    except csv.Error as error:
        raise ConfigError(f"{path} cannot be read as CSV: {error}") from None
    if not any(name.strip() for name in header):
        raise ConfigError(f"{path} has no header; its first line names the fields")
    return _columns(header, rows)


def _columns(header: list[str], rows: Iterable[list[str]]) -> dict[str, list[str]]:
    columns: dict[str, list[str]] = {}
    for at, name in enumerate(header):
        bare = name.strip().strip("\ufeff")
        if bare and bare not in columns:
            columns[bare] = [row[at] if at < len(row) else "" for row in rows]
    return columns


def _text(path: Path, largest: int) -> str:
    try:
        if path.stat().st_size > largest:
            raise ConfigError(f"{path} is larger than {largest // 1_000_000} MB; give a part of it")
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror or type(error).__name__})") from None
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")  # what spreadsheets write where nobody asks them


def _delimiter(text: str) -> str:
    """The one that cuts the header into the most parts; the comma where none cuts."""
    head = text[:100_000].lstrip("\ufeff").partition("\n")[0].rstrip("\r")
    parts = {sign: len(next(csv.reader([head], delimiter=sign), [])) for sign in _DELIMITERS}
    return max(_DELIMITERS, key=lambda sign: (parts[sign], -_DELIMITERS.index(sign)))
