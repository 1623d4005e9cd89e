"""What the CRM's owned fields should hold, for every record that we have something to say of.

A value that is not here should be empty. Texts are stable: they name days, not ages, so that
nothing is pushed only because time went by.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from types import MappingProxyType
from typing import Any

from advocacy_sync.kernel.money import Money
from advocacy_sync.records.contact import Contact
from advocacy_sync.records.kinds import Consent, DealStatus
from advocacy_sync.records.opportunity import Opportunity
from advocacy_sync.records.work import CLEARED, GONE, WorkItem

__all__ = ["Person", "Usage", "Wanted", "clip", "hindrance", "of_accounts", "of_contacts", "of_deals", "of_items"]

TOP = 3
SILENT = frozenset({CLEARED, GONE})  # ends of items that nobody waits to hear of
_HIDING = frozenset({"employment", "email"})  # whoever may have left is not counted as referenceable


@dataclass(frozen=True, slots=True)
class Wanted:
    """A value and why: the verdicts, signals or facts that it follows from. `dated`: it is words that say on which
    day they were computed."""

    value: Any
    reason: str
    dated: bool = False


def of_deals(
    deals: Iterable[Opportunity],
    eligible: Mapping[str, Sequence[Mapping[str, Any]]],
    names: Mapping[str, str],
    zone: tzinfo,
    attributed: Mapping[str, Money] = MappingProxyType({}),
) -> dict[str, dict[str, Wanted]]:
    """By deal: influenced and attributed revenue (won deals only), touches, last touch, top advocates in words.

    `eligible`: verdict rows (activity, contact, occurred_at) by deal; `names`: of contacts; `attributed`: what the
    ledger credits to advocates, by deal.
    """
    found = {}
    for deal in deals:
        touches = eligible.get(deal.id)
        if not touches:
            continue
        activities = {touch["activity"] for touch in touches}
        reason = f"{len(activities)} eligible activities"
        last = max(touch["occurred_at"] for touch in touches)
        values = {
            "advocate_touches": Wanted(len(activities), reason),
            "last_touch": Wanted(last.astimezone(zone).date(), reason),
            "top_advocates": Wanted(_top(touches, names), reason, dated=True),
        }
        if deal.status is DealStatus.WON and deal.amount is not None:
            values["influenced_revenue"] = Wanted(deal.amount, f"won, {reason}")
        credited = attributed.get(deal.id)
        if credited is not None and deal.amount is not None and credited.currency == deal.amount.currency:
            values["attributed_revenue"] = Wanted(credited, f"posted to the ledger for {reason}")
        found[str(deal.id)] = values
    return found


def _top(touches: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> str:
    counts = Counter(touch["contact"] for touch in touches)
    best = sorted(counts, key=lambda contact: (-counts[contact], names.get(contact, ""), contact))[:TOP]
    shown = [f"{names.get(contact, '(unknown)')} ({counts[contact]})" for contact in best]
    more = len(counts) - len(best)
    return ", ".join(shown) + (f" and {more} more" if more else "")


@dataclass(frozen=True, slots=True)
class Usage:
    """Whether an advocate may be asked, from which day on again, how much was asked, and what that rests on."""

    availability: str
    next_free: date | None
    load_band: str
    reason: str


@dataclass(slots=True)
class Person:
    """What is known of an advocate: status, use, open signals as (weight, label), stale facts as (fact, since)."""

    status: str
    signals: list[tuple[int, str]] = field(default_factory=list)
    stale: list[tuple[str, datetime]] = field(default_factory=list)
    use: Usage | None = None


def of_contacts(
    people: Mapping[str, Person], verified: Mapping[str, datetime], zone: tzinfo
) -> dict[str, dict[str, Wanted]]:
    """By advocate's contact: status, availability, next free day, load, open signals, stale facts, last verified."""
    found: dict[str, dict[str, Wanted]] = {}
    for contact, person in people.items():
        values = found[contact] = {"advocate_status": Wanted(person.status, "has an advocate record")}
        if person.use is not None:
            use = person.use
            values["availability"] = Wanted(use.availability, use.reason)
            values["load_band"] = Wanted(use.load_band, use.reason)
            if use.next_free is not None:
                values["next_free"] = Wanted(use.next_free, use.reason)
        if person.signals:
            labels = [label for _, label in sorted(person.signals, key=lambda one: (-one[0], one[1]))]
            values["signals"] = Wanted("; ".join(labels), f"{len(labels)} open signals", dated=True)
        if person.stale:
            words = [f"{fact} since {since.astimezone(zone).date()}" for fact, since in sorted(person.stale)]
            values["staleness"] = Wanted("; ".join(words), f"{len(words)} stale facts", dated=True)
        if contact in verified:
            values["last_verified"] = Wanted(verified[contact].astimezone(zone).date(), "latest confirmation")
    return found


def of_accounts(contacts: Iterable[Contact], people: Mapping[str, Person]) -> dict[str, dict[str, Wanted]]:
    """By account: advocates who have not withdrawn and whose employment and e-mail are not stale."""
    counts: dict[str, int] = defaultdict(int)
    for contact in contacts:
        person = people.get(contact.id)
        if contact.account is None or person is None:
            continue
        if not hindrance(contact, [fact for fact, _ in person.stale]):
            counts[contact.account] += 1
    return {
        account: {"referenceable_advocates": Wanted(n, "advocates free to be asked")} for account, n in counts.items()
    }


def hindrance(contact: Contact, stale: Iterable[str]) -> str:
    """Why an advocate is not counted as referenceable; nothing if there is no reason. `stale`: the person's facts."""
    if contact.consent is Consent.WITHDRAWN:
        return "has withdrawn"
    hiding = sorted(_HIDING.intersection(stale))
    return f"{' and '.join(hiding)} not confirmed for too long" if hiding else ""


def of_items(items: Iterable[WorkItem], value: str, zone: tzinfo) -> dict[str, dict[str, Wanted]]:
    """By the record that was asked for: how it stands with its open item, else with the newest, in words; nothing
    once nobody asks.

    `items`: oldest first, under the ids that their records have today.
    """
    newest: dict[str, WorkItem] = {}
    for item in items:
        before = newest.get(item.subject)
        if before is None or before.closed or not item.closed:
            newest[item.subject] = item
    found: dict[str, dict[str, Wanted]] = {}
    for subject, item in newest.items():
        day = item.since.astimezone(zone).date()
        if not item.closed:
            found[subject] = {value: Wanted(f"Open since {day}", item.because)}
        elif item.because not in SILENT:
            found[subject] = {value: Wanted(f"Closed on {day}: {item.because}", item.because)}
    return found


def clip(value: Any, length: int | None) -> Any:
    """A text shortened to what the field holds, the cut marked; other values as they are."""
    if not isinstance(value, str) or length is None or len(value) <= length:
        return value
    return value[: max(length - 1, 0)].rstrip(" ,;") + "…"
