"""Plans in files: what they may say, and how they are told that they may not."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.sandbox.faults.answers import ANSWERS
from advocacy_sync.sandbox.faults.document import read_plan
from advocacy_sync.sandbox.faults.plan import (
    ACTIONS,
    ALTERATIONS,
    JOBS,
    LINES,
    PAGES,
    WHAT,
    Answer,
    Do,
    Late,
    Line,
    Plan,
    Quota,
    Rule,
    When,
)


def read(folder: Path, text: str) -> Plan:
    file = folder / "plan.yaml"
    file.write_text(text)
    return read_plan(file)


def test_a_plan_is_a_seed_and_rules_of_when_and_what(tmp_path: Path) -> None:
    text = """
seed: 11
rules:
  - name: lost answers
    when: {crm: salesforce, method: [PATCH, POST], path: "*/sobjects*", every: 3, from: 2, until: 9, times: 2}
    line: reset_after
  - when: {after: 2026-03-02, before: 2026-03-03T08:00:00Z, probability: 0.5, calls: [1, 5]}
    answer: {name: burst_limit, retry_after: -5, took_effect: true}
  - late: {seconds: 3, up_to: 900, object: Account}
  - quota: 40
  - when: {at: 2026-03-02T09:00:00Z}
    do: {action: merge, object: Account, pick: 2, fields: {Name: x}}
"""
    day = datetime(2026, 3, 2, tzinfo=UTC)
    made = read(tmp_path, text)
    assert made == Plan(
        seed=11,
        rules=(
            Rule(
                name="lost answers",
                when=When(
                    crm="salesforce", method=("PATCH", "POST"), path="*/sobjects*", every=3, from_=2, until=9, times=2
                ),
                what=Line(kind="reset_after"),
            ),
            Rule(
                when=When(after=day, before=day.replace(day=3, hour=8), probability=0.5, calls=(1, 5)),
                what=Answer(name="burst_limit", retry_after="-5", took_effect=True),
            ),
            Rule(what=Late(seconds=3, up_to=900, object="Account")),
            Rule(what=Quota(calls=40)),
            Rule(
                when=When(at=day.replace(hour=9)),
                what=Do(action="merge", object="Account", pick=2, fields={"Name": "x"}),
            ),
        ),
    )


def test_json_will_do(tmp_path: Path) -> None:
    assert read(tmp_path, '{"seed": 1, "rules": [{"answer": 503}]}').rules == (Rule(what=Answer(name="503")),)


def test_an_empty_file_is_no_plan_but_an_empty_list_is(tmp_path: Path) -> None:
    assert read(tmp_path, "rules: []") == Plan()
    with pytest.raises(ConfigError, match=r"plan\.yaml:1: a fault plan must be a mapping"):
        read(tmp_path, "")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("rules:\n  - line: nope\n", 2, "line: 'nope' is none of reset_before"),
        ("seed: x\n", 1, "seed: 'x' is not a whole number"),
        ("rules:\n  - when: {crmm: a}\n    line: cut\n", 2, "when has no 'crmm'; it knows crm, method"),
        ("rules:\n  - when:\n      crm: salesforce\n      pth: a\n    line: cut\n", 4, "when has no 'pth'"),
        ("seeds: 1", 1, "a fault plan has no 'seeds'"),
        ("rules:\n  - answer: 503\n    line: cut\n", 2, "a rule does one thing"),
        ("rules:\n  - name: x\n", 2, "a rule does one thing"),
        ("rules:\n  - alter: {field: A}\n", 2, "alter: it lacks 'how'"),
        ("rules:\n  - answer: 200\n  - answer: daly_limit\n", 3, "answer: 'daly_limit' is none of"),
        ("rules:\n  - do: sing\n", 2, "do: 'sing' is none of delete"),
        ("rules:\n  - refuse: {share: 1.5}\n", 2, "share: 1.5 is not between 0 and 1"),
        ("rules:\n  - when: {at: 2026-03-02, after: 2026-03-01}\n    line: cut\n", 2, "at stands for one instant"),
        ("rules:\n  - when: {at: soon}\n    line: cut\n", 2, "at: 'soon' is not an instant"),
        ("rules:\n  - late: 3\n    when: {path: x}\n", 2, "late: rows are late whoever writes them"),
        ("rules: [\n", 2, "expected the node content"),
        ("rules: 3\n", 1, "rules must be a list"),
    ],
)
def test_what_a_plan_may_not_say_is_refused_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        read(tmp_path, text)
    assert str(refused.value).startswith(f"{tmp_path / 'plan.yaml'}:{line}: {said}")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_plan(tmp_path / "none.yaml")


def test_every_word_of_the_language_stands_in_its_page() -> None:
    text = (Path(__file__).parents[3] / "docs" / "faults.md").read_text(encoding="utf-8")
    kinds = {*LINES, *PAGES, *JOBS, *ALTERATIONS, *ACTIONS, *frozenset().union(*ANSWERS.values())}
    options = {one.name.rstrip("_") for kind in (When, *WHAT.values()) for one in dataclasses.fields(kind)}
    words = {word for word in kinds | options | set(WHAT) if not word.isdigit()} - {"kind", "parent", "action", "ahead"}
    assert sorted(word for word in words if not re.search(rf"\b{word}\b", text)) == []
