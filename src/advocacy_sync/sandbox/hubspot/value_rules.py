"""What the validation rules of a property demand of a value (property validations API, table of rule types).

Where the vendor's table leaves a rule open, the stricter reading is taken: an expression has to match the
whole value, a capitalised text is capitalised in every word.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from .instants import canonical

__all__ = ["RULES", "Given", "broken", "normalized", "usable"]

Rule = Mapping[str, Any]


class Given(NamedTuple):
    """A value as it would be stored, the arguments of a rule, and the instant of the write."""

    value: str
    arguments: Sequence[str]
    now: datetime


class _Kind(NamedTuple):
    """`types` are property types that take the rule; `arguments` how many it has (the most, None for any)."""

    types: frozenset[str]
    arguments: tuple[int, int]
    holds: Callable[[Given], bool]
    words: str


SAMPLES = {"string": "a", "phone_number": "1", "number": "1", "date": "2026-01-01", "datetime": "2026-01-01"}
_EMAIL = re.compile(r"[^@\s]+@([\w-]+\.)+[\w-]{2,}").fullmatch
_DOMAIN = re.compile(r"([\w-]+\.)+[\w-]{2,}").fullmatch
_PHONE = re.compile(r"\+[\d\s().-]{6,}").fullmatch
_PERIOD = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?").fullmatch
_CHARACTERS = {"ALPHANUMERIC": r"[^\W_\s]*", "ALPHA_ONLY": r"[^\W\d_]*", "NUMERIC_ONLY": r"\d*"}
_CASES: Mapping[str, Callable[[str], str]] = {
    "UPPER": str.upper,
    "LOWER": str.lower,
    "CAPITALIZATION": lambda text: re.sub(r"\b(\w)", lambda found: found[1].upper(), text),
}
_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")


def broken(rule: Rule, value: str, now: datetime) -> tuple[str, str] | None:
    """The error's code and words when a value breaks a rule."""
    kind = RULES[rule["ruleType"]]
    arguments = rule["ruleArguments"]
    try:
        holds = kind.holds(Given(value, arguments, now))
    except (ValueError, InvalidOperation):
        holds = False
    if holds:
        return None
    # The vendor's changelog (2023-07-24) shows INVALID_ALPHA for ALPHA_ONLY; the other codes go by that pattern.
    code = f"INVALID_{'ALPHA' if 'ALPHA_ONLY' in arguments else rule['ruleType']}"
    if rule["ruleType"] == "REGEX" and len(arguments) > 1:
        return code, str(arguments[1])
    return code, kind.words.format(", ".join(arguments))


def normalized(rule: Rule, value: str) -> str:
    """The value in the form that the rule asks for, where the rule says that it is to be brought there."""
    if not rule.get("shouldApplyNormalization"):
        return value
    if rule["ruleType"] == "FORMAT":
        return _CASES[rule["ruleArguments"][0]](value)
    return value.strip() if rule["ruleType"] == "WHITESPACE" else value


def usable(rule_type: str, arguments: Sequence[str], property_type: str) -> str:
    """What is wrong with a rule for a property of a type; "" when nothing is."""
    kind = RULES.get(rule_type)
    if kind is None:
        return f"Unknown rule type {rule_type}"
    if property_type not in kind.types:
        return f"Rule type {rule_type} is not supported for properties of type {property_type}"
    least, most = kind.arguments
    if not least <= len(arguments) <= most:
        return f"Rule type {rule_type} takes {least} to {most} arguments, not {len(arguments)}"
    try:
        kind.holds(Given(SAMPLES[property_type], arguments, datetime(2026, 1, 1, tzinfo=UTC)))
    except (re.error, KeyError, OverflowError, ValueError, InvalidOperation):
        return f"Invalid arguments for rule type {rule_type}: {', '.join(arguments)}"
    return ""


# texts


def _characters(given: Given) -> bool:
    return re.fullmatch(_CHARACTERS[given.arguments[0]], given.value) is not None


def _case(given: Given) -> bool:
    return _CASES[given.arguments[0]](given.value) == given.value


def _whitespace(given: Given) -> bool:
    if given.arguments[:1] == ["TRIM"]:
        return given.value == given.value.strip()
    return not re.search(r"\s", given.value)


def _mail_domain(given: Given) -> bool:
    return _within(given.value.rpartition("@")[2], given.arguments)


def _url_domain(given: Given) -> bool:
    return _within(_host(given.value), given.arguments)


def _host(value: str) -> str:
    return urlsplit(value if "://" in value else f"//{value}").hostname or ""


def _within(domain: str, listed: Sequence[str]) -> bool:
    return any(domain.lower() == one.lower() or domain.lower().endswith(f".{one.lower()}") for one in listed)


def _url(given: Given) -> bool:
    return bool(_DOMAIN(_host(given.value)))


def _plain(given: Given) -> bool:
    if given.arguments[0] != "NOT_ALLOWED":
        raise KeyError(given.arguments[0])
    return not re.search(r"[^\w\s]|_", given.value)


# numbers


def _decimals(given: Given) -> bool:
    exponent = Decimal(given.value).as_tuple().exponent
    return isinstance(exponent, int) and -exponent <= int(given.arguments[0])


# instants


def _instant(given: Given) -> datetime:
    return datetime.fromisoformat(canonical(given.value))


def _bound(given: Given) -> datetime:
    return datetime.fromtimestamp(int(given.arguments[0]) / 1000, UTC)


def _away(given: Given, sign: int) -> datetime:
    """The instant that lies one period ahead of, or behind, the write."""
    found = _PERIOD(given.arguments[0])
    if found is None:
        raise KeyError(given.arguments[0])
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    count = given.now.year * 12 + given.now.month - 1 + sign * (years * 12 + months)
    year, month = divmod(count, 12)
    day = min(given.now.day, monthrange(year, month + 1)[1])
    moved = given.now.replace(year=year, month=month + 1, day=day)
    return moved + sign * timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _day(given: Given) -> bool:
    if not set(given.arguments) <= set(_DAYS):
        raise KeyError(", ".join(given.arguments))
    return _DAYS[_instant(given).weekday()] in given.arguments


def _ahead_days(given: Given) -> bool:
    return _away(given, 1).date() <= _instant(given).date()


def _behind_days(given: Given) -> bool:
    return _instant(given).date() <= _away(given, -1).date()


_TEXT, _NUMBER = frozenset({"string"}), frozenset({"number"})
_PHONES = frozenset({"string", "phone_number"})
_DATE, _DATETIME = frozenset({"date"}), frozenset({"datetime"})
_DATES = _DATE | _DATETIME
_AHEAD, _AGO = "Enter a date at least {} from now", "Enter a date at least {} ago"

RULES: Mapping[str, _Kind] = {
    "AFTER_DATETIME_DURATION": _Kind(_DATETIME, (1, 1), lambda g: _away(g, 1) <= _instant(g), _AHEAD),
    "AFTER_DURATION": _Kind(_DATE, (1, 1), _ahead_days, _AHEAD),
    "ALPHANUMERIC": _Kind(_TEXT, (1, 1), _characters, "Enter only {}"),
    "BEFORE_DATETIME_DURATION": _Kind(_DATETIME, (1, 1), lambda g: _instant(g) <= _away(g, -1), _AGO),
    "BEFORE_DURATION": _Kind(_DATE, (1, 1), _behind_days, _AGO),
    "DAYS_OF_WEEK": _Kind(_DATES, (1, 7), _day, "Enter a day that is {}"),
    "DECIMAL": _Kind(_NUMBER, (1, 1), _decimals, "Enter at most {} decimal places"),
    "DOMAIN": _Kind(_TEXT, (0, 0), lambda g: bool(_DOMAIN(g.value)), "Enter a domain"),
    "EMAIL": _Kind(_TEXT, (0, 0), lambda g: bool(_EMAIL(g.value)), "Enter an email address"),
    "EMAIL_ALLOWED_DOMAINS": _Kind(_TEXT, (1, 20), _mail_domain, "Enter an address at {}"),
    "EMAIL_BLOCKED_DOMAINS": _Kind(_TEXT, (1, 20), lambda g: not _mail_domain(g), "Addresses at {} are not allowed"),
    "END_DATE": _Kind(_DATE, (1, 1), lambda g: _instant(g) <= _bound(g), "The date is too late"),
    "END_DATETIME": _Kind(_DATETIME, (1, 1), lambda g: _instant(g) <= _bound(g), "The date is too late"),
    "FORMAT": _Kind(_TEXT, (1, 1), _case, "Enter the text in {} case"),
    "MAX_LENGTH": _Kind(_PHONES, (1, 1), lambda g: len(g.value) <= int(g.arguments[0]), "Enter at most {} characters"),
    "MAX_NUMBER": _Kind(_NUMBER, (1, 1), lambda g: Decimal(g.value) <= Decimal(g.arguments[0]), "Enter at most {}"),
    "MIN_LENGTH": _Kind(_PHONES, (1, 1), lambda g: len(g.value) >= int(g.arguments[0]), "Enter at least {} characters"),
    "MIN_NUMBER": _Kind(_NUMBER, (1, 1), lambda g: Decimal(g.value) >= Decimal(g.arguments[0]), "Enter at least {}"),
    "PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE": _Kind(
        _PHONES, (0, 1), lambda g: bool(_PHONE(g.value)), "Enter a phone number with its country code"
    ),
    "REGEX": _Kind(_TEXT, (1, 2), lambda g: bool(re.fullmatch(g.arguments[0], g.value)), "Enter a value that fits {}"),
    "SPECIAL_CHARACTERS": _Kind(_TEXT, (1, 1), _plain, "Special characters are not allowed"),
    "START_DATE": _Kind(_DATE, (1, 1), lambda g: _instant(g) >= _bound(g), "The date is too early"),
    "START_DATETIME": _Kind(_DATETIME, (1, 1), lambda g: _instant(g) >= _bound(g), "The date is too early"),
    "URL": _Kind(_TEXT, (0, 0), _url, "Enter a URL"),
    "URL_ALLOWED_DOMAINS": _Kind(_TEXT, (1, 20), _url_domain, "Enter a URL at {}"),
    "URL_BLOCKED_DOMAINS": _Kind(_TEXT, (1, 20), lambda g: not _url_domain(g), "URLs at {} are not allowed"),
    "WHITESPACE": _Kind(_TEXT, (0, 1), _whitespace, "Spaces are not allowed"),
}
