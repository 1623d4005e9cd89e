"""What speaks for a column and against it, one thing at a time."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_sync.mapping.suggest.columns import described
from advocacy_sync.mapping.suggest.propose import propose


def field(name: str, label: str = "", type: str = "string", **more: Any) -> dict[str, Any]:
    return {"name": name, "label": label or name, "type": type, "custom": name.endswith("__c"), **more}


def leading(name: str, label: str, target: str) -> dict[str, Any]:
    return field(name, label, "reference", referenceTo=[target])


def best(canonical: str, *fields: dict[str, Any], object: str = "Account", **samples: list[str]) -> tuple[str, float]:
    """The proposal for a canonical field, and how sure it is; nothing is `("", 0.0)`."""
    answer = {"name": object, "label": object, "fields": [field("Id", "Record ID", "id"), *fields]}
    found = propose("salesforce", described("salesforce", object, answer), samples).suggestions
    return next(((one.source, one.confidence) for one in found if one.canonical == canonical), ("", 0.0))


def sure(canonical: str, *fields: dict[str, Any], object: str = "Account", **samples: list[str]) -> str:
    source, confidence = best(canonical, *fields, object=object, **samples)
    return source if confidence >= 0.8 else ""


HOSTS = [f"acme{number}.com" for number in range(10)]


def test_a_renamed_field_is_known_by_its_name_or_its_label() -> None:
    assert sure("account.domain", field("Acme_Web_Site__c", "Web Site", "url")) == "Acme_Web_Site__c"
    assert sure("account.domain", field("Field7__c", "Internetadresse", "url")) == "Field7__c"


def test_a_name_that_lost_its_umlauts_says_no_more_than_the_label() -> None:
    assert sure("contact.first_name", field("Pr_nom__c", "Prénom"), object="Contact") == "Pr_nom__c"


def test_the_filled_field_wins_over_the_vendors_empty_one() -> None:
    two = (field("Website", type="url"), field("Homepage__c", "Homepage", "url"))
    assert sure("account.domain", *two, Website=[""] * 10, Homepage__c=HOSTS) == "Homepage__c"
    assert sure("account.domain", *two, Website=HOSTS, Homepage__c=[""] * 10) == "Website"


@pytest.mark.parametrize(
    ("canonical", "decoy", "object"),
    [
        ("account.domain", field("Old_Website__c", "Old Website", "url"), "Account"),
        ("account.domain", field("Website_of_Parent__c", "Parent Website", "url"), "Account"),
        ("account.domain", field("Web__c", "Website", "url", inlineHelpText="Deprecated, do not use"), "Account"),
        ("account.country", field("ShippingCountry", "Shipping Country"), "Account"),
        ("account.parent", leading("Partner_Account__c", "Partner Account", "Account"), "Account"),
        ("account.owner", field("CSM__c", "Success Manager", "reference", referenceTo=["User"]), "Account"),
        ("contact.phone", field("AssistantPhone", "Asst. Phone", "phone"), "Contact"),
        ("contact.email", field("Manager_Email__c", "Manager's Email", "email"), "Contact"),
        ("contact.email", field("Private_Mail__c", "E-Mail privat", "email"), "Contact"),
        ("contact.email_opt_out", field("HasOptedOutOfFax", "Fax Opt Out", "boolean"), "Contact"),
        ("contact.do_not_ask", field("DoNotCall", "Do Not Call", "boolean"), "Contact"),
        ("contact.nominated", field("Nominated_By__c", "Nominated By", "reference", referenceTo=["User"]), "Contact"),
        ("survey_answer.score", field("CSAT_Score__c", "CSAT Score", "double"), "Contact"),
        ("opportunity.amount", field("ExpectedRevenue", "Expected Amount", "currency"), "Opportunity"),
        ("opportunity.amount", field("Amount_Previous__c", "Amount Previous", "currency"), "Opportunity"),
        ("opportunity.close_date", field("Close_Date_Original__c", "Close Date Original", "date"), "Opportunity"),
        ("opportunity.kind", leading("RecordTypeId", "Record Type ID", "RecordType"), "Opportunity"),
        ("opportunity.created_at", field("LastModifiedDate", "Last Modified Date", "datetime"), "Opportunity"),
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_never_sure(canonical: str, decoy: dict[str, Any], object: str) -> None:
    assert sure(canonical, decoy, object=object) == ""


def test_values_of_another_sort_take_a_good_name_away() -> None:
    web = field("Website__c", "Website", "url")
    assert sure("account.domain", web, Website__c=HOSTS) == "Website__c"
    assert (
        sure("account.domain", web, Website__c=["https://linkedin.com/company/a", "https://linkedin.com/in/b"] * 5)
        == ""
    )


def test_a_formula_gives_way_to_the_field_that_it_repeats() -> None:
    two = (field("Land__c", "Land"), field("Country__c", "Country", calculated=True))
    assert best("account.country", *two)[0] == "Land__c"


def test_a_label_that_says_something_else_makes_a_custom_field_doubtful() -> None:
    assert sure("account.industry", field("Industry__c", "Region", "picklist")) == ""


def test_the_only_reference_to_a_deal_is_it_whatever_it_is_called() -> None:
    when, who = field("Held_On__c", "Held on", "date"), field("Who__c", "Who", "reference", referenceTo=["Contact"])
    deal = field("In_Support_Of__c", "In support of", "reference", referenceTo=["Opportunity"])
    assert sure("activity_opportunity.opportunity", when, who, deal, object="Reference_Call__c") == "In_Support_Of__c"


def test_a_reason_says_what_was_seen() -> None:
    answer = {"name": "Account", "fields": [field("Homepage__c", "Homepage", "url")]}
    (found,) = propose("salesforce", described("salesforce", "Account", answer), {"Homepage__c": HOSTS}).suggestions
    assert "type url fits" in found.reason
    assert "100% of its samples are web domains" in found.reason
