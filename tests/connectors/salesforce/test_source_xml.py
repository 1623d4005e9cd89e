"""Metadata as XML: sorted behind fullName, repeated parts together, escaped, the same bytes each time."""

from __future__ import annotations

import doctest
from xml.etree import ElementTree

from advocacy_salesforce import source_xml
from advocacy_salesforce.source_xml import document


def test_the_example_in_the_docstring_holds() -> None:
    assert doctest.testmod(source_xml).failed == 0


def test_parts_are_sorted_behind_the_full_name_and_lists_stand_together() -> None:
    text = document("ListView", {"label": "L", "columns": ["B", "A"], "fullName": "F", "booleanFilter": "1"})
    root = ElementTree.fromstring(text)
    assert [(one.tag.partition("}")[2], one.text) for one in root] == [
        ("fullName", "F"),
        ("booleanFilter", "1"),
        ("columns", "B"),
        ("columns", "A"),
        ("label", "L"),
    ]


def test_inner_parts_are_sorted_too() -> None:
    text = document("X", {"a": {"z": 1, "fullName": "F", "b": True}})
    (inner,) = ElementTree.fromstring(text)
    assert [one.tag.partition("}")[2] for one in inner] == ["fullName", "b", "z"]
    assert [one.text for one in inner] == ["F", "true", "1"]


def test_marks_are_escaped_and_empty_parts_are_empty_elements() -> None:
    text = document("X", {"a": "<b> & \"c\" 'd'", "e": ""})
    assert "<a>&lt;b&gt; &amp; &quot;c&quot; &apos;d&apos;</a>" in text
    assert "<e/>" in text
    assert ElementTree.fromstring(text)[0].text == "<b> & \"c\" 'd'"
