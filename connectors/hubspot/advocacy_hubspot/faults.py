"""HubSpot's errors in our words: what the caller must do.

Bodies are {status, message, correlationId, category, …}, every part optional; 429 bodies name the
policy that was hit (usage guidelines, error handling). 429 and 423 are said before anything is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import orjson

from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, FatalError, RetryableError
from advocacy_sync.transport.budget import LATER_SECONDS, QuotaSpent

__all__ = ["Forbidden", "Unsent", "body_of", "code_of", "retry_after", "translate"]

_TRANSIENT = frozenset({408, 425, 477})  # and whatever a server or what stands before it says of itself: 5xx
LARGEST_WAIT = 3_600.0
LOCK_SECONDS = 2.0  # how long HubSpot says that a locked resource stays so
# How long a call waits at most that hit a policy: the policy's own span.
_SPANS = {"SECONDLY": 1.0, "TEN_SECONDLY_ROLLING": 10.0}


class Unsent(RetryableError):
    """The call had no effect: it never arrived, or HubSpot turned it away before acting. It may be sent again."""

    def __init__(self, message: str, retry_after: float | None = None, code: str = "") -> None:
        super().__init__(message, retry_after)
        self.code = code


class Forbidden(ConfigError):
    """A right is missing, rather than the login."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


def body_of(content: bytes | str | None) -> dict[str, Any]:
    """The error body as a mapping; empty when it is no JSON object (a maintenance page, say)."""
    try:
        found = orjson.loads(content or b"")
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def code_of(body: Mapping[str, Any]) -> str:
    """The stable code of an error: its category, or the code of the first error in it."""
    listed = body.get("errors")
    errors = [error for error in listed if isinstance(error, dict)] if isinstance(listed, list) else []
    told = (body.get("category"), body.get("code"), *(error.get("code") for error in errors))
    return next((str(code) for code in told if code), "")


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds from a Retry-After header, a number or a date, bounded; None when absent or nothing to wait for."""
    told = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    try:
        seconds = float(told)
    except ValueError:
        seconds = _until(told, now)
    return min(seconds, LARGEST_WAIT) if seconds > 0 else None


def _until(told: str, now: datetime) -> float:
    try:
        date = parsedate_to_datetime(told)
    except ValueError:
        return 0.0
    return (date.replace(tzinfo=date.tzinfo or UTC) - now).total_seconds()


def translate(
    status: int, body: Mapping[str, Any], what: str, wait: float | None = None, day_left: float | None = None
) -> AdvocacyError:
    """The error to raise for an answer that is no success.

    `what` says what was asked for; `wait` is what the answer says of waiting, `day_left` what is left of
    the account's day, both in seconds.
    """
    code = code_of(body)
    said = f"HTTP {status} {code}".strip()
    message = str(body.get("message") or "no reason given")
    if status == 429:
        return _limited(str(body.get("policyName") or ""), what, wait, day_left)
    if status == 423:
        return Unsent(f"HubSpot holds a lock and did not do {what} ({said})", wait or LOCK_SECONDS, code or "LOCKED")
    if status >= 500 or status in _TRANSIENT:
        return RetryableError(f"HubSpot could not answer {what} ({said})", wait)
    if status == 401:
        return ConfigError(f"HubSpot refused the token ({said}); check it, or make a new one")
    if status == 403:
        return Forbidden(f"HubSpot refused {what} ({said}: {message}); grant the token the scopes that it lacks", code)
    if 300 <= status < 400:
        return FatalError(f"HubSpot sends {what} elsewhere ({said}), and a token is not sent after; is base_url right?")
    return FatalError(f"HubSpot refused {what} ({said}: {message})")


def _limited(policy: str, what: str, wait: float | None, day_left: float | None) -> RetryableError:
    message = f"HubSpot's limit {policy or 'of calls'} is used up ({what}); the run can go on later"
    if policy == "DAILY":
        return QuotaSpent(message, day_left or wait or LATER_SECONDS)
    span = _SPANS.get(policy)
    return Unsent(message, wait if span is None else min(wait or span, span), policy or "RATE_LIMIT")
