"""The org's refusals, in each shape that the vendor sends them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from advocacy_salesforce.faults import code_of, error_codes, never_sent, retry_after, session_expired, translate
from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, FatalError, RetryableError
from advocacy_sync.transport.budget import QuotaSpent
from rooms import AT_ONCE, ONCE
from vendor import given, logged_in, refusal, vendor

XML = (
    '<?xml version="1.0" encoding="UTF-8"?><error xmlns="http://www.force.com/2009/06/asyncapi/dataload">'
    "<exceptionCode>InvalidSessionId</exceptionCode><exceptionMessage>Invalid session id</exceptionMessage></error>"
)
PLAIN_XML = "<Errors><Error><errorCode>SERVER_UNAVAILABLE</errorCode><message>busy</message></Error></Errors>"
PAGE = "<html><body>We are down for maintenance.</body></html>"


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (refusal("INVALID_FIELD", "no"), [("INVALID_FIELD", "no")]),
        ({"errorCode": "NOT_FOUND", "message": "gone"}, [("NOT_FOUND", "gone")]),
        ({"exceptionCode": "InvalidJob", "exceptionMessage": "x"}, [("InvalidJob", "x")]),
        ({"error": "invalid_grant", "error_description": "expired"}, [("invalid_grant", "expired")]),
        (XML, [("InvalidSessionId", "Invalid session id")]),
        (PLAIN_XML, [("SERVER_UNAVAILABLE", "busy")]),
        (PAGE, []),
        ("", []),
        (None, []),
        ([None, 1, "text"], []),
        ([{}], [("", "")]),
    ],
)
def test_an_error_body_is_read_in_every_shape(content: Any, codes: list[tuple[str, str]]) -> None:
    assert error_codes(content) == codes


@pytest.mark.parametrize(
    ("status", "content", "expired"),
    [
        (401, refusal("INVALID_SESSION_ID"), True),
        (401, PAGE, True),
        (400, {"exceptionCode": "InvalidSessionId"}, True),
        (400, XML, True),
        (400, refusal("INVALID_FIELD"), False),
        (403, refusal("REQUEST_LIMIT_EXCEEDED"), False),
    ],
)
def test_a_session_that_is_over_is_recognised(status: int, content: Any, *, expired: bool) -> None:
    assert session_expired(status, content) is expired


@pytest.mark.parametrize(
    ("status", "content", "kind"),
    [
        (403, refusal("REQUEST_LIMIT_EXCEEDED"), RetryableError),
        (400, refusal("UNABLE_TO_LOCK_ROW"), RetryableError),
        (400, refusal("QUERY_TIMEOUT"), RetryableError),
        (503, PAGE, RetryableError),
        (503, PLAIN_XML, RetryableError),
        (500, refusal("UNKNOWN_EXCEPTION"), RetryableError),
        (406, PAGE, RetryableError),
        (420, "", RetryableError),
        (429, "", RetryableError),
        (400, refusal("EXCEEDED_QUOTA"), RetryableError),
        (400, refusal("ExceededQuota"), RetryableError),
        (400, refusal("SERVER_UNAVAILABLE"), RetryableError),
        (400, refusal("INVALID_FIELD"), ConfigError),
        (403, refusal("TXN_SECURITY_METERING_ERROR"), ConfigError),
        (400, refusal("OPERATION_TOO_LARGE"), ConfigError),
        (400, refusal("UNSUPPORTED_API_VERSION"), ConfigError),
        (400, refusal("MALFORMED_QUERY"), ConfigError),
        (403, refusal("INSUFFICIENT_ACCESS"), ConfigError),
        (403, PAGE, ConfigError),
        (404, refusal("NOT_FOUND"), ConfigError),
        (404, PAGE, ConfigError),
        (302, PAGE, ConfigError),
        (400, refusal("JSON_PARSER_ERROR"), FatalError),
        (414, PAGE, FatalError),
        (409, refusal("API_ERROR"), FatalError),
        (400, refusal("QUERY_TOO_COMPLICATED"), FatalError),
        (400, refusal("INVALID_QUERY_LOCATOR"), FatalError),
    ],
)
def test_each_refusal_says_what_the_caller_must_do(status: int, content: Any, kind: type[AdvocacyError]) -> None:
    error = translate(status, content, "a query")
    assert isinstance(error, kind)
    assert "a query" in str(error)


def test_the_message_is_the_line_behind_the_quoted_query() -> None:
    message = "\nSELECT Nme FROM Account\n       ^\nERROR at Row:1:Column:8\nNo such column 'Nme' on entity 'Account'"
    said = str(translate(400, refusal("INVALID_FIELD", message), "a query"))
    assert "INVALID_FIELD: No such column 'Nme' on entity 'Account'" in said
    assert "SELECT" not in said


def test_the_time_to_wait_is_passed_on() -> None:
    error = translate(503, PAGE, "a query", 30.0)
    assert isinstance(error, RetryableError)
    assert error.retry_after == 30.0


def test_a_page_of_html_is_tried_again_and_then_given_up() -> None:
    with vendor() as (org, _):
        given(org, "GET", "query", PAGE.encode(), 503)
        with pytest.raises(RetryableError, match="HTTP 503"):
            logged_in(AT_ONCE)[0].call("GET", "query?q=x", "a query")
        assert len(org.calls) == AT_ONCE.tries


def test_an_answer_after_a_page_of_html_is_taken() -> None:
    with vendor() as (org, _):
        given(org, "GET", "query", PAGE.encode(), 503)
        given(org, "GET", "query", {"totalSize": 0})
        assert logged_in(AT_ONCE)[0].call("GET", "query?q=x", "a query").json() == {"totalSize": 0}


def test_an_answer_of_html_that_calls_itself_success_is_retryable() -> None:
    with vendor() as (org, _):
        given(org, "GET", "query", PAGE.encode())
        with pytest.raises(RetryableError, match="something else than JSON"):
            logged_in(ONCE)[0].call("GET", "query?q=x", "a query").json()


def test_an_exhausted_daily_limit_says_so() -> None:
    with vendor() as (org, _):
        given(org, "GET", "query", refusal("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."), 403)
        with pytest.raises(RetryableError, match="daily API limit is used up"):
            logged_in(ONCE)[0].call("GET", "query?q=x", "a query")


def test_numbers_with_a_point_stay_text() -> None:
    with vendor() as (org, _):
        given(org, "GET", "query", b'{"a":0.1,"b":1e400,"c":12345678901234567.89,"d":3,"e":NaN}')
        found = logged_in(ONCE)[0].call("GET", "query?q=x", "a query").json()
        assert found == {"a": "0.1", "b": "1e400", "c": "12345678901234567.89", "d": 3, "e": "NaN"}


@pytest.mark.parametrize(
    ("message", "spent"),
    [
        ("TotalRequests Limit exceeded.", True),
        ("ConcurrentRequests (Concurrent API Requests) Limit exceeded.", False),
        ("ConcurrentPerOrgLongTxn Limit exceeded.", False),
    ],
)
def test_a_days_limit_is_told_from_one_that_passes_in_seconds(message: str, *, spent: bool) -> None:
    """C-17, CS-41: both have the same code."""
    error = translate(403, refusal("REQUEST_LIMIT_EXCEEDED", message), "a query")
    assert isinstance(error, RetryableError)
    assert isinstance(error, QuotaSpent) is spent
    assert never_sent(error)


@pytest.mark.parametrize(
    ("status", "content", "sent"),
    [(429, "", False), (503, PAGE, True), (500, refusal("UNKNOWN_EXCEPTION"), True), (400, refusal("X"), True)],
)
def test_what_was_turned_away_at_the_door_had_no_effect(status: int, content: Any, *, sent: bool) -> None:
    assert never_sent(translate(status, content, "an update")) is not sent


def test_the_vendors_code_stays_with_the_error() -> None:
    assert code_of(translate(400, refusal("QUERY_TIMEOUT"), "a query")) == "QUERY_TIMEOUT"
    assert code_of(translate(503, PAGE, "a query")) == ""
    assert code_of(RetryableError("ours")) == ""


NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("30", 30.0),
        ("-1", None),
        ("nan", None),
        ("864000", None),
        ("soon", None),
        ("Mon, 05 Jan 2026 12:01:00 GMT", 60.0),
        ("Mon, 05 Jan 2026 11:00:00 GMT", None),
        ("Mon, 05 Jan 2026 12:01:00", None),
    ],
)
def test_a_time_to_wait_is_a_number_or_a_date_and_sane(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds
