"""One HTTP exchange: the whole answer, or why there is none. No retries, no tokens, no state.

Stands in for the SDK's connection pool, because the SDK reads the bodies of errors without a
deadline, decodes them as UTF-8 whatever they are, and knows no total time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import urllib3

from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.ports.crm import Timeouts
from advocacy_sync.transport.body import Deadline, read_body
from advocacy_sync.transport.timing import Timing

__all__ = ["Answer", "Broken", "Line", "Pool", "Told"]


class Pool(Protocol):
    """What a urllib3 `PoolManager` does for us."""

    def request(self, method: str, url: str, **options: Any) -> urllib3.BaseHTTPResponse: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """`headers` are looked up whatever their case."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Told(Exception):
    """An answer that is no success."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class Broken(Exception):
    """No answer, or half of one. `sent`: the request may have arrived."""

    def __init__(self, why: str, *, sent: bool) -> None:
        super().__init__(why)
        self.sent = sent


class Line:
    """A pool that gives whole answers within the time allowed."""

    def __init__(self, pool: Pool, timeouts: Timeouts, timing: Timing) -> None:
        self._pool, self._timeouts, self._timing = pool, timeouts, timing

    def request(self, method: str, url: str, **options: Any) -> Answer:
        deadline = Deadline(self._timeouts.total, self._timing)
        options |= {"timeout": urllib3.Timeout(connect=self._timeouts.connect, read=self._timeouts.read)}
        try:
            response = self._pool.request(method, url, **options)
            answer = Answer(response.status, response.headers, _whole(response, deadline))
        except RetryableError as error:
            raise Broken(str(error), sent=True) from None
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise _broken(error) from None
        if not 200 <= answer.status < 300:
            raise Told(answer)
        return answer


def _whole(response: urllib3.BaseHTTPResponse, deadline: Deadline) -> bytes:
    try:
        content = read_body(response, deadline)
    except (urllib3.exceptions.HTTPError, OSError, RetryableError):
        response.close()  # else the rest would be taken for the answer to the next call
        raise
    response.release_conn()
    return content


def _broken(error: Exception) -> Broken:
    cause = getattr(error, "reason", None) or error
    if isinstance(cause, urllib3.exceptions.SSLError):
        return Broken("its certificate is not trusted; is ca_file right?", sent=False)
    refused = isinstance(cause, urllib3.exceptions.NewConnectionError)  # counts as a timeout in urllib3's tree
    slow = isinstance(cause, urllib3.exceptions.TimeoutError) and not refused
    unsent = refused or isinstance(cause, urllib3.exceptions.ConnectTimeoutError)
    return Broken("it took too long" if slow else "no connection", sent=not unsent)
