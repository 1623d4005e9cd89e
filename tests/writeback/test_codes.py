"""Codes: the same for the same record, told apart, and read however people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_sync.writeback.codes import code_of, is_code, normal

KEY = "acme/Contact/0035g00000abcdeAAA"


def test_a_code_is_short_stable_and_of_letters_that_do_not_look_alike() -> None:
    assert code_of(KEY) == code_of(KEY) == "AS-PGEYV4Z25G"
    assert len(code_of(KEY)) <= 20


def test_a_hundred_thousand_records_have_codes_of_their_own() -> None:
    assert len({code_of(f"acme/Contact/{number}") for number in range(100_000)}) == 100_000


@given(st.text(min_size=1))
def test_every_code_is_one_and_is_its_own_normal_form(key: str) -> None:
    code = code_of(key)
    assert is_code(code)
    assert normal(code) == code


@pytest.mark.parametrize("typed", ["as-7k3q9f2mxr", " AS 7K3Q9 F2MXR", "AS7K3Q9F2MXR", "as-7K3q9-f2MXr"])
def test_a_code_is_understood_however_it_is_typed(typed: str) -> None:
    assert is_code(typed)
    assert normal(typed) == "AS-7K3Q9F2MXR"


def test_letters_that_look_like_digits_are_taken_for_them() -> None:
    assert normal("AS-OIL0000000") == "AS-0110000000"


@pytest.mark.parametrize(
    "text", ["", "AS-", "AS-7K3Q9F2MX", "AS-7K3Q9F2MXRR", "acme", "0035g00000abcdeAAA", "AS-7K3Q9F2MX!"]
)
def test_other_texts_are_none(text: str) -> None:
    assert not is_code(text)
