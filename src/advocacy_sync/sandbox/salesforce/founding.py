"""The rows that an org has on its first day: itself, its users and profile, its sales stages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from advocacy_sync.sandbox.salesforce.dates import instant
from advocacy_sync.sandbox.salesforce.ids import record_id
from advocacy_sync.sandbox.salesforce.standard import STAGES
from advocacy_sync.sandbox.salesforce.store import Store
from advocacy_sync.sandbox.state import Row

__all__ = ["ADMIN", "FOUNDED", "INTEGRATION", "ORG", "found_org"]

ORG = record_id("00D", 1)
ADMIN, INTEGRATION = record_id("005", 1), record_id("005", 2)
PROFILE = record_id("00e", 1)
PERMISSION_SET = record_id("0PS", 1)
FOUNDED = datetime(2016, 1, 1, tzinfo=UTC)
PEOPLE = (
    (ADMIN, "admin@sandbox.example", "Ada", "Admin"),
    (INTEGRATION, "integration@sandbox.example", "Integration", "User"),
    (record_id("005", 3), "sam@sandbox.example", "Sam", "Seller"),
    (record_id("005", 4), "rita@sandbox.example", "Rita", "Rep"),
)
LOCAL = {"TimeZoneSidKey": "GMT", "LocaleSidKey": "en_US", "LanguageLocaleKey": "en_US", "EmailEncodingKey": "UTF-8"}


def found_org(store: Store, *, multi_currency: bool) -> None:
    """Puts the first rows where they are missing."""
    stamp = instant(FOUNDED)
    audit = {"CreatedDate": stamp, "CreatedById": ADMIN, "LastModifiedDate": stamp, "LastModifiedById": ADMIN}
    audit["SystemModstamp"] = stamp
    for name, row in _rows(multi_currency):
        sobject = store.schema.objects[name]
        known = {key: value for key, value in audit.items() if key in sobject.fields}
        if row["Id"] not in store.rows(name):
            store.fill(name, {**sobject.booleans, **known, **row})
        store.number(sobject.prefix, 1)


def _rows(multi_currency: bool) -> Iterator[tuple[str, Row]]:
    yield "Organization", _organization()
    yield "Profile", {"Id": PROFILE, "Name": "System Administrator", "UserType": "Standard"}
    for id, username, first, last in PEOPLE:
        yield "User", _user(id, username, first, last)
    for order, stage in enumerate(STAGES, 1):
        yield "OpportunityStage", _stage(order, stage)
    yield "Pricebook2", _standard_pricebook()
    yield "PermissionSet", {
        "Id": PERMISSION_SET, "Name": "X00ex00000018ozh_128_09_04_00_1", "Label": "00ex00000018ozh_128_09_04_00_1",
        "IsOwnedByProfile": True, "ProfileId": PROFILE, "Type": "Profile", "PermissionsApiEnabled": True,
        "PermissionsViewAllData": True, "PermissionsModifyAllData": True, "PermissionsViewSetup": True,
        "PermissionsCustomizeApplication": True, "PermissionsModifyMetadata": True,
        "PermissionsManageProfilesPermissionsets": True, "PermissionsAssignPermissionSets": True,
    }  # fmt: skip
    yield "PermissionSetAssignment", {
        "Id": record_id("0Pa", 1), "PermissionSetId": PERMISSION_SET, "AssigneeId": INTEGRATION, "IsActive": True,
    }  # fmt: skip
    if multi_currency:
        yield from _currencies()


def _organization() -> Row:
    return {
        "Id": ORG, "Name": "Sandbox Example Inc", "OrganizationType": "Enterprise Edition", "InstanceName": "SBX1",
        "IsSandbox": True, "DefaultLocaleSidKey": "en_US", "LanguageLocaleKey": "en_US", "TimeZoneSidKey": "GMT",
        "FiscalYearStartMonth": 1, "Country": "US", "PrimaryContact": "Ada Admin",
    }  # fmt: skip


def _user(id: str, username: str, first: str, last: str) -> Row:
    return {
        "Id": id, "Username": username, "Email": username, "FirstName": first, "LastName": last, "IsActive": True,
        "Name": f"{first} {last}", "Alias": first[:8].lower(), "CommunityNickname": first.lower(), "ProfileId": PROFILE,
        "UserType": "Standard", **LOCAL,
    }  # fmt: skip


def _stage(order: int, stage: tuple[str, float, str, str, bool, bool]) -> Row:
    name, probability, category, shown, closed, won = stage
    return {
        "Id": record_id("01J", order), "MasterLabel": name, "ApiName": name, "IsActive": True, "SortOrder": order,
        "DefaultProbability": probability, "ForecastCategory": category, "ForecastCategoryName": shown,
        "IsClosed": closed, "IsWon": won,
    }  # fmt: skip


def _standard_pricebook() -> Row:
    return {"Id": record_id("01s", 1), "Name": "Standard Price Book", "IsActive": True, "IsStandard": True}


def _currencies() -> Iterator[tuple[str, dict[str, Any]]]:
    for number, (code, rate, places) in enumerate(
        (("USD", 1.0, 2), ("EUR", 0.9, 2), ("GBP", 0.8, 2), ("JPY", 110.0, 0)), 1
    ):
        yield "CurrencyType", {
            "Id": record_id("01L", number), "IsoCode": code, "ConversionRate": rate, "DecimalPlaces": places,
            "IsActive": True, "IsCorporate": code == "USD",
        }  # fmt: skip
