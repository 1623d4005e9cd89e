"""Associations (v4): 100 records a call, each record's list read to its own end.

A pair may carry several types; labels are text where an admin named them. Paging stands per
record (associations v4 guide), and a cursor that comes twice is an error, not a loop. A record without
any is told by an error of its own kind beside the results (207); the guides don't say so, portals do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from advocacy_sync.kernel.errors import RetryableError

from .faults import code_of
from .paths import associations
from .sdk import Client

__all__ = ["read_associations"]

RECORDS_A_CALL = 100
NONE = "NO_ASSOCIATIONS_FOUND"
_PRIMARY = "Primary"  # the vendor's label for a contact's or deal's main company


class _Input(NamedTuple):
    """A record, and where its list goes on."""

    record: str
    after: str = ""

    def members(self) -> dict[str, str]:
        return {"id": self.record, **({"after": self.after} if self.after else {})}


def read_associations(
    client: Client, version: str, from_type: str, to_type: str, ids: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """By record id: what it is associated with, `{"id", "label", "labels"}`, main company first, then by id.

    Raises RetryableError when the portal kept back the associations of a record.
    """
    return _Reading(client, version, from_type, to_type, ids).read()


class _Reading:
    """What is known of some records, answer by answer."""

    def __init__(self, client: Client, version: str, from_type: str, to_type: str, ids: Sequence[str]) -> None:
        self._client, self._path = client, associations(version, from_type, to_type)
        self._what = f"associations of {from_type} with {to_type}"
        self._found: dict[str, dict[str, set[str]]] = {record: {} for record in ids}
        self._asked: set[_Input] = set()
        self._again: set[_Input] = set()

    def read(self) -> dict[str, list[dict[str, Any]]]:
        waiting = [_Input(record) for record in self._found]
        while waiting:
            batch, waiting = waiting[:RECORDS_A_CALL], waiting[RECORDS_A_CALL:]
            spoken, further = self._answers(batch)
            waiting += [*further, *self._silent(batch, spoken)]
        return {record: _sorted(entries) for record, entries in self._found.items()}

    def _answers(self, batch: Sequence[_Input]) -> tuple[set[str], list[_Input]]:
        """Take what an answer says; the records that it speaks of, and where lists go on."""
        body = {"inputs": [one.members() for one in batch]}
        answer = self._client.call("POST", self._path, self._what, body=body, check=self._check)
        spoken = {record for error in answer.get("errors") or () for record in _records(error)}
        further = []
        for result in answer["results"]:
            record = str(result["from"]["id"])
            spoken.add(record)
            for entry in result.get("to") or ():
                labels = self._found[record].setdefault(str(entry["toObjectId"]), set())
                labels.update(kind["label"] for kind in entry.get("associationTypes") or () if kind.get("label"))
            after = ((result.get("paging") or {}).get("next") or {}).get("after")
            if after:
                further.append(self._new(_Input(record, str(after))))
        return spoken, further

    def _check(self, answer: Mapping[str, Any]) -> None:
        """That a record has no associations is said as an error, and is an answer. Any other error keeps back what
        must not look like nothing (CS-56)."""
        for error in answer.get("errors") or ():
            if NONE not in str(error.get("subCategory")):
                code = code_of(error) or "no reason given"
                raise RetryableError(f"HubSpot kept back {self._what} of some records ({code})")
        strangers = {str(result["from"]["id"]) for result in answer["results"]} - set(self._found)
        if strangers:
            raise RetryableError(f"HubSpot's answer to {self._what} speaks of records that nobody asked for")
        entries = [entry for result in answer["results"] for entry in result.get("to") or ()]
        if any(entry["toObjectId"] in (None, "") for entry in entries):
            raise RetryableError(f"HubSpot's answer to {self._what} makes no sense: one leads to no record")

    def _new(self, further: _Input) -> _Input:
        if further in self._asked:
            raise RetryableError(f"HubSpot sent the same cursor twice for {self._what}")
        self._asked.add(further)
        return further

    def _silent(self, batch: Sequence[_Input], spoken: set[str]) -> list[_Input]:
        """Those of which an answer said nothing: asked for once more. Silence again means none, but not where
        there was said to be more."""
        silent = [one for one in batch if one.record not in spoken]
        if any(one.after and one in self._again for one in silent):
            raise RetryableError(f"HubSpot does not go on with {self._what}, though it says that there are more")
        once_more = [one for one in silent if one not in self._again]
        self._again.update(once_more)
        return once_more


def _records(error: Mapping[str, Any]) -> list[str]:
    """The records that an error is about."""
    told = (error.get("context") or {}).get("fromObjectId") or ()
    return [str(record) for record in told] if isinstance(told, list) else [str(told)]


def _sorted(entries: dict[str, set[str]]) -> list[dict[str, Any]]:
    if len(entries) == 1:  # as most have
        [(other, labels)] = entries.items()
        return [{"id": other, "label": _label(labels), "labels": sorted(labels)}]
    order = sorted(entries, key=lambda other: (_PRIMARY not in entries[other], len(other), other))
    return [{"id": other, "label": _label(entries[other]), "labels": sorted(entries[other])} for other in order]


def _label(labels: set[str]) -> str | None:
    """The labels that admins gave, joined by `;`; the vendor's own mark of a main company is none of them."""
    return "; ".join(sorted(labels - {_PRIMARY})) or None
