"""Which records are associated with which, under which types; both directions are always kept.

The state holds one row per pair, named by the smaller end first; rows of the same types are one
shared object, so that hundreds of thousands of pairs stay small. The index by record is derived.
"""

from __future__ import annotations

from typing import Any

from advocacy_sync.sandbox.state import Row, State

from .association_types import AssociationType, AssociationTypes
from .catalog import Catalog
from .schema import ObjectType

__all__ = ["End", "Links", "TypeKey", "Types"]

TypeKey = tuple[str, int]  # (category, type id)
End = tuple[str, int]  # (object type id, record id)
Types = tuple[TypeKey, ...]

TABLE = "links"
_NOTHING: dict[int, Types] = {}


class Links:
    def __init__(self, state: State, catalog: Catalog) -> None:
        self._state, self._catalog = state, catalog
        self.version = 0
        self.types = AssociationTypes(state)
        self._rows: dict[tuple[Types, Types], Row] = {}
        self._to: dict[tuple[str, str], dict[int, dict[int, Types]]] = {}
        for key, row in state.table(TABLE).items():
            a_type, a_id, b_type, b_id = key.split("/")
            there, back = (tuple((name, number) for name, number in row[side]) for side in ("there", "back"))
            self._index((a_type, int(a_id)), (b_type, int(b_id)), there)
            self._index((b_type, int(b_id)), (a_type, int(a_id)), back)

    def of(self, start: End, to_type: str) -> dict[int, Types]:
        """The records of a type that a record is associated with, and the types of each. For reading only."""
        return self._to.get((start[0], to_type), {}).get(start[1], _NOTHING)

    def all_of(self, start: End) -> list[tuple[End, Types]]:
        return [
            ((to_type, number), types)
            for (from_type, to_type), by_id in self._to.items()
            if from_type == start[0]
            for number, types in by_id.get(start[1], _NOTHING).items()
        ]

    def add(self, start: End, end: End, found: AssociationType) -> None:
        """Associate under a type; the unlabelled type comes with every labelled one, and the first
        company of a record becomes its primary one."""
        wanted = [found]
        if found.label is not None:
            wanted.append(self.types.unlabelled(self._kind(start), self._kind(end)))
        if (first := self._first_primary(start, end)) is not None:
            wanted.append(first)
        if (first := self._first_primary(end, start)) is not None:
            back = self.types.find(start[0], end[0], first.inverse)
            wanted += [back] if back else []
        for one in wanted:
            self._replace_primary(start, end, one)
        there = {*self.of(start, end[0]).get(end[1], ()), *((one.category, one.type_id) for one in wanted)}
        self._set(start, end, there)

    def remove(self, start: End, end: End) -> None:
        self._set(start, end, set())

    def remove_types(self, start: End, end: End, gone: set[TypeKey]) -> None:
        """Take types off a pair. Taking the unlabelled one off takes all off (vendor's association guide)."""
        left = set(self.of(start, end[0]).get(end[1], ())) - gone
        plain = self.types.unlabelled(self._kind(start), self._kind(end))
        self._set(start, end, left if (plain.category, plain.type_id) in left else set())

    def move(self, old: End, new: End) -> None:
        """Give the associations of a record to another (merge)."""
        for end, types in self.all_of(old):
            self.remove(old, end)
            if end != new:
                held = self.of(new, end[0])
                primary = self.types.primary(new[0], end[0])
                key = (primary.category, primary.type_id) if primary else None
                taken = any(key in others for others in held.values())
                kept = {one for one in types if one != key or not taken}
                self._set(new, end, {*held.get(end[1], ()), *kept})

    def drop_record(self, start: End) -> None:
        for end, _ in self.all_of(start):
            self.remove(start, end)

    def _kind(self, end: End) -> ObjectType:
        return self._catalog.type_of(end[0])

    def _first_primary(self, start: End, end: End) -> AssociationType | None:
        primary = self.types.primary(start[0], end[0])
        return primary if primary is not None and not self.of(start, end[0]) else None

    def _replace_primary(self, start: End, end: End, one: AssociationType) -> None:
        """A record has one primary company: the old one keeps its association, without the label."""
        for here, there, type_id in ((start, end, one.type_id), (end, start, one.inverse)):
            primary = self.types.primary(here[0], there[0])
            if primary is None or primary.type_id != type_id or one.category != primary.category:
                continue
            key = (primary.category, primary.type_id)
            for other, types in list(self.of(here, there[0]).items()):
                if key in types and other != there[1]:
                    self._set(here, (there[0], other), set(types) - {key})

    def _set(self, start: End, end: End, there: set[TypeKey]) -> None:
        forth = tuple(sorted(there, key=_type_order))
        back = tuple(sorted({self._inverse(start, end, key) for key in there}, key=_type_order))
        self.version += 1
        self._index(start, end, forth)
        self._index(end, start, back)
        (a, b), (a_types, b_types) = ((start, end), (forth, back)) if start <= end else ((end, start), (back, forth))
        key = f"{a[0]}/{a[1]}/{b[0]}/{b[1]}"
        if forth:
            self._state.put(TABLE, key, self._shared(a_types, b_types))
        else:
            self._state.drop(TABLE, key)

    def _inverse(self, start: End, end: End, key: TypeKey) -> TypeKey:
        found = self.types.find(start[0], end[0], key[1], key[0])
        return (key[0], found.inverse if found else key[1])

    def _shared(self, there: Types, back: Types) -> dict[str, Any]:
        row = self._rows.get((there, back))
        if row is None:
            row = {"there": [list(one) for one in there], "back": [list(one) for one in back]}
            self._rows[there, back] = row
        return row

    def _index(self, start: End, end: End, types: Types) -> None:
        by_id = self._to.setdefault((start[0], end[0]), {})
        if types:
            by_id.setdefault(start[1], {})[end[1]] = types
        elif start[1] in by_id:
            by_id[start[1]].pop(end[1], None)


def _type_order(key: TypeKey) -> tuple[int, str]:
    return (key[1], key[0])
