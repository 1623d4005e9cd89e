"""How one field is written in a mapping file."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_sync.mapping.suggest.columns import described
from advocacy_sync.mapping.suggest.lines import currency_column, line_of, structural
from advocacy_sync.mapping.suggest.propose import Proposal, propose


def made(crm: str, name: str, *fields: dict[str, Any], **samples: list[str]) -> Proposal:
    answer = {"name": name, "fields": list(fields)} if crm == "salesforce" else list(fields)
    return propose(crm, described(crm, name, answer), samples)


def field(name: str, type: str = "string", **more: Any) -> dict[str, Any]:
    return {"name": name, "label": name, "type": type, "custom": name.endswith("__c"), **more}


def leading(name: str, *targets: str) -> dict[str, Any]:
    return field(name, "reference", referenceTo=list(targets))


def options(*values: str) -> list[dict[str, Any]]:
    return [{"active": True, "label": value, "value": value} for value in values]


@pytest.mark.parametrize(
    ("canonical", "source", "parts"),
    [
        ("account.domain", field("Web__c", "url"), {"from": "Web__c", "transform": "domain"}),
        ("account.parent", leading("ParentId", "Account"), {"from": "ParentId", "to": "Account"}),
        (
            "participant.contact",
            leading("WhoId", "Contact", "Lead"),
            {"from": "WhoId", "to": "Contact", "prefix": "003"},
        ),
        ("activity.occurred_at", field("Date__c", "date"), {"from": "Date__c", "transform": "moment"}),
        ("opportunity.amount", field("Amount", "currency"), {"from": "Amount", "transform": "money"}),
        ("account.owner", leading("OwnerId", "Group", "User"), {"from": "OwnerId", "to": "User"}),
    ],
)  # fmt: skip
def test_a_field_is_read_by_what_it_is(canonical: str, source: dict[str, Any], parts: dict[str, Any]) -> None:
    assert line_of(made("salesforce", "Account", source), canonical, source["name"]).parts == parts


def test_values_of_a_picklist_are_mapped_where_they_are_sure_and_listed_where_not() -> None:
    kind = field("Type", "picklist", picklistValues=options("New Logo", "Renewal", "Services"))
    line = line_of(made("salesforce", "Opportunity", kind), "opportunity.kind", "Type")
    assert line.parts["map"] == {"New Logo": "new", "Renewal": "renewal"}
    assert (line.parts["default"], line.unmapped) == ("unknown", ["Services"])


def test_values_of_a_text_field_come_from_the_samples() -> None:
    found = made("salesforce", "Case", field("Priority"), Priority=["High", "P3", "Odd", "High"])
    assert line_of(found, "support_case.priority", "Priority").parts["map"] == {"High": "high", "P3": "low"}


def test_a_guess_is_a_comment_for_a_person_to_take() -> None:
    kind = field("Kind__c", "picklist", picklistValues=options("Press Release", "Webinar"))
    assert line_of(made("salesforce", "X__c", kind), "activity.kind", "Kind__c").unmapped == [
        "perhaps quote: Press Release"
    ]


def test_a_deal_is_closed_by_two_flags() -> None:
    two = made("salesforce", "Opportunity", field("IsClosed", "boolean"), field("IsWon", "boolean"))
    assert line_of(two, "opportunity.status", "IsClosed").parts == {
        "from": ["IsClosed", "IsWon"],
        "transform": "deal_status",
    }
    one = line_of(made("salesforce", "Opportunity", field("IsClosed", "boolean")), "opportunity.status", "IsClosed")
    assert one.said == ["decide: a second field that tells whether the closed deal was won"]


def test_the_currency_of_a_row_is_its_own_field() -> None:
    assert currency_column(made("salesforce", "Opportunity", field("CurrencyIsoCode", "picklist"))) == "CurrencyIsoCode"
    assert (
        currency_column(made("salesforce", "Opportunity", field("Deal_Currency__c", "picklist"))) == "Deal_Currency__c"
    )
    two = made(
        "salesforce", "Opportunity", field("Deal_Currency__c", "picklist"), field("Quote_Currency__c", "picklist")
    )
    assert currency_column(two) is None


def test_rows_have_an_id_of_their_own_and_portals_associations() -> None:
    own = structural(made("salesforce", "Visit__c", field("Id", "id")), "participant.activity")
    assert own is not None
    assert own.parts == {"from": "Id", "to": "Visit__c"}
    company = structural(made("hubspot", "deals", field("dealname")), "opportunity.account")
    assert company is not None
    assert company.parts == {"from": "associations.companies.id", "to": "companies"}
    assert structural(made("salesforce", "Opportunity", field("Name")), "opportunity.account") is None
