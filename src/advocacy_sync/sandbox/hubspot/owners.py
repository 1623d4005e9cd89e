"""Owners (`/crm/v3/owners`): the people that records are assigned to. Read only over the API."""

from __future__ import annotations

from typing import Any

from advocacy_sync.sandbox.state import Row
from advocacy_sync.sandbox.wire import Response

from .call import Call, answer
from .faults import invalid, not_found
from .portal import Portal

__all__ = ["add_owner", "list_page", "read"]

LARGEST_PAGE = 500


def list_page(call: Call) -> Response:
    limit, start = call.limit(100, LARGEST_PAGE), call.after()
    email, archived = call.request.query.get("email"), call.flag("archived")
    rows = sorted(call.portal.state.table("owners").values(), key=lambda row: int(row["id"]))
    found = [
        row
        for row in rows
        if row["archived"] == archived and int(row["id"]) >= start and email in (None, "", row["email"])
    ]
    page: dict[str, Any] = {"results": [_show(row) for row in found[:limit]]}
    if len(found) > limit:
        page["paging"] = call.next_page(found[limit]["id"])
    return answer(page)


def read(call: Call) -> Response:
    by = call.request.query.get("idProperty", "id")
    if by not in ("id", "userId"):
        raise invalid(f"Unknown idProperty {by}: expected id or userId", context={"idProperty": [by]})
    for row in call.portal.state.table("owners").values():
        if str(row[by]) == call.args["id"] and row["archived"] == call.flag("archived"):
            return answer(_show(row))
    raise not_found(f"Owner {call.args['id']} not found")


def add_owner(portal: Portal, owner_id: str, email: str, first_name: str, last_name: str, **parts: Any) -> Row:
    """Seed an owner. Parts: userId, type, createdAt, updatedAt, archived, teams."""
    user_id = int(parts.get("userId") or int(owner_id) + 1000)
    created = parts.get("createdAt", "2020-01-02T09:00:00.000Z")
    row: Row = {
        "id": owner_id,
        "email": email,
        "type": parts.get("type", "PERSON"),
        "firstName": first_name,
        "lastName": last_name,
        "userId": user_id,
        "userIdIncludingInactive": user_id,
        "createdAt": created,
        "updatedAt": parts.get("updatedAt", created),
        "archived": bool(parts.get("archived", False)),
        "teams": parts.get("teams", []),
    }
    portal.state.put("owners", owner_id, row)
    return row


def _show(row: Row) -> Row:
    """An owner that was deactivated has no user any more, only the id of the one it had."""
    shown = {key: value for key, value in row.items() if key != "teams" or value}
    return {**shown, "userId": None} if row["archived"] else shown
