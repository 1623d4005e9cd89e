"""What the vendors say when they do not do what was asked, by name or by status.

Salesforce: Status Codes and Error Responses of the REST guide, the exceptions of the Bulk API. HubSpot:
usage guidelines (policyName) and error handling. Gateways in front of either answer with pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime

from advocacy_sync.sandbox.hubspot.auth import correlation_id
from advocacy_sync.sandbox.hubspot.faults import Fault as HubspotFault
from advocacy_sync.sandbox.salesforce.faults import Fault as SalesforceFault
from advocacy_sync.sandbox.wire import Request, Response, json_response

__all__ = ["ANSWERS", "maintenance", "named", "with_retry_after"]

HTML = {"Content-Type": "text/html;charset=UTF-8"}
PAGE = (
    b"<!DOCTYPE html>\n<html><head><title>Maintenance</title></head><body>We are down for maintenance</body></html>\n"
)
ELSEWHERE = "https://elsewhere.example/"
UNEXPECTED = "An unexpected error occurred. Please include this ErrorId if you contact support: 1189417-81 (-1)"

_Said = tuple[int, str, str]  # status, code, message

SALESFORCE: Mapping[str, _Said] = {
    "daily_limit": (403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
    "concurrent_limit": (403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded."),
    "session_expired": (401, "INVALID_SESSION_ID", "Session expired or invalid"),
    "dead_cursor": (400, "INVALID_QUERY_LOCATOR", "invalid query locator"),
    "query_timeout": (400, "QUERY_TIMEOUT", "Your query request was running for too long."),
    "metering": (403, "TXN_SECURITY_METERING_ERROR", "The action you attempted was blocked by a security policy."),
    "api_disabled": (403, "API_DISABLED_FOR_ORG", "The REST API is not enabled for this Organization."),
    "403": (403, "INSUFFICIENT_ACCESS", "You do not have the level of access necessary to perform the operation."),
    "404": (404, "NOT_FOUND", "The requested resource does not exist"),
    "410": (410, "UNSUPPORTED_API_VERSION", "The requested API version is retired"),
    "500": (500, "UNKNOWN_EXCEPTION", UNEXPECTED),
    "503": (503, "SERVER_UNAVAILABLE", "Service is temporarily unavailable, please try again"),
}
POLICIES: Mapping[str, str] = {
    "daily_limit": "DAILY",
    "burst_limit": "TEN_SECONDLY_ROLLING",
    "search_limit": "SECONDLY",
}
HUBSPOT: Mapping[str, _Said] = {
    "session_expired": (
        401,
        "EXPIRED_AUTHENTICATION",
        "The OAuth token used to make this call expired 3 second(s) ago.",
    ),
    "invalid_token": (401, "INVALID_AUTHENTICATION", "Authentication credentials not found."),
    "missing_scopes": (403, "MISSING_SCOPES", "This app hasn't been granted all required scopes to make this call."),
    "dead_cursor": (400, "VALIDATION_ERROR", "Invalid paging cursor"),
    "locked": (423, "LOCKED", "The resource is locked; wait at least 2 seconds between calls"),
    "403": (403, "MISSING_SCOPES", "This app hasn't been granted all required scopes to make this call."),
    "404": (404, "OBJECT_NOT_FOUND", "resource not found"),
    "410": (410, "", "This version of the API is no longer available"),
    "500": (500, "", "internal error"),
    "502": (502, "", "Bad gateway"),
    "503": (503, "", "Service unavailable"),
    "504": (504, "", "Gateway timeout"),
}
_SAME = {
    "401": "session_expired",
    "429": "burst_limit",
}  # a bare status of HubSpot's, and of Salesforce's where it fits
EVERYWHERE = frozenset({"maintenance", "redirect"})
ANSWERS: Mapping[str, frozenset[str]] = {
    "salesforce": frozenset({*SALESFORCE, "bulk_session_expired"}) | EVERYWHERE,
    "hubspot": frozenset({*HUBSPOT, *POLICIES}) | EVERYWHERE,
    "": EVERYWHERE,
}


def named(crm: str, name: str, request: Request, now: datetime, to: str = "") -> Response:
    """The answer of that name, or of that status."""
    if name == "maintenance":
        return maintenance(200)
    if name == "redirect":
        return Response(302, b"", {"Location": to or ELSEWHERE})
    vendor: Callable[[str, Request, datetime], Response | None] = {
        "salesforce": _salesforce,
        "hubspot": _hubspot,
    }.get(crm, lambda *_: None)
    found = vendor(name, request, now) or vendor(_SAME.get(name, name), request, now)
    return found or maintenance(int(name))


def maintenance(status: int) -> Response:
    return Response(status, PAGE, HTML)


def with_retry_after(response: Response, text: str, date: float | None, now: datetime) -> Response:
    """The answer with a Retry-After header: the text as it stands, or a date so many seconds ahead."""
    if date is not None:
        text = format_datetime(now + timedelta(seconds=date), usegmt=True)
    headers = {**response.headers, "Retry-After": text} if text else response.headers
    return Response(response.status, response.body, headers)


def _salesforce(name: str, _request: Request, _now: datetime) -> Response | None:
    if name == "bulk_session_expired":
        return json_response({"exceptionCode": "InvalidSessionId", "exceptionMessage": "Invalid session id"}, 400)
    said = SALESFORCE.get(name)
    return SalesforceFault(said[1], said[2], status=said[0]).response() if said else None


def _hubspot(name: str, request: Request, now: datetime) -> Response | None:
    correlation = correlation_id(request, now)
    if name in POLICIES:
        policy = POLICIES[name]
        words = f"You have reached your {policy.lower()} limit."
        group = f"publicapi:private-apps-{policy.lower()}:1357924"
        fault = HubspotFault(429, words, errorType="RATE_LIMIT", policyName=policy, groupName=group)
    elif name in HUBSPOT:
        status, category, words = HUBSPOT[name]
        fault = HubspotFault(status, words, category)
    else:
        return None
    return json_response(fault.body(correlation), fault.status, {"X-HubSpot-Correlation-Id": correlation})
