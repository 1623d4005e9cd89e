"""What people have asked for, as they would look at it: which deal or person, whose, why, and how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from advocacy_sync.kernel.money import Money
from advocacy_sync.ports.store import Store
from advocacy_sync.records.account import Account
from advocacy_sync.records.contact import Contact
from advocacy_sync.records.opportunity import Opportunity
from advocacy_sync.records.owner import Owner
from advocacy_sync.records.work import WorkItem, WorkKind

from .boxes import standing_items
from .world import Records

__all__ = ["Line", "asked_for"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`name`: of the deal or the person; `owner`: the colleague in charge; `why`: in the words of who asked. Of deals
    `amount`, `stage` and `close_date`, of people `title`. What is not known is None."""

    item: WorkItem
    name: str | None
    account: str | None
    owner: str | None
    why: str | None
    title: str | None = None
    stage: str | None = None
    amount: Money | None = None
    close_date: date | None = None


def asked_for(store: Store, kind: WorkKind, *, closed: bool = False) -> list[Line]:
    """Open requests or nominations, or all of them, the longest open first."""
    with store.begin() as work:
        records = Records(work)
        items = [one for one in standing_items(work, records, kind) if closed or not one.closed]
        subjects = [one.subject for one in items]
        if kind == "request":
            return _requests(records, items, list(records.stream("opportunity", subjects)))
        return _nominations(records, items, list(records.stream("contact", subjects)))


def _requests(records: Records, items: Sequence[WorkItem], deals: Sequence[Opportunity]) -> list[Line]:
    accounts, owners = _around(records, deals)
    by_id = {deal.id: deal for deal in deals}
    found = []
    for item in items:
        deal = by_id.get(item.subject)
        found.append(
            Line(
                item=item,
                name=deal.name if deal else None,
                account=accounts.get(deal.account or "") if deal else None,
                owner=owners.get(deal.owner or "") if deal else None,
                why=deal.reference_kind if deal else None,
                stage=deal.stage if deal else None,
                amount=deal.amount if deal else None,
                close_date=deal.close_date if deal else None,
            )
        )
    return found


def _nominations(records: Records, items: Sequence[WorkItem], people: Sequence[Contact]) -> list[Line]:
    accounts, owners = _around(records, people)
    by_id = {person.id: person for person in people}
    found = []
    for item in items:
        person = by_id.get(item.subject)
        found.append(
            Line(
                item=item,
                name=person.name if person else None,
                account=accounts.get(person.account or "") if person else None,
                owner=owners.get(person.owner or "") if person else None,
                why=person.nomination_reason if person else None,
                title=person.title if person else None,
            )
        )
    return found


def _around(
    records: Records, about: Sequence[Opportunity] | Sequence[Contact]
) -> tuple[dict[str, str | None], dict[str, str | None]]:
    """Names of the companies and colleagues of records, by id."""
    companies = {one.account for one in about if one.account}
    colleagues = {one.owner for one in about if one.owner}
    accounts: dict[str, str | None] = {}
    owners: dict[str, str | None] = {}
    company: Account
    for company in records.stream("account", companies):
        accounts[company.id] = company.name
    colleague: Owner
    for colleague in records.stream("owner", colleagues):
        owners[colleague.id] = colleague.name
    return accounts, owners
