"""Rooms to test: settings, clients that never wait, and servers on loopback to speak to."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from advocacy_hubspot.manifest import MANIFEST as HUBSPOT
from advocacy_salesforce.manifest import MANIFEST as SALESFORCE
from advocacy_sync.kernel.ids import ConnectionName
from advocacy_sync.kernel.secret import Secret
from advocacy_sync.ports.crm import ConnectionSettings, Timeouts
from advocacy_sync.sandbox.server import serve
from advocacy_sync.sandbox.wire import Machine, Request, Response
from advocacy_sync.transport.retry import RetryPolicy

__all__ = [
    "AT_ONCE",
    "NOW",
    "ONCE",
    "SECRETS",
    "Heard",
    "Scripted",
    "breaking_off",
    "connection",
    "dripping",
    "raw_server",
    "serving",
    "silent",
]

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
ONCE = RetryPolicy(tries=1)
AT_ONCE = RetryPolicy(tries=3, first=0.0)
SECRETS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("salesforce", "client_credentials"): {"client_id": "sandbox-client", "client_secret": "sandbox-secret"},
    ("salesforce", "refresh_token"): {"client_id": "sandbox-client", "refresh_token": "sandbox-refresh"},
    ("salesforce", "password"): {
        "username": "integration@sandbox.example",
        "password": "sandbox-password",
        "security_token": "sandbox-token",
    },
    ("hubspot", "private_app"): {"token": "pat-na1-sandbox"},
    ("hubspot", "refresh_token"): {
        "client_id": "sandbox-client",
        "client_secret": "sandbox-secret",
        "refresh_token": "sandbox-refresh",
    },
}


def connection(
    crm: str,
    url: str,
    auth: str = "",
    secrets: Mapping[str, str] | None = None,
    *,
    timeouts: Timeouts | None = None,
    **other: Any,
) -> ConnectionSettings:
    """Settings as the composition makes them; by default the first kind of login, with the sandbox's secrets."""
    manifest = {"salesforce": SALESFORCE, "hubspot": HUBSPOT}[crm]
    auth = auth or manifest.auth[0].name
    given = SECRETS[crm, auth] if secrets is None else secrets
    settings: dict[str, Any] = {"login_url": url, "api_version": manifest.default_api_version, **other}
    return ConnectionSettings(
        name=ConnectionName("acme"),
        crm=crm,
        base_url=url,
        auth=auth,
        secrets={name: Secret(value) for name, value in given.items()},
        hosts=manifest.hosts,
        allow_host=settings.pop("allow_host", "127.0.0.1"),
        timeouts=timeouts or Timeouts(connect=5, read=5, total=10),
        **settings,
    )


@dataclass
class Heard:
    """Events as they come."""

    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def __call__(self, event: str, /, **fields: Any) -> None:
        self.events.append((event, fields))

    def named(self, name: str) -> list[dict[str, Any]]:
        return [fields for event, fields in self.events if event == name]


@dataclass
class Scripted:
    """A machine that answers as a function says, and keeps what it was asked."""

    answer: Callable[[Request], Response]
    asked: list[Request] = field(default_factory=list)

    def handle(self, request: Request, _: datetime) -> Response:
        self.asked.append(request)
        return self.answer(request)


@contextmanager
def serving(
    machine: Machine, now: Callable[[], datetime] = lambda: NOW, tls: ssl.SSLContext | None = None
) -> Iterator[str]:
    """The machine's address on loopback, served by a thread for as long as the block lasts."""
    started: Future[tuple[str, Callable[[], None]]] = Future()

    async def run() -> None:
        stopped, loop = asyncio.Event(), asyncio.get_running_loop()

        def stop() -> None:
            loop.call_soon_threadsafe(stopped.set)

        server = await serve(machine, now, 0, tls=tls)
        url = f"{'https' if tls else 'http'}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        started.set_result((url, stop))
        await stopped.wait()
        loop.set_exception_handler(lambda *_: None)  # connections that clients keep open are cut off
        server.close()
        talking = asyncio.all_tasks() - {asyncio.current_task()}
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)
        await asyncio.sleep(0)  # lets the cut connections release their sockets

    thread = threading.Thread(target=asyncio.run, args=(run(),), daemon=True)
    thread.start()
    url, stop = started.result()
    try:
        yield url
    finally:
        stop()
        thread.join()


@contextmanager
def raw_server(talk: Callable[[socket.socket, threading.Event], None]) -> Iterator[str]:
    """A loopback address behind which each connection is handed to `talk`, with an event set at the end."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def one(peer: socket.socket) -> None:
            with peer, suppress(OSError):
                talk(peer, over)

        def accept() -> None:
            with suppress(OSError):
                while not over.is_set():
                    talks.append(threading.Thread(target=one, args=listening.accept()[:1], daemon=True))
                    talks[-1].start()

        talks = [threading.Thread(target=accept, daemon=True)]
        talks[0].start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            over.set()
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            for thread in talks:
                thread.join()


def silent(peer: socket.socket, over: threading.Event) -> None:
    """Takes the request, and never answers."""
    peer.recv(65_536)
    over.wait(30)


def dripping(peer: socket.socket, over: threading.Event) -> None:
    """A byte of a long answer now and then, each sooner than any read timeout."""
    peer.recv(65_536)
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{")
    while not over.wait(0.02):
        peer.sendall(b" ")


def breaking_off(peer: socket.socket, _: threading.Event) -> None:
    """Half of an answer, then the line is dead."""
    peer.recv(65_536)
    peer.sendall(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n{"results":')
    peer.shutdown(socket.SHUT_RDWR)
