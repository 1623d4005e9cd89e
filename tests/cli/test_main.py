"""The command line: what is written where, the exit codes, and errors as one clear message."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer.main

from advocacy_sync.cli.main import app
from advocacy_sync.compose import load_settings, open_store
from advocacy_sync.ports.store import Checkpoint
from advocacy_sync.sandbox.host import Options, start
from advocacy_sync.transport.retry import retrying
from cli.setup import call, settings_file


@pytest.fixture(scope="module")
def told() -> Iterator[dict[str, Any]]:
    with start(Options(size=6, seed=3)) as addresses:
        yield addresses


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that does something, by the words that call it."""
    parts = getattr(command, "commands", None)
    if parts is None:
        yield path, command
    for name, part in (parts or {}).items():
        yield from commands(part, (*path, name))


ALL = dict(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_the_help_of_every_command_has_an_example_of_it(path: tuple[str, ...]) -> None:
    answer = call(*path, "--help")
    assert answer.code == 0
    assert f"Example: advocacy-sync {' '.join(path)}" in (ALL[path].epilog or "")
    assert "Example:" in answer.out


# --- settings that cannot be used -----------------------------------------------------------------


@pytest.mark.parametrize("words", [["run"], ["pull"], ["flag"], ["serve"], ["store", "upgrade"], ["runs", "list"]])
def test_without_a_settings_file_every_command_ends_with_two(words: list[str], tmp_path: Path) -> None:
    answer = call(*words, "--config", str(tmp_path / "none.yaml"))
    assert answer.code == 2
    assert "none.yaml" in answer.err
    assert "copy config.example.yaml" in answer.err
    assert answer.out == ""


def test_a_wrong_setting_is_named_with_its_line_and_a_proposal(tmp_path: Path) -> None:
    answer = call("run", "--config", settings_file(tmp_path, more="curency: USD\n"))
    assert answer.code == 2
    assert "config.yaml:14:1" in answer.err
    assert "Did you mean 'currency'?" in answer.err


def test_an_error_as_json_is_one_document_on_stdout(tmp_path: Path) -> None:
    answer = call("pull", "--json", "--config", str(tmp_path / "none.yaml"))
    assert answer.code == 2
    assert answer.document["error"]["kind"] == "ConfigError"
    assert answer.err == ""


def test_a_store_without_tables_is_refused_with_the_advice(tmp_path: Path) -> None:
    answer = call("runs", "list", "--config", settings_file(tmp_path))
    assert answer.code == 2
    assert "advocacy-sync store upgrade" in answer.err


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "2026-03-02T08:00:00"])
def test_an_as_of_that_is_no_instant_is_a_mistake_in_usage(tmp_path: Path, day: str) -> None:
    answer = call("flag", "--as-of", day, "--config", settings_file(tmp_path))
    assert answer.code == 2
    assert "is no day" in answer.err


def test_upgrading_the_store_says_from_where_to_where_and_can_be_repeated(tmp_path: Path) -> None:
    config = settings_file(tmp_path)
    first, again = (call("store", "upgrade", "--json", "--config", config) for _ in range(2))
    assert first.document["before"] is None
    assert first.document["after"] == again.document["before"] == again.document["after"]
    assert (first.code, again.code) == (0, 0)


def test_a_crm_that_nobody_answers_for_ends_with_three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(retrying.__kwdefaults__ or {}, "pause", lambda _: None)
    config = settings_file(tmp_path)
    call("store", "upgrade", "--config", config)
    answer = call("pull", "--config", config)
    assert answer.code == 3
    for name in ("org", "portal"):
        assert f"{name} login" in answer.out or f"connection={name}" in answer.err


def test_a_missing_secret_is_named_by_its_variable(tmp_path: Path) -> None:
    config = settings_file(tmp_path)
    call("store", "upgrade", "--config", config)
    answer = call("pull", "--config", config, env={"ORG_SECRET": ""})
    assert answer.code == 2
    assert "ORG_SECRET" in answer.err


# --- the cycle and its parts ----------------------------------------------------------------------


def test_the_parts_of_a_cycle_and_what_they_leave_behind(told: dict[str, Any], tmp_path: Path) -> None:
    config = settings_file(tmp_path, told)
    more = ["--json", "--config", config]
    call("store", "upgrade", "--config", config)
    pulled = call("pull", *more)
    assert (pulled.code, pulled.document["green"]) == (0, True)
    for part in pulled.document["connections"].values():
        for counts in part.values():
            assert counts["seen"] == counts["stored"] + counts["rejected"] + counts["skipped"]
    assert call("flag", *more, "--as-of", told["as_of"]).document["advocates_made"] > 0
    totals = call("attribution", "run", *more, "--as-of", told["as_of"]).document["totals"]
    assert {found["difference"] for found in totals.values()} == {"0.00"}
    tried = call("push", "plan", "--dry-run", *more, "--as-of", told["as_of"]).document
    assert tried["plan"] is None
    none = call("push", "apply", *more)
    assert (none.code, "no such plan" in none.document["error"]["message"]) == (2, True)
    planned = call("push", "plan", *more, "--as-of", told["as_of"]).document
    assert planned["values"] == tried["values"] != []
    waiting = call("push", "apply", "--dry-run", *more).document
    assert len(waiting["values"]) == len(planned["values"])
    applied = call("push", "apply", *more)
    assert applied.code == 0
    again = call("run", *more, "--as-of", told["as_of"])
    assert again.code == 0
    assert again.document["push"]["planned"] == 0
    runs = call("runs", "list", *more).document
    assert [run["job"] for run in reversed(runs)][:5] == ["pull", "flag", "attribute", "push plan", "push apply"]
    assert {run["status"] for run in runs} == {"green"}
    shown = call("runs", "show", "1", *more).document
    assert shown["job"] == "pull"
    missing = call("runs", "show", "99", *more)
    assert (missing.code, "runs list" in missing.document["error"]["message"]) == (2, True)


def test_a_pull_that_is_not_green_ends_with_one(told: dict[str, Any], tmp_path: Path) -> None:
    config = settings_file(tmp_path, told, more=f"mappings: {{path: {own_mapping(tmp_path)}}}\n")
    call("store", "upgrade", "--config", config)
    answer = call("pull", "--json", "--config", config)
    assert (answer.code, answer.document["green"]) == (1, False)
    assert "Did you mean 'Website'?" in "".join(answer.document["findings"])


def own_mapping(folder: Path) -> Path:
    """A folder with an account mapping that misspells a field."""
    own = folder / "own"
    (own / "salesforce").mkdir(parents=True)
    text = "object: Account\nrecords:\n  - record: account\n    fields:\n      name: {from: Name}\n"
    (own / "salesforce" / "account.yaml").write_text(text + "      domain: {from: Websit, transform: domain}\n")
    return own


# --- mapping check and doctor ---------------------------------------------------------------------


def test_the_packaged_mappings_are_fine_offline_and_against_the_sandbox(told: dict[str, Any], tmp_path: Path) -> None:
    config = settings_file(tmp_path, told)
    assert call("mapping", "check", "--offline", "--json", "--config", config).document == []
    assert call("mapping", "check", "--config", config).code == 0


def test_mapping_check_names_file_line_and_remedy(told: dict[str, Any], tmp_path: Path) -> None:
    own = own_mapping(tmp_path)
    config = settings_file(tmp_path, told, more=f"mappings: {{path: {own}}}\n")
    assert call("mapping", "check", "--offline", "--config", config).code == 0
    answer = call("mapping", "check", "--json", "--config", config)
    assert answer.code == 1
    [found] = [one for one in answer.document if one["severity"] == "error"]
    assert (found["file"], found["line"]) == (str(own / "salesforce" / "account.yaml"), 6)
    assert found["remedy"] == "Did you mean 'Website'?"


def doctor(config: str, env: dict[str, str] | None = None) -> tuple[int, dict[str, str]]:
    """Exit code, and the problems of each check that has some."""
    answer = call("doctor", "--json", "--config", config, env=env)
    return answer.code, {one["check"]: " ".join(one["problems"]) for one in answer.document if not one["ok"]}


def test_the_doctor_finds_nothing_where_all_is_well(told: dict[str, Any], tmp_path: Path) -> None:
    config = settings_file(tmp_path, told)
    call("store", "upgrade", "--config", config)
    assert doctor(config) == (0, {})
    assert call("doctor", "--config", config).out.count("ok  ") == 5


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (Checkpoint(tries=5), "Contact (changes) is paused: 5 processes in a row died"),
        (Checkpoint(completed_at=datetime(2026, 1, 1, tzinfo=UTC)), "nothing was read since 2026-01-01"),
    ],
)
def test_the_doctor_names_objects_that_do_not_come_on(
    told: dict[str, Any], tmp_path: Path, state: Checkpoint, said: str
) -> None:
    config = settings_file(tmp_path, told)
    call("store", "upgrade", "--config", config)
    with open_store(load_settings(Path(config))).begin() as work:
        work.checkpoints.put("org", "Contact", "changes", state)
        work.checkpoints.put("org", "Unmapped", "changes", state)
        work.checkpoints.put("org", "Account", "changes", Checkpoint(tries=2))
    code, problems = doctor(config)
    assert code == 1
    assert said in problems["store"]
    assert "Unmapped" not in problems["store"]
    answer = call("doctor", "--config", config)
    assert "2 processes in a row died while they read Account (changes) on from the beginning" in answer.out


@pytest.mark.parametrize(
    ("env", "check", "said"),
    [
        ({"PORTAL_TOKEN": ""}, "connection portal", "PORTAL_TOKEN"),
        ({"ORG_SECRET": "pat-sesame"}, "connection org", "refused the credentials"),
        ({"PORTAL_TOKEN": "pat-sesame"}, "connection portal", ""),
    ],
)
def test_the_doctor_names_what_is_wrong_with_a_login(
    told: dict[str, Any], tmp_path: Path, env: dict[str, str], check: str, said: str
) -> None:
    config = settings_file(tmp_path, told)
    call("store", "upgrade", "--config", config)
    found = doctor(config, env)
    assert found[0] == 2
    assert list(found[1]) == [check]
    assert said in found[1][check]
    assert "sesame" not in found[1][check]


def test_the_doctor_names_an_old_store_and_a_wrong_mapping(told: dict[str, Any], tmp_path: Path) -> None:
    config = settings_file(tmp_path, told, more=f"mappings: {{path: {own_mapping(tmp_path)}}}\n")
    code, problems = doctor(config)
    assert code == 2
    assert "advocacy-sync store upgrade" in problems["store"]
    assert "Did you mean 'Website'?" in problems["connection org"]
