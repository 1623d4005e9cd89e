"""Rows as samples: a few read with all their fields, which are kept nowhere, else those that are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from advocacy_sync.kernel.timespan import Span
from advocacy_sync.mapping.suggest.columns import Described, of_schema
from advocacy_sync.records.schema import FieldSchema
from advocacy_sync.services import suggest
from advocacy_sync.services.suggest import Sampled, as_columns, asked_samples, kept_ids, kept_samples
from advocacy_sync.store.unit_of_work import SqlStore
from services.company import company, connect, fake
from services.fake_crm import FakeCrm


def test_payloads_become_columns_of_text_as_a_csv_would_have_them() -> None:
    rows: list[dict[str, Any]] = [
        {"Name": "Acme", "IsWon": True, "Amount": None, "Account": {"Name": "x"}},
        {"Name": None, "Size": 3, "IsWon": False},
    ]
    assert as_columns(rows) == {"Name": ["Acme", ""], "IsWon": ["true", "false"], "Amount": ["", ""], "Size": ["", "3"]}


def test_lists_are_no_fields() -> None:
    assert as_columns([{"associations": [1]}]) == {}


def accounts(count: int, fields: int = 1) -> FakeCrm:
    """So many accounts with so many fields that no mapping reads, and one of an odd type."""
    crm = fake()
    schema = crm.schemas["Account"]
    more = {f"F{n}": FieldSchema(name=f"F{n}", label=f"F{n}", type="text") for n in range(fields)}
    odd = FieldSchema(name="Address", label="Address", type="other")
    crm.schemas["Account"] = replace(schema, fields={**schema.fields, **more, "Address": odd})
    for number in range(count):
        crm.edit("Account", f"a{number}", Name=f"Acme {number}", **dict.fromkeys(more, "x"))
    return crm


def asked(crm: FakeCrm, *ids: str) -> Sampled:
    return asked_samples(connect(crm), the_accounts(crm), ids)


def the_accounts(crm: FakeCrm) -> Described:
    return of_schema("salesforce", crm.schemas["Account"])


def test_some_rows_are_read_with_all_their_fields() -> None:
    found = asked(accounts(70))
    assert (found.rows, found.calls, found.why) == (50, 3, "")
    assert found.cells["F0"] == ["x"] * 50
    assert found.cells["Name"][-1] == "Acme 69"
    assert "Address" not in found.cells


def test_wide_objects_are_read_in_parts_that_are_joined() -> None:
    found = asked(accounts(3, fields=450))
    assert (found.rows, found.calls) == (3, 2 + 3)
    assert found.cells["F0"] == found.cells["F449"] == ["x"] * 3


def test_rows_that_are_kept_are_read_anew_by_their_ids() -> None:
    found = asked(accounts(70), "a5", "a7", "gone")
    assert (found.rows, found.calls, found.cells["Name"]) == (2, 1, ["Acme 5", "Acme 7"])


def test_where_there_are_too_many_rows_those_of_the_last_days_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggest, "MOST_ROWS", 9)
    crm = accounts(12)
    crm.clock += timedelta(days=30)
    crm.edit("Account", "late", Name="Late")
    found = asked(crm)
    assert found.cells["Name"] == ["Late"]
    assert crm.requests[-1].span == Span(crm.clock - timedelta(days=7), None)


@pytest.mark.parametrize("call", [1, 2, 3])
def test_what_goes_wrong_is_told_and_stops_nothing(call: int) -> None:
    crm = accounts(3)
    crm.fail_at = {call}
    assert asked(crm) == Sampled({}, calls=call, why="the CRM is away")


def test_an_object_without_rows_gives_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(accounts(0)).why
    monkeypatch.setattr(suggest, "MOST_ROWS", 0)
    assert asked(accounts(3)).why


def test_nothing_that_was_read_is_kept_and_what_is_kept_is_what_the_mapping_reads(light: SqlStore) -> None:
    made = company(light)
    made.judged()
    connection = connect(made.crm)
    kept, ids = kept_samples(light, connection, "Account"), kept_ids(light, connection, "Account")
    made.crm.schemas["Account"].fields["More"] = FieldSchema(name="More", label="More", type="text")  # type: ignore[index]
    assert len(ids) == len(kept["Name"]) > 0
    asked_samples(connection, the_accounts(made.crm), ids)
    assert kept_samples(light, connection, "Account") == kept
    assert kept_ids(light, connection, "Nothing") == []
