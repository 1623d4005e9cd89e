"""What people have asked for, as they would look at it: which deal or person, whose, why, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from advocacy_sync.kernel.money import Money
from advocacy_sync.ports.store import Store
from advocacy_sync.records.account import Account
from advocacy_sync.records.contact import Contact
from advocacy_sync.records.opportunity import Opportunity
from advocacy_sync.records.owner import Owner
from advocacy_sync.records.work import SUBJECTS, WorkItem, WorkKind

from .boxes import standing_items
from .world import Records

__all__ = ["Line", "asked_for"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`name`: of the deal or the person; `owner`: the colleague in charge; `why`: in the words of who asked. Of deals
    `amount`, `stage` and `close_date`, of people `title`. What is not known is None."""

    item: WorkItem
    name: str | None = None
    account: str | None = None
    owner: str | None = None
    why: str | None = None
    title: str | None = None
    stage: str | None = None
    amount: Money | None = None
    close_date: date | None = None


def asked_for(store: Store, kind: WorkKind, *, closed: bool = False) -> list[Line]:
    """Open requests or nominations, or all of them, the longest open first."""
    with store.begin() as work:
        records = Records(work)
        items = [one for one in standing_items(work, records, kind) if closed or not one.closed]
        about = {one.id: one for one in records.stream(SUBJECTS[kind], [item.subject for item in items])}
        accounts, owners = _around(records, list(about.values()))
        return [_line(item, about.get(item.subject), accounts, owners) for item in items]


def _line(
    item: WorkItem,
    about: Opportunity | Contact | None,
    accounts: Mapping[str, str | None],
    owners: Mapping[str, str | None],
) -> Line:
    if about is None:
        return Line(item=item)
    line = Line(
        item=item, name=about.name, account=accounts.get(about.account or ""), owner=owners.get(about.owner or "")
    )
    if isinstance(about, Contact):
        return replace(line, why=about.nomination_reason, title=about.title)
    return replace(line, why=about.reference_kind, stage=about.stage, amount=about.amount, close_date=about.close_date)


def _around(
    records: Records, about: Sequence[Opportunity | Contact]
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
