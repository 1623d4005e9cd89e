"""`requests list` and `nominations list` as people and scripts see them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from advocacy_sync import compose
from advocacy_sync.store.unit_of_work import SqlStore
from cli.setup import call, settings_file
from services.company import company


@pytest.fixture
def run(light: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    at = company(light)
    at.crm.edit("Deal", "open", Wanted=True)
    at.crm.edit("Contact", "ann", Nominate=True, DoNotAsk=True)
    at.programme().pull()
    monkeypatch.setattr(compose, "open_store", lambda _: light)
    settings_file(tmp_path)
    return lambda *words: call(*words, "--config", str(tmp_path / "config.yaml"))


def test_requests_for_people(run: Any) -> None:
    answer = run("requests", "list")
    assert answer.code == 0
    for part in ("A deal", "Buyer", "50.00 USD", "2026-02-10"):
        assert part in answer.out


def test_nominations_as_a_document_closed_ones_only_when_asked_for(run: Any) -> None:
    [one] = run("nominations", "list", "--json").document
    assert (one["name"], one["state"]) == ("Cy Ax", "open")
    both = run("nominations", "list", "--all", "--json").document
    assert {(line["name"], line["because"]) for line in both} == {
        ("Cy Ax", "the box is ticked in the CRM"),
        ("Ann Ek", "this person must not be asked"),
    }


def test_an_empty_list_says_how_it_fills(run: Any, light: SqlStore) -> None:
    with light.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM work_item")
    assert "becomes one at the next pull" in run("requests", "list").out
