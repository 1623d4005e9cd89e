"""What a machine receives and answers: one HTTP exchange as plain values, no sockets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Literal, Protocol
from urllib.parse import parse_qsl, unquote

import orjson

__all__ = ["Line", "Machine", "Request", "Response", "json_response"]

Line = Literal["", "reset", "cut", "drip", "hang"]


@dataclass(frozen=True)
class Request:
    """One request as it came off the wire.

    `target` is the undecoded path and query (`/services/data?x=1`); header names are lower case;
    `base_url` is scheme, host and port as the client addressed us, without a trailing slash.
    """

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    base_url: str = "http://127.0.0.1"

    @cached_property
    def raw_path(self) -> str:
        return self.target.partition("?")[0]

    @cached_property
    def segments(self) -> list[str]:
        """Path parts, each percent-decoded on its own, so that an id may hold a slash."""
        return [unquote(part) for part in self.raw_path.split("/") if part]

    @cached_property
    def query(self) -> dict[str, str]:
        """Query parameters; of a repeated name the last counts."""
        return dict(self.query_list)

    @cached_property
    def query_list(self) -> list[tuple[str, str]]:
        return parse_qsl(self.target.partition("?")[2], keep_blank_values=True)

    def json(self) -> Any:
        """The body as JSON. Raises ValueError when it is not JSON."""
        return orjson.loads(self.body)


@dataclass(frozen=True)
class Response:
    """An answer, and what becomes of the line while it is sent.

    `reset`: no byte goes out and the connection is reset; a client's library raises its connection error.
    `cut`: the head announces the whole body, `sent` bytes of it go out, then the line ends; the library
    raises when it reads the body. `drip`: one byte every `pause` seconds; a client whose read timeout is
    shorter raises that, any other reads on until its own deadline. `hang`: nothing is sent and the line
    stays open; the read timeout is raised, or nothing ever if the client set none.
    """

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    line: Line = ""
    sent: int = 0
    pause: float = 0.0


def json_response(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(
        status,
        orjson.dumps(value, default=str),
        {"Content-Type": "application/json;charset=UTF-8", **(headers or {})},
    )


class Machine(Protocol):
    """One CRM: a pure function of its own state, the request and the instant."""

    def handle(self, request: Request, now: datetime) -> Response: ...
