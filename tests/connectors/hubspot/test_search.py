"""Changes by search: a live index, equal stamps, rows that do not belong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_hubspot import search
from advocacy_hubspot.search import Reached, Short, changed_ids
from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.kernel.timespan import Span
from advocacy_sync.sandbox.wire import Request, Response, json_response
from portal import VERSION, Portal, inside, open_room
from rooms import AT_ONCE, NOW

SEARCH = f"/crm/objects/{VERSION}/contacts/search"
EPOCH = datetime.fromtimestamp(0, UTC)
BASE = (NOW - EPOCH) // timedelta(milliseconds=1)


class Index:
    """A search index over (id, stamp in ms): filters, sort, pages, and 400 beyond the cap, as the vendor does.

    `changes` maps the number of an answer to the records that are modified behind it, with their new stamps.
    """

    def __init__(self, stamps: dict[str, int], cap: int, changes: dict[int, dict[str, int]] | None = None) -> None:
        self.stamps, self.cap, self.changes = stamps, cap, changes or {}
        self.asked = list[dict[str, Any]]()

    def handle(self, request: Request, _: datetime) -> Response:
        body = request.json()
        self.asked.append(body)
        start, limit = int(body.get("after") or 0), int(body["limit"])
        if start + limit > self.cap:
            return json_response({"message": "There was a problem with the request.", "category": "VALIDATION"}, 400)
        found = [id for id in self.stamps if all(self._holds(id, one) for one in body["filterGroups"][0]["filters"])]
        by_id = body["sorts"][0]["propertyName"] == "hs_object_id"
        found.sort(key=lambda id: id if by_id else f"{self.stamps[id]:020}")
        part = found[start : start + limit]
        more = {"paging": {"next": {"after": str(start + limit)}}} if start + limit < len(found) else {}
        rows = [self._row(id) for id in part]
        self.stamps.update(self.changes.get(len(self.asked), {}))
        return json_response({"total": len(found), "results": rows, **more})

    def _holds(self, id: str, one: dict[str, str]) -> bool:
        if one["propertyName"] == "hs_object_id":
            return id > one["value"]
        at, value = self.stamps[id], int(one["value"])
        return {"GT": at > value, "GTE": at >= value, "LT": at < value, "EQ": at == value}[one["operator"]]

    def _row(self, id: str) -> dict[str, Any]:
        at = EPOCH + timedelta(milliseconds=self.stamps[id])
        return {"id": id, "properties": {"lastmodifieddate": at.isoformat()}}


def small(patch: pytest.MonkeyPatch, rows: int = 2, cap: int = 6) -> int:
    patch.setattr(search, "ROWS_A_PAGE", rows)
    return cap


def found(index: Any, span: Span) -> list[str]:
    with open_room(index) as room:
        return [id for page in changed_ids(room.client, VERSION, "contacts", span) for id in page.ids]


def test_more_rows_than_the_cap_are_found_window_by_window(monkeypatch: pytest.MonkeyPatch) -> None:
    index = Index({f"{number:03}": BASE + number for number in range(50)}, small(monkeypatch))
    assert found(index, Span(NOW, None)) == list(index.stamps)
    assert not any("after" in body for body in index.asked)
    assert all(body["sorts"] == index.asked[0]["sorts"] for body in index.asked)


def test_more_rows_of_one_stamp_than_the_cap_are_drained_by_id(monkeypatch: pytest.MonkeyPatch) -> None:
    stamps = {str(number): BASE + 5 for number in range(30)} | {"early": BASE, "late": BASE + 9}
    index = Index(stamps, small(monkeypatch))
    assert sorted(found(index, Span(NOW, None))) == sorted(stamps)


@pytest.mark.parametrize("stamp", [BASE + 1, BASE + 5])
def test_a_record_modified_between_two_pages_pushes_no_other_through_the_gap(
    monkeypatch: pytest.MonkeyPatch, stamp: int
) -> None:
    small(monkeypatch)
    stamps = {f"{number:02}": BASE + number for number in range(2)} | {f"{number:02}": stamp for number in range(2, 9)}
    index = Index(dict(stamps), 6, {1: {"00": BASE + 99}, 3: {"05": BASE + 100}, 5: {"03": BASE + 101}})
    assert set(found(index, Span(NOW, None))) == set(stamps)


def test_a_read_that_dies_behind_every_page_comes_through_a_tie(monkeypatch: pytest.MonkeyPatch) -> None:
    """A-03: each place lies behind the one before, so that no number of deaths keeps a read at one stamp."""
    stamps = {str(number): BASE + 5 for number in range(30)} | {"early": BASE, "late": BASE + 9}
    index = Index(stamps, small(monkeypatch))
    found, after, places = set[str](), None, set[Reached]()
    with open_room(index) as room:
        while after not in places:
            places |= {after} if after else set()
            ids, after, _ = next(changed_ids(room.client, VERSION, "contacts", Span(NOW, None), after=after))
            found |= set(ids)
            if after is None:
                break
    assert after is None
    assert found == set(stamps)


def test_only_what_lies_in_the_half_open_window_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    small(monkeypatch)
    index = Index({"before": BASE - 1, "first": BASE, "last": BASE + 9, "end": BASE + 10}, 6)
    assert found(index, Span(NOW, NOW + timedelta(milliseconds=10))) == ["first", "last"]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 12), max_size=40), st.integers(0, 12), st.integers(0, 12))
def test_every_row_of_a_window_is_found_and_no_other(offsets: list[int], one: int, other: int) -> None:
    low, high = sorted((one, other))
    stamps = {str(number): BASE + offset for number, offset in enumerate(offsets)}
    span = Span(NOW + timedelta(milliseconds=low), NOW + timedelta(milliseconds=high))
    with pytest.MonkeyPatch.context() as patch:
        index = Index(stamps, small(patch))
        assert set(found(index, span)) == {id for id, at in stamps.items() if BASE + low <= at < BASE + high}


def row(id: str, at: int) -> dict[str, Any]:
    return {"id": id, "updatedAt": (EPOCH + timedelta(milliseconds=at)).isoformat()}


def test_rows_outside_the_window_are_dropped_and_do_not_move_it(monkeypatch: pytest.MonkeyPatch) -> None:
    small(monkeypatch, cap=2)
    machine = Portal()
    more = {"paging": {"next": {"after": "2"}}}
    machine.given(
        SEARCH,
        {"results": [row("a", BASE + 1), row("stranger", BASE + 999)], **more},
        {"results": [row("b", BASE + 2)]},
    )
    assert found(machine, Span(NOW, NOW + timedelta(milliseconds=100))) == ["a", "b"]
    assert machine.bodies(SEARCH)[1]["filterGroups"][0]["filters"][0]["value"] == str(BASE + 1)


@pytest.mark.parametrize(
    "results",
    [[], [row("a", BASE)], [row("early", BASE - 5)], [row("a", BASE), row("b", BASE + 1)], [row("late", BASE + 999)]],
)
def test_an_answer_that_says_there_is_more_and_leads_no_further_is_an_error(results: list[dict[str, Any]]) -> None:
    machine = Portal()
    machine.given(SEARCH, {"results": results, "paging": {"next": {"after": "200"}}})
    with pytest.raises(RetryableError, match="leads no further"):
        found(machine, Span(NOW, NOW + timedelta(milliseconds=100)))
    assert len(machine.asked) < 9


def test_a_short_page_that_says_there_is_more_is_not_the_end() -> None:
    machine = Portal()
    more = {"paging": {"next": {"after": "200"}}}
    machine.given(
        SEARCH, {"results": [row("a", BASE + 1)], **more}, {"results": [row("a", BASE + 1), row("b", BASE + 2)]}
    )
    assert found(machine, Span(NOW, None)) == ["a", "b"]


def test_twenty_five_thousand_rows_of_one_stamp_are_drained() -> None:
    """CS-49, F3, D-29: more than twice the cap on one millisecond, as a bulk edit leaves them."""
    index = Index({str(number): BASE for number in range(25_000)} | {"late": BASE + 1}, cap=10_000)
    room = inside(index)
    found = [id for page in changed_ids(room.client, VERSION, "contacts", Span(NOW, None)) for id in page.ids]
    assert len(found) >= 25_001
    assert set(found) == set(index.stamps)
    assert len(index.asked) < 130


def test_when_fewer_records_come_than_were_counted_all_is_gone_through_once_more() -> None:
    """C-13."""
    machine = Portal()
    whole = {"total": 2, "results": [row("a", BASE), row("b", BASE + 1)]}
    machine.given(SEARCH, {"total": 2, "results": [row("a", BASE)]}, whole)
    assert found(machine, Span(NOW, None)) == ["a", "a", "b"]
    machine = Portal()
    machine.given(SEARCH, {"total": 3, "results": [row("a", BASE)]})
    pages = list(changed_ids(inside(machine).client, VERSION, "contacts", Span(NOW, None)))
    assert [id for page in pages for id in page.ids] == ["a", "a"]
    assert [page.short for page in pages] == [None, Short(3, 1)]
    assert [page.reached is None for page in pages] == [False, True]
    assert len(machine.asked) == 3  # once more through all, and a last count


def test_records_that_are_deleted_while_they_are_read_are_none_that_are_missing() -> None:
    machine = Portal()
    machine.given(SEARCH, *[{"total": 3, "results": [row("a", BASE)]}] * 2, {"total": 1, "results": []})
    pages = list(changed_ids(inside(machine).client, VERSION, "contacts", Span(NOW, None)))
    assert [page.short for page in pages] == [None, None]


@pytest.mark.parametrize("odd", [{"properties": {}}, {"id": "a", "updatedAt": "soon"}, {"id": "a"}])
def test_a_record_without_its_id_or_its_time_is_asked_for_again_and_is_an_error(odd: dict[str, Any]) -> None:
    """C-07."""
    machine = Portal()
    machine.given(SEARCH, {"total": 1, "results": [odd]})
    room = inside(machine, AT_ONCE)
    with pytest.raises(RetryableError, match=r"no id|time of change that is none"):
        list(changed_ids(room.client, VERSION, "contacts", Span(NOW, None)))
    assert len(machine.asked) == AT_ONCE.tries


def test_records_that_do_not_belong_are_none_that_are_missing() -> None:
    machine = Portal()
    machine.given(SEARCH, {"total": 2, "results": [row("early", BASE - 5), row("a", BASE)]})
    assert found(machine, Span(NOW, None)) == ["a"]
    assert len(machine.asked) == 1


def test_an_empty_answer_that_says_there_is_more_is_asked_for_once_more() -> None:
    machine = Portal()
    more = {"paging": {"next": {"after": "200"}}}
    machine.given(SEARCH, {"results": [], **more}, {"results": [row("a", BASE)]})
    assert found(machine, Span(NOW, None)) == ["a"]
