"""Made-up daily business: ordinary tasks, support cases, survey scores, campaigns and who came to them."""

from __future__ import annotations

from advocacy_sync.sandbox.data.advocacy import People
from advocacy_sync.sandbox.data.companies import CUSTOMER
from advocacy_sync.sandbox.data.deals import Deal
from advocacy_sync.sandbox.data.draw import Draw, weighted
from advocacy_sync.sandbox.data.words import AREAS
from advocacy_sync.sandbox.state import Row

__all__ = ["CAMPAIGN_KINDS", "campaigns", "cases", "routine", "score"]

ROUTINE_KINDS = weighted({"Call": 5, "Email": 6, "Meeting": 2, "Other": 2})
SUBTYPES = {"Call": "Call", "Email": "Email"}
CASE_SUBJECTS = ("Report shows wrong totals", "Login fails after update", "Export times out", "How do I add a region?")
CASE_STATUSES = weighted({"Closed": 15, "New": 2, "Working": 2, "Escalated": 1})
PRIORITIES = ("High", "High", "High", "Medium", "Medium", "Low")
CAMPAIGN_KINDS = ("Webinar", "Event", "Customer Story")
CAMPAIGN_STATUSES = weighted({"Completed": 17, "In Progress": 1, "Planned": 1, "Aborted": 1})
PROMOTER, PASSIVE, DETRACTOR = (9, 10, 10), (7, 8), (0, 2, 3, 5, 6)
SCORES = weighted({PROMOTER: 5, PASSIVE: 3, DETRACTOR: 2})


def routine(draw: Draw, deals: list[Deal], people: People) -> list[Row]:
    """Calls and mails of the account teams with the buyers themselves: most of what an org logs."""
    rows: list[Row] = []
    for deal in deals:
        own = people.get(deal.row["AccountId"] or "")
        if own:
            rows += [_routine_task(draw, deal, draw.pick(own)) for _ in range(draw.below(4))]
    return rows


def _routine_task(draw: Draw, deal: Deal, person: Row) -> Row:
    kind = draw.pick(ROUTINE_KINDS)
    day = draw.between(deal.opened, min(deal.closes, -1))
    done = draw.chance(0.88)
    created = draw.stamp(day)
    return {
        "Id": draw.id("00T"),
        "Subject": f"{kind}: {person['Name']}",
        "Type": kind,
        "TaskSubtype": SUBTYPES.get(kind, "Task"),
        "Status": "Completed" if done else "Not Started",
        "IsClosed": done,
        "Priority": "Normal",
        "ActivityDate": draw.day(day),
        "CompletedDateTime": created if done else None,
        "WhoId": person["Id"],
        "WhatId": deal.row["Id"] if draw.chance(0.7) else deal.row["AccountId"],
        "AccountId": deal.row["AccountId"],
        "OwnerId": deal.row["OwnerId"],
        "CreatedDate": created,
        "LastModifiedDate": created,
        "SystemModstamp": created,
    }


def cases(draw: Draw, accounts: list[Row], people: People) -> list[Row]:
    """Up to four per customer. Most were resolved, many of them lately; a few are escalated and open."""
    rows: list[Row] = []
    for account in accounts:
        own = people.get(account["Id"])
        if own and account["Type"] == CUSTOMER:
            for _ in range(draw.below(5)):
                rows.append(_case(draw, account, draw.pick(own), len(rows) + 1001))
    return rows


def _case(draw: Draw, account: Row, person: Row, number: int) -> Row:
    status = draw.pick(CASE_STATUSES)
    closed = status == "Closed"
    if closed:
        ended = -draw.between(1, 55) if draw.chance(0.5) else -draw.between(56, 500)
        began = ended - draw.between(1, 20)
    else:
        ended, began = -draw.between(1, 5), -draw.between(6, 40)
    changed = draw.stamp(ended)
    return {
        "Id": draw.id("500"),
        "CaseNumber": f"{number:08d}",
        "AccountId": account["Id"],
        "ContactId": person["Id"],
        "Subject": draw.pick(CASE_SUBJECTS),
        "Origin": draw.pick(("Email", "Phone", "Web")),
        "Priority": "High" if status == "Escalated" else draw.pick(PRIORITIES),
        "Status": status,
        "IsClosed": closed,
        "IsEscalated": status == "Escalated" or (closed and draw.chance(0.06)),
        "ClosedDate": changed if closed else None,
        "Comments": "Customer thanked the team" if closed and draw.chance(0.3) else None,
        "OwnerId": account["OwnerId"],
        "CreatedDate": draw.stamp(began),
        "LastModifiedDate": changed,
        "SystemModstamp": changed,
    }


def score(draw: Draw) -> tuple[int, int]:
    """A survey answer: zero to ten, and the day it was given; half of them lately."""
    day = -draw.between(1, 85) if draw.chance(0.5) else -draw.between(86, 420)
    return draw.pick(draw.pick(SCORES)), day


def campaigns(
    draw: Draw, count: int, deals: list[Deal], roles: list[Row], advocates: list[Row]
) -> tuple[list[Row], list[Row]]:
    """Campaigns around an advocate, and members who have a part in deals of that time."""
    made: list[Row] = []
    members: list[Row] = []
    if not (roles and advocates):
        return made, members
    groups: dict[str, list[str]] = {}
    for role in roles:
        groups.setdefault(role["OpportunityId"], []).append(role["ContactId"])
    staffed = [deal for deal in deals if deal.row["Id"] in groups]
    for _ in range(count):
        anchor = draw.pick(staffed)
        row = _campaign(draw, anchor, draw.favour(advocates))
        audience = dict.fromkeys(groups[anchor.row["Id"]] + [draw.pick(roles)["ContactId"] for _ in range(7)])
        audience.pop(row["Advocacy_Advocate__c"], None)
        made.append(row)
        members += [_member(draw, row, person) for person in audience]
    return made, members


def _campaign(draw: Draw, anchor: Deal, advocate: Row) -> Row:
    kind, status = draw.pick(CAMPAIGN_KINDS), draw.pick(CAMPAIGN_STATUSES)
    planned = status in ("Planned", "In Progress")
    ended = draw.between(5, 60) if planned else draw.between(anchor.opened, min(anchor.closes, -1))
    began = -3 if planned else ended - draw.between(0, 25)
    created = draw.stamp(began - draw.between(5, 30))
    changed = draw.stamp(min(ended, -1))
    return {
        "Id": draw.id("701"),
        "Name": f"{kind}: {draw.pick(AREAS)}, {advocate['LastName']}"[:80],
        "Type": kind,
        "Status": status,
        "IsActive": planned,
        "StartDate": draw.day(began),
        "EndDate": draw.day(ended),
        "OwnerId": advocate["OwnerId"],
        "Advocacy_Advocate__c": advocate["Id"],
        "CreatedDate": created,
        "LastModifiedDate": changed,
        "SystemModstamp": changed,
    }


def _member(draw: Draw, campaign: Row, person: str) -> Row:
    responded = campaign["Status"] == "Completed" and draw.chance(0.7)
    changed = campaign["LastModifiedDate"]
    return {
        "Id": draw.id("00v"),
        "CampaignId": campaign["Id"],
        "ContactId": person,
        "LeadOrContactId": person,
        "Type": "Contact",
        "Status": "Responded" if responded else "Sent",
        "HasResponded": responded,
        "FirstRespondedDate": changed[:10] if responded else None,
        "CreatedDate": campaign["CreatedDate"],
        "LastModifiedDate": changed,
        "SystemModstamp": changed,
    }
