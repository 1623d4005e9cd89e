"""Flag: advocates, nomination signals and stale facts, from the records as they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from advocacy_sync.kernel.ids import RecordId, RunId
from advocacy_sync.ports.store import Store, UnitOfWork
from advocacy_sync.records.advocate import Advocate
from advocacy_sync.records.kinds import ActivityStatus, AdvocateStatus
from advocacy_sync.signals.evaluate import Compiled, Nomination, nominate
from advocacy_sync.signals.facts import World, gather
from advocacy_sync.stewardship.freshness import StalenessRules, confirmations, stale_facts

from .world import Records

__all__ = ["FlagReport", "flag"]


@dataclass
class FlagReport:
    """Counts by rule or fact; `suppressed` by suppressor; `unreadable`: sources whose data is not there."""

    opened: Counter[str] = field(default_factory=Counter)
    closed: Counter[str] = field(default_factory=Counter)
    standing: Counter[str] = field(default_factory=Counter)
    suppressed: Counter[str] = field(default_factory=Counter)
    undecided: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    stale: Counter[str] = field(default_factory=Counter)
    advocates_made: int = 0
    unreadable: list[str] = field(default_factory=list)

    @property
    def signals(self) -> int:
        return sum(self.standing.values())

    @property
    def stale_flags(self) -> int:
        return sum(self.stale.values())


def flag(
    store: Store,
    run: RunId,
    now: datetime,
    zone: tzinfo,
    signals: Compiled,
    staleness: StalenessRules,
    readable: Mapping[str, bool],
) -> FlagReport:
    """Open and close signals, make advocates, set stale flags, in one transaction."""
    report = FlagReport()
    signals.undecided.clear()
    signals.failed.clear()
    with store.begin() as work:
        records = Records(work)
        nominations = _nominations(records, signals, now, zone)
        _signals(work, records, nominations, signals, run, now, report)
        _advocates(work, records, now, report)
        _staleness(work, records, staleness, run, now, zone, readable, report)
    report.undecided.update(signals.undecided)
    report.failed.update(signals.failed)
    report.unreadable = sorted(source for source, there in readable.items() if not there)
    return report


def _nominations(records: Records, signals: Compiled, now: datetime, zone: tzinfo) -> dict[str, list[Nomination]]:
    world = World(
        contacts=records.contacts,
        opportunities=records.opportunities,
        roles=records.roles,
        activities=records.activities,
        participants=records.participants,
        cases=records.cases,
        surveys=records.surveys,
        sponsor_roles=frozenset(role.casefold() for role in signals.rules.sponsor_roles),
    )
    facts = gather(world, now, zone)
    found = {contact: nominate(signals, known) for contact, known in sorted(facts.items())}
    return {contact: nominations for contact, nominations in found.items() if nominations}


def _signals(
    work: UnitOfWork,
    records: Records,
    nominations: Mapping[str, list[Nomination]],
    signals: Compiled,
    run: RunId,
    now: datetime,
    report: FlagReport,
) -> None:
    """One open signal per rule and person; a closed one keeps its rule quiet for the cool-down."""
    standing: dict[tuple[str, str], int] = {}
    last_closed: dict[tuple[str, str], datetime] = {}
    for row in work.programme.signals():
        key = (records.canonical("contact", row["contact"]), row["rule"])
        if row["closed_at"] is None:
            standing[key] = row["id"]
        else:
            last_closed[key] = max(row["closed_at"], last_closed.get(key, row["closed_at"]))
    holding = {(contact, one.rule.name): one for contact, found in nominations.items() for one in found}
    cool = timedelta(days=signals.rules.cool_down_days)
    opened = []
    for key, nomination in holding.items():
        if nomination.suppressed_by is not None:
            report.suppressed[nomination.suppressed_by] += 1
            continue
        if key in standing:
            report.standing[key[1]] += 1
        elif key not in last_closed or now - last_closed[key] >= cool:
            opened.append(_row(key[0], nomination, signals.rules.version, run, now))
            report.opened[key[1]] += 1
            report.standing[key[1]] += 1
    closed = [
        (row, _why(holding.get(key)))
        for key, row in standing.items()
        if key not in holding or holding[key].suppressed_by is not None
    ]
    for _, because in closed:
        report.closed[because] += 1
    work.programme.close_signals(closed, now)
    work.programme.open_signals(opened)


def _why(nomination: Nomination | None) -> str:
    return "no_longer_holds" if nomination is None else f"suppressed:{nomination.suppressed_by}"


def _row(contact: str, nomination: Nomination, version: str, run: RunId, now: datetime) -> dict[str, object]:
    return {
        "rule": nomination.rule.name,
        "rule_version": version,
        "contact": contact,
        "weight": nomination.rule.weight,
        "evidence": list(nomination.evidence),
        "opened_at": now,
        "run": run,
    }


def _advocates(work: UnitOfWork, records: Records, now: datetime, report: FlagReport) -> None:
    """An advocate record, as candidate, at the first signal, nomination or completed activity."""
    there = {records.canonical("contact", one.contact) for one in work.programme.advocates()}
    contacts = {contact.id: contact for contact in records.contacts}
    done = {one.id for one in records.activities if one.status is ActivityStatus.COMPLETED and one.occurred_at <= now}
    reasons: dict[str, str] = {}
    for part in records.participants:
        if part.activity in done:
            reasons[part.contact] = "activity"
    for contact in records.contacts:
        if contact.nominated:
            reasons[contact.id] = "nomination"
    for row in work.programme.signals():
        if row["closed_at"] is None:
            reasons.setdefault(records.canonical("contact", row["contact"]), f"signal:{row['rule']}")
    made = [
        Advocate(
            id=RecordId(contact),
            contact=RecordId(contact),
            status=AdvocateStatus.CANDIDATE,
            since=now,
            reason=reason,
        )
        for contact, reason in sorted(reasons.items())
        if contact in contacts and contact not in there
    ]
    work.programme.add_advocates(made)
    report.advocates_made = len(made)


def _staleness(
    work: UnitOfWork,
    records: Records,
    rules: StalenessRules,
    run: RunId,
    now: datetime,
    zone: tzinfo,
    readable: Mapping[str, bool],
    report: FlagReport,
) -> None:
    evidence = confirmations(
        records.contacts,
        records.activities,
        records.participants,
        records.surveys,
        records.opportunities,
        now,
        zone,
    )
    people = sorted({records.canonical("contact", one.contact) for one in work.programme.advocates()})
    rows = []
    for contact in people:
        for stale in stale_facts(rules, evidence.get(contact, ()), now, readable):
            report.stale[stale.fact] += 1
            rows.append(
                {
                    "contact": contact,
                    "fact": stale.fact,
                    "rule_version": rules.version,
                    "verified_at": stale.verified_at,
                    "stale_since": stale.stale_since,
                    "evidence": stale.evidence,
                    "run": run,
                }
            )
    work.programme.replace_stale_flags(rows)
