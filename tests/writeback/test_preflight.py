"""Before anything is sent: what a field cannot hold is refused with its reason, and nothing is cut (CS-67, CS-80)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_sync.records.schema import FieldSchema, ValueRule
from advocacy_sync.writeback.preflight import misfit


def field(kind: str = "text", **more: Any) -> FieldSchema:
    return FieldSchema(**{"name": "F", "label": "F", "type": kind, "updateable": True, **more})


def code(one: FieldSchema, value: Any) -> str | None:
    found = misfit(one, value)
    return found[0] if found else None


@pytest.mark.parametrize("value", [None, "x", 7])
def test_a_field_that_we_may_not_write_takes_nothing(value: Any) -> None:
    assert code(field(updateable=False), value) == "preflight.right"


def test_only_a_required_field_refuses_to_be_cleared() -> None:
    assert code(field(required=True), None) == "preflight.required"
    assert code(field(), None) is None
    assert code(field("currency"), None) is None


@pytest.mark.parametrize(("value", "said"), [("12345", None), ("123456", "preflight.length"), ("é" * 5, None)])
def test_a_text_fits_by_its_characters(value: str, said: str | None) -> None:
    assert code(field(length=5), value) == said


def test_a_text_without_a_stated_length_fits() -> None:
    assert code(field(), "x" * 100_000) is None


@pytest.mark.parametrize(
    ("more", "value", "said"),
    [
        ({"restricted": True}, "A", None),
        ({"restricted": True}, "a", "preflight.option"),
        ({"restricted": True}, "C", "preflight.option"),
        ({"restricted": False}, "C", None),
    ],
)
def test_a_restricted_picklist_takes_its_own_values_only(more: dict[str, Any], value: str, said: str | None) -> None:
    assert code(field("picklist", options=("A", "B"), **more), value) == said


@pytest.mark.parametrize(("value", "said"), [("A;B", None), ("A;C", "preflight.option")])
def test_each_part_of_a_multiple_choice_must_be_an_option(value: str, said: str | None) -> None:
    assert code(field("multipicklist", options=("A", "B"), restricted=True), value) == said


@pytest.mark.parametrize("kind", ["integer", "number", "currency"])
@pytest.mark.parametrize("value", ["ten", "NaN", "Infinity", True, ""])
def test_a_number_field_takes_finite_numbers_only(kind: str, value: Any) -> None:
    assert code(field(kind), value) == "preflight.number"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("999.99", None),
        ("999.990", None),  # a zero more says nothing more
        ("1000", "preflight.precision"),
        ("0.001", "preflight.scale"),
        ("-999.99", None),
        ("1E+3", "preflight.precision"),
        ("0", None),
        (999, None),
    ],
)
def test_a_number_fits_by_its_digits_before_and_behind_the_point(value: Any, said: str | None) -> None:
    assert code(field("currency", precision=5, scale=2), value) == said


@pytest.mark.parametrize("value", ["0", "0.00", "-0", "0.25", "0.2", 0])
def test_a_field_with_all_its_digits_behind_the_point_takes_what_is_below_one(value: Any) -> None:
    assert code(field("number", precision=2, scale=2), value) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_a_number_fits_exactly_when_rounding_and_bounds_would_change_nothing(value: Any) -> None:
    fits = round(value, 2) == value and abs(value) < 10**4
    assert (code(field("number", precision=6, scale=2), str(value)) is None) == fits


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        (ValueRule("min_length", "3"), "abc", "ab"),
        (ValueRule("max_length", "3"), "abc", "abcd"),
        (ValueRule("pattern", "[A-Z]+"), "ABC", "ABCd"),
    ],
)
def test_a_rule_of_the_crm_on_a_text_is_named_in_the_refusal(rule: ValueRule, good: str, bad: str) -> None:
    one = field(rules=(rule,))
    assert code(one, good) is None
    found = misfit(one, bad)
    assert found is not None
    assert found[0] == f"preflight.{rule.kind}"
    assert rule.argument in found[1]
    assert bad not in found[1]


@pytest.mark.parametrize(("rule", "good", "bad"), [("min", "10", "9.99"), ("max", "-3", "-2")])
def test_a_rule_of_the_crm_on_a_number_compares_numbers(rule: Any, good: str, bad: str) -> None:
    one = field("number", rules=(ValueRule(rule, good),))
    assert (code(one, good), code(one, bad)) == (None, f"preflight.{rule}")


@pytest.mark.parametrize("rule", [ValueRule("pattern", "("), ValueRule("min", "many"), ValueRule("max_length", "")])
def test_a_rule_that_cannot_be_understood_is_left_to_the_crm(rule: ValueRule) -> None:
    assert code(field(rules=(rule,)), "x") is None


def test_a_refusal_does_not_quote_the_value() -> None:
    for one in (field(length=3), field("picklist", restricted=True), field("number")):
        found = misfit(one, "secret")
        assert found is not None
        assert "secret" not in found[1]
