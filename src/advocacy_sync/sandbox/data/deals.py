"""Made-up opportunities, and the contacts who have a part in them."""

from __future__ import annotations

from typing import NamedTuple

from advocacy_sync.sandbox.data.companies import CUSTOMER
from advocacy_sync.sandbox.data.draw import Draw, weighted
from advocacy_sync.sandbox.data.words import PRODUCTS
from advocacy_sync.sandbox.salesforce.standard import STAGES
from advocacy_sync.sandbox.state import Row

__all__ = [
    "NEW_CUSTOMER",
    "RENEWAL",
    "UPGRADE",
    "Deal",
    "ask_for_references",
    "contact_role",
    "contact_roles",
    "opportunities",
    "standing",
]


Stage = tuple[str, float, str, str, bool, bool]


class Deal(NamedTuple):
    """An opportunity and its span in days from `as_of`. An open one closes in the future."""

    row: Row
    opened: int
    closes: int


NEW_CUSTOMER, RENEWAL, UPGRADE = "New Customer", "Renewal", "Existing Customer - Upgrade"
LATER_TYPES = weighted(
    {RENEWAL: 9, UPGRADE: 8, "Existing Customer - Replacement": 2, "Existing Customer - Downgrade": 1}
)
OPEN_STAGES = tuple(name for name, _, _, _, closed, _ in STAGES if not closed)
LEAD_SOURCES = ("Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Other", None)
WANTED_SHARE = 0.08
ROLES = weighted(
    {
        "Decision Maker": 5,
        "Economic Buyer": 4,
        "Executive Sponsor": 3,
        "Evaluator": 5,
        "Influencer": 5,
        "Business User": 4,
        "Technical Buyer": 2,
    }
)


def opportunities(draw: Draw, account: Row, count: int) -> list[Deal]:
    """A customer's first deal was won long ago and renewals and expansions follow; a prospect has none won."""
    customer = account["Type"] == CUSTOMER
    return [_opportunity(draw, draw.id("006"), account, customer, turn) for turn in range(count)]


def _opportunity(draw: Draw, id: str, account: Row, customer: bool, turn: int) -> Deal:
    stage = _stage(draw, customer, turn)
    opened, closes = _span(draw, stage, first=turn == 0)
    kind = draw.pick(LATER_TYPES) if customer and turn else NEW_CUSTOMER
    product = draw.pick(PRODUCTS)[0]
    row = {
        "Id": id,
        "AccountId": account["Id"],
        "Name": f"{str(account['Name']).strip()} - {product}{' Renewal' if kind == RENEWAL else ''}",
        "Type": kind,
        "Amount": _amount(draw, account),
        "CloseDate": draw.day(closes),
        "LeadSource": draw.pick(LEAD_SOURCES),
        "OwnerId": account["OwnerId"],
        "CreatedDate": draw.stamp(opened),
        **STANDING[stage],
    }
    row["LastModifiedDate"] = row["SystemModstamp"] = draw.stamp(
        closes if row["IsClosed"] else draw.between(opened + 1, -1)
    )
    return Deal(row, opened, closes)


def standing(stage: Stage) -> Row:
    """What the vendor derives from the stage."""
    name, probability, category, category_name, closed, won = stage
    return {
        "StageName": name,
        "Probability": probability,
        "ForecastCategory": category,
        "ForecastCategoryName": category_name,
        "IsClosed": closed,
        "IsWon": won,
    }


STANDING = {stage[0]: standing(stage) for stage in STAGES}


def _stage(draw: Draw, customer: bool, turn: int) -> str:
    if customer and turn == 0:
        return "Closed Won"
    won, lost = (0.6, 0.75) if customer else (0.0, 0.5)
    lot = draw.random()
    return "Closed Won" if lot < won else "Closed Lost" if lot < lost else draw.pick(OPEN_STAGES)


def _span(draw: Draw, stage: str, *, first: bool) -> tuple[int, int]:
    if stage in OPEN_STAGES:
        return -draw.between(3, 170), draw.between(3, 200)
    if first:
        closes = -draw.between(200, 640)
    else:
        closes = -draw.between(2, 88) if draw.chance(0.45) else -draw.between(89, 560)
    return closes - draw.between(15, 210), closes


def _amount(draw: Draw, account: Row) -> float | None:
    """Cents and all; a few were never filled in."""
    if draw.chance(0.02):
        return None
    cents = int((account["NumberOfEmployees"] or 100) * (900 + 30_000 * draw.random() ** 2)) + 150_000
    return cents / 100


def ask_for_references(draw: Draw, deals: list[Deal]) -> None:
    """Tick the box of some open deals."""
    for deal in deals:
        if not deal.row["IsClosed"] and draw.chance(WANTED_SHARE):
            deal.row["Advocacy_Reference_Wanted__c"] = True


def contact_roles(draw: Draw, deals: list[Deal], people: dict[str, list[Row]]) -> list[Row]:
    """The buying group of each deal: one to three of the account's own people, the champion first."""
    rows: list[Row] = []
    for deal in deals:
        own = people.get(deal.row["AccountId"] or "")
        if own is None or draw.chance(0.08):
            continue
        group = own[:1] if draw.chance(0.6) else [draw.pick(own)]
        group = group + [person for person in own if person is not group[0] and draw.chance(0.9 / len(own))]
        since = deal.row["CreatedDate"]
        for place, person in enumerate(group):
            rows.append(contact_role(draw, deal, person["Id"], draw.pick(ROLES), since, primary=place == 0))
    return rows


def contact_role(draw: Draw, deal: Deal, person: str, role: str, since: str, *, primary: bool = False) -> Row:
    return {
        "Id": draw.id("00K"),
        "OpportunityId": deal.row["Id"],
        "ContactId": person,
        "Role": role,
        "IsPrimary": primary,
        "CreatedDate": since,
        "LastModifiedDate": since,
        "SystemModstamp": since,
    }
