"""What becomes of an answer on the wire: cut off, packed wrongly, in another coding, or nothing at all."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from dataclasses import replace

from advocacy_sync.sandbox.faults.plan import Line
from advocacy_sync.sandbox.wire import Response

__all__ = ["BEFORE", "broken"]

BEFORE = frozenset({"reset_before", "html"})  # the request never reaches the CRM
BOMB = 64 << 20


def broken(line: Line, response: Response) -> Response:
    """The answer as the line lets it through. `twice` leaves it alone: that is the request's fate."""
    return _LINES[line.kind](line, response)


def _reset(_: Line, response: Response) -> Response:
    return replace(response, line="reset")


def _cut(line: Line, response: Response) -> Response:
    sent = len(response.body) // 2 if line.bytes is None else min(line.bytes, len(response.body) - 1)
    return replace(response, line="cut", sent=max(0, sent))


def _packed(response: Response, body: bytes) -> Response:
    return replace(response, body=body, headers={**response.headers, "Content-Encoding": "gzip"})


def _cut_gzip(line: Line, response: Response) -> Response:
    """The length that is announced is right; what is packed lacks its end."""
    packed = gzip.compress(response.body)
    return _packed(response, packed[: len(packed) // 2 if line.bytes is None else line.bytes])


def _bomb(line: Line, response: Response) -> Response:
    return _packed(response, gzip.compress(b" " * (BOMB if line.bytes is None else line.bytes), 9))


def _charset(_: Line, response: Response) -> Response:
    """The header says one coding, the body has another."""
    body = response.body.decode("utf-8", "replace").encode("utf-16")
    return replace(response, body=body)


_LINES: Mapping[str, Callable[[Line, Response], Response]] = {
    "reset_before": _reset,
    "reset_after": _reset,
    "cut": _cut,
    "cut_gzip": _cut_gzip,
    "bomb": _bomb,
    "drip": lambda line, response: replace(response, line="drip", pause=line.seconds),
    "hang": lambda _, response: replace(response, line="hang"),
    "empty": lambda _, response: replace(response, body=b""),
    "charset": _charset,
    "bom": lambda _, response: replace(response, body=b"\xef\xbb\xbf" + response.body),
    "twice": lambda _, response: response,
}
