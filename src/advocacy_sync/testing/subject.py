"""What a room brings to the kit: its manifest, its words, and a CRM double on which people and faults can act.

Whatever a CRM or its double cannot do is said with `NotApplicable` and a reason; a check that needs it is then
reported as skipped, with that reason, and never as passed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from advocacy_sync.kernel.secret import Secret
from advocacy_sync.ports.crm import ConnectionSettings, CrmSession, Manifest, Value
from advocacy_sync.ports.events import Events

from .time import StageTime

__all__ = ["Call", "CallKind", "Delivery", "Fault", "FaultKind", "NotApplicable", "Stage", "Subject", "Thing"]


class NotApplicable(Exception):
    """The CRM has no such thing, or its double cannot do it; the reason is what it is raised with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """The object that checks read and write, in the room's words. All fields but `quiet` can be written.

    `name` is filled in every row, the others are empty. `quiet` is a number that the CRM works out. `parent` is
    the source that tells a row's parent, `parents` finds the parents' ids in a payload. `always` are the names
    that come in a payload unasked, the key's first. `unknown_id` has the form of an id, and no row has it.
    `page`: rows of the largest page that the room gives; `batch`: rows of the largest call that writes.
    """

    object: str
    name: str
    text: str
    number: str
    day: str
    flag: str
    quiet: str
    parent: str
    parents: Callable[[Mapping[str, Any]], Sequence[str]]
    always: tuple[str, ...]
    unknown_id: str
    page: int
    batch: int

    @property
    def key(self) -> str:
        return self.always[0]

    @property
    def sources(self) -> tuple[str, ...]:
        """All fields that can be written."""
        return (self.name, self.text, self.number, self.day, self.flag)


CallKind = Literal["login", "rows", "write", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call that reached the double. `text`: path, query and body; header names are lower case."""

    kind: CallKind
    host: str
    headers: Mapping[str, str]
    text: str


FaultKind = Literal[
    "reset_before",  # the line is reset, nothing was done
    "reset_after",  # it was done, and the line is reset before the answer
    "cut",  # half an answer; it was done
    "hang",  # nothing comes, though it was done
    "drip",  # a byte of the answer now and then
    "empty",  # a success without a body; it was done
    "html",  # a maintenance page with status 200; nothing was done
    "server_error",  # 500, nothing was done
    "away",  # 503, nothing was done
    "busy",  # the vendor's answer to too many calls at a time; nothing was done
    "quota_spent",  # the vendor's answer when the day's calls are used up; nothing was done
    "session_expired",  # all sessions end, logging in again helps
    "refused",  # the vendor's answer to who lacks a right
    "redirect",  # to another host
    "clock_ahead",  # the CRM's clock is ten minutes ahead of what it was
    "short_page",  # `rows` of the page's rows; the next page begins behind them
    "empty_page",  # no rows, and a cursor under which they come
    "repeated_page",  # the page comes twice
    "missing_page",  # the next page comes in its place
    "lossy_page",  # the page lacks `rows` rows, and nothing says so but a total, if there is one
    "endless_pages",  # this page for ever, under new cursors
    "shuffled_page",  # its rows in another order
    "reordered_pages",  # the next page comes first
    "null",  # a success whose body is JSON's null; it was done
    "keyless_rows",  # the rows of the answer come without their ids
    "kept_back",  # `rows` rows are left out of the answer, with an error that does not say that they are gone
    "refuse_row",  # a rule of the CRM refuses the row `id`
    "refuse_batch",  # a rule of the CRM refuses a whole call because of the row `id`
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong with calls of a kind (`any`: all but logins): `skip` of them pass, then so many (`times`,
    None: all of them) are hit. `retry_after` is the header's text, where the answer may have it."""

    kind: FaultKind
    on: Literal["login", "rows", "write", "any"] = "rows"
    skip: int = 0
    times: int | None = 1
    rows: int = 1
    id: str = ""
    retry_after: str = ""


class Stage(Protocol):
    """A CRM double and what happens in it. Each act of people is one instant: all its rows get one stamp."""

    @property
    def parent(self) -> str:
        """The id of the row that is every row's parent."""
        ...

    def settings(self, auth: str = "") -> ConnectionSettings:
        """Settings that log in, with the stage's time; by the manifest's first kind of login unless told."""
        ...

    def connect(self, settings: ConnectionSettings, events: Events) -> CrmSession:
        """A session as a new process would have it."""
        ...

    def calls(self) -> Sequence[Call]:
        """Whatever reached the double since it was made."""
        ...

    def quota(self) -> int:
        """How many calls a day the double allows, as its answers tell a room."""
        ...

    # -- people at work

    def ids(self) -> Sequence[str]:
        """Ids of the living rows, in the order in which they were made."""
        ...

    def make(self, names: Sequence[str]) -> Sequence[str]:
        """New rows with these names; their ids."""
        ...

    def edit(self, ids: Sequence[str], field: str, value: str) -> None:
        """Rows get a text in a field, and a new stamp."""
        ...

    def edit_quietly(self, ids: Sequence[str], value: int) -> None:
        """The quiet field changes, the stamp does not."""
        ...

    def delete(self, ids: Sequence[str]) -> None: ...

    def restore(self, ids: Sequence[str]) -> None: ...

    def purge(self, ids: Sequence[str]) -> None:
        """Gone without a trace."""
        ...

    def merge(self, winner: str, loser: str) -> str:
        """The id of the row that both are from now on."""
        ...

    def hide_field(self, field: str) -> None:
        """The connected user may no longer see it."""
        ...

    def show_field(self, field: str) -> None: ...

    def hide_object(self) -> None: ...

    def hide_rows(self, ids: Sequence[str]) -> None:
        """The rows are there, and the connected user may not see them."""
        ...

    # -- what goes wrong

    def fail(self, *faults: Fault) -> None:
        """These go wrong from now on, and nothing else."""
        ...

    def hits(self) -> int:
        """How often something went wrong since `fail` was last called."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A webhook call as the CRM makes it."""

    method: str
    url: str
    body: bytes
    headers: Sequence[tuple[str, str]]


class Subject(Protocol):
    """A room under examination."""

    @property
    def manifest(self) -> Manifest: ...

    @property
    def thing(self) -> Thing: ...

    @property
    def renewing(self) -> str:
        """The kind of login whose sessions end and are made anew; empty if there is none."""
        ...

    @property
    def values(self) -> Mapping[str, Value]:
        """For each of the thing's fields that can be written, a value that it can hold."""
        ...

    def stage(self, time: StageTime, rows: int) -> AbstractContextManager[Stage]:
        """A fresh double with so many rows, named R0, R1 … and an hour old."""
        ...

    def delivery(self, id: str, secret: Secret, now: datetime) -> Delivery:
        """What the CRM sends when a row has changed, signed at `now`."""
        ...
