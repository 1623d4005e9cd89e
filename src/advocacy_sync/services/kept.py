"""An org as the store knows it: what it said of its objects, and which one it is. Nothing is asked of the CRM."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from advocacy_sync.kernel.clock import Clock
from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.kernel.ids import ConnectionName
from advocacy_sync.kernel.timespan import Span
from advocacy_sync.ports.crm import CrmReader, CrmSession, Org, Page, ReadRequest
from advocacy_sync.ports.store import Store
from advocacy_sync.records.schema import ObjectSchema
from advocacy_sync.records.source_row import SourceRow

from .connected import Connected

__all__ = ["KeptReader", "kept"]


@dataclass(frozen=True)
class KeptReader:
    """Describes objects as they were last described. Rows are not read: those that are kept are in the store."""

    store: Store
    clock: Clock
    connection: ConnectionName
    live: CrmReader
    described: dict[str, ObjectSchema | None] = field(default_factory=dict)  # a draft asks within its transaction

    def org(self) -> Org:
        """The org of the kept data. Raises ConfigError if there is none yet."""
        with self.store.begin() as work:
            known = work.runs.pinned(self.connection)
        if known is None:
            raise ConfigError(f"nothing of {self.connection} is kept yet: run 'advocacy-sync pull' first")
        return Org(id=known, name=known, user="")

    def describe(self, object_name: str) -> ObjectSchema | None:
        if object_name not in self.described:
            with self.store.begin() as work:
                self.described[object_name] = work.schemas.get(self.connection, object_name)
        return self.described[object_name]

    def refresh(self) -> None:
        """What is kept does not change."""

    def now(self) -> datetime:
        return self.clock.now()

    def adds(self, object_name: str, source: str) -> bool:
        return self.live.adds(object_name, source)

    def quiet(self, object_name: str, sources: Sequence[str]) -> tuple[str, ...]:  # noqa: ARG002
        return ()

    def tidy(self, cursors: Sequence[str]) -> None:
        """Nothing is opened, so nothing stays open."""

    def count(self, object_name: str, span: Span) -> int | None:  # noqa: ARG002
        return None

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:  # noqa: ARG002
        raise ConfigError(f"{request.object} is not read here: only what is kept is looked at")

    def read(self, object_name: str, ids: Sequence[str], fields: Sequence[str]) -> list[SourceRow]:  # noqa: ARG002
        raise ConfigError(f"{object_name} is not read here: only what is kept is looked at")

    def calls(self) -> int:
        return 0


def kept(store: Store, clock: Clock, connection: Connected) -> Connected:
    """The connection as the store knows it."""
    reader = KeptReader(store, clock, connection.name, connection.session.reader)
    return replace(connection, session=CrmSession(reader, connection.session.writer))
