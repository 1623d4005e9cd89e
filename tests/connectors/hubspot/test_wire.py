"""HubSpot's text as typed values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_hubspot.definitions import object_schema
from advocacy_hubspot.wire import Decoder, merged_properties, parse_instant
from advocacy_sync.kernel.ids import ConnectionName
from advocacy_sync.kernel.number import canonical_number

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
ACME = ConnectionName("acme")


def decode(name: str, value: Any) -> Any:
    return Decoder(ACME, SCHEMA, [name]).row({"id": "1", "properties": {name: value}}).payload[name]


@pytest.mark.parametrize("name", ["text", "number", "flag", "day", "at", "one", "unknown"])
@pytest.mark.parametrize("value", ["", None])
def test_a_cleared_value_is_nothing(name: str, value: str | None) -> None:
    assert decode(name, value) is None


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
    found = decode(name, raw)
    assert found == value
    assert type(found) is type(value)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 4_000_000_000_000))
def test_an_instant_is_the_same_as_milliseconds_and_as_iso(ms: int) -> None:
    as_iso = parse_instant(str(ms)).isoformat()
    assert parse_instant(as_iso) == parse_instant(str(ms))
    assert decode("at", str(ms)) == decode("at", as_iso)


def test_a_record_becomes_a_row_with_what_was_asked_for_and_joined() -> None:
    raw = {"id": 7, "properties": {"number": "1.0", "text": "x"}, "updatedAt": "2026-01-05T12:00:00Z"}
    row = Decoder(ACME, SCHEMA, ["number", "flag", "unanswered"]).row(raw, {"stage": {"label": "Won"}})
    assert (row.key.external_id, row.deleted, row.stamp) == ("7", False, datetime(2026, 1, 5, 12, tzinfo=UTC))
    assert row.payload == {"id": "7", "number": "1", "stage": {"label": "Won"}}


def test_a_restored_record_is_not_older_than_its_tombstone() -> None:
    """D-08: archiving moves `archivedAt` alone, so both wear the stamp of the last change."""
    raw = {"id": "7", "properties": {}, "updatedAt": "2026-01-05T12:00:00Z"}
    gone = Decoder(ACME, SCHEMA, []).row({**raw, "archived": True, "archivedAt": "2026-01-06T12:00:00Z"})
    restored = Decoder(ACME, SCHEMA, []).row({**raw, "archived": False})
    assert (gone.deleted, restored.deleted) == (True, False)
    assert restored.stamp >= gone.stamp


@pytest.mark.parametrize(
    ("raw", "stamp"),
    [
        ({"updatedAt": "2026-01-05T12:00:00Z"}, "2026-01-05"),
        ({"properties": {"lastmodifieddate": "2026-01-04T12:00:00Z"}}, "2026-01-04"),
        ({"archived": True, "archivedAt": "2026-01-03T12:00:00Z"}, "2026-01-03"),
        ({}, "1970-01-01"),
    ],
)
def test_the_stamp_is_taken_from_what_there_is(raw: dict[str, Any], stamp: str) -> None:
    row = Decoder(ACME, SCHEMA, []).row({"id": "1", **raw})
    assert row.stamp.isoformat()[:10] == stamp


def test_a_merged_record_names_those_that_went_into_it_once_and_never_itself() -> None:
    """CS-15: both of HubSpot's properties, and the id that answered with this record."""
    schema = object_schema("contacts", [{"name": "hs_merged_object_ids"}, {"name": "hs_calculated_merged_vids"}])
    assert merged_properties(schema) == ("hs_merged_object_ids", "hs_calculated_merged_vids")
    held = {
        "hs_merged_object_ids": "1;2",
        "hs_calculated_merged_vids": "2:1657894321000; 3:2026-01-05T12:00:00.000Z;9:1",
    }
    row = Decoder(ACME, schema, []).row({"id": "9", "properties": held}, None, ["4", "1"])
    assert row.absorbed == ("1", "2", "3", "4")
    assert row.payload == {"id": "9"}
    assert Decoder(ACME, schema, []).row({"id": "9", "properties": {"hs_merged_object_ids": ""}}).absorbed == ()


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.from_regex(r"-?[0-9]{1,12}(\.[0-9]{0,6})?", fullmatch=True),
        st.integers().map(str),
        st.sampled_from(["", "-", "007", "1e5", "NaN", "१२", "12\n", " 12", "+5", "-0", "0"]),
    )
)
def test_a_number_is_written_one_way_whichever_way_is_taken(text: str) -> None:
    assert decode("number", text) == (canonical_number(text) if text else None)


@settings(max_examples=200, deadline=None)
@given(st.datetimes(timezones=st.just(UTC)))
def test_an_instant_has_one_text_however_it_came(at: datetime) -> None:
    text = f"{at.isoformat(timespec='milliseconds')[:-6]}Z"
    assert decode("at", text) == text
    assert decode("at", at.isoformat()) == text
