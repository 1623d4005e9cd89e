"""How a suggested field is written in a mapping file: its source, transform, reference, currency, choices.

Besides fields there are sources that a row has by its nature: its own id, HubSpot's associations and stages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from advocacy_sync.records.catalogue import shapes

from .choices import choice_of
from .columns import Column
from .cues import CUES
from .propose import Proposal
from .tokens import read
from .yaml import Value

__all__ = ["Line", "currency_column", "line_of", "structural"]

_TRANSFORMS = {
    "account.domain": "domain", "account.country": "country", "account.cross_id": "cross_id", "contact.email": "email",
    "contact.phone": "phone", "contact.cross_id": "cross_id", "owner.email": "email", "opportunity.amount": "money",
    "activity.occurred_at": "moment", "survey_answer.answered_at": "moment", "activity.kind": "phrase",
}  # fmt: skip
_DEFAULTS = {
    "opportunity.kind": "unknown", "support_case.priority": "unknown", "activity.status": "planned",
    "opportunity.status": "open",
}  # fmt: skip
_ACCOUNT, _CONTACT, _DEAL = (
    ("Account", "companies", "001"),
    ("Contact", "contacts", "003"),
    ("Opportunity", "deals", "006"),
)
_OWNER = ("User", "owners", "005")
_LEADS_TO = {
    "account": _ACCOUNT, "parent": _ACCOUNT, "contact": _CONTACT, "opportunity": _DEAL, "owner": _OWNER,
    "activity": ("Campaign", "marketing_events", "701"),
}  # fmt: skip
_FEW, _MANY = 30, 10


@dataclass(slots=True)
class Line:
    """`parts` of a field's mapping and what is to be said of it. `unmapped`: values that nobody has mapped yet."""

    parts: dict[str, Value]
    said: list[str] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)


def line_of(proposal: Proposal, canonical: str, source: str, known: Mapping[str, str] = MappingProxyType({})) -> Line:
    """The field's mapping from a column. `known`: values that are mapped already, which it says alike."""
    columns = {column.name: column for column in proposal.described.columns}
    column = columns[source]
    record, _, name = canonical.partition(".")
    shape = shapes(record)[name]
    parts: dict[str, Value] = {"from": source}
    line = Line(parts)
    if canonical in _TRANSFORMS:
        parts["transform"] = _TRANSFORMS[canonical]
    if canonical == "opportunity.amount":
        currency = currency_column(proposal)
        if currency:
            parts["currency"] = currency
    if canonical == "opportunity.stage" and proposal.crm == "hubspot" and source == "dealstage":
        parts["from"] = ["stage.label", source]
    if shape.shape == "reference":
        _reference(proposal, column, name, parts)
    elif canonical == "opportunity.status":
        _status(proposal, column, line, known)
    elif shape.choices:
        _choices(proposal, canonical, column, line, known)
    return line


def _reference(proposal: Proposal, column: Column, name: str, parts: dict[str, Value]) -> None:
    salesforce, hubspot, prefix = _LEADS_TO[name]
    usual = salesforce if proposal.crm == "salesforce" else hubspot
    leads = [target for target in column.references if target.casefold() == usual.casefold()] or list(column.references)
    parts["to"] = leads[0] if leads and name != "owner" else usual
    if proposal.crm == "salesforce" and len(column.references) > 1 and name != "owner":
        parts["prefix"] = prefix


def _status(proposal: Proposal, column: Column, line: Line, known: Mapping[str, str]) -> None:
    if proposal.crm == "hubspot":
        line.parts.clear()
        line.parts |= {"from": ["stage.isClosed", "stage.probability"], "transform": "deal_status"}
        line.said.append("the deal's stage tells whether it is closed and won")
        return
    if column.type != "boolean":
        _choices(proposal, "opportunity.status", column, line, known)
        return
    won = _won_flag(proposal)
    line.parts["from"] = [column.name, won] if won else column.name
    line.parts["transform"] = "deal_status"
    if not won:
        line.said.append("decide: a second field that tells whether the closed deal was won")


def _won_flag(proposal: Proposal) -> str | None:
    flags = [column for column in proposal.described.columns if column.type == "boolean"]
    telling = [column.name for column in flags if "WON" in read(column.name).concepts]
    return "IsWon" if "IsWon" in telling else next(iter(telling), None)


def _choices(proposal: Proposal, canonical: str, column: Column, line: Line, known: Mapping[str, str]) -> None:
    said = {value.casefold(): ours for value, ours in known.items()}
    mapped: dict[str, str] = {}
    for value, label in column.options or _repeated(proposal, column.name):
        ours = said.get(value.casefold())
        found = (ours, True) if ours else choice_of(canonical, value, label)
        if found is not None and found[1]:
            mapped[value] = found[0]
        else:
            guess = f"perhaps {found[0]}: " if found else ""
            line.unmapped.append(f"{guess}{value}" if label == value else f"{guess}{value} ({label})")
    line.parts.setdefault("transform", "choice")
    if canonical in _DEFAULTS:
        line.parts["default"] = _DEFAULTS[canonical]
    if mapped:
        line.parts["map"] = mapped


def _repeated(proposal: Proposal, name: str) -> list[tuple[str, str]]:
    """Values of a field without a picklist. What stands in one row of many is no choice, and may be personal."""
    counts = list(proposal.values.get(name, {}).items())[:_FEW]
    fewest = 2 if proposal.rows >= _MANY else 1
    return [(value, value) for value, count in counts if count >= fewest]


def currency_column(proposal: Proposal) -> str | None:
    """The field that holds the ISO code of the row's amounts, if there is one."""
    usual = {"CurrencyIsoCode", "deal_currency_code"}
    columns = proposal.described.columns
    for column in columns:
        if column.name in usual:
            return column.name
    telling = [
        column.name
        for column in columns
        if set(read(column.name).concepts) | set(read(column.label).concepts) >= {"CURRENCY"}
        and column.type in ("picklist", "text")
        and not read(column.name).stale
    ]
    return telling[0] if len(telling) == 1 else None


def structural(proposal: Proposal, canonical: str) -> Line | None:
    """A source that rows have by their nature, or None."""
    record, _, name = canonical.partition(".")
    salesforce = proposal.crm == "salesforce"
    own = {"from": "Id" if salesforce else "id", "to": proposal.described.name}
    if record in ("participant", "activity_opportunity") and name == "activity":
        return Line(dict(own), ["the row itself"])
    if record == "survey_answer" and name == "contact" and proposal.key in ("contact", "contacts"):
        return Line(dict(own), ["the row itself"])
    if salesforce:
        return None
    return _of_hubspot(record, name, proposal)


def _of_hubspot(record: str, name: str, proposal: Proposal) -> Line | None:
    if record in ("participant", "activity_opportunity"):
        to = "contacts" if name == "contact" else "deals"
        return Line({"from": "each.id", "to": to}, ["one for each association"])
    found: Mapping[str, dict[str, Value]] = {
        "account": {"from": "associations.companies.id", "to": "companies"},
        "contact": {"from": "associations.contacts.id", "to": "contacts"},
    }
    if name in found and f"{record}.{name}" in CUES:
        return Line(dict(found[name]), ["by association"])
    if record == "opportunity" and name == "status" and proposal.key == "deals":
        return Line(
            {"from": ["stage.isClosed", "stage.probability"], "transform": "deal_status"}, ["by the deal's stage"]
        )
    if record == "support_case" and name == "closed" and proposal.key == "tickets":
        return Line({"from": "stage.ticketState", "transform": "case_closed"}, ["by the ticket's stage"])
    return None
