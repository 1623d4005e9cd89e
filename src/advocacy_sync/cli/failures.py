"""Refused values by cause: what a person has to look at, and the word to try them again."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

from advocacy_sync.compose import load_settings, open_store
from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.writeback.failing import due, remedy

from .output import say, table

__all__ = ["failure_groups", "retry", "show_failures"]

SHOWN_RECORDS = 20


def failure_groups(config: Path) -> list[dict[str, Any]]:
    """One entry a cause, the most values first."""
    with open_store(load_settings(config)).begin() as work:
        failures = work.failures.all()
    groups = []
    for fingerprint, found in groupby(failures, key=lambda one: one.fingerprint):
        members = list(found)
        waits = [when for one in members if not one.given_up and (when := due(one.tries, one.last_at)) is not None]
        groups.append(
            {
                "cause": fingerprint,
                "code": members[0].code,
                "message": members[0].message,
                "remedy": remedy(members[0].code),
                "values": len(members),
                "given_up": sum(one.given_up for one in members),
                "since": min(one.first_at for one in members).isoformat(),
                "next_try": min(waits).isoformat() if waits else None,
                "records": [one.source_key for one in members],
            }
        )
    return sorted(groups, key=lambda group: (-group["values"], group["cause"]))


def show_failures(groups: list[dict[str, Any]]) -> None:
    rows = [(one["cause"], one["values"], one["given_up"], one["since"][:16], one["remedy"]) for one in groups]
    table("Refused values", ["cause", "values", "given up", "since", "what to do"], rows)
    for one in groups:
        say(f"  {one['cause']}: {one['message']}")
        for record in one["records"][:SHOWN_RECORDS]:
            say(f"    {record}")
        if len(one["records"]) > SHOWN_RECORDS:
            say(f"    … and {len(one['records']) - SHOWN_RECORDS} more; --json lists all.")


def retry(config: Path, cause: str | None) -> int:
    """Forget how often the values of a cause (of all) have failed; how many there were."""
    with open_store(load_settings(config)).begin() as work:
        found = [one for one in work.failures.all() if cause is None or one.fingerprint == cause]
        if cause is not None and not found:
            raise ConfigError(f"nothing failed for the cause {cause!r}; 'advocacy-sync push failures' lists them")
        work.failures.clear([(one.source_key, one.field) for one in found])
    return len(found)
