"""Which records are associated with which, under which types; both directions are always kept.

The state holds one row per pair, named by the smaller end first; rows of the same types are one
shared object, so that hundreds of thousands of pairs stay small. The index by record is derived.
"""

from __future__ import annotations

from typing import Any

from advocacy_sync.sandbox.state import Row, State
from advocacy_sync.sandbox.watch import Watch

from .association_types import AssociationType, AssociationTypes, TypeKey
from .catalog import Catalog
from .schema import ObjectType

__all__ = ["End", "Links", "Types"]

End = tuple[str, int]  # (object type id, record id)
Types = tuple[TypeKey, ...]

TABLE = "links"
_NOTHING: dict[int, Types] = {}


class Links:
    def __init__(self, state: State, catalog: Catalog, watch: Watch) -> None:
        self._state, self._catalog, self._watch = state, catalog, watch
        self.version = 0
        self.types = AssociationTypes(state)
        self._backs: dict[tuple[str, str, Types], Types] = {}
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
        types, held = self.types, self.of(start, end[0])
        wanted = {*held.get(end[1], ()), found.key}
        if found.label is not None:
            wanted.add(types.unlabelled(self._kind(start), self._kind(end)).key)
        primary, back = types.primary(start[0], end[0]), types.primary(end[0], start[0])
        if primary is not None and (not held or found.key == primary.key):
            wanted.add(primary.key)
            self._demote(start, end, primary.key)
        if back is not None and (found.inverse == back.type_id or not self.of(end, start[0])):
            wanted.add((back.category, back.inverse))
            self._demote(end, start, back.key)
        self._set(start, end, wanted)

    def remove(self, start: End, end: End) -> None:
        self._set(start, end, set())

    def remove_types(self, start: End, end: End, gone: set[TypeKey]) -> None:
        """Take types off a pair. Taking the unlabelled one off takes all off (vendor's association guide)."""
        left = set(self.of(start, end[0]).get(end[1], ())) - gone
        plain = self.types.unlabelled(self._kind(start), self._kind(end))
        self._set(start, end, left if plain.key in left else set())

    def move(self, old: End, new: End) -> None:
        """Give the associations of a record to another (merge)."""
        for end, types in self.all_of(old):
            self.remove(old, end)
            if end != new:
                held = self.of(new, end[0])
                primary = self.types.primary(new[0], end[0])
                key = primary.key if primary else None
                taken = any(key in others for others in held.values())
                kept = {one for one in types if one != key or not taken}
                self._set(new, end, {*held.get(end[1], ()), *kept})

    def drop_record(self, start: End) -> None:
        for end, _ in self.all_of(start):
            self.remove(start, end)

    def _kind(self, end: End) -> ObjectType:
        return self._catalog.type_of(end[0])

    def _demote(self, start: End, end: End, primary: TypeKey) -> None:
        """A record has one primary company: another one keeps its association, without the label."""
        for other, types in list(self.of(start, end[0]).items()):
            if primary in types and other != end[1]:
                self._set(start, (end[0], other), set(types) - {primary})

    def _set(self, start: End, end: End, there: set[TypeKey]) -> None:
        forth = tuple(sorted(there, key=_type_order))
        if self._watch.watchers:
            self._tell(start, end, forth)
        back = self._backward(start[0], end[0], forth)
        self.version += 1
        self._index(start, end, forth)
        self._index(end, start, back)
        (a, b), (a_types, b_types) = ((start, end), (forth, back)) if start <= end else ((end, start), (back, forth))
        key = f"{a[0]}/{a[1]}/{b[0]}/{b[1]}"
        if forth:
            self._state.put(TABLE, key, self._shared(a_types, b_types))
        else:
            self._state.drop(TABLE, key)

    def _tell(self, start: End, end: End, types: Types) -> None:
        """Associations are told of under `contacts/companies`, the pair as the key, their types as the value."""
        pair = f"{self._kind(start).plural}/{self._kind(end).plural}"
        held = self.of(start, end[0]).get(end[1], ())
        old, new = ({"types": [number for _, number in one]} if one else None for one in (held, types))
        self._watch.wrote(pair, f"{start[1]}/{end[1]}", old, new)

    def _backward(self, from_type: str, to_type: str, there: Types) -> Types:
        """The same types seen from the other end."""
        known = self._backs.get((from_type, to_type, there))
        if known is None:
            found = ((key, self.types.find(from_type, to_type, key[1], key[0])) for key in there)
            back = {(key[0], one.inverse if one else key[1]) for key, one in found}
            known = self._backs[from_type, to_type, there] = tuple(sorted(back, key=_type_order))
        return known

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
