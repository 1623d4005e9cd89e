"""One run of a job, with its record in the store: started, its outcomes, how it ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from advocacy_sync.attribution.eligibility import EligibilityRules
from advocacy_sync.kernel.clock import Clock
from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, RetryableError
from advocacy_sync.kernel.finding import Finding
from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.events import Events, Progress, silent
from advocacy_sync.ports.store import Intent, Store
from advocacy_sync.records.kinds import ActivityKind
from advocacy_sync.signals.evaluate import Compiled
from advocacy_sync.stewardship.freshness import StalenessRules, sources_of

from .attribute import AttributionReport, AttributionRules, attribute
from .connected import Connected
from .flag import FlagReport, FlagRules, flag
from .occasion import Occasion
from .pull import Puller, PullPolicy, PullReport
from .push import Applier, PushReport, PushRules, plan_push, save_plan
from .resolve import ResolveReport, resolve_all

__all__ = ["Programme", "PullStep"]

# Which canonical records each source of evidence is drawn from.
_EVIDENCE = {"verified": ("contact",), "survey": ("survey_answer",), "won_deal": ("opportunity",)}
_ACTIVITY = ("activity", "participant")
# What signals, credits and pushed values rest on: while one of these has not been read, their absence proves nothing.
_SIGNALS = ("contact", "opportunity", "opportunity_role", *_ACTIVITY, "support_case", "survey_answer")
_CREDITS = ("account", "contact", "opportunity", "opportunity_role", *_ACTIVITY, "activity_opportunity", "audience")


@dataclass
class PullStep:
    run: RunId
    pulled: PullReport
    resolved: ResolveReport


@dataclass(frozen=True)
class Programme:
    """Everything that a job needs: the store, the connected orgs, the rules, the clock."""

    store: Store
    connections: Sequence[Connected]
    signals: Compiled
    staleness: StalenessRules
    eligibility: EligibilityRules
    policy: PullPolicy
    zone: ZoneInfo
    data_age: timedelta
    clock: Clock
    events: Events = silent
    progress: Progress = silent

    def pin(self) -> None:
        """Make sure that each connection still leads to the org that it was first used with (CS-85)."""
        for connection in self.connections:
            org = connection.session.reader.org()
            with self.store.begin() as work:
                known = work.runs.pin(connection.name, connection.crm, org.id, self.clock.now())
            if known != org.id:
                raise ConfigError(
                    f"the connection {connection.name} now leads to org {org.id}, its data came from {known}; "
                    "restore the settings, or give the new org a connection name of its own"
                )

    def pull(self) -> PullStep:
        """Read what changed and resolve who is who."""
        with self._run("pull") as ended:
            puller = Puller(self.store, ended.run, self.clock, self.policy, self.events, self.progress)
            pulled = puller.pull(self.connections)
            resolved = resolve_all(self.store, {str(one.name): one.rank for one in self.connections})
            ended.green, ended.note = pulled.green, _failures(pulled)
            return PullStep(ended.run, pulled, resolved)

    def flag(self) -> FlagReport:
        """Set nomination signals and stale flags."""
        with self._run("flag") as ended:
            rules = FlagRules(self.signals, self.staleness, self._readable(), self._missing(_SIGNALS))
            report = flag(self.store, self._occasion(ended.run), rules)
            ended.green = report.green
            return report

    def attribute(self) -> AttributionReport:
        """Judge the touches and post the ledger."""
        with self._run("attribute") as ended:
            self._require(_CREDITS, "attributed")
            rules = AttributionRules(self.eligibility, self.reference_roles())
            return attribute(self.store, self._occasion(ended.run), rules)

    def plan(self) -> tuple[list[Intent], list[Finding]]:
        """What a push would write now, and which pushed fields cannot be; nothing is stored or sent."""
        self._require((*_SIGNALS, *_CREDITS), "pushed")
        labels = {rule.name: rule.label for rule in self.signals.rules.rules}
        rules = PushRules(labels, self.eligibility.version)
        return plan_push(self.store, self.connections, rules, self.clock.now(), self.zone)

    def push(self) -> PushReport:
        """Plan and apply."""
        with self._run("push") as ended:
            intents, findings = self.plan()
            plan = save_plan(self.store, ended.run, intents, self.clock.now())
            report = self._applier(ended.run).apply(self.connections, plan)
            report.findings += findings
            ended.green, ended.note = report.green, f"plan {plan}"
            return report

    def save_plan(self) -> tuple[int, list[Intent], list[Finding]]:
        """Store what a push would write, for `apply`."""
        with self._run("push plan") as ended:
            intents, findings = self.plan()
            plan = save_plan(self.store, ended.run, intents, self.clock.now())
            ended.green, ended.note = not _errors(findings), f"plan {plan}"
            return plan, intents, findings

    def apply(self, plan: int) -> PushReport:
        """Apply a stored plan."""
        with self._run("push apply") as ended:
            report = self._applier(ended.run).apply(self.connections, plan)
            ended.green, ended.note = report.green, f"plan {plan}"
            return report

    def _applier(self, run: RunId) -> Applier:
        return Applier(self.store, run, self.clock, self.events, self.progress)

    def _occasion(self, run: RunId) -> Occasion:
        return Occasion(run, self.clock.now(), self.zone)

    def reference_roles(self) -> frozenset[str]:
        """Roles that tie an activity to a deal, as the mappings name them."""
        files = [file for connection in self.connections for file in connection.files]
        return frozenset(role.casefold() for file in files for role in file.document.reference_roles)

    def _require(self, kinds: Sequence[str], verb: str) -> None:
        """Raises RetryableError while an object that yields one of these records has not been read of late."""
        unread = self._missing(kinds)
        if unread:
            raise RetryableError(f"not read to the end of late: {', '.join(unread)}; nothing was {verb}. Pull first.")

    def _missing(self, kinds: Sequence[str]) -> tuple[str, ...]:
        unread = self._unread()
        return tuple(sorted({place for kind in kinds for place in unread.get(kind, ())}))

    def _readable(self) -> dict[str, bool]:
        """By source of evidence: whether every object that it comes from was read to its end of late."""
        kinds = {kind.value: _ACTIVITY for kind in ActivityKind} | _EVIDENCE
        unread = self._unread()
        return {source: not any(unread.get(kind) for kind in kinds[source]) for source in sources_of(self.staleness)}

    def _unread(self) -> dict[str, list[str]]:
        """By record kind: objects yielding it that must be there, or were tried, and were not read whole of late."""
        with self.store.begin() as work:
            completed = work.sources.completed()
            tried = work.sources.tried()
        oldest = self.clock.now() - self.data_age
        found: dict[str, list[str]] = defaultdict(list)
        for connection in self.connections:
            for file in connection.files:
                place = (str(connection.name), file.document.object)
                absent = file.document.optional and place not in tried
                if not absent and completed.get(place, oldest) <= oldest:
                    for record in file.document.records:
                        found[record.record].append(" ".join(place))
        return found

    @contextmanager
    def _run(self, job: str) -> Iterator[_Ended]:
        """A run record that is closed whatever happens: green is computed, never assumed."""
        with self.store.begin() as work:
            ended = _Ended(work.runs.start(job, self.clock.now()))
        try:
            yield ended
        except AdvocacyError as error:
            self._finish(ended, "red", str(error))
            raise
        except BaseException as error:
            self._finish(ended, "red", f"stopped by {type(error).__name__}")
            raise
        self._finish(ended, "green" if ended.green else "red", ended.note)

    def _finish(self, ended: _Ended, status: str, note: str) -> None:
        with self.store.begin() as work:
            work.runs.finish(ended.run, status, note, self.clock.now())


@dataclass
class _Ended:
    run: RunId
    green: bool = True
    note: str = ""


def _errors(findings: Sequence[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)


def _failures(report: PullReport) -> str:
    failed = [f"{name} {found}: {error}" for (name, found), error in report.failed.items()]
    return "; ".join(failed)
