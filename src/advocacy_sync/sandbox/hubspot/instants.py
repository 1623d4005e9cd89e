"""How HubSpot writes instants: ISO 8601 in UTC with milliseconds and Z; read also as epoch ms."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from advocacy_sync.kernel.clock import parse_instant

__all__ = ["EPOCH", "canonical", "iso", "milliseconds"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CANONICAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z").fullmatch
_FARTHEST = 253402300799999  # the last millisecond of the year 9999


def iso(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def milliseconds(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(milliseconds=1)


def canonical(text: str) -> str:
    """An instant as it is stored: fixed width, so that text order is time order.

    Takes ISO 8601 or epoch milliseconds. Raises ValueError for anything else.

    >>> canonical("1572406217883")
    '2019-10-30T03:30:17.883Z'
    """
    if _CANONICAL(text):
        parse_instant(text)
        return text
    if text.lstrip("-").isdigit():
        count = int(text)
        if not -_FARTHEST <= count <= _FARTHEST:
            raise ValueError(f"{text} is out of range")
        try:
            return iso(EPOCH + timedelta(milliseconds=count))
        except OverflowError as error:
            raise ValueError(f"{text} is out of range") from error
    return iso(parse_instant(text))
