"""One exchange: the whole answer within its time, or why there is none."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest
import urllib3

from advocacy_hubspot.line import Answer, Broken, Line, Told
from advocacy_sync.ports.crm import Timeouts
from advocacy_sync.transport import body
from advocacy_sync.transport.timing import Timing
from rooms import breaking_off, dripping, raw_server, silent

BRIEF = Timeouts(connect=0.3, read=0.3, total=0.4)
Talk = Callable[[socket.socket, threading.Event], None]


def ask(url: str, timeouts: Timeouts = BRIEF) -> Answer:
    with urllib3.PoolManager(retries=urllib3.Retry(0, redirect=False)) as pool:
        return Line(pool, timeouts, Timing()).request("GET", url, preload_content=False)


def saying(answer: bytes) -> Talk:
    def talk(peer: socket.socket, _: threading.Event) -> None:
        peer.recv(65_536)
        peer.sendall(answer)

    return talk


def dripping_refusal(peer: socket.socket, over: threading.Event) -> None:
    peer.recv(65_536)
    peer.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 100000\r\n\r\n{")
    while not over.wait(0.02):
        peer.sendall(b" ")


def test_a_success_comes_whole_with_its_headers() -> None:
    with raw_server(saying(b"HTTP/1.1 200 OK\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nok")) as url:
        answer = ask(url)
    assert (answer.status, answer.headers.get("x-a"), answer.content) == (200, "1", b"ok")


def test_any_other_status_is_told_with_its_body_whatever_bytes_it_holds() -> None:
    """C-07: a body that is no UTF-8 is a body all the same."""
    with raw_server(saying(b"HTTP/1.1 500 X\r\nContent-Length: 2\r\n\r\n\xff\xfe")) as url, pytest.raises(Told) as told:
        ask(url)
    assert (told.value.answer.status, told.value.answer.content) == (500, b"\xff\xfe")


def test_a_redirect_is_told_and_not_followed() -> None:
    """C-10."""
    answer = b"HTTP/1.1 302 X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    with raw_server(saying(answer)) as url, pytest.raises(Told) as told:
        ask(url)
    assert told.value.answer.status == 302


@pytest.mark.parametrize(
    ("talk", "words"),
    [
        (silent, "took too long"),
        (dripping, "longer than the total time"),
        (dripping_refusal, "longer than the total time"),
        (breaking_off, "no connection"),
    ],
)
def test_half_an_answer_is_none_and_the_request_may_have_arrived(talk: Talk, words: str) -> None:
    """C-05, C-06, C-08."""
    with raw_server(talk) as url, pytest.raises(Broken, match=words) as broken:
        ask(url)
    assert broken.value.sent


def test_nobody_listening_means_that_nothing_was_sent() -> None:
    """C-03."""
    with raw_server(silent) as url:
        pass
    with pytest.raises(Broken, match="no connection") as broken:
        ask(url)
    assert not broken.value.sent


@pytest.mark.parametrize(
    ("error", "sent"),
    [
        (urllib3.exceptions.SSLError("x"), False),
        (urllib3.exceptions.ConnectTimeoutError("x"), False),
        (urllib3.exceptions.ProtocolError("x"), True),
        (ConnectionResetError(104, "reset"), True),
    ],
)
def test_whether_it_was_sent_is_told_by_what_went_wrong(error: Exception, *, sent: bool) -> None:
    class Wrong:
        def request(self, *_: Any, **__: Any) -> urllib3.BaseHTTPResponse:
            raise error

    with pytest.raises(Broken) as broken:
        Line(Wrong(), BRIEF, Timing()).request("GET", "https://api.hubapi.com")
    assert broken.value.sent is sent


def test_an_answer_that_unpacks_to_no_end_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """C-06: a gzip bomb."""
    monkeypatch.setattr(body, "LARGEST_ANSWER", 2**20)
    packed = gzip.compress(bytes(40_000_000))
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
    with raw_server(saying(head + packed)) as url, pytest.raises(Broken, match="larger than 1 MB"):
        ask(url, Timeouts(connect=5, read=5, total=10))
