"""A machine behind the HTTP libraries of the vendors' SDKs, without sockets.

Each stand-in takes the place of the library's own transport and raises what the library would raise when
the line breaks (`wire.Response.line`). Time does not pass by itself: a hang or a drip advances the clock
through `sleep` where one is given, and else counts as the read timeout at once.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus
from http.client import IncompleteRead
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import requests
import urllib3
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from requests.utils import get_encoding_from_headers
from urllib3.exceptions import ProtocolError, ReadTimeoutError

from advocacy_sync.sandbox.wire import Machine, Request, Response

__all__ = ["HttpxTransport", "Pool", "RequestsAdapter"]

Now = Callable[[], datetime]
Sleep = Callable[[float], None]
FOR_EVER = 600.0  # seconds after which a client that set no timeout is taken off the hook, as by the server
RESET = (104, "Connection reset by peer")


class _Reset(Exception):
    """The line was reset before any answer."""


class _TimedOut(Exception):
    """Nothing came for as long as the client waits."""


@dataclass(frozen=True)
class _Exchange:
    """One request to the machine, as far as the line lets the answer through."""

    machine: Machine
    now: Now
    sleep: Sleep | None

    def head(self, request: Request, patience: float | None) -> Response:
        """The answer with the headers that a server adds. Raises `_Reset` and `_TimedOut`."""
        response = self.machine.handle(request, self.now())
        if response.line == "reset":
            raise _Reset
        if response.line == "hang":
            self.wait(patience or FOR_EVER)
            raise _TimedOut
        headers = {"Date": format_datetime(self.now(), usegmt=True), **response.headers}
        if response.status not in (204, 304):
            headers.setdefault("Content-Length", str(len(response.body)))
        return Response(
            response.status, response.body, headers, response.line, sent=response.sent, pause=response.pause
        )

    def wait(self, seconds: float) -> None:
        if self.sleep is not None:
            self.sleep(seconds)

    def drop(self, pause: float, patience: float | None) -> None:
        """The time until the next byte of a drip. Raises `_TimedOut` when the client doesn't wait so long."""
        if self.sleep is None or (patience is not None and pause >= patience):
            self.wait(min(pause, patience or pause))
            raise _TimedOut
        self.sleep(pause)


def _request(method: str, url: str, headers: Mapping[str, Any], body: bytes) -> Request:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    names = {str(name).lower(): _text(value) for name, value in headers.items()}
    names.setdefault("host", parts.netloc)
    return Request(method.upper(), target, names, body, f"{parts.scheme}://{parts.netloc}")


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes):
        return body
    return bytes(body.read()) if hasattr(body, "read") else b"".join(body)


def _read_timeout(timeout: Any) -> float | None:
    """Seconds between two bytes, of a number, a (connect, read) pair or urllib3's Timeout; None for no end."""
    if isinstance(timeout, urllib3.Timeout):
        read = timeout.read_timeout
        return float(read) if isinstance(read, int | float) else None
    if isinstance(timeout, tuple):
        timeout = timeout[1]
    return None if timeout is None else float(timeout)


class _Cut(io.BytesIO):
    """A body of which the end is missing: `http.client` says so to whoever wants all of it at once."""

    def __init__(self, body: bytes, missing: int) -> None:
        super().__init__(body)
        self._missing = missing

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        if size is None or size < 0:
            raise IncompleteRead(found, self._missing)
        return found


class _Drip(io.BytesIO):
    """A body that comes byte by byte. `next_byte` waits for each."""

    def __init__(self, body: bytes, next_byte: Callable[[], None]) -> None:
        super().__init__(body)
        self._next_byte = next_byte

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read1(1), b""))
        return self.read1(size)

    def read1(self, size: int | None = -1, /) -> bytes:
        if size == 0 or self.tell() >= len(self.getbuffer()):
            return b""
        self._next_byte()
        return super().read(1)


class Pool:
    """Stands in for `urllib3.PoolManager`: what the HubSpot SDK's rest client asks of it."""

    def __init__(
        self, machine: Machine, now: Now, *, sleep: Sleep | None = None, retries: urllib3.Retry | None = None
    ) -> None:
        self._exchange = _Exchange(machine, now, sleep)
        self._retries = urllib3.Retry(0, redirect=False) if retries is None else retries

    def request(
        self,
        method: str,
        url: str,
        *,
        body: Any = None,
        fields: Any = None,
        headers: Mapping[str, str] | None = None,
        preload_content: bool = True,
        timeout: Any = None,
        **options: Any,
    ) -> urllib3.HTTPResponse:
        """One call with urllib3's own retries (`retries`), none by default. Never follows a redirect."""
        del options
        sent = dict(headers or {})
        if fields and method.upper() in ("GET", "HEAD", "DELETE", "OPTIONS"):
            url = f"{url}{'&' if '?' in url else '?'}{urlencode(fields)}"
        elif fields:
            body = urlencode(fields)
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        request = _request(method, url, sent, _bytes(body))
        retries = self._retries
        while True:
            try:
                return self.answer(request, url, timeout, preload_content=preload_content)
            except (ProtocolError, ReadTimeoutError) as error:
                retries = retries.increment(method, url, error=error, _pool=self)  # type: ignore[arg-type]

    def answer(self, request: Request, url: str, timeout: Any, *, preload_content: bool) -> urllib3.HTTPResponse:
        """One attempt. Raises ProtocolError and ReadTimeoutError."""
        patience = _read_timeout(timeout)
        late = ReadTimeoutError(self, url, f"Read timed out. (read timeout={patience})")  # type: ignore[arg-type]
        try:
            response = self._exchange.head(request, patience)
        except _Reset:
            raise ProtocolError("Connection aborted.", ConnectionResetError(*RESET)) from None
        except _TimedOut:
            raise late from None
        body: io.BytesIO = io.BytesIO(response.body)
        if response.line == "cut":
            body = _Cut(response.body[: response.sent], len(response.body) - response.sent)
        elif response.line == "drip":

            def next_byte() -> None:
                try:
                    self._exchange.drop(response.pause, patience)
                except _TimedOut:
                    raise late from None

            body = _Drip(response.body, next_byte)
        return urllib3.HTTPResponse(
            body=body if request.method != "HEAD" else io.BytesIO(),
            headers=dict(response.headers),
            status=response.status,
            reason=_reason(response.status),
            version=11,
            preload_content=preload_content,
            decode_content=True,
            request_method=request.method,
            request_url=url,
        )

    def clear(self) -> None:
        """Nothing is kept open."""


class RequestsAdapter(BaseAdapter):
    """Stands in for `requests`' HTTPAdapter: mount it on a session for `https://` and `http://`."""

    def __init__(self, machine: Machine, now: Now, *, sleep: Sleep | None = None) -> None:
        super().__init__()
        self._pool = Pool(machine, now, sleep=sleep)

    def send(  # noqa: PLR0917 - the library's own signature
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        del stream, verify, cert, proxies
        url = str(request.url)
        asked = _request(str(request.method), url, request.headers, _bytes(request.body))
        try:
            raw = self._pool.answer(asked, url, timeout, preload_content=False)
        except ProtocolError as error:
            raise requests.ConnectionError(error, request=request) from error
        except ReadTimeoutError as error:
            raise requests.ReadTimeout(error, request=request) from error
        made = requests.Response()
        made.status_code, made.reason = raw.status, str(raw.reason)
        made.headers = CaseInsensitiveDict(raw.headers)
        made.encoding = get_encoding_from_headers(made.headers)
        made.raw, made.url, made.request = raw, url, request
        return made

    def close(self) -> None:
        """Nothing is kept open."""


class HttpxTransport(httpx.BaseTransport):
    """Stands in for httpx's own transport: `httpx.Client(transport=…)`."""

    def __init__(self, machine: Machine, now: Now, *, sleep: Sleep | None = None) -> None:
        self._exchange = _Exchange(machine, now, sleep)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        patience = request.extensions.get("timeout", {}).get("read")
        asked = _request(request.method, str(request.url), request.headers, request.read())
        try:
            response = self._exchange.head(asked, patience)
        except _Reset:
            raise httpx.ReadError(f"[Errno {RESET[0]}] {RESET[1]}", request=request) from None
        except _TimedOut:
            raise httpx.ReadTimeout("The read operation timed out", request=request) from None
        stream = _HttpxBody(response, self._exchange, patience, request)
        return httpx.Response(response.status, headers=dict(response.headers), stream=stream, request=request)


@dataclass(frozen=True)
class _HttpxBody(httpx.SyncByteStream):
    response: Response
    exchange: _Exchange
    patience: float | None
    request: httpx.Request

    def __iter__(self) -> Iterator[bytes]:
        body = self.response.body
        if self.response.line == "cut":
            yield body[: self.response.sent]
            words = "peer closed connection without sending complete message body"
            words = f"{words} (received {self.response.sent} bytes, expected {len(body)})"
            raise httpx.RemoteProtocolError(words, request=self.request)
        if self.response.line != "drip":
            yield body
            return
        for byte in body:
            try:
                self.exchange.drop(self.response.pause, self.patience)
            except _TimedOut:
                raise httpx.ReadTimeout("The read operation timed out", request=self.request) from None
            yield bytes([byte])


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
