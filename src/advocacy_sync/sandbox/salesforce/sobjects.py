"""The sobjects resource: describes, single rows by id and by external id, the change feeds."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from advocacy_sync.sandbox.salesforce.columns import Columns
from advocacy_sync.sandbox.salesforce.describe import basic, full
from advocacy_sync.sandbox.salesforce.faults import Fault, bad_field, not_found
from advocacy_sync.sandbox.salesforce.feeds import deleted, updated
from advocacy_sync.sandbox.salesforce.founding import FOUNDED
from advocacy_sync.sandbox.salesforce.ids import to18
from advocacy_sync.sandbox.salesforce.org import Call
from advocacy_sync.sandbox.salesforce.project import record
from advocacy_sync.sandbox.salesforce.schema import Field, SObject
from advocacy_sync.sandbox.salesforce.write import Ambiguous
from advocacy_sync.sandbox.state import Row
from advocacy_sync.sandbox.wire import Response, json_response

__all__ = ["answer"]

NO_CONTENT = Response(204)
UPSERT_BODY_SINCE = 46.0  # before it an upsert that changes a row answered 204


def answer(call: Call) -> Response:
    names = call.path[1:]
    if not names:
        return call.choose(GET=lambda: _global(call))
    sobject = call.sobject(names[0])
    if len(names) == 1:
        return call.choose(GET=lambda: _basic(call, sobject), POST=lambda: _create(call, sobject))
    if len(names) == 2 and names[1] in _views:
        return call.choose(GET=lambda: _views[names[1]](call, sobject))
    if len(names) == 2:
        return _by_id(call, sobject, names[1])
    if len(names) == 3:
        return _by_key(call, sobject, names[1], names[2])
    raise not_found()


# describes


def _global(call: Call) -> Response:
    if _unmodified(call, call.org.definitions.changed):
        return Response(304)
    known = call.org.schema
    objects = [basic(one, call.base) for name, one in sorted(known.objects.items()) if known.find(name)]
    return json_response({"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": objects})


def _basic(call: Call, sobject: SObject) -> Response:
    return json_response({"objectDescribe": basic(sobject, call.base), "recentItems": []})


def _describe(call: Call, sobject: SObject) -> Response:
    changed = call.org.definitions.changed
    if _unmodified(call, changed):
        return Response(304)
    headers = {"Last-Modified": format_datetime(changed, usegmt=True)}
    return json_response(full(call.org.schema, sobject, call.base), 200, headers)


def _unmodified(call: Call, changed: datetime) -> bool:
    """Whether what the client has is as new. The vendor's resolution is one second."""
    since = _header_date(call, "if-modified-since")
    return since is not None and changed.replace(microsecond=0) <= since


def _header_date(call: Call, name: str) -> datetime | None:
    text = call.request.headers.get(name)
    if text is None:
        return None
    try:
        return parsedate_to_datetime(text).replace(tzinfo=UTC)
    except ValueError:
        if call.method == "GET":
            return None
        raise Fault("INVALID_HEADER_TYPE", f"Invalid value for header {name}") from None


_views = {"describe": _describe, "updated": updated, "deleted": deleted}


# rows by id


def _create(call: Call, sobject: SObject) -> Response:
    body = call.object()
    if any(key.lower() == "id" for key in body):
        raise Fault("INVALID_FIELD", "The Id field should not be specified in the sobject data.")
    id = call.writer.insert(sobject, body)
    headers = {"Location": f"{call.base}/sobjects/{sobject.name}/{id}"}
    return json_response({"id": id, "success": True, "errors": []}, 201, headers)


def _by_id(call: Call, sobject: SObject, id: str) -> Response:
    return call.choose(
        GET=lambda: _read(call, sobject, _row(call, sobject, id)),
        PATCH=lambda: _update(call, sobject, _row(call, sobject, id)),
        DELETE=lambda: _delete(call, sobject, id),
    )


def _row(call: Call, sobject: SObject, id: str) -> Row:
    try:
        row = call.org.store.get(sobject.name, to18(id))
    except ValueError:
        raise not_found(f"Provided external ID field does not exist or is not accessible: {id}") from None
    if row is None or not call.org.store.shared(sobject.name, row["Id"]):
        raise not_found()
    if row.get("IsDeleted"):
        raise Fault("ENTITY_IS_DELETED", "entity is deleted", [])
    return row


def _read(call: Call, sobject: SObject, row: Row) -> Response:
    changed = datetime.fromisoformat(row.get("LastModifiedDate") or row.get("SystemModstamp") or FOUNDED.isoformat())
    if _unmodified(call, changed):
        return Response(304)
    names = _wanted(call, sobject)
    made = record(Columns(call.org.store, ""), sobject, names, call.base)(row)
    return json_response(made, 200, {"Last-Modified": format_datetime(changed.astimezone(UTC), usegmt=True)})


def _wanted(call: Call, sobject: SObject) -> list[str]:
    """The fields asked for with `?fields=`, or all."""
    asked = call.request.query.get("fields")
    if not asked:
        return [field.name for field in call.org.schema.visible(sobject)]
    names = [name.strip() for name in asked.split(",") if name.strip()]
    for name in names:
        if call.org.schema.field(sobject, name) is None:
            raise bad_field(name, sobject.name)
    return names


def _update(call: Call, sobject: SObject, row: Row) -> Response:
    body = call.object()
    if any(key.lower() == "id" for key in body):
        raise Fault("INVALID_FIELD", "The Id field should not be specified in the sobject data.")
    until = _header_date(call, "if-unmodified-since")
    stamp = row.get("LastModifiedDate")
    if until is not None and stamp and datetime.fromisoformat(stamp) > until:
        raise Fault("PRECONDITION_FAILED", "Precondition Failed", status=412)
    call.writer.update(sobject, row["Id"], body)
    return NO_CONTENT


def _delete(call: Call, sobject: SObject, id: str) -> Response:
    call.writer.delete(sobject, id)
    return NO_CONTENT


# rows by external id


def _by_key(call: Call, sobject: SObject, name: str, value: str) -> Response:
    field = call.org.schema.field(sobject, name)
    if field is None or not (field.key or field.name == "Id"):
        raise not_found(f"Provided external ID field does not exist or is not accessible: {name}")
    try:
        return call.choose(
            GET=lambda: _read(call, sobject, _found(call, sobject, field, value)),
            PATCH=lambda: _upsert(call, sobject, field, value),
            POST=lambda: _upsert(call, sobject, field, value),
            DELETE=lambda: _delete(call, sobject, _found(call, sobject, field, value)["Id"]),
        )
    except Ambiguous as several:
        return json_response([f"{call.base}/sobjects/{sobject.name}/{id}" for id in several.ids], 300)


def _found(call: Call, sobject: SObject, field: Field, value: str) -> Row:
    row = call.writer.by_key(sobject, field, value)
    if row is None:
        raise not_found()
    return row


def _upsert(call: Call, sobject: SObject, field: Field, value: str) -> Response:
    body = call.object()
    for key in body:
        if key.lower() in {field.name.lower(), "id"}:
            raise Fault("INVALID_FIELD", f"The {key} field should not be specified in the sobject data.")
    if call.request.query.get("updateOnly", "").lower() == "true":
        _found(call, sobject, field, value)
    id, created = call.writer.upsert(sobject, field, value, body)
    if not created and float(call.version) < UPSERT_BODY_SINCE:
        return NO_CONTENT
    made: dict[str, Any] = {"id": id, "success": True, "errors": [], "created": created}
    return json_response(made, 201 if created else 200)
