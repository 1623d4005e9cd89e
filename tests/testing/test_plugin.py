"""`pytest --room`: a test a promise, skips with their reasons, failures in words, nothing else collected."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
BROKEN = """
from typing import Any
from testing.spoilt import OverReader, Spoilt

class Uncounted(OverReader):
    def calls(self) -> int:
        return 0

SUBJECT: Any = Spoilt(reader=Uncounted)
"""


def pytest_in(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "pytest", "-c", "/dev/null", "--rootdir", ".", "-p", "no:cacheprovider"]
    line += ["-o", f"pythonpath={TESTS} {folder}", *words]
    return subprocess.run(line, check=False, cwd=folder, capture_output=True, text=True, timeout=120)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "test_other.py").write_text("def test_other() -> None:\n    pass\n")
    (tmp_path / "broken_room.py").write_text(BROKEN)
    return tmp_path


def test_each_promise_is_a_test_and_nothing_else_is_collected(folder: Path) -> None:
    done = pytest_in(folder, "--room", "testing.hubspot", "-k", "naming", "-v")
    assert done.returncode == 0, done.stdout
    assert "testing.hubspot::naming/named_rows_come PASSED" in done.stdout
    assert "test_other" not in done.stdout


def test_what_is_named_on_the_command_line_is_collected_too(folder: Path) -> None:
    done = pytest_in(
        folder, "test_other.py", "--room", "testing.hubspot", "-k", "test_other or no_ids_bring_no_rows", "-q"
    )
    assert "2 passed" in done.stdout


def test_a_skip_tells_its_reason(folder: Path) -> None:
    done = pytest_in(folder, "--room", "testing.salesforce", "-k", "genuine_deliveries", "-rs", "-q")
    assert "1 skipped" in done.stdout
    assert "the room takes no webhooks" in done.stdout


def test_a_broken_promise_is_told_with_what_it_covers(folder: Path) -> None:
    done = pytest_in(folder, "--room", "broken_room", "-k", "calls_are_counted", "-q")
    assert done.returncode == 1
    assert "promise: Calls are counted, each of them (C-17)" in done.stdout
    assert "broken:  calls that the room says it made: 0, expected" in done.stdout
    assert "Traceback" not in done.stdout


def test_two_rooms_are_two_sets_of_tests(folder: Path) -> None:
    words = ["--room", "testing.hubspot", "--room", "testing.salesforce", "-k", "hosts_are_domains", "-q"]
    assert "2 passed" in pytest_in(folder, *words).stdout


def test_a_room_that_is_none_is_an_error_of_usage(folder: Path) -> None:
    done = pytest_in(folder, "--room", "no_such_room")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "the room 'no_such_room' cannot be loaded" in done.stderr


def test_without_the_option_nothing_changes(folder: Path) -> None:
    assert "1 passed" in pytest_in(folder, "-q").stdout
