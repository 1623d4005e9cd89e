"""One row to records: what is made, what is skipped, what costs a field and what costs the row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from advocacy_sync.kernel.ids import ConnectionName, ExternalId, SourceKey
from advocacy_sync.kernel.money import Money
from advocacy_sync.mapping.document import MappingDocument
from advocacy_sync.mapping.inbound import Mapped, Mapper, sources
from advocacy_sync.mapping.transforms import Settings
from advocacy_sync.records.kinds import ActivityKind, DealKind, DealStatus
from advocacy_sync.records.source_row import SourceRow

ACME = ConnectionName("acme")
DEAL: dict[str, Any] = {
    "object": "Opportunity",
    "records": [
        {
            "record": "opportunity",
            "fields": {
                "account": {"from": "AccountId", "to": "Account"},
                "amount": {"from": "Amount", "transform": "money", "currency": "Iso"},
                "stage": {"from": ["Label", "Stage"]},
                "status": {"from": ["IsClosed", "IsWon"], "transform": "deal_status"},
                "kind": {"from": "Type", "map": {"Renewal": "renewal"}},
                "created_at": {"from": "CreatedDate"},
                "close_date": {"from": "CloseDate"},
            },
        }
    ],
}
WON = {"Stage": "Won", "IsClosed": True, "IsWon": True, "CreatedDate": "2017-01-01T00:00:00Z"}
TASK: dict[str, Any] = {
    "object": "Task",
    "records": [
        {
            "record": "activity",
            "fields": {
                "occurred_at": {"from": "When", "transform": "moment"},
                "status": {"constant": "completed"},
                "kind": {"from": "Subject", "transform": "phrase", "phrases": {"reference call": "reference_call"}},
            },
        },
        {
            "record": "participant",
            "with": "activity",
            "each": "people.list",
            "fields": {
                "activity": {"from": "Id", "to": "Task"},
                "contact": {"from": "each.id", "to": "Contact", "prefix": "003"},
            },
        },
    ],
}
CALL = {"Id": "t1", "Subject": "Reference call", "When": "2017-05-01"}


def mapped(document: Mapping[str, Any], payload: Mapping[str, Any]) -> Mapped:
    mapper = Mapper(MappingDocument.model_validate(document), ACME, Settings("USD", ZoneInfo("UTC")))
    key = SourceKey(ACME, document["object"], ExternalId("x1"))
    return mapper.map(SourceRow(key=key, payload=payload, stamp=datetime(2017, 12, 31, tzinfo=UTC)))


def people(*ids: Any) -> dict[str, Any]:
    return {"people": {"list": [{"id": one} for one in ids]}}


def test_a_row_becomes_a_record_with_the_id_of_its_source() -> None:
    row = {**WON, "AccountId": "a1", "Amount": "10.5", "Iso": "eur", "Type": "RENEWAL", "CloseDate": "2017-06-01"}
    result = mapped(DEAL, row)
    assert not result.problems
    [(kind, deal)] = result.records
    assert kind == "opportunity"
    assert deal.id == "acme/Opportunity/x1"
    assert deal.account == "acme/Account/a1"
    assert deal.amount == Money(1050, "EUR")
    assert (deal.status, deal.kind) == (DealStatus.WON, DealKind.RENEWAL)
    assert deal.close_date == date(2017, 6, 1)


def test_the_first_source_that_holds_a_value_counts() -> None:
    assert mapped(DEAL, {**WON, "Label": "", "Stage": "S"}).records[0][1].stage == "S"
    assert mapped(DEAL, {**WON, "Label": "L", "Stage": "S"}).records[0][1].stage == "L"


def test_fields_that_hold_nothing_keep_their_defaults() -> None:
    [(_, deal)] = mapped(DEAL, {**WON, "Type": None, "Amount": "", "AccountId": None}).records
    assert deal.amount is None
    assert deal.account is None
    assert deal.kind is DealKind.UNKNOWN


def test_a_bad_value_costs_its_field_only() -> None:
    result = mapped(DEAL, {**WON, "CloseDate": "soon", "Type": "Odd"})
    assert not result.rejected
    assert [(one.field, one.code) for one in result.problems] == [("kind", "value.choice"), ("close_date", "value.day")]
    assert result.records[0][1].close_date is None


@pytest.mark.parametrize("amount", ["1.005", "much", "NaN", "1e30"])
def test_an_amount_that_cannot_be_read_exactly_costs_the_row(amount: str) -> None:
    result = mapped(DEAL, {**WON, "Amount": amount})
    assert result.rejected
    assert not result.records
    assert [(one.field, one.code) for one in result.problems] == [("amount", "value.money")]


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"Stage": None}, "stage", "value.missing"),
        ({"CreatedDate": None}, "created_at", "value.missing"),
        ({"CreatedDate": "then"}, "created_at", "value.instant"),
        ({"IsClosed": None}, "status", "value.deal_status"),
    ],
)
def test_a_field_that_the_record_needs_costs_the_row(change: dict[str, Any], field: str, code: str) -> None:
    result = mapped(DEAL, {**WON, **change})
    assert result.rejected
    assert not result.records
    assert [(one.field, one.code, one.fatal) for one in result.problems] == [(field, code, True)]


def test_a_row_with_every_field_empty_is_rejected_with_each_reason() -> None:
    result = mapped(DEAL, {})
    assert {one.field for one in result.problems if one.fatal} == {"stage", "status", "created_at"}
    assert not result.records


@pytest.mark.parametrize("row", [{"Subject": "Lunch", "When": "2017-05-01"}, {"Subject": "Lunch"}, {"When": "bad"}, {}])
def test_what_is_no_act_of_advocacy_is_skipped_not_rejected_wherever_its_kind_stands(row: dict[str, Any]) -> None:
    result = mapped(TASK, {**row, **people("003a")})
    assert not result.records
    assert not result.problems


def test_a_child_list_gives_a_record_per_entry_with_ids_of_their_own() -> None:
    result = mapped(TASK, {**CALL, **people("003a", "003b")})
    assert [kind for kind, _ in result.records] == ["activity", "participant", "participant"]
    assert result.records[0][1].kind is ActivityKind.REFERENCE_CALL
    assert [one.id for _, one in result.records[1:]] == ["acme/Task/x1/003a", "acme/Task/x1/003b"]
    assert [one.contact for _, one in result.records[1:]] == ["acme/Contact/003a", "acme/Contact/003b"]


def test_a_child_whose_id_has_another_prefix_is_left_out() -> None:
    assert [kind for kind, _ in mapped(TASK, {**CALL, **people("00Qx")}).records] == ["activity"]


def test_a_record_that_goes_with_another_is_made_only_then() -> None:
    assert not mapped(TASK, {**CALL, "Subject": "Lunch", **people("003a")}).records
    rejected = mapped(TASK, {**CALL, "When": "bad", **people("003a")})
    assert rejected.rejected
    assert not rejected.records


@pytest.mark.parametrize("listed", [None, "text", 7, {}, [], [None], ["x"], [{"no": "id"}], [{"id": None}]])
def test_a_child_list_of_another_shape_gives_no_child(listed: Any) -> None:
    result = mapped(TASK, {**CALL, "people": {"list": listed}})
    assert [kind for kind, _ in result.records] == ["activity"]


@pytest.mark.parametrize(
    ("score", "made"),
    [("9", True), ("Score 7 of 10", True), ("score:\n8", True), ("10", True), ("7", False), ("", False), (None, False)],
)
def test_a_condition_may_name_values_and_patterns(score: Any, made: bool) -> None:
    document = survey({"from": "Label", "in": ["9"], "like": ["score*", "*0"]})
    row = mapped(document, {"Id": "7", "Label": score, "Score": "9", "At": "2026-01-01T00:00:00Z"})
    assert bool(row.records) is made


def survey(when: dict[str, Any]) -> dict[str, Any]:
    fields = {
        "contact": {"from": "Id", "to": "Contact"},
        "score": {"from": "Score"},
        "answered_at": {"from": "At", "transform": "moment"},
    }
    return {"object": "Contact", "records": [{"record": "survey_answer", "when": when, "fields": fields}]}


@pytest.mark.parametrize(("score", "made"), [("9", True), (0, True), (None, False), ("", False)])
def test_a_condition_without_values_asks_whether_there_is_one(score: Any, made: bool) -> None:
    result = mapped(survey({"from": "Score"}), {"Id": "c1", "Score": score, "At": "2017-05-01"})
    assert bool(result.records) is made
    assert not result.problems


@pytest.mark.parametrize(
    ("flag", "made"), [(False, True), ("FALSE", True), (True, False), (None, False), (["x", "false"], True)]
)
def test_a_condition_with_values_asks_for_one_of_them(flag: Any, made: bool) -> None:
    result = mapped(
        survey({"from": "Flag", "in": ["False"]}), {"Id": "c1", "Score": 9, "At": "2017-05-01", "Flag": flag}
    )
    assert bool(result.records) is made


@pytest.mark.parametrize(("flag", "made"), [(True, False), ("TRUE", False), (False, True), (None, True), ("", True)])
def test_an_exception_leaves_out_its_values_and_nothing_else(flag: Any, made: bool) -> None:
    row = {"Id": "c1", "Score": 9, "At": "2017-05-01", "Flag": flag}
    assert bool(mapped(survey({"from": "Flag", "except": "true"}), row).records) is made
    del row["Flag"]
    assert mapped(survey({"from": "Flag", "except": "true"}), row).records


@pytest.mark.parametrize("score", ["11", "-1"])
def test_a_record_that_cannot_be_costs_the_row(score: str) -> None:
    result = mapped(survey({"from": "Score"}), {"Id": "c1", "Score": score, "At": "2017-05-01"})
    assert [one.code for one in result.problems] == ["record.invalid"]
    assert result.rejected


def test_paths_walk_through_parents_and_take_the_first_of_a_list() -> None:
    path = {"from": "a.b.c"}
    document = {"object": "User", "records": [{"record": "owner", "fields": {"name": path}}]}
    cases: list[tuple[dict[str, Any], str | None]] = [
        ({"a": {"b": {"c": "x"}}}, "x"),
        ({"a": [{"b": [{"c": "x"}, {"c": "y"}]}]}, "x"),
        ({"a": {"b": None}}, None),
        ({"a": []}, None),
        ({"a": "text"}, None),
    ]
    for holder, name in cases:
        assert mapped(document, holder).records[0][1].name == name


def test_sources_name_what_is_read_and_leave_the_entries_to_their_list() -> None:
    assert sources(MappingDocument.model_validate(TASK)) == ["When", "Subject", "people.list", "Id"]
    assert sources(MappingDocument.model_validate(survey({"from": "Flag"}))) == ["Flag", "Id", "Score", "At"]
    assert "Iso" in sources(MappingDocument.model_validate(DEAL))
