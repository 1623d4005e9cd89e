"""Made-up accounts: customers and prospects, parents and subsidiaries, with a little dirt."""

from __future__ import annotations

from advocacy_sync.sandbox.data.draw import Draw, slug, weighted
from advocacy_sync.sandbox.data.words import COMPANY_ENDS, COMPANY_KINDS, COMPANY_STARTS, COUNTRIES, INDUSTRIES
from advocacy_sync.sandbox.state import Row

__all__ = ["COMBINATIONS", "CUSTOMER", "accounts", "domain_of"]

CUSTOMER = "Customer - Direct"
PROSPECT = "Prospect"
COMBINATIONS = len(COMPANY_STARTS) * len(COMPANY_ENDS) * len(COMPANY_KINDS)
STRIDE = 7919  # a prime that shares no factor with the number of combinations, so each comes once
PLACES = weighted({(country, city, dial): weight for country, city, dial, weight in COUNTRIES})
WEBSITES = ("https://www.{}", "www.{}", "http://{}", "{}", "https://{}/")
RATINGS = (None, "Cold", "Warm", "Hot")


def accounts(draw: Draw, owners: list[str], places: range) -> list[Row]:
    """One account for each place in the list of names: places that differ give names that differ."""
    rows: list[Row] = []
    for index, place in enumerate(places):
        name, domain, kind = _name(place)
        row = _account(draw, draw.id("001"), draw.pick(owners), INDUSTRIES[kind])
        row["Name"] = name
        if index and draw.chance(0.12):
            _make_subsidiary(row, draw.pick(rows))
        elif index and draw.chance(0.02):
            row["Name"] = _lookalike(draw, draw.pick(rows)["Name"])
        elif draw.chance(0.02):
            row["Name"] = draw.pick((" {}", "{} ", "{}  ")).format(name)
        row["Website"] = draw.pick(WEBSITES).format(domain)
        rows.append(row)
    return rows


def domain_of(account: Row) -> str:
    """The bare domain of an account's website.

    >>> domain_of({"Website": "https://www.alderbay.example/"})
    'alderbay.example'
    """
    host = str(account["Website"]).rpartition("//")[2].rstrip("/")
    return host.removeprefix("www.")


def _name(place: int) -> tuple[str, str, str]:
    lap, turn = divmod(place, COMBINATIONS)
    rest, start = divmod(turn * STRIDE % COMBINATIONS, len(COMPANY_STARTS))
    kind, end = divmod(rest, len(COMPANY_ENDS))
    word = COMPANY_STARTS[start] + COMPANY_ENDS[end]
    name = f"{word} {COMPANY_KINDS[kind]}" + (f" {lap + 1}" if lap else "")
    return name, f"{slug(name)}.example", COMPANY_KINDS[kind]


def _account(draw: Draw, id: str, owner: str, industry: str) -> Row:
    country, city, dial = draw.pick(PLACES)
    employees = int(20 * 1000 ** draw.random())
    created = draw.stamp(-draw.between(760, 1900))
    changed = draw.stamp(-draw.between(1, 750))
    return {
        "Id": id,
        "Name": "",
        "Type": CUSTOMER if draw.chance(0.65) else PROSPECT,
        "Industry": industry,
        "Rating": draw.pick(RATINGS),
        "AnnualRevenue": None if draw.chance(0.04) else float(employees * draw.between(90, 310) * 1000),
        "NumberOfEmployees": employees,
        "BillingCity": city,
        "BillingCountry": country,
        "Phone": f"+{dial}{draw.between(1000, 9999)}",
        "ParentId": None,
        "OwnerId": owner,
        "CreatedDate": created,
        "LastModifiedDate": changed,
        "SystemModstamp": changed,
    }


def _make_subsidiary(row: Row, parent: Row) -> None:
    row["ParentId"] = parent["Id"]
    row["Industry"] = parent["Industry"]
    row["Name"] = f"{str(parent['Name']).strip()} {row['BillingCountry']}"


def _lookalike(draw: Draw, name: str) -> str:
    """The name of another company, all but: the same to a hasty eye, with a domain of its own."""
    return draw.pick(("{} Inc.", "{} Ltd", "The {}", "{}, Inc")).format(name.strip())
