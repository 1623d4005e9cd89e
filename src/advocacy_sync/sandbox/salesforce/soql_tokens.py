"""Cuts SOQL text into words, literals and signs, and words the errors that point into it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from advocacy_sync.sandbox.salesforce.faults import Fault

__all__ = ["Token", "fault_at", "tokens", "unquote"]

TOKEN = re.compile(
    r"""\s+
    |(?P<text>'(?:\\.|[^'\\])*')
    |(?P<instant>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)
    |(?P<day>\d{4}-\d\d-\d\d)
    |(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<word>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)
    |(?P<sign><=|>=|!=|<>|[=<>(),:])""",
    re.VERBOSE | re.DOTALL,
)
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
SHOWN = 30  # characters of the statement that an error shows on either side


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    at: int


def tokens(soql: str) -> list[Token]:
    found, at = [], 0
    while at < len(soql):
        match = TOKEN.match(soql, at)
        if match is None:
            raise fault_at(soql, at, f"line 1:{at} no viable alternative at character '{soql[at]}'")
        if match.lastgroup:
            found.append(Token(match.lastgroup, match[match.lastgroup], at))
        at = match.end()
    return [*found, Token("end", "<EOF>", len(soql))]


def unquote(literal: str, *, like: bool = False) -> str:
    """The text of a string literal. In a LIKE pattern an escaped wildcard stays escaped."""

    def plain(match: re.Match[str]) -> str:
        char = match[1]
        if char in "uU" and match[2]:
            return chr(int(match[2], 16))
        if like and char in "%_\\":
            return "\\" + char
        return ESCAPES.get(char.lower(), char)

    return re.sub(r"\\(u(?=([0-9a-fA-F]{4}))|.)(?:(?<=\\u)[0-9a-fA-F]{4})?", plain, literal[1:-1], flags=re.DOTALL)


def fault_at(soql: str, at: int, message: str, code: str = "MALFORMED_QUERY") -> Fault:
    """The vendor's form: an excerpt, a caret under the place, its row and column."""
    row = soql.count("\n", 0, at) + 1
    column = at - (soql.rfind("\n", 0, at) + 1) + 1
    start = max(soql.rfind("\n", 0, at) + 1, at - SHOWN)
    excerpt = soql[start : at + SHOWN].partition("\n")[0]
    return Fault(code, f"\n{excerpt}\n{' ' * (at - start)}^\nERROR at Row:{row}:Column:{column}\n{message}")
