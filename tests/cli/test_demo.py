"""The demo as scripts run it: one JSON document on stdout and nothing else there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from databases import Server

KEYS = {
    "as_of", "currency", "connections", "opportunities", "opportunities_without_account", "won_amount", "attributed",
    "unattributed", "signals", "signals_by_rule", "stale", "stale_by_fact", "cycles", "green",
    "attribution_of_all_connections",
}  # fmt: skip


def demo(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "advocacy_sync.cli.main", "demo", "--size", "6", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_the_demo_is_green_and_its_second_cycle_writes_nothing(tmp_path: Path) -> None:
    ended = demo("--json", "--store", f"sqlite:///{tmp_path / 'demo.db'}")
    assert ended.returncode == 0, ended.stderr
    document = json.loads(ended.stdout)
    assert set(document) == KEYS
    assert document["green"] is True
    first, second = document["cycles"]
    assert first["planned"] == first["applied"] > 0
    assert set(second.values()) == {0}


def test_the_demo_runs_on_postgresql(postgresql: Server) -> None:
    with postgresql.database() as url:
        ended = demo("--store", url)
        engine = create_engine(url)
        with engine.connect() as connection:
            kept = connection.execute(text("SELECT count(*) FROM opportunity")).scalar_one()
        engine.dispose()
    assert ended.returncode == 0, ended.stderr
    assert kept > 0
    assert "green" in ended.stdout


def test_data_that_cannot_be_used_ends_the_demo_with_two(tmp_path: Path) -> None:
    ended = demo("--data", str(tmp_path))
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("store", ["mysql://host/db", "postgresql+psycopg://user:opensesame@127.0.0.1:1/none"])
def test_a_store_that_cannot_be_used_is_told_without_its_password(store: str) -> None:
    ended = demo("--json", "--store", store)
    assert ended.returncode in (2, 3)
    assert json.loads(ended.stdout)["error"]["message"]
    assert "opensesame" not in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr
