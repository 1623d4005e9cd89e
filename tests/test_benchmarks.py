"""The benchmarks run, small: every contender reads the same rows, and later only what has changed. Nothing is timed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
ROWS, CHANGED, PUSHED = 1_600, 16, 800  # 200 accounts, 800 contacts, 600 opportunities


def bench(*words: str) -> dict[tuple[str, str], dict[str, Any]]:
    """What one run says, by contender and scenario."""
    told = ["--rows", str(ROWS), "--runs", "1", "--stores", "sqlite", "--json", *words]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *told], cwd=ROOT, check=True, capture_output=True, timeout=300
    )
    return {(one["contender"], one["scenario"]): one["runs"][0] for one in json.loads(done.stdout)}


@pytest.mark.parametrize(("way", "also"), [("bulk", 0), ("hubspot", 20)])  # a portal's owners, every time
def test_the_product_and_the_floor_read_and_write_the_same_rows(way: str, also: int) -> None:
    found = bench("--ways", way, "--contenders", "ours", "floor")
    assert {key: run["rows"] for key, run in found.items()} == {
        ("ours", "full"): ROWS + also,
        ("ours", "unchanged"): also,
        ("ours", "changed"): CHANGED + also,
        ("ours", "push"): PUSHED,
        ("ours", "replay"): ROWS,
        ("floor", "full"): ROWS,
        ("floor", "unchanged"): 0,
        ("floor", "changed"): CHANGED,
        ("floor", "push"): PUSHED,
    }
    assert found["ours", "replay"]["calls"] == 0
    assert all((run["calls"] > 0 or key == ("ours", "replay")) and run["peak_mb"] > 10 for key, run in found.items())


@pytest.mark.parametrize("way", ["rest", "hubspot"])  # by Bulk its SDK waits for seconds
def test_so_does_a_plain_script_with_the_vendors_sdks(way: str) -> None:
    found = bench("--ways", way, "--contenders", "plain", "--scenarios", "full", "unchanged", "changed")
    assert [run["rows"] for run in found.values()] == [ROWS, 0, CHANGED]


def test_no_change_costs_a_pull_at_most_three_calls_an_object() -> None:
    found = bench("--ways", "rest", "--contenders", "ours", "--scenarios", "full", "unchanged")
    unseen = 9  # mapped objects that the stand-in does not have: each is asked for once
    log_in = 3  # token, organisation, user
    assert found["ours", "unchanged"]["calls"] <= 3 * 3 + unseen + log_in
