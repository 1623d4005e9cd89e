"""What the integration user may see of fields that were made by the Tooling API: what its permission sets grant.

Fields that came with the org, or that a seed brought, are everybody's, as if their profile granted them.
"""

from __future__ import annotations

from advocacy_sync.sandbox.salesforce.definitions import Definitions
from advocacy_sync.sandbox.salesforce.founding import INTEGRATION
from advocacy_sync.sandbox.salesforce.ids import record_id
from advocacy_sync.sandbox.salesforce.permissions import user_has
from advocacy_sync.sandbox.salesforce.store import Store

__all__ = ["Rights"]

ACCESS = "UserPermissionAccess"


class Rights:
    def __init__(self, store: Store, definitions: Definitions) -> None:
        self._store, self._definitions = store, definitions
        self._access: dict[str, bool] = {}

    def settle(self) -> None:
        """Bring what is hidden and the user's own rights in line with the rows that grant."""
        self._tell_user()
        governed = self._definitions.governed()
        schema = self._store.schema
        if not governed:
            return
        granted = self._granted()
        names = {place: granted.get(".".join(place)) for place in governed}
        schema.ungranted = {place for place, edit in names.items() if edit is None}
        schema.unwritable = {place for place, edit in names.items() if edit is False}

    def _granted(self) -> dict[str, bool]:
        """By field: whether the user may write it, where it may read it."""
        sets = {
            row["PermissionSetId"]
            for row in self._store.rows("PermissionSetAssignment").values()
            if row["AssigneeId"] == INTEGRATION
        }
        granted: dict[str, bool] = {}
        for row in self._store.rows("FieldPermissions").values():
            if row["ParentId"] in sets and row.get("PermissionsRead"):
                granted[row["Field"]] = granted.get(row["Field"], False) or bool(row.get("PermissionsEdit"))
        return granted

    def _tell_user(self) -> None:
        """The one row of UserPermissionAccess, which is about whoever asks."""
        names = [name for name in self._store.schema.objects[ACCESS].fields if name != "Id"]
        access = {name: user_has(self._store, INTEGRATION, name) for name in names}
        if access != self._access:
            self._access = access
            self._store.fill(ACCESS, {"Id": record_id("0UP", 1), **access})
