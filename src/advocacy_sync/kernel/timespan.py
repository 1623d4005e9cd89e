"""Half-open spans of time: the start belongs to the span, the end does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from .clock import utc

__all__ = ["ALWAYS", "Span", "day_end", "day_start"]


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end) in UTC. None at either side means unbounded."""

    start: datetime | None
    end: datetime | None

    def __post_init__(self) -> None:
        for bound in (self.start, self.end):
            if bound is not None:
                utc(bound)
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValueError("a span cannot end before it starts")

    def __contains__(self, instant: datetime) -> bool:
        after = self.start is None or instant >= self.start
        return after and (self.end is None or instant < self.end)


ALWAYS = Span(None, None)


def day_start(day: date, zone: tzinfo) -> datetime:
    """The first instant of a day in a zone, in UTC."""
    return utc(datetime.combine(day, time.min, zone))


def day_end(day: date, zone: tzinfo) -> datetime:
    """The instant at which a day in a zone is over (the first one of the next day), in UTC."""
    return day_start(day + timedelta(days=1), zone)
