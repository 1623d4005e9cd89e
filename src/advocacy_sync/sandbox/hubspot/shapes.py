"""Parts of a JSON body in the shape that they must have; anything else is the caller's error, not ours."""

from __future__ import annotations

from typing import Any

from .faults import Fault, invalid

__all__ = ["flag", "mapping", "objects", "strings", "text", "whole"]


def mapping(value: Any, name: str) -> dict[str, Any]:
    """A JSON object; an absent one is empty."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _wrong("Map", name)
    return value


def objects(value: Any, name: str) -> list[dict[str, Any]]:
    """A list of JSON objects; an absent one is empty."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise _wrong("List<Object>", name)
    return value


def strings(value: Any, name: str) -> list[str]:
    """A list of texts; an absent one is empty."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _wrong("List<String>", name)
    return value


def text(value: Any, name: str) -> str:
    """A text; a number or a boolean counts as the text it is written as."""
    if value is None:
        return ""
    if isinstance(value, (dict, list)):
        raise _wrong("String", name)
    return value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)


def whole(value: Any, name: str, default: int = 0) -> int:
    """A whole number, written as one or as text."""
    if value is None:
        return default
    if isinstance(value, bool) or not str(value).lstrip("-").isdigit():
        raise _wrong("Integer", name)
    return int(value)


def flag(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong("Boolean", name)
    return value


def _wrong(kind: str, name: str) -> Fault:
    return invalid(f"Invalid input JSON on line 1, column 1: Cannot deserialize value of type `{kind}`: {name}")
