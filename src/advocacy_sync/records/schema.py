"""What a CRM says of its own objects and fields, in one vocabulary for every CRM."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["FieldSchema", "FieldType", "ObjectSchema"]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSchema:
    """`length` in characters, None where the CRM states none. `updateable`: by the user we connect as."""

    name: str
    label: str
    type: FieldType
    length: int | None = None
    scale: int | None = None
    updateable: bool = False
    required: bool = False
    options: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    relationship: str | None = None  # Salesforce: the name by which a path goes through this field


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectSchema:
    name: str
    label: str
    fields: Mapping[str, FieldSchema]
