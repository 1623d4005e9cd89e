"""One run of a job, with its record in the store: started, its outcomes, how it ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from advocacy_sync.attribution.eligibility import EligibilityRules
from advocacy_sync.kernel.clock import Clock
from advocacy_sync.kernel.errors import AdvocacyError, RetryableError
from advocacy_sync.kernel.finding import Finding
from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.events import Events, Progress, silent
from advocacy_sync.ports.store import Intent, Plan, Rehearsal, Store
from advocacy_sync.records.kinds import ActivityKind
from advocacy_sync.signals.evaluate import Compiled
from advocacy_sync.stewardship.freshness import StalenessRules, sources_of
from advocacy_sync.stewardship.goodwill import GoodwillRules
from advocacy_sync.writeback.fuse import Limits

from .apply import Applier, Caution, PushReport
from .attribute import AttributionReport, AttributionRules, attribute
from .boxes import BoxReport, look_at_boxes
from .connected import Connected, MappingFile
from .drift import readers
from .explain import Asked, Explanation, explain
from .flag import FlagReport, FlagRules, flag
from .kept import kept
from .lease import Worker
from .occasion import Occasion
from .outlook import Outlook, outlook, refusals
from .pin import pin
from .plan import Draft, PushRules, draft, save
from .pull import Puller, PullPolicy, PullReport
from .replay import Rehearsed, Replayed, replay, writes_between
from .resolve import ResolveReport, resolve_all
from .rollback import draft_rollback
from .running import Running, running
from .trial import Trial, trial

__all__ = ["Programme", "PullStep"]

DAY = timedelta(days=1)
MOST_REASONS = 3  # of what was not written, in a run's note

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
    boxes: BoxReport


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
    goodwill: GoodwillRules | None = None
    limits: Limits = field(default_factory=Limits)
    caution: Caution = field(default_factory=Caution)
    worker: Worker = field(default_factory=Worker)
    events: Events = silent
    progress: Progress = silent

    def pull(self, *, sweep: bool = False, accept_vanished: bool = False, resume: bool = False) -> PullStep:
        """Read what changed and resolve who is who.

        `sweep`: whole reads are due now; `accept_vanished`: what is missing is gone, however much it is;
        `resume`: what was paused is tried again.
        """
        policy = replace(self.policy, resume=resume)
        policy = replace(policy, sweep=timedelta(0)) if sweep else policy
        policy = replace(policy, vanish_share=1.0) if accept_vanished else policy
        with self._run("pull") as ended:
            rules = readers(self.signals.rules)
            puller = Puller(ended.store, ended.run, self.clock, policy, self.events, self.progress, rules)
            pulled = puller.pull(self.connections)
            resolved = resolve_all(ended.store, {str(one.name): one.rank for one in self.connections})
            ended.green, ended.later, ended.note = pulled.green, pulled.later, _failures(pulled)
            boxes = look_at_boxes(ended.store, self._occasion(ended.run))
            return PullStep(ended.run, pulled, resolved, boxes)

    def flag(self) -> FlagReport:
        """Set nomination signals and stale flags."""
        with self._run("flag") as ended:
            rules = FlagRules(self.signals, self.staleness, self._readable(), self._missing(_SIGNALS))
            report = flag(ended.store, self._occasion(ended.run), rules)
            ended.green = report.green
            return report

    def attribute(self) -> AttributionReport:
        """Judge the touches and post the ledger."""
        with self._run("attribute") as ended:
            self._require(_CREDITS, "attributed")
            rules = AttributionRules(self.eligibility, self.reference_roles())
            return attribute(ended.store, self._occasion(ended.run), rules)

    def outlook(self, since: datetime | None = None) -> Outlook:
        """What the orgs have changed, by default in the last day, and what the next push would run into."""
        with self._run("drift") as ended:
            occasion, rules = self._occasion(ended.run), readers(self.signals.rules)
            report = outlook(ended.store, occasion, self.connections, since or occasion.now - DAY, rules)
            try:
                refusals(self._draft(ended.store, occasion, noted=False), report)
            except RetryableError as error:
                report.unplanned = str(error)
            ended.green, ended.note = report.green, "; ".join(place for place, _ in report.refused)
            return report

    def try_mapping(self, connection: Connected, file: MappingFile, which: Sequence[str] | int) -> Trial:
        """What a mapping makes of rows by id, or of so many diverse ones, and what a push would write to them.

        Nothing is stored or sent.
        """

        def writes(keys: Collection[str]) -> Sequence[Intent]:
            return self._draft(self.store, self._occasion(RunId(0)), noted=False, only=keys).intents

        pin(self.store, connection, self.clock.now())
        return trial(self.store, connection, file, writes, which)

    def replay(self) -> Replayed:
        """Apply changed mappings to what is kept, and resolve anew who is who. No call is made."""
        with self._run("mapping replay") as ended:
            there = [kept(ended.store, self.clock, one) for one in self.connections]
            report = replay(ended.store, ended.run, self.clock, there, self.progress)
            resolve_all(ended.store, {str(one.name): one.rank for one in self.connections})
            ended.green = not _errors(report.findings)
            return report

    def rehearse(self, trying: Rehearsal, examples: int) -> Rehearsed:
        """What changed mappings would change in records, signals, credits and what is pushed. `trying`: a rehearsal
        of this programme's store; it holds all of it afterwards. No call is made."""
        there = replace(self, store=trying, connections=[kept(trying, self.clock, one) for one in self.connections])
        before, notes = there._judged()
        trying.remember()
        replayed = there.replay()
        after, _ = there._judged()
        return Rehearsed(replayed, trying.differences(examples), writes_between(before, after, examples), notes)

    def _judged(self) -> tuple[list[Intent], list[str]]:
        """Signals, credits and what is to be written, as the records stand; and what could not be judged."""
        self.flag()
        try:
            self.attribute()
            return self._draft(self.store, self._occasion(RunId(0)), noted=False).intents, []
        except RetryableError as error:
            return [], [f"credits and what is pushed are not compared: {error}"]

    def draft(self, *, release: bool = False) -> Draft:
        """What a push would write now, and which pushed fields cannot be; nothing is stored or sent."""
        return self._draft(self.store, self._occasion(RunId(0)), noted=False, release=release)

    def _draft(
        self,
        store: Store,
        occasion: Occasion,
        *,
        noted: bool = True,
        release: bool = False,
        only: Collection[str] | None = None,
    ) -> Draft:
        self._require((*_SIGNALS, *_CREDITS), "pushed")
        return draft(store, self.connections, self._push_rules(release), occasion, noted=noted, only=only)

    def _push_rules(self, release: bool = False) -> PushRules:
        labels = {rule.name: rule.label for rule in self.signals.rules.rules}
        return PushRules(labels, self.eligibility.version, self.goodwill, release, self.limits)

    def explain(self, asked: Asked) -> list[Explanation]:
        """Why CRM fields hold what they hold, from the store alone. No call is made."""
        there = [kept(self.store, self.clock, one) for one in self.connections]
        unread = self._missing((*_SIGNALS, *_CREDITS))
        return explain(self.store, there, self._push_rules(), self._occasion(RunId(0)), asked, unread=unread)

    def push(self) -> PushReport:
        """Plan and apply, unless the plan reaches so far that somebody has to approve it."""
        with self._run("push") as ended:
            made = self._draft(ended.store, self._occasion(ended.run))
            plan = save(ended.store, ended.run, made, self.worker.clock.now())
            if made.held_for:
                report = PushReport(left=sum(one.outcome == "planned" for one in made.intents))
                report.stopped = [f"plan {plan.id} waits for an approval: {reason}" for reason in made.held_for]
            else:
                report = self._applied(ended, plan.id)
            report.findings += made.findings
            report.later = report.later or made.later
            self._close(ended, report, plan.id)
            return report

    def save_plan(self, *, release: bool = False) -> tuple[Plan, Draft]:
        """Store what a push would write, for `apply`. `release`: also over values that a person put there and
        that the rule `hold` spares."""
        with self._run("push plan") as ended:
            made = self._draft(ended.store, self._occasion(ended.run), release=release)
            plan = save(ended.store, ended.run, made, self.worker.clock.now())
            ended.green, ended.note = not _errors(made.findings), f"plan {plan.id}"
            return plan, made

    def apply(self, plan: int, *, approve: bool = False) -> PushReport:
        """Apply a stored plan. `approve`: also one that reaches beyond the limits."""
        with self._run("push apply") as ended:
            if approve:
                with ended.store.begin() as work:
                    found = work.pushes.get(plan)
                    if found is not None and found.status == "held":
                        work.pushes.mark(plan, "open", found.note, self.worker.clock.now())
            report = self._applied(ended, plan)
            self._close(ended, report, plan)
            return report

    def rollback(self, run: RunId) -> PushReport:
        """Restore what a run replaced, but for what people have changed since."""
        with self._run("push rollback") as ended:
            made = draft_rollback(ended.store, self.connections, run)
            plan = save(ended.store, ended.run, made, self.worker.clock.now(), "rollback")
            report = self._applied(ended, plan.id)
            self._close(ended, report, plan.id)
            return report

    def _close(self, ended: Running, report: PushReport, plan: int) -> None:
        ended.green, ended.later = report.green, report.later
        ended.note = "; ".join([f"plan {plan}", *report.stopped, *report.reasons()[:MOST_REASONS]])

    def _applied(self, ended: Running, plan: int) -> PushReport:
        """The plan brought into the CRMs."""
        aging = self.worker.clock
        applier = Applier(ended.store, ended.run, self.clock, aging, self.caution, self.events, self.progress)
        return applier.apply(self.connections, plan)

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
            completed = work.checkpoints.completed()
            tried = work.checkpoints.tried()
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

    def job(self, name: str) -> AbstractContextManager[Running]:
        """A run of a job whose work is done elsewhere than here."""
        return self._run(name)

    def _run(self, job: str) -> AbstractContextManager[Running]:
        return running(self.store, job, self.clock, self.worker, self._tidy)

    def _tidy(self) -> None:
        """What earlier work left open in the CRMs is ended."""
        for connection in self.connections:
            with self.store.begin() as work:
                cursors = work.checkpoints.cursors(connection.name)
            try:
                connection.session.reader.tidy(cursors)
            except AdvocacyError as error:  # not what the run is about
                self.events("tidy_failed", connection=connection.name, error=str(error))


def _errors(findings: Sequence[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)


def _failures(report: PullReport) -> str:
    failed = [f"{name} {found}: {error}" for (name, found), error in report.failed.items()]
    return "; ".join(failed)
