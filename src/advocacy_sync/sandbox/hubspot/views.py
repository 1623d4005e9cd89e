"""How a record is shown: which properties, which history, which associations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from advocacy_sync.sandbox.state import Row

from .association_types import HUBSPOT_DEFINED, AssociationType
from .portal import Portal
from .schema import ObjectType

__all__ = ["View", "type_name"]

INLINE_ASSOCIATIONS = 100
_NAMED = {13: "parent_to_child_company", 14: "child_to_parent_company"}


@dataclass(frozen=True)
class View:
    portal: Portal
    kind: ObjectType
    names: tuple[str, ...]
    history: tuple[str, ...] = ()
    associated: tuple[ObjectType, ...] = ()
    base_url: str = ""

    @classmethod
    def of(
        cls,
        portal: Portal,
        kind: ObjectType,
        names: Iterable[str] = (),
        *,
        history: Iterable[str] = (),
        associated: Iterable[str] = (),
        base_url: str = "",
    ) -> View:
        """The view of the asked properties; unknown ones are left out without a word, as the vendor does."""
        known = {name for name, found in portal.catalog.properties(kind).items() if not found["archived"]}
        asked, past = list(names), [name for name in history if name in known]
        shown = (
            sorted({*kind.stamps, *(name for name in asked if name in known), *past}) if asked or past else kind.plain
        )
        others = tuple(dict.fromkeys(portal.catalog.type_of(name) for name in associated))
        return cls(portal, kind, tuple(shown), tuple(past), others, base_url)

    def show(self, row: Row) -> dict[str, Any]:
        held = row["properties"].get
        shown: dict[str, Any] = {"id": row["id"], "properties": {name: held(name) for name in self.names}}
        if self.history:
            shown["propertiesWithHistory"] = {name: _history(row, name) for name in self.history}
        shown["createdAt"] = row["createdAt"]
        shown["updatedAt"] = row["updatedAt"]
        shown["archived"] = row["archived"]
        if row["archived"]:
            shown["archivedAt"] = row["archivedAt"]
        if self.associated:
            found = {kind.result_key: self._associated(row, kind) for kind in self.associated}
            if any(found.values()):
                shown["associations"] = {key: value for key, value in found.items() if value}
        return shown

    def _associated(self, row: Row, other: ObjectType) -> dict[str, Any] | None:
        held = self.portal.links.of((self.kind.type_id, int(row["id"])), other.type_id)
        if not held:
            return None
        ids = sorted(held)
        results = [
            {"id": str(number), "type": type_name(self.portal, self.kind, other, key)}
            for number in ids[:INLINE_ASSOCIATIONS]
            for key in held[number]
        ]
        if len(ids) <= INLINE_ASSOCIATIONS:
            return {"results": results}
        after = str(ids[INLINE_ASSOCIATIONS])
        path = f"/crm/v3/objects/{self.kind.plural}/{row['id']}/associations/{other.plural}"
        return {
            "results": results,
            "paging": {"next": {"after": after, "link": f"{self.base_url}{path}?after={after}"}},
        }


def type_name(portal: Portal, start: ObjectType, end: ObjectType, key: tuple[str, int]) -> str:
    """The name that v3 gives an association type: contact_to_company, contact_to_company_unlabeled."""
    found = portal.links.types.find(start.type_id, end.type_id, key[1], key[0])
    plain = f"{start.singular}_to_{end.singular}"
    if found is None:
        return plain
    if found.category != HUBSPOT_DEFINED and found.label:
        return found.name or found.label.lower().replace(" ", "_")
    if found.type_id in _NAMED:
        return _NAMED[found.type_id]
    return f"{plain}_unlabeled" if found.label is None and _has_primary(portal, found) else plain


def _has_primary(portal: Portal, found: AssociationType) -> bool:
    types = portal.links.types
    return bool(types.primary(found.from_type, found.to_type) or types.primary(found.to_type, found.from_type))


def _history(row: Row, name: str) -> list[dict[str, Any]]:
    """Versions of a property, the newest first."""
    kept: list[dict[str, Any]] | None = row.get("history", {}).get(name)
    if kept is not None:
        return kept
    value = row["properties"].get(name)
    return [] if value is None else [{"value": value, "timestamp": row["createdAt"], "sourceType": "IMPORT"}]
