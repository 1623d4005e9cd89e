"""The Tooling API, as far as custom fields go: made, read, changed and taken away one by one, and queried.

Rules: Tooling API guide, CustomField and EntityDefinition; Metadata API guide, CustomField (what each type must
say); help pages on custom field limits. A field that is made here is seen by nobody until FieldPermissions say so.
"""

from __future__ import annotations

from typing import Any

from advocacy_sync.sandbox.salesforce import bodies
from advocacy_sync.sandbox.salesforce.custom_fields import definition_of, read_field
from advocacy_sync.sandbox.salesforce.definitions import Definition
from advocacy_sync.sandbox.salesforce.faults import Fault, malformed, not_found
from advocacy_sync.sandbox.salesforce.ids import to18
from advocacy_sync.sandbox.salesforce.org import Call
from advocacy_sync.sandbox.salesforce.permissions import NO_RIGHT, user_has
from advocacy_sync.sandbox.salesforce.query import Runner
from advocacy_sync.sandbox.salesforce.schema import Schema
from advocacy_sync.sandbox.salesforce.store import Store
from advocacy_sync.sandbox.salesforce.tables import read_objects
from advocacy_sync.sandbox.state import State
from advocacy_sync.sandbox.wire import Response, json_response

__all__ = ["answer"]

MOST_FIELDS = 500  # custom fields of one object, Enterprise Edition
WHOLE = ("FullName", "Metadata")  # columns that a query may ask of one row only
OBJECTS = """
EntityDefinition 4ie Entity/Entities
  @id
  DurableId | string(765) | Durable ID | ro
  QualifiedApiName | string(70) | Qualified API Name | ro lookup
  Label | string(80) | Label | ro name

CustomField 00N Custom Field/Custom Fields
  @id
  DeveloperName | string(40) | Developer Name | ro
  NamespacePrefix | string(15) | Namespace Prefix | ro
  TableEnumOrId | string(40) | Table Enum or Id | ro
  EntityDefinitionId | reference(EntityDefinition) | Entity ID | ro rel=EntityDefinition
  FullName | string(255) | Full Name | ro
  Metadata | anyType | Metadata | ro
"""


def answer(call: Call) -> Response:
    match call.path[1:]:
        case ["sobjects", "CustomField"]:
            return call.choose(POST=lambda: _create(call))
        case ["sobjects", "CustomField", id]:
            return call.choose(
                GET=lambda: json_response(_shown(call, _found(call, id))),
                PATCH=lambda: _update(call, _found(call, id)),
                DELETE=lambda: _delete(call, _found(call, id)),
            )
        case ["query"]:
            return call.choose(GET=lambda: _query(call))
    raise not_found()


def _create(call: Call) -> Response:
    _require(call, "PermissionsCustomizeApplication")
    body = call.object()
    object_name, _, name = bodies.word(body, "FullName").partition(".")
    sobject = call.org.schema.objects.get(object_name)
    if sobject is None:
        raise Fault("INVALID_FIELD", f"Entity of the field is not known: {object_name!r}", ["FullName"])
    given = bodies.inner(body, "Metadata")
    field = read_field(call.org.schema, sobject, name, given)
    if field.name.lower() in sobject.by_lower:
        words = f"There is already a field named {name.removesuffix('__c')} on {sobject.label}."
        raise Fault("DUPLICATE_DEVELOPER_NAME", words, ["FullName"])
    if sum(one.custom for one in sobject.fields.values()) >= MOST_FIELDS:
        words = f"You have reached the maximum number of {MOST_FIELDS} custom fields on {sobject.label}"
        raise Fault("NUMBER_OUTSIDE_VALID_RANGE", words, ["FullName"])
    made = call.org.definitions.add_field(object_name, field, given)
    return json_response({"id": made.id, "success": True, "errors": [], "warnings": [], "infos": []}, 201)


def _update(call: Call, found: Definition) -> Response:
    _require(call, "PermissionsCustomizeApplication")
    given = bodies.inner(call.object(), "Metadata")
    sobject = call.org.schema.objects[found.object]
    field = read_field(call.org.schema, sobject, found.field.name, given)
    if field.type != found.field.type:
        raise Fault("FIELD_INTEGRITY_EXCEPTION", f"Cannot change type of {found.field.label} here", ["Type"])
    if found.metadata is None:  # a field of everybody's stays so
        call.org.definitions.add_field(found.object, field)
    else:
        call.org.definitions.add_field(found.object, field, given)
    return Response(204)


def _delete(call: Call, found: Definition) -> Response:
    _require(call, "PermissionsCustomizeApplication")
    call.org.definitions.remove_field(found.object, found.field.name)
    return Response(204)


def _found(call: Call, id: str) -> Definition:
    _require(call, "PermissionsViewSetup")
    try:
        whole = to18(id)
    except ValueError:
        raise not_found() from None
    for one in call.org.definitions.custom_fields():
        if one.id == whole:
            return one
    raise not_found()


def _require(call: Call, permission: str) -> None:
    if not user_has(call.org.store, call.user, permission):
        raise Fault("INSUFFICIENT_ACCESS_OR_READONLY", NO_RIGHT)


def _shown(call: Call, one: Definition) -> dict[str, Any]:
    url = f"{call.base}/tooling/sobjects/CustomField/{one.id}"
    return {"attributes": {"type": "CustomField", "url": url}, **_row(one), "Metadata": definition_of(one)}


def _row(one: Definition) -> dict[str, Any]:
    return {
        "Id": one.id,
        "DeveloperName": one.field.name.removesuffix("__c"),
        "NamespacePrefix": None,
        "TableEnumOrId": one.object,
        "FullName": f"{one.object}.{one.field.name}",
    }


def _query(call: Call) -> Response:
    """Statements over what is defined, run as those over rows are."""
    _require(call, "PermissionsViewSetup")
    soql = call.request.query.get("q")
    if soql is None:
        raise malformed("A query string has to be specified")
    store = Store(State(), Schema(read_objects(OBJECTS, {})))
    ids = {}
    for name, sobject in call.org.schema.objects.items():
        ids[name] = id = store.next_id(store.schema.objects["EntityDefinition"])
        entity = {"Id": id, "DurableId": name, "QualifiedApiName": name, "Label": sobject.label}
        store.fill("EntityDefinition", entity)
    for one in call.org.definitions.custom_fields():
        row = {**_row(one), "EntityDefinitionId": ids[one.object], "Metadata": definition_of(one)}
        store.fill("CustomField", row)
    runner = Runner(store, call.now, f"{call.base}/tooling", lambda rows, render: {"records": list(map(render, rows))})
    found = runner.run(soql)
    records = [found.render(row) for row in found.rows]
    if len(records) > 1 and any(name in records[0] for name in WHOLE):
        raise malformed(
            "When retrieving results with Metadata or FullName fields, the query qualifications must specify no more "
            "than one row for retrieval."
        )
    return json_response(
        {
            "size": len(records),
            "totalSize": found.total,
            "done": True,
            "queryLocator": None,
            "entityTypeName": found.sobject.name,
            "records": records,
        }
    )
