"""Rows that were read in part: what is not in an answer stays as it was. Absent is not None.

Payloads are mappings within mappings (paths through parents, joined lists); lists are values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["carry", "overlay"]

_ABSENT = object()


def overlay(whole: Mapping[str, Any], part: Mapping[str, Any]) -> dict[str, Any]:
    """The whole with the values of the part over it.

    >>> overlay({"a": 1, "b": {"c": 2, "d": 3}}, {"b": {"c": None}})
    {'a': 1, 'b': {'c': None, 'd': 3}}
    """
    merged = dict(whole)
    for name, value in part.items():
        before = merged.get(name)
        both = isinstance(before, Mapping) and isinstance(value, Mapping)
        merged[name] = overlay(before, value) if both else value  # type: ignore[arg-type]
    return merged


def carry(old: Mapping[str, Any], new: Mapping[str, Any], sources: Iterable[str]) -> dict[str, Any]:
    """The new payload with what the old one holds of these sources, where the new one lacks them.

    >>> carry({"a": 1, "o": {"n": 2, "m": 3}}, {"o": {"m": 4}}, ["a", "o.n", "z"])
    {'o': {'m': 4, 'n': 2}, 'a': 1}
    """
    merged = dict(new)
    for source in sources:
        parts = source.split(".")
        value = _at(old, parts)
        if value is not _ABSENT and _at(new, parts) is _ABSENT:
            merged = _put(merged, parts, value)
    return merged


def _at(payload: Any, parts: list[str]) -> Any:
    for part in parts:
        if not isinstance(payload, Mapping) or part not in payload:
            return _ABSENT
        payload = payload[part]
    return payload


def _put(payload: Mapping[str, Any], parts: list[str], value: Any) -> dict[str, Any]:
    head, *rest = parts
    if not rest:
        return {**payload, head: value}
    inner = payload.get(head)
    return {**payload, head: _put(inner if isinstance(inner, Mapping) else {}, rest, value)}
