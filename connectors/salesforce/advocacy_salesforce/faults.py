"""Salesforce's errors in our words: what the caller must do.

Bodies come as a JSON array of {message, errorCode, fields}, as one object, as XML or, during
maintenance, as HTML (REST API guide, Status Codes and Error Responses).
"""

from __future__ import annotations

import re
from typing import Any

from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, FatalError, RetryableError

__all__ = ["error_codes", "session_expired", "translate"]

_TRANSIENT_STATUS = frozenset({406, 408, 420, 429, 500, 502, 503, 504})
_TRANSIENT_CODES = frozenset(
    {
        "REQUEST_LIMIT_EXCEEDED",
        "CONCURRENT_API_LIMIT_EXCEEDED",
        "SERVER_UNAVAILABLE",
        "QUERY_TIMEOUT",
        "UNABLE_TO_LOCK_ROW",
        "API_CURRENTLY_DISABLED",
    }
)
_QUOTA = frozenset({"REQUEST_LIMIT_EXCEEDED"})
_RIGHTS = frozenset(
    {
        "INVALID_FIELD",
        "INVALID_TYPE",
        "INSUFFICIENT_ACCESS",
        "API_DISABLED_FOR_ORG",
        "MALFORMED_QUERY",
        "TXN_SECURITY_METERING_ERROR",
        "INVALID_QUERY_FILTER_OPERATOR",
    }
)


_XML_PART = r"<(?:\w+:)?{0}>([^<]*)</(?:\w+:)?{0}>"
_XML_CODE = re.compile(_XML_PART.format("(?:errorCode|exceptionCode)"))
_XML_MESSAGE = re.compile(_XML_PART.format("(?:message|exceptionMessage)"))


def error_codes(content: Any) -> list[tuple[str, str]]:
    """(code, message) pairs of an error body in any of its shapes."""
    if isinstance(content, str) and (code := _XML_CODE.search(content)):
        message = _XML_MESSAGE.search(content)
        return [(code[1], message[1] if message else "")]
    if isinstance(content, dict):
        content = [content]
    if not isinstance(content, list):
        return []
    found = []
    for entry in content:
        if isinstance(entry, dict):
            code = entry.get("errorCode") or entry.get("exceptionCode") or entry.get("statusCode") or entry.get("error")
            message = entry.get("message") or entry.get("exceptionMessage") or entry.get("error_description")
            found.append((str(code or ""), str(message or "")))
    return found


def session_expired(status: int, content: Any) -> bool:
    """REST says 401 INVALID_SESSION_ID; the older Bulk path says 400 InvalidSessionId."""
    codes = {code.replace("_", "").upper() for code, _ in error_codes(content)}
    return status == 401 or (status == 400 and "INVALIDSESSIONID" in codes)


def translate(status: int, content: Any, what: str, retry_after: float | None = None) -> AdvocacyError:
    """The error to raise for an answer that is no success. `what` says what was asked for."""
    found = error_codes(content)
    code, message = found[0] if found else ("", "")
    said = f"{code}: {_first_line(message)}" if code else f"HTTP {status}"
    if code in _QUOTA:
        return RetryableError(f"Salesforce's daily API limit is used up ({what}); the run can go on later", retry_after)
    if status in _TRANSIENT_STATUS or code in _TRANSIENT_CODES:
        return RetryableError(f"Salesforce could not answer {what} ({said})", retry_after)
    if not found and (status == 404 or 300 <= status < 400):
        return ConfigError(f"Salesforce has no API there ({said} to {what}); is base_url the org's My Domain address?")
    if status in (401, 403, 404) or code in _RIGHTS:
        return ConfigError(f"Salesforce refused {what} ({said}); check rights, mappings and api_version")
    return FatalError(f"Salesforce refused {what} ({said})")


def _first_line(message: str) -> str:
    """SOQL errors quote the query with a caret; the last line says what is wrong."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return lines[-1] if lines else message
