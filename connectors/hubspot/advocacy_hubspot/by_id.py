"""Records by id, every id accounted for: answered, merged away, or gone.

A merge makes a new record, and reads by the old ids answer with it (vendor's changelog on merges), so
a record that nobody asked for stands for one that was. An id that no part of the answer speaks of is
asked for once more before it is left out (CS-94).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .paths import objects
from .sdk import Client
from .wire import absorbed

__all__ = ["RECORDS_A_CALL", "ById", "Found"]

RECORDS_A_CALL = 100


class Found(NamedTuple):
    """A record, and the other ids that were asked for and answered with it."""

    raw: Mapping[str, Any]
    also: tuple[str, ...] = ()


class _Answer(NamedTuple):
    rows: dict[str, Mapping[str, Any]]
    gone: set[str]


class ById:
    """Batch reads of one object with the named properties. `unanswered` counts ids left out without a word."""

    def __init__(self, client: Client, version: str, object_type: str, names: Sequence[str]) -> None:
        self._client, self._type, self._names = client, object_type, list(names)
        self._path = f"{objects(version, object_type)}/batch/read"
        self.unanswered = 0

    def read(self, ids: Sequence[str]) -> Iterator[list[Found]]:
        """The records that exist, in pages of a hundred ids."""
        unique = list(dict.fromkeys(ids))
        for start in range(0, len(unique), RECORDS_A_CALL):
            yield self._page(unique[start : start + RECORDS_A_CALL])

    def _page(self, ids: Sequence[str]) -> list[Found]:
        rows, gone = self._ask(ids)
        silent = [one for one in ids if one not in rows and one not in gone]
        if not silent:
            return [Found(row) for row in rows.values()]
        asked, also = set(ids), defaultdict[str, list[str]](list)
        owner = {old: key for key, row in rows.items() for old in absorbed(key, row.get("properties") or {})}
        for one in silent:
            if one in owner:
                also[owner[one]].append(one)
        left = [one for one in silent if one not in owner]
        unexplained = any(key not in asked and key not in also for key in rows)
        for key, row, old in self._again(left, singly=unexplained):
            rows.setdefault(key, row)
            if old != key:
                also[key].append(old)
        return [Found(row, tuple(also.get(key, ()))) for key, row in rows.items()]

    def _again(self, ids: Sequence[str], *, singly: bool) -> Iterator[tuple[str, Mapping[str, Any], str]]:
        """Ids that the answer passed over, asked for once more: one by one when some may have been merged."""
        for part in [[one] for one in ids] if singly else [list(ids)] if ids else []:
            rows, gone = self._ask(part)
            for key, row in rows.items():
                yield key, row, part[0] if singly else key
            self.unanswered += sum(one not in rows and one not in gone for one in part) if not (singly and rows) else 0

    def _ask(self, ids: Sequence[str]) -> _Answer:
        body = {"inputs": [{"id": one} for one in ids], "properties": self._names}
        answer = self._client.call("POST", self._path, f"{self._type} by id", body=body)
        gone = {str(one) for error in answer.get("errors") or () for one in (error.get("context") or {}).get("ids", ())}
        return _Answer({str(row["id"]): row for row in answer["results"]}, gone)
