"""Boxes that people tick in their CRM, and what becomes of them: an item is opened, goes on, or is closed.

A ticked box opens one item. It is closed when the box is cleared, the record is gone, or something speaks against
it, and opened anew when that has passed. What a person has closed stays closed until the box is cleared and ticked
again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from advocacy_sync.kernel.ids import RecordId
from advocacy_sync.records.work import BOX, CLEARED, CLOSED, GONE, OPEN, SYSTEM, Move, WorkItem, WorkKind

__all__ = ["Changes", "Ticked", "changes"]

TICKED_WORDS = "the box is ticked in the CRM"
TWIN = "joined with another one"


@dataclass(frozen=True, slots=True)
class Ticked:
    """A record whose box is ticked. `against`: what speaks against it, in words, empty for nothing."""

    subject: str
    against: str = ""


@dataclass
class Changes:
    """`opened`: new items; `moves`: of those that stand."""

    opened: list[WorkItem] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)


def changes(
    kind: WorkKind,
    ticked: Sequence[Ticked],
    items: Sequence[WorkItem],
    there: Collection[str],
    now: datetime,
    *,
    refusing: bool,
) -> Changes:
    """What the boxes ask for, against the items that stand.

    `items`: of this kind and origin, oldest first, each under the id that its subject has today; `there`: subjects
    of open items whose record still is; `refusing`: a box that something speaks against gets an item that is closed
    at once, so that whoever ticked it is told.
    """
    found = Changes()
    boxes = {box.subject: box for box in ticked}
    standing: dict[str, WorkItem] = {}
    last: dict[str, WorkItem] = {}
    for item in items:
        if not item.closed and item.subject in standing:
            found.moves.append(Move(item=item, to=CLOSED, because=TWIN))
        elif not item.closed:
            standing[item.subject] = item
        else:
            last[item.subject] = item
    for subject, item in standing.items():
        because = _ended(boxes.get(subject), subject in there)
        if because:
            found.moves.append(Move(item=item, to=CLOSED, because=because))
    for subject, item in last.items():
        if subject not in boxes and item.who != SYSTEM:  # from now on a tick is a new one
            found.moves.append(Move(item=item, to=CLOSED, because=item.because))
    for subject, box in sorted(boxes.items()):
        if subject not in standing and _anew(box, last.get(subject), refusing=refusing):
            found.opened.append(_item(kind, box, now))
    return found


def _ended(box: Ticked | None, there: bool) -> str:
    """Why an open item ends; empty if it goes on."""
    if box is not None:
        return box.against
    return CLEARED if there else GONE


def _anew(box: Ticked, before: WorkItem | None, *, refusing: bool) -> bool:
    """Whether a box that no open item stands for gets one."""
    if box.against:
        return refusing and (before is None or before.because != box.against)
    return before is None or before.who == SYSTEM


def _item(kind: WorkKind, box: Ticked, now: datetime) -> WorkItem:
    return WorkItem(
        id=None,
        kind=kind,
        subject=RecordId(box.subject),
        origin=BOX,
        state=CLOSED if box.against else OPEN,
        opened_at=now,
        since=now,
        because=box.against or TICKED_WORDS,
        who=SYSTEM,
    )
