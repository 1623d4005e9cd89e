"""CSV as the Bulk API speaks it, from bytes to cells and back (Bulk API 2.0 guide, Prepare CSV Files).

Line breaks, quotes and separators inside quotes belong to the cell; nothing is guessed from what a cell
looks like (CS-21, CS-22). NUL, which no field holds, is dropped and counted (CS-23).
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from advocacy_sync.kernel.errors import RetryableError

__all__ = ["DELIMITERS", "Table", "line", "read"]

DELIMITERS = {"BACKQUOTE": "`", "CARET": "^", "COMMA": ",", "PIPE": "|", "SEMICOLON": ";", "TAB": "\t"}
NUL = b"\0"
CHUNK = 1 << 20

csv.field_size_limit(1 << 24)  # a long text area holds 131,072 characters, which is the module's default limit


Lines = Sequence[bytes | list[str]] | Sequence[bytes] | Sequence[list[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and so many lines; `lines` are split when they are walked through."""

    header: list[str]
    count: int
    nuls: int
    _split: Lines
    _joint: str = ""

    def lines(self, start: int, stop: int) -> Iterator[list[str]]:
        """The cells of the lines [start, stop)."""
        for one in self._split[start:stop]:
            yield one.decode().split(self._joint) if isinstance(one, bytes) else one


def read(content: bytes, delimiter: str) -> Table:
    """The file as a table. Raises RetryableError for what is no CSV, or not whole."""
    nuls = content.count(NUL)
    content = content.replace(NUL, b"") if nuls else content
    return _plain(content, delimiter, nuls) or _careful(content, delimiter, nuls)


def _plain(content: bytes, delimiter: str, nuls: int) -> Table | None:
    """The usual file, each cell quoted and few quotes within: split, not parsed, four times as fast.

    A line is split only if it has its cells and no quote but those around them. A quote within a cell is
    doubled, and so is one on each side of a line break within; whatever holds one is parsed. None for
    another kind of file. Lines stay bytes until they are walked through: a page of them is large.
    """
    start = len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0
    if (
        len(content) < start + 3
        or content[start : start + 1] != b'"'
        or content[-2:] != b'"\n'
        or not _is_text(content)
    ):
        return None
    lines = content[start + 1 : -2].split(b'"\n"')
    joint = f'"{delimiter}"'.encode()
    joints = lines[0].count(joint)
    odd = [place for place, line in enumerate(lines) if line.count(b'"') != 2 * joints or line.count(joint) != joints]
    if odd[:1] == [0]:
        return None
    header = lines.pop(0).decode().split(joint.decode())
    split = _parsed(lines, [place - 1 for place in odd], delimiter, joints + 1) if odd else lines
    return None if split is None else Table(header, len(split), nuls, split, joint.decode())


def _is_text(content: bytes) -> bool:
    """Whether it is UTF-8 throughout, without holding all of it twice."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), CHUNK):
            decoder.decode(content[start : start + CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _parsed(lines: Sequence[bytes], odd: Sequence[int], delimiter: str, cells: int) -> Lines | None:
    """The lines with the odd ones parsed, those that stand together as one; None if they are no CSV of ours."""
    found: list[bytes | list[str]] = []
    done = 0
    for _, run in groupby(enumerate(odd), key=lambda one: one[1] - one[0]):
        places = [place for _, place in run]
        found += lines[done : places[0]]
        done = places[-1] + 1
        text = b'"\n"'.join(lines[places[0] : done]).decode()
        try:
            parsed = list(csv.reader(io.StringIO(f'"{text}"\n', newline=""), delimiter=delimiter, strict=True))
        except csv.Error:
            return None
        if any(len(line) != cells for line in parsed):
            return None
        found += parsed
    return [*found, *lines[done:]]


def _careful(content: bytes, delimiter: str, nuls: int) -> Table:
    text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")
    try:
        lines = [cells for cells in csv.reader(text, delimiter=delimiter, strict=True) if cells]
    except (csv.Error, UnicodeDecodeError):
        raise RetryableError("Salesforce's answer is no well-formed CSV") from None
    header = lines[0] if lines else []
    if any(len(cells) != len(header) for cells in lines):
        raise RetryableError("Salesforce's answer is no well-formed CSV: its lines differ in length")
    return Table(header, max(len(lines) - 1, 0), nuls, lines[1:])


def line(cells: Iterable[str], delimiter: str) -> bytes:
    """One line with each cell quoted, ended by LF."""
    joint = f'"{delimiter}"'
    return f'"{joint.join([cell.replace(chr(34), chr(34) * 2) for cell in cells])}"\n'.encode()
