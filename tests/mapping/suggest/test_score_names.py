"""Names alone, without a value: those that mean a field are mostly sure, those that only look like one hardly ever."""

from __future__ import annotations

from typing import Any

from advocacy_sync.mapping.suggest.assign import SURE, Suggestion
from advocacy_sync.mapping.suggest.columns import described
from advocacy_sync.mapping.suggest.propose import propose
from mapping.suggest.names import looks_like, means

OBJECTS = {
    "account": "Account",
    "contact": "Contact",
    "survey_answer": "Contact",
    "opportunity": "Opportunity",
    "support_case": "Support_Ticket__c",
    "owner": "User",
    "opportunity_role": "Deal_Role__c",
}


def field(name: str, kind: str) -> dict[str, Any]:
    vendor, _, target = kind.partition(":")
    label = name.removesuffix("__c").replace("_", " ")
    return {"name": name, "label": label, "type": vendor, "custom": name.endswith("__c"), "referenceTo": [target]}


def suggestions(name: str, *fields: dict[str, Any]) -> tuple[Suggestion, ...]:
    answer = {"name": name, "label": name.removesuffix("__c").replace("_", " "), "fields": [field("Id", "id"), *fields]}
    return propose("salesforce", described("salesforce", name, answer)).suggestions


def test_names_that_mean_a_field_are_sure() -> None:
    missed = []
    for canonical, kind, name in means():
        record = canonical.partition(".")[0]
        fields = [field(f"{name}__c", kind)]
        if record == "survey_answer" and not canonical.endswith(".score"):
            fields.append(field("NPS_Score__c", "double"))
        if record not in OBJECTS:
            others = enumerate(("Contact", "Opportunity", "Account"))
            fields += [field(f"Z{number}__c", f"reference:{target}") for number, target in others]
        found = suggestions(OBJECTS.get(record, "Reference_Activity__c"), *fields)
        first = next((one for one in found if one.canonical == canonical), None)
        if first is None or first.source != f"{name}__c" or first.confidence < SURE:
            missed.append((canonical, name))
    assert len(missed) <= 0.03 * len(means()), missed


def test_names_that_only_look_like_a_field_are_not() -> None:
    taken = []
    for name, kind, decoy in looks_like():
        found = suggestions(name, field(f"{decoy}__c", kind))
        taken += [(decoy, one.canonical) for one in found if one.source == f"{decoy}__c" and one.confidence >= SURE]
    assert len(taken) <= 0.02 * len(looks_like()), taken
