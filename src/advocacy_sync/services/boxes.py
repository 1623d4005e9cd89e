"""Requests and nominations out of the boxes that people tick in their CRM, after each pull."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from advocacy_sync.kernel.ids import RecordId
from advocacy_sync.ports.store import Store, UnitOfWork
from advocacy_sync.records.contact import Contact
from advocacy_sync.records.kinds import Consent, DealStatus
from advocacy_sync.records.opportunity import Opportunity
from advocacy_sync.records.work import BOX, SUBJECTS, WorkItem, WorkKind
from advocacy_sync.stewardship.boxes import Ticked, changes

from .occasion import Occasion
from .world import Records

__all__ = ["BoxReport", "look_at_boxes", "standing_items"]


@dataclass
class BoxReport:
    """Items opened and closed in this pull, and those that stand open now, by kind."""

    opened: Counter[str] = field(default_factory=Counter)
    closed: Counter[str] = field(default_factory=Counter)
    open: Counter[str] = field(default_factory=Counter)


def look_at_boxes(store: Store, occasion: Occasion) -> BoxReport:
    """Open and close what the boxes ask for, in one transaction."""
    report = BoxReport()
    with store.begin() as work:
        records = Records(work)
        looking = _Looking(work, records, occasion, report)
        looking.settle("request", _wanted(records))
        looking.settle("nomination", _nominated(records), refusing=True)
    return report


def _wanted(records: Records) -> Iterator[Ticked]:
    """Deals whose box is ticked; a closed one needs no reference any more."""
    deal: Opportunity
    for deal in records.ticked("opportunity", "reference_wanted"):
        yield Ticked(deal.id, "" if deal.status is DealStatus.OPEN else f"the deal is {deal.status.value}")


def _nominated(records: Records) -> Iterator[Ticked]:
    contact: Contact
    for contact in records.ticked("contact", "nominated"):
        withdrawn = contact.consent is Consent.WITHDRAWN
        yield Ticked(contact.id, "this person must not be asked" if withdrawn else "")


@dataclass(frozen=True)
class _Looking:
    work: UnitOfWork
    records: Records
    occasion: Occasion
    report: BoxReport

    def settle(self, kind: WorkKind, boxes: Iterator[Ticked], *, refusing: bool = False) -> None:
        items = standing_items(self.work, self.records, kind)
        standing = {one.subject for one in items if not one.closed}
        there = {one.id for one in self.records.stream(SUBJECTS[kind], standing)} if standing else set()
        now, run = self.occasion.now, self.occasion.run
        found = changes(kind, list(boxes), items, there, now, refusing=refusing)
        self.work.work.move(found.moves, now, run)  # first: a subject has one open item at most
        self.work.work.open(found.opened, run)
        opened = sum(not one.closed for one in found.opened)
        self.report.opened[kind] = opened
        ended = sum(not move.item.closed for move in found.moves)
        self.report.closed[kind] = ended + len(found.opened) - opened
        self.report.open[kind] = sum(not one.closed for one in items) + opened - ended


def standing_items(work: UnitOfWork, records: Records, kind: WorkKind) -> list[WorkItem]:
    """What the boxes have asked for so far, oldest first, under the ids that the records have today."""
    canonical, about = records.canonical, SUBJECTS[kind]
    items = [one for one in work.work.items(kind) if one.origin == BOX]
    return [replace(one, subject=RecordId(canonical(about, one.subject))) for one in items]
