"""Enough of JSON Schema, draft 7, to judge documents by the schemas that we ship; strange words are refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["faults"]

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}
_TALK = {"$schema", "title", "description", "default", "definitions"}
_WORDS = {
    *("type", "enum", "const", "properties", "additionalProperties", "required", "items", "anyOf", "allOf"),
    *("if", "then", "$ref"),
}


def faults(value: Any, schema: Any, whole: Any, at: str = "") -> list[str]:
    """What is wrong with a value, as `path: reason`."""
    return list(_faults(value, schema, whole, at))


def _faults(value: Any, schema: Any, whole: Any, at: str) -> Iterator[str]:
    strange = set(schema) - _WORDS - _TALK
    assert not strange, f"words that this judge does not know: {strange}"
    if "$ref" in schema:  # in draft 7 nothing beside it counts
        assert set(schema) == {"$ref"}, "nothing beside a $ref counts"
        yield from _faults(value, whole["definitions"][schema["$ref"].removeprefix("#/definitions/")], whole, at)
        return
    yield from _plain(value, schema, at)
    if isinstance(value, dict):
        yield from _inside(value, schema, whole, at)
    for index, part in enumerate(value if isinstance(value, list) and "items" in schema else []):
        yield from _faults(part, schema["items"], whole, f"{at}/{index}")
    for part in schema.get("allOf", []):
        yield from _faults(value, part, whole, at)
    if "anyOf" in schema and all(faults(value, part, whole, at) for part in schema["anyOf"]):
        yield f"{at}: fits none of {len(schema['anyOf'])}"
    if "if" in schema and not faults(value, schema["if"], whole, at):
        yield from _faults(value, schema["then"], whole, at)


def _plain(value: Any, schema: Any, at: str) -> Iterator[str]:
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_is(value, kind) for kind in kinds):
        yield f"{at}: is no {' or '.join(kinds)}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: is none of {len(schema['enum'])} words"
    if "const" in schema and value != schema["const"]:
        yield f"{at}: is not {schema['const']}"


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, _TYPES[kind]) and not (kind == "integer" and isinstance(value, bool))


def _inside(value: dict[str, Any], schema: Any, whole: Any, at: str) -> Iterator[str]:
    known, more = schema.get("properties", {}), schema.get("additionalProperties", True)
    for name in schema.get("required", []):
        if name not in value:
            yield f"{at}: lacks {name}"
    for name, part in value.items():
        if name in known:
            yield from _faults(part, known[name], whole, f"{at}/{name}")
        elif more is False:
            yield f"{at}: has a strange {name}"
        elif more is not True:
            yield from _faults(part, more, whole, f"{at}/{name}")
