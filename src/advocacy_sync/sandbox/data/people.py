"""Made-up people: the vendor's own users, and the contacts of its customers."""

from __future__ import annotations

import unicodedata

from advocacy_sync.sandbox.data.draw import Draw, slug, weighted
from advocacy_sync.sandbox.data.words import FIRST_NAMES, LAST_NAMES, NOMINATION_REASONS, TITLES
from advocacy_sync.sandbox.state import Row

__all__ = ["active_ids", "contacts", "letters", "nominate", "user", "users"]

POSITIONS = weighted({(title, department): weight for title, department, weight in TITLES})
SHARED_MAILBOXES = ("info", "office", "it", "purchasing")
REGIONS = ("Americas", "EMEA", "APAC")
HOUSE_DOMAIN = "vendor.example"


def letters(name: str) -> str:
    """A name as it stands in a mail address: no accents, no apostrophes, small."""
    return slug(unicodedata.normalize("NFKD", name))


FIRST = [(name, letters(name)) for name in FIRST_NAMES]
LAST = [(name, letters(name)) for name in LAST_NAMES]


def users(draw: Draw, count: int) -> list[Row]:
    """Sales and success people: one manager for every eight, one in ten gone."""
    rows: list[Row] = []
    manager: str | None = None
    for index in range(count):
        lead = index % 9 == 0
        first, last = draw.pick(FIRST_NAMES), draw.pick(LAST_NAMES)
        row = user(draw, first, last, draw.stamp(-draw.between(1200, 2000)), serial=index)
        row["Title"] = "Sales Manager" if lead else draw.pick(("Account Executive", "Customer Success Manager"))
        row["ManagerId"] = None if lead else manager
        row["Division"] = draw.pick(REGIONS)
        row["IsActive"] = lead or not draw.chance(0.12)
        manager = row["Id"] if lead else manager
        rows.append(row)
    return rows


def user(draw: Draw, first: str, last: str, created: str, serial: int) -> Row:
    address = f"{letters(first)}.{letters(last)}{serial or ''}@{HOUSE_DOMAIN}"
    return {
        "Id": draw.id("005"),
        "Username": address,
        "Email": address,
        "FirstName": first,
        "LastName": last,
        "Name": f"{first} {last}",
        "Alias": (letters(first)[:1] + letters(last))[:8],
        "IsActive": True,
        "CreatedDate": created,
        "LastModifiedDate": created,
        "SystemModstamp": created,
    }


def active_ids(rows: list[Row]) -> list[str]:
    return [row["Id"] for row in rows if row["IsActive"]]


def contacts(draw: Draw, account: Row, domain: str, count: int) -> list[Row]:
    """The people of one account. The first is the one who does the talking: its champion."""
    people = [_contact(draw, draw.id("003"), account, domain) for _ in range(count)]
    if draw.chance(0.06):
        mailbox = f"{draw.pick(SHARED_MAILBOXES)}@{domain}"
        for person in people[-2:]:
            person["Email"] = mailbox
    return people


def _contact(draw: Draw, id: str, account: Row, domain: str) -> Row:
    (first, first_letters), (last, last_letters) = draw.pick(FIRST), draw.pick(LAST)
    title, department = draw.pick(POSITIONS)
    changed = draw.stamp(-draw.between(1, 700))
    return {
        "Id": id,
        "AccountId": account["Id"],
        "FirstName": first,
        "LastName": last,
        "Name": f"{first} {last}",
        "Email": _address(draw, f"{first_letters}.{last_letters}", domain),
        "Title": title,
        "Department": department,
        "Phone": f"{account['Phone']}{draw.between(10, 99)}" if account.get("Phone") else None,
        "MailingCity": account.get("BillingCity"),
        "MailingCountry": account["BillingCountry"],
        "HasOptedOutOfEmail": draw.chance(0.04),
        "OwnerId": account["OwnerId"],
        "Advocacy_Nominate__c": False,
        "Advocacy_Do_Not_Ask__c": draw.chance(0.02),
        "Advocacy_Verified_On__c": draw.day(-draw.between(5, 500)) if draw.chance(0.1) else None,
        "CreatedDate": draw.stamp(-draw.between(705, 1500)),
        "LastModifiedDate": changed,
        "SystemModstamp": changed,
    }


def _address(draw: Draw, local: str, domain: str) -> str | None:
    """Mostly first.last; now and then missing, or written as people write."""
    lot = draw.random()
    if lot < 0.03:
        return None
    if lot < 0.08:
        return f"{local.title()}@{domain}"
    return f"{local}@{domain}"


def nominate(draw: Draw, people: list[Row], share: float) -> None:
    """Tick the nomination box of some of them, mostly with the reason."""
    for row in people:
        if draw.chance(share):
            row["Advocacy_Nominate__c"] = True
            if draw.chance(0.85):
                row["Advocacy_Nomination_Reason__c"] = draw.pick(NOMINATION_REASONS)
