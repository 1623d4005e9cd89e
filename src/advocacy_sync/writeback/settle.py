"""How a planned value ended, from what was planned, what the CRM held and holds, and what it answered."""

from __future__ import annotations

from typing import Any

__all__ = ["after_write", "before_write"]


def before_write(before: Any, after: Any, now: Any, *, always: bool = False) -> tuple[str, str] | None:
    """The outcome if the value must not be written, None if it may: the CRM holds what the plan saw.

    `always`: ours counts whatever stands there.
    """
    if now == after:
        return "unchanged", "the CRM holds the value already"
    if now != before and not always:
        return "conflicted", "the CRM holds another value than the plan saw; plan again"
    return None


def after_write(receipt: str, message: str, before: Any, after: Any, now: Any) -> tuple[str, str]:
    """The outcome after a write, by the value read back."""
    if now == after:
        return "applied", ""
    if receipt == "rejected":
        return "rejected", message
    if receipt == "unknown" and now == before:
        return "unknown", f"the write did not take effect ({message}); the next run plans it again"
    return "conflicted", "the CRM altered the value after the write (automation or another user)"
