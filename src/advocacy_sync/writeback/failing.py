"""Values that the CRM refused: their cause, what to do about it, and when to try again."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

__all__ = ["MOST_TRIES", "cause", "due", "remedy"]

MOST_TRIES = 6
FIRST_WAIT = timedelta(minutes=20)
LONGEST_WAIT = timedelta(hours=24)

_REMEDIES = {
    "FIELD_CUSTOM_VALIDATION_EXCEPTION": "A validation rule of the org refuses it: mend the record, or the rule.",
    "UNABLE_TO_LOCK_ROW": "Another process keeps the parent record locked: run at another hour.",
    "INVALID_FIELD_FOR_INSERT_UPDATE": "Grant the integration user edit access to the field.",
    "INSUFFICIENT_ACCESS_OR_READONLY": "Grant the integration user edit access to the record.",
    "STRING_TOO_LONG": "Lengthen the field, or set `shorten: true` in the mapping.",
    "REQUIRED_FIELD_MISSING": "The record lacks a field that the org requires: fill it in.",
    "ENTITY_IS_DELETED": "The record is gone; the next pull notices.",
    "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST": "Add the value to the picklist, or map another one.",
    "INACTIVE_OWNER_OR_USER": "The record belongs to an inactive user: give it to an active one.",
    "VALIDATION_ERROR": "A rule of the portal refuses the value: see the message.",
    "altered": "A flow, trigger or another application changes the value after we wrote it: spare the field there.",
    "preflight.length": "Lengthen the field, or set `shorten: true` in the mapping.",
    "preflight.option": "Add the value to the field's options.",
    "preflight.right": "Grant edit access to the field.",
    "preflight.scale": "Give the field more decimals.",
    "preflight.precision": "Give the field more digits.",
}


def cause(place: str, field: str, code: str, message: str) -> str:
    """The fingerprint of a failure: equal for values that failed for the same reason.

    `place`: connection and object. Ids and numbers differ from row to row, so they are left out.

    >>> cause("acme/Deal", "F", "", "row 001A77 is locked") == cause("acme/Deal", "F", "", "row 002B12 is locked")
    True
    """
    words = code or re.sub(r"\w*\d\w*", "#", message)
    return f"{place}.{field}: {words}"[:200]


def remedy(code: str) -> str:
    return _REMEDIES.get(code, "Read the message; mend the record or the mapping, then 'advocacy-sync push retry'.")


def due(tries: int, last_at: datetime) -> datetime | None:
    """When a value that has failed so many times is tried again; None: never by itself."""
    if tries >= MOST_TRIES:
        return None
    wait: timedelta = FIRST_WAIT * (1 << (tries - 1))
    return last_at + min(LONGEST_WAIT, wait)
