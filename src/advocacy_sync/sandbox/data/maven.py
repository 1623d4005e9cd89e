"""The Maven Analytics CRM dataset (accounts, products, pipeline, teams) as a Salesforce org.

What the dataset says is kept to the letter, misspellings too. What a CRM needs and the dataset lacks
is made up and marked: whole rows by `Generated__c` (relations of activities stand with their marked
activity), single values of an opportunity by the checkbox of that value. An account's owner, type
and age follow from its deals.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import partial
from pathlib import Path

from advocacy_sync.sandbox.data.advocacy import People
from advocacy_sync.sandbox.data.companies import CUSTOMER, PROSPECT
from advocacy_sync.sandbox.data.deals import NEW_CUSTOMER, RENEWAL, UPGRADE, Deal, standing
from advocacy_sync.sandbox.data.draw import Draw, Numbers, slug
from advocacy_sync.sandbox.data.fields import (
    DATASET_FIELDS,
    GENERATED,
    GENERATED_PROPERTY,
    HUBSPOT_PROPERTIES,
    SALESFORCE_FIELDS,
    generated_fields,
    merged,
)
from advocacy_sync.sandbox.data.marketing import service, talks, vouch
from advocacy_sync.sandbox.data.people import contacts, user
from advocacy_sync.sandbox.data.portal import Portal, join, owner_records
from advocacy_sync.sandbox.data.programme import EXTRA_VALUES, Streams, programme
from advocacy_sync.sandbox.data.sheets import AgentLine, DealLine, FirmLine, ProductLine, Sheets, read_sheets
from advocacy_sync.sandbox.data.world import World
from advocacy_sync.sandbox.state import Row

__all__ = ["load_maven"]

STAGES = {
    "Prospecting": ("Prospecting", 10.0, "Pipeline", "Pipeline", False, False),
    "Engaging": ("Engaging", 40.0, "Pipeline", "Pipeline", False, False),
    "Won": ("Closed Won", 100.0, "Closed", "Closed", True, True),
    "Lost": ("Closed Lost", 0.0, "Omitted", "Omitted", True, False),
}
MADE_UP = ("Contact", "OpportunityContactRole", "Task", "Event", "Campaign", "CampaignMember", "Case")
PEOPLE_PER_ACCOUNT = 20
IN_PORTAL = 0.6
MIDNIGHT = "T00:00:00.000+0000"
MILLION = 1_000_000


def load_maven(folder: Path, seed: int) -> World:
    """The world as it stands on the day after the last date in the files. Raises DataError."""
    sheets = read_sheets(folder)
    stream = partial(Draw, seed, sheets.as_of, Numbers())
    team = _team(stream("users"), sheets.agents)
    agents = {row["Name"]: row["Id"] for row in team}
    firms = _firms(stream("accounts"), sheets, agents)
    accounts = {row["Name"]: row["Id"] for row in firms}
    deals = _deals(stream("deals"), sheets.deals, agents, accounts)
    hires = stream("people")
    people = {row["Id"]: contacts(hires, row, _domain(row), PEOPLE_PER_ACCOUNT) for row in firms}
    tables = programme(stream, firms, people, deals)
    tables["Contact"] = [person for own in people.values() for person in own]
    for row in (row for name in MADE_UP for row in tables[name]):
        row[GENERATED] = True
    owners = owner_records(team)
    owner_of = {user["Id"]: owner["id"] for user, owner in zip(team, owners, strict=True)}
    made = _portal(stream, firms, people, owner_of)
    return World(
        as_of=sheets.as_of,
        salesforce={
            "User": team,
            "Product2": _products(stream("products"), sheets.products),
            "Account": firms,
            "Contact": tables.pop("Contact"),
            "Opportunity": [deal.row for deal in deals],
            **tables,
        },
        hubspot=made.records,
        associations=made.associations,
        owners=owners,
        fields=merged(SALESFORCE_FIELDS, DATASET_FIELDS, generated_fields(*MADE_UP)),
        properties=merged(HUBSPOT_PROPERTIES, {name: [GENERATED_PROPERTY] for name in made.records}),
        values={**EXTRA_VALUES, ("Account", "Industry"): tuple(dict.fromkeys(firm.sector for firm in sheets.firms))},
        stages=list(STAGES.values()),
    )


def _team(draw: Draw, agents: list[AgentLine]) -> list[Row]:
    """Managers first, then agents; the regional office stands in Division."""
    office = {agent.manager: agent.office for agent in agents}
    managers = {name: _user(draw, name, "Sales Manager", place) for name, place in office.items()}
    return [
        *managers.values(),
        *(
            {**_user(draw, agent.name, "Sales Agent", agent.office), "ManagerId": managers[agent.manager]["Id"]}
            for agent in agents
        ),
    ]


def _user(draw: Draw, name: str, title: str, office: str) -> Row:
    first, _, last = name.partition(" ")
    return {**user(draw, first, last, draw.stamp(-800), serial=0), "Title": title, "Division": office}


def _firms(draw: Draw, sheets: Sheets, agents: dict[str, str]) -> list[Row]:
    by_firm: dict[str, list[DealLine]] = {}
    for deal in sheets.deals:
        by_firm.setdefault(deal.account, []).append(deal)
    rows = {firm.name: _firm(draw, firm, by_firm.get(firm.name, []), agents) for firm in sheets.firms}
    for firm in sheets.firms:
        rows[firm.name]["ParentId"] = rows[firm.parent]["Id"] if firm.parent else None
    return list(rows.values())


def _firm(draw: Draw, firm: FirmLine, deals: list[DealLine], agents: dict[str, str]) -> Row:
    """The owner is the agent with most deals there; the account is as old as the first of them."""
    sellers = Counter(deal.agent for deal in deals) or Counter(list(agents)[-1:])
    since = f"{min((deal.engaged for deal in deals if deal.engaged), default=draw.as_of.date())}{MIDNIGHT}"
    return {
        "Id": draw.id("001"),
        "Name": firm.name,
        "Type": CUSTOMER if any(deal.stage == "Won" for deal in deals) else PROSPECT,
        "Industry": firm.sector or None,
        "AnnualRevenue": None if firm.revenue is None else round(firm.revenue * MILLION, 2),
        "NumberOfEmployees": firm.employees,
        "BillingCountry": firm.office or None,
        "Year_Established__c": firm.founded,
        "OwnerId": agents[sellers.most_common(1)[0][0]],
        "CreatedDate": since,
        "LastModifiedDate": since,
        "SystemModstamp": since,
    }


def _deals(draw: Draw, lines: list[DealLine], agents: dict[str, str], accounts: dict[str, str]) -> list[Deal]:
    types = _types(lines)
    return [_deal(draw, line, agents[line.agent], accounts.get(line.account), types.get(line.id)) for line in lines]


def _types(lines: list[DealLine]) -> dict[str, str]:
    """A kind of sale for each deal of a known account, judged by what it had bought when the deal began."""
    bought: dict[str, dict[str, date]] = {}
    for line in sorted(lines, key=lambda line: line.closed or date.max):
        if line.stage == "Won" and line.closed:
            bought.setdefault(line.account, {}).setdefault(line.product, line.closed)
    types: dict[str, str] = {}
    for line in lines:
        began = line.engaged or date.max
        before = {product for product, day in bought.get(line.account, {}).items() if day <= began}
        if line.account:
            types[line.id] = RENEWAL if line.product in before else UPGRADE if before else NEW_CUSTOMER
    return types


def _deal(draw: Draw, line: DealLine, owner: str, account: str | None, kind: str | None) -> Deal:
    today = draw.as_of.date()
    opened = (line.engaged - today).days if line.engaged else -draw.between(1, 60)
    closes = (line.closed - today).days if line.closed else draw.between(10, 120)
    created = draw.day(opened) + MIDNIGHT
    changed = draw.day(closes) + MIDNIGHT if line.closed else created
    row = {
        "Id": draw.id("006"),
        "Dataset_Id__c": line.id,
        "AccountId": account,
        "Name": f"{line.account or 'No account'} - {line.product} - {line.id}",
        "Product__c": line.product,
        "Type": kind,
        "Generated_Type__c": kind is not None,
        **standing(STAGES[line.stage]),
        "Amount": line.value,
        "CloseDate": draw.day(closes),
        "Generated_Close_Date__c": line.closed is None,
        "Generated_Created_Date__c": line.engaged is None,
        "OwnerId": owner,
        "CreatedDate": created,
        "LastModifiedDate": changed,
        "SystemModstamp": changed,
    }
    return Deal(row, opened, closes)


def _products(draw: Draw, lines: list[ProductLine]) -> list[Row]:
    since = draw.day(-800) + MIDNIGHT
    stamps = {"CreatedDate": since, "LastModifiedDate": since, "SystemModstamp": since}
    return [
        {
            "Id": draw.id("01t"),
            "Name": line.name,
            "Family": line.series,
            "Sales_Price__c": line.price,
            "IsActive": True,
            **stamps,
        }
        for line in lines
    ]


def _domain(account: Row) -> str:
    return f"{slug(account['Name'])}.example"


def _portal(stream: Streams, firms: list[Row], people: People, owners: dict[str, str]) -> Portal:
    """Part of the accounts as companies with some of their people; calls and meetings, no deals."""
    portal = Portal(stream("portal"), owners)
    customers = [
        join(portal, {**row, "Website": _domain(row)}, people[row["Id"]][:8], known=True)
        for row in firms
        if portal.draw.chance(IN_PORTAL)
    ]
    for customer in customers:
        service(portal, customer)
    vouch(portal, customers)
    talks(portal, customers)
    for record in (record for records in portal.records.values() for record in records):
        record["properties"]["generated"] = "true"
    return portal
