"""What we compute for CRM fields, which types of field can hold it, and who wins where others write it, too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .catalogue import Shape
from .kinds import AdvocateStatus
from .schema import FieldType

__all__ = ["CHOICES", "CODES", "PUSHED", "PushRule", "Pushed"]


# Who wins where both we and others write a field. owned: only we write it, and never over a value that the
# plan did not see; ours: always ours; crm: always theirs; crm_unless_blank: ours only where nothing stands;
# newest: who wrote last; highest, lowest: of numbers and dates; hold: a person decides.
PushRule = Literal["owned", "ours", "crm", "crm_unless_blank", "newest", "highest", "lowest", "hold"]


@dataclass(frozen=True, slots=True)
class Pushed:
    """One computed value: the record kind it belongs to, its shape, the CRM types that fit."""

    record: str
    shape: Shape
    fits: frozenset[FieldType]


_NUMBER: frozenset[FieldType] = frozenset({"integer", "number"})
_AMOUNT: frozenset[FieldType] = frozenset({"currency", "number"})
_DAY: frozenset[FieldType] = frozenset({"date"})
_WORDS: frozenset[FieldType] = frozenset({"text"})
_STATUS: frozenset[FieldType] = frozenset({"text", "picklist"})

PUSHED: dict[str, Pushed] = {
    "influenced_revenue": Pushed("opportunity", "money", _AMOUNT),
    "attributed_revenue": Pushed("opportunity", "money", _AMOUNT),
    "advocate_touches": Pushed("opportunity", "integer", _NUMBER),
    "last_touch": Pushed("opportunity", "day", _DAY),
    "top_advocates": Pushed("opportunity", "text", _WORDS),
    "request_state": Pushed("opportunity", "text", _WORDS),
    "opportunity_why": Pushed("opportunity", "text", _WORDS),
    "advocate_status": Pushed("contact", "text", _STATUS),
    "availability": Pushed("contact", "text", _STATUS),
    "next_free": Pushed("contact", "day", _DAY),
    "load_band": Pushed("contact", "text", _STATUS),
    "signals": Pushed("contact", "text", _WORDS),
    "staleness": Pushed("contact", "text", _WORDS),
    "last_verified": Pushed("contact", "day", _DAY),
    "nomination_state": Pushed("contact", "text", _WORDS),
    "contact_why": Pushed("contact", "text", _WORDS),
    "referenceable_advocates": Pushed("account", "integer", _NUMBER),
    "account_why": Pushed("account", "text", _WORDS),
}

# The codes that lead from a record's values to their grounds, by record kind.
CODES: Mapping[str, str] = {"opportunity": "opportunity_why", "contact": "contact_why", "account": "account_why"}

# What a value can be that is one of a few words: a restricted picklist has to offer them.
CHOICES: Mapping[str, tuple[str, ...]] = {
    "advocate_status": tuple(status.value for status in AdvocateStatus),
    "availability": ("available", "resting", "booked", "do_not_ask"),
    "load_band": ("unused", "light", "normal", "heavy"),
}
