"""Apply a plan: check, write, read back, record; a few rows first, and no further than they bear out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby

import orjson

from advocacy_sync.kernel.clock import Clock, SystemClock
from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, ConflictError, RetryableError
from advocacy_sync.kernel.finding import Finding
from advocacy_sync.kernel.ids import RunId, parse_source_key
from advocacy_sync.ports.crm import NOT_SENT, Change, Receipt
from advocacy_sync.ports.events import Events, Progress, silent
from advocacy_sync.ports.store import Failure, Intent, Plan, PushedValue, Store, UnitOfWork
from advocacy_sync.records.schema import ObjectSchema
from advocacy_sync.records.source_row import SourceRow
from advocacy_sync.transport.budget import QuotaSpent
from advocacy_sync.writeback.failing import MOST_TRIES, cause
from advocacy_sync.writeback.preflight import misfit
from advocacy_sync.writeback.settle import after_write, before_write

from .connected import Connected
from .pin import OtherOrg, pin
from .plan import sealed

__all__ = ["Applier", "Caution", "PushReport"]

SETTLED = frozenset({"applied", "unchanged"})
MOST_EXAMPLES = 20
OUTCOMES = ("applied", "unchanged", "rejected", "conflicted", "unknown")
ROWS_A_LOOK = 2_000  # whole rows are held at once
Row = list[Intent]  # what is planned for one row


@dataclass(frozen=True)
class Caution:
    """`canary`: rows of an object that are written first; `bad_share`: of what was tried, refused or altered
    by the CRM, from which on no more is written; `moved_share`: of what was planned, changed by others since;
    `few`: values that may always be so; `longest`: after which a plan is too old."""

    canary: int = 20
    bad_share: float = 0.2
    moved_share: float = 0.2
    few: int = 10
    longest: timedelta = timedelta(hours=24)


@dataclass
class PushReport:
    """Counts of values and how they ended, in all and by (connection, object).

    `left`: values of the plan that were not tried; `stopped`: why not; `unsettled`: of those that did not end as
    planned, how many by (outcome, message), and the first few of each as (record, field).
    """

    planned: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    by_object: dict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    findings: list[Finding] = field(default_factory=list)
    left: int = 0
    stopped: list[str] = field(default_factory=list)
    unsettled: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    later: bool = False

    def tell(self, intents: Iterable[Intent]) -> None:
        """Add values that did not end as planned."""
        for one in intents:
            cause = (one.outcome, one.message)
            self.unsettled[cause] += 1
            if len(self.examples[cause]) < MOST_EXAMPLES:
                self.examples[cause].append((one.source_key, one.field))

    def reasons(self) -> list[str]:
        """Why values did not end as planned, the most frequent first."""
        return [f"{count} {outcome}: {message}" for (outcome, message), count in self.unsettled.most_common()]

    @property
    def green(self) -> bool:
        bad = self.outcomes["rejected"] + self.outcomes["conflicted"] + self.outcomes["unknown"]
        unwritable = any(finding.severity == "error" for finding in self.findings)
        whole = self.planned == sum(self.outcomes.values()) and not self.left and not self.stopped
        return whole and not bad and not unwritable

    def as_dict(self) -> dict[str, int]:
        return {"planned": self.planned, **{name: self.outcomes[name] for name in OUTCOMES}}


@dataclass(frozen=True)
class Applier:
    """What applying a plan needs besides the orgs. `aging`: the clock by which plans grow old, which stays the
    real one when a plan was made as of another day."""

    store: Store
    run: RunId
    clock: Clock
    aging: Clock = field(default_factory=SystemClock)
    caution: Caution = field(default_factory=Caution)
    events: Events = silent
    progress: Progress = silent

    def apply(self, connections: Sequence[Connected], number: int) -> PushReport:
        """Bring a stored plan into the CRMs. What another value stands in the way of is left and reported.

        Each step of rows is settled in one transaction behind its read-back, so a stop loses no
        receipt but those of the step; applying the plan again finds their values in place. Raises
        ConflictError when the plan is not what it was, waits for an approval, or the world moved on.
        """
        plan, intents = self._plan(number)
        waiting = [intent for intent in intents if intent.outcome == "planned"]
        report = PushReport()
        self._refused(plan, [one for one in intents if one.outcome == "rejected" and one.run is None], report)
        if waiting:
            self._not_moved(waiting)
        by_name = {str(connection.name): connection for connection in connections}
        away: dict[str, AdvocacyError | None] = {}
        for (name, object_name), found in groupby(sorted(waiting, key=_place), key=_place):
            if name not in by_name:
                raise ConfigError(f"the plan speaks of the connection {name!r}, which the settings don't have")
            rows = [list(group) for _, group in groupby(found, key=lambda intent: intent.source_key)]
            if name not in away:
                away[name] = self._away(by_name[name])
            _ObjectApply(self, by_name[name], object_name, plan, report).try_all(rows, away[name])
        with self.store.begin() as work:
            work.pushes.mark(number, "stopped" if report.left else "applied", "; ".join(report.stopped))
        return report

    def _away(self, connection: Connected) -> AdvocacyError | None:
        """Why nothing may be written into a CRM: it is away, or what an earlier push had to leave open there may
        still take effect behind this one."""
        with self.store.begin() as work:
            cursors = work.checkpoints.cursors(connection.name)
        try:
            pin(self.store, connection, self.clock.now())
            connection.session.reader.tidy(cursors)
        except OtherOrg:
            raise
        except AdvocacyError as error:
            return error
        return None

    def _plan(self, number: int) -> tuple[Plan, list[Intent]]:
        with self.store.begin() as work:
            plan, intents = work.pushes.get(number), work.pushes.intents(number)
        if plan is None:
            raise ConfigError(f"there is no plan {number}; run 'advocacy-sync push plan' first")
        if sealed(plan.kind, intents) != plan.sha256:
            raise ConflictError(f"plan {number} is not what it was when it was made; nothing was written, plan again")
        if plan.status == "superseded":
            raise ConflictError(f"a newer plan has taken the place of plan {number}; apply that one, or plan again")
        if plan.status == "held" and plan.approved_at is None:
            raise ConflictError(
                f"plan {number} needs an approval: {plan.note}. "
                f"Look at it with 'push apply --plan {number} --dry-run', then add --approve"
            )
        if plan.status != "applied" and self.aging.now() - plan.created_at > self.caution.longest:
            raise ConflictError(f"plan {number} is from {plan.created_at:%Y-%m-%d %H:%M}Z, too long ago; plan again")
        return plan, intents

    def _not_moved(self, waiting: Sequence[Intent]) -> None:
        """Compare the plan with what pulls have brought since it was made."""
        moved = 0
        for start in range(0, len(waiting), ROWS_A_LOOK):
            some = waiting[start : start + ROWS_A_LOOK]
            with self.store.begin() as work:
                stored = work.sources.stored(sorted({one.source_key for one in some}))
            moved += sum(_moved(one, stored.get(one.source_key)) for one in some)
        if moved > max(self.caution.few, self.caution.moved_share * len(waiting)):
            raise ConflictError(
                f"{moved} of {len(waiting)} planned values meet another value than the plan saw; "
                "nothing was written, plan again"
            )

    def _refused(self, plan: Plan, refused: Sequence[Intent], report: PushReport) -> None:
        """Values that the plan itself found not to fit: settled and kept as failures, without a call."""
        if not refused:
            return
        with self.store.begin() as work:
            self.settle(work, plan, refused)
            for (name, object_name), found in groupby(sorted(refused, key=_place), key=_place):
                count = len(list(found))
                counts = Counter(planned=count, rejected=count)
                work.runs.count(self.run, name, object_name, counts)
                report.by_object[name, object_name].update(counts)
        report.planned += len(refused)
        report.outcomes["rejected"] += len(refused)
        report.tell(refused)

    def settle(self, work: UnitOfWork, plan: Plan, settled: Sequence[Intent]) -> None:
        """Keep how values ended: the receipts, what we wrote last, what failed and how often."""
        now = self.clock.now()
        work.pushes.settle(self.run, settled, now)
        ours = [one for one in settled if one.outcome in ("applied", "unchanged")]
        spared = [one for one in settled if one.outcome == "conflicted" and plan.kind == "rollback"]
        work.pushes.put_values(
            [
                # What a person put in the place of a value that was to be taken back is not written over again.
                PushedValue(
                    source_key=one.source_key,
                    field=one.field,
                    written=one.before,
                    written_at=now,
                    withdrawn=orjson.dumps(one.before).decode(),
                )
                for one in spared
            ]
            + [
                PushedValue(
                    source_key=one.source_key,
                    field=one.field,
                    written=one.after,
                    written_at=now,
                    wanted=one.after,
                    wanted_at=now,
                    withdrawn=orjson.dumps(one.before).decode() if plan.kind == "rollback" else None,
                )
                for one in ours
            ]
        )
        known = {(one.source_key, one.field): one for one in work.failures.all()}
        failed = [one for one in settled if one.code == ALTERED or (one.outcome == "rejected" and one.code != GONE)]
        mended = {(one.source_key, one.field) for one in settled if one.outcome != "unknown"} & set(known)
        work.failures.clear(sorted(mended))
        work.failures.put([_failure(one, known.get((one.source_key, one.field)), now) for one in failed])


SPARED = "spared: somebody has changed the value since the run wrote it"
GONE = "gone"  # the row is no more: nothing that trying again could mend
ALTERED = "altered"  # the org puts something else in place: writing again and again would be a quarrel


@dataclass(frozen=True)
class _ObjectApply:
    """The rows of one object of one connection, in steps."""

    applier: Applier
    connection: Connected
    object_name: str
    plan: Plan
    report: PushReport

    def try_all(self, rows: Sequence[Row], away: AdvocacyError | None) -> None:
        """As `apply`; a CRM that is away, or does not let us in, does not keep the others from being written."""
        try:
            if away is not None:
                raise away
            schema = self.connection.session.reader.describe(self.object_name)
        except AdvocacyError as error:
            self.report.later = self.report.later or isinstance(error, RetryableError)
            self._stop(rows, str(error))
            return
        self.apply(rows, schema)

    def apply(self, rows: Sequence[Row], schema: ObjectSchema | None) -> None:
        """A few rows first; then all, as long as the CRM takes them and nobody else has been there."""
        self.connection.budget.purpose = "push"
        rows = sorted(rows, key=lambda row: (row[0].parent, row[0].source_key))  # what is locked together goes together
        done = 0
        counts: Counter[str] = Counter()
        canary = self.applier.caution.canary
        while done < len(rows):
            left = len(rows) - done
            size = canary if done == 0 and left > 2 * canary else self.connection.session.writer.batch(left)
            step = rows[done : done + max(1, size)]
            try:
                settled, unsent = self._step(step, schema)
            except QuotaSpent as spent:
                self.report.later = True
                self._stop(rows[done:], str(spent))
                return
            counts.update(one.outcome for one in settled)
            done += len(step)
            if unsent:
                self.report.later = True
                self._stop([*unsent, *rows[done:]], "the CRM could not be reached for all of them; they were not sent")
                return
            self.applier.progress(f"push {self.connection.name} {self.object_name}", done, len(rows))
            if done < len(rows) and (why := self._alarm(counts)):
                self._stop(rows[done:], why)
                return

    def _stop(self, rows: Sequence[Row], why: str) -> None:
        self.report.left += sum(len(row) for row in rows)
        self.report.stopped.append(f"{self.connection.name} {self.object_name}: {why}")
        self.applier.events("push_stopped", connection=self.connection.name, object=self.object_name, reason=why)

    def _alarm(self, counts: Counter[str]) -> str:
        """Why no more should be written, by how the rows so far have ended; nothing while all is well."""
        caution, tried = self.applier.caution, sum(counts.values())
        refused = counts["rejected"] + counts["unknown"]
        if refused > max(caution.few, caution.bad_share * tried):
            return f"{refused} of the first {tried} values were refused or lost; the others were not tried"
        if counts["conflicted"] > max(caution.few, caution.moved_share * tried):
            return (
                f"{counts['conflicted']} of the first {tried} values were changed by others, before or after we wrote; "
                "the others were not tried"
            )
        return ""

    def _step(self, rows: Sequence[Row], schema: ObjectSchema | None) -> tuple[list[Intent], list[Row]]:
        """How the rows' values ended, kept; and rows of which nothing was sent: they stay planned."""
        settled, seen, unsent = self._written(rows, schema)
        counts = Counter(one.outcome for one in settled)
        counts["planned"] = len(settled)
        with self.applier.store.begin() as work:
            self.applier.settle(work, self.plan, settled)
            work.sources.patch(self.applier.run, seen)
            work.runs.count(self.applier.run, self.connection.name, self.object_name, counts)
            self.connection.book(work, self.applier.run, self.applier.clock.now())
        self.report.planned += counts.pop("planned")
        self.report.outcomes.update(counts)
        self.report.tell(one for one in settled if one.outcome not in SETTLED)
        self.report.by_object[str(self.connection.name), self.object_name].update({**counts, "planned": len(settled)})
        return settled, unsent

    # -- check, write, read back -------------------------------------------------------------------

    def _written(
        self, rows: Sequence[Row], schema: ObjectSchema | None
    ) -> tuple[list[Intent], list[SourceRow], list[Row]]:
        """The rows' intents settled, the rows as they were last seen, and the rows that were not sent."""
        session = self.connection.session
        ids = [parse_source_key(row[0].source_key).external_id for row in rows]
        fields = sorted({intent.field for row in rows for intent in row})
        readable = [name for name in fields if schema is None or name in schema.fields]
        try:
            now = {str(row.key): row for row in session.reader.read(self.object_name, ids, readable)}
        except QuotaSpent:
            raise
        except AdvocacyError as error:
            return [replace(i, outcome="unknown", message=f"not written: {error}") for row in rows for i in row], [], []
        settled: list[Intent] = []
        going: list[Row] = []
        for row in rows:
            held, free = _checked(row, now.get(row[0].source_key), schema)
            if self.plan.kind == "rollback":
                held = [replace(one, message=SPARED) if one.outcome == "conflicted" else one for one in held]
            settled += held
            going += [free] if free else []
        if not going:
            return settled, list(now.values()), []
        changes = [_change(row) for row in going]
        receipts = {str(receipt.key): receipt for receipt in session.writer.write(self.object_name, changes)}
        unsent = [row for row in going if receipts[row[0].source_key].code == NOT_SENT]
        going = [row for row in going if receipts[row[0].source_key].code != NOT_SENT]
        seen = self._read_back([parse_source_key(row[0].source_key).external_id for row in going], readable)
        for row in going:
            settled += _settled(row, receipts[row[0].source_key], seen.get(row[0].source_key))
        return settled, list({**now, **seen}.values()), unsent

    def _read_back(self, ids: Sequence[str], fields: Sequence[str]) -> dict[str, SourceRow]:
        """What the rows hold now; nothing if they cannot be read, which leaves the receipts to speak.

        The quota that keeps a push from beginning does not keep it from seeing what it has done.
        """
        self.connection.budget.purpose = "pull"
        try:
            return {str(row.key): row for row in self.connection.session.reader.read(self.object_name, ids, fields)}
        except AdvocacyError as error:
            self.applier.events(
                "read_back_failed", connection=self.connection.name, object=self.object_name, error=str(error)
            )
            return {}
        finally:
            self.connection.budget.purpose = "push"


def _place(intent: Intent) -> tuple[str, str]:
    key = parse_source_key(intent.source_key)
    return key.connection, key.object


def _moved(intent: Intent, stored: SourceRow | None) -> bool:
    if stored is None or stored.deleted:
        return True
    now = stored.payload.get(intent.field)
    return now not in (intent.before, intent.after)


def _change(row: Row) -> Change:
    values = {intent.field: intent.after for intent in row}
    return Change(key=parse_source_key(row[0].source_key), values=values, group=row[0].parent)


def _checked(row: Row, now: SourceRow | None, schema: ObjectSchema | None) -> tuple[list[Intent], list[Intent]]:
    """Intents that must not be written, each with its outcome, and those that may, with what they replace."""
    if now is None or now.deleted:
        gone = "the CRM no longer has the record"
        return [replace(i, outcome="rejected", code=GONE, message=gone) for i in row], []
    held, free = [], []
    for intent in row:
        field = schema.fields.get(intent.field) if schema is not None else None
        wrong = misfit(field, intent.after) if field is not None else None
        if schema is not None and field is None:
            wrong = ("preflight.field", f"{schema.name} no longer shows the field {intent.field}")
        stands = now.payload.get(intent.field)
        verdict = before_write(intent.before, intent.after, stands, always=intent.rule == "ours")
        if verdict is not None:
            held.append(replace(intent, outcome=verdict[0], message=verdict[1], replaced=stands))
        elif wrong is not None:
            held.append(replace(intent, outcome="rejected", code=wrong[0], message=wrong[1]))
        else:
            free.append(replace(intent, replaced=stands))
    return held, free


def _settled(row: Row, receipt: Receipt, seen: SourceRow | None) -> list[Intent]:
    if seen is None:
        outcome = "rejected" if receipt.outcome == "rejected" else "unknown"
        text = receipt.message or "the value could not be read back"
        return [replace(intent, outcome=outcome, code=receipt.code, message=text) for intent in row]
    settled = []
    for intent in row:
        now = seen.payload.get(intent.field)
        outcome, text = after_write(receipt.outcome.value, receipt.message, intent.replaced, intent.after, now)
        code = receipt.code if outcome == "rejected" else ALTERED if outcome == "conflicted" else ""
        settled.append(replace(intent, outcome=outcome, code=code, message=text))
    return settled


def _failure(intent: Intent, before: Failure | None, now: datetime) -> Failure:
    """One refusal more of the same value, or the first one of another."""
    again = before is not None and before.after == intent.after
    tries = before.tries + 1 if before is not None and again else 1
    place = "/".join(_place(intent))
    return Failure(
        source_key=intent.source_key,
        field=intent.field,
        fingerprint=cause(place, intent.field, intent.code, intent.message),
        code=intent.code,
        message=intent.message,
        after=intent.after,
        tries=tries,
        first_at=before.first_at if before is not None and again else now,
        last_at=now,
        given_up=tries >= MOST_TRIES,
    )
