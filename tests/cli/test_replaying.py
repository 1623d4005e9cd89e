"""`mapping diff` and `mapping replay` as people and scripts see them. The store is a real one, the CRM a fake."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from advocacy_sync import compose
from advocacy_sync.ports.store import Difference, Example
from advocacy_sync.services.cycle import Programme
from advocacy_sync.services.replay import Rehearsed, Replayed
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


ASHORE = datetime(2026, 3, 1, 8, 30, 5, tzinfo=UTC)
CREDIT = f"org/Deal/{'d' * 20} org/Act/{'a' * 40} org/Contact/{'c' * 20}"
EXAMPLES = [
    (
        "opportunity",
        Example(record="org/Deal/1", field="amount_minor", before=105450, after=7, currencies=("USD", "JPY")),
    ),
    ("opportunity", Example(record="org/Deal/1", field="close_date", before=date(2026, 3, 1), after=None)),
    ("contact", Example(record="org/Contact/1", field="do_not_ask", before=False, after=True)),
    ("activity", Example(record="org/Act/1", field="occurred_at", before=ASHORE, after=ASHORE + timedelta(hours=2))),
    ("activity", Example(record="org/Act/2", field="occurred_at", before=ASHORE, after=ASHORE + timedelta(seconds=9))),
    ("credit", Example(record=f"{CREDIT} USD", field="amount_minor", before=105450, after=None)),
    ("org Contact.Notes", Example(record="org/Contact/1", field="Notes", before="x" * 100, after="y" * 100)),
    ("org Contact.Notes", Example(record="org/Contact/2", field="Notes", before="\x1b[31m", after="1")),
]
SHOWN = f"""Examples
  opportunity
    amount: 1054.50 USD → 7 JPY   org/Deal/1
    close_date: 2026-03-01 → –   org/Deal/1
  contact
    do_not_ask: false → true   org/Contact/1
  activity
    occurred_at: 2026-03-01 08:30Z → 2026-03-01 10:30Z   org/Act/1
    occurred_at: 2026-03-01 08:30:05+00:00 → 2026-03-01 08:30:14+00:00   org/Act/2
  credit
    amount: 1054.50 USD → –
      {CREDIT}
  org Contact.Notes
    Notes: {"x" * 100}
      → {"y" * 100}
      org/Contact/1
    Notes: \\x1b[31m → 1   org/Contact/2
"""


def test_examples_are_lines_by_kind_with_values_as_people_read_them(
    mapping: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = list(dict.fromkeys(kind for kind, _ in EXAMPLES))
    found = [
        Difference(
            kind=kind, changed=1, by_field={"amount_minor": 1}, examples=[one for of, one in EXAMPLES if of == kind]
        )
        for kind in kinds
    ]
    rehearsed = Rehearsed(Replayed(), found[:-1], found[-1:], [])
    monkeypatch.setattr(Programme, "rehearse", lambda *_: rehearsed)
    out = mapping("diff").out
    assert out.partition("Examples\n")[2] == SHOWN.partition("Examples\n")[2]
    assert "amount_minor" not in out
    credit = mapping("diff", "--json").document["differences"][kinds.index("credit")]
    assert credit["examples"] == [{"record": f"{CREDIT} USD", "field": "amount_minor", "before": 105450, "after": None}]


def test_a_replay_is_done_once(mapping: Any) -> None:
    assert mapping("replay", "--json").document["rows"] == {"org/Act": 4}
    assert mapping("replay", "--json").document["rows"] == {}
    assert "Nothing would change" in mapping("diff").out
