"""What one check plays on: a stage in its time, sessions to it, and what the room said meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from advocacy_sync.kernel.ids import ExternalId, SourceKey
from advocacy_sync.kernel.timespan import Span
from advocacy_sync.ports.crm import Change, ConnectionSettings, CrmSession, Page, ReadRequest, Receipt
from advocacy_sync.records.source_row import SourceRow

from .subject import Call, CallKind, Stage, Subject, Thing
from .time import StageTime

__all__ = ["AGE", "ROWS", "World", "ids_of", "opened"]

ROWS = 230
AGE = timedelta(hours=1)  # of the rows that a stage begins with


@dataclass
class Heard:
    """Events of the room, as text."""

    lines: list[str] = field(default_factory=list)

    def __call__(self, event: str, /, **fields: Any) -> None:
        self.lines.append(f"{event} {fields!r}")


@dataclass
class World:
    subject: Subject
    stage: Stage
    time: StageTime
    heard: Heard = field(default_factory=Heard)

    @property
    def thing(self) -> Thing:
        return self.subject.thing

    def settings(self, auth: str = "") -> ConnectionSettings:
        return replace(self.stage.settings(auth), timing=self.time.timing)

    def session(self, settings: ConnectionSettings | None = None) -> CrmSession:
        """A session as a new process would have it."""
        return self.stage.connect(settings or self.settings(), self.heard)

    def request(
        self,
        *sources: str,
        start: datetime | None = None,
        end: datetime | None = None,
        ids: Iterable[str] | None = None,
    ) -> ReadRequest:
        named = None if ids is None else tuple(ids)
        return ReadRequest(object=self.thing.object, sources=sources, span=Span(start, end), ids=named)

    def pages(self, session: CrmSession, *sources: str, cursor: str | None = None, **how: Any) -> list[Page]:
        return list(session.reader.pages(self.request(*sources, **how), cursor))

    def rows(self, session: CrmSession, *sources: str, **how: Any) -> list[SourceRow]:
        """All rows of a read; `how` as in `request`, and a `cursor`."""
        return [row for page in self.pages(session, *sources, **how) for row in page.rows]

    def latest(self, session: CrmSession, ids: Sequence[str], *fields: str) -> dict[str, SourceRow]:
        """Rows by their ids, as they are now."""
        return {row.key.external_id: row for row in session.reader.read(self.thing.object, ids, fields)}

    def change(self, id: str, **values: Any) -> Change:
        """New values, as the wire has them, for fields of one row."""
        key = SourceKey(self.settings().name, self.thing.object, ExternalId(id))
        return Change(key=key, values=values)

    def write(self, session: CrmSession, ids: Iterable[str], field: str, value: Any) -> list[Receipt]:
        """The same value for a field of each of the rows."""
        return session.writer.write(self.thing.object, [self.change(id, **{field: value}) for id in ids])

    def calls(self, *kinds: CallKind) -> list[Call]:
        """What reached the double, of some kinds or of all."""
        return [call for call in self.stage.calls() if not kinds or call.kind in kinds]

    def sent(self, id: str) -> int:
        """How many calls that write carried the row."""
        return sum(id in call.text for call in self.calls("write"))


@contextmanager
def opened(subject: Subject, rows: int = ROWS) -> Iterator[World]:
    """A fresh world with so many rows."""
    time = StageTime()
    with subject.stage(time, rows) as stage:
        yield World(subject, stage, time)


def ids_of(rows: Iterable[SourceRow]) -> list[str]:
    return [str(row.key.external_id) for row in rows]
