"""A customer's person who speaks for us, or may come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from advocacy_sync.kernel.ids import RecordId

from .kinds import AdvocateStatus

__all__ = ["Advocate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advocate:
    """One per contact, made at the first signal, nomination or completed activity."""

    id: RecordId
    contact: RecordId
    status: AdvocateStatus
    since: datetime
    reason: str  # what made the record: `signal:<rule>`, `nomination` or `activity`
