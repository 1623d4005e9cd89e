"""Text that a YAML 1.2 reader takes for what was meant: names, values, one-line maps and comments."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

__all__ = ["comment", "flow", "scalar"]

_PLAIN = re.compile(r"[A-Za-z_][\w./-]*(?: [A-Za-z_][\w./-]*)*", re.ASCII)
_MEANT_OTHERWISE = frozenset(["true", "false", "null", "yes", "no", "on", "off", "y", "n"])

Value = str | bool | int | Sequence[str] | Mapping[str, str]


def scalar(value: str | bool | int) -> str:
    """A value, in quotes wherever it could be read as something else.

    >>> scalar("Closed Won"), scalar("yes"), scalar("Q&A: 1")
    ('Closed Won', '"yes"', '"Q&A: 1"')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if _PLAIN.fullmatch(value) and value.casefold() not in _MEANT_OTHERWISE:
        return value
    clean = "".join(char if char.isprintable() else " " for char in value)
    return json.dumps(clean, ensure_ascii=False)


def flow(parts: Mapping[str, Value]) -> str:
    """A map on one line.

    >>> flow({"from": ["IsClosed", "IsWon"], "transform": "deal_status"})
    '{from: [IsClosed, IsWon], transform: deal_status}'
    """
    return "{" + ", ".join(f"{scalar(name)}: {_value(value)}" for name, value in parts.items()) + "}"


def _value(value: Value) -> str:
    if isinstance(value, str | bool | int):
        return scalar(value)
    if isinstance(value, Mapping):
        return flow(value)
    return "[" + ", ".join(scalar(part) for part in value) + "]"


def comment(text: str) -> str:
    """One line of a comment, whatever the text holds."""
    return "# " + " ".join("".join(char if char.isprintable() else " " for char in text).split())
