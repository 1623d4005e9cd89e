"""The properties API: definitions, batches of them, and their groups (`/crm/v3/properties/{type}`)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from advocacy_sync.sandbox.wire import Response

from .call import Call, answer
from .catalog import Definition, definition
from .faults import Fault, conflict, invalid, not_found
from .schema import ObjectType
from .shapes import flag, objects, text, whole

__all__ = [
    "archive",
    "batch_archive",
    "batch_create",
    "batch_read",
    "create",
    "list_all",
    "new_definition",
    "read",
    "update",
]

FIELD_TYPES: dict[str, frozenset[str]] = {
    "bool": frozenset({"booleancheckbox", "calculation_equation"}),
    "date": frozenset({"date"}),
    "datetime": frozenset({"date"}),
    "enumeration": frozenset({"booleancheckbox", "checkbox", "radio", "select", "calculation_equation"}),
    "number": frozenset({"number", "calculation_equation"}),
    "phone_number": frozenset({"phonenumber"}),
    "string": frozenset({"text", "textarea", "file", "html", "phonenumber", "calculation_equation"}),
    "json": frozenset({"text"}),
    "object_coordinates": frozenset({"text"}),
}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,99}").fullmatch
_CHANGEABLE = (
    "label",
    "type",
    "fieldType",
    "groupName",
    "description",
    "displayOrder",
    "options",
    "hidden",
    "formField",
    "calculationFormula",
)
_GIVEN = (*_CHANGEABLE, "hasUniqueValue", "dataSensitivity", "externalOptions", "referencedObjectType")
_SHAPES: dict[str, Callable[[Any, str], Any]] = {
    **dict.fromkeys(_GIVEN, text),
    **dict.fromkeys(("hidden", "formField", "hasUniqueValue", "externalOptions"), flag),
    "options": objects,
    "displayOrder": whole,
}


def list_all(call: Call) -> Response:
    kind, archived = call.kind(), call.flag("archived")
    names = set(call.listed("properties"))
    rows = call.portal.catalog.properties(kind).values()
    found = [row for row in rows if row["archived"] == archived and (not names or row["name"] in names)]
    return answer({"results": [_show(call, kind, row) for row in found]})


def read(call: Call) -> Response:
    kind = call.kind()
    return answer(_show(call, kind, _find(call, kind, call.args["name"], call.flag("archived"))))


def create(call: Call) -> Response:
    kind = call.kind()
    row = _new(call, kind, call.fields)
    call.portal.catalog.put_property(kind, row)
    return answer(_show(call, kind, row), 201)


def update(call: Call) -> Response:
    kind = call.kind()
    row = _find(call, kind, call.args["name"])
    changes = _parts(call.fields, _CHANGEABLE)
    if row["hubspotDefined"] and set(changes) - {"label", "description", "groupName", "displayOrder", "options"}:
        raise invalid(f"Property {row['name']} is defined by HubSpot; its definition cannot be changed.")
    changed = {**row, **changes, "updatedAt": call.stamp, "updatedUserId": str(call.portal.settings.user_id)}
    _check(call, kind, changed)
    call.portal.catalog.put_property(kind, {**changed, "options": _options(changed["options"])})
    return answer(_show(call, kind, _find(call, kind, row["name"])))


def archive(call: Call) -> Response:
    kind = call.kind()
    _archive(call, kind, _find(call, kind, call.args["name"]))
    return Response(204)


def batch_read(call: Call) -> Response:
    kind, archived = call.kind(), bool(call.fields.get("archived"))
    known = call.portal.catalog.properties(kind)
    names = [text(given.get("name"), "name") for given in call.inputs]
    found = [known[name] for name in names if name in known and known[name]["archived"] == archived]
    missing = [name for name in names if name not in known or known[name]["archived"] != archived]
    errors = [_missing(kind, name).entry() for name in missing]
    return call.batch([_show(call, kind, row) for row in found], errors)


def batch_create(call: Call) -> Response:
    kind = call.kind()
    results: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    for given in call.inputs:
        try:
            row = _new(call, kind, given)
        except Fault as fault:
            errors.append({**fault.entry(), "context": {"name": [text(given.get("name"), "name")]}})
            continue
        call.portal.catalog.put_property(kind, row)
        results.append(_show(call, kind, row))
    return call.batch(results, errors, 201)


def batch_archive(call: Call) -> Response:
    kind = call.kind()
    for row in [_find(call, kind, text(given.get("name"), "name")) for given in call.inputs]:
        _archive(call, kind, row)
    return Response(204)


def new_definition(name: str, given: dict[str, Any], stamp: str, user_id: int) -> Definition:
    """The definition of a custom property as it is kept."""
    parts = _parts(given, _GIVEN)
    calculated = given.get("fieldType") == "calculation_equation"
    return definition(
        name,
        **{"label": name, **parts, "options": _options(parts.get("options", []))},
        createdAt=stamp,
        updatedAt=stamp,
        createdUserId=str(user_id),
        updatedUserId=str(user_id),
        calculated=calculated,
        modificationMetadata={"archivable": True, "readOnlyDefinition": False, "readOnlyValue": calculated},
    )


def _parts(given: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The parts of a definition that are given, each in its shape."""
    return {name: _SHAPES[name](given[name], name) for name in names if given.get(name) is not None}


def _new(call: Call, kind: ObjectType, given: dict[str, Any]) -> Definition:
    absent = [key for key in ("name", "label", "type", "fieldType", "groupName") if not text(given.get(key), key)]
    if absent:
        raise invalid(f"Some required fields were not set: {absent}", context={"fields": absent})
    name = text(given["name"], "name")
    if not _NAME(name) or name.startswith("hs_"):
        raise invalid(
            f"Property name {name} is not valid: it must start with a letter, not with hs_, and hold only lower-case "
            "letters, numbers and underscores",
            context={"propertyName": [name]},
        )
    held = call.portal.catalog.properties(kind).get(name)
    if held is not None and not held["archived"]:
        raise conflict(f"A property named '{name}' already exists.")
    row = new_definition(name, given, call.stamp, call.portal.settings.user_id)
    _check(call, kind, row)
    _count(call, kind, row)
    return row


def _count(call: Call, kind: ObjectType, row: Definition) -> None:
    """The limits on custom properties: how many there may be, and how many whose values are unique."""
    held = call.portal.catalog.properties(kind).values()
    own = [one for one in held if not one["hubspotDefined"] and not one["archived"]]
    settings = call.portal.settings
    if len(own) >= settings.custom_properties:
        raise _too_many(f"{kind.plural} already has {settings.custom_properties} custom properties")
    if row["hasUniqueValue"] and sum(one["hasUniqueValue"] for one in own) >= settings.unique_properties:
        raise _too_many(f"{kind.plural} already has {settings.unique_properties} properties with unique values")


def _too_many(message: str) -> Fault:
    return Fault(400, f"The limit of properties is reached: {message}.", "LIMIT_EXCEEDED")


def _check(call: Call, kind: ObjectType, row: Definition) -> None:
    if row["fieldType"] not in FIELD_TYPES.get(row["type"], ()):
        raise invalid(f"Property type {row['type']} does not go with the field type {row['fieldType']}")
    if row["groupName"] not in call.portal.catalog.groups(kind):
        raise invalid(f"Property group {row['groupName']} does not exist", context={"groupName": [row["groupName"]]})
    options = row["options"]
    if row["type"] == "enumeration" and not options and not row["externalOptions"] and not row["hubspotDefined"]:
        raise invalid(f"Property {row['name']} is an enumeration and needs options")
    values = [text(option.get("value"), "value") for option in options]
    if len(set(values)) != len(values):
        raise invalid(f"Option values of property {row['name']} must be unique")


def _options(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "label": text(option.get("label", option.get("value")), "label"),
            "value": text(option.get("value"), "value"),
            "description": text(option.get("description"), "description"),
            "displayOrder": whole(option.get("displayOrder"), "displayOrder", order),
            "hidden": bool(option.get("hidden", False)),
        }
        for order, option in enumerate(given)
    ]


def _find(call: Call, kind: ObjectType, name: str, archived: bool = False) -> Definition:
    row = call.portal.catalog.properties(kind).get(name)
    if row is None or row["archived"] != archived:
        raise _missing(kind, name)
    return row


def _missing(kind: ObjectType, name: str) -> Fault:
    fault = not_found(f'The property named "{name}" for object type {kind.plural} does not exist.')
    fault.parts = {"subCategory": "PropertyErrorCategory.PROPERTY_NOT_FOUND", "context": {"propertyName": [name]}}
    return fault


def _archive(call: Call, kind: ObjectType, row: Definition) -> None:
    if row["hubspotDefined"]:
        raise invalid(f"Property {row['name']} is defined by HubSpot and cannot be archived.")
    call.portal.catalog.put_property(kind, {**row, "archived": True, "archivedAt": call.stamp})


def _show(call: Call, kind: ObjectType, row: Definition) -> Definition:
    return {**row, "options": call.portal.options(kind, row)} if row["externalOptions"] else row
