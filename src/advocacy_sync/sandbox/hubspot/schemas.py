"""Custom object types: the schemas API (`/crm/v3/schemas`, `/crm-object-schemas/v3/schemas`)."""

from __future__ import annotations

import re
from typing import Any

from advocacy_sync.sandbox.state import Row
from advocacy_sync.sandbox.wire import Response

from .call import Call, answer
from .catalog import standard_groups
from .faults import conflict, invalid, not_found
from .properties import new_definition
from .schema import ObjectType
from .shapes import mapping, objects, strings, text

__all__ = ["archive", "associate", "create", "list_all", "read", "update"]

FIRST_TYPE = 18_120_001
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*").fullmatch
_TEXTS = ("description", "primaryDisplayProperty")
_LISTS = ("secondaryDisplayProperties", "requiredProperties", "searchableProperties")


def list_all(call: Call) -> Response:
    rows = call.portal.state.table("schemas").values()
    return answer({"results": [_show(call, row) for row in rows if row["archived"] == call.flag("archived")]})


def read(call: Call) -> Response:
    """One type's schema. Standard types are not listed, but can be read by name or id."""
    kind = call.kind()
    row = call.portal.state.get("schemas", kind.type_id)
    return answer(_show(call, _standard(kind) if row is None else row))


def create(call: Call) -> Response:
    name = call.required("name")
    labels = mapping(call.fields.get("labels"), "labels")
    if not _NAME(name):
        raise invalid(f"Object type name {name} may only contain letters, numbers and underscores")
    held = call.portal.state.table("schemas").values()
    if any(row["name"].lower() == name.lower() for row in held):
        raise conflict(f"Object type with name {name} already exists")
    number = call.portal.next_number("schema", FIRST_TYPE)
    row: Row = {
        "objectTypeId": f"2-{number}",
        "fullyQualifiedName": f"p{call.portal.settings.portal_id}_{name}",
        "name": name,
        "labels": labels,
        **{name: text(call.fields.get(name), name) or None for name in _TEXTS},
        **{name: strings(call.fields.get(name), name) for name in _LISTS},
        "metaType": "PORTAL_SPECIFIC",
        "createdAt": call.stamp,
        "updatedAt": call.stamp,
        "archived": False,
        "number": number,
    }
    properties = objects(call.fields.get("properties"), "properties")
    _check(row, properties)
    named = strings(call.fields.get("associatedObjects"), "associatedObjects")
    others = [call.portal.catalog.type_of(other) for other in named]
    call.portal.state.put("schemas", row["objectTypeId"], row)
    kind = call.portal.catalog.type_of(row["objectTypeId"])
    _add_properties(call, kind, properties)
    for other in others:
        call.portal.links.types.unlabelled(kind, other)
    return answer(_show(call, row), 201)


def update(call: Call) -> Response:
    changes: Row = {name: strings(call.fields[name], name) for name in _LISTS if name in call.fields}
    changes |= {name: text(call.fields[name], name) for name in _TEXTS if name in call.fields}
    changes |= {name: mapping(call.fields[name], name) for name in ("labels",) if name in call.fields}
    row = {**_find(call), **changes, "updatedAt": call.stamp}
    _put(call, row)
    return answer(_show(call, row))


def archive(call: Call) -> Response:
    row = _find(call)
    kind = call.portal.catalog.type_of(row["objectTypeId"])
    if len(call.portal.records(kind).ids()):
        raise invalid("Unable to delete an object type that still has records.")
    call.portal.state.drop("schemas", row["objectTypeId"])
    call.portal.catalog.reset()
    return Response(204)


def associate(call: Call) -> Response:
    kind = call.portal.catalog.type_of(_find(call)["objectTypeId"])
    other = call.portal.catalog.type_of(call.required("toObjectTypeId"))
    name = text(call.fields.get("name"), "name")
    found = call.portal.links.types.define(kind, other, name or None, name=name)
    shown = {"id": str(found.type_id), "fromObjectTypeId": kind.type_id, "toObjectTypeId": other.type_id}
    return answer({**shown, "name": found.name, "createdAt": call.stamp, "updatedAt": call.stamp}, 201)


def _find(call: Call) -> Row:
    kind = call.kind()
    row = call.portal.state.get("schemas", kind.type_id)
    if row is None:
        raise not_found(f"Object type {call.args['type']} has no custom schema")
    return row


def _standard(kind: ObjectType) -> Row:
    """The schema of a type that every portal has, in the form of a custom one's."""
    return {
        "objectTypeId": kind.type_id,
        "fullyQualifiedName": kind.kind,
        "name": kind.kind,
        "labels": {name: _label(word) for name, word in (("singular", kind.singular), ("plural", kind.plural))},
        "primaryDisplayProperty": next(iter(kind.defaults), None),
        "secondaryDisplayProperties": [],
        "requiredProperties": list(kind.required),
        "searchableProperties": list(kind.searched),
        "metaType": "HUBSPOT",
        "archived": False,
        "number": kind.type_id,
    }


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _put(call: Call, row: Row) -> None:
    call.portal.state.put("schemas", row["objectTypeId"], row)
    call.portal.catalog.reset()


def _check(row: Row, properties: list[dict[str, Any]]) -> None:
    labels = row["labels"]
    if not labels.get("singular") or not labels.get("plural"):
        raise invalid("Some required fields were not set: [labels.singular, labels.plural]")
    names = {text(one.get("name"), "name") for one in properties}
    if "" in names:
        raise invalid("Some required fields were not set: [properties.name]")
    wanted = {*row["requiredProperties"], *row["searchableProperties"], row["primaryDisplayProperty"]} - {None}
    if wanted - names:
        raise invalid(f"Properties {sorted(wanted - names)} are referred to but not defined")


def _add_properties(call: Call, kind: ObjectType, properties: list[dict[str, Any]]) -> None:
    group = next(iter(standard_groups(kind)))
    for given in properties:
        parts = {"type": "string", "fieldType": "text", "groupName": group, **given}
        row = new_definition(str(given["name"]), parts, call.stamp, call.portal.settings.user_id)
        call.portal.catalog.put_property(kind, row)


def _show(call: Call, row: Row) -> dict[str, Any]:
    kind = call.portal.catalog.type_of(row["objectTypeId"])
    shown = {key: value for key, value in row.items() if key != "number"}
    types = call.portal.links.types
    associations = [
        {"id": str(found.type_id), "fromObjectTypeId": start, "toObjectTypeId": end, "name": found.name or None}
        for other in call.portal.catalog.types()
        for start, end in ((kind.type_id, other.type_id), (other.type_id, kind.type_id))
        for found in types.between(start, end)
    ]
    properties = [one for one in call.portal.catalog.properties(kind).values() if not one["archived"]]
    return {"id": str(row["number"]), **shown, "properties": properties, "associations": associations}
