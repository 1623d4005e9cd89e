"""The closed list of transforms. Each is total: it returns a value, None for nothing, or a Problem.

A transform gets the raw value as the vendor's wire gave it (text, bool, int, decimal text, None).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from advocacy_sync.kernel.errors import RecordError
from advocacy_sync.kernel.money import Money

from .document import FieldMapping, TransformName

__all__ = ["TRANSFORMS", "Problem", "Settings", "as_boolean", "as_day", "as_instant", "as_text", "bound"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a value could not be read. Never quotes the value: it may be personal data."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What a transform may know besides the value: the connection's currency and the reporting zone."""

    currency: str
    zone: tzinfo
    region: str | None = None  # for phone numbers without a country code, ISO 3166 alpha-2


Transform = Callable[[Any, FieldMapping, Settings], Any]

# NUL is refused by PostgreSQL text, lone surrogates by both stores' UTF-8.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_PLAIN_EMAIL = re.compile(r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}")
# The years in which Salesforce accepts dates. Beyond, a typing error; and arithmetic on days would overflow.
_YEARS = range(1700, 4001)
_OUTSIDE = f"lies outside the years {_YEARS[0]} to {_YEARS[-1]}"
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_TRUE = frozenset({"true", "1", "1.0", "yes"})
_FALSE = frozenset({"false", "0", "0.0", "no"})


def as_text(value: Any) -> str | None:
    """Trimmed text; empty is nothing."""
    if not value and (value is None or value == ""):
        return None
    text = value if isinstance(value, str) else str(value)
    if text.isascii() and "\0" not in text:  # most are, and hold nothing that could be unstorable
        return text.strip() or None
    return _UNSTORABLE.sub("", text).strip() or None


def as_boolean(value: Any) -> bool | Problem | None:
    """true/false, 1/0, yes/no in any case; a number as HubSpot writes probabilities (`1.0`)."""
    if value is None or isinstance(value, bool):
        return value
    text = (as_text(value) or "").lower()
    if not text:
        return None
    if text in _TRUE:
        return True
    return False if text in _FALSE else Problem("value.boolean", "is neither true nor false")


def as_instant(value: Any) -> datetime | Problem | None:
    """An aware instant in UTC from ISO 8601 (`Z`, `+0000`, `+00:00`), epoch milliseconds or a date."""
    text = as_text(value)
    if text is None:
        return None
    try:
        if text.lstrip("-").isdigit() and len(text) > 8:
            instant = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(text))
        else:
            instant = datetime.fromisoformat(text)
            if instant.tzinfo is not UTC:
                instant = instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except (ValueError, OverflowError):
        return Problem("value.instant", "is not a date and time")
    return instant if instant.year in _YEARS else Problem("value.instant", _OUTSIDE)


def as_day(value: Any, zone: tzinfo) -> date | Problem | None:
    """A calendar day. A bare date is taken as it stands; an instant is the day it falls on in `zone`."""
    text = as_text(value)
    if text is None:
        return None
    if len(text) == 10:
        return _bare_day(text)
    instant = as_instant(text)
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


def _text(value: Any, _: FieldMapping, __: Settings) -> Any:
    return as_text(value)


def _boolean(value: Any, _: FieldMapping, __: Settings) -> Any:
    return as_boolean(value)


def _integer(value: Any, _: FieldMapping, __: Settings) -> Any:
    """A whole number; vendors write it `9`, `9.0` or 9 (Bulk API 2.0 gives `0.0` for integers)."""
    text = as_text(value)
    if text is None:
        return None
    try:
        number = Money.parse(text, "JPY").minor  # JPY has no decimals: exact, bounded, same rules
    except RecordError:
        return Problem("value.integer", "is not a whole number")
    return number


def _instant(value: Any, _: FieldMapping, __: Settings) -> Any:
    return as_instant(value)


def _moment(value: Any, _: FieldMapping, settings: Settings) -> Any:
    """As `instant`, but a bare date counts as the end of that day in the reporting zone."""
    text = as_text(value)
    if text is not None and len(text) == 10:
        day = as_day(text, settings.zone)
        if not isinstance(day, date):
            return day
        return datetime.combine(day, time(23, 59, 59, 999000), settings.zone).astimezone(UTC)
    return as_instant(text)


def _earliest(value: Any, field: FieldMapping, settings: Settings) -> Any:
    """The earliest of several moments. What was marked as done on one day was not done later, and what
    is dated to a day was done then, however late somebody marked it."""
    parts = value if isinstance(value, tuple) else (value,)
    found = [_moment(part, field, settings) for part in parts]
    return next((one for one in found if isinstance(one, Problem)), None) or min(
        (one for one in found if isinstance(one, datetime)), default=None
    )


def _day(value: Any, _: FieldMapping, settings: Settings) -> Any:
    return as_day(value, settings.zone)


def _choice(value: Any, field: FieldMapping, _: Settings) -> Any:
    """A picklist value by the map, without regard to case; others are the default, or a problem."""
    return _chosen(value, _folded(tuple(field.map.items())), field.default)


def _chosen(value: Any, by_word: Mapping[str, str], default: str | None) -> Any:
    text = as_text(value)
    if text is None:
        return default
    found = by_word.get(text.casefold(), default)
    return Problem("value.choice", "is a value that the map does not name") if found is None else found


def _phrase(value: Any, field: FieldMapping, _: Settings) -> Any:
    """As `choice` for the whole value, else the first of the phrases that stands in it as whole words.

    Of several sources the first that tells counts.
    """
    whole = _folded(tuple(field.map.items()))
    words = _folded(tuple(field.phrases.items()))
    pattern = _any_of(tuple(words))
    for part in value if isinstance(value, tuple) else (value,):
        text = (as_text(part) or "").casefold()
        if text in whole:
            return whole[text]
        found = pattern.search(text) if pattern else None
        if found:
            return words[found.group()]
    return field.default


@lru_cache(maxsize=1024)
def _folded(pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {said.casefold(): ours for said, ours in pairs}


@lru_cache(maxsize=1024)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str] | None:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    either = "|".join(re.escape(word) for word in longest_first)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)") if words else None


def _email(value: Any, _: FieldMapping, __: Settings) -> Any:
    text = as_text(value)
    if text is None:
        return None
    lowered = text.lower()
    return lowered if _PLAIN_EMAIL.fullmatch(lowered) else _unusual_email(lowered)


def _unusual_email(text: str) -> str | Problem:
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return Problem("value.email", "is not an e-mail address")


def _domain(value: Any, _: FieldMapping, __: Settings) -> Any:
    """The host of a URL, domain or e-mail address, lower case, without `www.`."""
    text = as_text(value)
    if text is None:
        return None
    host = re.split(r"[/?#]", re.sub(r"^(?:[a-z][a-z0-9+.-]*:)?//", "", text.lower()), maxsplit=1)[0]
    host = host.rpartition("@")[2].partition(":")[0].removeprefix("www.").rstrip(".")
    if "." not in host or not re.fullmatch(r"[\w.-]+", host):
        return Problem("value.domain", "holds no domain")
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return Problem("value.domain", "holds no domain")


def _phone(value: Any, _: FieldMapping, settings: Settings) -> Any:
    text = as_text(value)
    if text is None or _E164.fullmatch(text):
        return text
    import phonenumbers

    try:
        number = phonenumbers.parse(text, settings.region)
    except phonenumbers.NumberParseException:
        return Problem("value.phone", "is not a phone number with a country code")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _money(value: Any, _: FieldMapping, settings: Settings) -> Any:
    """Decimal text in the currency that the row names, else the connection's. Never rounds."""
    amount, currency = value if isinstance(value, tuple) else (value, None)
    text = as_text(amount)
    if text is None:
        return None
    try:
        return Money.parse(text, (as_text(currency) or settings.currency).upper())
    except RecordError as error:
        return Problem("value.money", str(error))


def _cross_id(value: Any, _: FieldMapping, __: Settings) -> Any:
    """An id of another CRM. Salesforce ids are compared by the first 15 characters, which are exact."""
    text = as_text(value)
    return text[:15] if text is not None and re.fullmatch(r"[0-9A-Za-z]{18}", text) else text


def _deal_status(value: Any, _: FieldMapping, __: Settings) -> Any:
    """open, won or lost from two sources: is it closed, is it won (HubSpot: probability 1.0)."""
    flags = [as_boolean(part) for part in value] if isinstance(value, tuple) else []
    if len(flags) != 2 or flags[0] is None:
        return Problem("value.deal_status", "needs to say whether the deal is closed")
    if isinstance(flags[0], Problem):
        return flags[0]
    if not flags[0]:
        return "open"
    if flags[1] is None:
        return Problem("value.deal_status", "needs to say whether the closed deal was won")
    if isinstance(flags[1], Problem):
        return flags[1]
    return "won" if flags[1] else "lost"


def _case_closed(value: Any, _: FieldMapping, __: Settings) -> Any:
    """HubSpot says CLOSED in the stage's ticketState, Salesforce has a flag."""
    text = (as_text(value) or "").upper()
    return {"CLOSED": True, "OPEN": False}.get(text, as_boolean(value))


def _reference(value: Any, _: FieldMapping, __: Settings) -> Any:
    return as_text(value)


TRANSFORMS: dict[TransformName, Transform] = {
    "text": _text,
    "integer": _integer,
    "boolean": _boolean,
    "instant": _instant,
    "moment": _moment,
    "earliest": _earliest,
    "day": _day,
    "money": _money,
    "choice": _choice,
    "phrase": _phrase,
    "reference": _reference,
    "email": _email,
    "domain": _domain,
    "phone": _phone,
    "cross_id": _cross_id,
    "deal_status": _deal_status,
    "case_closed": _case_closed,
}

# Those that need neither the mapping nor the settings.
_ALONE: dict[TransformName, Callable[[Any], Any]] = {
    "text": as_text,
    "reference": as_text,
    "boolean": as_boolean,
    "instant": as_instant,
}


def bound(name: TransformName, field: FieldMapping, settings: Settings) -> Callable[[Any], Any]:
    """A transform for one field: what does not change from row to row is looked at once."""
    if name in _ALONE:
        return _ALONE[name]
    if name == "choice":
        by_word, default = _folded(tuple(field.map.items())), field.default
        return lambda value: _chosen(value, by_word, default)
    transform = TRANSFORMS[name]
    return lambda value: transform(value, field, settings)
