"""Property groups (`/crm/v3/properties/{type}/groups`)."""

from __future__ import annotations

from advocacy_sync.sandbox.state import Row
from advocacy_sync.sandbox.wire import Response

from .call import Call, answer
from .faults import conflict, invalid, not_found
from .shapes import whole

__all__ = ["archive", "create", "list_all", "read", "update"]


def list_all(call: Call) -> Response:
    rows = call.portal.catalog.groups(call.kind()).values()
    return answer({"results": [row for row in rows if not row["archived"]]})


def read(call: Call) -> Response:
    return answer(_find(call))


def create(call: Call) -> Response:
    name, label = call.required("name"), call.required("label")
    held = call.portal.catalog.groups(call.kind()).get(name)
    if held is not None and not held["archived"]:
        raise conflict(f"A property group named '{name}' already exists.")
    row = {
        "name": name,
        "label": label,
        "displayOrder": whole(call.fields.get("displayOrder"), "displayOrder", -1),
        "archived": False,
    }
    _put(call, row)
    return answer(row, 201)


def update(call: Call) -> Response:
    changes = {key: call.fields[key] for key in ("label", "displayOrder") if call.fields.get(key) is not None}
    row = {**_find(call), **changes}
    _put(call, row)
    return answer(row)


def archive(call: Call) -> Response:
    row = _find(call)
    used = [one["name"] for one in call.portal.catalog.properties(call.kind()).values() if _holds(row, one)]
    if used:
        raise invalid(f"Property group {row['name']} still holds properties.", context={"properties": used})
    _put(call, {**row, "archived": True})
    return Response(204)


def _find(call: Call) -> Row:
    row = call.portal.catalog.groups(call.kind()).get(call.args["name"])
    if row is None or row["archived"]:
        raise not_found(f"Property group {call.args['name']} does not exist")
    return row


def _put(call: Call, row: Row) -> None:
    call.portal.state.put(f"groups:{call.kind().type_id}", row["name"], row)


def _holds(group: Row, definition: Row) -> bool:
    return bool(definition["groupName"] == group["name"] and not definition["archived"])
