"""The rows of a request: what is asked for, what is joined."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_hubspot.by_id import Found
from advocacy_hubspot.definitions import object_schema
from advocacy_hubspot.rows import Rows, is_joined
from advocacy_hubspot.stages import Stages
from advocacy_sync.kernel.ids import ConnectionName
from advocacy_sync.ports.crm import ReadRequest
from advocacy_sync.records.source_row import SourceRow
from portal import VERSION, Portal, definition, inside

DEALS = object_schema("deals", [definition(name) for name in ("amount", "dealstage", "hs_merged_object_ids")])
LINKS = f"/crm/associations/{VERSION}/deals/contacts/batch/read"


def rows(machine: Portal, *sources: str, raw: dict[str, Any]) -> tuple[list[str], SourceRow]:
    client = inside(machine).client
    made = Rows(client, VERSION, ConnectionName("acme"), DEALS, ReadRequest(object="deals", sources=sources))
    (row,) = made.of([Found(raw, ("5",))], Stages(client, VERSION))
    return made.asked, row


@pytest.mark.parametrize(
    ("source", "joined"),
    [("associations.contacts", True), ("associations", True), ("stage.label", True), ("stage", False), ("id", False)],
)
def test_what_is_no_property_is_joined(source: str, *, joined: bool) -> None:
    assert is_joined(source) is joined


def test_a_plain_request_asks_for_its_properties_the_clock_and_what_tells_of_merges() -> None:
    machine = Portal()
    held = {"amount": "1", "hs_merged_object_ids": "3;4", "createdate": "x"}
    asked, row = rows(machine, "amount", "no_such", raw={"id": "9", "properties": held})
    assert asked == ["amount", "hs_lastmodifieddate", "hs_merged_object_ids"]
    assert (row.payload, row.absorbed) == ({"id": "9", "amount": "1"}, ("3", "4", "5"))
    assert machine.asked == []


def test_associations_and_stages_are_joined_to_each_row() -> None:
    machine = Portal()
    machine.given(LINKS, {"results": [{"from": {"id": "9"}, "to": [{"toObjectId": 7, "associationTypes": []}]}]})
    stage = {"id": "won", "label": "Won", "metadata": {"probability": "1.0"}}
    machine.given(f"/crm/pipelines/{VERSION}/deals", {"results": [{"stages": [stage]}]})
    sources = ("associations.contacts", "stage.label")
    asked, row = rows(machine, *sources, raw={"id": "9", "properties": {"dealstage": "won"}})
    assert asked[:2] == ["hs_lastmodifieddate", "dealstage"]
    assert row.payload == {
        "id": "9",
        "dealstage": "won",
        "associations": {"contacts": [{"id": "7", "label": None, "labels": []}]},
        "stage": {"label": "Won", "probability": "1.0"},
    }
