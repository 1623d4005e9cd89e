"""`mapping history`: what ran, and how many rows it made the records of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from advocacy_sync import compose
from advocacy_sync.store.unit_of_work import SqlStore
from cli.setup import call, settings_file
from services.company import MAPPINGS, company

FEWER = MAPPINGS["Act"].replace("in: [Reference Call, Quote]", "in: [Reference Call]")


@pytest.fixture
def history(light: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    at = company(light)
    at.programme().pull()
    at.wait(hours=1)
    at.programme(Act=FEWER).pull()
    monkeypatch.setattr(compose, "open_store", lambda _: light)
    settings_file(tmp_path)
    return lambda *words: call("mapping", "history", *words, "--config", str(tmp_path / "config.yaml"))


def test_each_mapping_that_ran_is_listed_with_the_rows_that_are_its_own_now(history: Any) -> None:
    first, second = history("--object", "Act", "--json").document
    assert (first["first_run"], first["rows"]) == (1, 0)
    assert (second["first_run"], second["rows"]) == (2, 4)
    assert second["document"]["records"][0]["when"]["in"] == ["Reference Call"]
    assert {one["object"] for one in history("--json").document} == set(MAPPINGS)


def test_one_version_is_printed_as_it_ran(history: Any) -> None:
    version = history("--object", "Act", "--json").document[0]["version"]
    answer = history("--version", version)
    assert answer.code == 0
    assert version in answer.out
    assert '"Quote"' in answer.out


def test_a_version_that_never_ran_is_said_to_be_unknown(history: Any) -> None:
    answer = history("--version", "0000")
    assert answer.code == 2
    assert "no such mapping has run" in answer.err
