"""Expected badness as data: what is wrong, where, and what to do. Collected, never raised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Finding", "Place", "Severity", "brief"]

Severity = Literal["error", "warning", "notice"]
LONGEST = 400


def brief(text: str) -> str:
    """Text from a file as a finding may quote it: one line of moderate length, and nothing a terminal would obey.

    >>> brief("a\\x1b[31m")
    'a\\\\x1b[31m'
    """
    cut = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in cut)


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a file; line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One problem. `code` is stable; `subject` names the record or setting when there is no file."""

    code: str
    message: str
    severity: Severity = "error"
    place: Place | None = None
    subject: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        where = str(self.place) if self.place else self.subject
        text = f"{where}: {self.message}" if where else self.message
        return f"{text} [{self.code}]" + (f" {self.remedy}" if self.remedy else "")
