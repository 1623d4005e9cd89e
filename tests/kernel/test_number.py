"""One text for one number."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_sync.kernel.number import canonical_number

quick = settings(max_examples=80, deadline=None)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("9.0", "9"),
        ("1054.50", "1054.5"),
        ("1.0E7", "10000000"),
        ("100", "100"),
        ("1e-7", "0.0000001"),
        ("-0.00", "0"),
        ("-1.10", "-1.1"),
    ],
)
def test_a_number_has_one_plain_text(text: str, plain: str) -> None:
    assert canonical_number(text) == plain


@pytest.mark.parametrize("text", ["NaN", "Infinity", "abc", "", "1,5", "1E+999999999", "1E-999999999"])
def test_what_cannot_be_written_plainly_stays_as_it_is(text: str) -> None:
    assert canonical_number(text) == text


@quick
@given(st.text(max_size=20))
def test_canonical_text_is_canonical(text: str) -> None:
    once = canonical_number(text)
    assert canonical_number(once) == once


@quick
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=6))
def test_the_value_is_kept(number: Decimal) -> None:
    assert Decimal(canonical_number(str(number))) == number
