"""Tells people when a job goes wrong: a line of text to an incoming webhook, as Slack, Teams and others take it.

Told once when it begins, again when what is wrong changes, and once when it is over. What is sent names jobs,
objects and fields, never a value.
"""

from __future__ import annotations

from collections.abc import Callable

from advocacy_sync.kernel.errors import AdvocacyError
from advocacy_sync.ports.events import Events

__all__ = ["Alerts"]

LONGEST = 3_000  # characters; Slack cuts a message of 4,000


class Alerts:
    """`send`: brings a text to where people read it. If it fails with one of our errors, that is logged."""

    def __init__(self, send: Callable[[str], None], events: Events) -> None:
        self._send, self._events = send, events
        self._last: dict[str, str] = {}

    def wrong(self, job: str, what: str) -> None:
        """The job has not done what it should."""
        if self._last.get(job) != what:
            self._last[job] = what
            self._tell(f"advocacy-sync: {job}: {what}")

    def well(self, job: str) -> None:
        """The job is done and green."""
        if self._last.pop(job, None) is not None:
            self._tell(f"advocacy-sync: {job} is green again")

    def _tell(self, text: str) -> None:
        try:
            self._send(text[:LONGEST])
        except AdvocacyError as error:
            self._events("alert_failed", error=str(error))
