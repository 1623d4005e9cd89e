"""Attribute: verdicts on every touch, and the ledger of won deals, tied out to the cent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from advocacy_sync.attribution.eligibility import ELIGIBLE, EligibilityRules, judge, related
from advocacy_sync.attribution.linear import MODEL, MODEL_VERSION, Credit, EligibleTouch, allocate
from advocacy_sync.attribution.links import Touch, touches
from advocacy_sync.kernel.errors import FatalError
from advocacy_sync.kernel.money import Money
from advocacy_sync.ports.store import Store, UnitOfWork
from advocacy_sync.records.activity import Activity
from advocacy_sync.records.kinds import DealStatus
from advocacy_sync.records.opportunity import Opportunity

from .occasion import Occasion
from .world import Records

__all__ = ["AttributionReport", "AttributionRules", "Totals", "attribute"]

# What a reversal repeats of the entry that it takes back.
_REPEATED = (
    "opportunity", "activity", "contact", "account", "activity_kind", "currency",
    "weight", "model", "model_version", "inputs",
)  # fmt: skip


@dataclass(frozen=True)
class AttributionRules:
    """`reference_roles`: folded names of the roles that tie an advocate's activities to a deal."""

    eligibility: EligibilityRules
    reference_roles: frozenset[str]


@dataclass
class Totals:
    """Minor units of one currency over won deals with an amount."""

    won: int = 0
    attributed: int = 0
    unattributed: int = 0

    @property
    def difference(self) -> int:
        return self.won - self.attributed - self.unattributed


@dataclass
class AttributionReport:
    """Totals by currency; touches by verdict; deals posted, reversed, left as they stood, or without an amount."""

    totals: dict[str, Totals] = field(default_factory=lambda: defaultdict(Totals))
    verdicts: Counter[str] = field(default_factory=Counter)
    posted: int = 0
    reversed: int = 0
    unchanged: int = 0
    amount_missing: int = 0
    won_deals: int = 0
    influenced_deals: int = 0


def attribute(store: Store, occasion: Occasion, rules: AttributionRules) -> AttributionReport:
    """Judge every touch and bring the ledger in line, in one transaction.

    A deal whose inputs are as they were is left alone; otherwise what was posted is reversed, entry
    by entry, and posted anew. Raises FatalError, and keeps nothing, if a deal does not tie out.
    """
    with store.begin() as work:
        attribution = _Attribution(work, Records(work), occasion, rules, AttributionReport())
        attribution.post(attribution.judge())
        attribution.tie_out()
        return attribution.report


@dataclass(frozen=True)
class _Attribution:
    work: UnitOfWork
    records: Records
    occasion: Occasion
    rules: AttributionRules
    report: AttributionReport

    # -- verdicts ----------------------------------------------------------------------------------

    def judge(self) -> dict[str, list[EligibleTouch]]:
        """Eligible touches by deal; every touch's verdict is stored."""
        records = self.records
        deals: dict[str, Opportunity] = {deal.id: deal for deal in records.opportunities}
        activities: dict[str, Activity] = {activity.id: activity for activity in records.activities}
        accounts: dict[str, str | None] = {contact.id: contact.account for contact in records.contacts}
        parents: dict[str, str] = {account.id: account.parent for account in records.accounts if account.parent}
        eligible: dict[str, list[EligibleTouch]] = defaultdict(list)
        rows: list[dict[str, Any]] = []
        found = touches(
            records.participants, records.named, records.audience, records.roles, self.rules.reference_roles
        )
        for touch in found:
            deal, activity = deals.get(touch.opportunity), activities.get(touch.activity)
            if deal is None or activity is None or touch.contact not in accounts:
                self.report.verdicts["record_missing"] += 1
                continue
            account = accounts[touch.contact]
            own_deal = related(account, deal.account, parents)
            verdict = judge(self.rules.eligibility, deal, activity, own_deal=own_deal, now=self.occasion.now)
            self.report.verdicts[verdict] += 1
            rows.append(self._verdict(touch, verdict, activity))
            if verdict == ELIGIBLE:
                eligible[deal.id].append(EligibleTouch(touch, activity.kind.value, account, activity.occurred_at))
        self.work.ledger.replace_verdicts(self.rules.eligibility.version, rows)
        return eligible

    def _verdict(self, touch: Touch, verdict: str, activity: Activity) -> dict[str, Any]:
        return {
            "opportunity": touch.opportunity,
            "activity": touch.activity,
            "contact": touch.contact,
            "rule_version": self.rules.eligibility.version,
            "basis": touch.basis,
            "verdict": verdict,
            "occurred_at": activity.occurred_at,
            "run": self.occasion.run,
        }

    # -- ledger ------------------------------------------------------------------------------------

    def post(self, eligible: Mapping[str, Sequence[EligibleTouch]]) -> None:
        standing = self.work.ledger.standing()
        entries: list[dict[str, Any]] = []
        for deal in self.records.opportunities:
            wanted = self._wanted(deal, eligible.get(deal.id, ()))
            entries += self._changes(wanted, standing.pop(deal.id, []))
        for _, posted in sorted(standing.items()):  # deals that the CRM no longer has
            entries += self._changes([], posted)
        self.work.ledger.post(entries)

    def _wanted(self, deal: Opportunity, found: Sequence[EligibleTouch]) -> list[dict[str, Any]]:
        """What the ledger should hold for a deal: nothing unless it is won and has an amount."""
        if deal.status is not DealStatus.WON:
            return []
        self.report.won_deals += 1
        self.report.influenced_deals += bool(found)
        if deal.amount is None:
            self.report.amount_missing += 1
            return []
        inputs = _inputs(deal.amount, found, self.rules.eligibility.version)
        return [_entry(deal.id, credit, inputs) for credit in allocate(deal.amount, found)]

    def _changes(
        self, wanted: Sequence[Mapping[str, Any]], posted: Sequence[Mapping[str, Any]]
    ) -> list[dict[str, Any]]:
        """Reversals of what no longer stands and postings of what should; nothing where the inputs are the same."""
        if {entry["inputs"] for entry in posted} == {entry["inputs"] for entry in wanted}:
            self.report.unchanged += bool(wanted)
            return []
        self.report.reversed += bool(posted)
        self.report.posted += bool(wanted)
        head = {"run": self.occasion.run, "posted_at": self.occasion.now}
        reversals = [
            {
                **head,
                **{name: entry[name] for name in _REPEATED},
                "amount_minor": -entry["amount_minor"],
                "reason": "reversal",
                "reverses": entry["id"],
            }
            for entry in posted
        ]
        return reversals + [{**head, **entry, "reason": "posted", "reverses": None} for entry in wanted]

    def tie_out(self) -> None:
        """Ledger against deal, each and in all: the difference must be nothing."""
        standing = self.work.ledger.standing()
        for deal in self.records.opportunities:
            if deal.status is not DealStatus.WON or deal.amount is None:
                continue
            entries = standing.get(deal.id, [])
            totals = self.report.totals[deal.amount.currency]
            totals.won += deal.amount.minor
            totals.attributed += sum(entry["amount_minor"] for entry in entries if entry["activity"] is not None)
            totals.unattributed += sum(entry["amount_minor"] for entry in entries if entry["activity"] is None)
            if sum(entry["amount_minor"] for entry in entries) != deal.amount.minor:
                raise FatalError(f"the ledger of {deal.id} does not tie out to its amount; nothing was posted")


def _inputs(amount: Money, found: Sequence[EligibleTouch], rule_version: str) -> str:
    """A fingerprint of everything that the credits of a deal follow from."""
    parts = [amount.text(), amount.currency, MODEL, MODEL_VERSION, rule_version]
    for one in sorted(found, key=lambda one: one.touch):
        touch = one.touch
        parts += [touch.activity, touch.contact, touch.basis, one.kind, one.account or "", one.occurred_at.isoformat()]
    return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def _entry(deal_id: str, credit: Credit, inputs: str) -> dict[str, Any]:
    one = credit.touch
    return {
        "opportunity": deal_id,
        "activity": one.touch.activity if one else None,
        "contact": one.touch.contact if one else None,
        "account": one.account if one else None,
        "activity_kind": one.kind if one else None,
        "amount_minor": credit.amount.minor,
        "currency": credit.amount.currency,
        "weight": str(credit.weight),
        "model": MODEL,
        "model_version": MODEL_VERSION,
        "inputs": inputs,
    }
