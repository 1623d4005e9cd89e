"""Associations: every record's list to its own end, labels, the main one first."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_hubspot.associations import read_associations
from advocacy_sync.kernel.errors import RetryableError
from portal import VERSION, Portal, open_room

PATH = f"/crm/associations/{VERSION}/contacts/companies/batch/read"


def to(id: int, *labels: str | None) -> dict[str, Any]:
    return {"toObjectId": id, "associationTypes": [{"typeId": 1, "label": label} for label in labels]}


def of(record: str, *entries: dict[str, Any], after: str | None = None) -> dict[str, Any]:
    return {"from": {"id": record}, "to": list(entries), **({"paging": {"next": {"after": after}}} if after else {})}


def read(machine: Portal, *ids: str) -> dict[str, list[dict[str, Any]]]:
    with open_room(machine) as room:
        return read_associations(room.client, VERSION, "contacts", "companies", ids)


def test_each_record_is_paged_to_its_own_end() -> None:
    machine = Portal()
    machine.given(
        PATH,
        {"results": [of("1", to(10), after="x"), of("2", to(20))]},
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
    machine.given(PATH, {"results": []})
    read(machine, *(str(number) for number in range(101)))
    assert [len(body["inputs"]) for body in machine.bodies(PATH)] == [100, 1]
