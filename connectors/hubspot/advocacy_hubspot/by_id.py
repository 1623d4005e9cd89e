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


class _Page:
    """What is known of some ids, answer by answer."""

    def __init__(self, asked: frozenset[str]) -> None:
        self._asked = asked
        self.rows: dict[str, Mapping[str, Any]] = {}
        self.also = defaultdict[str, list[str]](list)

    @property
    def strangers(self) -> bool:
        """Whether there are records that nobody asked for and that stand for no id yet."""
        return any(key not in self._asked and key not in self.also for key in self.rows)

    def take(self, ids: Sequence[str], answer: _Answer) -> list[str]:
        """Those of the ids that the answer says nothing of."""
        self.rows.update(answer.rows)
        owner = {old: key for key, row in answer.rows.items() for old in absorbed(key, row.get("properties") or {})}
        silent = [one for one in ids if one not in answer.rows and one not in answer.gone]
        for one in silent:
            if one in owner:
                self.also[owner[one]].append(one)
        return [one for one in silent if one not in owner]

    def take_one(self, asked: str, answer: _Answer) -> list[str]:
        """The answer to one id alone: whatever record is in it stands for the id."""
        for key, row in answer.rows.items():
            self.rows.setdefault(key, row)
            if key != asked:
                self.also[key].append(asked)
        return [] if answer.rows or answer.gone else [asked]


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
        page = _Page(frozenset(ids))
        left = page.take(ids, self._ask(ids))
        if left and not page.strangers:
            left = page.take(left, self._ask(left))
        if left and page.strangers:
            left = [silent for one in left for silent in page.take_one(one, self._ask([one]))]
        self.unanswered += len(left)
        return [Found(row, tuple(page.also.get(key, ()))) for key, row in page.rows.items()]

    def _ask(self, ids: Sequence[str]) -> _Answer:
        body = {"inputs": [{"id": one} for one in ids], "properties": self._names}
        answer = self._client.call("POST", self._path, f"{self._type} by id", body=body)
        gone = {str(one) for error in answer.get("errors") or () for one in (error.get("context") or {}).get("ids", ())}
        return _Answer({str(row["id"]): row for row in answer["results"]}, gone)
