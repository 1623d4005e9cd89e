"""How much was asked of each advocate, by what the CRMs say took place or is planned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from advocacy_sync.records.contact import Contact
from advocacy_sync.records.kinds import ActivityStatus, Consent
from advocacy_sync.stewardship.freshness import Evidence
from advocacy_sync.stewardship.goodwill import GoodwillRules, Use, availability, band, next_free, standing
from advocacy_sync.writeback.wanted import Usage

from .occasion import Occasion

__all__ = ["usage"]


def usage(rules: GoodwillRules, evidence: Evidence, occasion: Occasion) -> dict[str, Usage]:
    """By contact of the evidence, which holds the people's own participations and the activities of these."""
    uses = _uses(evidence)
    contacts: Sequence[Contact] = list(evidence.contacts)
    of_account: dict[str, list[str]] = defaultdict(list)
    for contact in contacts:
        if contact.account is not None:
            of_account[contact.account].append(contact.id)
    return {contact.id: _of(rules, contact, uses, of_account, occasion) for contact in contacts}


def _uses(evidence: Evidence) -> dict[str, list[Use]]:
    """What was asked of each person and not called off; who has two parts in an act was asked once."""
    asked = {one.id: one for one in evidence.activities if one.status is not ActivityStatus.CANCELLED}
    pairs = {(part.contact, part.activity) for part in evidence.participants if part.activity in asked}
    uses: dict[str, list[Use]] = defaultdict(list)
    for contact, activity in sorted(pairs):
        uses[contact].append(Use(asked[activity].occurred_at, asked[activity].kind))
    return uses


def _of(
    rules: GoodwillRules,
    contact: Contact,
    uses: Mapping[str, Sequence[Use]],
    of_account: Mapping[str, Sequence[str]],
    occasion: Occasion,
) -> Usage:
    now, zone = occasion.now, occasion.zone
    mine = uses.get(contact.id, ())
    colleagues = of_account.get(contact.account or "", ())
    others = [use for other in colleagues if other != contact.id for use in uses.get(other, ())]
    withdrawn = contact.consent is Consent.WITHDRAWN
    free_on = next_free(rules, mine, others, now, zone)
    said = availability(withdrawn=withdrawn, booked=any(use.at > now for use in mine), free_on=free_on)
    alone, together = standing(rules, mine, now), standing(rules, [*mine, *others], now, rules.account_factor)
    reasons = [f"{alone.load} units asked in a quarter"]
    reasons += [f"rests until {alone.rest_until.astimezone(zone).date()}"] if alone.rest_until else []
    reasons += [*alone.limits, *(f"at the account: {limit}" for limit in together.limits)]
    return Usage(said, None if withdrawn else free_on, band(rules, mine, now), "; ".join(reasons))
