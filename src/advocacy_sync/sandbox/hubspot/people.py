"""What people inside the portal do: delete, merge, edit, associate, take properties and scopes away.

Whatever is written goes through the portal's own rules and stamps; what is silent, says so. Each method
is one act at one instant, so all records that it touches bear one stamp.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from advocacy_sync.sandbox.state import Row

from .catalog import Definition, definition
from .instants import iso
from .portal import Portal
from .primary import settle_primary
from .schema import ObjectType
from .seeding import associate
from .writing import Writer

__all__ = ["People"]

FIELD_TYPES = {
    "number": "number",
    "enumeration": "select",
    "date": "date",
    "datetime": "date",
    "bool": "booleancheckbox",
}


@dataclass(frozen=True)
class People:
    portal: Portal
    now: datetime

    def living(self, object_name: str) -> list[str]:
        """Ids of the records that are not archived."""
        return [str(number) for number in self.portal.records(self._kind(object_name)).ids()]

    # --- records

    def delete(self, object_name: str, ids: Iterable[str]) -> None:
        """Into the recycle bin: archived, to be restored within 90 days."""
        writer = self._writer(object_name)
        for key in ids:
            writer.archive(writer.find(key))

    def hard_delete(self, object_name: str, ids: Iterable[str]) -> None:
        """Gone for good (GDPR deletion): no list shows the records any more."""
        kind = self._kind(object_name)
        for key in list(ids):
            self.portal.links.drop_record((kind.type_id, int(key)))
            self.portal.records(kind).purge(key)

    def undelete(self, object_name: str, ids: Iterable[str]) -> None:
        """Restored under the same id; the associations that it had are not."""
        records = self.portal.records(self._kind(object_name))
        for key in ids:
            row = {name: value for name, value in records.rows[key].items() if name != "archivedAt"}
            records.put(self._stamped(object_name, {**row, "archived": False}))

    def empty_bin(self, object_name: str = "") -> None:
        kinds = [self._kind(object_name)] if object_name else list(self.portal.catalog.types())
        for kind in kinds:
            records = self.portal.records(kind)
            for number in list(records.ids(archived=True)):
                records.purge(str(number))

    def merge(self, object_name: str, ids: Iterable[str]) -> None:
        """The first id is the primary record, the second is merged with it; both give way to a new one."""
        writer = self._writer(object_name)
        primary, *others = [writer.find(key) for key in ids]
        if len(others) != 1:
            raise ValueError("a merge takes two records")
        writer.merge(primary, others[0])

    def edit(self, object_name: str, ids: Iterable[str], fields: Mapping[str, Any]) -> None:
        """All records get the values, under one stamp."""
        writer = self._writer(object_name)
        for key in ids:
            row = writer.find(key)
            writer.update(row, writer.changes(row, fields))

    def edit_silently(self, object_name: str, ids: Iterable[str], fields: Mapping[str, Any]) -> None:
        """Values change as those of a calculated property do: no stamp moves."""
        records = self.portal.records(self._kind(object_name))
        for key in ids:
            row = records.rows[key]
            held = {name: None if value is None else str(value) for name, value in fields.items()}
            records.put({**row, "properties": {**row["properties"], **held}})

    def associate(self, source: tuple[str, str], target: tuple[str, str], label: str | None = None) -> None:
        """Ties two (type, id) ends; no stamp moves."""
        associate(self.portal, source, target, label)

    def dissociate(self, source: tuple[str, str], target: tuple[str, str]) -> None:
        start, end = ((self._kind(name).type_id, int(key)) for name, key in (source, target))
        self.portal.links.remove(start, end)
        settle_primary(self.portal, start, end)

    # --- properties and their rights

    def remove_field(self, object_name: str, field: str) -> None:
        """Archives the property; what records hold of it is no longer shown."""
        self._redefine(object_name, field, archived=True, archivedAt=iso(self.now))

    def hide_field(self, object_name: str, field: str) -> None:
        """The app may no longer view the property: it is absent, not null."""
        self.remove_field(object_name, field)

    def show_field(self, object_name: str, field: str) -> None:
        self._redefine(object_name, field, archived=False)

    def rename_field(self, object_name: str, field: str, to: str) -> None:
        """Names are for good with this vendor, so an admin makes another property and moves the values."""
        kind, found = self._kind(object_name), self._property(object_name, field)
        self.portal.catalog.put_property(
            kind, definition(**{**found, "name": to, "label": to, "hubspotDefined": False})
        )
        for key in self.living(object_name):
            held = self.portal.records(kind).rows[key]["properties"]
            if held.get(field) is not None:
                self.edit_silently(object_name, [key], {to: held[field]})
        self.remove_field(object_name, field)

    def retype_field(self, object_name: str, field: str, to: str) -> None:
        """Another type; records keep the text that they hold, whether it fits or not."""
        self._redefine(object_name, field, type=to, fieldType=FIELD_TYPES.get(to, "text"), options=[])

    def deactivate_value(self, object_name: str, field: str, value: str) -> None:
        """An option is taken away; records that hold it keep it."""
        options = [one for one in self._property(object_name, field)["options"] if one["value"] != value]
        self._redefine(object_name, field, options=options)

    # --- types, owners, the portal

    def hide_object(self, object_name: str) -> None:
        """The app loses the scopes of an object type."""
        self.portal.hidden_types.add(self._kind(object_name).type_id)

    def show_object(self, object_name: str) -> None:
        self.portal.hidden_types.discard(self._kind(object_name).type_id)

    def deactivate_owner(self, ids: Iterable[str]) -> None:
        for key in ids:
            row = self.portal.state.table("owners")[key]
            self.portal.state.put("owners", key, {**row, "archived": True, "updatedAt": iso(self.now)})

    def change_org(self, to: str) -> None:
        """Another portal answers at the same address."""
        self.portal.settings.portal_id = self.portal.catalog.portal_id = int(to)

    def _redefine(self, object_name: str, field: str, **parts: Any) -> None:
        found = self._property(object_name, field)
        self.portal.catalog.put_property(self._kind(object_name), {**found, **parts, "updatedAt": iso(self.now)})

    def _property(self, object_name: str, field: str) -> Definition:
        found = self.portal.catalog.properties(self._kind(object_name)).get(field)
        if found is None:
            raise ValueError(f"no property {field!r} of {object_name}")
        return found

    def _stamped(self, object_name: str, row: Row) -> Row:
        stamp = iso(self.now)
        modified = self._kind(object_name).modified
        return {**row, "updatedAt": stamp, "properties": {**row["properties"], modified: stamp}}

    def _writer(self, object_name: str) -> Writer:
        return Writer(self.portal, self._kind(object_name), iso(self.now))

    def _kind(self, name: str) -> ObjectType:
        return self.portal.catalog.type_of(name)
