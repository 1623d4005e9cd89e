"""Push: plan the smallest change, apply it, read it back, keep a receipt for every value."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from itertools import groupby
from typing import Any

from advocacy_sync.attribution.eligibility import ELIGIBLE
from advocacy_sync.kernel.clock import Clock
from advocacy_sync.kernel.errors import AdvocacyError, ConfigError
from advocacy_sync.kernel.finding import Finding
from advocacy_sync.kernel.ids import RunId, parse_source_key
from advocacy_sync.ports.crm import Change
from advocacy_sync.ports.events import Events, Progress, silent
from advocacy_sync.ports.store import Intent, Store, UnitOfWork
from advocacy_sync.records.pushed import PUSHED
from advocacy_sync.records.source_row import SourceRow
from advocacy_sync.stewardship.freshness import confirmations
from advocacy_sync.writeback.settle import after_write, before_write
from advocacy_sync.writeback.wanted import Person, Wanted, clip, of_accounts, of_contacts, of_deals

from .connected import Connected, ObjectPlan, fit
from .world import Records

__all__ = ["Applier", "PushReport", "PushRules", "plan_push", "save_plan"]

ROWS_A_STEP = 1_000
OUTCOMES = ("applied", "unchanged", "rejected", "conflicted", "unknown")


@dataclass
class PushReport:
    """Counts of planned values and how they ended, in all and by (connection, object)."""

    planned: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    by_object: dict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    findings: list[Finding] = field(default_factory=list)

    @property
    def green(self) -> bool:
        bad = self.outcomes["rejected"] + self.outcomes["conflicted"] + self.outcomes["unknown"]
        unwritable = any(finding.severity == "error" for finding in self.findings)
        return self.planned == sum(self.outcomes.values()) and not bad and not unwritable

    def as_dict(self) -> dict[str, int]:
        return {"planned": self.planned, **{name: self.outcomes[name] for name in OUTCOMES}}


# --- plan -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PushRules:
    """`labels`: how each signal rule is called; `verdict_version`: of the verdicts that count."""

    labels: Mapping[str, str]
    verdict_version: str


def plan_push(
    store: Store, connections: Sequence[Connected], rules: PushRules, now: datetime, zone: tzinfo
) -> tuple[list[Intent], list[Finding]]:
    """Every value whose wanted state differs from what the CRM was last seen to hold."""
    intents: list[Intent] = []
    findings: list[Finding] = []
    with store.begin() as work:
        records = Records(work)
        people = _people(work, records, rules)
        wanted = {
            "opportunity": of_deals(records.opportunities, _eligible(work, records, rules), _names(records), zone),
            "contact": of_contacts(people, _verified(records, now, zone), zone),
            "account": of_accounts(records.contacts, people),
        }
        for connection in connections:
            connection.session.reader.refresh()
            for file in connection.files:
                plan, found = fit(connection, file)
                findings += [one for one in found if one.code.startswith("mapping.push")]
                if plan is not None and plan.push:
                    intents += _differences(work, records, connection, plan, wanted)
    return intents, findings


def _names(records: Records) -> dict[str, str]:
    return {contact.id: contact.name for contact in records.contacts}


def _eligible(work: UnitOfWork, records: Records, rules: PushRules) -> dict[str, list[Mapping[str, Any]]]:
    """Verdict rows of eligible touches by deal."""
    eligible: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in work.ledger.verdicts():
        if row["verdict"] == ELIGIBLE and row["rule_version"] == rules.verdict_version:
            eligible[row["opportunity"]].append({**row, "contact": records.canonical("contact", row["contact"])})
    return eligible


def _people(work: UnitOfWork, records: Records, rules: PushRules) -> dict[str, Person]:
    """What is known of each advocate, by contact."""
    people = {records.canonical("contact", one.contact): Person(one.status.value) for one in work.programme.advocates()}
    for row in work.programme.signals():
        person = people.get(records.canonical("contact", row["contact"]))
        if row["closed_at"] is None and person is not None:
            person.signals.append((row["weight"], rules.labels.get(row["rule"], row["rule"])))
    for row in work.programme.stale_flags():
        person = people.get(records.canonical("contact", row["contact"]))
        if person is not None:
            person.stale.append((row["fact"], row["stale_since"]))
    return people


def _verified(records: Records, now: datetime, zone: tzinfo) -> dict[str, datetime]:
    """When each person was last confirmed by themselves or by a colleague."""
    evidence = confirmations(replace(records.evidence, opportunities=()), now, zone)
    return {contact: max(one.at for one in found) for contact, found in evidence.items() if found}


def _differences(
    work: UnitOfWork,
    records: Records,
    connection: Connected,
    plan: ObjectPlan,
    wanted: Mapping[str, Mapping[str, Mapping[str, Wanted]]],
) -> Iterator[Intent]:
    for external_id, payload in work.sources.payloads(connection.name, plan.object):
        key = f"{connection.name}/{plan.object}/{external_id}"
        for value, target in plan.push.items():
            if target.name not in payload:
                continue  # not read yet: nothing is written blindly
            kind = PUSHED[value].record
            want = wanted[kind].get(records.canonical(kind, key), {}).get(value)
            after = connection.session.writer.wire(clip(want.value, target.length) if want else None)
            before = payload[target.name]
            if after != before:
                reason = want.reason if want else "nothing to say any more"
                yield Intent(
                    id=None, source_key=key, field=target.name, value=value, before=before, after=after, reason=reason
                )


def save_plan(store: Store, run: RunId, intents: Sequence[Intent], now: datetime) -> int:
    with store.begin() as work:
        return work.pushes.open_plan(run, intents, now)


# --- apply ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Applier:
    """What applying a plan needs besides the orgs."""

    store: Store
    run: RunId
    clock: Clock
    events: Events = silent
    progress: Progress = silent

    def apply(self, connections: Sequence[Connected], plan: int) -> PushReport:
        """Bring a stored plan into the CRMs. What another value stands in the way of is left and reported.

        Each step of rows is settled in one transaction behind its read-back, so a stop loses no
        receipt but those of the step; applying the plan again finds their values in place.
        """
        with self.store.begin() as work:
            intents = [intent for intent in work.pushes.plan(plan) if intent.outcome == "planned"]
        report = PushReport(planned=len(intents))
        by_name = {str(connection.name): connection for connection in connections}
        for (name, object_name), found in groupby(sorted(intents, key=_place), key=_place):
            if name not in by_name:
                raise ConfigError(f"the plan speaks of the connection {name!r}, which the settings don't have")
            rows = [list(group) for _, group in groupby(found, key=lambda intent: intent.source_key)]
            for start in range(0, len(rows), ROWS_A_STEP):
                step = rows[start : start + ROWS_A_STEP]
                settled, seen = _step(by_name[name], object_name, step, self.events)
                counts = self._record(name, object_name, settled, seen)
                report.outcomes.update(counts)
                report.by_object[name, object_name].update({**counts, "planned": len(settled)})
                self.progress(f"push {name} {object_name}", start + len(step), len(rows))
        with self.store.begin() as work:
            work.pushes.close(plan)
        return report

    def _record(
        self, name: str, object_name: str, settled: Sequence[Intent], seen: Sequence[SourceRow]
    ) -> Counter[str]:
        counts = Counter(intent.outcome for intent in settled)
        with self.store.begin() as work:
            work.pushes.settle(settled, self.clock.now())
            work.sources.patch(self.run, seen)
            work.runs.count(self.run, name, object_name, {**counts, "planned": len(settled)})
        return counts


def _place(intent: Intent) -> tuple[str, str]:
    key = parse_source_key(intent.source_key)
    return key.connection, key.object


def _step(
    connection: Connected, object_name: str, rows: Sequence[Sequence[Intent]], events: Events
) -> tuple[list[Intent], list[SourceRow]]:
    """Check, write, read back some rows; every intent of them settled, and the rows as now seen."""
    ids = [parse_source_key(row[0].source_key).external_id for row in rows]
    fields = sorted({intent.field for row in rows for intent in row})
    try:
        now = {str(row.key): row for row in connection.session.reader.read(object_name, ids, fields)}
    except AdvocacyError as error:
        return [replace(i, outcome="unknown", message=f"not written: {error}") for row in rows for i in row], []
    settled: list[Intent] = []
    going: list[list[Intent]] = []
    for row in rows:
        held, free = _check(row, now.get(row[0].source_key))
        settled += held
        going += [free] if free else []
    if not going:
        return settled, list(now.values())
    changes = [
        Change(key=parse_source_key(row[0].source_key), values={intent.field: intent.after for intent in row})
        for row in going
    ]
    receipts = {str(receipt.key): receipt for receipt in connection.session.writer.write(object_name, changes)}
    written = [change.key.external_id for change in changes]
    try:
        seen = {str(row.key): row for row in connection.session.reader.read(object_name, written, fields)}
    except AdvocacyError as error:
        events("read_back_failed", connection=connection.name, object=object_name, error=str(error))
        seen = {}
    for row in going:
        receipt = receipts[row[0].source_key]
        settled += _settle(row, receipt.outcome.value, receipt.message, seen.get(row[0].source_key))
    return settled, list({**now, **seen}.values())


def _check(row: Sequence[Intent], now: SourceRow | None) -> tuple[list[Intent], list[Intent]]:
    """Intents that must not be written, each with its outcome, and those that may."""
    if now is None or now.deleted:
        return [replace(i, outcome="rejected", message="the CRM no longer has the record") for i in row], []
    held, free = [], []
    for intent in row:
        verdict = before_write(intent.before, intent.after, now.payload.get(intent.field))
        if verdict is None:
            free.append(intent)
        else:
            held.append(replace(intent, outcome=verdict[0], message=verdict[1]))
    return held, free


def _settle(row: Sequence[Intent], receipt: str, message: str, seen: SourceRow | None) -> list[Intent]:
    if seen is None:
        outcome = "rejected" if receipt == "rejected" else "unknown"
        text = message or "the value could not be read back"
        return [replace(intent, outcome=outcome, message=text) for intent in row]
    settled = []
    for intent in row:
        now = seen.payload.get(intent.field)
        outcome, text = after_write(receipt, message, intent.before, intent.after, now)
        settled.append(replace(intent, outcome=outcome, message=text))
    return settled
