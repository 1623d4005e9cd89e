"""Custom fields of the two CRMs: what the product writes (owned) and what people fill in for it (inbound).

Specifications are plain values in the vendors' own terms, so that a world can be described before
any machine exists.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "DATASET_FIELDS",
    "GENERATED",
    "GENERATED_PROPERTY",
    "HUBSPOT_GROUP",
    "HUBSPOT_PROPERTIES",
    "SALESFORCE_FIELDS",
    "Specification",
    "generated_fields",
    "merged",
    "text_field",
]

Specification = dict[str, Any]
AVAILABILITY = ("available", "resting", "booked", "do_not_ask")
LOADS = ("unused", "light", "normal", "heavy")


def _text(name: str, label: str, length: int = 255) -> Specification:
    return {"name": name, "label": label, "type": "string", "length": length}


def _number(name: str, label: str, digits: int = 18, scale: int = 0) -> Specification:
    return {"name": name, "label": label, "type": "double", "precision": digits, "scale": scale}


def _money(name: str, label: str) -> Specification:
    return {"name": name, "label": label, "type": "currency", "precision": 18, "scale": 2}


def _date(name: str, label: str) -> Specification:
    return {"name": name, "label": label, "type": "date"}


def _checkbox(name: str, label: str) -> Specification:
    return {"name": name, "label": label, "type": "boolean", "nillable": False, "default": False}


def _picklist(name: str, label: str, *values: str) -> Specification:
    return {"name": name, "label": label, "type": "picklist", "length": 255, "picklist": values, "restricted": True}


def _lookup(name: str, label: str, target: str) -> Specification:
    relationship = name.removesuffix("__c") + "__r"
    return {
        "name": name,
        "label": label,
        "type": "reference",
        "length": 18,
        "reference_to": (target,),
        "relationship_name": relationship,
    }


SALESFORCE_FIELDS: dict[str, list[Specification]] = {
    "Opportunity": [
        _money("Advocacy_Influenced_Revenue__c", "Advocacy: Influenced Revenue"),
        _money("Advocacy_Attributed_Revenue__c", "Advocacy: Attributed Revenue"),
        _number("Advocacy_Touches__c", "Advocacy: Touches"),
        _date("Advocacy_Last_Touch__c", "Advocacy: Last Touch"),
        _text("Advocacy_Top_Advocates__c", "Advocacy: Top Advocates"),
        _checkbox("Advocacy_Reference_Wanted__c", "Advocacy: Reference Wanted"),
        _text("Advocacy_Request_State__c", "Advocacy: Request State", 100),
        _text("Advocacy_Why__c", "Advocacy: Why", 20),
    ],
    "Contact": [
        _text("Advocacy_Status__c", "Advocacy: Status", 40),
        _picklist("Advocacy_Availability__c", "Advocacy: Availability", *AVAILABILITY),
        _date("Advocacy_Next_Free__c", "Advocacy: Next Free"),
        _picklist("Advocacy_Load__c", "Advocacy: Load", *LOADS),
        _text("Advocacy_Signals__c", "Advocacy: Signals"),
        _text("Advocacy_Staleness__c", "Advocacy: Staleness"),
        _date("Advocacy_Last_Verified__c", "Advocacy: Last Verified"),
        _checkbox("Advocacy_Nominate__c", "Advocacy: Nominate"),
        _text("Advocacy_Nomination_Reason__c", "Advocacy: Nomination Reason"),
        _text("Advocacy_Nomination_State__c", "Advocacy: Nomination State", 100),
        _text("Advocacy_Why__c", "Advocacy: Why", 20),
        _checkbox("Advocacy_Do_Not_Ask__c", "Advocacy: Do Not Ask"),
        _date("Advocacy_Verified_On__c", "Advocacy: Verified On"),
        _number("Advocacy_NPS_Score__c", "Advocacy: NPS Score", 2),
        _date("Advocacy_NPS_Date__c", "Advocacy: NPS Date"),
    ],
    "Account": [
        _number("Advocacy_Referenceable_Advocates__c", "Advocacy: Referenceable Advocates"),
        _text("Advocacy_Why__c", "Advocacy: Why", 20),
    ],
    "Campaign": [_lookup("Advocacy_Advocate__c", "Advocacy: Advocate", "Contact")],
}

HUBSPOT_GROUP = "advocacy_sync"


def _property(name: str, label: str, kind: str, field_type: str) -> Specification:
    options: list[Specification] = []
    if kind == "bool":
        options = [
            {"label": "Yes", "value": "true", "displayOrder": 0, "hidden": False},
            {"label": "No", "value": "false", "displayOrder": 1, "hidden": False},
        ]
    return {
        "name": name,
        "label": label,
        "type": kind,
        "fieldType": field_type,
        "groupName": HUBSPOT_GROUP,
        "options": options,
    }


def _select(name: str, label: str, *values: str) -> Specification:
    options = [
        {"label": value, "value": value, "displayOrder": place, "hidden": False} for place, value in enumerate(values)
    ]
    return {**_property(name, label, "enumeration", "select"), "options": options}


HUBSPOT_PROPERTIES: dict[str, list[Specification]] = {
    "deals": [
        _property("advocacy_influenced_revenue", "Advocacy: influenced revenue", "number", "number"),
        _property("advocacy_attributed_revenue", "Advocacy: attributed revenue", "number", "number"),
        _property("advocacy_touches", "Advocacy: touches", "number", "number"),
        _property("advocacy_last_touch", "Advocacy: last touch", "date", "date"),
        _property("advocacy_top_advocates", "Advocacy: top advocates", "string", "text"),
        _property("advocacy_reference_wanted", "Advocacy: reference wanted", "bool", "booleancheckbox"),
        _property("advocacy_request_state", "Advocacy: request state", "string", "text"),
        _property("advocacy_why", "Advocacy: why", "string", "text"),
    ],
    "contacts": [
        _property("advocacy_status", "Advocacy: status", "string", "text"),
        _select("advocacy_availability", "Advocacy: availability", *AVAILABILITY),
        _property("advocacy_next_free", "Advocacy: next free", "date", "date"),
        _select("advocacy_load", "Advocacy: load", *LOADS),
        _property("advocacy_signals", "Advocacy: signals", "string", "text"),
        _property("advocacy_staleness", "Advocacy: staleness", "string", "text"),
        _property("advocacy_last_verified", "Advocacy: last verified", "date", "date"),
        _property("advocacy_nominate", "Advocacy: nominate", "bool", "booleancheckbox"),
        _property("advocacy_nomination_reason", "Advocacy: nomination reason", "string", "text"),
        _property("advocacy_nomination_state", "Advocacy: nomination state", "string", "text"),
        _property("advocacy_why", "Advocacy: why", "string", "text"),
        _property("advocacy_do_not_ask", "Advocacy: do not ask", "bool", "booleancheckbox"),
        _property("advocacy_verified_on", "Advocacy: verified on", "date", "date"),
    ],
    "companies": [
        _property("advocacy_referenceable_advocates", "Advocacy: referenceable advocates", "number", "number"),
        _property("advocacy_why", "Advocacy: why", "string", "text"),
    ],
}


GENERATED = "Generated__c"
GENERATED_PROPERTY = _property("generated", "Generated", "bool", "booleancheckbox")

# What a dataset of deals brings beyond the vendor's fields, and the marks on values that it lacks
# and that we had to make up.
DATASET_FIELDS: dict[str, list[Specification]] = {
    "Account": [_number("Year_Established__c", "Year Established", 4)],
    "Product2": [_money("Sales_Price__c", "Sales Price")],
    "Opportunity": [
        {**_text("Dataset_Id__c", "Dataset Id", 40), "external_id": True, "unique": True},
        _text("Product__c", "Product"),
        _checkbox("Generated_Type__c", "Generated Type"),
        _checkbox("Generated_Created_Date__c", "Generated Created Date"),
        _checkbox("Generated_Close_Date__c", "Generated Close Date"),
    ],
}


def merged(*tables: dict[str, list[Specification]]) -> dict[str, list[Specification]]:
    """The fields of all tables, object by object."""
    names = dict.fromkeys(name for table in tables for name in table)
    return {name: [one for table in tables for one in table.get(name, ())] for name in names}


def generated_fields(*objects: str) -> dict[str, list[Specification]]:
    """The checkbox that tells made-up rows from rows of a dataset, on each of the objects."""
    return {name: [_checkbox(GENERATED, "Generated")] for name in objects}


def text_field(name: str) -> Specification:
    """A custom text field that is known by nothing but its API name."""
    return _text(name, name.removesuffix("__c").replace("_", " "))
