"""Filling a portal before anyone calls it: records, associations and definitions, at little cost."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from advocacy_sync.sandbox.state import Row

from .catalog import Definition
from .derived import Deriver
from .instants import canonical, iso
from .links import End
from .portal import Portal
from .primary import settle_primary
from .properties import new_definition
from .schema import ObjectType

__all__ = ["add_property", "associate", "associate_all", "load"]


def load(portal: Portal, object_type: str, records: Iterable[dict[str, Any]], now: datetime) -> int:
    """Add records as they are given, instants and days brought to their stored form, computed values filled in."""
    kind = portal.catalog.type_of(object_type)
    store = portal.records(kind)
    definitions = portal.catalog.properties(kind)
    timed = {name: found["type"] for name, found in definitions.items() if found["type"] in ("date", "datetime")}
    loader = _Loader(kind, definitions, timed, Deriver(portal, kind), iso(now))
    count = 0
    with _collector_paused():
        for record in records:
            store.put(loader.row(str(record.get("id") or store.new_id()), record))
            count += 1
    return count


def associate(portal: Portal, source: tuple[str, str], target: tuple[str, str], label: str | None) -> None:
    """Associate two (type, id) ends; a label that is not defined yet is defined."""
    start, end = portal.catalog.type_of(source[0]), portal.catalog.type_of(target[0])
    types = portal.links.types
    found = types.unlabelled(start, end)
    if label is not None:
        found = types.labelled(start.type_id, end.type_id, label) or types.define(
            start, end, label, name=label.lower().replace(" ", "_")
        )
    here, there = _end(portal, start, source[1]), _end(portal, end, target[1])
    portal.links.add(here, there, found)
    settle_primary(portal, here, there)


def associate_all(portal: Portal, from_type: str, to_type: str, pairs: Iterable[tuple[str, str]]) -> int:
    count = 0
    with _collector_paused():
        for source, target in pairs:
            associate(portal, (from_type, source), (to_type, target), None)
            count += 1
    return count


def add_property(portal: Portal, object_type: str, given: Definition) -> None:
    kind = portal.catalog.type_of(object_type)
    group = given.get("groupName") or next(iter(portal.catalog.groups(kind)))
    if group not in portal.catalog.groups(kind):
        row = {"name": group, "label": group, "displayOrder": -1, "archived": False}
        portal.state.put(f"groups:{kind.type_id}", group, row)
    parts = {"type": "string", "fieldType": "text", **given, "groupName": group}
    stamp = str(given.get("createdAt", "2020-01-02T09:00:00.000Z"))
    row = new_definition(str(given["name"]), parts, stamp, portal.settings.user_id)
    portal.catalog.put_property(kind, row)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Rows form no cycles: looking through all of them again and again would double the time of a load."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@dataclass(frozen=True)
class _Loader:
    kind: ObjectType
    definitions: dict[str, Definition]
    timed: dict[str, str]
    deriver: Deriver
    stamp: str

    def row(self, key: str, record: dict[str, Any]) -> Row:
        values = self._values(record.get("properties", {}))
        first, last = self.kind.created, self.kind.modified
        created = canonical(record["createdAt"]) if record.get("createdAt") else values.get(first) or self.stamp
        updated = canonical(record["updatedAt"]) if record.get("updatedAt") else values.get(last) or created
        values |= {"hs_object_id": key, first: created, last: updated}
        for name, value in self.deriver.of(values).items():
            if value is not None:
                values.setdefault(name, value)
        archived = bool(record.get("archived"))
        row = {"id": key, "properties": values, "createdAt": created, "updatedAt": updated, "archived": archived}
        return row | {"archivedAt": record.get("archivedAt", updated)} if archived else row

    def _values(self, given: dict[str, str | None]) -> dict[str, str | None]:
        values = {name: value for name, value in given.items() if value is not None}
        if not values.keys() <= self.definitions.keys():
            raise ValueError(f"{self.kind.plural} has no property {sorted(values.keys() - self.definitions.keys())}")
        for name in values.keys() & self.timed.keys():
            values[name] = _timed(self.timed[name], values[name])
        return dict(values)


def _timed(type_: str, text: str) -> str:
    """An instant or day in its stored form; text that is neither is kept, as old portals keep it."""
    try:
        instant = canonical(text)
    except ValueError:
        return text
    return instant[:10] if type_ == "date" else instant


def _end(portal: Portal, kind: ObjectType, key: str) -> End:
    row = portal.records(kind).get(str(key))
    if row is None:
        raise ValueError(f"there is no {kind.singular} {key}")
    return (kind.type_id, int(row["id"]))
