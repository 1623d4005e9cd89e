"""Every command in the README and the docs runs, in the order in which a reader types it."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from advocacy_sync.compose import load_settings
from advocacy_sync.sandbox.host import Options, start

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
ROOM_PAGE = "writing-a-room.md"  # its commands run in tests/testing/test_room_page.py
PROGRAM = [sys.executable, "-m", "advocacy_sync.cli.main"]
SMALL = {"demo": ["--size", "5"], "sandbox": ["--size", "5"]}
ENDLESS = {"sandbox", "serve"}
SECONDS = 120


def commands(page: Path) -> list[str]:
    """The lines that begin with `$ ` in the page's console blocks."""
    blocks = re.findall(r"^```console\n(.*?)^```", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def files(page: Path) -> dict[str, str]:
    """Files that the page has its reader save: YAML blocks that begin with their name as a comment."""
    blocks = re.findall(r"^```yaml\n(# (\S+\.yaml)\n.*?)^```", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    return {name: text for text, name in blocks}


@pytest.fixture
def settled(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A folder with a config.yaml that points at two small local CRMs; the environment to run in."""
    with start(Options(size=5, seed=7)) as told:
        config = f"""
connections:
  acme:
    crm: salesforce
    base_url: {told["salesforce"]["url"]}
    allow_host: 127.0.0.1
    auth: {{kind: client_credentials, client_id_env: DOCS_ID, client_secret_env: DOCS_SECRET}}
  portal:
    crm: hubspot
    base_url: {told["hubspot"]["url"]}
    allow_host: 127.0.0.1
    auth: {{kind: private_app, token_env: DOCS_TOKEN}}
"""
        (tmp_path / "config.yaml").write_text(config)
        secrets = {
            "DOCS_ID": told["salesforce"]["client_id"],
            "DOCS_SECRET": told["salesforce"]["client_secret"],
            "DOCS_TOKEN": told["hubspot"]["token"],
        }
        yield {**os.environ, **secrets}


@pytest.mark.parametrize(
    "page", [page for page in PAGES if commands(page) and page.name != ROOM_PAGE], ids=lambda page: page.name
)
def test_every_command_of_the_page_runs(page: Path, tmp_path: Path, settled: dict[str, str]) -> None:
    # A page may begin in the middle of a reader's day: the store is there, and filled, unless the page makes it.
    if not any("store upgrade" in command for command in commands(page)):
        run(["store", "upgrade"], tmp_path, settled)
        run(["pull"], tmp_path, settled)
    for name, text in files(page).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    for command in commands(page):
        words = shlex.split(command)
        if words[0] == "python3":
            assert words[1] == "dev.py"
            words = ["advocacy-sync", *words[2:]] if words[2] == "demo" else []  # `test` is what runs here
        if words:
            assert words[0] == "advocacy-sync", command
            run(words[1:], tmp_path, settled)


def run(words: list[str], folder: Path, environment: dict[str, str]) -> None:
    line = [*PROGRAM, *words, *SMALL.get(words[0], [])]
    if words[0] in ENDLESS:
        stop_once_up(line, folder, environment)
        return
    done = subprocess.run(
        line, check=False, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS
    )
    assert done.returncode == 0, f"{words}: {done.stdout[-500:]}{done.stderr[-500:]}"


def stop_once_up(line: list[str], folder: Path, environment: dict[str, str]) -> None:
    """A server that has said its first line ends on SIGTERM with exit code 0."""
    with subprocess.Popen(
        line, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=SECONDS)
        assert process.returncode == 0


def test_every_link_leads_to_a_file() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_example_settings_pass_the_loader() -> None:
    settings = load_settings(ROOT / "config.example.yaml")
    assert {connection.crm for connection in settings.connections.values()} == {"salesforce", "hubspot"}


def test_every_command_of_the_program_stands_in_the_docs() -> None:
    import typer

    from advocacy_sync.cli.main import app

    group = typer.main.get_command(app)
    text = (ROOT / "docs" / "commands.md").read_text()
    names = [
        f"{name} {part}" if hasattr(command, "commands") else name
        for name, command in group.commands.items()  # type: ignore[attr-defined]
        for part in getattr(command, "commands", [""])
    ]
    assert [name for name in names if f"`{name}`" not in text and f"`{name} " not in text] == []


def test_every_setting_stands_in_the_example() -> None:
    from pydantic import BaseModel

    from advocacy_sync.config.settings import ConnectionConfig, JobConfig, Settings, TimeoutConfig

    text = (ROOT / "config.example.yaml").read_text()
    models: list[type[BaseModel]] = [Settings, ConnectionConfig, TimeoutConfig, JobConfig]
    names = {name for model in models for name in model.model_fields}
    assert sorted(name for name in names if not re.search(rf"\b{name}\b", text)) == []
