"""Push by hand: plan, apply, take back, look at what was refused. The store is a real one, the CRM a fake."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from advocacy_sync import compose
from advocacy_sync.services.cycle import Programme
from advocacy_sync.store.unit_of_work import SqlStore
from cli.setup import Answer, call, settings_file
from dump import rows
from services.company import Company, company


@pytest.fixture
def at(light: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Company:
    """A company that is about to be pushed; commands find it whatever their settings say."""
    made = company(light)
    made.judged()

    def build(*_: object, **__: object) -> Programme:
        return made.programme()

    monkeypatch.setattr(compose, "build", build)
    monkeypatch.setattr("advocacy_sync.cli.failures.open_store", lambda _: light)
    settings_file(tmp_path)
    return made


@pytest.fixture
def push(at: Company, tmp_path: Path) -> Any:
    def run(*words: str) -> Answer:
        return call("push", *words, "--config", str(tmp_path / "config.yaml"))

    return run


def test_a_plan_names_its_number_its_seal_and_its_calls(push: Any, at: Company) -> None:
    document = push("plan", "--json").document
    assert (document["plan"], len(document["sha256"]), document["calls"], document["held_for"]) == (1, 64, 9, [])
    assert document["values"]
    assert at.crm.written == []
    told = push("plan").out
    assert "advocacy-sync push apply --plan 2" in told
    assert "About 9 API calls" in told


def test_a_dry_run_of_a_plan_stores_nothing(push: Any, at: Company) -> None:
    assert push("plan", "--dry-run", "--json").document["plan"] is None
    assert rows(at.store, "plan") == []


def test_a_plan_is_applied_only_under_the_seal_that_was_asked_for(push: Any, at: Company) -> None:
    seal = push("plan", "--json").document["sha256"]
    wrong = push("apply", "--sha256", "0" * 64, "--json")
    assert wrong.code == 2
    assert "not the one that was asked for" in wrong.document["error"]["message"]
    assert at.crm.written == []
    assert push("apply", "--plan", "1", "--sha256", seal, "--json").code == 0
    assert at.crm.written


def test_a_plan_can_be_looked_at_again_before_it_is_applied(push: Any, at: Company) -> None:
    made = push("plan", "--json").document
    again = push("apply", "--dry-run", "--json").document
    assert (again["sha256"], again["values"], again["status"]) == (made["sha256"], made["values"], "open")
    assert at.crm.written == []


def test_a_plan_that_waits_for_an_approval_says_how_to_give_it(push: Any, at: Company) -> None:
    push("plan")
    with at.store.begin() as work:
        work.pushes.mark(1, "held", "it writes too much")
    refused = push("apply")
    assert refused.code == 1
    assert "it writes too much" in refused.err
    assert "--approve" in refused.err
    assert push("apply", "--approve").code == 0


def test_a_run_is_taken_back_by_its_number(push: Any, at: Company) -> None:
    push("plan")
    push("apply")
    assert at.crm.value("Deal", "won", "Touches") == 3
    run = str(rows(at.store, "run")[-1]["id"])
    tried = push("rollback", run, "--dry-run", "--json").document
    assert {value["after"] for value in tried["values"]} == {None}
    assert at.crm.value("Deal", "won", "Touches") == 3
    assert push("rollback", run).code == 0
    assert at.crm.value("Deal", "won", "Touches") is None
    nothing = push("rollback", "1")
    assert (nothing.code, "wrote nothing into a CRM" in nothing.err) == (2, True)


def test_refused_values_are_listed_by_cause_with_what_to_do(push: Any, at: Company) -> None:
    at.crm.refuses = {"won": "FIELD_CUSTOM_VALIDATION_EXCEPTION"}
    push("plan")
    assert push("apply").code == 1
    groups = push("failures", "--json").document
    assert [group["values"] for group in groups] == [1] * 4
    assert {record for group in groups for record in group["records"]} == {"org/Deal/won"}
    assert all(group["remedy"] and group["next_try"] for group in groups)
    told = push("failures").out
    assert "org/Deal/won" in told


def test_the_values_of_one_cause_or_of_all_are_tried_again(push: Any, at: Company) -> None:
    at.crm.refuses = {"won": "no"}
    push("plan")
    push("apply")
    cause = push("failures", "--json").document[0]["cause"]
    assert push("retry", cause, "--json").document == {"retried": 1}
    assert len(push("failures", "--json").document) == 3
    wrong = push("retry", "never heard of", "--json")
    assert (wrong.code, "push failures" in wrong.document["error"]["message"]) == (2, True)
    assert push("retry").out.strip() == "The next push tries 3 values again."
    at.crm.refuses = {}
    push("plan")
    assert push("apply").code == 0
    assert at.crm.value("Deal", "won", "Touches") == 3
