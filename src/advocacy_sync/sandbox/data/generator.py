"""A made-up company's two CRMs: any size, the same for the same seed, rich in advocacy.

`size` counts accounts; each has four contacts and three opportunities.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from advocacy_sync.sandbox.data.companies import COMBINATIONS, accounts, domain_of
from advocacy_sync.sandbox.data.deals import Deal, opportunities
from advocacy_sync.sandbox.data.draw import Draw, Numbers
from advocacy_sync.sandbox.data.marketing import deal, service, talks
from advocacy_sync.sandbox.data.people import active_ids, contacts, users
from advocacy_sync.sandbox.data.portal import Portal, join, owner_records
from advocacy_sync.sandbox.data.programme import EXTRA_VALUES, Streams, programme
from advocacy_sync.sandbox.data.words import PRODUCTS
from advocacy_sync.sandbox.data.world import World
from advocacy_sync.sandbox.state import Row

__all__ = ["generate"]

CONTACTS, DEALS = 4, 3
IN_PORTAL, ONLY_IN_PORTAL, PORTAL_DEALS = 0.6, 0.08, 0.2
PLACES_PER_SEED = 9973


def generate(size: int, seed: int, as_of: datetime) -> World:
    """The world of `size` accounts as it stands at `as_of`; nothing in it happened later."""
    stream = partial(Draw, seed, as_of, Numbers())
    team = users(stream("users"), min(400, size // 20 + 6))
    first = seed * PLACES_PER_SEED % COMBINATIONS
    firms = accounts(stream("accounts"), active_ids(team), range(first, first + size))
    hires = stream("people")
    people = {row["Id"]: contacts(hires, row, domain_of(row), CONTACTS) for row in firms}
    sales = stream("deals")
    deals = {row["Id"]: opportunities(sales, row, DEALS) for row in firms}
    every = [one for own in deals.values() for one in own]
    tables = programme(stream, firms, people, every)
    owners = owner_records(team)
    owner_of = {user["Id"]: owner["id"] for user, owner in zip(team, owners, strict=True)}
    only = range(first + size, first + size + int(size * ONLY_IN_PORTAL))
    made = _portal(stream, firms, people, deals, owner_of, only=only)
    return World(
        as_of=as_of,
        salesforce={
            "User": team,
            "Product2": _products(stream("products")),
            "Account": firms,
            "Contact": [person for own in people.values() for person in own],
            "Opportunity": [one.row for one in every],
            **tables,
        },
        hubspot=made.records,
        associations=made.associations,
        owners=owners,
        values=dict(EXTRA_VALUES),
    )


def _products(draw: Draw) -> list[Row]:
    since = draw.stamp(-2000)
    stamps = {"CreatedDate": since, "LastModifiedDate": since, "SystemModstamp": since}
    return [
        {"Id": draw.id("01t"), "Name": name, "Family": family, "IsActive": True, **stamps} for name, family in PRODUCTS
    ]


def _portal(
    stream: Streams,
    firms: list[Row],
    people: dict[str, list[Row]],
    deals: dict[str, list[Deal]],
    owners: dict[str, str],
    *,
    only: range,
) -> Portal:
    """A part of the org's accounts, and some firms that the org has never heard of."""
    portal = Portal(stream("portal"), owners)
    shared = [row for row in firms if portal.draw.chance(IN_PORTAL)]
    customers = [join(portal, row, people[row["Id"]], known=True) for row in shared]
    for row in accounts(stream("portal accounts"), list(owners), only):
        staff = contacts(portal.draw, row, domain_of(row), CONTACTS)
        customers.append(join(portal, row, staff, known=False))
    for _ in range(int(len(firms) * PORTAL_DEALS)):
        customer = portal.draw.pick(customers)
        deal(portal, customer, deals.get(customer.account["Id"], []), customers)
    for customer in customers:
        service(portal, customer)
    talks(portal, customers)
    return portal
