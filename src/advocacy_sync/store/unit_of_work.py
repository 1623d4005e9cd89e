"""One transaction, one commit: the only place in the product that commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from advocacy_sync.kernel.errors import FatalError, RetryableError

from .audit import SqlAudit
from .checkpoints import SqlCheckpoints
from .failures import SqlFailures
from .hints import SqlHints
from .identity import SqlIdentity
from .leases import SqlLeases
from .ledger import SqlLedger
from .lineage import SqlLineage
from .mappings import SqlMappings
from .presence import SqlPresence
from .programme import SqlProgramme
from .pushes import SqlPushes
from .quota import SqlQuota
from .records import SqlRecords
from .runs import SqlRuns
from .schemas import SqlSchemas
from .sources import SqlSources
from .traces import SqlTraces
from .work import SqlWork

__all__ = ["SqlStore", "SqlUnitOfWork"]


class SqlUnitOfWork:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def runs(self) -> SqlRuns:
        return SqlRuns(self._connection)

    @cached_property
    def leases(self) -> SqlLeases:
        return SqlLeases(self._connection)

    @cached_property
    def checkpoints(self) -> SqlCheckpoints:
        return SqlCheckpoints(self._connection)

    @cached_property
    def sources(self) -> SqlSources:
        return SqlSources(self._connection)

    @cached_property
    def presence(self) -> SqlPresence:
        return SqlPresence(self._connection)

    @cached_property
    def lineage(self) -> SqlLineage:
        return SqlLineage(self._connection)

    @cached_property
    def schemas(self) -> SqlSchemas:
        return SqlSchemas(self._connection)

    @cached_property
    def mappings(self) -> SqlMappings:
        return SqlMappings(self._connection)

    @cached_property
    def hints(self) -> SqlHints:
        return SqlHints(self._connection)

    @cached_property
    def quota(self) -> SqlQuota:
        return SqlQuota(self._connection)

    @cached_property
    def identity(self) -> SqlIdentity:
        return SqlIdentity(self._connection)

    @cached_property
    def records(self) -> SqlRecords:
        return SqlRecords(self._connection)

    @cached_property
    def programme(self) -> SqlProgramme:
        return SqlProgramme(self._connection)

    @cached_property
    def work(self) -> SqlWork:
        return SqlWork(self._connection)

    @cached_property
    def ledger(self) -> SqlLedger:
        return SqlLedger(self._connection)

    @cached_property
    def pushes(self) -> SqlPushes:
        return SqlPushes(self._connection)

    @cached_property
    def failures(self) -> SqlFailures:
        return SqlFailures(self._connection)

    @cached_property
    def traces(self) -> SqlTraces:
        return SqlTraces(self._connection)

    @cached_property
    def audit(self) -> SqlAudit:
        return SqlAudit(self._connection)


class SqlStore:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def begin(self) -> Iterator[SqlUnitOfWork]:
        try:
            with self.engine.begin() as connection:
                yield SqlUnitOfWork(connection)
        except DBAPIError as error:
            # The driver's message may quote values; its class says enough to act on.
            cause = type(error.orig).__name__
            text = f"the store could not finish the transaction ({cause}); nothing of it was kept"
            passing = isinstance(error, OperationalError) or error.connection_invalidated
            raise (RetryableError(text) if passing else FatalError(text)) from None
