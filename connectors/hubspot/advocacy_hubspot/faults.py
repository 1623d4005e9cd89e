"""HubSpot's errors in our words: what the caller must do.

Bodies are {status, message, correlationId, category, …}, every part optional; 429 bodies name the
policy that was hit (usage guidelines, error handling).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, FatalError, RetryableError

__all__ = ["body_of", "retry_after", "translate"]

_TRANSIENT = frozenset({408, 423, 429, 477, 500, 502, 503, 504, 521, 522, 523, 524})
_LARGEST_WAIT = 3_600.0


def body_of(content: bytes | str | None) -> dict[str, Any]:
    """The error body as a mapping; empty when it is no JSON object (a maintenance page, say)."""
    try:
        found = orjson.loads(content or b"")
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds from a Retry-After header, bounded; None when absent or no positive number."""
    for name, value in headers.items():
        if name.lower() == "retry-after":
            try:
                seconds = float(value)
            except ValueError:
                return None
            return min(seconds, _LARGEST_WAIT) if seconds > 0 else None
    return None


def translate(status: int, body: Mapping[str, Any], what: str, wait: float | None = None) -> AdvocacyError:
    """The error to raise for an answer that is no success. `what` says what was asked for."""
    said = f"HTTP {status} {body.get('category') or ''}".strip()
    message = str(body.get("message") or "no reason given")
    if status == 429:
        policy = body.get("policyName") or "rate limit"
        return RetryableError(f"HubSpot's limit {policy} is used up ({what}); the run can go on later", wait)
    if status in _TRANSIENT:
        return RetryableError(f"HubSpot could not answer {what} ({said})", wait)
    if status == 401:
        return ConfigError(f"HubSpot refused the token ({said}); check it, or make a new one")
    if status == 403:
        return ConfigError(f"HubSpot refused {what} ({said}: {message}); grant the token the scopes that it lacks")
    return FatalError(f"HubSpot refused {what} ({said}: {message})")
