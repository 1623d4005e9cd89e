"""SOQL text, built from names out of the describe and escaped values; nothing else ever gets in.

Escapes: SOQL and SOSL reference, Quoted String Escape Sequences and Reserved Characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from advocacy_sync.kernel.timespan import Span

__all__ = ["identifier", "instant", "literal", "select", "window"]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*")
_ESCAPES = {"\\": "\\\\", "'": "\\'", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def identifier(name: str) -> str:
    """The name itself. Raises ValueError unless it is a field or object name, or a dotted path of such."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not a name in SOQL")
    return name


def literal(text: str) -> str:
    """A quoted string literal that holds exactly this text.

    >>> print(literal("O'Neil"))
    'O\\'Neil'
    """
    return "'" + "".join(_ESCAPES.get(char, char) for char in text) + "'"


def instant(value: datetime) -> str:
    """A dateTime literal in UTC with milliseconds; finer parts are cut off."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"


def window(
    stamp: str | None,
    span: Span,
    after: tuple[str | None, str] | None = None,
    *,
    upto: tuple[str | None, str] | None = None,
) -> str:
    """A WHERE clause for rows stamped in the span and, given (stamp, id) of rows, behind one and up to another.

    An object without a clock has no windows: all its rows, or those behind and up to the ids.
    """
    parts = []
    if stamp is not None and span.start is not None:
        parts.append(f"{identifier(stamp)} >= {instant(span.start)}")
    if stamp is not None and span.end is not None:
        parts.append(f"{identifier(stamp)} < {instant(span.end)}")
    if after is not None:
        parts.append(_beside(stamp, after, ">", ">"))
    if upto is not None:
        parts.append(_beside(stamp, upto, "<", "<="))
    return " AND ".join(parts)


def _beside(stamp: str | None, place: tuple[str | None, str], of_stamp: str, of_id: str) -> str:
    """Rows on one side of a place. The bound of the stamp alone is what an index can serve."""
    at, row = place
    if stamp is None:
        return f"Id {of_id} {literal(row)}"
    return f"{stamp} {of_stamp}= {at} AND ({stamp} {of_stamp} {at} OR Id {of_id} {literal(row)})"


def select(object_name: str, fields: Sequence[str], where: str = "", order: str = "", limit: int = 0) -> str:
    """A query; without fields it counts. Every name is checked, `where` and `order` come from this module."""
    columns = ", ".join(identifier(name) for name in fields) or "COUNT()"
    text = f"SELECT {columns} FROM {identifier(object_name)}"  # noqa: S608 - SOQL of checked names
    text += (f" WHERE {where}" if where else "") + (f" ORDER BY {order}" if order else "")
    return text + (f" LIMIT {limit}" if limit else "")
