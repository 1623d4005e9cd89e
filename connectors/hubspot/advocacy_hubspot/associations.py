"""Associations (v4): 100 records a call, each record's list read to its own end.

A pair may carry several types; labels are text where an admin named them. Paging stands per
record (associations v4 guide), and a cursor that comes twice is an error, not a loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from advocacy_sync.kernel.errors import RetryableError

from .paths import associations
from .sdk import Client

__all__ = ["read_associations"]

RECORDS_A_CALL = 100
_PRIMARY = "Primary"  # the vendor's label for a contact's or deal's main company


def read_associations(
    client: Client, version: str, from_type: str, to_type: str, ids: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """By record id: what it is associated with, `{"id", "label", "labels"}`, main company first, then by id."""
    found: dict[str, dict[str, set[str]]] = {record: {} for record in ids}
    waiting: list[dict[str, str]] = [{"id": record} for record in ids]
    asked: set[tuple[str, str]] = set()
    path = associations(version, from_type, to_type)
    while waiting:
        batch, waiting = waiting[:RECORDS_A_CALL], waiting[RECORDS_A_CALL:]
        what = f"associations of {from_type} with {to_type}"
        answer = client.call("POST", path, what, body={"inputs": batch})
        for result in answer["results"]:
            record = str(result["from"]["id"])
            for entry in result.get("to") or ():
                labels = found[record].setdefault(str(entry["toObjectId"]), set())
                labels.update(kind["label"] for kind in entry.get("associationTypes") or () if kind.get("label"))
            after = ((result.get("paging") or {}).get("next") or {}).get("after")
            if after:
                if (record, str(after)) in asked:
                    raise RetryableError(f"HubSpot sent the same cursor twice for {what}")
                asked.add((record, str(after)))
                waiting.append({"id": record, "after": str(after)})
    return {record: _sorted(entries) for record, entries in found.items()}


def _sorted(entries: dict[str, set[str]]) -> list[dict[str, Any]]:
    if len(entries) == 1:  # as most have
        [(other, labels)] = entries.items()
        return [{"id": other, "label": _label(labels), "labels": sorted(labels)}]
    order = sorted(entries, key=lambda other: (_PRIMARY not in entries[other], len(other), other))
    return [{"id": other, "label": _label(entries[other]), "labels": sorted(entries[other])} for other in order]


def _label(labels: set[str]) -> str | None:
    """The labels that admins gave, joined by `;`; the vendor's own mark of a main company is none of them."""
    return "; ".join(sorted(labels - {_PRIMARY})) or None
