"""Property definitions and validation rules as a schema: what a field may hold, and what holds it back.

Definitions: the properties API. Rules: the property-validations API, which lists an object's
properties that have any. Rules that cannot be said in the port's words are left out: the portal
still checks them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from advocacy_sync.records.schema import FieldSchema, FieldType, ObjectSchema, ValueRule

__all__ = ["Rules", "object_schema", "value_rules"]

Rules = Callable[[str], tuple[ValueRule, ...]]  # by property name

LONGEST_TEXT = 65_536
_TYPES: dict[str, FieldType] = {
    "bool": "boolean",
    "enumeration": "picklist",
    "date": "date",
    "datetime": "datetime",
    "number": "number",
    "string": "text",
    "phone_number": "phone",
}
# Read-only and the vendor's own, but never changed without the record's stamp.
_STEADY = frozenset(
    {
        "hs_object_id",
        "hs_createdate",
        "hs_lastmodifieddate",
        "hs_created_by_user_id",
        "hs_updated_by_user_id",
        "hs_merged_object_ids",
        "hs_object_source",
        "hs_object_source_id",
        "hs_object_source_label",
        "hs_object_source_user_id",
    }
)
_RULED: tuple[FieldType, ...] = ("text", "number", "date", "datetime")


def object_schema(
    object_type: str, definitions: Sequence[Mapping[str, Any]], rules: Rules | None = None
) -> ObjectSchema:
    """`rules` is asked when the rules of a field are wanted, not before."""
    fields = [_field(definition, rules) for definition in definitions if not definition.get("archived")]
    return ObjectSchema(name=object_type, label=object_type, fields={field.name: field for field in fields})


def _field(definition: Mapping[str, Any], rules: Rules | None) -> FieldSchema:
    kind = _TYPES.get(definition.get("type", ""), "other")
    if kind == "picklist":
        kind = "multipicklist" if definition.get("fieldType") == "checkbox" else "picklist"
    calculated = _calculated(definition)
    fixed = _read_only(definition) or bool(definition.get("calculated"))
    made = _Ruled if rules is not None and kind in _RULED and not fixed else FieldSchema
    field = made(
        name=definition["name"],
        label=definition.get("label") or definition["name"],
        type=kind,
        length=LONGEST_TEXT if kind == "text" else None,
        calculated=calculated,
        restricted=kind in ("picklist", "multipicklist") and bool(definition.get("options")),  # owners have none
        unique=bool(definition.get("hasUniqueValue")),
        updateable=not fixed,
        options=tuple(option["value"] for option in definition.get("options") or () if not option.get("hidden")),
    )
    if isinstance(field, _Ruled):
        object.__setattr__(field, "ask", rules)
    return field


def _read_only(definition: Mapping[str, Any]) -> bool:
    return bool((definition.get("modificationMetadata") or {}).get("readOnlyValue"))


def _calculated(definition: Mapping[str, Any]) -> bool:
    """Whether the portal works the value out: as defined, or as the vendor's own that nobody may write (CS-54)."""
    name, field_type = str(definition["name"]), str(definition.get("fieldType") or "")
    if definition.get("calculated") or field_type.startswith("calculation"):
        return True
    return name.startswith("hs_") and name not in _STEADY and _read_only(definition)


class _Ruled(FieldSchema):
    """A field whose rules cost a call: they are asked for when somebody looks at them."""

    __slots__ = ("ask", "told")
    ask: Rules
    told: tuple[ValueRule, ...]

    @property
    def rules(self) -> tuple[ValueRule, ...]:
        return self.ask(self.name) if hasattr(self, "ask") else self.told

    @rules.setter
    def rules(self, told: tuple[ValueRule, ...]) -> None:
        object.__setattr__(self, "told", told)  # what a copy of a field was given


# -- rules -----------------------------------------------------------------------------------------


def value_rules(results: Sequence[Mapping[str, Any]]) -> dict[str, tuple[ValueRule, ...]]:
    """An answer of the property-validations API, by property name."""
    return {
        str(result.get("propertyName")): tuple(
            rule for told in result.get("propertyValidationRules") or () if (rule := _rule(told)) is not None
        )
        for result in results
    }


def _rule(told: Mapping[str, Any]) -> ValueRule | None:
    arguments = [str(argument) for argument in told.get("ruleArguments") or ()]
    if len(arguments) != 1 and (told.get("ruleType") != "REGEX" or not arguments):  # which may bring its own words
        return None
    match told.get("ruleType"), arguments[0].strip():
        case "MIN_LENGTH", text if text.isdigit():
            return ValueRule("min_length", text)
        case "MAX_LENGTH", text if text.isdigit():
            return ValueRule("max_length", text)
        case "MIN_NUMBER", text if _is_number(text):
            return ValueRule("min", text)
        case "MAX_NUMBER", text if _is_number(text):
            return ValueRule("max", text)
        case "ALPHANUMERIC", "NUMERIC_ONLY" if not told.get("shouldApplyNormalization"):
            return ValueRule("pattern", "[0-9]*")
        case "REGEX", _ if not told.get("shouldApplyNormalization"):
            return _pattern(arguments[0])
    return None


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) is not None


def _pattern(expression: str) -> ValueRule | None:
    """An expression tied to both ends, which means the same to whoever matches it whole and to whoever searches."""
    tied = expression.startswith("^") and expression.endswith("$") and not expression.endswith(r"\$")
    try:
        re.compile(expression)
    except re.error:
        return None
    return ValueRule("pattern", expression) if tied and "|" not in expression else None
