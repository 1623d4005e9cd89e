"""One row is one row, whether REST or Bulk brought it (CS-96)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_salesforce import cells
from advocacy_salesforce.columns import Columns
from advocacy_salesforce.rows import Rows
from advocacy_salesforce.sdk import Answer
from advocacy_salesforce.wire import decoder
from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.kernel.ids import ConnectionName
from advocacy_sync.records.schema import FieldSchema, FieldType, ObjectSchema
from advocacy_sync.records.source_row import SourceRow

ACME = ConnectionName("acme")
TYPES: dict[str, FieldType] = {
    "Id": "id",
    "SystemModstamp": "datetime",
    "IsDeleted": "boolean",
    "Text": "text",
    "Flag": "boolean",
    "Whole": "integer",
    "Number": "number",
    "Amount": "currency",
    "Day": "date",
    "At": "datetime",
    "OwnerId": "reference",
    "Tags": "multipicklist",
}
SCHEMA = ObjectSchema(
    name="Account",
    label="Account",
    fields={name: FieldSchema(name=name, label=name, type=kind) for name, kind in TYPES.items()},
)
ROW = {"Id": "001A00000000001AAA", "SystemModstamp": datetime(2026, 1, 5, 12, tzinfo=UTC), "IsDeleted": False}

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
instants = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000, tzinfo=UTC)
)
amounts = st.decimals(Decimal("-1e15"), Decimal("1e15"), places=4)
values = st.fixed_dictionaries(
    {
        "Text": st.none() | texts.filter(bool) | st.sampled_from(["N/A", "null", "true", "007", "1.0", "#N/A"]),
        "Flag": st.booleans(),
        "Whole": st.none() | st.integers(-(10**9), 10**9),
        "Number": st.none() | amounts,
        "Amount": st.none() | amounts,
        "Day": st.none() | st.dates(),
        "At": st.none() | instants,
        "OwnerId": st.none() | st.just("005A0000000001Q"),
        "Tags": st.none() | st.just("a;b"),
    }
)


def asked(schema: ObjectSchema, names: Iterable[str], stamp: str | None = "SystemModstamp") -> Rows:
    """A decoder for a query of these names."""
    return Rows(ACME, Columns(schema.name, schema, stamp, (), tuple(names), master_wanted=False))


def decode(name: str, value: Any) -> Any:
    return decoder(SCHEMA, name)(value)


def by_rest(row: dict[str, Any], schema: ObjectSchema = SCHEMA, names: Iterable[str] = ()) -> SourceRow:
    """A row as a REST answer brings it: JSON types, `+0000`, numbers with a point."""

    def plain(value: Any) -> Any:
        if isinstance(value, datetime):
            return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03}+0000"
        if isinstance(value, Decimal):
            return orjson.Fragment(format(value, "f"))
        return value

    body = orjson.dumps({"attributes": {"type": "Account"}, **{name: plain(value) for name, value in row.items()}})
    return asked(schema, names or row).record(answer(body).json())


def answer(body: bytes) -> Answer:
    made = object.__new__(Answer)
    made.content = body
    return made


def by_bulk(row: dict[str, Any], schema: ObjectSchema = SCHEMA) -> SourceRow:
    """The same row through CSV: text and `Z`; nothing is the empty cell."""

    def cell(value: Any) -> str:
        if isinstance(value, datetime):
            return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03}Z"
        if isinstance(value, bool):
            return str(value).lower()
        return "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)

    table = cells.read(cells.line(row, "^") + cells.line(map(cell, row.values()), "^"), "^")
    (found,) = map(asked(schema, table.header).table(table.header), table.lines(0, table.count))
    return found


@settings(max_examples=150, deadline=None)
@given(values)
def test_both_routes_bring_the_same_row(row: dict[str, Any]) -> None:
    rest, bulk = by_rest(ROW | row), by_bulk(ROW | row)
    assert rest == bulk
    assert orjson.dumps(rest.payload) == orjson.dumps(bulk.payload)
    assert rest.stamp == ROW["SystemModstamp"]


@settings(max_examples=100, deadline=None)
@given(values)
def test_what_is_read_is_what_the_org_holds(row: dict[str, Any]) -> None:
    payload = by_bulk(ROW | row).payload
    assert payload["Text"] == row["Text"]
    assert payload["Flag"] is row["Flag"]
    for name in ("Whole", "Number", "Amount"):
        assert row[name] is None or Decimal(payload[name]) == row[name]
    assert row["Day"] is None or date.fromisoformat(payload["Day"]) == row["Day"]
    assert row["At"] is None or datetime.fromisoformat(payload["At"]) == row["At"]


def test_a_field_that_was_not_asked_for_is_absent_and_a_cleared_one_is_none() -> None:
    payload = by_bulk(ROW | {"Text": None}).payload
    assert payload["Text"] is None
    assert "Amount" not in payload


@pytest.mark.parametrize("name", ["Owner.Name", "Account.Owner.Name"])
@pytest.mark.parametrize("value", ["Ann", None])
def test_a_path_through_parents_is_nested_alike_on_both_routes(name: str, value: str | None) -> None:
    nested: Any = value
    first = name.partition(".")[0]
    for part in reversed(name.split(".")):
        nested = {part: nested} if part == first else {"attributes": {"type": "X"}, part: nested}
    rest = by_rest(ROW | nested, names=[*ROW, name])
    bulk = by_bulk(ROW | {name: value})
    assert rest.payload == bulk.payload


@settings(max_examples=100, deadline=None)
@given(st.none() | texts.filter(bool), st.none() | texts.filter(bool), st.booleans(), st.none() | amounts)
def test_values_through_a_parent_are_the_same_on_both_routes(
    name: str | None, email: str | None, active: bool, quota: Decimal | None
) -> None:
    parts = {"Name": name, "Email": email, "IsActive": active, "Quota": quota}
    known: dict[str, FieldType] = {"Owner.IsActive": "boolean", "Owner.Quota": "number"}
    behind = {field: FieldSchema(name=field, label=field, type=kind) for field, kind in known.items()}
    schema = replace(SCHEMA, fields={**SCHEMA.fields, **behind})
    inner = {
        key: orjson.Fragment(format(part, "f")) if isinstance(part, Decimal) else part for key, part in parts.items()
    }
    paths = {f"Owner.{key}": part for key, part in parts.items()}
    rest = by_rest(ROW | {"Owner": {"attributes": {}, **inner}}, schema, [*ROW, *paths])
    bulk = by_bulk(ROW | paths, schema)
    assert rest.payload == bulk.payload
    assert rest.payload["Owner"]["IsActive"] is active


def test_a_parent_that_is_not_there_is_the_same_on_both_routes() -> None:
    rest = by_rest(ROW | {"Owner": None}, names=[*ROW, "Owner.Name", "Owner.Email"])
    bulk = by_bulk(ROW | {"Owner.Name": None, "Owner.Email": None})
    assert rest.payload == bulk.payload


def test_a_tombstone_is_read_on_both_routes() -> None:
    assert by_rest(ROW | {"IsDeleted": True}).deleted
    assert by_bulk(ROW | {"IsDeleted": True}).deleted


def test_a_row_without_an_id_is_no_row() -> None:
    with pytest.raises(RetryableError, match="without an Id"):
        asked(SCHEMA, ROW).record({"attributes": {}, "SystemModstamp": None})


@pytest.mark.parametrize("wanted", [False, True])
def test_the_winner_of_a_merge_is_told_alike_on_both_routes(*, wanted: bool) -> None:
    """CS-15: in the payload only where the mapping reads it."""
    schema = replace(SCHEMA, fields={**SCHEMA.fields, "MasterRecordId": replace(SCHEMA.fields["OwnerId"])})
    row = {**ROW, "MasterRecordId": "001A00000000002AAA"}
    plan = Columns("Account", schema, "SystemModstamp", (), tuple(row), master_wanted=wanted)
    made = Rows(ACME, plan)
    line = [ROW["Id"], "", "true", row["MasterRecordId"]]
    table = cells.read(cells.line(row, "^") + cells.line(map(str, line), "^"), "^")
    (bulk,) = map(made.table(table.header), table.lines(0, 1))
    rest = made.record({**row, "SystemModstamp": None, "IsDeleted": True})
    assert rest == bulk
    assert rest.merged_into == "001A00000000002AAA"
    assert ("MasterRecordId" in rest.payload) is wanted


def test_an_object_without_a_clock_has_the_earliest_stamp() -> None:
    row = asked(SCHEMA, ["Id"], None).record({"Id": "001A00000000001AAA"})
    assert (row.stamp, row.deleted) == (datetime(1970, 1, 1, tzinfo=UTC), False)
