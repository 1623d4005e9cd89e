"""What somebody wants to have done: a request of a seller, a nomination of a customer. One lifecycle for all of them.

An item has a kind, the one record that it is about, and a state that changes by legal moves only, each kept with its
time, who made it and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from advocacy_sync.kernel.errors import ConflictError
from advocacy_sync.kernel.ids import RecordId

__all__ = [
    "BOX",
    "CLEARED",
    "CLOSED",
    "GONE",
    "MOVES",
    "OPEN",
    "SUBJECTS",
    "SYSTEM",
    "Move",
    "WorkItem",
    "WorkKind",
    "check_move",
]

WorkKind = Literal["request", "nomination"]
OPEN, CLOSED = "open", "closed"
SYSTEM = "system"  # who moved an item, where no person did
BOX = "box"  # the origin of what people ask for by a field of their CRM
CLEARED, GONE = "no longer wanted", "the record is gone"  # why a box's item ends, where nobody is told

# The record kind that an item of each kind is about.
SUBJECTS: Mapping[WorkKind, str] = {"request": "opportunity", "nomination": "contact"}
# From each state the states that may follow; None is before an item is there.
MOVES: Mapping[WorkKind, Mapping[str | None, frozenset[str]]] = {
    # From closed to closed: the box was cleared after a person had closed the item.
    "request": {None: frozenset({OPEN}), OPEN: frozenset({CLOSED}), CLOSED: frozenset({CLOSED})},
    "nomination": {
        None: frozenset({OPEN, CLOSED}),  # closed: refused as it came
        OPEN: frozenset({CLOSED}),
        CLOSED: frozenset({CLOSED}),
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """`because`, `who`: why it is in its state and who brought it there; `since`: when. `id`: None while it is not
    stored."""

    id: int | None
    kind: WorkKind
    subject: RecordId
    origin: str
    state: str
    opened_at: datetime
    since: datetime
    because: str
    who: str = SYSTEM

    @property
    def closed(self) -> bool:
        return self.state == CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One step of an item. `who`: the name of a person, or the system."""

    item: WorkItem
    to: str
    because: str
    who: str = SYSTEM


def check_move(kind: WorkKind, before: str | None, after: str) -> None:
    """Raises ConflictError when items of the kind do not go from one state to the other."""
    if after not in MOVES[kind].get(before, frozenset()):
        raise ConflictError(f"a {kind} does not go from {before or 'nothing'} to {after}")
