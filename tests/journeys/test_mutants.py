"""The tests of the tests: every broken variant still fits, a share of them is tried, and a survivor is told."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from mutants.bench import ROOT, bench
from mutants.mutant import CORE, Misfit, Mutant, fault
from mutants.zoo import ZOO

TESTS = Path(__file__).parents[1]
SHARE = [
    "blind_retry",
    "cursor_first",
    "fence_not_checked",
    "float_money",
    "older_overwrites_newer",
    "partial_success_is_success",
    "signature_not_compared",
    "strict_greater_cursor",
]


@pytest.mark.parametrize("mutant", ZOO, ids=lambda mutant: mutant.name)
def test_a_mutant_fits_the_product_and_names_a_test(mutant: Mutant) -> None:
    """One that fails here has been left behind: bring its text, or the test that notices it, up to date."""
    mutant.check(ROOT)
    assert mutant.old != mutant.new


def test_no_name_stands_twice() -> None:
    assert [name for name, times in Counter(mutant.name for mutant in ZOO).items() if times > 1] == []


def test_every_failure_seen_in_the_field_has_a_mutant() -> None:
    broken = {word for mutant in ZOO for word in mutant.breaks.split(", ")}
    assert [f"F{number}" for number in range(1, 17) if f"F{number}" not in broken] == []


def test_the_share_of_the_suite_is_caught() -> None:
    """All of them: `python3 dev.py mutants`."""
    words = [sys.executable, "-m", "mutants", *(word for name in SHARE for word in ("--only", name))]
    env = {**os.environ, "PYTHONPATH": str(TESTS)}
    done = subprocess.run(words, check=False, cwd=TESTS, env=env, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(rf"^{len(SHARE)} of {len(SHARE)} mutants caught", done.stdout, flags=re.MULTILINE)


def test_a_mutant_that_breaks_nothing_survives_and_one_that_cannot_run_is_not_caught() -> None:
    file, test = f"{CORE}/kernel/secret.py", "kernel/test_secret.py::test_only_reveal_gives_the_value"
    head = "from __future__ import annotations\n"
    with bench() as at:
        harmless = at.tried(fault("harmless", "I1", file, head, f"{head}\n# a word more\n", caught_by=test))
        unreadable = at.tried(fault("unreadable", "I1", file, head, f"{head}\nclass\n", caught_by=test))
        left_behind = at.tried(fault("left_behind", "I1", file, "what is not there", "", caught_by=test))
        assert at.sound([f"tests/{test}"]) == []  # each was taken out again
    assert (harmless.verdict, unreadable.verdict, left_behind.verdict) == ("survived", "misfit", "misfit")


def test_a_test_that_is_not_there_is_no_catch() -> None:
    renamed = "kernel/test_secret.py::test_that_was_renamed"
    mutant = fault("a", "I1", f"{CORE}/kernel/secret.py", "import annotations", "import *", caught_by=renamed)
    with pytest.raises(Misfit, match="there is no test"):
        mutant.check(ROOT)
