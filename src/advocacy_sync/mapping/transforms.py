"""The closed list of transforms. Each is total: it returns a value, None for nothing, or a Problem.

A transform gets the raw value as the vendor's wire gave it (text, bool, int, decimal text, None).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from advocacy_sync.kernel.errors import RecordError
from advocacy_sync.kernel.money import Money

from .document import FieldMapping, TransformName, Unmapped
from .values import Problem, as_boolean, as_day, as_instant, as_text, whole_salesforce_id

__all__ = ["TRANSFORMS", "Settings", "bound"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a transform may know besides the value: the connection's currency and the reporting zone."""

    currency: str
    zone: tzinfo
    region: str | None = None  # for phone numbers without a country code, ISO 3166 alpha-2


Transform = Callable[[Any, FieldMapping, Settings], Any]

_E164 = re.compile(r"\+[1-9]\d{6,14}")
_PLAIN_EMAIL = re.compile(r"[a-z0-9_%+-]+(?:\.[a-z0-9_%+-]+)*@(?:(?!-)[a-z0-9-]+(?<!-)\.)+[a-z]{2,}")


def _text(value: Any, _: FieldMapping, __: Settings) -> Any:
    return as_text(value)


def _boolean(value: Any, field: FieldMapping, settings: Settings) -> Any:
    """A flag, or the word of a picklist that the map takes for one."""
    if not field.map:
        return as_boolean(value)
    word = _choice(value, field, settings)
    return word if isinstance(word, Problem) else as_boolean(word)


def _integer(value: Any, field: FieldMapping, _: Settings) -> Any:
    """A whole number; vendors write it `9`, `9.0` or 9 (Bulk API 2.0 gives `0.0` for integers)."""
    text = _number(value, field)
    if text is None:
        return None
    try:
        number = Money.parse(text, "JPY").minor  # JPY has no decimals: exact, bounded, same rules
    except RecordError:
        return Problem("value.integer", "is not a whole number")
    return number


def _instant(value: Any, field: FieldMapping, _: Settings) -> Any:
    return as_instant(value, _zone(field) or UTC)


def _zone(field: FieldMapping) -> tzinfo | None:
    return ZoneInfo(field.zone) if field.zone else None


def _moment(value: Any, field: FieldMapping, settings: Settings) -> Any:
    """As `instant`, but a bare date counts as the end of that day, in the field's zone or the reporting zone."""
    text, zone = as_text(value), _zone(field)
    if text is not None and len(text) == 10:
        day = as_day(text, settings.zone)
        if not isinstance(day, date):
            return day
        return datetime.combine(day, time(23, 59, 59, 999000), zone or settings.zone).astimezone(UTC)
    return as_instant(text, zone or UTC)


def _earliest(value: Any, field: FieldMapping, settings: Settings) -> Any:
    """The earliest of several moments. What was marked as done on one day was not done later, and what
    is dated to a day was done then, however late somebody marked it."""
    parts = value if isinstance(value, tuple) else (value,)
    found = [_moment(part, field, settings) for part in parts]
    return next((one for one in found if isinstance(one, Problem)), None) or min(
        (one for one in found if isinstance(one, datetime)), default=None
    )


def _day(value: Any, field: FieldMapping, settings: Settings) -> Any:
    return as_day(value, settings.zone, _zone(field) or UTC)


def _choice(value: Any, field: FieldMapping, _: Settings) -> Any:
    """A picklist value by the map, without regard to case; others are the default, or what `unmapped` says."""
    return _chosen(value, _folded(tuple(field.map.items())), field.default, field.unmapped)


def _chosen(value: Any, by_word: Mapping[str, str], default: str | None, unmapped: Unmapped = "problem") -> Any:
    text = as_text(value)
    if text is None:
        return default
    found = by_word.get(text.casefold(), default)
    if found is not None or unmapped == "empty":
        return found
    return text if unmapped == "keep" else Problem("value.choice", "is a value that the map does not name")


def _choices(value: Any, field: FieldMapping, _: Settings) -> Any:
    """Each of several values (a list, or text with `;`, as both CRMs write multi-selects) as `choice` gives it, with
    `; ` between."""
    parts = value if isinstance(value, list) else (as_text(value) or "").split(";")
    by_word = _folded(tuple(field.map.items()))
    found = [_chosen(part, by_word, field.default, field.unmapped) for part in parts if as_text(part) is not None]
    wrong = next((one for one in found if isinstance(one, Problem)), None)
    return wrong or "; ".join(dict.fromkeys(one for one in found if one)) or field.default


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
    top = host.rpartition(".")[2]
    if "." not in host or len(top) < 2 or top.isdigit() or not re.fullmatch(r"[\w.-]+", host):
        return Problem("value.domain", "holds no domain")
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return Problem("value.domain", "holds no domain")


def _url(value: Any, _: FieldMapping, __: Settings) -> Any:
    """An address of the web with its scheme (https where it names none) and its host in lower case."""
    text = as_text(value)
    if text is None:
        return None
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return Problem("value.url", "is no web address")
    if parts.scheme.lower() not in ("http", "https") or "." not in host or re.search(r"[\s@]", parts.netloc):
        return Problem("value.url", "is no web address")
    place = host if port is None else f"{host}:{port}"
    return urlunsplit((parts.scheme.lower(), place, parts.path.rstrip("/"), parts.query, parts.fragment))


def _country(value: Any, _: FieldMapping, __: Settings) -> Any:
    """ISO 3166-1 alpha-2 from a code or a name in one of fifteen languages."""
    text = as_text(value)
    if text is None:
        return None
    from .language import country_code

    return country_code(text) or Problem("value.country", "is no country that we know")


def _join(value: Any, _: FieldMapping, __: Settings) -> Any:
    """What several sources hold, in their order, with a space between."""
    parts = value if isinstance(value, tuple) else (value,)
    return " ".join(text for part in parts if (text := as_text(part))) or None


def _given_name(value: Any, _: FieldMapping, __: Settings) -> Any:
    return _name_part(value, 0)


def _family_name(value: Any, _: FieldMapping, __: Settings) -> Any:
    return _name_part(value, 1)


def _name_part(value: Any, which: int) -> str | None:
    text = as_text(value)
    if text is None:
        return None
    from .language import name_parts

    return name_parts(text)[which]


def _phone(value: Any, _: FieldMapping, settings: Settings) -> Any:
    """E.164. What is written so stays, an extension with it; other forms need as many digits as their country's
    numbers have, and among letters a number that is given out."""
    text = as_text(value)
    if text is None or _E164.fullmatch(text):
        return text
    import phonenumbers

    try:
        number = phonenumbers.parse(text, settings.region)
    except phonenumbers.NumberParseException:
        return Problem("value.phone", "is not a phone number with a country code")
    length = phonenumbers.is_possible_number_with_reason(number)
    if length != phonenumbers.ValidationResult.IS_POSSIBLE:
        return Problem("value.phone", "has too few or too many digits for a phone number of its country")
    worded = number.extension is None and any(mark.isalpha() for mark in text)
    if worded and not phonenumbers.is_valid_number(number):
        return Problem("value.phone", "holds words and no phone number that is given out")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _number(value: Any, field: FieldMapping) -> str | None:
    """A number as people write it in the field's locale as plain decimal text; what is none stays, and is told.

    What a wire gives as a number was typed by nobody: no locale is meant.
    """
    text = as_text(value)
    if text is None or field.locale is None or not isinstance(value, str):
        return text
    from .language import decimal_text

    return decimal_text(text, field.locale) or text


def _money(value: Any, field: FieldMapping, settings: Settings) -> Any:
    """Decimal text in the currency that the row names, else the connection's. Never rounds."""
    parts = value if isinstance(value, tuple) else (value, None)
    if len(parts) != 2:
        return Problem("value.money", "needs one field with the amount, and at most one with its currency")
    text, currency = _number(parts[0], field), parts[1]
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


def _salesforce_id(value: Any, _: FieldMapping, __: Settings) -> Any:
    """A Salesforce id in its form of 18 characters."""
    text = as_text(value)
    return None if text is None else whole_salesforce_id(text) or Problem("value.salesforce_id", "is no Salesforce id")


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
    "choices": _choices,
    "phrase": _phrase,
    "reference": _reference,
    "salesforce_id": _salesforce_id,
    "email": _email,
    "domain": _domain,
    "url": _url,
    "phone": _phone,
    "country": _country,
    "join": _join,
    "given_name": _given_name,
    "family_name": _family_name,
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
    if name in _ALONE and field.zone is None:
        return _ALONE[name]
    if name == "choice":
        by_word, default, unmapped = _folded(tuple(field.map.items())), field.default, field.unmapped
        return lambda value: _chosen(value, by_word, default, unmapped)
    transform = TRANSFORMS[name]
    return lambda value: transform(value, field, settings)
