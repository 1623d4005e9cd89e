"""What support and surveys know of a customer: cases and survey answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from advocacy_sync.kernel.ids import RecordId

from .kinds import CasePriority

__all__ = ["SupportCase", "SurveyAnswer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportCase:
    id: RecordId
    account: RecordId | None = None
    contact: RecordId | None = None
    priority: CasePriority = CasePriority.UNKNOWN
    escalated: bool = False
    closed: bool = False
    opened_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyAnswer:
    """A recommendation score from 0 to 10 (NPS)."""

    id: RecordId
    contact: RecordId
    score: int
    answered_at: datetime

    def __post_init__(self) -> None:
        if not 0 <= self.score <= 10:
            raise ValueError("a recommendation score lies between 0 and 10")
