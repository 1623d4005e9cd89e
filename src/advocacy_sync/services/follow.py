"""Follow the journal that a CRM keeps for us: its hints are kept like those that come by themselves."""

from __future__ import annotations

from datetime import datetime

from advocacy_sync.kernel.errors import ConflictError
from advocacy_sync.ports.crm import Journal
from advocacy_sync.ports.events import Events
from advocacy_sync.ports.store import Store

__all__ = ["follow"]


def follow(store: Store, connection: str, journal: Journal, now: datetime, events: Events) -> int:
    """Keep what is new in the journal, portion and offset in one transaction; how many hints those were.

    When the journal has moved on without us, nothing is lost but time: windows and whole reads find it.
    """
    with store.begin() as work:
        offset = work.hints.offset(connection)
    new = 0
    try:
        for hints, reached in journal.after(offset):
            with store.begin() as work:
                new += work.hints.put(connection, hints, now)
                work.hints.follow(connection, reached, now)
    except ConflictError as gone:
        events("journal_gap", connection=connection, reason=str(gone))
        with store.begin() as work:
            work.hints.follow(connection, None, now)
    return new
