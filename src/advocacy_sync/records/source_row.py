"""A row as a CRM gave it, before any meaning is read into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from advocacy_sync.kernel.ids import SourceKey

__all__ = ["SourceRow"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One record of one object of one connection, as read.

    `payload` maps field names to values as the vendor types them: text, bool, int, decimal text for
    numbers, ISO dates, `YYYY-MM-DDTHH:MM:SS.mmmZ` instants, None. A field that was not in the answer
    is absent, which is not None. `stamp` is the vendor's modification instant in UTC; `deleted` is
    the vendor's tombstone. Merges, by the ids of the same object: `merged_into` is where this row went
    (Salesforce's MasterRecordId), `absorbed` which rows went into this one (HubSpot's new record).
    """

    key: SourceKey
    payload: Mapping[str, Any]
    stamp: datetime
    deleted: bool = False
    merged_into: str | None = None
    absorbed: tuple[str, ...] = ()
