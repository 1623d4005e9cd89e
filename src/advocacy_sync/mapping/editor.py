"""The JSON Schema of mapping files, for completion and hover in editors: made from the document's models, the record
kinds and the meanings of their fields. `dev.py schema` writes it to mappings/schema.json.

Draft 7, which the YAML language server knows whole. An own file is laid over the packaged one, so that it may leave
out what we need and say null to take something away: the schema allows both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from advocacy_sync.records.catalogue import RECORDS, FieldShape, shapes
from advocacy_sync.records.meanings import MEANINGS
from advocacy_sync.records.pushed import PUSHED, Pushed

from .document import FieldMapping, MappingDocument, PushLine, RecordMapping, When

__all__ = ["KEYS", "MODELS", "TITLE", "schema"]

Schema = dict[str, Any]
_EMPTY: tuple[Any, ...] = ({}, [], None)

MODELS: Mapping[str, type[BaseModel]] = {
    "document": MappingDocument,
    "record": RecordMapping,
    "when": When,
    "field": FieldMapping,
    "push": PushLine,
}
# What each key says, by model and by the name that files use.
KEYS: Mapping[str, Mapping[str, str]] = {
    "document": {
        "object": "The CRM's object by its API name: Account, Reference_Activity__c, deals.",
        "replaces": "This file stands alone, instead of being laid over the packaged one of its name.",
        "optional": "The org may lack the object, or not show it; otherwise that is an error.",
        "records": "What a row yields; several records may come of one row.",
        "reference_roles": "Contact roles or association labels that tie an activity to a deal.",
        "push": "Computed value → the CRM field that takes it.",
    },
    "record": {
        "record": "The kind of record that a row yields.",
        "omit": "In an own file: the packaged file's record of this kind is left out.",
        "with": "Made only if that other record came of the same row.",
        "each": "A child list: one record per entry, whose values are read as each.….",
        "when": "The record is made only where this holds.",
        "fields": "Canonical field → where it comes from.",
    },
    "when": {
        "from": "The source that is looked at; without 'in' and 'like' it has to hold anything.",
        "in": "It has to hold one of these values, whatever the case.",
        "except": "It must hold none of these values; an empty or missing source holds none.",
        "like": "It has to fit one of these patterns, in which * stands for anything.",
    },
    "field": {
        "from": "A CRM field, a path through a relationship (Account.Name), or several: the first with a value counts.",
        "else": "earliest, phrase: read if none of 'from' holds a value.",
        "constant": "A fixed value, instead of 'from'.",
        "transform": "How the value is read. Left out, it follows from the canonical field.",
        "to": "reference: the object that the id belongs to.",
        "prefix": "reference: only ids that begin so.",
        "map": "choice, choices, phrase, boolean: the CRM's value, whatever the case → ours.",
        "phrases": "phrase: words that may stand anywhere in the value → ours.",
        "default": "choice, choices, phrase: for empty values and those that the map does not name.",
        "unmapped": "choice, choices: what becomes of a value that the map does not name, where there is no default.",
        "currency": "money: the field that holds the ISO code.",
        "locale": "integer, money: how people write numbers there, such as de or fr_CH.",
        "zone": "instant, moment, earliest, day: the time zone of values that name none, such as Europe/Berlin.",
        "optional": "The org may lack the field.",
    },
    "push": {
        "field": "The CRM field by its API name.",
        "rule": "Who wins where others write the field, too.",
        "shorten": "A text that is too long for the field is cut and marked, instead of being refused.",
    },
}


TITLE = "advocacy_sync mapping file"


def schema() -> Schema:
    """The whole schema; a new one at each call."""
    whole = _model("document", required=[])
    whole["properties"]["records"] = _says("document", "records", {"type": "array", "items": _ref("record")})
    lines = {name: _pushed(name, value) for name, value in PUSHED.items()}
    push = {"type": "object", "additionalProperties": False, "properties": lines}
    whole["properties"]["push"] = _says("document", "push", push)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": TITLE,
        "description": "Which canonical records a CRM object's rows yield, and which fields take what is computed.",
        **whole,
        "definitions": {
            "record": _record(),
            "when": _or_null(_model("when", required=["from"])),
            "field": _or_null(_model("field", required=[])),
            "push": {"anyOf": [{"type": "string"}, _or_null(_model("push", required=[]))]},
            **{f"{kind}_fields": _fields(kind) for kind in RECORDS},
        },
    }


def _record() -> Schema:
    """The kind tells which fields there are: what each of them means stands beside it."""
    found = _model("record", required=["record"])
    found["properties"]["record"] = {"enum": list(RECORDS), "description": KEYS["record"]["record"]}
    found["properties"]["with"] = _says("record", "with", {"enum": list(RECORDS)})
    found["properties"]["when"] = {"description": KEYS["record"]["when"], "allOf": [_ref("when")]}
    found["properties"]["fields"] = _says("record", "fields", {"type": "object"})
    found["allOf"] = [
        {
            "if": {"properties": {"record": {"const": kind}}, "required": ["record"]},
            "then": {"properties": {"fields": _ref(f"{kind}_fields")}},
        }
        for kind in RECORDS
    ]
    return found


def _fields(kind: str) -> Schema:
    properties = {name: _canonical(kind, shape) for name, shape in shapes(kind).items()}
    return _or_null({"type": "object", "additionalProperties": False, "properties": properties})


def _canonical(kind: str, shape: FieldShape) -> Schema:
    needed = " Needed." if shape.required else ""
    told = f"{MEANINGS[f'{kind}.{shape.name}']} ({shape.shape}){needed}"
    if not shape.choices:
        return {"description": told, "allOf": [_ref("field")]}
    words = _or_null({"enum": list(shape.choices)})
    named = _or_null({"type": "object", "additionalProperties": words})
    chosen = {"properties": {"map": named, "phrases": named, "default": words, "constant": words}}
    return {"description": told, "allOf": [_ref("field"), chosen]}


def _pushed(name: str, value: Pushed) -> Schema:
    types = " or ".join(sorted(value.fits))
    told = f"{name} of the {value.record}: the CRM field that takes it, of type {types}."
    return {"description": told, "allOf": [_ref("push")]}


# -- from the models -------------------------------------------------------------------------------


def _model(name: str, *, required: Sequence[str]) -> Schema:
    """A model as its own validation has it, without what it refers to; the value of any key may be null."""
    told = MODELS[name].model_json_schema(by_alias=True)["properties"]
    listed = {info.alias or key for key, info in MODELS[name].model_fields.items() if _one_for_many(info)}
    properties = {key: _says(name, key, _bare(part, one=key in listed)) for key, part in told.items()}
    found: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
    return {**found, "required": list(required)} if required else found


def _one_for_many(info: FieldInfo) -> bool:
    """Whether a text may stand for a list of one: the only thing that a model looks at before it validates."""
    return any(isinstance(part, BeforeValidator) for part in info.metadata)


def _bare(part: Mapping[str, Any], *, one: bool) -> Schema:
    """A key's schema without titles, and without empty defaults, which are no news."""
    kept = {key: value for key, value in part.items() if key != "title" and (key != "default" or value not in _EMPTY)}
    if one:
        return {"anyOf": [{"type": "string"}, *kept.pop("anyOf", [kept])]}
    if "additionalProperties" in kept:
        kept["additionalProperties"] = _or_null(kept["additionalProperties"])
    return kept


def _says(model: str, key: str, part: Schema) -> Schema:
    return {"description": KEYS[model][key], **_or_null(part)}


def _or_null(part: Schema) -> Schema:
    """The same, or null: said as shortly as it can be, so that an editor's complaint points at what is wrong."""
    if "enum" in part:
        return {**{key: value for key, value in part.items() if key != "type"}, "enum": [*part["enum"], None]}
    if "type" in part:
        return {**part, "type": [part["type"], "null"]}
    null: Schema = {"type": "null"}
    either = part["anyOf"] if set(part) == {"anyOf"} else [part]
    return {"anyOf": [*either, *([null] if null not in either else [])]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}
