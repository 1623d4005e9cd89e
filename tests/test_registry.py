"""Rooms are found by entry point, and what is wrong with one is said."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from advocacy_sync import registry
from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.registry import GROUP, find, installed


def test_both_rooms_are_installed_and_say_who_they_are() -> None:
    assert {"salesforce", "hubspot"} <= set(installed())
    assert [find(crm).crm for crm in ("salesforce", "hubspot")] == ["salesforce", "hubspot"]


def test_a_crm_without_a_room_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ConfigError, match=r"'sugar' is installed \(installed: .*hubspot.*salesforce"):
        find("sugar")


@pytest.mark.parametrize(
    ("target", "said"),
    [("no_such_module:MANIFEST", "cannot be loaded"), ("advocacy_sync.registry:GROUP", "is not a Manifest")],
)
def test_a_broken_room_is_told_from_a_missing_one(monkeypatch: pytest.MonkeyPatch, target: str, said: str) -> None:
    monkeypatch.setattr(registry, "installed", lambda: {"odd": EntryPoint("odd", target, GROUP)})
    with pytest.raises(ConfigError, match=said):
        find("odd")
