"""What people inside the org do: delete, merge, edit, take fields and rights away, give them back.

Whatever is written goes through the org's own rules and stamps; what is silent, says so. Each method is
one act at one instant, so all rows that it touches bear one stamp.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from advocacy_sync.sandbox.salesforce.founding import ADMIN
from advocacy_sync.sandbox.salesforce.org import Org
from advocacy_sync.sandbox.salesforce.schema import NUMERIC, TEXT, Field, SObject
from advocacy_sync.sandbox.salesforce.write import Writer

__all__ = ["People"]

MOST_MERGED = 3


@dataclass(frozen=True)
class People:
    org: Org
    now: datetime
    user: str = ADMIN

    @property
    def writer(self) -> Writer:
        return Writer(self.org.store, self.user, self.now)

    def living(self, object_name: str) -> list[str]:
        """Ids of the rows that are not deleted."""
        rows = self.org.store.rows(self._object(object_name).name)
        return sorted(id for id, row in rows.items() if not row.get("IsDeleted"))

    # rows

    def delete(self, object_name: str, ids: Iterable[str]) -> None:
        for id in ids:
            self.writer.delete(self._object(object_name), id)

    def hard_delete(self, object_name: str, ids: Iterable[str]) -> None:
        """Gone without a trace: neither queryAll nor the delete feed knows the rows any more."""
        for id in ids:
            self.writer.hard_delete(self._object(object_name), id)

    def undelete(self, object_name: str, ids: Iterable[str]) -> None:
        for id in ids:
            self.writer.undelete(self._object(object_name), id)

    def empty_bin(self, object_name: str = "") -> None:
        """Takes away for good what lies in the recycle bin, of one object or of all."""
        names = [self._object(object_name).name] if object_name else list(self.org.schema.objects)
        for name in names:
            for id in [id for id, row in self.org.store.rows(name).items() if row.get("IsDeleted")]:
                self.org.store.drop(name, id)

    def merge(self, object_name: str, ids: Iterable[str], *, stamps: bool = False) -> None:
        """The first id wins, one or two others lose. With `stamps` the children's SystemModstamp moves too."""
        winner, *losers = ids
        sobject = self._object(object_name)
        if not losers or len(losers) >= MOST_MERGED or not sobject.flag("mergeable", usual=False):
            raise ValueError(f"a merge takes two or three rows of one mergeable object, not {object_name}")
        self.writer.merge(sobject, winner, losers, stamps=stamps)

    def edit(self, object_name: str, ids: Iterable[str], fields: Mapping[str, Any]) -> None:
        """All rows get the values, under one stamp."""
        writer = self.writer
        for id in ids:
            writer.update(self._object(object_name), id, dict(fields))

    def edit_silently(self, object_name: str, ids: Iterable[str], fields: Mapping[str, Any]) -> None:
        """Values change as those of a formula do: no stamp moves."""
        name = self._object(object_name).name
        for id in ids:
            row = {**self.org.store.rows(name)[id], **fields}
            self.org.store.put(name, {key: value for key, value in row.items() if value is not None})

    # fields and their rights

    def remove_field(self, object_name: str, field: str) -> None:
        self.org.definitions.remove_field(self._object(object_name).name, self._field(object_name, field).name)

    def rename_field(self, object_name: str, field: str, to: str) -> None:
        """Another API name; the values stay with the field, and no stamp moves."""
        sobject, found = self._object(object_name), self._field(object_name, field)
        self.org.definitions.remove_field(sobject.name, found.name)
        self.org.definitions.add_field(sobject.name, replace(found, name=to))
        for row in list(self.org.store.rows(sobject.name).values()):
            if found.name in row:
                kept = {key: value for key, value in row.items() if key != found.name}
                self.org.store.fill(sobject.name, {**kept, to: row[found.name]})

    def retype_field(self, object_name: str, field: str, to: str) -> None:
        """Another type; values that it cannot hold are lost, as the vendor warns."""
        sobject, found = self._object(object_name), self._field(object_name, field)
        self.org.definitions.add_field(sobject.name, _of_type(found, to))
        for row in list(self.org.store.rows(sobject.name).values()):
            if found.name in row:
                kept = {key: value for key, value in row.items() if key != found.name}
                value = _converted(row[found.name], to)
                self.org.store.fill(sobject.name, kept if value is None else {**kept, found.name: value})

    def shorten_field(self, object_name: str, field: str, length: int) -> None:
        found = self._field(object_name, field)
        self.org.definitions.add_field(self._object(object_name).name, replace(found, length=length))

    def deactivate_value(self, object_name: str, field: str, value: str) -> None:
        """A picklist value may no longer be chosen; rows that hold it keep it."""
        found = self._field(object_name, field)
        left = tuple(one for one in found.picklist if one != value)
        inactive = (*found.inactive, value)
        self.org.definitions.add_field(self._object(object_name).name, replace(found, picklist=left, inactive=inactive))

    def hide_field(self, object_name: str, field: str) -> None:
        """Field-level security takes the field from the integration user: it is absent, not null."""
        self.org.schema.hidden.add((self._object(object_name).name, self._field(object_name, field).name))

    def show_field(self, object_name: str, field: str) -> None:
        self.org.schema.hidden.discard((self._object(object_name).name, self._field(object_name, field).name))

    # objects, sharing, the org

    def hide_object(self, object_name: str) -> None:
        self.org.schema.hidden_objects.add(self._object(object_name).name)

    def show_object(self, object_name: str) -> None:
        self.org.schema.hidden_objects.discard(self._object(object_name).name)

    def hide_rows(self, object_name: str, ids: Iterable[str]) -> None:
        """Sharing shrinks: the rows are there, and the integration user does not see them."""
        self.org.store.unshared.setdefault(self._object(object_name).name, set()).update(ids)

    def show_rows(self, object_name: str) -> None:
        self.org.store.unshared.pop(self._object(object_name).name, None)

    def deactivate_owner(self, ids: Iterable[str]) -> None:
        self.edit("User", ids, {"IsActive": False})

    def change_org(self, to: str) -> None:
        """Another org answers at the same address, as after a sandbox refresh."""
        row = self.org.store.rows("Organization")[self.org.id]
        self.org.store.drop("Organization", row["Id"])
        self.org.store.put("Organization", {**row, "Id": to})

    def _object(self, name: str) -> SObject:
        found = self.org.schema.objects.get(name)
        if found is None:
            raise ValueError(f"no object {name!r}")
        return found

    def _field(self, object_name: str, name: str) -> Field:
        found = self._object(object_name).by_lower.get(name.lower())
        if found is None:
            raise ValueError(f"no field {name!r} on {object_name}")
        return found


def _of_type(field: Field, to: str) -> Field:
    if to in NUMERIC:
        return replace(field, type=to, length=0, precision=18, scale=2, picklist=(), restricted=False)
    return replace(field, type=to, length=field.length or 255, precision=0, scale=0)


def _converted(value: Any, to: str) -> Any:
    if to in TEXT:
        return str(value)
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
