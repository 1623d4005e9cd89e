"""The portal's schema: object types and their property definitions, standard and custom.

Custom types and properties are rows of the state; standard ones are built from the table once.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from advocacy_sync.sandbox.state import State

from .faults import unknown_type
from .schema import STANDARD_TYPES, ObjectType
from .standard import ACTIVITY, EVERY_TYPE, GROUP_LABELS, OPTION_SETS, TABLE

__all__ = ["Catalog", "Definition", "definition"]

Definition = dict[str, Any]

_STANDARD_SINCE = "2019-08-06T02:41:08.029Z"


class Catalog:
    def __init__(self, state: State, portal_id: int) -> None:
        self._state = state
        self.portal_id = portal_id
        self._names: dict[str, ObjectType] = {}
        self._merged: dict[str, dict[str, Definition]] = {}
        self._custom = -1

    # --- object types

    def type_of(self, name: str) -> ObjectType:
        """The type that a path names: contacts, contact, 0-1, CONTACT, 2-123, p_cars. Faults when none is."""
        names = self._by_name()
        found = names.get(name) or names.get(name.lower())
        if found is None:
            raise unknown_type(name)
        return found

    def types(self) -> Iterator[ObjectType]:
        return iter(dict.fromkeys(self._by_name().values()))

    def _by_name(self) -> dict[str, ObjectType]:
        schemas = self._state.table("schemas")
        if self._custom != len(schemas):
            known = [*STANDARD_TYPES, *(custom_type(row) for row in schemas.values())]
            # A standard name wins over a custom object of the same name, which keeps its p_ name.
            self._names = {name.lower(): kind for kind in reversed(known) for name in kind.names}
            self._custom = len(schemas)
        return self._names

    # --- properties

    def properties(self, kind: ObjectType) -> dict[str, Definition]:
        """Every definition of the type by name, archived ones among them."""
        known = self._merged.get(kind.type_id)
        if known is None:
            known = {**standard_properties(kind), **self._state.table(f"properties:{kind.type_id}")}
            self._merged[kind.type_id] = known
        return known

    def writable(self, kind: ObjectType, name: str) -> Definition | None:
        found = self.properties(kind).get(name)
        return None if found is None or found["archived"] else found

    def put_property(self, kind: ObjectType, row: Definition) -> None:
        self._state.put(f"properties:{kind.type_id}", row["name"], row)
        self._merged.pop(kind.type_id, None)

    def groups(self, kind: ObjectType) -> dict[str, Definition]:
        return {**standard_groups(kind), **self._state.table(f"groups:{kind.type_id}")}

    def unique_names(self, kind: ObjectType) -> list[str]:
        """Properties that no two live records may share a value of."""
        return [
            name
            for name, found in self.properties(kind).items()
            if found["hasUniqueValue"] and not found["modificationMetadata"]["readOnlyValue"]
        ]

    def reset(self) -> None:
        """Forget what was derived, after rows were changed behind our back."""
        self._merged.clear()
        self._custom = -1


def custom_type(row: dict[str, Any]) -> ObjectType:
    primary = row.get("primaryDisplayProperty")
    return ObjectType(
        row["objectTypeId"],
        row["fullyQualifiedName"],
        row["name"],
        defaults=(primary,) if primary else (),
        required=tuple(row["requiredProperties"]),
        searched=tuple(row["searchableProperties"]),
        aliases=(f"p_{row['name']}",),
    )


def definition(name: str, **parts: Any) -> Definition:
    """A property definition in the vendor's shape, the parts not given at their defaults."""
    shape: Definition = {
        "updatedAt": _STANDARD_SINCE,
        "createdAt": _STANDARD_SINCE,
        "name": name,
        "label": name,
        "type": "string",
        "fieldType": "text",
        "description": "",
        "groupName": "",
        "options": [],
        "displayOrder": -1,
        "calculated": False,
        "externalOptions": False,
        "archived": False,
        "hasUniqueValue": False,
        "hidden": False,
        "hubspotDefined": False,
        "modificationMetadata": {"archivable": True, "readOnlyDefinition": False, "readOnlyValue": False},
        "formField": False,
        "dataSensitivity": "non_sensitive",
    }
    return {**shape, **parts}


@cache
def standard_groups(kind: ObjectType) -> dict[str, Definition]:
    names = dict.fromkeys(group for group, _ in _lines(kind)) or {"custom": None}
    return {
        name: {"name": name, "label": GROUP_LABELS[name], "displayOrder": order, "archived": False}
        for order, name in enumerate(names)
    }


@cache
def standard_properties(kind: ObjectType) -> dict[str, Definition]:
    first_group = next(iter(standard_groups(kind)))
    common = EVERY_TYPE.format(created=kind.created, modified=kind.modified).strip().splitlines()
    lines = [*_lines(kind), *((first_group, line) for line in common)]
    found = [_definition_of(group, line) for group, line in lines]
    return {row["name"]: row for row in found}


@cache
def _sections() -> dict[str, list[tuple[str, str]]]:
    sections: dict[str, list[tuple[str, str]]] = {}
    here, group = "", ""
    for line in TABLE.replace("+activity", ACTIVITY).splitlines():
        if line.startswith("@"):
            here, group = line[1:].split()
        elif line:
            sections.setdefault(here, []).append((group, line))
    return sections


def _lines(kind: ObjectType) -> list[tuple[str, str]]:
    return _sections().get(kind.type_id, [])


def _definition_of(group: str, line: str) -> Definition:
    name, label, type_, field_type, flags, options = [*(part.strip() for part in line.split("|")), "", ""][:6]
    read_only = "r" in flags
    more: Definition = {"showCurrencySymbol": True} if "$" in flags else {}
    if "o" in flags:
        more["referencedObjectType"] = "OWNER"
    return definition(
        name,
        label=label,
        type=type_,
        fieldType="calculation_equation" if "c" in flags and type_ == "number" else field_type,
        groupName=group,
        options=_options(OPTION_SETS.get(options, ())),
        calculated="c" in flags,
        externalOptions=bool(set("opsx") & set(flags)),
        hasUniqueValue="u" in flags,
        hubspotDefined=True,
        formField=not read_only and type_ != "datetime",
        modificationMetadata={
            "archivable": False,
            "readOnlyDefinition": True,
            "readOnlyOptions": read_only,
            "readOnlyValue": read_only,
        },
        **more,
    )


def _options(entries: tuple[str, ...]) -> list[Definition]:
    return [
        {"label": label or value, "value": value, "description": "", "displayOrder": order, "hidden": False}
        for order, (value, _, label) in enumerate(entry.partition("=") for entry in entries)
    ]
