"""Associations: every record's list to its own end, labels, the main one first."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_hubspot.associations import read_associations
from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.sandbox.wire import Response, json_response
from advocacy_sync.transport.retry import RetryPolicy
from portal import VERSION, Portal, open_room
from rooms import AT_ONCE, ONCE

PATH = f"/crm/associations/{VERSION}/contacts/companies/batch/read"


def to(id: int, *labels: str | None) -> dict[str, Any]:
    return {"toObjectId": id, "associationTypes": [{"typeId": 1, "label": label} for label in labels]}


def of(record: str, *entries: dict[str, Any], after: str | None = None) -> dict[str, Any]:
    return {"from": {"id": record}, "to": list(entries), **({"paging": {"next": {"after": after}}} if after else {})}


def none(*records: str, category: str = "OBJECT_NOT_FOUND") -> dict[str, Any]:
    """As portals say that records have no associations; the documents don't."""
    kind = {"category": category, "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND"}
    return {"status": "error", "message": "none", **kind, "context": {"fromObjectId": list(records)}}


def read(machine: Portal, *ids: str, policy: RetryPolicy = ONCE) -> dict[str, list[dict[str, Any]]]:
    with open_room(machine, policy) as room:
        return read_associations(room.client, VERSION, "contacts", "companies", ids)


def test_each_record_is_paged_to_its_own_end() -> None:
    machine = Portal()
    machine.given(
        PATH,
        {"results": [of("1", to(10), after="x"), of("2", to(20))], "errors": [none("3")]},
        {"results": [of("1", after="y")]},
        {"results": [of("1", to(11))]},
    )
    found = read(machine, "1", "2", "3")
    assert {record: [one["id"] for one in entries] for record, entries in found.items()} == {
        "1": ["10", "11"],
        "2": ["20"],
        "3": [],
    }
    assert [body["inputs"] for body in machine.bodies(PATH)] == [
        [{"id": "1"}, {"id": "2"}, {"id": "3"}],
        [{"id": "1", "after": "x"}],
        [{"id": "1", "after": "y"}],
    ]


def test_a_cursor_that_comes_again_is_an_error() -> None:
    machine = Portal()
    machine.given(PATH, {"results": [of("1", to(10), after="x")]})
    with pytest.raises(RetryableError, match="same cursor twice"):
        read(machine, "1")


def test_the_main_company_comes_first_and_the_others_by_number() -> None:
    machine = Portal()
    entries = [to(9, None), to(10, "Partner"), to(100, None, "Primary", "Buyer"), to(2, "Partner", "Advisor")]
    machine.given(PATH, {"results": [of("1", *entries)]})
    assert read(machine, "1")["1"] == [
        {"id": "100", "label": "Buyer", "labels": ["Buyer", "Primary"]},
        {"id": "2", "label": "Advisor; Partner", "labels": ["Advisor", "Partner"]},
        {"id": "9", "label": None, "labels": []},
        {"id": "10", "label": "Partner", "labels": ["Partner"]},
    ]


def test_labels_of_one_pair_on_several_pages_are_put_together() -> None:
    machine = Portal()
    machine.given(PATH, {"results": [of("1", to(10, "B"), after="x")]}, {"results": [of("1", to(10, "A"))]})
    assert read(machine, "1")["1"] == [{"id": "10", "label": "A; B", "labels": ["A", "B"]}]


def test_a_hundred_records_go_into_one_call() -> None:
    machine = Portal()
    machine.given(PATH, lambda request: nothing(*(one["id"] for one in request.json()["inputs"])))
    read(machine, *(str(number) for number in range(101)))
    assert [len(body["inputs"]) for body in machine.bodies(PATH)] == [100, 1]


def nothing(*records: str) -> Response:
    return json_response({"results": [], "numErrors": 1, "errors": [none(*records)]}, 207)


@pytest.mark.parametrize(
    "error",
    [
        {"category": "INTERNAL_ERROR", "message": "internal error", "context": {}},
        {"category": "OBJECT_NOT_FOUND", "context": {"ids": ["2"]}},
        {"category": "RATE_LIMITS", "subCategory": {}, "context": {"fromObjectId": ["2"]}},
        {},
    ],
)
@pytest.mark.parametrize("status", [200, 207])
def test_associations_that_are_kept_back_are_not_none(status: int, error: dict[str, Any]) -> None:
    """CS-56, C-13: a bad minute of the vendor's would cut people from their companies."""
    machine = Portal()
    machine.given(PATH, json_response({"results": [of("1", to(10))], "numErrors": 1, "errors": [error]}, status))
    with pytest.raises(RetryableError, match="kept back associations of contacts with companies"):
        read(machine, "1", "2", policy=AT_ONCE)
    assert len(machine.asked) == AT_ONCE.tries


def test_associations_that_are_kept_back_once_are_there_at_the_second_asking() -> None:
    machine = Portal()
    error = {"category": "INTERNAL_ERROR", "message": "internal error"}
    machine.given(PATH, json_response({"results": [], "errors": [error]}, 207), {"results": [of("1", to(10))]})
    assert [one["id"] for one in read(machine, "1", policy=AT_ONCE)["1"]] == ["10"]


def test_records_without_associations_are_told_by_an_error_of_their_own_kind() -> None:
    machine = Portal()
    machine.given(PATH, json_response({"results": [of("1", to(10))], "errors": [none("2"), none("3")]}, 207))
    assert [len(entries) for entries in read(machine, "1", "2", "3").values()] == [1, 0, 0]
    assert len(machine.asked) == 1


def test_a_record_of_which_nothing_is_said_is_asked_for_once_more_and_then_has_none() -> None:
    """CS-94."""
    machine = Portal()
    machine.given(PATH, {"results": [of("1", to(10))]}, {"results": [of("2", to(20))]})
    assert [len(entries) for entries in read(machine, "1", "2", "3").values()] == [1, 1, 0]
    assert [body["inputs"] for body in machine.bodies(PATH)] == [
        [{"id": "1"}, {"id": "2"}, {"id": "3"}],
        [{"id": "2"}, {"id": "3"}],
    ]


def test_a_list_that_is_said_to_go_on_and_does_not_is_an_error() -> None:
    machine = Portal()
    machine.given(PATH, {"results": [of("1", to(10), after="x")]}, {"results": []})
    with pytest.raises(RetryableError, match="does not go on"):
        read(machine, "1")
    assert len(machine.asked) == 3


@pytest.mark.parametrize(
    "result", [of("99", to(10)), {"to": []}, {"from": None}, {"from": {"id": "1"}, "to": [{"associationTypes": []}]}]
)
def test_an_answer_that_makes_no_sense_is_none(result: dict[str, Any]) -> None:
    machine = Portal()
    machine.given(PATH, {"results": [result]})
    with pytest.raises(RetryableError, match="associations of contacts with companies"):
        read(machine, "1")
