"""One request, one answer: a token, a refusal that shows no secret, or try again later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import respx

from advocacy_sync.kernel.errors import ConfigError, RetryableError
from advocacy_sync.kernel.secret import Secret
from advocacy_sync.transport.oauth import Token, TokenSource, request_token

URL = "https://login.example/token"
FORM = {"grant_type": "refresh_token", "client_id": "app", "client_secret": "s3cret-1", "refresh_token": "s3cret-2"}


def ask() -> Token:
    return request_token(URL, lambda: FORM, timeout=httpx.Timeout(5), ca_file=None)


@pytest.fixture
def server() -> Iterator[respx.Route]:
    with respx.mock() as router:
        yield router.post(URL)


def test_a_token_comes_with_its_lifetime_and_the_rest_of_the_answer(server: respx.Route) -> None:
    answer = {
        "access_token": "t0ken",
        "refresh_token": "new",
        "expires_in": "1800",
        "instance_url": "https://x.example",
    }
    server.respond(200, json=answer)
    token = ask()
    assert token.access.reveal() == "t0ken"
    assert token.expires_in == 1800.0
    assert token.extra == {"expires_in": "1800", "instance_url": "https://x.example"}
    assert "t0ken" not in repr(token)
    assert b"client_secret=s3cret-1" in server.calls.last.request.content


@pytest.mark.parametrize("expires", [None, "soon", [], {}])
def test_a_lifetime_that_is_none_is_not_known(server: respx.Route, expires: Any) -> None:
    server.respond(200, json={"access_token": "t", "expires_in": expires})
    assert ask().expires_in is None


@pytest.mark.parametrize(
    ("status", "answer", "told"),
    [
        (400, {"error": "invalid_grant", "error_description": "expired token"}, "invalid_grant (expired token)"),
        (401, {"status": "BAD_CLIENT", "message": "no such app"}, "BAD_CLIENT (no such app)"),
        (403, {}, "403 (no reason given)"),
        (200, {}, "200 (no reason given)"),
        (200, {"access_token": None}, "200 (no reason given)"),
        (200, {"access_token": ""}, "200 (no reason given)"),
        (200, {"access_token": 7}, "200 (no reason given)"),
    ],
)
def test_a_refusal_says_what_the_server_said(server: respx.Route, status: int, answer: Any, told: str) -> None:
    server.respond(status, json=answer)
    with pytest.raises(ConfigError, match="refused the credentials") as caught:
        ask()
    assert told in str(caught.value)
    assert "login.example" in str(caught.value)


def test_a_server_that_quotes_what_it_was_sent_gives_no_secret_away(server: respx.Route) -> None:
    server.respond(400, json={"error": "bad s3cret-2", "error_description": "client_secret s3cret-1 is wrong"})
    with pytest.raises(ConfigError) as caught:
        ask()
    assert "s3cret" not in str(caught.value)
    assert "client_secret … is wrong" in str(caught.value)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_in_trouble_is_for_later(server: respx.Route, status: int) -> None:
    server.respond(status, json={"error": "busy"})
    with pytest.raises(RetryableError, match=str(status)):
        ask()


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, "<html>maintenance</html>"), (502, "<html>"), (302, ""), (200, '"text"'), (200, "[]"), (200, "")],
)
def test_an_answer_that_is_no_object_is_for_later(server: respx.Route, status: int, body: str) -> None:
    server.respond(status, text=body)
    with pytest.raises(RetryableError, match="no JSON"):
        ask()


@pytest.mark.parametrize(
    "error", [httpx.ConnectError("refused"), httpx.ReadTimeout(""), httpx.DecodingError("bad gzip")]
)
def test_a_server_that_cannot_be_reached_is_for_later_and_told_without_secrets(
    server: respx.Route, error: httpx.RequestError
) -> None:
    server.mock(side_effect=error)
    with pytest.raises(RetryableError, match=r"login\.example cannot be reached") as caught:
        ask()
    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is None


def tokens() -> Iterator[Token]:
    number = 0
    while True:
        number += 1
        yield Token(access=Secret(f"t{number}"), expires_in=None, extra={})


def test_a_token_is_fetched_once_and_kept() -> None:
    made = tokens()
    source = TokenSource(lambda: next(made))
    assert source.current() is source.current()


def test_a_refused_token_is_replaced_once_whoever_notices_first() -> None:
    made = tokens()
    source = TokenSource(lambda: next(made))
    refused = source.current()
    new = source.replace(refused)
    assert new.access.reveal() == "t2"
    assert source.replace(refused) is new
    assert source.current() is new
    assert source.replace(new).access.reveal() == "t3"


def test_another_transport_carries_the_request_in_place_of_sockets() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"access_token": "t0ken"})

    token = request_token(
        URL, lambda: FORM, timeout=httpx.Timeout(5), ca_file=None, transport=httpx.MockTransport(answer)
    )
    assert token.access.reveal() == "t0ken"
    assert [str(request.url) for request in asked] == [URL]
