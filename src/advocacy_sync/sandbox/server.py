"""The thin shell of sockets around the machines: HTTP/1.1 by h11, one event loop, no threads.

A request is answered whole before the next one is looked at, so a machine never sees two at once.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus

import h11

from .wire import Machine, Request, Response

__all__ = ["serve"]

LARGEST_BODY = 160 * 1024 * 1024  # the largest upload either vendor takes (Bulk API 2.0: 150 MB)
IDLE_SECONDS = 120
HANG_SECONDS = 600
REASONS = {status.value: status.phrase.encode() for status in HTTPStatus}


class Unreadable(Exception):
    """What came in is no request; the status that says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def serve(
    machine: Machine,
    clock: Callable[[], datetime],
    port: int,
    after: Callable[[], None] = lambda: None,
    tls: ssl.SSLContext | None = None,
) -> asyncio.Server:
    """Listen on loopback. `after` runs behind each answered request (journal, counters)."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = _Connection(reader, writer, "https" if tls else "http")
        try:
            with suppress(ConnectionError, asyncio.TimeoutError):
                try:
                    while (request := await connection.receive()) is not None:
                        response = machine.handle(request, clock())
                        after()
                        await connection.send(response, clock(), head=request.method == "HEAD")
                except Unreadable as wrong:
                    await connection.send(Response(wrong.status, b"", {"Connection": "close"}), clock(), head=False)
        except asyncio.CancelledError:  # the server stops: no farewell, which over TLS would wait for the peer's
            writer.transport.abort()
            raise
        finally:
            writer.close()

    return await asyncio.start_server(connected, "127.0.0.1", port, ssl=tls, backlog=256, limit=1 << 20)


class _Connection:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, scheme: str) -> None:
        self._reader, self._writer, self._scheme = reader, writer, scheme
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=256 * 1024)

    async def receive(self) -> Request | None:
        """The next request, or None when the peer is done."""
        head: h11.Request | None = None
        parts: list[bytes] = []
        size = 0
        while True:
            event = self._next_event()
            if event is h11.NEED_DATA:
                if self._http.they_are_waiting_for_100_continue:
                    self._write(h11.InformationalResponse(status_code=100, headers=[]))
                read = self._reader.read(1 << 18)
                self._http.receive_data(await asyncio.wait_for(read, IDLE_SECONDS))
            elif isinstance(event, h11.Request):
                head = event
                if _announced(head) > LARGEST_BODY:
                    raise Unreadable(413)
            elif isinstance(event, h11.Data):
                size += len(event.data)
                if size > LARGEST_BODY:
                    raise Unreadable(413)
                parts.append(bytes(event.data))
            elif isinstance(event, h11.EndOfMessage) and head is not None:
                return self._request(head, b"".join(parts))
            else:
                return None

    def _next_event(self) -> h11.Event | type[h11.NEED_DATA | h11.PAUSED]:
        try:
            return self._http.next_event()
        except h11.RemoteProtocolError as wrong:
            if self._http.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
                raise ConnectionResetError from wrong
            raise Unreadable(wrong.error_status_hint) from wrong

    def _request(self, head: h11.Request, body: bytes) -> Request:
        headers = {name.decode("ascii").lower(): value.decode("latin-1") for name, value in head.headers}
        return Request(
            method=head.method.decode("ascii"),
            target=_origin_form(head.target.decode("latin-1")),
            headers=headers,
            body=body,
            base_url=f"{self._scheme}://{headers.get('host', '127.0.0.1')}",
        )

    async def send(self, response: Response, now: datetime, *, head: bool) -> None:
        headers = {"Date": format_datetime(now, usegmt=True), **response.headers}
        if response.status not in (204, 304):
            headers.setdefault("Content-Length", str(len(response.body)))
        reason = REASONS.get(response.status, b"")
        if response.line in ("reset", "hang"):
            await self._silence(response.line)
        self._write(h11.Response(status_code=response.status, headers=list(headers.items()), reason=reason))
        if response.line:
            await self._broken(response)
        if response.body and not head:
            self._write(h11.Data(data=response.body))
        self._write(h11.EndOfMessage())
        await self._writer.drain()
        if self._http.our_state is h11.MUST_CLOSE:
            raise ConnectionResetError
        self._http.start_next_cycle()

    async def _silence(self, line: str) -> None:
        """No byte of an answer: the line is reset at once, or stays open until the client has had enough."""
        if line == "hang":
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._reader.read(1), HANG_SECONDS)
        else:
            taken = self._writer.get_extra_info("socket")
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset, no farewell
        self._writer.transport.abort()
        raise ConnectionResetError

    async def _broken(self, response: Response) -> None:
        """The body in part, or drop by drop; then the line ends."""
        if response.line == "cut":
            self._write(h11.Data(data=response.body[: response.sent]))
            await self._writer.drain()
        else:
            for byte in response.body:
                self._write(h11.Data(data=bytes([byte])))
                await self._writer.drain()
                await asyncio.sleep(response.pause)
        raise ConnectionResetError

    def _write(self, event: h11.Event) -> None:
        data = self._http.send(event)
        if data:
            self._writer.write(data)


def _announced(head: h11.Request) -> int:
    """The length of the body as its header tells, 0 when it doesn't. h11 has checked that it is a number."""
    return next((int(value) for name, value in head.headers if name == b"content-length"), 0)


def _origin_form(target: str) -> str:
    """The path and query of a target that names the host too, as clients behind a proxy send it."""
    if target.startswith(("http://", "https://")):
        return "/" + target.partition("://")[2].partition("/")[2]
    return target
