"""The integration's permission set: what it must grant for the connected user to see and write our fields.

Rules: object reference, PermissionSet, ObjectPermissions and FieldPermissions (writing takes reading), and
PermissionSetAssignment. The set grants nothing but what it is asked for; what others put into it stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from advocacy_sync.kernel.errors import ConfigError, FatalError
from advocacy_sync.ports.crm import Grant, Surrounding

from .sdk import Client
from .soql import literal

__all__ = ["PERMISSION_SET", "PERMISSION_SET_LABEL", "Grants"]

PERMISSION_SET, PERMISSION_SET_LABEL = "Advocacy_Sync_Integration", "Advocacy Sync: Integration"
DESCRIPTION = "What advocacy-sync may read and write. Made by advocacy-sync."
_PARENTS = {"Contact": "Account", "Opportunity": "Account"}  # to read the one takes to read the other
_OBJECT_RIGHTS = ("Read", "Create", "Edit", "Delete", "ViewAllRecords", "ModifyAllRecords")


class Grants:
    def __init__(self, client: Client, user: Callable[[], str]) -> None:
        self._client, self._user = client, user

    def missing(self, grants: Sequence[Grant]) -> list[Surrounding]:
        """What the set, its rights and its assignment lack for these; a user who may not look finds all missing."""
        if not grants:
            return []
        id = self._set()
        objects, fields = (self._held(kind, id) for kind in ("ObjectPermissions", "FieldPermissions"))
        found = [] if id else [Surrounding("", ("set",), f"permission set {PERMISSION_SET}")]
        found += list(_object_rights(grants, objects))
        found += list(_field_rights(grants, fields))
        user = self._user()
        if user and not (id and self._assigned(id, user)):
            found.append(Surrounding("", ("assign", user), f"{PERMISSION_SET} assigned to the connected user"))
        return found

    def provide(self, missing: Surrounding) -> None:
        """Raises what the call raises, and Refused with the org's word for a row of several."""
        match missing.key:
            case ("set",):
                body = {"Name": PERMISSION_SET, "Label": PERMISSION_SET_LABEL, "Description": DESCRIPTION}
                self._insert("PermissionSet", body, missing.text)
            case ("object", name, edit):
                rights = {"Read": True, "Edit": edit == "edit"}
                row = {f"Permissions{right}": rights.get(right, False) for right in _OBJECT_RIGHTS}
                self._put("ObjectPermissions", [{"SobjectType": name, **row}], missing.text)
            case ("fields", name, *fields):
                self._put("FieldPermissions", [_field_row(name, field) for field in fields], missing.text)
            case ("assign", user):
                body = {"PermissionSetId": self._set(), "AssigneeId": user}
                self._insert("PermissionSetAssignment", body, missing.text)

    # -- calls -------------------------------------------------------------------------------------

    def _set(self) -> str:
        rows = self._rows(f"SELECT Id FROM PermissionSet WHERE Name = {literal(PERMISSION_SET)}")  # noqa: S608
        return str(rows[0]["Id"]) if rows else ""

    def _held(self, kind: str, id: str) -> dict[str, Mapping[str, Any]]:
        """Rows of the set's rights by object or field."""
        if not id:
            return {}
        name = "SobjectType" if kind == "ObjectPermissions" else "Field"
        columns = f"Id, {name}, PermissionsRead, PermissionsEdit"
        rows = self._rows(f"SELECT {columns} FROM {kind} WHERE ParentId = {literal(id)}")  # noqa: S608
        return {str(row[name]): row for row in rows}

    def _assigned(self, id: str, user: str) -> bool:
        where = f"PermissionSetId = {literal(id)} AND AssigneeId = {literal(user)}"
        return bool(self._rows(f"SELECT Id FROM PermissionSetAssignment WHERE {where}"))  # noqa: S608

    def _rows(self, soql: str) -> list[dict[str, Any]]:
        try:
            return list(self._client.ask("GET", "query", "permission sets", "records", params={"q": soql})["records"])
        except (ConfigError, FatalError):
            return []

    def _insert(self, name: str, body: Mapping[str, Any], what: str) -> None:
        self._client.call("POST", f"sobjects/{name}", what, json_body=body, again=False)

    def _put(self, kind: str, rows: Sequence[Mapping[str, Any]], what: str) -> None:
        """Rows of the set's rights: new ones are inserted, those that grant too little are changed."""
        id = self._set()
        held = self._held(kind, id)
        name = "SobjectType" if kind == "ObjectPermissions" else "Field"
        fresh = [{**row, "ParentId": id} for row in rows if row[name] not in held]
        more = [_raised(row, held[row[name]]) for row in rows if row[name] in held]
        for method, part in (("POST", fresh), ("PATCH", more)):
            if part:
                records = [{"attributes": {"type": kind}, **row} for row in part]
                self._collection(method, records, what)

    def _collection(self, method: str, records: Sequence[Mapping[str, Any]], what: str) -> None:
        body = {"allOrNone": False, "records": records}
        answer = self._client.call(method, "composite/sobjects", what, json_body=body, again=False)
        for result in answer.list():
            if not result.get("success"):
                raise self._client.refused(400, result.get("errors"), what)


def _object_rights(grants: Sequence[Grant], held: Mapping[str, Mapping[str, Any]]) -> Iterator[Surrounding]:
    edited = {grant.object for grant in grants if grant.edit}
    named = dict.fromkeys(
        [*(_PARENTS.get(grant.object, grant.object) for grant in grants), *(g.object for g in grants)]
    )
    for name in named:
        row = held.get(name, {})
        if not row.get("PermissionsRead") or (name in edited and not row.get("PermissionsEdit")):
            right = "edit" if name in edited else "read"
            yield Surrounding(name, ("object", name, right), f"{right} {name} in {PERMISSION_SET}")


def _field_rights(grants: Sequence[Grant], held: Mapping[str, Mapping[str, Any]]) -> Iterator[Surrounding]:
    for name in dict.fromkeys(grant.object for grant in grants):
        lacking = [
            grant for grant in grants if grant.object == name and not _enough(grant, held.get(f"{name}.{grant.field}"))
        ]
        if lacking:
            keys = [f"{grant.field} {'edit' if grant.edit else 'read'}" for grant in lacking]
            text = f"field rights in {PERMISSION_SET}: {', '.join(keys)}"
            yield Surrounding(name, ("fields", name, *keys), text)


def _enough(grant: Grant, row: Mapping[str, Any] | None) -> bool:
    return row is not None and bool(row["PermissionsRead"]) and (bool(row["PermissionsEdit"]) or not grant.edit)


def _field_row(object_name: str, key: str) -> dict[str, Any]:
    field, _, right = key.partition(" ")
    return {
        "SobjectType": object_name,
        "Field": f"{object_name}.{field}",
        "PermissionsRead": True,
        "PermissionsEdit": right == "edit",
    }


def _raised(row: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
    """A change that takes no right away."""
    rights = {name: True for name, value in row.items() if name.startswith("Permissions") and value}
    return {"id": held["Id"], **rights}
