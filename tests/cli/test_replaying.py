"""`mapping diff` and `mapping replay` as people and scripts see them. The store is a real one, the CRM a fake."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from advocacy_sync import compose
from advocacy_sync.services.cycle import Programme
from advocacy_sync.store.unit_of_work import SqlStore
from cli.setup import Answer, call, settings_file
from services.company import MAPPINGS, company

FEWER = MAPPINGS["Act"].replace("in: [Reference Call, Quote]", "in: [Reference Call]")


@pytest.fixture
def mapping(light: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    made = company(light)
    made.judged()

    def build(*_: object, **__: object) -> Programme:
        return made.programme(Act=FEWER)

    monkeypatch.setattr(compose, "build", build)
    settings_file(tmp_path)

    def run(*words: str) -> Answer:
        return call("mapping", *words, "--config", str(tmp_path / "config.yaml"))

    return run


def test_a_diff_as_a_document(mapping: Any) -> None:
    document = mapping("diff", "--examples", "1", "--json").document
    assert document["replayed"] == {"rows": {"org/Act": 4}, "findings": []}
    gone = {one["kind"]: one["removed"] for one in document["differences"]}
    assert (gone["activity"], gone["participant"]) == (2, 2)
    [touches] = [one for one in document["writes"] if one["kind"] == "org Deal.Touches"]
    assert touches["examples"] == [{"record": "org/Deal/won", "field": "Touches", "before": 3, "after": 1}]
    assert document["not_compared"] == []


def test_a_diff_for_people_keeps_nothing(mapping: Any) -> None:
    first, second = mapping("diff"), mapping("diff")
    assert (first.code, first.out) == (0, second.out)
    for part in ("What would be different", "activity", "org Deal.Touches", "Examples"):
        assert part in first.out


def test_a_replay_is_done_once(mapping: Any) -> None:
    assert mapping("replay", "--json").document["rows"] == {"org/Act": 4}
    assert mapping("replay", "--json").document["rows"] == {}
    assert "Nothing would change" in mapping("diff").out
