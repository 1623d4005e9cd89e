"""The closed vocabularies of the canonical records."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["ActivityKind", "ActivityStatus", "AdvocateStatus", "CasePriority", "Consent", "DealKind", "DealStatus"]


class ActivityKind(StrEnum):
    """A dated act of advocacy."""

    REFERENCE_CALL = "reference_call"
    SITE_VISIT = "site_visit"
    CASE_STUDY = "case_study"
    QUOTE = "quote"
    REVIEW = "review"
    EVENT_TALK = "event_talk"
    WEBINAR = "webinar"
    REFERRAL = "referral"
    RFP_SUPPORT = "rfp_support"


class ActivityStatus(StrEnum):
    PLANNED = "planned"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class DealStatus(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


class DealKind(StrEnum):
    NEW = "new"
    EXPANSION = "expansion"
    RENEWAL = "renewal"
    UNKNOWN = "unknown"


class Consent(StrEnum):
    """What a person has said about being contacted or asked."""

    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"


class CasePriority(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    UNKNOWN = "unknown"


class AdvocateStatus(StrEnum):
    CANDIDATE = "candidate"
