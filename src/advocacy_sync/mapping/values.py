"""What a value on a vendor's wire says: text, a flag, an instant, a day; or why it says nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

__all__ = ["Problem", "as_boolean", "as_day", "as_instant", "as_text", "whole_salesforce_id"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a value could not be read. Never quotes the value: it may be personal data."""

    code: str
    message: str


# NUL is refused by PostgreSQL text, lone surrogates by both stores' UTF-8.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# The years in which Salesforce accepts dates. Beyond, a typing error; and arithmetic on days would overflow.
_YEARS = range(1700, 4001)
_OUTSIDE = f"lies outside the years {_YEARS[0]} to {_YEARS[-1]}"
_TRUE = frozenset({"true", "1", "1.0", "yes", "y", "on"})
_FALSE = frozenset({"false", "0", "0.0", "no", "n", "off"})


def as_text(value: Any) -> str | None:
    """Trimmed text; empty is nothing."""
    if not value and (value is None or value == ""):
        return None
    text = value if isinstance(value, str) else str(value)
    if text.isascii() and "\0" not in text:  # most are, and hold nothing that could be unstorable
        return text.strip() or None
    return _UNSTORABLE.sub("", text).strip() or None


def as_boolean(value: Any) -> bool | Problem | None:
    """true/false, 1/0, yes/no, y/n, on/off in any case; a number as HubSpot writes probabilities (`1.0`)."""
    if value is None or isinstance(value, bool):
        return value
    text = (as_text(value) or "").lower()
    if not text:
        return None
    if text in _TRUE:
        return True
    return False if text in _FALSE else Problem("value.boolean", "is neither true nor false")


def as_instant(value: Any, zone: tzinfo = UTC) -> datetime | Problem | None:
    """An aware instant in UTC from ISO 8601 (`Z`, `+0000`, `+00:00`; `zone` if it names none), epoch milliseconds
    or a date."""
    text = as_text(value)
    if text is None:
        return None
    try:
        if text.lstrip("-").isdigit() and len(text) > 8:
            instant = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(text))
        else:
            instant = datetime.fromisoformat(text)
            if instant.tzinfo is not UTC:
                instant = (instant if instant.tzinfo else instant.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return Problem("value.instant", "is not a date and time")
    return instant if instant.year in _YEARS else Problem("value.instant", _OUTSIDE)


def as_day(value: Any, zone: tzinfo, of: tzinfo = UTC) -> date | Problem | None:
    """A calendar day. A bare date is taken as it stands; an instant (in the zone `of` if it names none) is the day
    it falls on in `zone`."""
    text = as_text(value)
    if text is None:
        return None
    if len(text) == 10:
        return _bare_day(text)
    instant = as_instant(text, of)
    if isinstance(instant, datetime):
        return instant.astimezone(zone).date()
    return Problem("value.day", "is not a date") if isinstance(instant, Problem) else None


@lru_cache(maxsize=4096)
def _bare_day(text: str) -> date | Problem:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return Problem("value.day", "is not a date")
    return day if day.year in _YEARS else Problem("value.day", _OUTSIDE)


def whole_salesforce_id(text: str) -> str | None:
    """A Salesforce id of 15 characters in its form of 18, whose last three say which letters are capital
    (developer.salesforce.com, "What are the different ways to get an ID"); one of 18 likewise; None for other texts."""
    if not re.fullmatch(r"[0-9A-Za-z]{15}(?:[A-Z0-5]{3})?", text):
        return None
    groups = (text[start : start + 5] for start in (0, 5, 10))
    bits = (sum(1 << place for place, mark in enumerate(group) if "A" <= mark <= "Z") for group in groups)
    return text[:15] + "".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[number] for number in bits)
