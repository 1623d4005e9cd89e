"""What a pushed value rests on, read from the store for one record: money, verdicts, signals, facts, people.

Each ground is a list of plain lines of one kind, under a name; which grounds a value has is told in one table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from advocacy_sync.attribution.eligibility import ELIGIBLE
from advocacy_sync.kernel.money import Money
from advocacy_sync.ports.store import UnitOfWork
from advocacy_sync.records.activity import Activity
from advocacy_sync.records.contact import Contact
from advocacy_sync.records.kinds import ActivityStatus
from advocacy_sync.records.work import WorkKind
from advocacy_sync.stewardship.freshness import confirmations
from advocacy_sync.writeback.wanted import hindrance

from .boxes import standing_items
from .occasion import Occasion
from .plan import PushRules
from .wishes import evidence_of
from .world import Records

__all__ = ["GROUNDS", "GroundName", "Grounds", "Line", "named"]

GroundName = Literal[
    "ledger",
    "touches",
    "signals",
    "stale_facts",
    "confirmations",
    "advocate",
    "asks",
    "people",
    "requests",
    "nominations",
]
_MONEY: tuple[GroundName, ...] = ("ledger", "touches")
GROUNDS: Mapping[str, tuple[GroundName, ...]] = {
    "influenced_revenue": _MONEY,
    "attributed_revenue": _MONEY,
    "advocate_touches": _MONEY,
    "last_touch": _MONEY,
    "top_advocates": _MONEY,
    "request_state": ("requests",),
    "advocate_status": ("advocate",),
    "availability": ("asks",),
    "next_free": ("asks",),
    "load_band": ("asks",),
    "signals": ("signals",),
    "staleness": ("stale_facts", "confirmations"),
    "last_verified": ("confirmations", "stale_facts"),
    "nomination_state": ("nominations",),
    "referenceable_advocates": ("people",),
    "opportunity_why": (),
    "contact_why": (),
    "account_why": (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """`activity`, `contact`: None for the remainder that is nobody's. `stands`: neither reversed nor a reversal."""

    entry: int
    amount: str
    currency: str
    activity: str | None
    contact: str | None
    name: str
    weight: str
    model: str
    model_version: str
    kind: str
    reverses: int | None
    stands: bool
    run: int
    posted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchLine:
    """One person's part in one activity. `counts`: it is eligible by the rules that count now."""

    activity: str
    kind: str
    occurred_at: datetime
    contact: str
    name: str
    verdict: str
    basis: str
    rule_version: str
    counts: bool
    run: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalLine:
    rule: str
    label: str
    rule_version: str
    weight: int
    since: datetime
    evidence: tuple[str, ...]
    run: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleLine:
    """`confirmed_by`: the record that confirmed the fact last."""

    fact: str
    stale_since: datetime
    confirmed_at: datetime
    confirmed_by: str
    rule_version: str
    run: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationLine:
    at: datetime
    source: str
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvocateLine:
    record: str
    name: str
    status: str
    since: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskLine:
    """An act that the person was asked for, of their own or of a colleague of the same account, and its units."""

    activity: str
    kind: str
    occurred_at: datetime
    status: str
    contact: str
    name: str
    units: int
    rule_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    contact: str
    name: str
    counts: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    item: int | None
    state: str
    since: datetime
    because: str
    who: str
    opened_at: datetime


Line = (
    LedgerLine | TouchLine | SignalLine | StaleLine | ConfirmationLine | AdvocateLine | AskLine | PersonLine | ItemLine
)  # fmt: skip


class Grounds:
    """The grounds of the values of one record."""

    def __init__(self, work: UnitOfWork, records: Records, occasion: Occasion, rules: PushRules, record: str) -> None:
        self._work, self._records, self._occasion, self._rules, self._record = work, records, occasion, rules, record

    def of(self, name: GroundName) -> list[Line]:
        ways: dict[GroundName, Callable[[], Iterator[Line]]] = {
            "ledger": self._ledger,
            "touches": self._touches,
            "signals": self._signals,
            "stale_facts": self._stale,
            "confirmations": self._confirmations,
            "advocate": self._advocate,
            "asks": self._asks,
            "people": self._people,
            "requests": lambda: self._items("request"),
            "nominations": lambda: self._items("nomination"),
        }
        return list(ways[name]())

    # -- deals -------------------------------------------------------------------------------------

    @cached_property
    def _entries(self) -> list[dict[str, Any]]:
        return self._work.traces.entries(self._ids("opportunity"))

    @cached_property
    def _verdicts(self) -> list[dict[str, Any]]:
        return self._work.traces.verdicts(self._ids("opportunity"))

    @cached_property
    def _names(self) -> dict[str, str]:
        """Of the people in the deal's entries and verdicts, by the id that their records have today."""
        found = [row["contact"] for row in (*self._entries, *self._verdicts) if row["contact"]]
        people = {self._records.canonical("contact", one) for one in found}
        return {one.id: one.name for one in self._records.stream("contact", people)}

    def _ledger(self) -> Iterator[LedgerLine]:
        reversed_ones = {row["reverses"] for row in self._entries}
        for row in self._entries:
            contact = self._today("contact", row["contact"])
            yield LedgerLine(
                entry=row["id"],
                amount=Money(row["amount_minor"], row["currency"]).text(),
                currency=row["currency"],
                activity=row["activity"],
                contact=contact,
                name=self._names.get(contact, "") if contact else "",
                weight=row["weight"],
                model=row["model"],
                model_version=row["model_version"],
                kind=row["reason"],
                reverses=row["reverses"],
                stands=row["reverses"] is None and row["id"] not in reversed_ones,
                run=row["run"],
                posted_at=row["posted_at"],
            )

    def _touches(self) -> Iterator[TouchLine]:
        activities: dict[str, Activity] = {
            one.id: one for one in self._records.stream("activity", {row["activity"] for row in self._verdicts})
        }
        for row in self._verdicts:
            contact = self._records.canonical("contact", row["contact"])
            activity = activities.get(row["activity"])
            yield TouchLine(
                activity=row["activity"],
                kind=activity.kind.value if activity else "",
                occurred_at=row["occurred_at"],
                contact=contact,
                name=self._names.get(contact, ""),
                verdict=row["verdict"],
                basis=row["basis"],
                rule_version=row["rule_version"],
                counts=row["verdict"] == ELIGIBLE and row["rule_version"] == self._rules.verdict_version,
                run=row["run"],
            )

    # -- people ------------------------------------------------------------------------------------

    def _signals(self) -> Iterator[SignalLine]:
        for row in self._work.programme.signals():
            if row["closed_at"] is None and self._mine("contact", row["contact"]):
                yield SignalLine(
                    rule=row["rule"],
                    label=self._rules.labels.get(row["rule"], row["rule"]),
                    rule_version=row["rule_version"],
                    weight=row["weight"],
                    since=row["opened_at"],
                    evidence=tuple(row["evidence"]),
                    run=row["run"],
                )

    def _stale(self) -> Iterator[StaleLine]:
        for row in self._work.programme.stale_flags():
            if self._mine("contact", row["contact"]):
                yield StaleLine(
                    fact=row["fact"],
                    stale_since=row["stale_since"],
                    confirmed_at=row["verified_at"],
                    confirmed_by=row["evidence"],
                    rule_version=row["rule_version"],
                    run=row["run"],
                )

    def _confirmations(self) -> Iterator[ConfirmationLine]:
        """What confirmed something of this person, the latest first."""
        evidence = evidence_of(self._records, list(self._records.stream("contact", [self._record])))
        found = confirmations(evidence, self._occasion.now, self._occasion.zone).get(self._record, [])
        for one in sorted(set(found), key=lambda one: (one.at, one.record, one.source), reverse=True):
            yield ConfirmationLine(at=one.at, source=one.source, record=one.record)

    def _advocate(self) -> Iterator[AdvocateLine]:
        names = {one.id: one.name for one in self._records.stream("contact", [self._record])}
        for one in self._work.programme.advocates():
            if self._mine("contact", one.contact):
                yield AdvocateLine(
                    record=one.id,
                    name=names.get(self._record, ""),
                    status=one.status.value,
                    since=one.since,
                    reason=one.reason,
                )

    def _asks(self) -> Iterator[AskLine]:
        """What was asked of this person and of the other advocates of the account, the latest first."""
        rules = self._rules.goodwill
        advocates = {self._records.canonical("contact", one.contact) for one in self._work.programme.advocates()}
        people: dict[str, Contact] = {one.id: one for one in self._records.stream("contact", advocates)}
        account = people[self._record].account if self._record in people else None
        mine = [one for one in people.values() if one.id == self._record or (account and one.account == account)]
        evidence = evidence_of(self._records, mine)
        acts = {one.id: one for one in evidence.activities if one.status is not ActivityStatus.CANCELLED}
        pairs = {(part.activity, part.contact) for part in evidence.participants if part.activity in acts}
        for activity, contact in sorted(pairs, key=lambda pair: (acts[pair[0]].occurred_at, pair), reverse=True):
            act = acts[activity]
            yield AskLine(
                activity=activity,
                kind=act.kind.value,
                occurred_at=act.occurred_at,
                status=act.status.value,
                contact=contact,
                name=people[contact].name,
                units=rules.weights[act.kind] if rules else 0,
                rule_version=rules.version if rules else "",
            )

    def _people(self) -> Iterator[PersonLine]:
        """The advocates of this account: who counts, and why others do not."""
        stale: dict[str, list[str]] = {}
        for row in self._work.programme.stale_flags():
            stale.setdefault(self._records.canonical("contact", row["contact"]), []).append(row["fact"])
        advocates = {self._records.canonical("contact", one.contact) for one in self._work.programme.advocates()}
        people: Iterator[Contact] = self._records.stream("contact", advocates)
        for one in people:
            if one.account == self._record:
                why = hindrance(one, stale.get(one.id, ()))
                yield PersonLine(contact=one.id, name=one.name, counts=not why, why=why)

    def _items(self, kind: WorkKind) -> Iterator[ItemLine]:
        for one in standing_items(self._work, self._records, kind):
            if one.subject == self._record:
                yield ItemLine(
                    item=one.id,
                    state=one.state,
                    since=one.since,
                    because=one.because,
                    who=one.who,
                    opened_at=one.opened_at,
                )

    # -- ids ---------------------------------------------------------------------------------------

    def _today(self, kind: str, record_id: str | None) -> str | None:
        return None if record_id is None else self._records.canonical(kind, record_id)

    def _mine(self, kind: str, record_id: str) -> bool:
        return self._records.canonical(kind, record_id) == self._record

    def _ids(self, kind: str) -> list[str]:
        """Every id that the record was ever known by."""
        return [self._record, *(old for old, now in self._work.records.links(kind).items() if now == self._record)]


def named(lines: Sequence[Line]) -> set[str]:
    """The ids of all records that lines speak of."""
    found: set[str] = set()
    for line in lines:
        for name in ("activity", "contact", "record", "confirmed_by"):
            found |= {value} if (value := getattr(line, name, None)) else set()
        found |= set(getattr(line, "evidence", ()))
    return found
