"""Rooms with one fault each, made of a good one: whoever finds no fault in them is no judge."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from advocacy_sync.ports.crm import (
    Change,
    ConnectionSettings,
    CrmSession,
    Manifest,
    Page,
    ReadRequest,
    Receipt,
)
from advocacy_sync.ports.events import Events
from advocacy_sync.records.source_row import SourceRow
from advocacy_sync.testing.check import ask
from advocacy_sync.testing.kit import named
from advocacy_sync.testing.subject import Stage, Subject
from advocacy_sync.testing.time import StageTime
from testing.hubspot import SUBJECT as HUBSPOT
from testing.salesforce import SUBJECT as SALESFORCE

__all__ = ["HUBSPOT", "SALESFORCE", "OverReader", "OverWriter", "Spoilt", "catches", "rows_made"]


class OverReader:
    """A reader that does as the one below it does, but for what a subclass spoils."""

    def __init__(self, below: Any) -> None:
        self.below = below

    def __getattr__(self, name: str) -> Any:
        return getattr(self.below, name)

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        for page in self.below.pages(request, cursor):
            yield self.page(page, request)

    def page(self, page: Page, request: ReadRequest) -> Page:
        return replace(page, rows=tuple(self.row(row, request) for row in page.rows))

    def row(self, row: SourceRow, request: ReadRequest) -> SourceRow:
        return row


class OverWriter:
    """A writer that does as the one below it does, but for what a subclass spoils."""

    def __init__(self, below: Any) -> None:
        self.below = below

    def __getattr__(self, name: str) -> Any:
        return getattr(self.below, name)

    def write(self, object_name: str, changes: Sequence[Change]) -> list[Receipt]:
        done: list[Receipt] = self.below.write(object_name, [self.change(change) for change in changes])
        return self.receipts(done, changes)

    def change(self, change: Change) -> Change:
        return change

    def receipts(self, receipts: list[Receipt], changes: Sequence[Change]) -> list[Receipt]:
        return receipts


Settle = Callable[[ConnectionSettings], ConnectionSettings]
Listen = Callable[[Events, ConnectionSettings], Events]


@dataclass(frozen=True)
class Spoilt:
    """A subject whose sessions are spoilt. `settle` changes the settings that a session gets, `listen` its events."""

    subject: Subject = SALESFORCE
    reader: Callable[[Any], Any] = lambda below: below
    writer: Callable[[Any], Any] = lambda below: below
    settle: Settle = lambda settings: settings
    listen: Listen = lambda events, _: events
    manifest_: Manifest | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.subject, name)

    @property
    def manifest(self) -> Manifest:
        return self.manifest_ or self.subject.manifest

    @contextmanager
    def stage(self, time: StageTime, rows: int) -> Iterator[Any]:
        with self.subject.stage(time, rows) as stage:
            yield _Stage(stage, self)


@dataclass
class _Stage:
    stage: Stage
    spoilt: Spoilt = field(repr=False)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stage, name)

    def connect(self, settings: ConnectionSettings, events: Events) -> CrmSession:
        heard = self.spoilt.listen(events, settings)
        session = self.stage.connect(self.spoilt.settle(settings), heard)
        return CrmSession(self.spoilt.reader(session.reader), self.spoilt.writer(session.writer))


def catches(check: str, **faults: Any) -> None:
    """The check finds the fault, and says something about it; it finds none in the room below."""
    spoilt: Any = Spoilt(**faults)
    verdict = ask(named(check), spoilt)
    assert verdict.outcome == "broken", f"{check} is {verdict.outcome} ({verdict.reason})"
    assert verdict.reason
    assert ask(named(check), spoilt.subject).outcome == "kept"


def rows_made(change: Callable[[SourceRow], SourceRow]) -> type[OverReader]:
    """A reader that gives each row otherwise."""

    class Otherwise(OverReader):
        def row(self, row: SourceRow, request: ReadRequest) -> SourceRow:
            return change(row)

    return Otherwise
