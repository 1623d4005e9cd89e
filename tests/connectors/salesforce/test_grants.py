"""The permission set grants what is asked for, no more, and takes nothing away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from advocacy_salesforce.grants import PERMISSION_SET, Grants
from advocacy_salesforce.sdk import Client
from advocacy_sync.kernel.errors import AdvocacyError
from advocacy_sync.ports.crm import Grant, Surrounding
from advocacy_sync.sandbox.salesforce.founding import INTEGRATION
from advocacy_sync.sandbox.salesforce.machine import SalesforceMachine
from advocacy_sync.sandbox.salesforce.schema import Field
from advocacy_sync.sandbox.state import State
from rooms import NOW, connection, serving
from vendor import given, logged_in, refusal, vendor

GRANTS = [Grant("Contact", "A__c", True), Grant("Contact", "B__c", False)]


@pytest.fixture
def machine() -> SalesforceMachine:
    made = SalesforceMachine(State())
    for name in ("A__c", "B__c", "C__c"):
        made.add_field("Contact", Field(name=name, length=20))
    return made


@pytest.fixture
def grants(machine: SalesforceMachine) -> Iterator[Grants]:
    with serving(machine) as url:
        yield Grants(Client(connection("salesforce", url)), lambda: INTEGRATION)


def rows(machine: SalesforceMachine, name: str) -> list[dict[str, Any]]:
    return list(machine.org.store.rows(name).values())


def provide(grants: Grants, missing: list[Surrounding]) -> None:
    for one in missing:
        grants.provide(one)


def test_everything_is_missing_at_first_and_nothing_afterwards(machine: SalesforceMachine, grants: Grants) -> None:
    missing = grants.missing(GRANTS)
    assert [one.key[0] for one in missing] == ["set", "object", "object", "fields", "assign"]
    provide(grants, missing)
    assert grants.missing(GRANTS) == []
    assert {
        row["Field"]: (row["PermissionsRead"], row["PermissionsEdit"]) for row in rows(machine, "FieldPermissions")
    } == {
        "Contact.A__c": (True, True),
        "Contact.B__c": (True, False),
    }
    objects = {row["SobjectType"]: row for row in rows(machine, "ObjectPermissions")}
    assert {name: row["PermissionsEdit"] for name, row in objects.items()} == {"Account": False, "Contact": True}
    assert not any(
        row[f"Permissions{right}"] for row in objects.values() for right in ("Create", "Delete", "ModifyAllRecords")
    )


def test_a_right_that_grew_is_raised_and_what_others_granted_stays(machine: SalesforceMachine, grants: Grants) -> None:
    provide(grants, grants.missing(GRANTS))
    (mine,) = [row for row in rows(machine, "PermissionSet") if row["Name"] == PERMISSION_SET]
    other = {"ParentId": mine["Id"], "SobjectType": "Contact", "Field": "Contact.C__c", "PermissionsRead": True}
    machine.load("FieldPermissions", [other], NOW)
    more = [GRANTS[0], Grant("Contact", "B__c", True)]
    (missing,) = grants.missing(more)
    assert missing.key == ("fields", "Contact", "B__c edit")
    grants.provide(missing)
    assert grants.missing(more) == []
    assert "Contact.C__c" in {row["Field"] for row in rows(machine, "FieldPermissions")}


def test_nothing_to_grant_needs_no_set_and_no_call(machine: SalesforceMachine, grants: Grants) -> None:
    assert grants.missing([]) == []


def test_a_field_that_cannot_be_granted_is_refused_with_the_orgs_word(grants: Grants) -> None:
    provide(grants, grants.missing(GRANTS))
    with pytest.raises(AdvocacyError, match=r"field permissions cannot be set for Contact\.LastName"):
        grants.provide(Surrounding("Contact", ("fields", "Contact", "LastName read"), "x"))


def test_who_may_not_look_finds_everything_missing() -> None:
    with vendor() as (org, _):
        given(org, "GET", "query", refusal("INVALID_TYPE"), 400)
        missing = Grants(logged_in()[0], lambda: "").missing(GRANTS)
    assert [one.key[0] for one in missing] == ["set", "object", "object", "fields"]
