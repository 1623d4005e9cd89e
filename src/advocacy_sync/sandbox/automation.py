"""What an org's own rules do to a write: refuse it, or change what was written.

Both machines ask whoever stands here for each row that is created or changed; usually nobody does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

__all__ = ["Automation", "Refusal"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """`code` as the vendor writes it, "" for that of its validation rules; `whole` refuses the batch."""

    code: str
    message: str
    fields: tuple[str, ...] = ()
    whole: bool = False


class Automation(Protocol):
    def refuse(self, object_name: str, key: str, row: Mapping[str, Any]) -> Refusal | None:
        """Why a row (as it would be; `key` is "" for a new one) may not be written."""

    def alter(self, object_name: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """Fields that hold something else than was written, when the org is done; None empties."""
