"""What is asked for: the keys of the object, the sources that the org has, and paths through parents."""

from __future__ import annotations

import pytest

from advocacy_salesforce.catalog import Catalog
from advocacy_salesforce.columns import Columns, clock, columns
from advocacy_sync.records.schema import FieldSchema, ObjectSchema
from vendor import Vendor, described, given, logged_in, refusal, vendor


def asked(*sources: str) -> Columns:
    return columns(Catalog(logged_in()[0]), "Account", sources)


def polymorphic(org: Vendor) -> None:
    owner = {"name": "OwnerId", "type": "reference", "relationshipName": "Owner", "referenceTo": ["Group", "User"]}
    given(org, "GET", "sobjects/Account/describe", {"name": "Account", "fields": [{"name": "Id", "type": "id"}, owner]})


def test_keys_come_first_then_fields_then_paths_and_each_once() -> None:
    with vendor() as (org, _):
        described(org, "Account", ["Name", "OwnerId", "MasterRecordId"])
        described(org, "User", ["Name", "IsActive"], IsActive="boolean")
        found = asked("Owner.IsActive", "Name", "Id", "Name", "Gone__c")
    assert found.keys == ("Id", "SystemModstamp", "IsDeleted", "MasterRecordId")
    assert found.names == (*found.keys, "Name", "Owner.IsActive")
    assert found.rest == ("Name", "Owner.IsActive")
    assert found.schema.fields["Owner.IsActive"].type == "boolean"
    assert not found.master_wanted


@pytest.mark.parametrize("path", ["Owner.Gone__c", "Nobody.Name", "Owner.Manager.Name", "Name.First"])
def test_a_path_that_leads_nowhere_is_left_out(path: str) -> None:
    """D-20: only that field degrades."""
    with vendor() as (org, _):
        org.assert_all_requests_are_fired = False
        described(org, "Account", ["Name", "OwnerId"])
        described(org, "User", ["Name"])
        assert asked(path, "Name").rest == ("Name",)


def test_a_parent_that_is_hidden_takes_its_paths_along() -> None:
    with vendor() as (org, _):
        described(org, "Account", ["Name", "OwnerId"])
        given(org, "GET", "sobjects/User/describe", refusal("NOT_FOUND"), 404)
        assert asked("Owner.Name", "Name").rest == ("Name",)


def test_through_one_of_several_objects_soql_offers_fields_that_none_of_them_has() -> None:
    with vendor() as (org, _):
        polymorphic(org)
        described(org, "Group", [])
        described(org, "User", [])
        assert asked("Owner.Type").names == ("Id", "Owner.Type")


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("CreatedDate", "SystemModstamp", "LastModifiedDate"), "SystemModstamp"),
        (("CreatedDate", "LastModifiedDate"), "LastModifiedDate"),
        (("CreatedDate",), "CreatedDate"),
        ((), None),
    ],
)
def test_the_strongest_clock_is_taken(names: tuple[str, ...], found: str | None) -> None:
    """CS-18."""
    fields = {name: FieldSchema(name=name, label=name, type="datetime") for name in names}
    assert clock(ObjectSchema(name="X", label="X", fields=fields)) == found


def test_a_compound_field_does_not_fit_bulk() -> None:
    with vendor(["one", "two"]) as (org, _):
        described(org, "Account", ["Name", "BillingAddress"], BillingAddress="address")
        assert asked("Name").unfit_for_bulk is None
        assert asked("Name", "BillingAddress").unfit_for_bulk == "BillingAddress"
