"""The objects API for one record at a time, and the list: `/crm/v3/objects/{type}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advocacy_sync.sandbox.state import Row
from advocacy_sync.sandbox.wire import Response

from .associations import link_new, new_links
from .call import Call, answer
from .faults import not_found
from .records import Records
from .schema import ObjectType
from .shapes import mapping
from .views import View
from .writing import Writer

__all__ = ["archive", "create", "gdpr_delete", "list_page", "merge", "read", "update", "writer", "written"]

LARGEST_PAGE = 100
LARGEST_PAGE_WITH_HISTORY = 50


def list_page(call: Call) -> Response:
    kind = call.kind()
    view = _view(call, kind)
    limit = call.limit(10, LARGEST_PAGE_WITH_HISTORY if view.history else LARGEST_PAGE)
    records = call.portal.records(kind)
    behind = call.portal.behind("list", kind, call.now)
    archived, start = call.flag("archived"), call.after()
    ids = _late(records, behind, archived, start) if behind else records.ids(archived).page(start, limit + 1)
    shown = ((behind.get(str(number)) if behind else None) or records.rows[str(number)] for number in ids[:limit])
    page: dict[str, Any] = {"results": [view.show(row) for row in shown]}
    if len(ids) > limit:
        page["paging"] = call.next_page(str(ids[limit - 1] + 1))
    return answer(page)


def _late(records: Records, behind: Mapping[str, Row | None], archived: bool, start: int) -> list[int]:
    """Ids from `start` on while some rows are behind: those show as, and where, they were."""
    known = {number for number in records.ids(archived) if str(number) not in behind}
    known |= {int(key) for key, row in behind.items() if row is not None and row["archived"] is archived}
    return sorted(number for number in known if number >= start)


def read(call: Call) -> Response:
    kind = call.kind()
    id_property = call.request.query.get("idProperty")
    row = writer(call, kind).find(call.args["id"], id_property, archived=call.flag("archived"))
    return answer(_view(call, kind).show(row))


def create(call: Call) -> Response:
    kind = call.kind()
    writing = writer(call, kind)
    wanted = writing.new(properties_of(call.fields))
    links = new_links(call, kind, call.fields.get("associations"))
    row = writing.create(wanted)
    link_new(call, kind, row, links)
    return answer(written(call, kind, row), 201)


def update(call: Call) -> Response:
    kind = call.kind()
    writing = writer(call, kind)
    row = writing.find(call.args["id"], call.request.query.get("idProperty"))
    given = properties_of(call.fields)
    return answer(written(call, kind, writing.update(row, writing.changes(row, given)), given))


def archive(call: Call) -> Response:
    writing = writer(call, call.kind())
    row = writing.look(call.args["id"])
    if row is None:
        raise not_found()
    if not row["archived"]:
        writing.archive(row)
    return Response(204)


def gdpr_delete(call: Call) -> Response:
    kind = call.kind()
    row = writer(call, kind).look(call.required("objectId"), call.fields.get("idProperty"))
    if row is not None:
        call.portal.links.drop_record((kind.type_id, int(row["id"])))
        call.portal.records(kind).purge(row["id"])
    return Response(204)


def merge(call: Call) -> Response:
    kind = call.kind()
    writing = writer(call, kind)
    winner = writing.find(call.required("primaryObjectId"))
    loser = writing.find(call.required("objectIdToMerge"))
    return answer(written(call, kind, writing.merge(winner, loser)))


def writer(call: Call, kind: ObjectType) -> Writer:
    return Writer(call.portal, kind, call.stamp)


def properties_of(fields: dict[str, Any]) -> dict[str, Any]:
    return mapping(fields.get("properties"), "properties")


def written(call: Call, kind: ObjectType, row: Row, given: dict[str, Any] | None = None) -> dict[str, Any]:
    """The answer to a write: after a change what was given and the stamps, after a creation all that is set."""
    held = row["properties"]
    names = [name for name, value in held.items() if value is not None] if given is None else list(given)
    return View.of(call.portal, kind, names).show(row)


def _view(call: Call, kind: ObjectType) -> View:
    return View.of(
        call.portal,
        kind,
        call.listed("properties"),
        history=call.listed("propertiesWithHistory"),
        associated=call.listed("associations"),
        base_url=call.request.base_url,
    )
