"""Pages that kill whoever reads them: counted with the checkpoint, and after some deaths not tried any more.

A process that is killed cannot say so. Each attempt at reading on from a place is therefore counted before it
begins, and the count starts anew when the place moves on or the attempt ends in words (A-03).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace

from advocacy_sync.kernel.errors import AdvocacyError, FatalError
from advocacy_sync.kernel.finding import Finding
from advocacy_sync.ports.store import Checkpoint, Store, Task

__all__ = ["MOST_DEATHS", "RESUME", "begun", "died", "in_words", "paused", "place"]

MOST_DEATHS = 5
TOLD = 2  # one may be chance: a machine that was switched off
RESUME = "Look in the system's log for what ended them, mend it, and run 'advocacy-sync pull --resume'."


def begun(state: Checkpoint, object_name: str, task: Task, *, resume: bool) -> Checkpoint:
    """The state with one more attempt. Raises FatalError when too many have died of it, unless `resume`."""
    if resume:
        return replace(state, tries=1)
    if state.tries >= MOST_DEATHS:
        raise FatalError(f"{_paused(state, object_name, task)}. {RESUME}")
    return replace(state, tries=state.tries + 1)


def _paused(state: Checkpoint, object_name: str, task: Task) -> str:
    return (
        f"{object_name} ({task}) is paused: {state.tries} processes in a row died while they read on from "
        f"{place(state)}"
    )


def place(state: Checkpoint) -> str:
    """Where a read stands, in words."""
    if state.cursor is not None:
        return f"cursor {state.cursor[:80]}"
    return "the beginning" if state.bound is None else f"the bound {state.bound:%Y-%m-%d %H:%M:%S}Z"


def died(standing: Mapping[tuple[str, Task], Checkpoint], connection: str) -> list[Finding]:
    """Objects that processes have died of more than once, and that are not paused yet."""
    return [
        Finding(
            code="pull.died",
            message=f"{state.tries} processes in a row died while they read {name} ({task}) on from {place(state)}; "
            f"after {MOST_DEATHS} it is paused",
            subject=f"{connection} {name}",
            severity="warning",
            remedy="Look in the system's log for what ended them.",
        )
        for (name, task), state in standing.items()
        if TOLD <= state.tries < MOST_DEATHS
    ]


def paused(standing: Mapping[tuple[str, Task], Checkpoint], connection: str) -> list[Finding]:
    """Objects that no process is sent to any more, or where the fifth is at work."""
    return [
        Finding(code="pull.paused", message=_paused(state, name, task), subject=f"{connection} {name}", remedy=RESUME)
        for (name, task), state in standing.items()
        if state.tries >= MOST_DEATHS
    ]


@contextmanager
def in_words(store: Store, connection: str, object_name: str, task: Task) -> Iterator[None]:
    """An attempt that is counted. If it ends in words, or somebody interrupts it, it was no death."""
    try:
        yield
    except (AdvocacyError, KeyboardInterrupt):
        with suppress(AdvocacyError), store.begin() as work:
            work.checkpoints.attempt(connection, object_name, task, 0)
        raise
