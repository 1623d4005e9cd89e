"""Faults that strike only while a write is under way or being settled; everything else goes through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from advocacy_sync.ports.crm import Change, CrmReader, CrmSession, CrmWriter, Receipt
from advocacy_sync.records.source_row import SourceRow
from advocacy_sync.sandbox.faults.faulty import Faulty
from advocacy_sync.sandbox.faults.plan import Plan
from advocacy_sync.sandbox.wire import Machine, Request, Response
from lost.losses import LATE

__all__ = ["Losing", "staged"]

Stage = Literal["before", "writing", "written", "reading back"]


class Losing(Faulty):
    """A machine whose answers get lost by a plan. `stage`: where the push stands, told by `staged`."""

    def __init__(self, machine: Machine, plan: Plan) -> None:
        super().__init__(machine, plan)
        self.stage: Stage = "before"
        self._held: list[Request] = []

    def handle(self, request: Request, now: datetime) -> Response:
        if self.stage == "before":
            return self.machine.handle(request, now)
        before = len(self.fired)
        response = super().handle(request, now)
        if len(self.fired) > before and self.fired[-1].rule.endswith(LATE):
            self._held.append(request)
        return response

    def end(self, now: datetime) -> None:
        """No more is lost. What is late arrives."""
        self.heal()
        for request in self._held:
            self.machine.handle(request, now)

    @property
    def lost(self) -> dict[int, str]:
        """The rule that lost an answer, by the number of the request: one answer is lost but once."""
        return {fired.request: fired.rule for fired in reversed(self.fired)}


def staged(session: CrmSession, losing: Losing, batch: int | None) -> CrmSession:
    """The session, with its writes and read-backs under the faults. `batch`: rows of a write, if not its own."""
    return CrmSession(_Reader(session.reader, losing), _Writer(session.writer, losing, batch))


@dataclass
class _Reader:
    reader: CrmReader
    losing: Losing

    def __getattr__(self, name: str) -> Any:
        return getattr(self.reader, name)

    def read(self, object_name: str, ids: Sequence[str], fields: Sequence[str]) -> list[SourceRow]:
        """The look behind a write is its read-back."""
        with _at(self.losing, "reading back" if self.losing.stage == "written" else "before", "before"):
            return list(self.reader.read(object_name, ids, fields))


@dataclass
class _Writer:
    writer: CrmWriter
    losing: Losing
    rows: int | None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.writer, name)

    def batch(self, waiting: int) -> int:
        return self.writer.batch(waiting) if self.rows is None else min(waiting, self.rows)

    def write(self, object_name: str, changes: Sequence[Change]) -> list[Receipt]:
        with _at(self.losing, "writing", "written"):
            return list(self.writer.write(object_name, changes))


@contextmanager
def _at(losing: Losing, stage: Stage, following: Stage) -> Iterator[None]:
    losing.stage = stage
    try:
        yield
    finally:
        losing.stage = following
