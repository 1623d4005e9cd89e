"""`runs show` names the values that a push did not bring to where the plan wanted them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from advocacy_sync.cli import inspect
from advocacy_sync.store.unit_of_work import SqlStore
from cli.setup import call, settings_file
from services.company import company


@pytest.fixture
def show(light: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    at = company(light)
    plan, _ = at.judged().save_plan()
    at.crm.edit("Deal", "won", Top="A person's words")
    at.programme().apply(plan.id)
    monkeypatch.setattr(inspect, "open_store", lambda _: light)
    settings_file(tmp_path)
    return lambda *words: call("runs", "show", *words, "--config", str(tmp_path / "config.yaml"))


def test_a_conflict_is_listed_with_its_record_and_why(show: Any) -> None:
    document = show("5", "--json").document
    assert document["job"] == "push apply"
    [one] = document["unsettled"]
    assert (one["record"], one["field"], one["outcome"]) == ("org/Deal/won", "Top", "conflicted")
    assert "plan again" in one["message"]
    answer = show("5")
    assert "Values that did not end as planned" in answer.out
    assert "A person's words" not in answer.out


def test_a_run_in_which_all_went_well_has_no_such_list(show: Any) -> None:
    assert show("1", "--json").document["unsettled"] == []
    assert "did not end as planned" not in show("1").out
