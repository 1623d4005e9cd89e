"""`python3 dev.py simulate --seeds N --start S`: seeds in all processors' time, and how to replay what fails."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterable
from multiprocessing import Pool

from simulation.run import Outcome, simulate

__all__ = ["main"]


def main(argv: list[str]) -> int:
    words = argparse.ArgumentParser(prog="dev.py simulate", description=__doc__)
    words.add_argument("--seeds", type=int, default=100, help="how many")
    words.add_argument("--start", type=int, default=1, help="the first one")
    words.add_argument("--twice", action="store_true", help="run each seed twice and compare the events")
    words.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = words.parse_args(argv)
    seeds = range(asked.start, asked.start + asked.seeds)
    begun = time.monotonic()
    with Pool(asked.processes) as pool:
        outcomes = list(_told(pool.imap(_twice if asked.twice else simulate, seeds, chunksize=1)))
    return _summary(outcomes, time.monotonic() - begun)


def _twice(seed: int) -> Outcome:
    first, second = simulate(seed), simulate(seed)
    if first.events != second.events:
        first.violations.append(f"not the same twice: {first.events} and {second.events}")
    return first


def _told(outcomes: Iterable[Outcome]) -> Iterable[Outcome]:
    for outcome in outcomes:
        if outcome.violations:
            print(f"seed {outcome.seed} FAILED, events {outcome.events}")
            for text in outcome.violations[:10]:
                print(f"  {text}")
            print(f"  replay: python3 dev.py simulate --seeds 1 --start {outcome.seed}", flush=True)
        yield outcome


def _summary(outcomes: list[Outcome], seconds: float) -> int:
    failed = [outcome.seed for outcome in outcomes if outcome.violations]
    total = {name: sum(getattr(outcome, name) for outcome in outcomes) for name in ("faults", "deaths", "jobs", "days")}
    print(
        f"{len(outcomes)} seeds, {len(failed)} with violations; {total['faults']} faults, {total['deaths']} deaths, "
        f"{total['jobs']} jobs, {total['days']:.0f} simulated days in {seconds:.0f} s"
    )
    if len(outcomes) == 1:
        print(f"events {outcomes[0].events}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
