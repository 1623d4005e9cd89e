"""Dates as the vendor writes them, and the date literals of SOQL (`LAST_N_DAYS:7`).

The org's user lives in GMT, its fiscal year is the calendar year, its weeks begin on Sunday.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

__all__ = ["bulk_instant", "instant", "is_literal", "midnight", "read_date", "read_instant", "span"]

INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)?",
)
DAY = re.compile(r"\d{4}-\d\d-\d\d")
UNITS = ("DAY", "WEEK", "MONTH", "QUARTER", "YEAR", "FISCAL_QUARTER", "FISCAL_YEAR")
_UNIT = "|".join(UNITS)
ONE = re.compile(rf"(THIS|LAST|NEXT)_({_UNIT})")
MANY = re.compile(rf"(LAST|NEXT)_N_({_UNIT})S")
AGO = re.compile(rf"N_({_UNIT})S_AGO")
DAYS = {"TODAY": 0, "YESTERDAY": -1, "TOMORROW": 1}


def instant(moment: datetime) -> str:
    """Stored and REST form, to the millisecond: `2017-03-01T00:00:00.000+0000`."""
    moment = moment.astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}+0000"


def bulk_instant(text: str) -> str:
    """The form that Bulk API 2.0 gives the same instant in."""
    return text[:-5] + "Z"


def midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00.000+0000"


def read_instant(text: str) -> str:
    """Any accepted spelling of an instant in its stored form. Raises ValueError."""
    match = INSTANT.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is no dateTime")
    day, clock, fraction, offset = match.groups()
    moment = datetime.fromisoformat(f"{day}T{clock}.{(fraction or '0')[:6].ljust(6, '0')}{offset or 'Z'}")
    return instant(moment)


def read_date(text: str) -> str:
    """A date, or the date of an instant. Raises ValueError."""
    if len(text) > 10:
        return read_instant(text)[:10]
    if not DAY.fullmatch(text):
        raise ValueError(f"{text!r} is no date")
    return date.fromisoformat(text).isoformat()


def is_literal(name: str) -> bool:
    name = name.upper()
    return name in DAYS or bool(
        name in {"LAST_90_DAYS", "NEXT_90_DAYS"} or ONE.fullmatch(name) or MANY.fullmatch(name) or AGO.fullmatch(name)
    )


def span(name: str, count: int, now: datetime) -> tuple[date, date]:
    """The days that a date literal covers: first day, and the day after the last."""
    name, today = name.upper(), now.astimezone(UTC).date()
    if name in DAYS:
        day = today + timedelta(days=DAYS[name])
        return day, day + timedelta(days=1)
    if name in {"LAST_90_DAYS", "NEXT_90_DAYS"}:
        name, count = name.replace("90", "N"), 90
    first, length, unit = _period(name, count)
    unit = unit.removeprefix("FISCAL_")
    if unit == "DAY" and name.startswith("LAST_N"):
        length += 1  # unlike the other units, the last n days run on to the end of today
    start = _starts[unit](today)
    return _shift(unit, start, first), _shift(unit, start, first + length)


def _period(name: str, count: int) -> tuple[int, int, str]:
    """First unit counted from the present one, number of units, unit."""
    if match := ONE.fullmatch(name):
        return {"LAST": -1, "THIS": 0, "NEXT": 1}[match[1]], 1, match[2]
    if match := MANY.fullmatch(name):
        return (-count if match[1] == "LAST" else 1), count, match[2]
    if match := AGO.fullmatch(name):
        return -count, 1, match[1]
    raise ValueError(f"{name} is no date literal")


_starts: dict[str, Callable[[date], date]] = {
    "DAY": lambda day: day,
    "WEEK": lambda day: day - timedelta(days=day.isoweekday() % 7),
    "MONTH": lambda day: day.replace(day=1),
    "QUARTER": lambda day: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
    "YEAR": lambda day: day.replace(month=1, day=1),
}


def _shift(unit: str, start: date, by: int) -> date:
    if unit in {"DAY", "WEEK"}:
        day = start.toordinal() + by * (7 if unit == "WEEK" else 1)
        return date.fromordinal(min(max(day, 1), date.max.toordinal()))
    months = start.year * 12 + start.month - 1 + by * {"MONTH": 1, "QUARTER": 3, "YEAR": 12}[unit]
    months = min(max(months, 12), 9999 * 12 + 11)
    return date(months // 12, months % 12 + 1, 1)
