"""Salesforce's errors in our words: what the caller must do.

Bodies come as a JSON array of {message, errorCode, fields}, as one object, as XML or, during
maintenance, as HTML (REST API guide, Status Codes and Error Responses; SOAP API guide, ExceptionCode).
"""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, FatalError, RetryableError
from advocacy_sync.transport.budget import QuotaSpent

__all__ = [
    "Busy",
    "Forbidden",
    "OutOfCalls",
    "Refused",
    "code_of",
    "error_codes",
    "never_sent",
    "retry_after",
    "session_expired",
    "translate",
]

LONGEST_WAIT = 86_400.0  # seconds; a longer Retry-After is taken for nonsense
_TRANSIENT_STATUS = frozenset({406, 408, 420, 429, 500, 502, 503, 504})  # 406, 420: seen in the field (CS-38)
_TRANSIENT_CODES = frozenset(
    {
        "API_CURRENTLY_DISABLED",
        "CONCURRENT_API_LIMIT_EXCEEDED",
        "EXCEEDED_QUOTA",  # Bulk: too many jobs or batches in the rolling day
        "EXCEEDEDQUOTA",
        "QUERY_TIMEOUT",
        "SERVER_UNAVAILABLE",
        "TOO_MANY_REQUESTS",
        "UNABLE_TO_LOCK_ROW",
        "UNKNOWN_EXCEPTION",
    }
)
_QUOTA = "REQUEST_LIMIT_EXCEEDED"
# Rights, mappings, the login or the org's settings: only people can change them.
_CONFIG = frozenset(
    {
        "API_DISABLED_FOR_ORG",
        "FUNCTIONALITY_NOT_ENABLED",
        "INACTIVE_OWNER_OR_USER",
        "INSUFFICIENT_ACCESS",
        "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
        "INSUFFICIENT_ACCESS_OR_READONLY",
        "INVALID_FIELD",
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        "INVALID_LOGIN",
        "INVALID_OPERATION_WITH_EXPIRED_PASSWORD",
        "INVALID_QUERY_FILTER_OPERATOR",
        "INVALID_SESSION_ID",
        "INVALID_TYPE",
        "LOGIN_MUST_USE_SECURITY_TOKEN",
        "MALFORMED_QUERY",
        "NOT_FOUND",
        "ORG_LOCKED",
        "OPERATION_TOO_LARGE",  # the user lacks View All Data (CS-20)
        "TXN_SECURITY_METERING_ERROR",
        "UNSUPPORTED_API_VERSION",
    }
)

_XML_PART = r"<(?:\w+:)?{0}>([^<]*)</(?:\w+:)?{0}>"
_XML_CODE = re.compile(_XML_PART.format("(?:errorCode|exceptionCode)"))
_XML_MESSAGE = re.compile(_XML_PART.format("(?:message|exceptionMessage)"))


class _Coded(AdvocacyError):
    """`code`: Salesforce's word for what is wrong; `status`: of HTTP."""

    code: str = ""
    status: int = 0


class Busy(_Coded, RetryableError):
    """The org cannot answer now."""


class OutOfCalls(_Coded, QuotaSpent):
    """The org says that the day's calls are used up, by whomever."""


class Forbidden(_Coded, ConfigError):
    """Rights, mappings or settings are in the way."""


class Refused(_Coded, FatalError):
    """The org will never take this call as it stands."""


def code_of(error: AdvocacyError) -> str:
    """Salesforce's code of an error; empty where it gave none."""
    return error.code if isinstance(error, _Coded) else ""


def never_sent(error: AdvocacyError) -> bool:
    """Whether the call had no effect for certain: our budget kept it back, or the org turned it away at the door."""
    return isinstance(error, QuotaSpent) or (isinstance(error, Busy) and error.status == 429) or _concurrent(error)


def _concurrent(error: AdvocacyError) -> bool:
    return isinstance(error, Busy) and error.code == _QUOTA


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


def retry_after(header: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for, as a number or as a date (RFC 9110); None without a sane one."""
    try:
        seconds = float(header or "")
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(header or "") - now).total_seconds()
        except (ValueError, TypeError):
            return None
    return seconds if 0 <= seconds <= LONGEST_WAIT else None


def translate(status: int, content: Any, what: str, after: float | None = None) -> AdvocacyError:
    """The error to raise for an answer that is no success. `what` says what was asked for."""
    found = error_codes(content)
    code, message = found[0] if found else ("", "")
    said = f"{code}: {_first_line(message)}" if code else f"HTTP {status}"
    error: Busy | OutOfCalls | Forbidden | Refused
    if code == _QUOTA and "concurrent" not in message.lower():
        error = OutOfCalls(f"Salesforce's daily API limit is used up ({what}); the run can go on later", after)
    elif status in _TRANSIENT_STATUS or code == _QUOTA or code.upper() in _TRANSIENT_CODES:
        error = Busy(f"Salesforce could not answer {what} ({said})", after)
    elif not found and (status == 404 or 300 <= status < 400):
        advice = "is base_url the org's My Domain address?"
        error = Forbidden(f"Salesforce has no API there ({said} to {what}); {advice}")
    elif status in (401, 403, 404) or code in _CONFIG:
        error = Forbidden(f"Salesforce refused {what} ({said}); check rights, mappings and api_version")
    else:
        error = Refused(f"Salesforce refused {what} ({said})")
    error.code, error.status = code, status
    return error


def _first_line(message: str) -> str:
    """SOQL errors quote the query with a caret; the last line says what is wrong."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return lines[-1] if lines else message
