"""The record of one run of a job: started under the lease, closed whatever happens, green by computation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from advocacy_sync.kernel.clock import Clock
from advocacy_sync.kernel.errors import AdvocacyError, ConflictError, RetryableError
from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import Store, UnitOfWork

from .lease import LEASE, Fenced, Worker

__all__ = ["Running", "running"]


@dataclass
class Running:
    """A run under way: the store that it writes to, and how it will have ended."""

    run: RunId
    store: Fenced
    green: bool = True
    later: bool = False
    note: str = ""

    @property
    def status(self) -> str:
        if self.green:
            return "green"
        return "incomplete" if self.later else "red"


@contextmanager
def running(store: Store, job: str, clock: Clock, worker: Worker, taken_over: Callable[[], None]) -> Iterator[Running]:
    """A run of the job. `taken_over` is called when the last holder of the lease never gave it back.

    Raises RetryableError while another process holds the lease.
    """
    this, left = _start(store, job, clock, worker)
    try:
        if left:
            taken_over()
        yield this
    except AdvocacyError as error:
        _finish(this, clock, "incomplete" if isinstance(error, RetryableError) else "red", str(error))
        raise
    except BaseException as error:
        _finish(this, clock, "red", f"stopped by {type(error).__name__}")
        raise
    _finish(this, clock, this.status, this.note)


def _start(store: Store, job: str, clock: Clock, worker: Worker) -> tuple[Running, bool]:
    with store.begin() as work:
        now = worker.clock.now()
        taken = work.leases.take(LEASE, worker.holder, now, now + worker.term, worker.gone)
        if taken is None:
            holder = work.leases.holder(LEASE)
            raise RetryableError(f"{holder} is at work on this store; {job} was not started, try again later")
        fence, left = taken
        _close_orphans(work, fence, clock)
        return Running(work.runs.start(job, clock.now(), fence), Fenced(store, worker, fence)), left


def _close_orphans(work: UnitOfWork, fence: int, clock: Clock) -> None:
    for run in work.runs.orphans(fence):
        work.runs.finish(
            run, "red", "its process ended before the run did; the next run goes on from there", clock.now()
        )


def _finish(this: Running, clock: Clock, status: str, note: str) -> None:
    with suppress(ConflictError), this.store.begin() as work:  # whoever took over has closed the run
        work.runs.finish(this.run, status, note, clock.now())
        work.leases.release(LEASE, this.store.fence, this.store.worker.clock.now())
