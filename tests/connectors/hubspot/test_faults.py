"""HubSpot's refusals as what the caller must do."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from advocacy_hubspot.faults import Forbidden, Unsent, body_of, code_of, retry_after, translate
from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, FatalError, RetryableError
from advocacy_sync.transport.budget import QuotaSpent
from rooms import NOW


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (b'{"message":"x"}', {"message": "x"}),
        ('{"a":1}', {"a": 1}),
        (b"[1]", {}),
        (b"<html>", {}),
        (b"\xff\xfe", {}),
        (b"", {}),
        (None, {}),
    ],
)
def test_an_error_body_is_a_mapping_or_nothing(content: bytes | str | None, body: dict[str, object]) -> None:
    assert body_of(content) == body


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"category": "VALIDATION_ERROR", "code": "x"}, "VALIDATION_ERROR"),
        ({"errors": [{"message": "m"}, {"code": "INVALID_INTEGER"}]}, "INVALID_INTEGER"),
        ({"errors": ["odd"]}, ""),
        ({}, ""),
    ],
)
def test_the_code_is_the_category_or_that_of_the_first_error(body: dict[str, Any], code: str) -> None:
    assert code_of(body) == code


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("10", 10.0),
        ("0.5", 0.5),
        ("99999", 3_600.0),
        ("inf", 3_600.0),
        ("-1", None),
        ("0", None),
        ("nan", None),
        ("soon", None),
        (format_datetime(NOW + timedelta(seconds=30), usegmt=True), 30.0),
        (format_datetime(NOW + timedelta(days=10), usegmt=True), 3_600.0),
        (format_datetime(NOW - timedelta(seconds=1), usegmt=True), None),
        (None, None),
    ],
)
def test_the_time_to_wait_is_a_number_or_a_date_and_bounded(told: str | None, seconds: float | None) -> None:
    """C-01: seconds, date, absurd, negative."""
    assert retry_after({} if told is None else {"Retry-After": told}, NOW) == seconds
    assert retry_after({} if told is None else {"retry-after": told}, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (429, Unsent), (423, Unsent), (408, RetryableError), (477, RetryableError), (500, RetryableError),
        (503, RetryableError), (524, RetryableError), (530, RetryableError), (401, ConfigError), (403, Forbidden),
        (302, FatalError), (400, FatalError), (404, FatalError), (409, FatalError), (414, FatalError),
    ],
)  # fmt: skip
def test_each_status_says_what_the_caller_must_do(status: int, kind: type[AdvocacyError]) -> None:
    error = translate(status, {}, "a list")
    assert type(error) is kind
    assert "HubSpot" in str(error)


@pytest.mark.parametrize(
    ("policy", "told", "wait"),
    [
        ("SECONDLY", None, 1.0),
        ("SECONDLY", 864_000.0, 1.0),
        ("TEN_SECONDLY_ROLLING", None, 10.0),
        ("TEN_SECONDLY_ROLLING", 3.0, 3.0),
        ("TEN_SECONDLY_ROLLING", 3_600.0, 10.0),
        ("", 7.0, 7.0),
        ("", None, None),
    ],
)
def test_a_limit_is_waited_for_as_long_as_its_span_at_most(policy: str, told: float | None, wait: float | None) -> None:
    """C-01, CS-63."""
    error = translate(429, {"policyName": policy}, "a list", told)
    assert isinstance(error, Unsent)
    assert error.retry_after == wait


@pytest.mark.parametrize(("day_left", "told", "wait"), [(900.0, 5.0, 900.0), (None, 60.0, 60.0), (None, None, 3_600.0)])
def test_a_day_that_is_used_up_is_not_tried_again_before_it_ends(
    day_left: float | None, told: float | None, wait: float
) -> None:
    """C-17."""
    error = translate(429, {"policyName": "DAILY"}, "a list", told, day_left)
    assert isinstance(error, QuotaSpent)
    assert error.retry_after == wait


def test_a_lock_is_waited_for() -> None:
    locked = translate(423, {}, "an update")
    assert isinstance(locked, Unsent)
    assert (locked.code, locked.retry_after) == ("LOCKED", 2.0)
