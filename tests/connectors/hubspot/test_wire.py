"""HubSpot's text as typed values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_hubspot.wire import decode, object_schema, parse_instant, source_row
from advocacy_sync.kernel.ids import ConnectionName

DEFINITIONS: list[dict[str, Any]] = [
    {"name": "text", "type": "string"},
    {"name": "number", "type": "number"},
    {"name": "flag", "type": "bool"},
    {"name": "day", "type": "date"},
    {"name": "at", "type": "datetime"},
    {"name": "one", "type": "enumeration", "options": [{"value": "a"}, {"value": "b", "hidden": True}]},
    {"name": "many", "type": "enumeration", "fieldType": "checkbox"},
    {"name": "fixed", "type": "string", "modificationMetadata": {"readOnlyValue": True}},
    {"name": "worked_out", "type": "number", "calculated": True},
    {"name": "gone", "type": "string", "archived": True},
    {"name": "odd", "type": "object_coordinates"},
]
SCHEMA = object_schema("contacts", DEFINITIONS)


@pytest.mark.parametrize("name", ["text", "number", "flag", "day", "at", "one", "unknown"])
@pytest.mark.parametrize("value", ["", None])
def test_a_cleared_value_is_nothing(name: str, value: str | None) -> None:
    assert decode(SCHEMA, name, value) is None


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("text", "007", "007"),
        ("text", "N/A", "N/A"),
        ("number", "1054.50", "1054.5"),
        ("number", "about ten", "about ten"),
        ("number", 12, "12"),
        ("flag", "true", True),
        ("flag", "False", False),
        ("flag", "perhaps", "perhaps"),
        ("day", "2026-01-05", "2026-01-05"),
        ("day", "1767571200000", "2026-01-05"),
        ("day", "2026-01-05T00:00:00Z", "2026-01-05"),
        ("at", "2026-01-05T12:00:00Z", "2026-01-05T12:00:00.000Z"),
        ("at", "2026-01-05T13:00:00.5+01:00", "2026-01-05T12:00:00.500Z"),
        ("at", "1767614400123", "2026-01-05T12:00:00.123Z"),
        ("at", "soon", "soon"),
    ],
)
def test_the_property_s_type_says_what_its_text_means(name: str, raw: object, value: object) -> None:
    found = decode(SCHEMA, name, raw)
    assert found == value
    assert type(found) is type(value)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 4_000_000_000_000))
def test_an_instant_is_the_same_as_milliseconds_and_as_iso(ms: int) -> None:
    as_iso = parse_instant(str(ms)).isoformat()
    assert parse_instant(as_iso) == parse_instant(str(ms))
    assert decode(SCHEMA, "at", str(ms)) == decode(SCHEMA, "at", as_iso)


def test_definitions_become_a_schema() -> None:
    assert {name: field.type for name, field in SCHEMA.fields.items()} == {
        "text": "text", "number": "number", "flag": "boolean", "day": "date", "at": "datetime", "one": "picklist",
        "many": "multipicklist", "fixed": "text", "worked_out": "number", "odd": "other",
    }  # fmt: skip
    assert SCHEMA.fields["one"].options == ("a",)
    assert [name for name, field in SCHEMA.fields.items() if not field.updateable] == ["fixed", "worked_out"]


def test_a_record_becomes_a_row_with_what_was_joined() -> None:
    raw = {"id": 7, "properties": {"number": "1.0"}, "updatedAt": "2026-01-05T12:00:00Z", "archived": True}
    row = source_row(ConnectionName("acme"), SCHEMA, raw, {"stage": {"label": "Won"}})
    assert (row.key.external_id, row.deleted, row.stamp) == ("7", True, datetime(2026, 1, 5, 12, tzinfo=UTC))
    assert row.payload == {"id": "7", "number": "1", "stage": {"label": "Won"}}
