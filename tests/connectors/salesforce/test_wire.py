"""Salesforce's values and describes as ours, and ours as Salesforce takes them."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from advocacy_salesforce.wire import decoder, encode, object_schema, to18
from advocacy_sync.kernel.number import canonical_number
from advocacy_sync.records.schema import FieldSchema, FieldType, ObjectSchema

TYPES: dict[str, FieldType] = {"Whole": "integer", "Number": "number", "OwnerId": "reference", "At": "datetime"}
SCHEMA = ObjectSchema(
    name="Account",
    label="Account",
    fields={name: FieldSchema(name=name, label=name, type=kind) for name, kind in TYPES.items()},
)


def decode(name: str, value: Any) -> Any:
    return decoder(SCHEMA, name)(value)


def test_a_whole_number_has_one_form() -> None:
    assert [decode("Whole", value) for value in (3, "3", "3.0", "3.00")] == ["3", "3", "3", "3"]


def test_what_is_no_number_stays_for_the_mapping_to_refuse() -> None:
    assert decode("Number", "about ten") == "about ten"


def test_a_short_id_becomes_the_long_one() -> None:
    assert to18("005A0000000001Q") == decode("OwnerId", "005A0000000001Q")
    assert len(to18("005A0000000001Q")) == 18
    assert to18("001A00000000001AAA") == "001A00000000001AAA"


@pytest.mark.parametrize(
    ("kind", "value", "body"),
    [
        ("currency", "12345678901234567.89", b"12345678901234567.89"),
        ("text", "12.50", b'"12.50"'),
        ("number", "1e5", b'"1e5"'),
        ("number", None, b"null"),
        ("boolean", True, b"true"),
    ],
)
def test_a_number_goes_out_digit_by_digit(kind: FieldType, value: object, body: bytes) -> None:
    assert orjson.dumps(encode(FieldSchema(name="F", label="F", type=kind), value)) == body


def test_a_describe_becomes_a_schema() -> None:
    fields: list[dict[str, Any]] = [
        {"name": "Id", "type": "id", "nillable": False, "defaultedOnCreate": True},
        {"name": "Name", "label": "Account Name", "type": "string", "length": 255, "nillable": False,
         "updateable": True},
        {"name": "Owner_Id", "type": "reference", "referenceTo": ["User"], "relationshipName": "Owner"},
        {"name": "Kind", "type": "picklist", "restrictedPicklist": True,
         "picklistValues": [{"value": "a", "active": True}, {"value": "b", "active": False}]},
        {"name": "Where", "type": "location"},
        {"name": "Sum", "type": "currency", "precision": 18, "scale": 2, "calculated": True, "unique": True},
        {"name": "Count", "type": "int", "precision": 0, "digits": 8},
    ]  # fmt: skip
    found = object_schema({"name": "Account", "fields": fields}).fields
    assert (found["Name"].label, found["Name"].length, found["Name"].required, found["Name"].updateable) == (
        "Account Name", 255, True, True,
    )  # fmt: skip
    assert (found["Owner_Id"].references, found["Owner_Id"].relationship) == (("User",), "Owner")
    assert found["Kind"].options == ("a",)
    assert (found["Id"].required, found["Where"].type) == (False, "other")
    assert (found["Sum"].precision, found["Sum"].scale, found["Count"].precision) == (18, 2, 8)
    assert (found["Sum"].calculated, found["Sum"].unique, found["Sum"].restricted) == (True, True, False)
    assert (found["Kind"].restricted, found["Kind"].calculated, found["Name"].precision) == (True, False, None)


@pytest.mark.parametrize(
    "text", ["0", "007", "0.50", "12.0", "12.10", "-3", "+3", "1E3", "1.", ".5", "٣", "1.0E7", "²"]
)
def test_a_number_that_needs_no_arithmetic_becomes_the_same_text(text: str) -> None:
    assert decode("Number", text) == canonical_number(text)


@pytest.mark.parametrize("zone", ["Z", "+0000", "+00:00", "-0000"])
def test_an_instant_is_written_in_one_way(zone: str) -> None:
    assert decode("At", f"2026-01-05T12:00:00.000{zone}") == "2026-01-05T12:00:00.000Z"
    assert (decode("At", ""), decode("At", None)) == (None, None)
