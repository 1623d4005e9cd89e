"""Lists to their end: empty pages, cursors that come again, one page ahead."""

from __future__ import annotations

import itertools
import threading
from typing import Any

import pytest

from advocacy_hubspot.listing import list_pages
from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.sandbox.wire import Request, Response, json_response
from portal import Portal, inside, open_room
from rooms import AT_ONCE

PATH = "/things"


def page(ids: list[str], after: str | None = None) -> dict[str, Any]:
    rows = [{"id": id} for id in ids]
    return {"results": rows, **({"paging": {"next": {"after": after}}} if after else {})}


def portal(*pages: Any) -> Portal:
    made = Portal()
    made.given(PATH, *pages)
    return made


def ids(machine: Portal, **options: Any) -> list[list[str]]:
    with open_room(machine, AT_ONCE) as room:
        found = list_pages(room.client, PATH, "things", {"x": "1"}, **options)
        return [[row["id"] for row in rows] for rows, _ in found]


def test_only_a_missing_cursor_ends_a_list() -> None:
    """CS-51."""
    machine = portal(page(["1"], "a"), page([], "b"), page(["2"]))
    assert ids(machine) == [["1"], [], ["2"]]
    assert [request.query for request in machine.asked] == [
        {"limit": "100", "x": "1"},
        {"limit": "100", "x": "1", "after": "a"},
        {"limit": "100", "x": "1", "after": "b"},
    ]


@pytest.mark.parametrize("cursors", [["a", "a"], ["a", "b", "a"]])
def test_a_cursor_that_comes_again_is_an_error(cursors: list[str]) -> None:
    """C-11: page N repeats for ever."""
    with pytest.raises(RetryableError, match="same page of things twice"):
        ids(portal(*(page(["1"], after) for after in cursors)))


@pytest.mark.parametrize("rows", [["1", "2"], []])
def test_a_page_that_comes_again_and_again_under_new_cursors_is_an_error(rows: list[str]) -> None:
    """C-11: it terminates."""
    number = itertools.count()
    machine = portal(lambda _: json_response(page(rows, f"c{next(number)}")))
    room = inside(machine)
    with pytest.raises(RetryableError, match="leads no further"):
        list(list_pages(room.client, PATH, "things", {}))
    assert len(machine.asked) == (4 if rows else 1_001)


@pytest.mark.parametrize("row", [{}, {"id": None}, {"id": ""}, "text"])
def test_a_record_without_an_id_is_asked_for_again(row: Any) -> None:
    """C-07."""
    machine = portal({"results": [row]}, page(["1"]))
    assert ids(machine) == [["1"]]
    with pytest.raises(RetryableError, match="things makes no sense"):
        ids(portal({"results": [row]}))


def test_a_page_that_comes_twice_is_given_twice() -> None:
    assert ids(portal(page(["1"], "a"), page(["1"], "b"), page(["2"]))) == [["1"], ["1"], ["2"]]


def test_as_many_pages_as_wanted_are_asked_for_and_no_more() -> None:
    machine = portal(page(["1"], "a"), page(["2"], "b"), page(["3"], "c"))
    assert ids(machine, most=2) == [["1"], ["2"]]
    assert len(machine.asked) == 2


def test_the_next_page_is_under_way_while_this_one_is_used() -> None:
    arrived = threading.Event()

    def second(_: Request) -> Response:
        arrived.set()
        return json_response(page(["2"]))

    with open_room(portal(page(["1"], "a"), second)) as room:
        listed = list_pages(room.client, PATH, "things", {})
        next(listed)
        assert arrived.wait(10)
        assert [row["id"] for row in next(listed)[0]] == ["2"]
        assert room.client.calls == 2


def test_no_more_than_one_page_is_ahead() -> None:
    machine = portal(page(["1"], "a"), page(["2"], "b"), page(["3"], "c"), page(["4"]))
    with open_room(machine) as room:
        listed = list_pages(room.client, PATH, "things", {})
        next(listed)
        next(listed)
        assert room.client.calls == 3


def test_a_page_that_fails_ahead_is_told_in_its_turn_and_tried_again() -> None:
    machine = portal(page(["1"], "a"), Response(503), Response(503), page(["2"]))
    assert ids(machine) == [["1"], ["2"]]
    machine = portal(page(["1"], "a"), json_response({"message": "no"}, 503))
    with open_room(machine, AT_ONCE) as room:
        listed = list_pages(room.client, PATH, "things", {})
        assert [row["id"] for row in next(listed)[0]] == ["1"]
        with pytest.raises(RetryableError):
            next(listed)
    assert len(machine.asked) == 1 + AT_ONCE.tries


def test_without_sockets_nothing_happens_before_it_is_asked_for() -> None:
    machine = portal(page(["1"], "a"), page(["2"]))
    room = inside(machine)
    listed = list_pages(room.client, PATH, "things", {})
    next(listed)
    assert len(machine.asked) == 1
    assert [row["id"] for row in next(listed)[0]] == ["2"]
