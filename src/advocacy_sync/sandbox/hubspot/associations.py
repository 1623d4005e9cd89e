"""Associations between records as v4 and the dated paths serve them.

`toObjectId` is a number on v4 and text on the dated paths. Pages are cut per from-record; the cursor
is, as the vendor's, the base64 of type and id of the next record.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from typing import Any

from advocacy_sync.sandbox.state import Row
from advocacy_sync.sandbox.wire import Response

from .association_types import HUBSPOT_DEFINED, AssociationType
from .call import Call, answer
from .faults import Fault, invalid
from .links import Types
from .primary import settle_primary
from .schema import ObjectType
from .shapes import mapping, objects, text

__all__ = [
    "End",
    "batch_archive",
    "batch_archive_labels",
    "batch_create",
    "batch_default",
    "batch_read",
    "create",
    "create_default",
    "existing",
    "link_new",
    "list_page",
    "new_links",
    "no_associations",
    "remove",
]

LARGEST_PAGE = 500
LARGEST_READ = 1000  # changelog of February 2025: at most 1,000 ids in one batch read
LARGEST_WRITE = 2000

End = tuple[str, int]
NewLink = tuple[End, AssociationType]


# --- one record


def list_page(call: Call) -> Response:
    kind, other = call.kind(), call.kind("to")
    start = existing(call, kind, call.args["id"])
    limit = call.limit(LARGEST_PAGE, LARGEST_PAGE)
    cursor = call.request.query.get("after")
    shown, after = _page(call, start, other, cursor, limit)
    return answer({"results": shown, **({"paging": call.next_page(after)} if after else {})})


def create(call: Call) -> Response:
    kind, other = call.kind(), call.kind("to")
    start, end = existing(call, kind, call.args["id"]), existing(call, other, call.args["to_id"])
    types = _types(call, kind, other, call.body)
    for found in types:
        call.portal.links.add(start, end, found)
    settle_primary(call.portal, start, end)
    return answer(_labels_between(call, start, end, types), 201)


def create_default(call: Call) -> Response:
    kind, other = call.kind(), call.kind("to")
    start, end = existing(call, kind, call.args["id"]), existing(call, other, call.args["to_id"])
    return call.batch(_associate_default(call, start, end), [])


def remove(call: Call) -> Response:
    kind, other = call.kind(), call.kind("to")
    start, end = existing(call, kind, call.args["id"]), existing(call, other, call.args["to_id"])
    call.portal.links.remove(start, end)
    settle_primary(call.portal, start, end)
    return Response(204)


# --- batches


def batch_read(call: Call) -> Response:
    kind, other = call.kind("from"), call.kind("to")
    results: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    for given in _inputs(call, LARGEST_READ):
        key = text(given.get("id"), "id")
        row = call.portal.records(kind).get(key)
        start = (kind.type_id, int(row["id"])) if row is not None else None
        if start is None or not call.portal.links.of(start, other.type_id):
            errors.append(no_associations(kind, other, key))
            continue
        shown, after = _page(call, start, other, given.get("after"), LARGEST_PAGE)
        paging = {"paging": {"next": {"after": after, "link": f"?after={after}"}}} if after else {}
        results.append({"from": {"id": key}, "to": shown, **paging})
    return call.batch(results, errors)


def batch_create(call: Call) -> Response:
    kind, other = call.kind("from"), call.kind("to")
    results: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    for given in _inputs(call, LARGEST_WRITE):
        try:
            start, end = _ends(call, kind, other, given)
            types = _types(call, kind, other, given.get("types"))
        except Fault as fault:
            errors.append(fault.entry())
            continue
        for found in types:
            call.portal.links.add(start, end, found)
        settle_primary(call.portal, start, end)
        results.append(_labels_between(call, start, end, types))
    return call.batch(results, errors, 201)


def batch_default(call: Call) -> Response:
    kind, other = call.kind("from"), call.kind("to")
    results: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    for given in _inputs(call, LARGEST_WRITE):
        try:
            start, end = _ends(call, kind, other, given)
        except Fault as fault:
            errors.append(fault.entry())
            continue
        results += _associate_default(call, start, end)
    return call.batch(results, errors)


def batch_archive(call: Call) -> Response:
    kind, other = call.kind("from"), call.kind("to")
    for given in _inputs(call, LARGEST_WRITE):
        start = _end(kind, _id_of(given, "from"))
        targets = given.get("to")
        for target in objects(targets if isinstance(targets, list) else [mapping(targets, "to")], "to"):
            end = _end(other, text(target.get("id"), "id"))
            call.portal.links.remove(start, end)
            settle_primary(call.portal, start, end)
    return Response(204)


def batch_archive_labels(call: Call) -> Response:
    kind, other = call.kind("from"), call.kind("to")
    for given in _inputs(call, LARGEST_WRITE):
        start, end = _end(kind, _id_of(given, "from")), _end(other, _id_of(given, "to"))
        gone = {found.key for found in _types(call, kind, other, given.get("types"))}
        call.portal.links.remove_types(start, end, gone)
        settle_primary(call.portal, start, end)
    return Response(204)


# --- associations given with a new record


def new_links(call: Call, kind: ObjectType, given: Any) -> list[NewLink]:
    """The associations of a record to be created, checked: the type tells the type of the other end."""
    found: list[NewLink] = []
    for one in objects(given, "associations"):
        to, specs = mapping(one.get("to"), "to"), objects(one.get("types"), "types")
        if not to or not specs:
            raise invalid("Some required fields were not set: [to, types]")
        for spec in specs:
            type_ = _any_type(call, kind, spec)
            other = call.portal.catalog.type_of(type_.to_type)
            found.append((existing(call, other, text(to.get("id"), "id")), type_))
    return found


def link_new(call: Call, kind: ObjectType, row: Row, links: list[NewLink]) -> None:
    start = (kind.type_id, int(row["id"]))
    for end, found in links:
        call.portal.links.add(start, end, found)
        settle_primary(call.portal, start, end)


# --- what the handlers share


def existing(call: Call, kind: ObjectType, key: str) -> End:
    """One end of an association; faults when there is no such live record."""
    row = call.portal.records(kind).get(key)
    if row is None or row["archived"]:
        message, context = f"{kind.kind}={key} is not valid", {kind.kind: [key]}
        raise Fault(
            400, message, "VALIDATION_ERROR", subCategory="crm.associations.INVALID_OBJECT_IDS", context=context
        )
    return (kind.type_id, int(row["id"]))


def no_associations(kind: ObjectType, other: ObjectType, key: str) -> dict[str, Any]:
    return {
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND",
        "message": f"No {other.singular} is associated with {kind.singular} {key}.",
        "context": {"fromObjectId": [key], "fromObjectType": [kind.singular], "toObjectType": [other.singular]},
    }


def _page(call: Call, start: End, other: ObjectType, cursor: Any, limit: int) -> tuple[list[dict[str, Any]], str]:
    """Up to `limit` associated records in the order of their ids, and the cursor of the rest ("" at the end)."""
    held = call.portal.links.of(start, other.type_id)
    first = _decode(cursor) if cursor else 0
    ids = sorted(number for number in held if number >= first)
    shown = [_to(call, start, other, number, held[number]) for number in ids[:limit]]
    return shown, _encode(other, ids[limit]) if len(ids) > limit else ""


def _to(call: Call, start: End, other: ObjectType, number: int, types: Types) -> dict[str, Any]:
    found = (call.portal.links.types.find(start[0], other.type_id, key[1], key[0]) for key in types)
    shown = [one.shown() for one in found if one is not None]
    return {"toObjectId": str(number) if call.dated else number, "associationTypes": shown}


def _encode(other: ObjectType, number: int) -> str:
    return b64encode(f"{other.type_id}-{number}".encode()).decode()


def _decode(cursor: Any) -> int:
    try:
        return int(b64decode(str(cursor).replace("%3D", "=")).decode().rpartition("-")[2])
    except (NotBase64, ValueError) as error:
        raise invalid(f"Invalid paging cursor: {cursor}", context={"after": [str(cursor)]}) from error


def _associate_default(call: Call, start: End, end: End) -> list[dict[str, Any]]:
    catalog, links = call.portal.catalog, call.portal.links
    found = links.types.unlabelled(catalog.type_of(start[0]), catalog.type_of(end[0]))
    links.add(start, end, found)
    settle_primary(call.portal, start, end)
    return [
        {
            "from": {"id": str(a[1])},
            "to": {"id": str(b[1])},
            "associationSpec": {"associationCategory": found.category, "associationTypeId": type_id},
        }
        for a, b, type_id in ((start, end, found.type_id), (end, start, found.inverse))
    ]


def _labels_between(call: Call, start: End, end: End, types: list[AssociationType]) -> dict[str, Any]:
    def shown(end: End) -> Any:
        return str(end[1]) if call.dated else end[1]

    return {
        "fromObjectTypeId": start[0],
        "fromObjectId": shown(start),
        "toObjectTypeId": end[0],
        "toObjectId": shown(end),
        "labels": [found.label for found in types if found.label],
    }


def _types(call: Call, kind: ObjectType, other: ObjectType, specs: Any) -> list[AssociationType]:
    found = [_any_type(call, kind, spec) for spec in objects(specs, "types")]
    if not found:
        raise invalid("Some required fields were not set: [types]", context={"fields": ["types"]})
    for one in found:
        if one.to_type != other.type_id:
            raise _unknown_type(one.type_id, kind, other)
    return found


def _any_type(call: Call, kind: ObjectType, spec: dict[str, Any]) -> AssociationType:
    number = text(spec.get("associationTypeId"), "associationTypeId")
    category = text(spec.get("associationCategory"), "associationCategory") or HUBSPOT_DEFINED
    if not number.isdigit():
        raise invalid("Some required fields were not set: [associationTypeId]")
    for other in call.portal.catalog.types():
        found = call.portal.links.types.find(kind.type_id, other.type_id, int(number), category)
        if found is not None:
            return found
    raise _unknown_type(int(number), kind, None)


def _unknown_type(number: int, kind: ObjectType, other: ObjectType | None) -> Fault:
    end = f" to {other.kind}" if other else ""
    message = f"One or more associations are not valid: type {number} is not defined from {kind.kind}{end}"
    return Fault(400, message, "VALIDATION_ERROR", subCategory="crm.associations.INVALID_ASSOCIATION_TYPE")


def _ends(call: Call, kind: ObjectType, other: ObjectType, given: dict[str, Any]) -> tuple[End, End]:
    return existing(call, kind, _id_of(given, "from")), existing(call, other, _id_of(given, "to"))


def _end(kind: ObjectType, key: str) -> End:
    if not key.isdigit():
        raise invalid(f"{kind.kind}={key} is not valid")
    return (kind.type_id, int(key))


def _id_of(given: dict[str, Any], name: str) -> str:
    return text(mapping(given.get(name), name).get("id"), "id")


def _inputs(call: Call, most: int) -> list[dict[str, Any]]:
    if len(call.inputs) > most:
        raise invalid(f"The maximum number of inputs supported in a batch request is {most}. Got {len(call.inputs)}.")
    return call.inputs
