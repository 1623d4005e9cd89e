"""Attribute: verdicts on every touch, and the ledger of won deals, tied out to the cent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any

from advocacy_sync.attribution.eligibility import ELIGIBLE, EligibilityRules, judge
from advocacy_sync.attribution.linear import MODEL, MODEL_VERSION, Credit, EligibleTouch, allocate
from advocacy_sync.attribution.links import Touch, touches
from advocacy_sync.kernel.errors import FatalError
from advocacy_sync.kernel.ids import RunId
from advocacy_sync.kernel.money import Money
from advocacy_sync.ports.store import Store
from advocacy_sync.records.kinds import DealStatus
from advocacy_sync.records.opportunity import Opportunity

from .world import Records

__all__ = ["AttributionReport", "Totals", "attribute"]


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


def attribute(
    store: Store, run: RunId, now: datetime, rules: EligibilityRules, reference_roles: frozenset[str]
) -> AttributionReport:
    """Judge every touch and bring the ledger in line, in one transaction.

    A deal whose inputs are as they were is left alone; otherwise what was posted is reversed, entry
    by entry, and posted anew. Raises FatalError, and keeps nothing, if a deal does not tie out.
    """
    report = AttributionReport()
    with store.begin() as work:
        records = Records(work)
        eligible = _judge(records, rules, reference_roles, now, run, report, work.ledger.replace_verdicts)
        standing = work.ledger.standing()
        entries: list[dict[str, Any]] = []
        for deal in records.opportunities:
            wanted = _wanted(deal, eligible.get(deal.id, []), rules, report)
            entries += _changes(deal.id, wanted, standing.pop(deal.id, []), run, now, report)
        for deal_id, posted in sorted(standing.items()):  # deals that the CRM no longer has
            entries += _changes(deal_id, [], posted, run, now, report)
        work.ledger.post(entries)
        _tie_out(records.opportunities, work.ledger.standing(), report)
    return report


def _judge(
    records: Records,
    rules: EligibilityRules,
    reference_roles: frozenset[str],
    now: datetime,
    run: RunId,
    report: AttributionReport,
    save: Any,
) -> dict[str, list[EligibleTouch]]:
    """Eligible touches by deal; every touch's verdict is saved."""
    deals = {deal.id: deal for deal in records.opportunities}
    activities = {activity.id: activity for activity in records.activities}
    accounts = {contact.id: contact.account for contact in records.contacts}
    parents = {account.id: account.parent for account in records.accounts if account.parent}
    found = touches(records.participants, records.named, records.audience, records.roles, reference_roles)
    eligible: dict[str, list[EligibleTouch]] = defaultdict(list)
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for touch in found:
        deal, activity = deals.get(touch.opportunity), activities.get(touch.activity)
        if deal is None or activity is None or touch.contact not in accounts:
            report.verdicts["record_missing"] += 1
            continue
        verdict = judge(rules, deal, activity, accounts[touch.contact], parents, now)
        report.verdicts[verdict] += 1
        rows[touch.opportunity, touch.activity, touch.contact] = {
            "opportunity": touch.opportunity,
            "activity": touch.activity,
            "contact": touch.contact,
            "rule_version": rules.version,
            "basis": touch.basis,
            "verdict": verdict,
            "occurred_at": activity.occurred_at,
            "run": run,
        }
        if verdict == ELIGIBLE:
            account = accounts[touch.contact]
            eligible[deal.id].append(EligibleTouch(touch, activity.kind.value, account, activity.occurred_at))
    save(list(rows.values()))
    return eligible


def _wanted(
    deal: Opportunity, found: Sequence[EligibleTouch], rules: EligibilityRules, report: AttributionReport
) -> list[dict[str, Any]]:
    """What the ledger should hold for a deal: nothing unless it is won and has an amount."""
    if deal.status is not DealStatus.WON:
        return []
    report.won_deals += 1
    report.influenced_deals += bool(found)
    if deal.amount is None:
        report.amount_missing += 1
        return []
    inputs = _inputs(deal.amount, found, rules)
    return [_entry(deal.id, credit, inputs) for credit in allocate(deal.amount, found)]


def _inputs(amount: Money, found: Sequence[EligibleTouch], rules: EligibilityRules) -> str:
    """A fingerprint of everything that the credits of a deal follow from."""
    parts = [amount.text(), amount.currency, MODEL, MODEL_VERSION, rules.version]
    for one in sorted(found, key=lambda one: one.touch):
        parts += [_key(one.touch), one.kind, one.account or "", one.occurred_at.isoformat()]
    return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def _key(touch: Touch) -> str:
    return f"{touch.activity}|{touch.contact}|{touch.basis}"


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


def _changes(
    deal_id: str,
    wanted: Sequence[Mapping[str, Any]],
    posted: Sequence[Mapping[str, Any]],
    run: RunId,
    now: datetime,
    report: AttributionReport,
) -> list[dict[str, Any]]:
    """Reversals of what no longer stands and postings of what should; nothing where the inputs are the same."""
    if {entry["inputs"] for entry in posted} == {entry["inputs"] for entry in wanted} and len(posted) == len(wanted):
        report.unchanged += bool(wanted)
        return []
    report.reversed += bool(posted)
    report.posted += bool(wanted)
    head = {"run": run, "posted_at": now}
    kept = [name for name in _entry(deal_id, _NOTHING, "")]
    reversals = [
        {
            **head,
            **{name: entry[name] for name in kept},
            "amount_minor": -entry["amount_minor"],
            "reason": "reversal",
            "reverses": entry["id"],
        }
        for entry in posted
    ]
    postings = [{**head, **entry, "reason": "posted", "reverses": None} for entry in wanted]
    return reversals + postings


_NOTHING = allocate(Money(0, "USD"), [])[0]


def _tie_out(
    deals: Sequence[Opportunity], standing: Mapping[str, Sequence[Mapping[str, Any]]], report: AttributionReport
) -> None:
    """Ledger against deal, each and in all: the difference must be nothing."""
    for deal in deals:
        if deal.status is not DealStatus.WON or deal.amount is None:
            continue
        totals = report.totals[deal.amount.currency]
        totals.won += deal.amount.minor
        entries = standing.get(deal.id, [])
        for entry in entries:
            if entry["activity"] is None:
                totals.unattributed += entry["amount_minor"]
            else:
                totals.attributed += entry["amount_minor"]
        if sum(entry["amount_minor"] for entry in entries) != deal.amount.minor:
            raise FatalError(f"the ledger of {deal.id} does not tie out to its amount; nothing was posted")
