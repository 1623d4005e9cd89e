"""Names of object types."""

from __future__ import annotations

import pytest

from advocacy_hubspot.object_types import object_name, type_id


def test_standard_types_have_ids_and_others_go_by_their_name() -> None:
    assert [type_id(name) for name in ("contacts", "deals", "2-123", "p_things")] == ["0-1", "0-3", "2-123", "p_things"]


@pytest.mark.parametrize(
    ("told", "name"),
    [("contact", "contacts"), ("COMPANY", "companies"), ("deals", "deals"), ("0-5", "tickets"), ("2-123", "2-123")],
)
def test_a_type_has_one_name_however_it_is_told(told: str, name: str) -> None:
    assert object_name(told) == name
