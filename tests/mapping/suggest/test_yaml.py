"""What is written is read again as what was meant."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from advocacy_sync.mapping.suggest.yaml import comment, flow, scalar

texts = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), max_size=12)


def read(text: str) -> object:
    return YAML(typ="safe").load(io.StringIO(text))


@given(texts)
def test_any_text_comes_back_as_it_was(value: str) -> None:
    assert read(f"a: {scalar(value)}") == {"a": value}


@pytest.mark.parametrize(
    "value", ["yes", "NO", "true", "null", "12", "1.5", "2024-01-01", "a: b", "- x", "#x", "", "é", 'say "x"', "x\ny"]
)
def test_what_could_be_read_as_something_else_stays_text(value: str) -> None:
    assert read(f"a: {scalar(value)}") == {"a": value.replace("\n", " ")}


@given(st.dictionaries(texts.filter(bool), texts | st.booleans() | st.integers() | st.lists(texts), max_size=3))
def test_a_map_on_one_line_comes_back_as_it_was(parts: dict[str, str | bool | int | list[str]]) -> None:
    assert read(f"a: {flow(parts)}") == {"a": parts}


@given(st.text(max_size=30))
def test_a_comment_is_one_line_of_nothing_whatever_it_holds(text: str) -> None:
    assert read(f"{comment(text)}\na: 1\n") == {"a": 1}
