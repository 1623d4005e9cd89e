"""Rows that grant rights: who may write them, and what each must say (object reference, PermissionSet and kin)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from advocacy_sync.sandbox.salesforce.faults import Fault
from advocacy_sync.sandbox.salesforce.founding import ADMIN
from advocacy_sync.sandbox.salesforce.schema import SObject
from advocacy_sync.sandbox.salesforce.store import Store
from advocacy_sync.sandbox.state import Row

__all__ = ["granted", "user_has"]

# What a right takes besides itself.
TAKES = {
    "PermissionsCreate": ("PermissionsRead",),
    "PermissionsEdit": ("PermissionsRead",),
    "PermissionsDelete": ("PermissionsRead", "PermissionsEdit"),
    "PermissionsViewAllRecords": ("PermissionsRead",),
    "PermissionsModifyAllRecords": ("PermissionsRead", "PermissionsEdit", "PermissionsDelete"),
}
PARENTS = {"Contact": "Account", "Opportunity": "Account", "Case": "Account"}
NO_RIGHT = "insufficient access rights on object id"


def user_has(store: Store, user: str, permission: str) -> bool:
    """Whether one of the user's permission sets has a permission. Administrators have all."""
    if user == ADMIN:
        return True
    sets = store.rows("PermissionSet")
    held = [
        row["PermissionSetId"] for row in store.rows("PermissionSetAssignment").values() if row["AssigneeId"] == user
    ]
    return any(sets.get(id, {}).get(permission) for id in held)


def granted(store: Store, user: str, sobject: SObject, row: Row) -> Row:
    """What the org adds to a row that grants rights; nothing for other objects. Faults for a row that cannot be."""
    check = _checks.get(sobject.name)
    if check is None:
        return {}
    permission, made = check
    if not user_has(store, user, permission):
        raise Fault("INSUFFICIENT_ACCESS_OR_READONLY", NO_RIGHT, [])
    return made(store, row)


def _set(store: Store, row: Row) -> Row:
    name = str(row["Name"])
    if any(
        one["Name"].lower() == name.lower() and one["Id"] != row.get("Id")
        for one in store.rows("PermissionSet").values()
    ):
        raise Fault("DUPLICATE_DEVELOPER_NAME", f"The developer name you entered is already in use: {name}", ["Name"])
    if not name[:1].isalpha() or not name.replace("_", "").isalnum() or "__" in name or name.endswith("_"):
        raise Fault(
            "INVALID_FIELD", f"The Permission Set API Name can only contain letters, numbers, _: {name}", ["Name"]
        )
    return {} if row.get("IsOwnedByProfile") else {"IsCustom": True, "Type": "Regular"}


def _object(store: Store, row: Row) -> Row:
    name = str(row["SobjectType"])
    sobject = store.schema.objects.get(name)
    if sobject is None or name in ("User", "Task", "Event", "CampaignMember", "OpportunityContactRole"):
        raise Fault("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", f"bad value for restricted picklist field: {name}", [])
    _complete(row)
    _once(store, "ObjectPermissions", row, "SobjectType")
    parent = PARENTS.get(name)
    if parent and not any(
        one["SobjectType"] == parent and one.get("PermissionsRead") for one in _beside(store, "ObjectPermissions", row)
    ):
        words = f"Permission Read {sobject.label} depends on permission(s): Read {parent}"
        raise Fault("FIELD_INTEGRITY_EXCEPTION", words, [])
    return {}


def _field(store: Store, row: Row) -> Row:
    object_name, _, name = str(row["Field"]).partition(".")
    sobject = store.schema.objects.get(object_name)
    field = sobject.by_lower.get(name.lower()) if sobject and object_name == row["SobjectType"] else None
    if field is None:
        words = f"bad value for restricted picklist field: {row['Field']}"
        raise Fault("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", words, ["Field"])
    if field.name_field or field.type == "id" or (not field.nillable and field.type != "boolean"):
        raise Fault("FIELD_INTEGRITY_EXCEPTION", f"field permissions cannot be set for {row['Field']}", ["Field"])
    _complete(row)
    _once(store, "FieldPermissions", row, "Field")
    return {}


def _assigned(store: Store, row: Row) -> Row:
    if row.get("PermissionSetId") is None:
        raise Fault("REQUIRED_FIELD_MISSING", "Required fields are missing: [PermissionSetId]", ["PermissionSetId"])
    for one in store.rows("PermissionSetAssignment").values():
        if (one["PermissionSetId"], one["AssigneeId"]) == (row["PermissionSetId"], row["AssigneeId"]):
            raise Fault("DUPLICATE_VALUE", "Duplicate PermissionSetAssignment. Assignee already has this.", [])
    return {"IsActive": True}


def _complete(row: Row) -> None:
    for right, taken in TAKES.items():
        missing = [one for one in taken if row.get(right) and not row.get(one)]
        if missing:
            words = f"Permission {right} depends on permission(s): {', '.join(missing)}"
            raise Fault("FIELD_INTEGRITY_EXCEPTION", words, missing)


def _beside(store: Store, name: str, row: Row) -> list[Row]:
    return [
        one for one in store.rows(name).values() if one["ParentId"] == row["ParentId"] and one["Id"] != row.get("Id")
    ]


def _once(store: Store, name: str, row: Row, key: str) -> None:
    if any(one[key] == row[key] for one in _beside(store, name, row)):
        raise Fault("DUPLICATE_VALUE", f"duplicate value found: {key} of {name} {row[key]}", [])


_SETS = "PermissionsManageProfilesPermissionsets"
_checks: dict[str, tuple[str, Callable[[Store, Row], dict[str, Any]]]] = {
    "PermissionSet": (_SETS, _set),
    "ObjectPermissions": (_SETS, _object),
    "FieldPermissions": (_SETS, _field),
    "PermissionSetAssignment": ("PermissionsAssignPermissionSets", _assigned),
}
