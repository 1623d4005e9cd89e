"""Measure the product against a plain script with the same SDKs and a bare floor, on the same rows.

    python3 dev.py bench                                    20,000 rows, all ways, SQLite and PostgreSQL
    python3 dev.py bench --rows 200000 --ways bulk --stores sqlite --scenarios full unchanged
    python3 dev.py bench --rows 1000000 --contenders ours --runs 1

Ways: `bulk` and `rest` for Salesforce, `hubspot`. Scenarios, each on the store that the one before left:
`full`; `unchanged`, the same once more; `changed`, one row in a hundred; `push`, one value for each of 20,000
contacts; `replay`, ours alone: a changed mapping applied to all kept rows. The CRM is a process of its own that
serves rows encoded beforehand, each contender's scenario another one. Medians are shown; CPU is that of the
contender's process and, behind the plus sign, of the database server.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .contenders.task import ONLY_OURS, PREPARE, SCENARIOS, Task
from .databases import Databases, Place

WAYS, STORES, CONTENDERS = ("bulk", "rest", "hubspot"), ("sqlite", "postgresql"), ("ours", "plain", "floor")
ROOT = Path(__file__).parents[1]
ROWS_AN_ACCOUNT = 8
PUSHED = 20_000
Results = dict[tuple[str, str, str, str], list[dict[str, Any]]]  # by way, store, scenario, contender


def arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="dev.py bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=20_000, help="in all; an eighth of them are accounts")
    parser.add_argument("--runs", type=int, default=3, help="counted runs of each")
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--stores", nargs="+", choices=STORES, default=list(STORES))
    parser.add_argument("--scenarios", nargs="+", choices=SCENARIOS, default=list(SCENARIOS))
    parser.add_argument("--contenders", nargs="+", choices=CONTENDERS, default=list(CONTENDERS))
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout, every run in it")
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    options = arguments(words)
    results: Results = defaultdict(list)
    with Databases() as databases:
        for way in options.ways:
            with stand_in(way, options.rows // ROWS_AN_ACCOUNT) as address:
                for _ in range(options.runs):
                    for store in options.stores:
                        for name in options.contenders:
                            with databases.place(store) as place:
                                race = Race(name, way, store, address, place)
                                compete(race, options, results)
    if options.json:
        print(json.dumps([dict(zip(_KEYS, key, strict=True), runs=runs) for key, runs in results.items()]))
    else:
        show(results, options)
    return 0


_KEYS = ("way", "store", "scenario", "contender")


@contextmanager
def stand_in(way: str, accounts: int) -> Iterator[str]:
    """The CRM in a process of its own; its address once all rows are encoded."""
    words = [sys.executable, "-m", "benchmarks.standin", way, str(accounts)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def tell(address: str, word: str) -> int:
    """Tell the stand-in something; the calls that it has answered since it was last told anything."""
    with urllib.request.urlopen(urllib.request.Request(f"{address}/bench/{word}", method="POST")) as answer:
        return int(answer.read())


@dataclass(frozen=True)
class Race:
    """One contender against one CRM and one database."""

    name: str
    way: str
    store: str
    address: str
    place: Place


def compete(race: Race, options: argparse.Namespace, results: Results) -> None:
    """All scenarios, one after the other on the same store."""
    address, place = race.address, race.place
    tell(address, "forget")
    values = min(PUSHED, options.rows // 2)
    child(race.name, Task(race.way, PREPARE, address, place.address, values))
    for scenario in SCENARIOS[: 1 + max(SCENARIOS.index(one) for one in options.scenarios)]:
        if scenario not in options.scenarios and scenario != "full":
            continue
        if scenario in ONLY_OURS and race.name != "ours":
            continue
        if scenario == "changed":
            tell(address, "later")
        tell(address, "count")
        task = Task(race.way, scenario, address, place.address, values)
        server = place.cpu()
        found = child(race.name, task)
        found |= {"calls": tell(address, "count"), "server_cpu": round(place.cpu() - server, 2)}
        results[race.way, race.store, scenario, race.name].append(found)
        line = {key: round(value, 2) for key, value in found.items()}
        where = f"{time.strftime('%H:%M:%S')} {race.way} {race.store} {scenario} {race.name}"
        print(f"{where}: {line}", file=sys.stderr, flush=True)


def child(name: str, task: Task) -> dict[str, Any]:
    words = [sys.executable, "-m", "benchmarks.contenders", name, json.dumps(asdict(task))]
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=env)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def show(results: Results, options: argparse.Namespace) -> None:
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {options.rows:,} rows, runs: {options.runs}")
    print(f"{'':48}{'rows':>10}{'wall s':>9}{'CPU s':>15}{'rows/s':>10}{'calls':>8}{'peak MB':>9}")
    for key, runs in results.items():
        rows, calls = runs[0]["rows"], runs[0]["calls"]
        wall, cpu, server, peak = (_median(runs, name) for name in ("wall", "cpu", "server_cpu", "peak_mb"))
        used = f"{cpu:.1f}" + (f" + {server:.1f}" if server else "")
        print(f"{' '.join(key):48}{rows:>10,}{wall:>9.1f}{used:>15}{rows / wall:>10,.0f}{calls:>8,}{peak:>9.0f}")


def _median(runs: list[dict[str, Any]], name: str) -> float:
    return float(statistics.median(run[name] for run in runs))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
