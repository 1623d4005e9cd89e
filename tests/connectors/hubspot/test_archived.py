"""Archived records, which neither search nor the usual list shows, as tombstones."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from advocacy_sync.kernel.errors import ConfigError, FatalError, RetryableError
from advocacy_sync.kernel.timespan import Span
from advocacy_sync.ports.crm import ReadRequest
from advocacy_sync.sandbox.hubspot.instants import iso
from advocacy_sync.sandbox.hubspot.writing import Writer
from advocacy_sync.sandbox.wire import json_response
from portal import ARCHIVED, VERSION, Portal, contacts, definition, inside, open_room
from rooms import NOW

LIST = f"/crm/objects/{VERSION}/contacts"
EARLIER = NOW - timedelta(minutes=5)


def asking(*, changed: bool) -> ReadRequest:
    return ReadRequest(object="contacts", sources=("email",), span=Span(EARLIER if changed else None, None))


def portal() -> Portal:
    made = Portal()
    made.described(definition("email"), definition("lastmodifieddate", "datetime"))
    for path in (LIST, f"{LIST}/search", f"{LIST}/batch/read"):
        made.given(path, {"results": [{"id": "1", "updatedAt": "2026-01-05T12:00:00Z"}]})
    return made


def gone(ids: list[str], after: str | None = None) -> dict[str, Any]:
    stamps = {"updatedAt": "2026-01-02T00:00:00Z", "archivedAt": "2026-01-03T00:00:00Z"}
    rows = [{"id": id, "archived": True, "properties": {"email": "a@b.example"}, **stamps} for id in ids]
    return {"results": rows, **({"paging": {"next": {"after": after}}} if after else {})}


@pytest.mark.parametrize("changed", [False, True])
def test_what_is_archived_comes_behind_the_live_rows_page_by_page(*, changed: bool) -> None:
    machine = portal()
    machine.given(LIST + ARCHIVED, gone(["7", "8"], "x"), gone(["9"]))
    with open_room(machine) as room:
        pages = list(room.reader.pages(asking(changed=changed)))
    assert [[(row.key.external_id, row.deleted) for row in page.rows] for page in pages] == [
        [("1", False)],
        [("7", True), ("8", True)],
        [("9", True)],
    ]
    assert [page.cursor is None for page in pages] == [False, False, True]
    (row, _) = pages[1].rows
    assert (row.stamp.isoformat(), row.payload) == ("2026-01-02T00:00:00+00:00", {"id": "7"})
    assert [request.query.get("after") for request in machine.calls(LIST + ARCHIVED)] == [None, "x"]
    assert machine.calls(LIST + ARCHIVED)[0].query["limit"] == "100"


@pytest.mark.parametrize("changed", [False, True])
def test_each_cursor_says_in_which_part_it_stands(*, changed: bool) -> None:
    machine = portal()
    machine.given(LIST + ARCHIVED, gone(["7"], "x"), gone(["8"]))
    with open_room(machine) as room:
        live, first, _ = room.reader.pages(asking(changed=changed))
        assert json.loads(live.cursor or "")["part"] == "archived"
        before = len(machine.asked)
        (rest,) = room.reader.pages(asking(changed=changed), first.cursor)
        (request,) = machine.asked[before:]
    assert [row.key.external_id for row in rest.rows] == ["8"]
    assert (request.query["archived"], request.query["after"]) == ("true", "x")


def test_a_list_that_has_reached_its_end_is_not_read_again() -> None:
    machine = portal()
    machine.given(LIST + ARCHIVED, gone(["7"]))
    with open_room(machine) as room:
        (only,) = room.reader.pages(asking(changed=False), '{"part": "archived"}')
    assert [row.key.external_id for row in only.rows] == ["7"]
    assert machine.calls(LIST) == []


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_refused_list_of_what_is_archived_is_told_and_the_live_rows_stay(status: int) -> None:
    machine = portal()
    machine.given(LIST + ARCHIVED, json_response({"message": "not for this object"}, status))
    with open_room(machine) as room:
        pages = list(room.reader.pages(asking(changed=False)))
    assert [len(page.rows) for page in pages] == [1, 0]
    assert pages[-1].cursor is None
    (told,) = room.heard.named("archived_hidden")
    assert (told["object"], "not for this object" in told["reason"]) == ("contacts", True)


def test_a_list_that_is_refused_in_its_middle_is_no_end() -> None:
    machine = portal()
    machine.given(LIST + ARCHIVED, gone(["7"], "x"), json_response({"message": "no"}, 400))
    with open_room(machine) as room, pytest.raises(FatalError):
        list(room.reader.pages(asking(changed=False)))


@pytest.mark.parametrize("changed", [False, True])
def test_a_kept_cursor_that_is_refused_makes_the_list_begin_anew(*, changed: bool) -> None:
    """C-16."""
    machine = portal()
    refused = json_response({"category": "VALIDATION_ERROR", "message": "no valid cursor"}, 400)
    machine.given(LIST + ARCHIVED, refused, gone(["7"], "y"), gone(["8"]))
    room = inside(machine)
    pages = list(room.reader.pages(asking(changed=changed), '{"part": "archived", "after": "x", "pages": 1}'))
    assert [row.key.external_id for page in pages for row in page.rows] == ["7", "8"]
    assert [request.query.get("after") for request in machine.calls(LIST + ARCHIVED)] == ["x", None, "y"]
    (told,) = room.heard.named("cursor_gone")
    assert "no valid cursor" in told["reason"]


@pytest.mark.parametrize(("status", "error"), [(401, ConfigError), (503, RetryableError)])
def test_a_refused_token_or_a_portal_away_is_no_refused_list(status: int, error: type[Exception]) -> None:
    machine = portal()
    machine.given(LIST + ARCHIVED, json_response({"message": "no"}, status))
    with open_room(machine) as room, pytest.raises(error):
        list(room.reader.pages(asking(changed=False)))


@pytest.mark.parametrize("changed", [False, True])
def test_a_record_that_a_portal_archived_is_a_tombstone_of_that_instant(*, changed: bool) -> None:
    machine = contacts(3)
    kind = machine.portal.catalog.type_of("contacts")
    writing = Writer(machine.portal, kind, iso(NOW + timedelta(minutes=1)))
    writing.archive(writing.find("2"))
    with open_room(machine) as room:
        rows = [row for page in room.reader.pages(asking(changed=changed)) for row in page.rows]
    assert {row.key.external_id: row.deleted for row in rows} == {"1": False, "2": True, "3": False}
    assert {row.stamp for row in rows if row.deleted} == {NOW + timedelta(minutes=1)}


# -- how much of it is read ------------------------------------------------------------------------


def many(pages: int) -> Portal:
    machine = portal()
    afters = [str(number) for number in range(1, pages)] + [None]
    machine.given(LIST + ARCHIVED, *(gone([f"7{number}"], after) for number, after in enumerate(afters)))
    return machine


def test_beside_changes_three_pages_are_read_and_the_rest_is_left_to_a_whole_pass() -> None:
    machine = many(5)
    room = inside(machine)
    pages = list(room.reader.pages(asking(changed=True)))
    assert [row.key.external_id for page in pages for row in page.rows if row.deleted] == ["70", "71", "72"]
    assert [page.cursor is None for page in pages] == [False, False, False, True]
    assert len(machine.calls(LIST + ARCHIVED)) == 3
    assert room.heard.named("archived_deferred") == [{"connection": "acme", "object": "contacts", "pages": 3}]


def test_three_pages_that_are_all_are_no_reason_to_say_so() -> None:
    room = inside(many(3))
    assert len(list(room.reader.pages(asking(changed=True)))) == 4
    assert room.heard.named("archived_deferred") == []


def test_a_whole_pass_reads_all_of_it() -> None:
    machine = many(5)
    room = inside(machine)
    rows = [row for page in room.reader.pages(asking(changed=False)) for row in page.rows]
    assert [row.key.external_id for row in rows if row.deleted] == ["70", "71", "72", "73", "74"]
    assert room.heard.named("archived_deferred") == []


def test_a_read_that_is_resumed_knows_how_many_pages_it_has_read() -> None:
    machine = many(9)
    _, _, second, *_ = inside(machine).reader.pages(asking(changed=True))
    before = len(machine.asked)
    (rest,) = inside(machine).reader.pages(asking(changed=True), second.cursor)
    asked = [request for request in machine.asked[before:] if "/objects/" in request.raw_path]
    assert (len(rest.rows), rest.cursor, len(asked)) == (1, None, 1)


def test_a_record_that_is_restored_comes_back_as_it_was_and_is_not_stale() -> None:
    """D-08: delete, then undelete; nothing but `archivedAt` moved."""
    machine = contacts(1)
    kind = machine.portal.catalog.type_of("contacts")
    row = machine.portal.records(kind).rows["1"]
    gone = {**row, "archived": True, "archivedAt": iso(NOW + timedelta(hours=1))}
    machine.portal.records(kind).put(gone)
    (dead,) = [one for page in inside(machine).reader.pages(asking(changed=False)) for one in page.rows]
    machine.portal.records(kind).put(row)
    (alive,) = [one for page in inside(machine).reader.pages(asking(changed=False)) for one in page.rows]
    assert (dead.deleted, alive.deleted) == (True, False)
    assert alive.stamp >= dead.stamp
