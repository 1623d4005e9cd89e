"""Runs and their balance sheets; which org stands behind a connection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime

import orjson
from sqlalchemy import Connection, Row, select, update

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import Decision, Manifest, RunSummary

from .bulk import insert_new, upsert
from .schema import connection as connection_table
from .schema import decision, page, run_outcome
from .schema import run as run_table

__all__ = ["SqlRuns"]


class SqlRuns:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def start(self, job: str, now: datetime, fence: int | None = None) -> RunId:
        values = {"job": job, "started_at": now, "status": "running", "note": "", "fence": fence}
        inserted = run_table.insert().values(values).returning(run_table.c.id)
        return RunId(self._connection.execute(inserted).scalar_one())

    def count(self, run: RunId, connection: str, object_name: str, outcomes: Mapping[str, int]) -> None:
        """Add to the run's counts of one object."""
        mine = (run_outcome.c.run == run, run_outcome.c.connection == connection, run_outcome.c.object == object_name)
        found = self._connection.execute(select(run_outcome.c.outcome, run_outcome.c.count).where(*mine))
        before: dict[str, int] = {row[0]: row[1] for row in found}
        rows = [
            {
                "run": run,
                "connection": connection,
                "object": object_name,
                "outcome": outcome,
                "count": before.get(outcome, 0) + count,
            }
            for outcome, count in outcomes.items()
            if count
        ]
        upsert(self._connection, run_outcome, rows)

    def page(self, run: RunId, manifest: Manifest) -> None:
        outcomes = orjson.dumps({name: count for name, count in manifest.outcomes.items() if count}).decode()
        self._connection.execute(page.insert().values(**{**asdict(manifest), "outcomes": outcomes}, run=run))

    def pages(self, run: RunId) -> list[Manifest]:
        """The pages of a run, in the order in which they were stored."""
        names = [field.name for field in fields(Manifest)]
        query = select(*[page.c[name] for name in names]).where(page.c.run == run).order_by(page.c.id)
        return [
            Manifest(**{**row._mapping, "outcomes": orjson.loads(row.outcomes)})
            for row in self._connection.execute(query)
        ]

    def decide(self, run: RunId, decisions: Sequence[Decision]) -> None:
        rows = [{**asdict(one), "run": run} for one in decisions]
        if rows:
            self._connection.execute(decision.insert(), rows)

    def decisions(self, run: RunId) -> list[Decision]:
        names = [field.name for field in fields(Decision)]
        query = select(*[decision.c[name] for name in names]).where(decision.c.run == run).order_by(decision.c.id)
        return [Decision(**row._mapping) for row in self._connection.execute(query)]

    def orphans(self, fence: int) -> list[RunId]:
        """Runs that say that they are running, though their lease has long gone to another."""
        older = run_table.c.fence.is_(None) | (run_table.c.fence < fence)
        query = select(run_table.c.id).where(run_table.c.status == "running", older).order_by(run_table.c.id)
        return [RunId(row[0]) for row in self._connection.execute(query)]

    def finish(self, run: RunId, status: str, note: str, now: datetime) -> None:
        values = {"status": status, "note": note, "ended_at": now}
        self._connection.execute(update(run_table).where(run_table.c.id == run).values(values))

    def get(self, run: RunId) -> RunSummary | None:
        row = self._connection.execute(select(run_table).where(run_table.c.id == run)).one_or_none()
        return self._summary(row) if row else None

    def latest(self, limit: int) -> list[RunSummary]:
        rows = self._connection.execute(select(run_table).order_by(run_table.c.id.desc()).limit(limit))
        return [self._summary(row) for row in rows.all()]

    def _summary(self, row: Row[tuple[object, ...]]) -> RunSummary:
        outcomes: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        query = select(run_outcome).where(run_outcome.c.run == row.id)
        ordered = query.order_by(run_outcome.c.connection, run_outcome.c.object, run_outcome.c.outcome)
        for part in self._connection.execute(ordered):
            outcomes[part.connection, part.object][part.outcome] = part[4]
        return RunSummary(
            id=RunId(row.id),
            job=row.job,
            started_at=row.started_at,
            ended_at=row.ended_at,
            status=row.status,
            note=row.note,
            outcomes=dict(outcomes),
        )

    def pin(self, name: str, crm: str, org_id: str, now: datetime) -> str:
        """The org id that the connection was first used with; the given one if this is the first time."""
        row = {"name": name, "crm": crm, "org_id": org_id, "first_seen": now}
        insert_new(self._connection, connection_table, [row])
        return str(self.pinned(name))

    def pinned(self, name: str) -> str | None:
        """The org id that a connection was first used with; None if it never was."""
        query = select(connection_table.c.org_id).where(connection_table.c.name == name)
        return self._connection.execute(query).scalar_one_or_none()
