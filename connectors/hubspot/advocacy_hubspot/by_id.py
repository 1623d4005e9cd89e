"""Records by id, every id accounted for: answered, merged away, gone, or kept back.

A merge makes a new record, and reads by the old ids answer with it (vendor's changelog on merges), so
a record that nobody asked for stands for one that was. An id that no part of the answer speaks of is
asked for once more before it is left out (CS-94). Gone is what the answer calls OBJECT_NOT_FOUND; any
other error may pass, so its ids are asked for again, and named when that does not help.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from advocacy_sync.kernel.errors import RetryableError

from .faults import code_of
from .paths import objects
from .sdk import Client
from .wire import absorbed

__all__ = ["RECORDS_A_CALL", "ById", "Found"]

RECORDS_A_CALL = 100
GONE = "OBJECT_NOT_FOUND"  # the only category that says so


class Found(NamedTuple):
    """A record, and the other ids that were asked for and answered with it."""

    raw: Mapping[str, Any]
    also: tuple[str, ...] = ()


class _Answer(NamedTuple):
    """`kept`: ids that the portal would not give though they may be there; `why` says it in its words."""

    rows: dict[str, Mapping[str, Any]]
    gone: set[str]
    kept: set[str]
    why: str


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
        silent = [one for one in ids if one not in answer.rows and one not in answer.gone | answer.kept]
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
        return [] if answer.rows or answer.gone or answer.kept else [asked]


class ById:
    """Batch reads of one object with the named properties. `unanswered` counts ids left out without a word;
    `kept` are those that an error kept back again and again, `why` is what the portal said of it."""

    def __init__(self, client: Client, version: str, object_type: str, names: Sequence[str]) -> None:
        self._client, self._type, self._names = client, object_type, list(names)
        self._path = f"{objects(version, object_type)}/batch/read"
        self.unanswered = 0
        self.kept: list[str] = []
        self.why = ""

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
        """What becomes of the ids. Those that are kept back are asked for again by themselves, for as long as calls
        are tried again."""
        answer = self._once(ids)
        waiting = [one for one in ids if one in answer.kept]

        def again() -> None:
            more = self._once(waiting)
            answer.rows.update(more.rows)
            answer.gone.update(more.gone)
            waiting[:] = [one for one in waiting if one in more.kept]
            answer.kept.intersection_update(waiting)
            if waiting:
                raise _Kept(more.why)

        try:
            if waiting:
                self._client.retrying(again)
        except _Kept as error:
            self.kept += waiting
            self.why = str(error)
        return answer

    def _once(self, ids: Sequence[str]) -> _Answer:
        body = {"inputs": [{"id": one} for one in ids], "properties": self._names}
        answer = self._client.call("POST", self._path, f"{self._type} by id", body=body, check=_check)
        rows = {str(row["id"]): row for row in answer["results"]}
        gone, kept, why = set[str](), set[str](), ""
        for error in answer.get("errors") or ():
            named = {str(one) for one in (error.get("context") or {}).get("ids") or ()}
            if error.get("category") == GONE:
                gone |= named
            else:  # one that names nobody is about all of which nothing else is said
                kept |= named or set(ids)
                why = why or code_of(error) or "no reason given"
        gone -= set(rows)
        return _Answer(rows, gone, kept & set(ids) - gone - set(rows), why)


class _Kept(RetryableError):
    """The portal keeps records back."""


def _check(answer: Mapping[str, Any]) -> None:
    """Each record with its id, each error of a shape that can be read."""
    for row in answer["results"]:
        if row.get("id") in (None, ""):
            raise RetryableError("HubSpot's answer to a read by id makes no sense: a record has no id")
    for error in answer.get("errors") or ():
        iter((error.get("context") or {}).get("ids") or ())
