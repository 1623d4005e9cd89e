"""One receiving route for what CRMs push: verified, kept, answered. What comes is a hint, never data.

Bound to loopback: the public side, with TLS, is a reverse proxy's. A delivery is acknowledged once its
hints are durable; a forged, old or oversized one is refused without a word about why.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from advocacy_sync.kernel.clock import Clock
from advocacy_sync.kernel.errors import AdvocacyError
from advocacy_sync.kernel.secret import Secret
from advocacy_sync.ports.crm import Journal, Webhook
from advocacy_sync.ports.events import Events
from advocacy_sync.ports.store import Store

__all__ = ["Hook", "Hooks", "Intake", "listening"]

LARGEST_BODY = 1 << 20  # a delivery holds a hundred events of a few hundred bytes
READ_SECONDS = 5.0  # the vendor gives up after about as long
PREFIX = "/hooks/"


@dataclass(frozen=True)
class Hook:
    """How deliveries for one connection are verified and read."""

    webhook: Webhook
    secret: Secret


@dataclass(frozen=True)
class Hooks:
    """Where hints come from: `hooks` that are received at `public_url`, and `journals` that are followed
    every so many minutes. `wait_seconds`: how long after the first hint a pull begins; what comes until then
    goes with it."""

    hooks: Mapping[str, Hook]
    journals: Mapping[str, Journal]
    public_url: str
    port: int
    wait_seconds: float
    journal_minutes: float
    clock: Clock


@dataclass(frozen=True)
class Intake:
    """Takes deliveries in. `public_url`: the address by which the CRM calls us, without the path;
    `wake`: called when there is something new to look at."""

    store: Store
    hooks: Mapping[str, Hook]
    public_url: str
    clock: Clock
    events: Events
    wake: Callable[[], None]

    def take(self, method: str, target: str, headers: list[tuple[str, str]], body: bytes) -> int:
        """The HTTP status of the answer."""
        name = target.partition("?")[0].removeprefix(PREFIX)
        hook = self.hooks.get(name) if target.startswith(PREFIX) else None
        if hook is None:
            return 404
        now = self.clock.now()
        url = self.public_url.rstrip("/") + target
        why = hook.webhook.verify(method, url, body=body, headers=headers, secret=hook.secret, now=now)
        if why is not None:
            self.events("hint_refused", connection=name, reason=why)
            return 401
        try:
            with self.store.begin() as work:
                new = work.hints.put(name, hook.webhook.hints(body), now)
        except AdvocacyError as error:  # not kept: the CRM is to deliver it again
            self.events("hint_failed", connection=name, error=str(error))
            return 503
        if new:
            self.wake()
        return 204


@contextmanager
def listening(intake: Intake, port: int) -> Iterator[int]:
    """Serve on loopback while the block lasts; the port, which 0 leaves to the system."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(intake))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, name="hooks", daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(intake: Intake) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version, sys_version = "advocacy-sync", ""
        timeout = READ_SECONDS

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not length.isdigit() or self.headers.get("Transfer-Encoding"):
                self._answer(411)
            elif int(length) > LARGEST_BODY:
                self._answer(413)
            else:
                body = self.rfile.read(int(length))
                complete = len(body) == int(length)
                headers = list(self.headers.items())
                self._answer(intake.take("POST", self.path, headers, body) if complete else 400)

        def _answer(self, status: int) -> None:
            self.send_response_only(status)
            self.send_header("Content-Length", "0")
            if status != 204:
                self.send_header("Connection", "close")  # the body may not have been read
                self.close_connection = True
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Addresses and paths of strangers are not logged."""

    return Handler
