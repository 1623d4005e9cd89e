"""Reading an answer's body against a total deadline and a largest size, which neither SDK nor HTTP library keeps."""

from __future__ import annotations

from typing import Protocol

from advocacy_sync.kernel.errors import RetryableError

from .timing import Timing

__all__ = ["LARGEST_ANSWER", "Deadline", "TooLarge", "read_body"]

CHUNK = 1 << 18
LARGEST_ANSWER = 64 * 2**20  # bytes unpacked: what rooms ask for at once is a tenth of it as a rule


class TooLarge(RetryableError):
    """An answer that no memory should be staked on: of a row too wide, of a proxy gone mad, of somebody's malice."""


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


def read_body(body: Body, deadline: Deadline, most: int | None = None) -> bytes:
    """All of a urllib3 body, decompressed. A server that drips is cut off at the deadline, one that does not end
    behind `most` bytes (by default LARGEST_ANSWER)."""
    most = LARGEST_ANSWER if most is None else most
    parts, size = list[bytes](), 0
    while part := body.read1(CHUNK, decode_content=True):
        parts.append(part)
        size += len(part)
        deadline.check()
        if size > most:
            raise TooLarge(f"the answer is larger than {most / 2**20:.0f} MB")
    return b"".join(parts)
