"""Flag: advocates, nomination signals and stale facts, from the records as they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from advocacy_sync.kernel.ids import RecordId
from advocacy_sync.ports.store import Store, UnitOfWork
from advocacy_sync.records.advocate import Advocate
from advocacy_sync.records.kinds import ActivityStatus, AdvocateStatus
from advocacy_sync.signals.evaluate import Compiled, Nomination, nominate
from advocacy_sync.signals.facts import World, gather
from advocacy_sync.stewardship.freshness import StalenessRules, confirmations, stale_facts

from .occasion import Occasion
from .world import Records

__all__ = ["FlagReport", "FlagRules", "flag"]


@dataclass(frozen=True)
class FlagRules:
    """`readable`: by source of evidence, whether its data is there to conclude from. `unread`: objects
    that signals rest on and that have not been read of late: while there are any, signals stay as they are."""

    signals: Compiled
    staleness: StalenessRules
    readable: Mapping[str, bool]
    unread: tuple[str, ...] = ()


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
    unread: tuple[str, ...] = ()

    @property
    def green(self) -> bool:
        return not self.failed and not self.unread

    @property
    def signals(self) -> int:
        return sum(self.standing.values())

    @property
    def stale_flags(self) -> int:
        return sum(self.stale.values())


def flag(store: Store, occasion: Occasion, rules: FlagRules) -> FlagReport:
    """Open and close signals, make advocates, set stale flags, in one transaction."""
    report = FlagReport(unread=rules.unread)
    rules.signals.undecided.clear()
    rules.signals.failed.clear()
    with store.begin() as work:
        flagging = _Flagging(work, Records(work), occasion, rules, report)
        if not rules.unread:
            flagging.signals()
        flagging.advocates()
        flagging.staleness()
    report.undecided.update(rules.signals.undecided)
    report.failed.update(rules.signals.failed)
    report.unreadable = sorted(source for source, there in rules.readable.items() if not there)
    return report


@dataclass(frozen=True)
class _Flagging:
    work: UnitOfWork
    records: Records
    occasion: Occasion
    rules: FlagRules
    report: FlagReport

    # -- signals -----------------------------------------------------------------------------------

    def signals(self) -> None:
        """One open signal per rule and person; a closed one keeps its rule quiet for the cool-down."""
        standing, last_closed, twins = self._known_signals()
        holding = {(contact, one.rule.name): one for contact, found in self._nominations().items() for one in found}
        cool = timedelta(days=self.rules.signals.rules.cool_down_days)
        opened = []
        for key, nomination in holding.items():
            if nomination.suppressed_by is not None:
                self.report.suppressed[nomination.suppressed_by] += 1
            elif key in standing:
                self.report.standing[key[1]] += 1
            elif key not in last_closed or self.occasion.now - last_closed[key] >= cool:
                opened.append(self._row(key[0], nomination))
                self.report.opened[key[1]] += 1
                self.report.standing[key[1]] += 1
        closed = [(row, "merged") for row in twins] + [
            (row, _why(holding.get(key)))
            for key, row in standing.items()
            if key not in holding or holding[key].suppressed_by is not None
        ]
        self.report.closed.update(because for _, because in closed)
        self.work.programme.close_signals(closed, self.occasion.now)
        self.work.programme.open_signals(opened)

    def _known_signals(self) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], datetime], list[int]]:
        """Row of each open signal, and when a closed one was last closed, by person and rule; and open
        rows that a merge of two people has made the second of their kind."""
        twins: list[int] = []
        standing: dict[tuple[str, str], int] = {}
        closed: dict[tuple[str, str], datetime] = {}
        for row in self.work.programme.signals():
            key = (self.records.canonical("contact", row["contact"]), row["rule"])
            if row["closed_at"] is not None:
                closed[key] = max(row["closed_at"], closed.get(key, row["closed_at"]))
            elif key in standing:
                twins.append(row["id"])
            else:
                standing[key] = row["id"]
        return standing, closed, twins

    def _nominations(self) -> dict[str, list[Nomination]]:
        records, signals = self.records, self.rules.signals
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
        facts = gather(world, self.occasion.now, self.occasion.zone)
        found = {contact: nominate(signals, known) for contact, known in sorted(facts.items())}
        return {contact: nominations for contact, nominations in found.items() if nominations}

    def _row(self, contact: str, nomination: Nomination) -> dict[str, Any]:
        return {
            "rule": nomination.rule.name,
            "rule_version": self.rules.signals.rules.version,
            "contact": contact,
            "weight": nomination.rule.weight,
            "evidence": list(nomination.evidence),
            "opened_at": self.occasion.now,
            "run": self.occasion.run,
        }

    # -- advocates ---------------------------------------------------------------------------------

    def advocates(self) -> None:
        """An advocate record, as candidate, at the first signal, nomination or completed activity."""
        there = {self.records.canonical("contact", one.contact) for one in self.work.programme.advocates()}
        contacts = {contact.id for contact in self.records.contacts}
        made = [
            Advocate(
                id=RecordId(contact),
                contact=RecordId(contact),
                status=AdvocateStatus.CANDIDATE,
                since=self.occasion.now,
                reason=reason,
            )
            for contact, reason in sorted(self._reasons().items())
            if contact in contacts and contact not in there
        ]
        self.work.programme.add_advocates(made)
        self.report.advocates_made = len(made)

    def _reasons(self) -> dict[str, str]:
        now = self.occasion.now
        done = {
            one.id
            for one in self.records.activities
            if one.status is ActivityStatus.COMPLETED and one.occurred_at <= now
        }
        reasons: dict[str, str] = {
            part.contact: "activity" for part in self.records.participants if part.activity in done
        }
        reasons.update({contact.id: "nomination" for contact in self.records.contacts if contact.nominated})
        for row in self.work.programme.signals():
            if row["closed_at"] is None:
                reasons.setdefault(self.records.canonical("contact", row["contact"]), f"signal:{row['rule']}")
        return reasons

    # -- staleness ---------------------------------------------------------------------------------

    def staleness(self) -> None:
        evidence = confirmations(self.records.evidence, self.occasion.now, self.occasion.zone)
        people = {self.records.canonical("contact", one.contact) for one in self.work.programme.advocates()}
        rules = self.rules.staleness
        rows = [
            {
                "contact": contact,
                "fact": stale.fact,
                "rule_version": rules.version,
                "verified_at": stale.verified_at,
                "stale_since": stale.stale_since,
                "evidence": stale.evidence,
                "run": self.occasion.run,
            }
            for contact in sorted(people)
            for stale in stale_facts(rules, evidence.get(contact, ()), self.occasion.now, self.rules.readable)
        ]
        self.report.stale.update(str(row["fact"]) for row in rows)
        self.work.programme.replace_stale_flags(rows)


def _why(nomination: Nomination | None) -> str:
    return "no_longer_holds" if nomination is None else f"suppressed:{nomination.suppressed_by}"
