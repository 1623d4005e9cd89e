"""Which canonical records a mapping may produce, and the shape of their fields.

One table drives the mapping's checks and the store's columns, so that they cannot disagree.
"""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from advocacy_sync.kernel.ids import RecordId
from advocacy_sync.kernel.money import Money

from .account import Account
from .activity import Activity, ActivityOpportunity, Audience, Participant
from .contact import Contact
from .opportunity import Opportunity, OpportunityRole
from .owner import Owner
from .service import SupportCase, SurveyAnswer

__all__ = ["RECORDS", "FieldShape", "Shape", "shapes"]

RECORDS: dict[str, type[Any]] = {
    "account": Account,
    "contact": Contact,
    "opportunity": Opportunity,
    "opportunity_role": OpportunityRole,
    "activity": Activity,
    "participant": Participant,
    "activity_opportunity": ActivityOpportunity,
    "audience": Audience,
    "support_case": SupportCase,
    "survey_answer": SurveyAnswer,
    "owner": Owner,
}

Shape = Literal["text", "reference", "integer", "boolean", "instant", "day", "money", "choice"]


@dataclass(frozen=True, slots=True)
class FieldShape:
    """One field: its shape, whether it may be None or left out, and its closed choices, if any."""

    name: str
    shape: Shape
    required: bool
    enum: type[StrEnum] | None = None

    @property
    def choices(self) -> tuple[str, ...]:
        return tuple(choice.value for choice in self.enum) if self.enum else ()


@functools.cache
def shapes(kind: str) -> dict[str, FieldShape]:
    """The fields of a record kind by name, `id` left out: it comes from the source key."""
    record = RECORDS[kind]
    hints = typing.get_type_hints(record)
    return {
        field.name: _shape(field.name, hints[field.name], field.default is dataclasses.MISSING)
        for field in dataclasses.fields(record)
        if field.name != "id"
    }


_PLAIN: dict[Any, Shape] = {
    RecordId: "reference",
    str: "text",
    int: "integer",
    bool: "boolean",
    datetime: "instant",
    date: "day",
    Money: "money",
}


def _shape(name: str, hint: Any, required: bool) -> FieldShape:
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        hint = next(part for part in typing.get_args(hint) if part is not type(None))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return FieldShape(name, "choice", required, hint)
    return FieldShape(name, _PLAIN[hint], required)
