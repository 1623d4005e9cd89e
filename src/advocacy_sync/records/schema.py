"""What a CRM says of its own objects and fields, in one vocabulary for every CRM."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["FieldSchema", "FieldType", "ObjectSchema", "ValueRule"]

FieldType = Literal[
    "id",
    "reference",
    "text",
    "boolean",
    "integer",
    "number",
    "currency",
    "date",
    "datetime",
    "picklist",
    "multipicklist",
    "email",
    "phone",
    "url",
    "other",
]


@dataclass(frozen=True, slots=True)
class ValueRule:
    """A rule that the CRM checks each value of a field by (HubSpot's property validations).

    `min_length`, `max_length`: characters; `min`, `max`: decimal text; `pattern`: a regular expression
    that the whole value must match. What a room cannot say in these words it leaves out.
    """

    kind: Literal["min_length", "max_length", "min", "max", "pattern"]
    argument: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSchema:
    """`length` in characters, None where the CRM states none. `updateable`: by the user we connect as.

    `precision` and `scale`: digits in all, and behind the point. `calculated`: the CRM works the value
    out, which may change it without moving the row's stamp. `restricted`: only `options` are accepted.
    """

    name: str
    label: str
    type: FieldType
    length: int | None = None
    precision: int | None = None
    scale: int | None = None
    calculated: bool = False
    restricted: bool = False
    unique: bool = False
    updateable: bool = False
    required: bool = False
    options: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    rules: tuple[ValueRule, ...] = ()
    relationship: str | None = None  # Salesforce: the name by which a path goes through this field


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectSchema:
    name: str
    label: str
    fields: Mapping[str, FieldSchema]
