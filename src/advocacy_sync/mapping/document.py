"""The shape of a mapping file: one CRM object, the canonical records it yields, the fields we push.

A closed language: sources, a transform out of a fixed list, a condition; no expressions.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from advocacy_sync.records.pushed import PushRule

__all__ = ["FieldMapping", "MappingDocument", "PushLine", "RecordMapping", "TransformName", "Unmapped", "When"]

TransformName = Literal[
    "text",
    "integer",
    "boolean",
    "instant",
    "moment",
    "earliest",
    "day",
    "money",
    "choice",
    "choices",
    "phrase",
    "reference",
    "salesforce_id",
    "email",
    "domain",
    "url",
    "phone",
    "country",
    "join",
    "given_name",
    "family_name",
    "cross_id",
    "deal_status",
    "case_closed",
]


Unmapped = Literal["problem", "keep", "empty"]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldMapping(_Strict):
    """How one canonical field is found. With several sources the first that holds a value counts."""

    from_: Annotated[list[str], BeforeValidator(_listed)] = Field(default=[], alias="from")
    else_: str | None = Field(default=None, alias="else")  # earliest, phrase: read if none of `from` holds a value
    constant: str | bool | int | None = None
    transform: TransformName | None = None  # None: the one that fits the field's shape
    to: str | None = None  # reference: the object that the id belongs to
    prefix: str | None = None  # reference: only ids that begin so (Salesforce key prefixes tell the object)
    map: dict[str, str] = {}  # choice, choices, phrase: the whole value as the CRM has it → what we say
    phrases: dict[str, str] = {}  # phrase: words that may stand anywhere in the value → what we say
    default: str | None = None  # choice, choices, phrase: for values that the map does not name
    unmapped: Unmapped = "problem"  # choice, choices: what becomes of a value that the map does not name, no default
    currency: str | None = None  # money: the field that holds the ISO code
    locale: str | None = None  # integer, money: how people write numbers there, such as de or fr_CH
    zone: str | None = None  # instant, moment, earliest, day: of values that name none; IANA, such as Europe/Berlin
    optional: bool = False  # the org may lack the source fields


class When(_Strict):
    """The record is made only if this source holds one of the values or fits one of the patterns (or, without
    either, holds anything). With `except` it is made unless the source holds one of those: also where the source is
    empty, or the org lacks it."""

    from_: str = Field(alias="from")
    in_: list[str] | None = Field(default=None, alias="in")
    except_: Annotated[list[str] | None, BeforeValidator(_listed)] = Field(default=None, alias="except")
    like: Annotated[list[str] | None, BeforeValidator(_listed)] = None  # `*` stands for anything, case does not count


class RecordMapping(_Strict):
    record: str
    omit: bool = False  # in an organisation's file: the packaged file's record of this kind is left out
    with_: str | None = Field(default=None, alias="with")  # made only if that record came of the same row
    each: str | None = None  # a child list: one record per entry, sources `each.…` read the entry
    when: When | None = None
    fields: dict[str, FieldMapping]


class PushLine(_Strict):
    """The CRM field that takes a computed value. A bare name stands for an owned field."""

    field: str
    rule: PushRule = "owned"
    shorten: bool = False  # a text that is too long for the field is cut and marked, instead of being refused


def _line(value: object) -> object:
    return {"field": value} if isinstance(value, str) else value


class MappingDocument(_Strict):
    object: str
    replaces: bool = False  # an organisation's file that stands alone, instead of being laid over the packaged one
    optional: bool = False  # the org or portal may lack the object, or not show it to us
    records: list[RecordMapping] = []
    reference_roles: list[str] = []  # contact roles or association labels that tie an activity to a deal
    push: dict[str, Annotated[PushLine, BeforeValidator(_line)]] = {}  # what we compute → what takes it
