"""A text to an incoming webhook, whose address never shows."""

from __future__ import annotations

import json

import httpx
import pytest

from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.kernel.secret import Secret
from advocacy_sync.transport.message import message_sender

URL = Secret("https://hooks.example/services/T0/B0/hidden")


def test_a_text_is_posted_as_json() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, text="ok")

    message_sender(URL, httpx.MockTransport(answer))("pull: é")
    assert (seen[0].method, str(seen[0].url), json.loads(seen[0].content)) == (
        "POST",
        URL.reveal(),
        {"text": "pull: é"},
    )


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_refusal_is_an_error_without_the_address(status: int) -> None:
    sender = message_sender(URL, httpx.MockTransport(lambda _: httpx.Response(status, text="no")))
    with pytest.raises(RetryableError, match=f"not taken: HTTP {status}") as caught:
        sender("x")
    assert "hidden" not in str(caught.value)


def test_a_host_that_is_away_is_an_error_without_the_address() -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(f"cannot reach {request.url}")

    with pytest.raises(RetryableError, match="ConnectError") as caught:
        message_sender(URL, httpx.MockTransport(away))("x")
    assert "hidden" not in str(caught.value)
    assert caught.value.__cause__ is None
