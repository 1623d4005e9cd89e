"""`python3 dev.py lost --answers N --start S`: seed after seed until N answers were lost, and what became of them."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import count
from multiprocessing import Pool

from lost.run import Outcome, lose_answers

__all__ = ["main"]

WAVE = 16  # seeds handed out at a time; which ones count does not depend on it


def main(argv: list[str]) -> int:
    words = argparse.ArgumentParser(prog="dev.py lost", description=__doc__)
    words.add_argument("--answers", type=int, default=1_000, help="how many have to be lost")
    words.add_argument("--start", type=int, default=1, help="the first seed")
    words.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = words.parse_args(argv)
    begun = time.monotonic()
    outcomes = list(_until(asked.answers, asked.start, asked.processes))
    return _summary(outcomes, time.monotonic() - begun)


def _until(answers: int, start: int, processes: int) -> Iterator[Outcome]:
    """Seeds in their order, at least one, until enough answers were lost."""
    lost = 0
    with Pool(processes) as pool:
        for first in count(start, WAVE):
            for outcome in pool.imap(lose_answers, range(first, first + WAVE)):
                _tell(outcome)
                yield outcome
                lost += outcome.lost.total()
                if lost >= answers:
                    return


def _tell(outcome: Outcome) -> None:
    if outcome.violations:
        print(f"seed {outcome.seed} FAILED, events {outcome.events}")
        for text in outcome.violations[:10]:
            print(f"  {text}")
        print(f"  replay: python3 dev.py lost --answers 1 --start {outcome.seed}", flush=True)


def _summary(outcomes: list[Outcome], seconds: float) -> int:
    lost = sum((outcome.lost for outcome in outcomes), Counter[str]())
    failed = sum(1 for outcome in outcomes if outcome.violations)
    pushes, values = sum(one.pushes for one in outcomes), sum(one.values for one in outcomes)
    by_route: dict[str, Counter[str]] = {}
    for name, times in lost.items():
        route, _, how = name.partition(": ")
        by_route.setdefault(route, Counter())[how.rpartition(" ")[2]] += times
    print("what was lost, before the effect, after it, and before an effect that came late:")
    for route, found in sorted(by_route.items()):
        when = ", ".join(f"{found[name]:4} {name}" for name in ("before", "after", "late"))
        print(f"{route:24} {when}")
    print(
        f"{lost.total()} answers lost in {pushes} pushes of {values} values, {len(outcomes)} seeds; "
        f"{failed} seeds with violations, {seconds:.0f} s"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
