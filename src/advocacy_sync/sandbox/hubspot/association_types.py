"""The association types that HubSpot defines, and those a portal adds.

Numbers: the vendor's list of association type id values. For a pair of types that the list does not
number (custom objects) the portal numbers one when it is first needed, as HubSpot does on set-up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from advocacy_sync.sandbox.state import State

from .schema import ObjectType

__all__ = ["HUBSPOT_DEFINED", "USER_DEFINED", "AssociationType", "AssociationTypes", "TypeKey"]

TypeKey = tuple[str, int]  # (category, type id)

HUBSPOT_DEFINED = "HUBSPOT_DEFINED"
USER_DEFINED = "USER_DEFINED"

# (from, to) → the unlabelled type there and back
_UNLABELLED: dict[tuple[str, str], tuple[int, int]] = {
    ("0-1", "0-1"): (449, 449),
    ("0-2", "0-2"): (450, 450),
    ("0-3", "0-3"): (451, 451),
    ("0-5", "0-5"): (452, 452),
    ("0-1", "0-2"): (279, 280),
    ("0-1", "0-3"): (4, 3),
    ("0-1", "0-5"): (15, 16),
    ("0-2", "0-3"): (342, 341),
    ("0-2", "0-5"): (340, 339),
    ("0-3", "0-5"): (27, 28),
    ("0-3", "0-8"): (19, 20),
    ("0-3", "0-14"): (63, 64),
    ("0-14", "0-8"): (67, 68),
    ("0-14", "0-1"): (69, 70),
    ("0-14", "0-2"): (71, 72),
    ("0-1", "0-48"): (193, 194),
    ("0-2", "0-48"): (181, 182),
    ("0-3", "0-48"): (205, 206),
    ("0-5", "0-48"): (219, 220),
    ("0-1", "0-49"): (197, 198),
    ("0-2", "0-49"): (185, 186),
    ("0-3", "0-49"): (209, 210),
    ("0-5", "0-49"): (223, 224),
    ("0-1", "0-47"): (199, 200),
    ("0-2", "0-47"): (187, 188),
    ("0-3", "0-47"): (211, 212),
    ("0-5", "0-47"): (225, 226),
    ("0-1", "0-46"): (201, 202),
    ("0-2", "0-46"): (189, 190),
    ("0-3", "0-46"): (213, 214),
    ("0-5", "0-46"): (227, 228),
    ("0-1", "0-27"): (203, 204),
    ("0-2", "0-27"): (191, 192),
    ("0-3", "0-27"): (215, 216),
    ("0-5", "0-27"): (229, 230),
    ("0-1", "0-18"): (82, 81),
    ("0-2", "0-18"): (88, 87),
    ("0-3", "0-18"): (86, 85),
    ("0-5", "0-18"): (84, 83),
    ("0-1", "0-116"): (454, 453),
    ("0-2", "0-116"): (460, 459),
    ("0-3", "0-116"): (458, 457),
    ("0-5", "0-116"): (456, 455),
    ("0-1", "0-19"): (97, 98),
    ("0-5", "0-19"): (99, 100),
    ("0-136", "0-1"): (608, 607),
    ("0-136", "0-2"): (610, 609),
    ("0-136", "0-48"): (596, 597),
    ("0-136", "0-49"): (598, 599),
    ("0-136", "0-47"): (600, 601),
    ("0-136", "0-27"): (602, 603),
    ("0-136", "0-18"): (604, 605),
    ("0-136", "0-46"): (854, 855),
}

# The labelled types that HubSpot itself defines: (from, to) → (type there, label there, back, label back)
_LABELLED: dict[tuple[str, str], tuple[int, str, int, str]] = {
    ("0-1", "0-2"): (1, "Primary", 2, "Primary"),
    ("0-3", "0-2"): (5, "Primary", 6, "Primary"),
    ("0-5", "0-2"): (26, "Primary", 25, "Primary"),
    ("0-136", "0-1"): (578, "Primary", 577, "Primary"),
    ("0-2", "0-2"): (14, "Parent Company", 13, "Child Company"),
}

# Object types of which a record has one primary company, its first unless told otherwise.
_PRIMARY = {("0-1", "0-2"): 1, ("0-3", "0-2"): 5, ("0-5", "0-2"): 26}

FIRST_LABEL = 28
FIRST_DEFINITION = 10_001


@dataclass(frozen=True)
class AssociationType:
    """One direction of an association type; `inverse` is the type id of the other."""

    type_id: int
    from_type: str
    to_type: str
    inverse: int
    category: str = HUBSPOT_DEFINED
    label: str | None = None
    name: str = ""

    @property
    def key(self) -> TypeKey:
        return (self.category, self.type_id)

    def shown(self) -> dict[str, Any]:
        return {"category": self.category, "typeId": self.type_id, "label": self.label}


class AssociationTypes:
    """Types by direction, and within it by id, the unlabelled one first asked for by `unlabelled`."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._known: dict[tuple[str, str], dict[TypeKey, AssociationType]] = {}
        self._plain: dict[tuple[str, str], AssociationType] = {}
        for found in _standard():
            self._add(found)
        for row in state.table("association_types").values():
            self._add(AssociationType(**row))

    def between(self, from_type: str, to_type: str) -> list[AssociationType]:
        return list(self._known.get((from_type, to_type), {}).values())

    def unlabelled(self, start: ObjectType, end: ObjectType) -> AssociationType:
        pair = (start.type_id, end.type_id)
        if pair not in self._plain:
            known = (found for found in self.between(*pair) if found.label is None)
            self._plain[pair] = next(known, None) or self.define(start, end, None)
        return self._plain[pair]

    def find(self, from_type: str, to_type: str, type_id: int, category: str | None = None) -> AssociationType | None:
        known = self._known.get((from_type, to_type), {})
        if category is not None:
            return known.get((category, type_id))
        return known.get((HUBSPOT_DEFINED, type_id)) or known.get((USER_DEFINED, type_id))

    def labelled(self, from_type: str, to_type: str, label: str) -> AssociationType | None:
        for found in self.between(from_type, to_type):
            if label in (found.label, found.name or None):
                return found
        return None

    def primary(self, from_type: str, to_type: str) -> AssociationType | None:
        """The type of the one primary record of that kind, where records have one."""
        type_id = _PRIMARY.get((from_type, to_type))
        return None if type_id is None else self._known[from_type, to_type][HUBSPOT_DEFINED, type_id]

    def define(
        self, start: ObjectType, end: ObjectType, label: str | None, *, name: str = "", back_label: str | None = None
    ) -> AssociationType:
        """A new type and its inverse; a label without a counterpart reads the same both ways."""
        there = self._number(FIRST_LABEL if label else FIRST_DEFINITION)
        same = start.type_id == end.type_id and back_label in (None, label)
        back = there if same else self._number(FIRST_LABEL if label else FIRST_DEFINITION)
        forth = AssociationType(there, start.type_id, end.type_id, back, USER_DEFINED, label, name)
        self.keep(forth)
        if not same:
            self.keep(AssociationType(back, end.type_id, start.type_id, there, USER_DEFINED, back_label or label, name))
        return forth

    def keep(self, found: AssociationType) -> None:
        self._state.put("association_types", _row_key(found), dict(found.__dict__))
        self._add(found)

    def remove(self, found: AssociationType) -> None:
        self._state.drop("association_types", _row_key(found))
        self._known[found.from_type, found.to_type].pop((found.category, found.type_id), None)

    def _add(self, found: AssociationType) -> None:
        self._known.setdefault((found.from_type, found.to_type), {})[found.category, found.type_id] = found

    def _number(self, first: int) -> int:
        key = f"association_type_{first}"
        row = self._state.get("counters", key) or {"next": first}
        self._state.put("counters", key, {"next": row["next"] + 1})
        return int(row["next"])


def _standard() -> list[AssociationType]:
    found: list[AssociationType] = []
    for (start, end), (there, label, back, back_label) in _LABELLED.items():
        found.append(AssociationType(there, start, end, back, label=label))
        found.append(AssociationType(back, end, start, there, label=back_label))
    for (start, end), (there, back) in _UNLABELLED.items():
        found.append(AssociationType(there, start, end, back))
        if start != end:
            found.append(AssociationType(back, end, start, there))
    return found


def _row_key(found: AssociationType) -> str:
    return f"{found.from_type}/{found.to_type}/{found.category}/{found.type_id}"
