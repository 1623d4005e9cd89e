"""`mapping try` as people and scripts see it. The store is a real one, the CRM a fake."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from advocacy_sync import compose
from advocacy_sync.services.cycle import Programme
from advocacy_sync.store.unit_of_work import SqlStore
from cli.setup import Answer, call, settings_file
from services.company import company


@pytest.fixture
def tried(light: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    made = company(light)
    made.judged()

    def build(*_: object, **__: object) -> Programme:
        return made.programme()

    monkeypatch.setattr(compose, "build", build)
    settings_file(tmp_path)

    def run(*words: str) -> Answer:
        return call("mapping", "try", *words, "--config", str(tmp_path / "config.yaml"))

    return run


def test_a_document_holds_raw_values_steps_values_and_writes(tried: Any) -> None:
    [document] = tried("--object", "Deal", "--id", "won", "--json").document
    assert (document["connection"], document["object"], document["live"]) == ("org", "Deal", False)
    [row] = document["rows"]
    amount = next(one for one in row["fields"] if one["field"] == "amount")
    assert amount == {
        "record": "opportunity",
        "field": "amount",
        "raw": {"Amount": "100.01"},
        "chain": "Amount → money",
        "value": "100.01 USD",
        "problem": None,
        "made": True,
    }
    assert {"field": "Influenced", "before": None, "after": "100.01"}.items() <= row["writes"][0].items()


def test_people_see_a_table_of_each_row_and_what_would_be_written(tried: Any) -> None:
    answer = tried("--object", "Deal", "--id", "won")
    assert answer.code == 0
    for part in (
        "org/Deal/won (org)",
        "opportunity.amount",
        "Amount: 100.01",
        "100.01 USD",
        "would be written",
        "Influenced",
    ):
        assert part in answer.out


def test_a_row_that_yields_nothing_is_said_to(tried: Any) -> None:
    assert "org/Act/lunch (org): no record is made of it" in tried("--object", "Act", "--id", "lunch").out


def test_all_objects_are_tried_without_a_name(tried: Any) -> None:
    assert {one["object"] for one in tried("--rows", "1", "--json").document} == {"Account", "Contact", "Deal", "Act"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--object", "Deel"), "no mapping of any connection reads Deel. Did you mean 'Deal'?"),
        (("--object", "Deal", "--connection", "other"), "no mapping of other reads Deal"),
        (("--id", "won"), "say --object and --connection"),
        (("--object", "Deal", "--id", "nobody"), "Deal has no row with the id nobody"),
    ],
)
def test_what_cannot_be_tried_is_one_clear_error(tried: Any, words: tuple[str, ...], said: str) -> None:
    answer = tried(*words, "--json")
    assert answer.code == 2
    assert said in answer.document["error"]["message"]
