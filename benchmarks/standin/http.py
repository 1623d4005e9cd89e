"""A small HTTP/1.1 server: whole requests in, whole answers out, one process, connections kept alive."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

__all__ = ["Answer", "Handle", "Request", "serve"]


@dataclass(slots=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Answer:
    body: bytes = b""
    status: int = 200
    type: str = "application/json;charset=UTF-8"
    headers: Mapping[str, str] = field(default_factory=dict)


Handle = Callable[[Request], Answer]
_REASONS = {200: "OK", 201: "Created", 204: "No Content", 400: "Bad Request", 404: "Not Found", 500: "Server Error"}


class _Connection(asyncio.Protocol):
    def __init__(self, handle: Handle) -> None:
        self._handle, self._held = handle, bytearray()
        self._out: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._out = transport

    def data_received(self, data: bytes) -> None:
        self._held += data
        while (end := self._held.find(b"\r\n\r\n")) >= 0:
            head = self._held[:end].decode("latin-1")
            length = _length(head)
            if len(self._held) < end + 4 + length:
                if "expect: 100-continue" in head.lower():
                    self._write(b"HTTP/1.1 100 Continue\r\n\r\n")
                return
            body = bytes(self._held[end + 4 : end + 4 + length])
            del self._held[: end + 4 + length]
            self._answer(head, body)

    def _answer(self, head: str, body: bytes) -> None:
        method, target, _ = head.split("\r\n", 1)[0].split(" ")
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        answer = self._handle(Request(method, unquote(parts.path), query, body))
        lines = [f"HTTP/1.1 {answer.status} {_REASONS[answer.status]}", f"Content-Type: {answer.type}"]
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        if answer.status != 204:
            lines.append(f"Content-Length: {len(answer.body)}")
        self._write("\r\n".join([*lines, "", ""]).encode("latin-1") + answer.body)

    def _write(self, data: bytes) -> None:
        assert self._out is not None
        self._out.write(data)


def _length(head: str) -> int:
    for line in head.split("\r\n")[1:]:
        name, _, value = line.partition(":")
        if name.lower() == "content-length":
            return int(value)
    return 0


async def serve(handle: Handle, ready: Callable[[int], None]) -> None:
    """Serve on a free loopback port, which `ready` is told, until cancelled."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(handle), "127.0.0.1", 0)
    ready(server.sockets[0].getsockname()[1])
    async with server:
        await server.serve_forever()
