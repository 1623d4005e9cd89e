"""A colleague who owns records in a CRM."""

from __future__ import annotations

from dataclasses import dataclass

from advocacy_sync.kernel.ids import RecordId

__all__ = ["Owner"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    id: RecordId
    name: str | None = None
    email: str | None = None
    active: bool = True
