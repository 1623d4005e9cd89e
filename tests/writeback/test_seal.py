"""The seal: anyone can compute it again, and nothing can be changed under it."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_sync.writeback.seal import seal

VALUES: list[dict[str, Any]] = [
    {"record": "org/Deal/2", "field": "A", "after": "é"},
    {"record": "org/Deal/1", "field": "B", "after": None},
    {"record": "org/Deal/1", "field": "A", "after": 7},
]


def test_the_bytes_are_those_that_are_documented() -> None:
    text = '{"kind":"push","values":[{"after":7,"field":"A","record":"r"}]}'
    assert seal("push", [{"record": "r", "field": "A", "after": 7}]) == hashlib.sha256(text.encode()).hexdigest()


@given(st.permutations(VALUES))
def test_the_order_of_values_and_of_their_parts_does_not_matter(values: list[dict[str, Any]]) -> None:
    turned = [dict(reversed(value.items())) for value in values]
    assert seal("push", turned) == seal("push", VALUES)


@pytest.mark.parametrize(
    "change", [{"after": "8"}, {"after": None}, {"field": "C"}, {"record": "org/Deal/3"}, {"more": 1}]
)
def test_whatever_is_changed_breaks_the_seal(change: dict[str, Any]) -> None:
    assert seal("push", [*VALUES[:2], {**VALUES[2], **change}]) != seal("push", VALUES)


def test_another_kind_or_one_value_less_is_another_plan() -> None:
    assert len({seal("push", VALUES), seal("rollback", VALUES), seal("push", VALUES[1:]), seal("push", [])}) == 4


def test_what_no_text_can_hold_is_sealed_all_the_same() -> None:
    assert seal("push", [{"record": "r", "field": "A", "after": "\ud83d"}])
