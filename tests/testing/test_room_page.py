"""docs/writing-a-room.md: its commands run, its example is the one that the tests keep, its lists are whole."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from advocacy_sync.testing.kit import CHECKS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "writing-a-room.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "tests" / "testing" / "tiny"
COMMANDS = re.findall(r"^\$ (.*)$", PAGE, flags=re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_page_runs_in_the_folder_of_the_example(command: str) -> None:
    first, *words = shlex.split(command)
    assert first == "pytest"
    line = [
        str(Path(sys.executable).parent / first),
        "-c",
        "/dev/null",
        "--rootdir",
        ".",
        "-p",
        "no:cacheprovider",
        *words,
    ]
    done = subprocess.run(line, check=False, cwd=EXAMPLE, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-2_000:]
    assert re.search(r"\d+ passed", done.stdout)


def test_the_code_of_the_page_stands_in_the_example() -> None:
    files = "\n".join(path.read_text(encoding="utf-8") for path in EXAMPLE.rglob("*.py"))
    files = files.replace("  # fmt: skip", "")
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert blocks
    assert [block for block in blocks if block not in files] == []


def test_every_file_of_the_example_is_listed() -> None:
    listed = re.findall(r"^  (\w+\.py) ", PAGE, flags=re.MULTILINE)
    there = [path.name for path in (EXAMPLE / "advocacy_tiny").glob("*.py") if path.name != "__init__.py"]
    assert sorted(listed) == sorted(there)


def test_every_group_of_checks_is_listed() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE, flags=re.MULTILINE) == list(dict.fromkeys(one.group for one in CHECKS))
