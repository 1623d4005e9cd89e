"""Pull: every row that the CRM shows ends in exactly one outcome, page and checkpoint in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from advocacy_sync.kernel.clock import Clock
from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, RetryableError
from advocacy_sync.kernel.finding import Finding, Severity
from advocacy_sync.kernel.ids import RunId, parse_source_key
from advocacy_sync.kernel.timespan import Span
from advocacy_sync.mapping.inbound import Mapper
from advocacy_sync.ports.events import Events, Progress, silent
from advocacy_sync.ports.store import Checkpoint, Store, Task
from advocacy_sync.transport.budget import QuotaSpent

from .connected import Connected, MappingFile, ObjectPlan, fit
from .drift import look
from .page import balanced
from .pin import OtherOrg, pin
from .poison import died
from .reading import ObjectReading, PullPolicy
from .standstill import gap, stalled
from .whole import WholeReading

__all__ = ["PullPolicy", "PullReport", "Puller"]

LOGIN = "login"  # stands for all objects of a connection
FEW_REJECTED, REJECTED_SHARE = 5, 0.1  # rows that may be unreadable in a run; more are no longer single mishaps
MOST_NAMED = 2_000  # rows read by id in one run; what is beyond is found by its stamp or the next whole read


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
    def misconfigured(self) -> bool:
        """Nothing could be read, and only new settings or rights will change that."""
        wrong = all(isinstance(error, ConfigError) for error in self.failed.values())
        return bool(self.failed) and wrong and not self.outcomes

    @property
    def green(self) -> bool:
        whole = all(balanced(counts) for counts in self.outcomes.values())
        return whole and not self.failed and not any(found.severity == "error" for found in self.findings)


@dataclass(frozen=True)
class Puller:
    """What a pull needs besides the orgs. `rules`: what rests on each canonical field, by name."""

    store: Store
    run: RunId
    clock: Clock
    policy: PullPolicy = field(default_factory=PullPolicy)
    events: Events = silent
    progress: Progress = silent
    rules: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def pull(self, connections: Sequence[Connected]) -> PullReport:
        """Read what changed in every mapped object of every connection.

        An object that fails does not stop the others; it resumes at its last committed page next time. Nor does a
        CRM that is away. Raises OtherOrg when a connection leads to another org than before.
        """
        report = PullReport()
        for connection in connections:
            if not self._there(connection, report):
                continue
            connection.session.reader.refresh()
            before = self._standing(connection)
            report.findings += died(before, connection.name)
            plans: dict[str, ObjectPlan] = {}
            for file in connection.files:
                where = (str(connection.name), file.document.object)
                try:
                    plan = self._file(connection, file, report)
                    if plan is not None:
                        plans[plan.object] = plan
                except AdvocacyError as error:
                    self._failed(where, error, report)
            self._still(connection, before, report)
            with self.store.begin() as work:
                last_hint, named = work.hints.waiting(connection.name)
                merged = work.lineage.unfollowed(connection.name)
                children = [parse_source_key(key) for key in work.records.referring(merged)]
            for child in children:  # the CRM moved them without moving their stamp
                named.setdefault(child.object, []).append(child.external_id)
            self._named(connection, plans, named, report)
            failed = any((str(connection.name), name) in report.failed for name in named)
            with self.store.begin() as work:
                if not failed:  # else they wait for the next pull: no window may show what they tell of
                    work.hints.drop(connection.name, last_hint)
                    work.lineage.followed(merged)
                connection.book(work, self.run, self.clock.now())
        return report

    def _there(self, connection: Connected, report: PullReport) -> bool:
        """Whether the CRM lets us in."""
        try:
            pin(self.store, connection, self.clock.now())
        except OtherOrg:
            raise
        except AdvocacyError as error:
            self._failed((str(connection.name), LOGIN), error, report)
            return False
        return True

    def _standing(self, connection: Connected) -> dict[tuple[str, Task], Checkpoint]:
        with self.store.begin() as work:
            return work.checkpoints.standing(connection.name)

    def _still(self, connection: Connected, before: Mapping[tuple[str, Task], Checkpoint], report: PullReport) -> None:
        """Objects that have not come on, or had not for long."""
        after, now = self._standing(connection), self.clock.now()
        for file in connection.files:
            place: tuple[str, Task] = (file.document.object, "changes")
            state = before.get(place)
            if state is not None:
                where = f"{connection.name} {place[0]}"
                report.findings += [*stalled(state, after[place], now, where), *gap(state, now, where)]

    def _file(self, connection: Connected, file: MappingFile, report: PullReport) -> ObjectPlan | None:
        """One object: what its org changed of it, then its rows. None if it cannot be read."""
        connection.budget.purpose = "pull"
        report.findings += look(self.store, self.run, self.clock.now(), connection, file, rules=self.rules)
        with self.store.begin() as work:
            state = work.checkpoints.get(connection.name, file.document.object)
        plan, findings = fit(connection, file, {*state.sources, *state.lost} if state else ())
        report.findings += findings
        if plan is None:
            return None
        counts = report.outcomes.setdefault((str(connection.name), plan.object), Counter(seen=0))
        reading = self._reading(connection, plan, counts)
        report.findings += self._excluded(connection, plan)
        reading.changes()
        self._whole(reading, report)
        report.findings += [*self._doubted(reading), *_refused(f"{connection.name} {plan.object}", counts)]
        return plan

    def _doubted(self, reading: ObjectReading) -> list[Finding]:
        """A window that may have come short is made good by a whole read; an error as long as that has not been."""
        if not reading.doubts:
            return []
        name, place = reading.connection.name, reading.plan.object
        with self.store.begin() as work:
            whole = work.checkpoints.get(name, place, "audit")
        done = whole is not None and whole.completed_at is not None
        text = f"a window of changes came short: {reading.doubts[0]}; " + (
            "a whole read has made it good" if done else "a whole read is due, and is not done yet"
        )
        severity: Severity = "warning" if done else "error"
        return [Finding(code="pull.short", message=text, subject=f"{name} {place}", severity=severity)]

    def _excluded(self, connection: Connected, plan: ObjectPlan) -> list[Finding]:
        """What a start date leaves out: never silently (CS-10)."""
        since = self.policy.since
        if since is None:
            return []
        count = connection.session.reader.count(plan.object, Span(None, since))
        text = f"{'?' if count is None else count} rows are left out: modified last before {since:%Y-%m-%d %H:%M}Z"
        where = f"{connection.name} {plan.object}"
        return [
            Finding(code="pull.excluded", message=f"{text} (pull.modified_since)", subject=where, severity="notice")
        ]

    def _reading(self, connection: Connected, plan: ObjectPlan, counts: Counter[str]) -> ObjectReading:
        mapper = Mapper(plan.document, connection.name, connection.settings)
        return ObjectReading(
            self.store, self.run, self.clock, self.policy, self.progress, connection, plan, mapper, counts
        )

    def _whole(self, reading: ObjectReading, report: PullReport) -> None:
        """What no window shows: new sources on old rows, quiet changes, rows that have vanished."""
        whole = WholeReading(reading, report.findings, self.events)
        try:
            whole.backfill()
            whole.audit()
        except QuotaSpent as spent:
            where = f"{reading.connection.name} {reading.plan.object}"
            report.findings.append(Finding(code="quota.later", message=str(spent), subject=where, severity="notice"))

    def _named(
        self, connection: Connected, plans: dict[str, ObjectPlan], named: dict[str, list[str]], report: PullReport
    ) -> None:
        """Rows that may have changed without moving their stamp: hinted at, or children of merged ones."""
        connection.budget.purpose = "pull"
        for name, ids in named.items():
            if name not in plans:
                continue
            where = (str(connection.name), name)
            try:
                self._reading(connection, plans[name], report.outcomes[where]).some(ids[:MOST_NAMED])
            except AdvocacyError as error:
                self._failed(where, error, report)

    def _failed(self, where: tuple[str, str], error: AdvocacyError, report: PullReport) -> None:
        report.failed[where] = error
        self.events("pull_failed", connection=where[0], object=where[1], error=str(error))


def _refused(where: str, counts: Counter[str]) -> list[Finding]:
    """An error when a good part of what was read could not be used: the numbers behind it are not what the CRM says."""
    seen, rejected = counts["seen"], counts["rejected"]
    if rejected <= max(FEW_REJECTED, REJECTED_SHARE * seen):
        return []
    text = f"{rejected} of {seen} rows could not be used; what was known of them before still counts"
    remedy = "See why with 'advocacy-sync runs show', then correct the mapping or the rows."
    return [Finding(code="pull.rejected", message=text, subject=where, severity="error", remedy=remedy)]
