"""`drift` as people and scripts see it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from advocacy_sync import compose
from advocacy_sync.store.unit_of_work import SqlStore
from cli.setup import call, settings_file
from services.company import company


@pytest.fixture
def drift(light: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    at = company(light)
    at.judged()
    deal = at.crm.schemas["Deal"]
    shorter = replace(deal.fields["Top"], length=3)
    at.crm.schemas["Deal"] = replace(deal, fields={**deal.fields, "Top": shorter})
    monkeypatch.setattr(compose, "build", lambda *_, **__: at.programme())
    settings_file(tmp_path)
    return lambda *words: call("drift", *words, "--config", str(tmp_path / "config.yaml"))


def test_what_would_break_is_told_and_ends_with_1(drift: Any) -> None:
    answer = drift()
    assert answer.code == 1
    for part in ("org Deal.Top", "now holds 3 characters", "1 values of org Deal.Top would be refused"):
        assert part in " ".join(answer.out.split())


def test_the_same_as_one_document(drift: Any) -> None:
    answer = drift("--json", "--days", "7")
    assert answer.code == 1
    document = answer.document
    assert document["green"] is False
    [change] = document["changes"]
    assert (change["place"], change["undone"], change["findings"][0]["code"]) == (
        "org Deal.Top",
        False,
        "drift.shortened",
    )
    assert document["next_push"]["refused"][0]["values"] == 1
