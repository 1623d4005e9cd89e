"""A company that buys, or may buy."""

from __future__ import annotations

from dataclasses import dataclass

from advocacy_sync.kernel.ids import RecordId

__all__ = ["Account"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    id: RecordId
    name: str
    domain: str | None = None  # registrable host of the website, lower case; None: not known
    industry: str | None = None
    country: str | None = None
    parent: RecordId | None = None  # the account that owns this one
    owner: RecordId | None = None
    cross_id: str | None = None  # id of the same company in another CRM, as that CRM writes it
