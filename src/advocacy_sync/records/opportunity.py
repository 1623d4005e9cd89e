"""A deal: what is sold to whom, for how much, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from advocacy_sync.kernel.ids import RecordId
from advocacy_sync.kernel.money import Money

from .kinds import DealKind, DealStatus

__all__ = ["Opportunity", "OpportunityRole"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    id: RecordId
    account: RecordId | None = None
    name: str | None = None
    amount: Money | None = None  # None: the CRM holds no amount, which is not zero
    stage: str
    status: DealStatus
    kind: DealKind = DealKind.UNKNOWN
    created_at: datetime
    close_date: date | None = None  # a day, in the reporting zone; expected while open
    owner: RecordId | None = None
    reference_wanted: bool = False  # somebody ticked the box on the deal in the CRM
    reference_kind: str | None = None  # what they want, in the CRM's words


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityRole:
    """A person's part in a deal: a Salesforce contact role, or a HubSpot association label."""

    id: RecordId
    opportunity: RecordId
    contact: RecordId
    role: str | None = None  # several are joined by `;`: HubSpot lets a pair carry more than one label

    @property
    def names(self) -> frozenset[str]:
        """The roles one by one, folded for comparison."""
        parts = (part.strip().casefold() for part in (self.role or "").split(";"))
        return frozenset(part for part in parts if part)
