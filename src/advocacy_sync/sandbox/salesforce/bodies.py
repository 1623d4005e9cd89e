"""Reads JSON bodies that may be of any shape; what isn't of the right one is a parser error."""

from __future__ import annotations

from typing import Any

from advocacy_sync.sandbox.salesforce.faults import Fault

__all__ = ["inner", "rows", "word", "words"]


def rows(body: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of objects that must be there."""
    found = body.get(name)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise _wrong(name)
    return found


def words(body: dict[str, Any], name: str) -> list[str]:
    """A list of texts, empty when it isn't there."""
    found = body.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise _wrong(name)
    return found


def word(body: dict[str, Any], name: str, usual: str = "") -> str:
    found = body.get(name)
    if found is not None and not isinstance(found, str):
        raise _wrong(name)
    return found or usual


def inner(body: dict[str, Any], name: str) -> dict[str, Any]:
    """An object inside, empty when it isn't there."""
    found = body.get(name)
    if found is not None and not isinstance(found, dict):
        raise _wrong(name)
    return found or {}


def _wrong(name: str) -> Fault:
    words = f"Cannot deserialize {name}: it is missing or of the wrong type"
    return Fault("JSON_PARSER_ERROR", f"{words} at [line:1, column:1]")
