"""Pull: every row that the CRM shows ends in exactly one outcome, page and checkpoint in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from advocacy_sync.kernel.clock import Clock
from advocacy_sync.kernel.errors import AdvocacyError, RetryableError
from advocacy_sync.kernel.finding import Finding
from advocacy_sync.kernel.ids import RunId
from advocacy_sync.kernel.timespan import Span
from advocacy_sync.mapping.inbound import Mapper
from advocacy_sync.ports.crm import Page, ReadRequest
from advocacy_sync.ports.events import Events, Progress, silent
from advocacy_sync.ports.store import Checkpoint, Known, Outcome, Store, UnitOfWork, Written
from advocacy_sync.records.source_row import SourceRow

from .connected import Connected, ObjectPlan, fit

__all__ = ["PullPolicy", "PullReport", "Puller"]


@dataclass(frozen=True)
class PullPolicy:
    """`settle`: how long rows may take to become visible; `overlap`: how far each window goes back."""

    settle: timedelta = timedelta(minutes=5)
    overlap: timedelta = timedelta(minutes=15)


@dataclass
class PullReport:
    """Outcomes by (connection, object); `failed` says which objects were not read to their end, and why."""

    outcomes: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    failed: dict[tuple[str, str], AdvocacyError] = field(default_factory=dict)

    @property
    def later(self) -> bool:
        """Nothing is wrong but what passes: the same run will do later."""
        passing = all(isinstance(error, RetryableError) for error in self.failed.values())
        return bool(self.failed) and passing and not any(found.severity == "error" for found in self.findings)

    @property
    def green(self) -> bool:
        balanced = all(
            counts["seen"] == sum(n for name, n in counts.items() if name != "seen")
            for counts in self.outcomes.values()
        )
        return balanced and not self.failed and not any(found.severity == "error" for found in self.findings)


@dataclass(frozen=True)
class Puller:
    """What a pull needs besides the orgs."""

    store: Store
    run: RunId
    clock: Clock
    policy: PullPolicy = PullPolicy()
    events: Events = silent
    progress: Progress = silent

    def pull(self, connections: Sequence[Connected]) -> PullReport:
        """Read what changed in every mapped object of every connection.

        An object that fails does not stop the others; it resumes at its last committed page next time.
        """
        report = PullReport()
        for connection in connections:
            connection.session.reader.refresh()
            for file in connection.files:
                where = (str(connection.name), file.document.object)
                try:
                    plan, findings = fit(connection, file)
                    report.findings += findings
                    if plan is not None:
                        self._object(connection, plan, report.outcomes.setdefault(where, Counter(seen=0)))
                except AdvocacyError as error:
                    report.failed[where] = error
                    self.events("pull_failed", connection=where[0], object=where[1], error=str(error))
        return report

    def _object(self, connection: Connected, plan: ObjectPlan, counts: Counter[str]) -> None:
        before, window_end = self._begin(connection, plan)
        start = before.bound - self.policy.overlap if before.bound else None
        request = ReadRequest(object=plan.object, sources=plan.reads, span=Span(start, None))
        mapper = Mapper(plan.document, connection.name, connection.settings)
        step = f"{connection.name} {plan.object}"
        for page in connection.session.reader.pages(request, before.cursor):
            now = self.clock.now()
            with self.store.begin() as work:
                outcomes = _PageOutcomes(work, mapper, plan.version, now).store(self.run, page.rows)
                work.sources.set_checkpoint(connection.name, plan.object, _after(before, page, window_end, now))
                work.runs.count(self.run, connection.name, plan.object, {**outcomes, "seen": len(page.rows)})
            counts.update(outcomes)
            counts["seen"] += len(page.rows)
            self.progress(step, counts["seen"], None)
        self.progress(step, counts["seen"], counts["seen"])

    def _begin(self, connection: Connected, plan: ObjectPlan) -> tuple[Checkpoint, datetime]:
        """Where the object stands, and the bound that it will have when this window is done.

        From here on the object counts as one that is to be read. If the mapping reads other fields
        than before, everything is read anew.
        """
        with self.store.begin() as work:
            before = work.sources.checkpoint(connection.name, plan.object) or Checkpoint()
            if before.mapping != plan.version:
                before = Checkpoint(mapping=plan.version, completed_at=before.completed_at)
            window_end = before.window_end or connection.session.reader.now() - self.policy.settle
            work.sources.set_checkpoint(connection.name, plan.object, replace(before, window_end=window_end))
        return before, window_end


def _after(before: Checkpoint, page: Page, window_end: datetime, now: datetime) -> Checkpoint:
    """Where the object stands behind a page: inside the window, or done with it."""
    if page.cursor is not None:
        return Checkpoint(
            bound=before.bound,
            window_end=window_end,
            cursor=page.cursor,
            mapping=before.mapping,
            completed_at=before.completed_at,
        )
    return Checkpoint(bound=window_end, mapping=before.mapping, completed_at=now)


@dataclass(frozen=True)
class _PageOutcomes:
    """Decides what becomes of each row of a page, and stores it."""

    work: UnitOfWork
    mapper: Mapper
    version: str
    now: datetime

    def store(self, run: RunId, rows: Sequence[SourceRow]) -> Counter[str]:
        newest = {str(row.key): row for row in sorted(rows, key=lambda row: row.stamp)}
        known = self.work.sources.known(list(newest))
        written: list[Written] = []
        unchanged: list[str] = []
        counts: Counter[str] = Counter()
        counts[Outcome.UNCHANGED.value] += len(rows) - len(newest)  # the same row twice in one page
        for key, row in newest.items():
            decided = self._decide(row, known.get(key))
            if isinstance(decided, Written):
                written.append(decided)
            elif decided is Outcome.UNCHANGED:
                unchanged.append(key)
            counts[(decided.outcome if isinstance(decided, Written) else decided).value] += 1
        self.work.sources.put(run, self.version, written)
        self.work.sources.touch(run, unchanged)
        return counts

    def _decide(self, row: SourceRow, known: Known | None) -> Written | Outcome:
        if known is not None and row.stamp < known.stamp:
            return Outcome.STALE
        payload, digest = self.work.sources.digest(row)
        if known is not None and known.digest == digest and known.mapping == self.version:
            return Outcome.UNCHANGED
        mapped = self.mapper.map(row) if not row.deleted else None
        return Written(
            row=row,
            payload=payload,
            digest=digest,
            outcome=_outcome(known, mapped.rejected, bool(mapped.records)) if mapped else Outcome.TOMBSTONE,
            known=known is not None,
            read_at=self.now,
            records=mapped.records if mapped else (),
            problems=mapped.problems if mapped else (),
        )


def _outcome(known: Known | None, rejected: bool, yields: bool) -> Outcome:
    if rejected:
        return Outcome.REJECTED
    if not yields:
        return Outcome.SKIPPED
    return Outcome.INSERTED if known is None else Outcome.UPDATED
