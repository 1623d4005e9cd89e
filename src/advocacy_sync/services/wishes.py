"""What the CRMs' fields should hold by what the store knows: of the records that something is to be said of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from advocacy_sync.attribution.eligibility import ELIGIBLE
from advocacy_sync.kernel.money import Money
from advocacy_sync.ports.store import UnitOfWork
from advocacy_sync.records.contact import Contact
from advocacy_sync.stewardship.freshness import Evidence, confirmations
from advocacy_sync.stewardship.goodwill import GoodwillRules
from advocacy_sync.writeback.wanted import Person, Wanted, of_accounts, of_contacts, of_deals, of_items

from .boxes import standing_items
from .occasion import Occasion
from .usage import usage
from .world import Records

__all__ = ["Values", "WishRules", "evidence_of", "wishes"]

Values = Mapping[str, Mapping[str, Mapping[str, Wanted]]]  # kind → record → value


@dataclass(frozen=True)
class WishRules:
    """`labels`: how each signal rule is called; `verdict_version`: of the verdicts that count; `goodwill`: None where
    nothing is to be said of how much was asked."""

    labels: Mapping[str, str]
    verdict_version: str
    goodwill: GoodwillRules | None = None


def wishes(work: UnitOfWork, records: Records, rules: WishRules, occasion: Occasion) -> Values:
    """By record kind and record. However many records there are besides, they are not read."""
    people = _people(work, records, rules.labels)
    eligible = _eligible(work, records, rules.verdict_version)
    touching = {touch["contact"] for touches in eligible.values() for touch in touches}
    names: dict[str, str] = {contact.id: contact.name for contact in records.stream("contact", touching)}
    contacts = list(records.stream("contact", people.keys()))
    evidence = evidence_of(records, contacts)
    if rules.goodwill is not None:
        for contact, use in usage(rules.goodwill, evidence, occasion).items():
            people[contact].use = use
    zone = occasion.zone
    deals = of_deals(records.stream("opportunity", eligible.keys()), eligible, names, zone, _attributed(work, records))
    return {
        "opportunity": _joined(deals, of_items(standing_items(work, records, "request"), "request_state", zone)),
        "contact": _joined(
            of_contacts(people, _verified(evidence, occasion), zone),
            of_items(standing_items(work, records, "nomination"), "nomination_state", zone),
        ),
        "account": of_accounts(contacts, people),
    }


def _joined(
    first: Mapping[str, Mapping[str, Wanted]], second: Mapping[str, Mapping[str, Wanted]]
) -> dict[str, Mapping[str, Wanted]]:
    return {one: {**first.get(one, {}), **second.get(one, {})} for one in {**first, **second}}


def _eligible(work: UnitOfWork, records: Records, verdict_version: str) -> dict[str, list[Mapping[str, Any]]]:
    """Verdict rows of eligible touches by deal."""
    eligible: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in work.ledger.verdicts():
        if row["verdict"] == ELIGIBLE and row["rule_version"] == verdict_version:
            deal = records.canonical("opportunity", row["opportunity"])
            eligible[deal].append({**row, "contact": records.canonical("contact", row["contact"])})
    return eligible


def _attributed(work: UnitOfWork, records: Records) -> dict[str, Money]:
    """What the ledger credits to advocates, by deal."""
    return {records.canonical("opportunity", deal): amount for deal, amount in work.ledger.attributed().items()}


def _people(work: UnitOfWork, records: Records, labels: Mapping[str, str]) -> dict[str, Person]:
    """What is known of each advocate, by contact."""
    people = {records.canonical("contact", one.contact): Person(one.status.value) for one in work.programme.advocates()}
    for row in work.programme.signals():
        person = people.get(records.canonical("contact", row["contact"]))
        if row["closed_at"] is None and person is not None:
            person.signals.append((row["weight"], labels.get(row["rule"], row["rule"])))
    for row in work.programme.stale_flags():
        person = people.get(records.canonical("contact", row["contact"]))
        if person is not None:
            person.stale.append((row["fact"], row["stale_since"]))
    return people


def _verified(evidence: Evidence, occasion: Occasion) -> dict[str, datetime]:
    """When each of the people was last confirmed by themselves or by a colleague."""
    found = confirmations(evidence, occasion.now, occasion.zone)
    return {contact: max(one.at for one in confirmed) for contact, confirmed in found.items() if confirmed}


def evidence_of(records: Records, contacts: Sequence[Contact]) -> Evidence:
    """What may confirm facts of these people themselves; won deals, which speak for a whole account, are left out."""
    ids = {contact.id for contact in contacts}
    parts = [part for part in records.stream("participant") if part.contact in ids]
    return Evidence(
        contacts=contacts,
        activities=list(records.stream("activity", {part.activity for part in parts})),
        participants=parts,
        surveys=(answer for answer in records.stream("survey_answer") if answer.contact in ids),
        opportunities=(),
    )
