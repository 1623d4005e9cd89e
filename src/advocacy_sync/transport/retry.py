"""When to try again: a pure decision, and the one loop that follows it.

Full jitter (a random share of a doubling wait), bounded; a Retry-After is obeyed up to the bound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from advocacy_sync.kernel.errors import RetryableError

from .budget import QuotaSpent
from .timing import Timing

__all__ = ["RetryPolicy", "retrying"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """Waits are in seconds; `tries` counts the first one."""

    tries: int = 5
    first: float = 0.5
    longest: float = 60.0

    def wait(self, failed: int, retry_after: float | None, chance: float) -> float | None:
        """Seconds to wait after the `failed`-th failure; None: give up. `chance` lies in [0, 1).

        >>> RetryPolicy().wait(1, None, 0.5), RetryPolicy().wait(5, None, 0.5), RetryPolicy().wait(1, 900, 0)
        (0.25, None, None)
        """
        if failed >= self.tries or (retry_after is not None and retry_after > self.longest):
            return None
        jittered = chance * min(self.longest, self.first * 2.0 ** (failed - 1))
        return max(jittered, retry_after or 0.0)


def retrying(
    call: Callable[[], T],
    policy: RetryPolicy,
    timing: Timing | None = None,
) -> T:
    """The call's answer, tried again while it raises RetryableError and the policy allows.

    A spent quota is not tried again: nothing passes sooner than the run ends.
    """
    timing = timing or Timing()
    failed = 0
    while True:
        try:
            return call()
        except QuotaSpent:
            raise
        except RetryableError as error:
            failed += 1
            wait = policy.wait(failed, error.retry_after, timing.chance())
            if wait is None:
                raise
            timing.sleep(wait)
