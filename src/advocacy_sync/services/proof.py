"""The checker: which of the twelve invariants hold, by what the store holds.

What only a comparison with the CRM can tell (I2, I4) is told by whole reads and by the tests, and said so
here; what is not built yet is listed as such, never as kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import AuditStore, Store

__all__ = ["INVARIANTS", "Verdict", "broken", "prove"]

State = Literal["holds", "broken", "elsewhere", "not yet"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One invariant. `elsewhere`: the store alone cannot tell, `note` says where it is proved."""

    invariant: str
    title: str
    state: State
    broken: tuple[str, ...] = ()
    note: str = ""


INVARIANTS: dict[str, tuple[str, Callable[[AuditStore, RunId | None], list[str]] | str]] = {
    "I1": ("every row seen has one outcome", lambda audit, run: audit.pull_balance(run)),
    "I2": ("the store holds what the CRM shows", "elsewhere: whole reads compare ids and stamps with the CRM"),
    "I3": ("no cursor is ahead of its rows", lambda audit, _: audit.cursors()),
    "I4": ("doing it again changes nothing", "elsewhere: tests replay pages, runs, hints and plans"),
    "I5": ("every planned value has one outcome", lambda audit, run: audit.push_balance(run)),
    "I6": ("nothing is there without a source", lambda audit, _: audit.orphans()),
    "I7": ("the older never overwrites the newer", lambda audit, _: audit.versions()),
    "I8": ("money adds up to the cent", lambda audit, _: audit.money()),
    "I9": ("an audit entry for every change", "not yet: no audit chain is kept"),
    "I10": ("the erased stay erased", "not yet: there is no erasure"),
    "I11": ("nothing stays undone", "elsewhere: runs that ended by themselves leave no backlog (`backlog`)"),
    "I12": ("green is what the balance says", lambda audit, run: audit.false_greens(run)),
}


def prove(store: Store, run: RunId | None = None) -> list[Verdict]:
    """All invariants in their order; with a run, the balances of that run alone."""
    with store.begin() as work:
        return [_verdict(name, work.audit, run) for name in INVARIANTS]


def broken(store: Store) -> list[str]:
    """What is broken, with the invariant's name; nothing while all hold."""
    return [f"{one.invariant}: {text}" for one in prove(store) for text in one.broken]


def _verdict(name: str, audit: AuditStore, run: RunId | None) -> Verdict:
    title, check = INVARIANTS[name]
    if isinstance(check, str):
        state, _, note = check.partition(": ")
        return Verdict(name, title, "not yet" if state == "not yet" else "elsewhere", note=note)
    found = tuple(check(audit, run))
    return Verdict(name, title, "broken" if found else "holds", found)
