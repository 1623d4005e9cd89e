"""The HubSpot portal of a company that has a Salesforce org too: much the same customers, seen by marketing.

Companies and contacts overlap with the org's but not all, ids of the org stand on half of them, and
e-mail addresses differ in case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from advocacy_sync.sandbox.data.companies import CUSTOMER, domain_of
from advocacy_sync.sandbox.data.draw import Draw
from advocacy_sync.sandbox.data.people import letters
from advocacy_sync.sandbox.data.words import FIRST_NAMES, HUBSPOT_INDUSTRIES, LAST_NAMES
from advocacy_sync.sandbox.state import Row

__all__ = ["Association", "Customer", "Portal", "join", "owner_records"]

# from type, from id, to type, to id, label of the association (None: the plain one)
Association: TypeAlias = tuple[str, str, str, str, str | None]

CASINGS = (str.upper, str.title, str.lower, str.lower, str.lower, str.lower, str.lower, str.lower)


@dataclass(frozen=True)
class Customer:
    """A company of the portal, its contacts' ids, and the account it was made from."""

    id: str
    name: str
    owner: str | None
    contacts: list[str]
    account: Row


class Portal:
    """What is being made: records by object type, and what hangs together. `owners` gives the
    portal's owner for each user of the org."""

    def __init__(self, draw: Draw, owners: dict[str, str]) -> None:
        self.draw, self.owners = draw, owners
        self.records: dict[str, list[Row]] = {}
        self.associations: list[Association] = []
        self.addresses: set[str] = set()

    def add(self, object_type: str, properties: Row, created: str, updated: str | None = None) -> str:
        id = self.draw.numbers.hubspot(object_type)
        row = {"id": id, "properties": properties, "createdAt": created, "updatedAt": updated or created}
        self.records.setdefault(object_type, []).append(row)
        return id

    def link(self, from_type: str, from_id: str, to_type: str, to_id: str, label: str | None = None) -> None:
        self.associations.append((from_type, from_id, to_type, to_id, label))


def owner_records(users: list[Row]) -> list[Row]:
    """The org's users as the portal knows them; those who left are archived."""
    return [
        {
            "id": str(70_000_000 + number),
            "userId": 6_000_000 + number,
            "email": user["Email"],
            "firstName": user["FirstName"],
            "lastName": user["LastName"],
            "archived": not user["IsActive"],
        }
        for number, user in enumerate(users)
    ]


def join(portal: Portal, account: Row, people: list[Row], *, known: bool) -> Customer:
    """Puts an account and its people into the portal. `known`: the org has them too, and half of
    them carry its ids."""
    company = _company(portal, account, known=known)
    contacts = [_contact(portal, person, company, known=known) for person in people if _reachable(portal, person)]
    if portal.draw.chance(0.15):  # somebody whom only marketing knows
        contacts.append(_stranger(portal, account, company))
    for contact in contacts:
        portal.link("contacts", contact, "companies", company["id"])
    name, owner = company["properties"]["name"], company["properties"]["hubspot_owner_id"]
    return Customer(company["id"], name, owner, contacts, account)


def _company(portal: Portal, account: Row, *, known: bool) -> Row:
    draw = portal.draw
    name = str(account["Name"]).strip()
    properties = {
        "name": name.upper() if draw.chance(0.03) else name,
        "domain": domain_of(account),
        "industry": HUBSPOT_INDUSTRIES.get(account["Industry"]),
        "country": account["BillingCountry"],
        "city": account.get("BillingCity"),
        "phone": account.get("Phone"),
        "numberofemployees": _text(account["NumberOfEmployees"]),
        "annualrevenue": _text(account["AnnualRevenue"]),
        "lifecyclestage": "customer" if account["Type"] == CUSTOMER else "opportunity",
        "hubspot_owner_id": portal.owners.get(account["OwnerId"]),
        "salesforceaccountid": account["Id"] if known and draw.chance(0.5) else None,
    }
    created, updated = draw.moment(-draw.between(300, 1500)), draw.moment(-draw.between(1, 299))
    portal.add("companies", properties, created, updated)
    return portal.records["companies"][-1]


def _reachable(portal: Portal, person: Row) -> bool:
    """A portal holds one contact for each address, so a shared mailbox stays one contact."""
    address = person["Email"]
    return address is not None and address.lower() not in portal.addresses


def _contact(portal: Portal, person: Row, company: Row, *, known: bool) -> str:
    draw = portal.draw
    address = person["Email"]
    nominated = draw.chance(0.04)
    properties = {
        "email": draw.pick(CASINGS)(address),
        "firstname": person["FirstName"],
        "lastname": person["LastName"],
        "jobtitle": person["Title"],
        "phone": person["Phone"],
        "country": person["MailingCountry"],
        "company": company["properties"]["name"],
        "lifecyclestage": company["properties"]["lifecyclestage"],
        "hs_email_optout": "true" if person["HasOptedOutOfEmail"] else None,
        "hubspot_owner_id": company["properties"]["hubspot_owner_id"],
        "salesforcecontactid": person["Id"] if known and draw.chance(0.5) else None,
        "advocacy_nominate": "true" if nominated else None,
        "advocacy_nomination_reason": "Told marketing they would speak" if nominated else None,
    }
    return _save(portal, properties)


def _stranger(portal: Portal, account: Row, company: Row) -> str:
    draw = portal.draw
    first, last = draw.pick(FIRST_NAMES), draw.pick(LAST_NAMES)
    number = len(portal.addresses)
    properties = {
        "email": f"{letters(first)}.{letters(last)}{number}@{domain_of(account)}",
        "firstname": first,
        "lastname": f" {last}" if draw.chance(0.05) else last,
        "company": company["properties"]["name"],
        "lifecyclestage": draw.pick(("lead", "marketingqualifiedlead", "subscriber")),
    }
    return _save(portal, properties)


def _save(portal: Portal, properties: Row) -> str:
    draw = portal.draw
    portal.addresses.add(str(properties["email"]).lower())
    return portal.add("contacts", properties, draw.moment(-draw.between(280, 1200)), draw.moment(-draw.between(1, 279)))


def _text(value: float | None) -> str | None:
    return None if value is None else f"{value:.0f}"
