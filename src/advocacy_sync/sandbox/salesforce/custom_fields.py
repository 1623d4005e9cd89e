"""Custom fields between the metadata that defines them and the fields that rows obey.

Rules: Metadata API guide, CustomField: the parts that each type must have, their ranges, and the names they may bear.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from advocacy_sync.sandbox.salesforce.definitions import Definition
from advocacy_sync.sandbox.salesforce.faults import Fault
from advocacy_sync.sandbox.salesforce.schema import Field, Schema, SObject

__all__ = ["definition_of", "read_field"]

NAME = re.compile(r"[A-Za-z](?:[A-Za-z0-9]|_(?!_))*(?<!_)")
LONGEST_NAME, LONGEST_LABEL, LONGEST_HELP, LONGEST_DESCRIPTION = 40, 40, 510, 1000
MOST_DIGITS = 18
PARTS = frozenset(
    {
        "caseSensitive", "defaultValue", "deleteConstraint", "description", "displayLocationInDecimal", "externalId",
        "inlineHelpText", "label", "length", "precision", "referenceTo", "relationshipLabel", "relationshipName",
        "relationshipOrder", "required", "scale", "trackFeedHistory", "trackHistory", "type", "unique", "valueSet",
        "visibleLines", "trackTrending", "complianceGroup", "businessStatus", "securityClassification",
    }
)  # fmt: skip
Parts = dict[str, Any]


def read_field(schema: Schema, sobject: SObject, name: str, given: Parts) -> Field:
    """The field that metadata defines. Faults for what the vendor refuses."""
    bare = name.removesuffix("__c")
    if not name.endswith("__c") or not NAME.fullmatch(bare) or len(bare) > LONGEST_NAME:
        words = "The Field API Name must begin with a letter, hold only letters, digits and single underscores, "
        raise Fault("FIELD_INTEGRITY_EXCEPTION", f"{words}be no longer than {LONGEST_NAME} and end in __c: {name}", [])
    strange = sorted(set(given) - PARTS)
    if strange:
        raise Fault("JSON_PARSER_ERROR", f"No such column '{strange[0]}' on sobject of type CustomFieldMetadata")
    _within(given, "label", LONGEST_LABEL, needed=True)
    _within(given, "inlineHelpText", LONGEST_HELP)
    _within(given, "description", LONGEST_DESCRIPTION)
    kind = given.get("type")
    if not isinstance(kind, str) or kind not in _readers:
        raise Fault(
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", f"Type: bad value for restricted picklist field: {kind}", []
        )
    made = _readers[kind](schema, sobject, given)
    required = bool(given.get("required"))
    return Field(
        name=name,
        label=str(given["label"]),
        help_text=given.get("inlineHelpText"),
        **{"nillable": not required, "unique": bool(given.get("unique")), **made},
        external_id=bool(given.get("externalId")),
    )


def _within(given: Parts, name: str, most: int, *, needed: bool = False) -> None:
    value = given.get(name)
    if needed and not value:
        raise Fault("REQUIRED_FIELD_MISSING", f"Required fields are missing: [{name}]", [name])
    if value is not None and (not isinstance(value, str) or len(value) > most):
        raise Fault("STRING_TOO_LONG", f"{name}: data value too large (max length={most})", [name])


def _whole(given: Parts, name: str, least: int, most: int) -> int:
    value = given.get(name)
    if value is None:
        raise Fault(
            "FIELD_INTEGRITY_EXCEPTION", f"Must specify '{name}' for a CustomField of type {given['type']}", [name]
        )
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Fault("NUMBER_OUTSIDE_VALID_RANGE", f"{name} must be between {least} and {most}: {value}", [name])
    return value


def _text(_: Schema, __: SObject, given: Parts) -> Parts:
    return {"type": "string", "length": _whole(given, "length", 1, 255)}


def _long(_: Schema, __: SObject, given: Parts) -> Parts:
    _whole(given, "visibleLines", 2, 50)
    return {"type": "textarea", "length": _whole(given, "length", 256, 131_072)}


def _number(kind: str) -> Callable[[Schema, SObject, Parts], Parts]:
    def read(_: Schema, __: SObject, given: Parts) -> Parts:
        precision, scale = _whole(given, "precision", 1, MOST_DIGITS), _whole(given, "scale", 0, MOST_DIGITS - 1)
        if scale >= precision + (kind == "percent"):
            raise Fault("NUMBER_OUTSIDE_VALID_RANGE", "scale must be smaller than precision", ["scale"])
        return {"type": kind, "precision": precision, "scale": scale}

    return read


def _date(_: Schema, __: SObject, ___: Parts) -> Parts:
    return {"type": "date"}


def _checkbox(_: Schema, __: SObject, given: Parts) -> Parts:
    value = str(given.get("defaultValue")).lower()
    if value not in ("true", "false"):
        words = "Must specify 'defaultValue' for a CustomField of type Checkbox"
        raise Fault("FIELD_INTEGRITY_EXCEPTION", words, ["defaultValue"])
    return {"type": "boolean", "default": value == "true", "nillable": False}


def _picklist(_: Schema, __: SObject, given: Parts) -> Parts:
    value_set = given.get("valueSet")
    definition = value_set.get("valueSetDefinition") if isinstance(value_set, dict) else None
    values = definition.get("value") if isinstance(definition, dict) else None
    if not isinstance(value_set, dict) or not isinstance(values, list) or not all(isinstance(v, dict) for v in values):
        words = "You must specify either picklist, globalPicklist, or valueSet"
        raise Fault("FIELD_INTEGRITY_EXCEPTION", words, ["valueSet"])
    names = [str(value.get("valueName") or value.get("fullName") or "") for value in values]
    if not all(names) or len({name.lower() for name in names}) < len(names):
        raise Fault("DUPLICATE_VALUE", "Picklist values must have names of their own", ["valueSet"])
    active = [name for name, value in zip(names, values, strict=True) if value.get("isActive") is not False]
    return {
        "type": "picklist",
        "length": 255,
        "picklist": tuple(active),
        "inactive": tuple(name for name in names if name not in active),
        "restricted": bool(value_set.get("restricted")),
    }


def _lookup(schema: Schema, sobject: SObject, given: Parts) -> Parts:
    target = given.get("referenceTo")
    if target not in schema.objects:
        raise Fault(
            "FIELD_INTEGRITY_EXCEPTION", f"referenceTo value of '{target}' does not resolve to a valid sObject", []
        )
    name = str(given.get("relationshipName") or "")
    if not NAME.fullmatch(name):
        words = "Must specify 'relationshipName' for a CustomField of type Lookup"
        raise Fault("FIELD_INTEGRITY_EXCEPTION", words, ["relationshipName"])
    found = schema.child(schema.objects[target], f"{name}__r")
    if found is not None and found[0].name != sobject.name:
        raise Fault("DUPLICATE_DEVELOPER_NAME", f"The relationship name {name} is already used by {sobject.label}", [])
    return {
        "type": "reference", "length": 18, "reference_to": (str(target),), "child_relationship": f"{name}__r",
    }  # fmt: skip


_readers: dict[str, Callable[[Schema, SObject, Parts], Parts]] = {
    "Text": _text,
    "LongTextArea": _long,
    "Picklist": _picklist,
    "Number": _number("double"),
    "Currency": _number("currency"),
    "Percent": _number("percent"),
    "Date": _date,
    "Checkbox": _checkbox,
    "Lookup": _lookup,
}
_KINDS = {
    "string": "Text", "textarea": "LongTextArea", "picklist": "Picklist", "double": "Number", "currency": "Currency",
    "percent": "Percent", "date": "Date", "boolean": "Checkbox", "reference": "Lookup", "datetime": "DateTime",
    "multipicklist": "MultiselectPicklist", "email": "Email", "phone": "Phone", "url": "Url",
}  # fmt: skip


def definition_of(one: Definition) -> Parts:
    """A field's metadata, as it was given or, of a seeded field, as it must have been."""
    if one.metadata is not None:
        return one.metadata
    field = one.field
    parts: Parts = {
        "label": field.label, "type": _KINDS.get(field.type, "Text"), "description": None,
        "inlineHelpText": field.help_text, "required": not field.nillable and field.type != "boolean",
        "unique": field.unique, "externalId": field.external_id,
    }  # fmt: skip
    if field.type in ("string", "textarea"):
        parts["length"] = field.length
    if field.type == "textarea":
        parts["visibleLines"] = 3
    if field.precision:
        parts |= {"precision": field.precision, "scale": field.scale}
    if field.type == "boolean":
        parts["defaultValue"] = str(bool(field.default)).lower()
    if field.type in ("picklist", "multipicklist"):
        values = [{"valueName": name, "label": name, "default": False, "isActive": None} for name in field.picklist]
        parts["valueSet"] = {"restricted": field.restricted, "valueSetDefinition": {"sorted": False, "value": values}}
    if field.type == "reference":
        parts |= {"referenceTo": field.reference_to[0], "relationshipName": field.name.removesuffix("__c")}
    return parts
