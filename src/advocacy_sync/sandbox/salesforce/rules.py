"""What an org works out by itself when a row is written: closed flags, full names, histories.

Each rule gets the new row, which it may change, and the row as it was (None for a new one).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from advocacy_sync.sandbox.salesforce.dates import instant
from advocacy_sync.sandbox.salesforce.store import Store
from advocacy_sync.sandbox.state import Row

__all__ = ["DERIVED", "consequences", "derive"]

Rule = Callable[[Store, Row, Row | None], None]
TRACKED = {
    "Amount": "Currency",
    "CloseDate": "DateOnly",
    "Name": "Text",
    "OwnerId": "EntityId",
    "StageName": "DynamicEnum",
}
HISTORY = ("Amount", "CloseDate", "Probability", "StageName", "ForecastCategory")


def derive(store: Store, name: str, new: Row, old: Row | None) -> None:
    """Fills what follows from the rest of the row."""
    rule = _rules.get(name)
    if rule is not None:
        rule(store, new, old)


def _set(row: Row, name: str, value: object) -> None:
    """Rows hold no nulls: an absent key is one."""
    if value is None:
        row.pop(name, None)
    else:
        row[name] = value


def _person(_store: Store, new: Row, _old: Row | None) -> None:
    _set(new, "Name", " ".join(filter(None, (new.get("FirstName"), new.get("LastName")))) or None)


def _opportunity(store: Store, new: Row, old: Row | None) -> None:
    stage = _stages(store).get(new.get("StageName", ""))
    if stage is not None and (old is None or old.get("StageName") != new.get("StageName")):
        given = old is not None and old.get("Probability") != new.get("Probability")
        if not (given or (old is None and "Probability" in new)):
            new["Probability"] = stage["DefaultProbability"]
        if old is None or old.get("ForecastCategoryName") == new.get("ForecastCategoryName"):
            new["ForecastCategoryName"] = stage["ForecastCategoryName"]
        new["LastStageChangeDate"] = new["LastModifiedDate"]
    new["IsClosed"] = bool(stage and stage["IsClosed"])
    new["IsWon"] = bool(stage and stage["IsWon"])
    names = {one["ForecastCategoryName"]: one["ForecastCategory"] for one in _stages(store).values()}
    _set(new, "ForecastCategory", names.get(new.get("ForecastCategoryName"), new.get("ForecastCategory")))
    _set(new, "ExpectedRevenue", _share(new.get("Amount"), new.get("Probability")))
    _fiscal(new)


def _stages(store: Store) -> dict[str, Row]:
    return {row["ApiName"]: row for row in store.rows("OpportunityStage").values()}


def _share(amount: float | None, probability: float | None) -> float | None:
    return None if amount is None else round(amount * (probability or 0) / 100, 2)


def _fiscal(new: Row) -> None:
    if "CloseDate" in new:
        year, month = int(new["CloseDate"][:4]), int(new["CloseDate"][5:7])
        new["FiscalYear"], new["FiscalQuarter"] = year, (month + 2) // 3
        new["Fiscal"] = f"{year} {(month + 2) // 3}"


def _account_of(store: Store, new: Row) -> str | None:
    """The account that an activity belongs to, by what or else by whom it is about."""
    for reference in ("WhatId", "WhoId"):
        found = store.by_id(new.get(reference))
        if found is not None:
            sobject, row = found
            id = row["Id"] if sobject.name == "Account" else row.get("AccountId")
            if id:
                return str(id)
    return None


def _task(store: Store, new: Row, old: Row | None) -> None:
    new["IsClosed"] = new.get("Status") == "Completed"
    new["IsHighPriority"] = new.get("Priority") == "High"
    _set(new, "AccountId", _account_of(store, new))
    if not new["IsClosed"]:
        new.pop("CompletedDateTime", None)
    elif old is None or not old.get("IsClosed"):
        new.setdefault("CompletedDateTime", new["LastModifiedDate"])
    new.setdefault("TaskSubtype", "Task")


def _event(store: Store, new: Row, _old: Row | None) -> None:
    _set(new, "AccountId", _account_of(store, new))
    start = new.get("StartDateTime") or new.get("ActivityDateTime")
    if start is not None:
        new["StartDateTime"] = new["ActivityDateTime"] = start
        new["ActivityDate"] = start[:10]
        begun = datetime.fromisoformat(start)
        if "DurationInMinutes" in new:
            new["EndDateTime"] = instant(begun + timedelta(minutes=new["DurationInMinutes"]))
        elif "EndDateTime" in new:
            length = datetime.fromisoformat(new["EndDateTime"]) - begun
            new["DurationInMinutes"] = int(length.total_seconds() // 60)
    if "EndDateTime" in new:
        new["EndDate"] = new["EndDateTime"][:10]
    new.setdefault("EventSubtype", "Event")


def _case(store: Store, new: Row, old: Row | None) -> None:
    new["IsClosed"] = new.get("Status") == "Closed"
    if not new["IsClosed"]:
        new.pop("ClosedDate", None)
    elif old is None or not old.get("IsClosed"):
        new.setdefault("ClosedDate", new["LastModifiedDate"])
    if "AccountId" not in new and "ContactId" in new:
        contact = store.get("Contact", new["ContactId"])
        _set(new, "AccountId", contact and contact.get("AccountId"))


def _campaign_member(store: Store, new: Row, old: Row | None) -> None:
    rows = store.rows("CampaignMemberStatus").values() if not new.get("CampaignId") else _statuses(store, new)
    named = {row["Label"]: row for row in rows}
    if "Status" not in new:
        _set(new, "Status", next((label for label, row in named.items() if row.get("IsDefault")), "Sent"))
    status = named.get(new.get("Status", ""))
    new["HasResponded"] = bool(status["HasResponded"]) if status else new.get("Status") == "Responded"
    if new["HasResponded"] and not (old and old.get("HasResponded")):
        new.setdefault("FirstRespondedDate", new["LastModifiedDate"][:10])
    _member_person(store, new)


def _statuses(store: Store, new: Row) -> list[Row]:
    sobject = store.schema.objects["CampaignMemberStatus"]
    return store.matching("CampaignMemberStatus", sobject.fields["CampaignId"], new["CampaignId"])


def _member_person(store: Store, new: Row) -> None:
    id = new.get("ContactId") or new.get("LeadId")
    found = store.by_id(id)
    if found is None:
        return
    sobject, person = found
    new["LeadOrContactId"], new["Type"] = id, sobject.name
    for name in ("Name", "FirstName", "LastName", "Title", "Email", "Phone"):
        _set(new, name, person.get(name))
    account = store.get("Account", person.get("AccountId"))
    _set(new, "CompanyOrAccount", person.get("Company") or (account and account.get("Name")))


def _line_item(store: Store, new: Row, _old: Row | None) -> None:
    entry = store.get("PricebookEntry", new.get("PricebookEntryId"))
    if entry is not None:
        _set(new, "Product2Id", entry.get("Product2Id"))
        _set(new, "ListPrice", entry.get("UnitPrice"))
        new.setdefault("UnitPrice", entry.get("UnitPrice") or 0.0)
    product = store.get("Product2", new.get("Product2Id"))
    opportunity = store.get("Opportunity", new.get("OpportunityId"))
    if product is not None:
        _set(new, "ProductCode", product.get("ProductCode"))
        _set(new, "Name", " ".join(row["Name"] for row in (opportunity, product) if row and "Name" in row) or None)
    if "Quantity" in new and "UnitPrice" in new:
        new["TotalPrice"] = round(new["Quantity"] * new["UnitPrice"], 2)


def _entry(store: Store, new: Row, _old: Row | None) -> None:
    product = store.get("Product2", new.get("Product2Id"))
    if product is not None:
        _set(new, "Name", product.get("Name"))
        _set(new, "ProductCode", product.get("ProductCode"))


_rules: dict[str, Rule] = {
    "Contact": _person,
    "Lead": _person,
    "User": _person,
    "Opportunity": _opportunity,
    "OpportunityLineItem": _line_item,
    "PricebookEntry": _entry,
    "Task": _task,
    "Event": _event,
    "Case": _case,
    "CampaignMember": _campaign_member,
}
DERIVED = frozenset(_rules)


def consequences(name: str, new: Row, old: Row | None) -> list[tuple[str, Row]]:
    """Rows of other objects that a write brings about: (object, row without id)."""
    if name == "Opportunity":
        return [*_stage_history(new, old), *_field_history(new, old)]
    if name == "Campaign" and old is None:
        stamps = {key: new[key] for key in _AUDIT}
        return [
            ("CampaignMemberStatus", {
                "CampaignId": new["Id"], "Label": label, "SortOrder": order, "IsDefault": label == "Sent",
                "HasResponded": label == "Responded", "IsDeleted": False, **stamps,
            })
            for order, label in ((1, "Sent"), (2, "Responded"))
        ]  # fmt: skip
    return []


_AUDIT = ("CreatedDate", "CreatedById", "LastModifiedDate", "LastModifiedById", "SystemModstamp")


def _made(new: Row) -> Row:
    """Who made a history row, and when: the one who wrote the opportunity."""
    return {
        "OpportunityId": new["Id"],
        "CreatedById": new["LastModifiedById"],
        "CreatedDate": new["LastModifiedDate"],
        "IsDeleted": False,
    }


def _stage_history(new: Row, old: Row | None) -> list[tuple[str, Row]]:
    if old is not None and all(old.get(key) == new.get(key) for key in HISTORY):
        return []
    row = {**_made(new), "SystemModstamp": new["LastModifiedDate"]}
    row |= {key: new[key] for key in (*HISTORY, "ExpectedRevenue") if key in new}
    if old is not None:
        previous = {
            "FromOpportunityStageName": "StageName", "PrevAmount": "Amount", "PrevCloseDate": "CloseDate",
            "FromForecastCategory": "ForecastCategory",
        }  # fmt: skip
        row |= {key: old[name] for key, name in previous.items() if name in old}
    return [("OpportunityHistory", row)]


def _field_history(new: Row, old: Row | None) -> list[tuple[str, Row]]:
    if old is None:
        return [("OpportunityFieldHistory", {**_made(new), "Field": "created", "DataType": "Text"})]
    changed = [name for name in TRACKED if old.get(name) != new.get(name)]
    return [
        ("OpportunityFieldHistory", {
            **_made(new), "Field": name, "DataType": TRACKED[name],
            **({"OldValue": old[name]} if name in old else {}), **({"NewValue": new[name]} if name in new else {}),
        })
        for name in changed
    ]  # fmt: skip
