"""Reading the webhook journal and managing its subscriptions: `/webhooks-journal/…`, and `/webhooks/v4/…`.

Both are an app's own business: they take its client-credentials token. An entry names a file by a link
that is signed and ends soon; the file itself takes no token, as with the vendor's storage.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from advocacy_sync.sandbox.wire import Request, Response, json_response

from .call import Call, answer
from .faults import invalid, not_found
from .instants import iso, milliseconds
from .journal import ACTIONS, SUBSCRIPTIONS, File, signature
from .portal import Portal
from .shapes import strings, whole

__all__ = [
    "FILES",
    "earliest",
    "file",
    "following",
    "latest",
    "subscribe",
    "subscription",
    "subscriptions",
    "unsubscribe",
    "unsubscribe_portal",
]

FILES = "journal-files"
LINK_LASTS = timedelta(minutes=10)
DENIED = b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>'


def earliest(call: Call) -> Response:
    return _entry(call, call.portal.journal.earliest(call.now))


def latest(call: Call) -> Response:
    return _entry(call, call.portal.journal.latest(call.now))


def following(call: Call) -> Response:
    """The entry behind an offset: 204 when there is none yet, 404 when the offset has expired."""
    try:
        return _entry(call, call.portal.journal.behind(call.args["offset"], call.now))
    except KeyError:
        raise not_found(f"No journal entry found for offset {call.args['offset']}") from None


def _entry(call: Call, found: File | None) -> Response:
    if found is None:
        return Response(204)
    ends = call.now + LINK_LASTS
    expires = milliseconds(ends)
    signed = signature(call.portal.settings.client_secret, found.offset, expires)
    url = f"{call.request.base_url}/{FILES}/{found.offset}.json?expires={expires}&signature={signed}"
    return answer({"url": url, "expiresAt": iso(ends), "currentOffset": found.offset})


def file(portal: Portal, request: Request, now: datetime) -> Response:
    """The file behind a link that was given out and has not ended."""
    offset = request.segments[-1].removesuffix(".json")
    expires = request.query.get("expires", "")
    good = signature(portal.settings.client_secret, offset, int(expires)) if expires.isdigit() else None
    if good is None or request.query.get("signature") != good or milliseconds(now) >= int(expires):
        return Response(403, DENIED, {"Content-Type": "application/xml"})
    found = portal.journal.file(offset)
    if found is None:
        return Response(404, DENIED.replace(b"AccessDenied", b"NoSuchKey"), {"Content-Type": "application/xml"})
    return json_response({"offset": found.offset, "journalEvents": found.events, "publishedAt": iso(found.published)})


# --- subscriptions


def subscriptions(call: Call) -> Response:
    return answer({"results": list(call.portal.state.table(SUBSCRIPTIONS).values())})


def subscription(call: Call) -> Response:
    return answer(_held(call))


def subscribe(call: Call) -> Response:
    kind = call.required("subscriptionType")
    if kind not in ACTIONS:
        raise invalid(f"Unsupported subscription type: {kind}", context={"subscriptionType": [kind]})
    actions = strings(call.fields.get("actions"), "actions")
    unknown = [action for action in actions if action not in ACTIONS[kind]]
    if unknown or not actions:
        raise invalid(f"Unsupported actions for {kind}: [{', '.join(unknown)}]", context={"actions": unknown})
    made = call.portal.catalog.type_of(call.required("objectTypeId"))
    number = call.portal.next_number("journal_subscription", 1)
    row: dict[str, Any] = {
        "id": number,
        "appId": call.portal.settings.app_id,
        "subscriptionType": kind,
        "objectTypeId": made.type_id,
        "portalId": whole(call.fields.get("portalId"), "portalId", call.portal.settings.portal_id),
        "actions": actions,
        "properties": strings(call.fields.get("properties"), "properties") or None,
        "objectIds": [int(one) for one in call.fields.get("objectIds") or []] or None,
        "associatedObjectTypeIds": strings(call.fields.get("associatedObjectTypeIds"), "associatedObjectTypeIds")
        or None,
        "createdBy": call.portal.settings.user_id,
        "createdAt": call.stamp,
        "updatedAt": call.stamp,
        "deletedAt": None,
    }
    call.portal.state.put(SUBSCRIPTIONS, str(number), row)
    call.portal.open_journal()
    return answer(row, 201)


def unsubscribe(call: Call) -> Response:
    call.portal.state.drop(SUBSCRIPTIONS, str(_held(call)["id"]))
    return Response(204)


def unsubscribe_portal(call: Call) -> Response:
    table = call.portal.state.table(SUBSCRIPTIONS)
    for key in [key for key, row in table.items() if str(row["portalId"]) == call.args["portal"]]:
        call.portal.state.drop(SUBSCRIPTIONS, key)
    return Response(204)


def _held(call: Call) -> dict[str, Any]:
    row = call.portal.state.get(SUBSCRIPTIONS, call.args["id"])
    if row is None:
        raise not_found(f"No subscription with id {call.args['id']}")
    return row
