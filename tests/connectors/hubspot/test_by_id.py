"""Records by id: every id answered, merged away, gone, or asked for once more (CS-94)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_hubspot.by_id import ById
from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.sandbox.wire import Request, Response, json_response
from portal import VERSION, Portal, inside
from rooms import AT_ONCE

PATH = f"/crm/objects/{VERSION}/contacts/batch/read"


class Held:
    """What a portal holds: records, ids merged into others, and what it forgets to say in its first answers."""

    def __init__(self, *ids: str, merged: dict[str, str] | None = None, silent: Sequence[str] = (), told: bool = True):
        self.ids, self.merged, self.told = set(ids), merged or {}, told
        self.silent = [set(silent)]
        self.asked: list[list[str]] = []

    def answer(self, request: Request) -> Response:
        asked = [one["id"] for one in request.json()["inputs"]]
        self.asked.append(asked)
        silent = self.silent.pop(0) if self.silent else set()
        there = {self.merged.get(id, id) for id in asked if id not in silent} & self.ids
        gone = [id for id in asked if id not in silent and self.merged.get(id, id) not in self.ids]
        errors = [{"category": "OBJECT_NOT_FOUND", "context": {"ids": gone}}] if gone else []
        body = {"results": [self._row(id) for id in sorted(there)], "numErrors": len(errors), "errors": errors}
        return json_response(body, 207 if errors else 200)

    def _row(self, id: str) -> dict[str, Any]:
        old = sorted(one for one, into in self.merged.items() if into == id)
        return {"id": id, "properties": {"hs_merged_object_ids": ";".join(old)} if self.told else {}}


def read(held: Held, *ids: str) -> tuple[dict[str, tuple[str, ...]], int]:
    machine = Portal()
    machine.given(PATH, held.answer)
    reading = ById(inside(machine).client, VERSION, "contacts", ["hs_merged_object_ids"])
    found = {str(one.raw["id"]): one.also for page in reading.read(ids) for one in page}
    return found, reading.unanswered


def answering(*answers: dict[str, Any]) -> tuple[Portal, ById]:
    machine = Portal()
    machine.given(PATH, *(json_response(answer, 207) for answer in answers))
    return machine, ById(inside(machine, AT_ONCE).client, VERSION, "contacts", [])


def rows(*ids: str, **errors: Any) -> dict[str, Any]:
    return {"results": [{"id": id, "properties": {}} for id in ids], **errors}


def keeping(category: str, *ids: str) -> dict[str, Any]:
    return {"category": category, "message": "m", "context": {"ids": list(ids)} if ids else {}}


def test_ids_that_are_gone_are_left_out() -> None:
    held = Held("1", "3")
    assert read(held, "1", "2", "3") == ({"1": (), "3": ()}, 0)
    assert len(held.asked) == 1


def test_an_id_comes_once_however_often_it_is_asked_for() -> None:
    held = Held("1")
    assert read(held, "1", "1") == ({"1": ()}, 0)
    assert held.asked == [["1"]]


def test_a_record_that_nobody_asked_for_stands_for_those_that_it_names() -> None:
    """CS-15, CS-94: a merge answers with a new id."""
    held = Held("1", "9", merged={"2": "9", "3": "9"})
    assert read(held, "1", "2", "3") == ({"1": (), "9": ("2", "3")}, 0)
    assert len(held.asked) == 1


def test_one_that_names_nobody_is_found_out_one_by_one() -> None:
    held = Held("1", "8", "9", merged={"2": "9", "3": "8", "4": "9"}, told=False)
    found, unanswered = read(held, "1", "2", "3", "4")
    assert (found, unanswered) == ({"1": (), "9": ("2", "4"), "8": ("3",)}, 0)
    assert held.asked == [["1", "2", "3", "4"], ["2"], ["3"], ["4"]]


def test_both_the_new_and_the_old_id_may_be_asked_for() -> None:
    assert read(Held("9", merged={"2": "9"}), "2", "9") == ({"9": ("2",)}, 0)


def test_ids_that_an_answer_passes_over_are_asked_for_once_more() -> None:
    held = Held("1", "2", "3", silent=["2", "3"])
    assert read(held, "1", "2", "3") == ({"1": (), "2": (), "3": ()}, 0)
    assert held.asked == [["1", "2", "3"], ["2", "3"]]


def test_ids_passed_over_twice_are_counted() -> None:
    held = Held("1", "2", silent=["2"])
    held.silent.append({"2"})
    assert read(held, "1", "2") == ({"1": ()}, 1)


@pytest.mark.parametrize("named", [("2", "3"), ()])
def test_ids_that_an_error_keeps_back_are_asked_for_again_by_themselves(named: tuple[str, ...]) -> None:
    """CS-94: only OBJECT_NOT_FOUND says that a record is gone."""
    machine, reading = answering(rows("1", errors=[keeping("INTERNAL_ERROR", *named)]), rows("2", "3"))
    (page,) = reading.read(["1", "2", "3"])
    assert [one.raw["id"] for one in page] == ["1", "2", "3"]
    assert (reading.kept, reading.unanswered) == ([], 0)
    assert [body["inputs"] for body in machine.bodies(PATH)][1] == [{"id": "2"}, {"id": "3"}]


def test_ids_that_stay_kept_back_are_named_and_keep_nobody_else_back() -> None:
    """A record that cannot be read for good must not hold up its object."""
    machine, reading = answering(rows("1", errors=[keeping("TEMPORARY", "2")]), rows(errors=[keeping("ODD", "2")]))
    (page,) = reading.read(["1", "2"])
    assert ([one.raw["id"] for one in page], reading.kept, reading.why) == (["1"], ["2"], "ODD")
    assert len(machine.asked) == 1 + AT_ONCE.tries


def test_ids_that_were_kept_back_may_prove_gone_or_be_passed_over() -> None:
    gone, kept = keeping("OBJECT_NOT_FOUND", "1"), keeping("INTERNAL_ERROR", "1", "2")
    machine, reading = answering(rows(errors=[kept]), rows(errors=[gone]), rows("2"))
    (page,) = reading.read(["1", "2"])
    assert ([one.raw["id"] for one in page], reading.kept, reading.unanswered) == (["2"], [], 0)
    assert [body["inputs"] for body in machine.bodies(PATH)][-1] == [{"id": "2"}]


def test_both_gone_and_kept_back_are_told_apart_in_one_answer() -> None:
    errors = [keeping("OBJECT_NOT_FOUND", "1"), keeping("INTERNAL_ERROR", "2")]
    machine, reading = answering(rows(errors=errors), rows(errors=errors[1:]))
    assert list(reading.read(["1", "2"])) == [[]]
    assert (reading.kept, reading.unanswered) == (["2"], 0)
    assert machine.bodies(PATH)[1]["inputs"] == [{"id": "2"}]


@pytest.mark.parametrize(
    "answer",
    [
        {"results": None},
        {"results": [None]},
        {"results": [{"properties": {}}]},
        {"results": [], "errors": ["text"]},
        {"results": [], "errors": 5},
        {"results": [], "errors": [{"category": "OBJECT_NOT_FOUND", "context": {"ids": 5}}]},
    ],
)
def test_an_answer_that_makes_no_sense_is_asked_for_again_and_says_nothing_of_the_ids(answer: dict[str, Any]) -> None:
    """C-07."""
    machine, reading = answering(answer)
    with pytest.raises(RetryableError, match="makes no sense"):
        list(reading.read(["1"]))
    assert len(machine.asked) == AT_ONCE.tries


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_id_is_answered_gone_or_merged_whatever_is_forgotten(data: st.DataObject) -> None:
    ids = [str(number) for number in range(1, data.draw(st.integers(1, 12)) + 1)]
    there = data.draw(st.sets(st.sampled_from(ids)))
    gone = set(ids) - there
    merged = {id: data.draw(st.sampled_from(["100", "101"])) for id in sorted(gone) if data.draw(st.booleans())}
    silent = data.draw(st.sets(st.sampled_from(ids)))
    held = Held(*there, "100", "101", merged=merged, silent=sorted(silent), told=data.draw(st.booleans()))
    found, unanswered = read(held, *ids)
    assert unanswered == 0
    assert set(found) == there | set(merged.values())
    assert {old: key for key, also in found.items() for old in also} == merged
