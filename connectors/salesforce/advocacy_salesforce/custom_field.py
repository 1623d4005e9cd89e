"""A custom field as Salesforce's metadata writes it: what each type must say, and what it says of one that is there.

Rules: Metadata API guide, CustomField and ValueSet; the Tooling API calls a picklist's value `valueName` where files
call it `fullName`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advocacy_sync.records.crm_fields import FieldKind, FieldSpec, described
from advocacy_sync.records.schema import FieldSchema, FieldType

__all__ = ["field_schema", "metadata", "widened"]

LONGEST_RELATIONSHIP = 80
_TYPES: dict[FieldKind, str] = {
    "text": "Text",
    "long_text": "LongTextArea",
    "picklist": "Picklist",
    "number": "Number",
    "money": "Currency",
    "date": "Date",
    "checkbox": "Checkbox",
    "lookup": "Lookup",
}
_SCHEMA_TYPES: dict[str, FieldType] = {
    "Text": "text",
    "TextArea": "text",
    "LongTextArea": "text",
    "EncryptedText": "text",
    "Picklist": "picklist",
    "MultiselectPicklist": "multipicklist",
    "Number": "number",
    "Percent": "number",
    "Currency": "currency",
    "Date": "date",
    "DateTime": "datetime",
    "Checkbox": "boolean",
    "Lookup": "reference",
    "MasterDetail": "reference",
    "Email": "email",
    "Phone": "phone",
    "Url": "url",
}


def metadata(field: FieldSpec) -> dict[str, Any]:
    """The definition of a field, its parts in the order of the alphabet, as the vendor's files have them."""
    parts: dict[str, Any] = {
        "description": described(field),
        "inlineHelpText": field.help,
        "label": field.label,
        "type": _TYPES[field.kind],
    }
    match field.kind:
        case "checkbox":
            parts["defaultValue"] = "false"
        case "text":
            parts |= {"externalId": False, "length": field.length, "required": False, "unique": False}
        case "long_text":
            parts |= {"length": field.length, "visibleLines": 3}
        case "number":
            parts |= {"externalId": False, "precision": field.digits, "required": False, "scale": field.scale}
            parts["unique"] = False
        case "money":
            parts |= {"precision": field.digits, "required": False, "scale": field.scale}
        case "date":
            parts["required"] = False
        case "picklist":
            values = [_value(value, label) for value, label in field.options.items()]
            parts |= {"required": False, "valueSet": _value_set(values)}
        case "lookup":
            name = field.name.removesuffix("__c")
            parts |= {"deleteConstraint": "SetNull", "referenceTo": field.to, "required": False}
            parts |= {"relationshipLabel": f"{field.object}s", "relationshipName": f"{name}_{field.object}s"}
    return dict(sorted(parts.items()))


def _value(value: str, label: str) -> dict[str, Any]:
    return {"valueName": value, "default": False, "label": label}


def _value_set(values: list[dict[str, Any]]) -> dict[str, Any]:
    return {"restricted": True, "valueSetDefinition": {"sorted": False, "value": values}}


def widened(standing: Mapping[str, Any], field: FieldSpec) -> dict[str, Any]:
    """The definition that stands, with the length, digits and values that `field` needs and it lacks."""
    parts = {name: value for name, value in standing.items() if value is not None}
    if field.length is not None:
        parts["length"] = max(int(parts.get("length") or 0), field.length)
    if field.digits is not None:
        scale = max(int(parts.get("scale") or 0), field.scale)
        before = max(int(parts.get("precision") or 0) - int(parts.get("scale") or 0), field.digits - field.scale)
        parts |= {"scale": scale, "precision": before + scale}
    if field.options:
        kept = _values(standing)
        known = {str(one["valueName"]) for one in kept}
        more = [_value(value, label) for value, label in field.options.items() if value not in known]
        parts["valueSet"] = _value_set([*kept, *more])
    return parts


def _values(standing: Mapping[str, Any]) -> list[dict[str, Any]]:
    definition = (standing.get("valueSet") or {}).get("valueSetDefinition") or {}
    return [{name: part for name, part in one.items() if part is not None} for one in definition.get("value") or ()]


def field_schema(name: str, told: Mapping[str, Any]) -> FieldSchema:
    """A field that the describe does not show, as its definition says it. Nobody may write what is not seen."""
    kind = str(told.get("type"))
    calculated = bool(told.get("formula")) or kind in ("Summary", "AutoNumber")
    return FieldSchema(
        name=name,
        label=str(told.get("label") or name),
        type=_SCHEMA_TYPES.get(kind, "other"),
        length=told.get("length"),
        precision=told.get("precision"),
        scale=told.get("scale"),
        calculated=calculated,
        restricted=bool((told.get("valueSet") or {}).get("restricted")),
        options=tuple(str(one["valueName"]) for one in _values(told) if one.get("isActive", True)),
        references=(str(told["referenceTo"]),) if told.get("referenceTo") else (),
    )
