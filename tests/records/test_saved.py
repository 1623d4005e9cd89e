"""Fields of a saved answer: what can be taken is taken, what a check rests on is refused with its key."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.records.saved import field_of


def taken(field: Any) -> dict[str, Any]:
    strict = {"via": (str, "text")}
    return field_of(field, options="options", texts=("label",), lists=("to",), numbers=("length",), strict=strict)


def test_a_right_field_stays_as_it_is() -> None:
    options = [{"value": "A", "label": "a", "active": True}, {"value": "B", "active": False}]
    field = {"name": "X", "label": "x", "to": ["Y"], "length": 3, "via": "Z", "options": options, "more": {}}
    assert taken(field) == field


@pytest.mark.parametrize("odd", [None, 7, {}, [None], True])
def test_parts_of_another_kind_count_as_missing(odd: Any) -> None:
    found = taken({"name": "X", "label": odd, "to": odd, "options": odd})
    assert (found["label"], found["to"], found["options"]) == ("", [], [])


@pytest.mark.parametrize(("key", "value"), [("length", "3"), ("length", True), ("length", 1.5), ("via", 7)])
def test_what_a_check_rests_on_is_refused_with_field_and_key(key: str, value: Any) -> None:
    with pytest.raises(ConfigError, match=f"description of X holds '{key}'"):
        taken({"name": "X", key: value})


@pytest.mark.parametrize("field", [None, "x", 7, ["name"]])
def test_what_is_no_field_is_refused(field: Any) -> None:
    with pytest.raises(ConfigError, match="an object with a 'name'"):
        taken(field)
