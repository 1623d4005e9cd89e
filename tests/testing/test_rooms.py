"""Rooms are found by module or entry point, and what is no subject is refused in words."""

from __future__ import annotations

import re
import sys
from importlib.metadata import EntryPoint
from types import ModuleType

import pytest

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.testing import rooms
from advocacy_sync.testing.rooms import find
from testing.hubspot import SUBJECT


def test_a_module_with_a_subject_is_a_room() -> None:
    assert find("testing.hubspot") is SUBJECT


def test_an_entry_point_is_a_room(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("tiny", "testing.hubspot:SUBJECT", rooms.GROUP)
    monkeypatch.setattr(rooms, "entry_points", lambda group: [point])
    assert find("tiny") is SUBJECT


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("testing.nowhere", "cannot be loaded: No module named"),
        ("testing.inside", "it has no SUBJECT"),
        ("half_a_room", "its SUBJECT lacks manifest, thing"),
    ],
)
def test_what_is_no_subject_is_refused(name: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("half_a_room")
    module.SUBJECT = object()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "half_a_room", module)
    with pytest.raises(ConfigError, match=re.escape(why)):
        find(name)
