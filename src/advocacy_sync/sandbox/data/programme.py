"""The advocacy side of an org, made up around accounts, contacts and deals that exist already.

Both the invented world and a dataset of bare deals get theirs from here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from advocacy_sync.sandbox.data.advocacy import (
    ADVOCACY_EVENTS,
    ADVOCACY_TASKS,
    People,
    Tables,
    acts,
    advocates_of,
    talks,
)
from advocacy_sync.sandbox.data.companies import CUSTOMER
from advocacy_sync.sandbox.data.deals import RENEWAL, Deal, ask_for_references, contact_roles
from advocacy_sync.sandbox.data.draw import Draw
from advocacy_sync.sandbox.data.people import nominate
from advocacy_sync.sandbox.data.service import CAMPAIGN_KINDS, campaigns, cases, routine, score
from advocacy_sync.sandbox.state import Row

__all__ = ["EXTRA_VALUES", "Streams", "programme"]

Streams: TypeAlias = Callable[[str], Draw]

# Picklist values beyond the vendor's own, by object and field: an admin of such a company added them.
EXTRA_VALUES: dict[tuple[str, str], tuple[str, ...]] = {
    ("Task", "Type"): ("Email", *ADVOCACY_TASKS),
    ("Event", "Type"): ADVOCACY_EVENTS,
    ("Campaign", "Type"): CAMPAIGN_KINDS[1:],
    ("Opportunity", "Type"): (RENEWAL,),
    ("OpportunityContactRole", "Role"): ("Reference",),
}


def programme(stream: Streams, accounts: list[Row], people: People, deals: list[Deal]) -> Tables:
    """Rows by object. Survey scores and nominations are written onto the contacts given, requests onto the deals."""
    linked = [deal for deal in deals if deal.row["AccountId"]]
    advocates = advocates_of(stream("advocates"), accounts, people)
    _survey(stream("surveys"), accounts, people)
    ask_for_references(stream("references wanted"), deals)
    roles = contact_roles(stream("roles"), linked, people)
    made = acts(stream("acts"), linked, advocates, people)
    for name, rows in talks(stream("talks"), advocates).items():
        made[name] += rows
    count = max(12, len(accounts) // 5, len(deals) // 100)
    held, members = campaigns(stream("campaigns"), count, linked, roles, advocates)
    return {
        **made,
        "OpportunityContactRole": roles + made["OpportunityContactRole"],
        "Task": made["Task"] + routine(stream("routine"), linked, people),
        "Campaign": held,
        "CampaignMember": members,
        "Case": cases(stream("cases"), accounts, people),
    }


def _survey(draw: Draw, accounts: list[Row], people: People) -> None:
    """Scores for a quarter of the customers' contacts, and a nomination here and there."""
    for account in accounts:
        if account["Type"] != CUSTOMER:
            continue
        own = people.get(account["Id"], [])
        nominate(draw, own, share=0.07)
        for person in own:
            if draw.chance(0.25):
                value, day = score(draw)
                person["Advocacy_NPS_Score__c"] = float(value)
                person["Advocacy_NPS_Date__c"] = draw.day(day)
