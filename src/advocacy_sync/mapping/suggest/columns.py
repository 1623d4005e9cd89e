"""A field as the vendors describe it: a Salesforce sObject describe, a HubSpot properties answer, or our schema.

Refuses what is neither, in words that say what to save instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.records.schema import FieldSchema, FieldType, ObjectSchema

from .standard import STANDARD

__all__ = ["Column", "Described", "described", "of_schema"]

_SALESFORCE: dict[str, FieldType] = {
    "id": "id",
    "reference": "reference",
    "string": "text",
    "textarea": "text",
    "encryptedstring": "text",
    "boolean": "boolean",
    "int": "integer",
    "long": "integer",
    "double": "number",
    "percent": "number",
    "currency": "currency",
    "date": "date",
    "datetime": "datetime",
    "picklist": "picklist",
    "combobox": "picklist",
    "multipicklist": "multipicklist",
    "email": "email",
    "phone": "phone",
    "url": "url",
}
_HUBSPOT: dict[str, FieldType] = {
    "bool": "boolean",
    "enumeration": "picklist",
    "date": "date",
    "datetime": "datetime",
    "number": "number",
    "string": "text",
    "phone_number": "phone",
}
LONG_TEXT = 1_000
# HubSpot's own properties as far as they matter here; a room's description does not tell them from a portal's.
_PORTALS = frozenset(name for fields in STANDARD["hubspot"].values() for names in fields.values() for name in names)
_OURS = "advocacy_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One field. `vendor`: the CRM's own; `long`: a text area; `options`: value and label of each."""

    name: str
    label: str
    type: FieldType
    vendor: bool = False
    calculated: bool = False
    long: bool = False
    percent: bool = False
    references: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    help: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """An object with its fields; `label` is the name itself where the answer holds none."""

    name: str
    label: str
    columns: tuple[Column, ...]


def described(crm: str, name: str, answer: Any) -> Described:
    """The vendor's answer as columns. Raises ConfigError for what is no such answer."""
    if crm == "salesforce":
        return _salesforce(name, answer)
    fields = answer.get("results") if isinstance(answer, Mapping) else answer
    wanted = "the answer of GET /crm/v3/properties/{object}: a list of properties, or {'results': […]}"
    columns = [_property(field) for field in _fields(fields, wanted) if not field.get("archived")]
    return Described(name, name, _unique(columns))


def _salesforce(name: str, answer: Any) -> Described:
    wanted = "the answer of GET …/sobjects/{object}/describe: an object with 'name' and 'fields'"
    fields = answer.get("fields") if isinstance(answer, Mapping) else answer
    columns = [_field(field) for field in _fields(fields, wanted) if not field.get("deprecatedAndHidden")]
    told: Mapping[str, Any] = answer if isinstance(answer, Mapping) else {}
    if str(told.get("name") or name).casefold() != name.casefold():
        raise ConfigError(f"the describe is of {told['name']}, not of {name}: give its own with --describe")
    return Described(str(told.get("name") or name), str(told.get("label") or name), _unique(columns))


def _fields(fields: Any, wanted: str) -> Sequence[Mapping[str, Any]]:
    if not isinstance(fields, list) or not fields:
        raise ConfigError(f"the describe holds no fields; give {wanted}")
    for field in fields:
        if not isinstance(field, Mapping) or not isinstance(field.get("name"), str):
            raise ConfigError(f"the describe holds a field without a name; give {wanted}")
    return fields


def _unique(columns: Sequence[Column]) -> tuple[Column, ...]:
    return tuple({column.name: column for column in columns}.values())


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _options(found: Any, hidden: str) -> tuple[tuple[str, str], ...]:
    kept = [part for part in _listed(found) if isinstance(part, Mapping) and _shown(part, hidden)]
    return tuple((str(part.get("value", "")), _text(part.get("label")) or str(part.get("value", ""))) for part in kept)


def _shown(option: Mapping[str, Any], hidden: str) -> bool:
    return option.get("active") is not False if hidden == "active" else not option.get("hidden")


def _field(field: Mapping[str, Any]) -> Column:
    kind, name = _text(field.get("type")), field["name"]
    return Column(
        name=name,
        label=_text(field.get("label")) or name,
        type=_SALESFORCE.get(kind, "other"),
        vendor=not field.get("custom", name.casefold().endswith("__c")),
        calculated=bool(field.get("calculated")),
        long=kind == "textarea",
        percent=kind == "percent",
        references=tuple(str(part) for part in _listed(field.get("referenceTo"))),
        options=_options(field.get("picklistValues"), "active"),
        help=_text(field.get("inlineHelpText")),
    )


def _property(field: Mapping[str, Any]) -> Column:
    name, form = field["name"], _text(field.get("fieldType"))
    kind = _HUBSPOT.get(_text(field.get("type")), "other")
    owner = _text(field.get("referencedObjectType")).upper() == "OWNER" or name == "hubspot_owner_id"
    if kind == "picklist" and owner:
        kind = "reference"
    elif kind == "picklist":
        kind = "multipicklist" if form == "checkbox" else "boolean" if form == "booleancheckbox" else "picklist"
    elif kind == "text" and form == "phonenumber":
        kind = "phone"
    elif kind == "number" and field.get("showCurrencySymbol"):
        kind = "currency"
    return Column(
        name=name,
        label=_text(field.get("label")) or name,
        type=kind,
        vendor=bool(field.get("hubspotDefined", name.startswith("hs_"))),
        calculated=bool(field.get("calculated")) or form.startswith("calculation"),
        long=form in ("textarea", "html", "rich_text"),
        percent=_text(field.get("numberDisplayHint")) in ("percentage", "probability"),
        references=("owners",) if owner else (),
        options=_options(field.get("options"), "hidden"),
        help=_text(field.get("description")),
    )


def of_schema(crm: str, schema: ObjectSchema) -> Described:
    """The object as a room describes it, which is less than the vendor's answer tells."""
    columns = [_of_field(crm, field) for field in schema.fields.values()]
    return Described(schema.name, schema.label, _unique(columns))


def _of_field(crm: str, field: FieldSchema) -> Column:
    owner = crm == "hubspot" and field.name == "hubspot_owner_id"
    return Column(
        name=field.name,
        label=field.label,
        type="reference" if owner else field.type,
        vendor=_of_vendor(crm, field.name),
        calculated=field.calculated and not field.name.startswith("hs_"),
        long=field.type == "text" and crm == "salesforce" and (field.length or 0) > LONG_TEXT,
        references=("owners",) if owner else field.references,
        options=tuple((option, option) for option in field.options),
    )


def _of_vendor(crm: str, name: str) -> bool:
    if crm == "salesforce":
        return not name.casefold().endswith("__c")
    return name.startswith(("hs_", "hubspot_")) or (name in _PORTALS and not name.startswith(_OURS))
