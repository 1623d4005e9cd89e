"""HubSpot's refusals as what the caller must do."""

from __future__ import annotations

import pytest

from advocacy_hubspot.faults import body_of, retry_after, translate
from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, FatalError, RetryableError


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (b'{"message":"x"}', {"message": "x"}),
        ('{"a":1}', {"a": 1}),
        (b"[1]", {}),
        (b"<html>", {}),
        (b"", {}),
        (None, {}),
    ],
)
def test_an_error_body_is_a_mapping_or_nothing(content: bytes | str | None, body: dict[str, object]) -> None:
    assert body_of(content) == body


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "10"}, 10.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"Retry-After": "99999"}, 3_600.0),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "0"}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "Mon, 05 Jan 2026 12:00:00 GMT"}, None),
        ({}, None),
    ],
)
def test_the_time_to_wait_is_a_bounded_positive_number(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (429, RetryableError), (423, RetryableError), (477, RetryableError), (500, RetryableError),
        (503, RetryableError), (524, RetryableError), (401, ConfigError), (403, ConfigError),
        (400, FatalError), (404, FatalError), (409, FatalError),
    ],
)  # fmt: skip
def test_each_status_says_what_the_caller_must_do(status: int, kind: type[AdvocacyError]) -> None:
    error = translate(status, {}, "a list")
    assert type(error) is kind
    assert "HubSpot" in str(error)
