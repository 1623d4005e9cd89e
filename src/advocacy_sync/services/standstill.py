"""Objects of which nothing new is read, though no run fails: a bound that stands still is found by its age.

Within 12 hours every schedule comes round several times (CS-05). Salesforce empties its bin after some 15 days,
and what was merged then no longer says where it went: ten days are told (F16).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from advocacy_sync.kernel.finding import Finding
from advocacy_sync.ports.store import Checkpoint

__all__ = ["FORGOTTEN", "STALLED", "gap", "stalled"]

STALLED = timedelta(hours=12)
FORGOTTEN = timedelta(days=10)


def stalled(before: Checkpoint, after: Checkpoint, now: datetime, where: str) -> list[Finding]:
    """An error if a pull has left an object where it was, and that was long ago."""
    if (after.bound, after.cursor) != (before.bound, before.cursor) or before.completed_at in (None, now):
        return []
    # By our clock, as far as that goes: a CRM whose clock stands still answers as if all were well.
    known = before.bound if after.completed_at != before.completed_at else before.completed_at
    if known is None or now - known <= STALLED:
        return []
    text = (
        f"what was modified since {known:%Y-%m-%d %H:%M}Z is not known: the place up to which all is read stands still"
    )
    remedy = "See why its reads do not come to their end; if they do, compare the CRM's clock with ours."
    return [Finding(code="pull.stalled", message=text, subject=where, severity="error", remedy=remedy)]


def gap(state: Checkpoint, now: datetime, where: str) -> list[Finding]:
    """A warning if nothing was read for so long that the CRM may have forgotten what was merged."""
    if state.completed_at is None or now - state.completed_at <= FORGOTTEN:
        return []
    text = (
        f"nothing was read since {state.completed_at:%Y-%m-%d}: of rows that were merged or deleted since, the CRM "
        "may no longer know where they went (Salesforce empties its bin after 15 days)"
    )
    remedy = "Pull at least once a week. Whole reads find what is gone, not what it was merged into."
    return [Finding(code="pull.gap", message=text, subject=where, severity="warning", remedy=remedy)]
