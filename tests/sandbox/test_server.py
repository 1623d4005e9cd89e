"""The shell of sockets: what comes in that is no request is answered, and the next client is served."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from advocacy_sync.sandbox.server import serve
from advocacy_sync.sandbox.wire import Request, Response, json_response

NOW = datetime(2026, 3, 2, tzinfo=UTC)


class Echo:
    """Answers with what was asked of it."""

    def handle(self, request: Request, now: datetime) -> Response:
        return json_response({"method": request.method, "target": request.target, "body": request.body.decode()})


def sent(*parts: bytes) -> bytes:
    """All that a server answers to bytes on one connection, until it or the client has done."""

    async def exchange() -> bytes:
        server = await serve(Echo(), lambda: NOW, 0)
        reader, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])
        for part in parts:
            writer.write(part)
        writer.write_eof()
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        server.close()
        await server.wait_closed()
        return answer

    return asyncio.run(exchange())


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (b"NONSENSE\r\n\r\n", b"400 Bad Request"),
        (b"GET / HTTP/1.1\r\n\r\n", b"400 Bad Request"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n", b"400 Bad Request"),
        (b"GET /caf\xc3\xa9 HTTP/1.1\r\nHost: x\r\n\r\n", b"400 Bad Request"),
        (
            b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 600_000,
            b"431 Request Header Fields Too Large",
        ),
        (
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n",
            b"413 Request Entity Too Large",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_and_the_connection_closed(asked: bytes, status: bytes) -> None:
    answer = sent(asked)
    assert answer.startswith(b"HTTP/1.1 " + status + b"\r\n")
    assert b"Connection: close\r\n" in answer


def test_requests_sent_behind_one_another_are_answered_in_their_order() -> None:
    answer = sent(*(f"GET /{n} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for n in range(3)))
    assert [answer.count(f'"/{n}"'.encode()) for n in range(3)] == [1, 1, 1]
    assert answer.index(b'"/0"') < answer.index(b'"/1"') < answer.index(b'"/2"')


def test_a_status_has_its_reason_beside_it() -> None:
    assert sent(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 200 OK\r\n")


def test_a_target_may_name_the_host_as_through_a_proxy() -> None:
    assert b'"target":"/a?b=1"' in sent(b"GET http://x/a?b=1 HTTP/1.1\r\nHost: x\r\n\r\n")


def test_a_body_in_chunks_is_put_together() -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert b'"body":"hello there"' in sent(head, b"6\r\nhello \r\n", b"5\r\nthere\r\n0\r\n\r\n")


def test_a_client_that_waits_for_leave_to_send_gets_it() -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    answer = sent(head, b"ok")
    assert b"HTTP/1.1 200 OK" in answer


def test_head_is_answered_without_a_body() -> None:
    answer = sent(b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answer.endswith(b"\r\n\r\n")
    assert b"Content-Length: 40\r\n" in answer
