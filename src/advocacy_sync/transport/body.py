"""Reading an answer's body against a total deadline, which neither SDK nor HTTP library keeps."""

from __future__ import annotations

from typing import Protocol

from advocacy_sync.kernel.errors import RetryableError

from .timing import Timing

__all__ = ["Deadline", "read_body"]

CHUNK = 1 << 18


class Deadline:
    """`seconds` from now, on the monotonic clock."""

    def __init__(self, seconds: float, timing: Timing | None = None) -> None:
        self._timing = timing or Timing()
        self._end = self._timing.monotonic() + seconds

    def check(self) -> None:
        """Raises RetryableError once the time is over."""
        if self._timing.monotonic() > self._end:
            raise RetryableError("the CRM took longer than the total time allowed for one call")


class Body(Protocol):
    def read1(self, amt: int | None = None, decode_content: bool | None = None) -> bytes: ...


def read_body(body: Body, deadline: Deadline) -> bytes:
    """All of a urllib3 body, decompressed. A server that drips is cut off at the deadline."""
    parts: list[bytes] = []
    while part := body.read1(CHUNK, decode_content=True):
        parts.append(part)
        deadline.check()
    return b"".join(parts)
