"""A person at a company, with what they have said about being asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from advocacy_sync.kernel.ids import RecordId

from .kinds import Consent

__all__ = ["Contact"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    id: RecordId
    account: RecordId | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None  # normalised: trimmed, lower case
    phone: str | None = None  # E.164
    title: str | None = None
    owner: RecordId | None = None
    email_opt_out: bool = False
    do_not_ask: bool = False
    nominated: bool = False  # somebody ticked the nomination box in the CRM
    nomination_reason: str | None = None
    verified_on: date | None = None  # a person confirmed the record on this day
    cross_id: str | None = None  # id of the same person in another CRM

    @property
    def consent(self) -> Consent:
        return Consent.WITHDRAWN if self.email_opt_out or self.do_not_ask else Consent.UNKNOWN

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.first_name, self.last_name) if part) or "(no name)"
