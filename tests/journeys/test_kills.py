"""The fast share of the kills: real processes, SIGKILL, both databases."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_killed_process_loses_nothing_and_doubles_nothing(database: str) -> None:
    words = [sys.executable, "-m", "kills", "--random", "5", "--every", "40", "--database", database]
    env = {**os.environ, "PYTHONPATH": str(TESTS)}
    done = subprocess.run(words, check=False, cwd=TESTS, env=env, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(rf"{database}: \d\d kills .*, 0 violations", done.stdout)
