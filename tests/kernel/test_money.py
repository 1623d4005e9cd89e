"""Money: read exactly or refused, written back as it was, divided without losing a cent."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_sync.kernel.errors import RecordError
from advocacy_sync.kernel.money import Money, exponent, minor_units, split

LARGEST = 2**63 - 1
CURRENCIES = st.sampled_from(["USD", "JPY", "KWD", "CLF", "EUR"])
WEIGHTS = st.lists(st.fractions(min_value=0, max_value=1000, max_denominator=97), min_size=1, max_size=12).filter(
    lambda weights: sum(weights) > 0
)
TOTALS = st.integers(min_value=-(10**12), max_value=10**12)
quick = settings(max_examples=80, deadline=None)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1054", "USD", 105400),
        ("1e3", "USD", 100000),
        ("1.0E7", "USD", 1_000_000_000),
        ("-12.50", "EUR", -1250),
        ("+.5", "USD", 50),
        ("5.", "USD", 500),
        (" 12 ", "USD", 1200),
        ("1.5000000000", "USD", 150),
        ("1." + "0" * 100, "USD", 100),
        ("0E5000", "USD", 0),
        ("-0", "USD", 0),
        ("1054", "JPY", 1054),
        ("1054.0", "JPY", 1054),
        ("0.005", "KWD", 5),
        ("12345678901234567", "JPY", 12345678901234567),
        ("9223372036854775807", "JPY", LARGEST),
        ("92233720368547758.07", "USD", LARGEST),
    ],
)
def test_decimal_text_of_a_crm_is_read_exactly(text: str, currency: str, minor: int) -> None:
    assert Money.parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    "text",
    ["", " ", "NaN", "sNaN", "Infinity", "-inf", "1,000", "1_000", "１２", "$5", "1 000", "0x10", "1e", "12\x00"],
)
def test_text_that_is_no_finite_decimal_number_is_refused(text: str) -> None:
    with pytest.raises(RecordError, match="not a finite decimal number"):
        Money.parse(text, "USD")


@pytest.mark.parametrize(
    ("text", "currency"),
    [("0.005", "USD"), ("1.5", "JPY"), ("0.0005", "KWD"), ("1e-9", "USD"), ("1E-9999", "USD")],
)
def test_more_decimals_than_the_currency_has_are_refused_not_rounded(text: str, currency: str) -> None:
    with pytest.raises(RecordError, match=r"more than . decimals"):
        Money.parse(text, currency)


def test_a_last_digit_far_behind_the_point_is_seen() -> None:
    with pytest.raises(RecordError, match="decimals"):
        Money.parse("1." + "0" * 90 + "1", "USD")


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("9223372036854775808", "JPY"),
        ("92233720368547758.08", "USD"),
        ("12345678901234567890", "USD"),
        ("1e21", "JPY"),
        ("9e9999", "USD"),
    ],
)
def test_amounts_beyond_64_bits_are_refused(text: str, currency: str) -> None:
    with pytest.raises(RecordError, match="more digits than can be kept"):
        Money.parse(text, currency)


@pytest.mark.parametrize("text", ["geheim@acme.example", "Jane Doe 12"])
def test_a_refusal_never_quotes_the_text(text: str) -> None:
    with pytest.raises(RecordError) as caught:
        Money.parse(text, "USD")
    assert text not in str(caught.value)


@pytest.mark.parametrize("currency", ["", "usd", "US", "USDX", "A B", "U1A", "ÄÖÜ", "Jane Doe"])
def test_a_currency_is_three_capital_letters_and_a_refusal_does_not_quote_it(currency: str) -> None:
    with pytest.raises(RecordError) as caught:
        Money(1, currency)
    assert not currency or currency not in str(caught.value)


@pytest.mark.parametrize(("currency", "places"), [("USD", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("XXX", 2)])
def test_decimals_are_those_of_iso_4217(currency: str, places: int) -> None:
    assert exponent(currency) == places


@quick
@given(st.integers(min_value=-LARGEST, max_value=LARGEST), CURRENCIES)
def test_text_reads_back_as_the_same_money(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.parse(money.text(), currency) == money


@quick
@given(st.integers(min_value=-(10**9), max_value=10**9), st.integers(min_value=0, max_value=4))
def test_minor_units_are_the_number_shifted_by_its_places(units: int, places: int) -> None:
    assert minor_units(f"{units}e-{places}", places) == units


def test_sums_and_differences_stay_in_one_currency() -> None:
    assert Money(5, "USD") + Money(-7, "USD") == Money(-2, "USD")
    assert Money(5, "USD") - Money(7, "USD") == Money(-2, "USD")
    with pytest.raises(RecordError, match="convert first"):
        Money(5, "USD") + Money(5, "EUR")
    with pytest.raises(RecordError, match="convert first"):
        Money(5, "USD") - Money(5, "EUR")


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (1, [1, 2], [0, 1]),
        (2, [1, 1, 2], [1, 0, 1]),
        (10, [0, 1], [0, 10]),
        (0, [1, 5], [0, 0]),
        (7, [Fraction(1, 3)], [7]),
    ],
)
def test_the_largest_remainder_gets_the_odd_cent_and_a_tie_goes_to_the_earlier(
    total: int, weights: list[Fraction | int], parts: list[int]
) -> None:
    assert split(total, weights) == parts


@quick
@given(TOTALS, WEIGHTS)
def test_parts_sum_to_the_total_and_none_lies_outside_it(total: int, weights: list[Fraction]) -> None:
    parts = split(total, weights)
    assert sum(parts) == total
    assert all(min(0, total) <= part <= max(0, total) for part in parts)


@quick
@given(TOTALS, WEIGHTS)
def test_each_part_is_within_one_unit_of_its_exact_share(total: int, weights: list[Fraction]) -> None:
    scale = sum(weights)
    for part, weight in zip(split(total, weights), weights, strict=True):
        assert abs(part - Fraction(total) * weight / scale) < 1


@quick
@given(TOTALS, WEIGHTS, st.integers(min_value=1, max_value=1000))
def test_only_the_proportion_of_the_weights_counts(total: int, weights: list[Fraction], by: int) -> None:
    assert split(total, [weight * by for weight in weights]) == split(total, weights)


@quick
@given(TOTALS, WEIGHTS)
def test_a_negative_total_mirrors_the_positive_one(total: int, weights: list[Fraction]) -> None:
    assert split(-total, weights) == [-part for part in split(total, weights)]


@quick
@given(TOTALS, st.integers(min_value=1, max_value=20))
def test_equal_weights_give_parts_that_never_grow_in_size(total: int, count: int) -> None:
    parts = split(total, [1] * count)
    assert parts == sorted(parts, reverse=total >= 0)
    assert max(parts) - min(parts) <= 1


@quick
@given(st.integers(min_value=0, max_value=10**9), WEIGHTS, st.randoms(use_true_random=False))
def test_permuted_weights_give_the_same_parts_but_for_ties(total: int, weights: list[Fraction], random: Random) -> None:
    order = list(range(len(weights)))
    random.shuffle(order)
    shuffled = split(total, [weights[i] for i in order])
    assert sorted(shuffled) == sorted(split(total, weights))


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [-1, 2], [1, -1]])
def test_weights_that_divide_nothing_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        split(100, weights)
