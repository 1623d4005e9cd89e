"""Each documented form of a value, and that no value whatever makes a transform raise or talk."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_sync.kernel.money import Money
from advocacy_sync.mapping.document import FieldMapping, TransformName
from advocacy_sync.mapping.transforms import TRANSFORMS, Settings
from advocacy_sync.mapping.values import Problem

BERLIN = ZoneInfo("Europe/Berlin")
SETTINGS = Settings("USD", BERLIN, "DE")
PICKLIST = {"New Business": "new", "Renewal": "renewal", "IRRTUM": "expansion"}
SHAPES: dict[TransformName, tuple[type, ...]] = {
    "integer": (int,),
    "boolean": (bool,),
    "instant": (datetime,),
    "moment": (datetime,),
    "earliest": (datetime,),
    "day": (date,),
    "money": (Money,),
    "case_closed": (bool,),
}

scalars = st.none() | st.booleans() | st.integers(-(10**40), 10**40) | st.floats() | st.text(max_size=40)
likely = st.sampled_from(["0001-01-01", "9999-12-31T23:59:59Z", "+4930123456", "a@b", "http://x", "1e99", "٣٣٣٣٣٣٣٣٣"])
values = scalars | likely | st.lists(scalars, max_size=3) | st.tuples(scalars | likely, scalars)


def read(transform: TransformName, value: Any, settings: Settings = SETTINGS, **field: Any) -> Any:
    return TRANSFORMS[transform](value, FieldMapping(**field), settings)


def test_the_list_of_transforms_is_the_documented_one() -> None:
    assert set(TRANSFORMS) == set(get_args(TransformName))


@pytest.mark.parametrize("name", get_args(TransformName))
@settings(max_examples=120, deadline=None)
@given(value=values)
def test_a_transform_gives_its_shape_or_nothing_or_a_problem_for_whatever_it_gets(
    name: TransformName, value: Any
) -> None:
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        found = read(
            name, value, Settings("USD", ZoneInfo(zone), "US"), map=PICKLIST, phrases={"site visit": "renewal"}
        )
        if found is not None and not isinstance(found, Problem):
            assert isinstance(found, SHAPES.get(name, (str,)))


def test_a_picklist_can_stand_for_a_flag() -> None:
    said = {"Call": "true", "Quote": "true", "Not needed": "false"}
    assert read("boolean", "call", map=said) is True
    assert read("boolean", "Not needed", map=said) is False
    assert read("boolean", "Something new", map=said, default="false") is False
    assert read("boolean", "Something new", map=said) == Problem(
        "value.choice", "is a value that the map does not name"
    )
    assert read("boolean", None, map=said) is None
    assert isinstance(read("boolean", "x", map={"x": "perhaps"}), Problem)


@pytest.mark.parametrize("name", get_args(TransformName))
@settings(max_examples=40, deadline=None)
@given(secret=st.from_regex(r"[A-Z][a-z]{5}[0-9]{3}@[A-Z]{4}", fullmatch=True))
def test_a_problem_never_quotes_the_value(name: TransformName, secret: str) -> None:
    for value in (secret, (secret, secret), ("1", secret), (True, secret)):
        found = read(name, value)
        if isinstance(found, Problem):
            assert secret not in found.message
            assert secret.upper() not in found.message


@pytest.mark.parametrize("name", get_args(TransformName))
@pytest.mark.parametrize("value", ["a\x00b", "\ud800x", "\x00", "new\udfff business"])
def test_no_text_leaves_that_a_store_refuses(name: TransformName, value: str) -> None:
    found = read(name, value, map=PICKLIST)
    if isinstance(found, str):
        assert "\x00" not in found
        assert found.encode("utf-8")


@pytest.mark.parametrize("name", sorted(set(get_args(TransformName)) - {"deal_status"}))
@pytest.mark.parametrize("value", [None, "", "  \t", "\x00"])
def test_empty_is_nothing_and_no_fault(name: TransformName, value: str | None) -> None:
    assert read(name, value) is None


@pytest.mark.parametrize(
    ("value", "text"), [(" Acme\n", "Acme"), ("a\x00b", "ab"), ("a\ud83db", "ab"), (7, "7"), (False, "False")]
)
def test_text_is_trimmed_and_storable(value: Any, text: str) -> None:
    assert read("text", value) == text


@pytest.mark.parametrize("value", [True, "true", "TRUE", " Yes ", "1", "1.0", 1, "Y", "on"])
def test_forms_of_yes(value: Any) -> None:
    assert read("boolean", value) is True


@pytest.mark.parametrize("value", [False, "false", "No", "0", "0.0", 0, "N", "off"])
def test_forms_of_no(value: Any) -> None:
    assert read("boolean", value) is False


@pytest.mark.parametrize("value", ["maybe", "2", "0.2", "ja"])
def test_what_is_neither_yes_nor_no_is_a_problem(value: str) -> None:
    assert read("boolean", value) == Problem("value.boolean", "is neither true nor false")


@pytest.mark.parametrize(("value", "number"), [("9", 9), ("9.0", 9), (9, 9), ("0.0", 0), ("-3", -3), ("1e2", 100)])
def test_forms_of_a_whole_number(value: Any, number: int) -> None:
    assert read("integer", value) == number


@pytest.mark.parametrize("value", ["9.5", "nine", "NaN", "1e30", "9,0"])
def test_what_is_no_whole_number_is_a_problem(value: str) -> None:
    assert read("integer", value) == Problem("value.integer", "is not a whole number")


@pytest.mark.parametrize(
    ("value", "currency", "money"),
    [
        ("1054.5", None, Money(105450, "USD")),
        ("1.0E7", "EUR", Money(1_000_000_000, "EUR")),
        ("1054", "jpy", Money(1054, "JPY")),
        (7, "", Money(700, "USD")),
    ],
)
def test_money_takes_the_currency_of_the_row_else_of_the_connection(
    value: Any, currency: str | None, money: Money
) -> None:
    assert read("money", (value, currency)) == money


@pytest.mark.parametrize(("value", "currency"), [("0.005", "USD"), ("1.5", "JPY"), ("x", "USD"), ("1", "US DOLLARS")])
def test_money_is_never_rounded_nor_guessed(value: str, currency: str) -> None:
    found = read("money", (value, currency))
    assert isinstance(found, Problem)
    assert found.code == "value.money"


@pytest.mark.parametrize("value", [(), ("1",), ("1", "EUR", "2")])
def test_money_of_more_or_fewer_than_two_fields_is_a_problem(value: tuple[str, ...]) -> None:
    found = read("money", value)
    assert isinstance(found, Problem)
    assert found.code == "value.money"


def test_money_without_an_amount_is_nothing_and_not_zero() -> None:
    assert read("money", (None, "EUR")) is None


def test_a_cross_id_of_18_characters_is_its_exact_first_15() -> None:
    assert read("cross_id", "0015g00000XyZabAAA") == "0015g00000XyZab"
    assert read("cross_id", "0015g00000XyZab") == "0015g00000XyZab"
    assert read("cross_id", "12345") == "12345"


@pytest.mark.parametrize(
    ("closed", "won", "status"),
    [
        (False, False, "open"),
        (False, None, "open"),
        (True, True, "won"),
        (True, False, "lost"),
        ("true", "1.0", "won"),
        ("true", "0.0", "lost"),
        ("false", "0.8", "open"),
    ],
)
def test_a_deal_is_open_won_or_lost_by_two_fields(closed: Any, won: Any, status: str) -> None:
    assert read("deal_status", (closed, won)) == status


@pytest.mark.parametrize(
    "value", [None, "won", (None, True), (True, None), ("perhaps", True), (True, "0.8"), (True,), ()]
)
def test_a_deal_that_does_not_say_how_it_stands_is_a_problem(value: Any) -> None:
    assert isinstance(read("deal_status", value), Problem)


@pytest.mark.parametrize(
    ("value", "closed"), [("CLOSED", True), ("Open", False), (True, True), (False, False), ("true", True)]
)
def test_a_case_is_closed_by_flag_or_by_state(value: Any, closed: bool) -> None:
    assert read("case_closed", value) is closed


@pytest.mark.parametrize(
    ("dates", "earliest"),
    [
        (("2026-01-20", "2026-02-10T09:00:00Z"), "2026-01-20"),  # dated to a day, marked as done weeks later
        (("2026-01-20", "2026-01-05T09:00:00Z"), "2026-01-05"),  # done before it was due
        ((None, "2026-01-05T09:00:00Z"), "2026-01-05"),
    ],
)
def test_of_several_dates_the_earliest_counts(dates: tuple[str | None, str], earliest: str) -> None:
    assert read("earliest", dates).date().isoformat() == earliest
