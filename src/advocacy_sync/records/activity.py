"""A dated act of advocacy, who did it, and the deal it was done for, each tied by ids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from advocacy_sync.kernel.ids import RecordId

from .kinds import ActivityKind, ActivityStatus

__all__ = ["Activity", "ActivityOpportunity", "Audience", "Participant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    id: RecordId
    kind: ActivityKind
    status: ActivityStatus
    occurred_at: datetime  # a day without a time counts as the end of that day


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """The advocate's contact who did the activity."""

    id: RecordId
    activity: RecordId
    contact: RecordId


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityOpportunity:
    """The deal that the activity itself names."""

    id: RecordId
    activity: RecordId
    opportunity: RecordId


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Somebody who saw it: a member of the campaign that an advocate fronted."""

    id: RecordId
    activity: RecordId
    contact: RecordId
    status: str | None = None
