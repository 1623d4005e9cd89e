"""Association definitions: which types there are between two object types, and labels of one's own."""

from __future__ import annotations

from dataclasses import replace

from advocacy_sync.sandbox.wire import Response

from .association_types import USER_DEFINED, AssociationType
from .call import Call, answer
from .faults import invalid, not_found
from .shapes import text

__all__ = ["archive", "configurations", "create", "list_all", "update"]

MOST_LABELS = 10


def list_all(call: Call) -> Response:
    kind, other = call.kind("from"), call.kind("to")
    types = call.portal.links.types
    types.unlabelled(kind, other)
    return answer({"results": [found.shown() for found in types.between(kind.type_id, other.type_id)]})


def create(call: Call) -> Response:
    kind, other = call.kind("from"), call.kind("to")
    label, name = call.required("label"), call.required("name")
    types = call.portal.links.types
    custom = [one for one in types.between(kind.type_id, other.type_id) if one.category == USER_DEFINED and one.label]
    if any(name == one.name for one in custom):
        raise invalid(f"An association label with the name {name} already exists.")
    if len(custom) >= MOST_LABELS:
        raise invalid(f"The maximum number of association labels ({MOST_LABELS}) between these objects is reached.")
    back = text(call.fields.get("inverseLabel"), "inverseLabel") or None
    found = types.define(kind, other, label, name=name, back_label=back)
    shown = [found.shown()]
    inverse = types.find(other.type_id, kind.type_id, found.inverse, USER_DEFINED)
    if inverse is not None and inverse is not found:
        shown.append(inverse.shown())
    return answer({"results": shown})


def update(call: Call) -> Response:
    found = _custom(call, call.required("associationTypeId"))
    types = call.portal.links.types
    types.keep(replace(found, label=call.required("label")))
    inverse = types.find(found.to_type, found.from_type, found.inverse, USER_DEFINED)
    if inverse is not None and call.fields.get("inverseLabel"):
        types.keep(replace(inverse, label=str(call.fields["inverseLabel"])))
    return Response(204)


def archive(call: Call) -> Response:
    found = _custom(call, call.args["association_type"])
    types = call.portal.links.types
    inverse = types.find(found.to_type, found.from_type, found.inverse, USER_DEFINED)
    for one in {found, inverse} - {None}:
        assert one is not None
        types.remove(one)
    return Response(204)


def configurations(call: Call) -> Response:
    """Limits that an administrator has set on associations: none."""
    del call
    return answer({"results": []})


def _custom(call: Call, number: str) -> AssociationType:
    kind, other = call.kind("from"), call.kind("to")
    types = call.portal.links.types
    found = types.find(kind.type_id, other.type_id, int(number), USER_DEFINED) if number.isdigit() else None
    if found is None:
        raise not_found(f"Association type {number} is not defined between {kind.kind} and {other.kind}")
    return found
