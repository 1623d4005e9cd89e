"""One worker at a time: the lease of a store, and a store whose every transaction checks it.

A worker that was paused past its lease and wakes up finds a higher fencing number, and its
transaction is undone before it begins: it can spoil nothing (CS-92).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from advocacy_sync.kernel.clock import Clock, SystemClock
from advocacy_sync.kernel.errors import ConflictError
from advocacy_sync.ports.store import Store, UnitOfWork

__all__ = ["LEASE", "Fenced", "Worker"]

LEASE = "programme"


@dataclass(frozen=True)
class Worker:
    """Who we are among those that may work on a store. `gone`: whether a holder is certainly no more;
    `term`: how long a holder of whom nothing is known is waited for. The clock is the real one: leases
    are not judged as of another day."""

    holder: str = "this process"
    gone: Callable[[str], bool] = lambda _: False
    clock: Clock = field(default_factory=SystemClock)
    term: timedelta = timedelta(minutes=10)


@dataclass(frozen=True)
class Fenced:
    """A store for the holder of one fencing number."""

    store: Store
    worker: Worker
    fence: int

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        """As the store's. Raises ConflictError, and does nothing, if the lease has gone to another."""
        with self.store.begin() as work:
            if not work.leases.hold(LEASE, self.fence, self.worker.clock.now() + self.worker.term):
                raise ConflictError("another process has taken over the work on this store; this one stops")
            yield work
