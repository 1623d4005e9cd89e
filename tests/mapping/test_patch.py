"""Rows read in part: what an answer does not speak of stays; absent is not None (CS-89, D-25)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_sync.mapping.patch import carry, overlay

names = st.sampled_from(["a", "b", "c"])
payloads = st.recursive(
    st.none() | st.integers() | st.lists(st.integers(), max_size=2),
    lambda inner: st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
).filter(lambda value: isinstance(value, dict))


@pytest.mark.parametrize(
    ("whole", "part", "merged"),
    [
        ({"a": 1, "b": 2}, {"b": 3}, {"a": 1, "b": 3}),
        ({"a": 1}, {"a": None}, {"a": None}),
        ({"a": 1}, {}, {"a": 1}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 9}}, {"a": {"b": 9, "c": 2}}),
        ({"a": {"b": 1}}, {"a": None}, {"a": None}),
        ({"a": None}, {"a": {"b": 1}}, {"a": {"b": 1}}),
        ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
    ],
)
def test_a_part_is_laid_over_the_whole(whole: Any, part: Any, merged: Any) -> None:
    assert overlay(whole, part) == merged


@given(payloads, payloads)
def test_laying_a_part_over_twice_is_laying_it_over_once(whole: dict[str, Any], part: dict[str, Any]) -> None:
    once = overlay(whole, part)
    assert overlay(once, part) == once
    assert overlay(whole, {}) == whole


@pytest.mark.parametrize(
    ("old", "new", "sources", "merged"),
    [
        ({"a": 1}, {"b": 2}, ["a"], {"a": 1, "b": 2}),
        ({"a": 1}, {"a": None}, ["a"], {"a": None}),  # the answer says nothing stands there
        ({"a": None}, {}, ["a"], {"a": None}),
        ({"a": 1, "b": 1}, {}, ["b"], {"b": 1}),
        ({}, {"b": 2}, ["a"], {"b": 2}),
        ({"o": {"n": 1, "m": 2}}, {"o": {"m": 3}}, ["o.n"], {"o": {"m": 3, "n": 1}}),
        ({"o": {"n": 1}}, {}, ["o.n"], {"o": {"n": 1}}),
        ({"o": {"n": 1}}, {"o": None}, ["o.n"], {"o": {"n": 1}}),
        ({"o": None}, {}, ["o.n"], {}),
    ],
)
def test_lost_sources_are_carried_over_from_the_old_row(old: Any, new: Any, sources: list[str], merged: Any) -> None:
    assert carry(old, new, sources) == merged


@given(payloads, payloads, st.lists(names, max_size=3))
def test_what_an_answer_holds_is_never_replaced_by_what_is_carried(
    old: dict[str, Any], new: dict[str, Any], sources: list[str]
) -> None:
    merged = carry(old, new, sources)
    assert {name: merged[name] for name in new} == new
    assert all(merged[name] == old[name] for name in set(sources) & set(old) - set(new))


def test_neither_changes_what_it_was_given() -> None:
    old, new = {"o": {"n": 1}}, {"o": {"m": 2}}
    overlay(old, new)
    carry(old, new, ["o.n"])
    assert (old, new) == ({"o": {"n": 1}}, {"o": {"m": 2}})
