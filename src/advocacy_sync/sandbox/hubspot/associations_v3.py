"""Associations as the older v3 paths serve them: types by name, ids as text."""

from __future__ import annotations

from typing import Any

from advocacy_sync.sandbox.wire import Response

from .association_types import AssociationType
from .associations import End, existing, no_associations
from .call import Call, answer
from .faults import Fault, invalid
from .primary import settle_primary
from .schema import ObjectType
from .shapes import mapping, text
from .views import type_name

__all__ = ["batch_archive", "batch_create", "batch_read", "create", "list_page", "remove", "types"]

LARGEST_PAGE = 500
LARGEST_BATCH = 1000


def list_page(call: Call) -> Response:
    kind, other = call.kind(), call.kind("to")
    start = existing(call, kind, call.args["id"])
    shown, after = _page(call, kind, other, start, call.limit(LARGEST_PAGE, LARGEST_PAGE))
    return answer({"results": shown, **({"paging": call.next_page(after)} if after else {})})


def create(call: Call) -> Response:
    kind, other = call.kind(), call.kind("to")
    start, end = existing(call, kind, call.args["id"]), existing(call, other, call.args["to_id"])
    call.portal.links.add(start, end, _named(call, kind, other, call.args["association_type"]))
    settle_primary(call.portal, start, end)
    row = call.portal.records(kind).rows[str(start[1])]
    shown = {key: row[key] for key in ("id", "properties", "createdAt", "updatedAt", "archived")}
    page, _ = _page(call, kind, other, start, LARGEST_PAGE)
    return answer({**shown, "associations": {other.result_key: {"results": page}}})


def remove(call: Call) -> Response:
    kind, other = call.kind(), call.kind("to")
    start, end = existing(call, kind, call.args["id"]), existing(call, other, call.args["to_id"])
    found = _named(call, kind, other, call.args["association_type"])
    call.portal.links.remove_types(start, end, {found.key})
    settle_primary(call.portal, start, end)
    return Response(204)


def types(call: Call) -> Response:
    kind, other = call.kind("from"), call.kind("to")
    found = call.portal.links.types.between(kind.type_id, other.type_id)
    return answer({"results": [{"id": str(one.type_id), "name": _name(call, kind, other, one)} for one in found]})


def batch_read(call: Call) -> Response:
    kind, other = call.kind("from"), call.kind("to")
    results: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    for given in _inputs(call):
        key = text(given.get("id"), "id")
        row = call.portal.records(kind).get(key)
        start = (kind.type_id, int(row["id"])) if row is not None else None
        if start is None or not call.portal.links.of(start, other.type_id):
            errors.append(no_associations(kind, other, key))
            continue
        shown, after = _page(call, kind, other, start, LARGEST_PAGE)
        paging = {"paging": {"next": {"after": after, "link": f"?after={after}"}}} if after else {}
        results.append({"from": {"id": key}, "to": shown, **paging})
    return call.batch(results, errors)


def batch_create(call: Call) -> Response:
    kind, other = call.kind("from"), call.kind("to")
    results: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    for given in _inputs(call):
        try:
            start, end = _pair(call, kind, other, given)
            found = _named(call, kind, other, text(given.get("type"), "type"))
        except Fault as fault:
            errors.append(fault.entry())
            continue
        call.portal.links.add(start, end, found)
        settle_primary(call.portal, start, end)
        results.append({"from": {"id": str(start[1])}, "to": {"id": str(end[1])}, "type": given["type"]})
    return call.batch(results, errors, 201)


def batch_archive(call: Call) -> Response:
    kind, other = call.kind("from"), call.kind("to")
    for given in _inputs(call):
        start, end = _pair(call, kind, other, given)
        found = _named(call, kind, other, text(given.get("type"), "type"))
        call.portal.links.remove_types(start, end, {found.key})
        settle_primary(call.portal, start, end)
    return Response(204)


def _page(call: Call, kind: ObjectType, other: ObjectType, start: End, limit: int) -> tuple[list[dict[str, Any]], str]:
    held = call.portal.links.of(start, other.type_id)
    ids = sorted(number for number in held if number >= call.after())
    shown = [
        {"id": str(number), "type": type_name(call.portal, kind, other, key)}
        for number in ids[:limit]
        for key in held[number]
    ]
    return shown, str(ids[limit]) if len(ids) > limit else ""


def _named(call: Call, kind: ObjectType, other: ObjectType, name: str) -> AssociationType:
    """The type that a v3 path names, by name or number."""
    for found in call.portal.links.types.between(kind.type_id, other.type_id):
        if name.lower() in (str(found.type_id), _name(call, kind, other, found)):
            return found
    raise invalid(f"{name} is not a valid association type between {kind.kind} and {other.kind}")


def _name(call: Call, kind: ObjectType, other: ObjectType, found: AssociationType) -> str:
    return type_name(call.portal, kind, other, found.key)


def _pair(call: Call, kind: ObjectType, other: ObjectType, given: dict[str, Any]) -> tuple[End, End]:
    start, end = (text(mapping(given.get(name), name).get("id"), "id") for name in ("from", "to"))
    return existing(call, kind, start), existing(call, other, end)


def _inputs(call: Call) -> list[dict[str, Any]]:
    if len(call.inputs) > LARGEST_BATCH:
        raise invalid(f"The maximum number of inputs supported in a batch request is {LARGEST_BATCH}.")
    return call.inputs
