"""`python3 dev.py mutants`: every broken variant of the product must be noticed by the test that it names."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from queue import SimpleQueue

from mutants.bench import ROOT, Bench, Result, bench
from mutants.mutant import Misfit, Mutant
from mutants.zoo import ZOO


def main(argv: list[str]) -> int:
    words = argparse.ArgumentParser(prog="dev.py mutants", description=__doc__)
    words.add_argument("--only", action="append", metavar="NAME", help="this one; may be given several times")
    words.add_argument(
        "--list", action="store_true", help="names, what each breaks and who must notice; nothing is run"
    )
    words.add_argument("--json", action="store_true", help="one JSON document on stdout")
    words.add_argument("--processes", type=int, default=2)
    asked = words.parse_args(argv)
    unknown = sorted(set(asked.only or ()) - {one.name for one in ZOO})
    if unknown:
        words.error(f"no mutant is called {', '.join(unknown)}; --list names them")
    chosen = [one for one in ZOO if not asked.only or one.name in asked.only]
    if asked.list:
        return _listed(chosen, as_json=asked.json)
    begun = time.monotonic()
    try:
        results = list(_tried(chosen, asked.processes, as_json=asked.json))
    except Misfit as misfit:
        print(misfit, file=sys.stderr)
        return 1
    return _told(results, time.monotonic() - begun, as_json=asked.json)


def _listed(chosen: Sequence[Mutant], *, as_json: bool) -> int:
    """Raises nothing: what no longer fits is told, with exit code 1."""
    lines, wrong = [], []
    for one in chosen:
        lines.append({"name": one.name, "breaks": one.breaks, "file": one.file, "caught_by": one.caught_by})
        try:
            one.check(ROOT)
        except Misfit as misfit:
            wrong.append(str(misfit))
    if as_json:
        print(json.dumps({"mutants": lines, "misfits": wrong}, indent=2))
    else:
        for line in lines:
            print(f"{line['name']:30} {line['breaks']:22} {line['caught_by']}")
        for text in wrong:
            print(f"MISFIT {text}")
    return 1 if wrong else 0


def _tried(chosen: Sequence[Mutant], processes: int, *, as_json: bool) -> Iterator[Result]:
    """Results as they come. Each process has a copy of its own; the tests must pass on an unbroken one first."""
    count = max(1, min(processes, len(chosen)))
    benches: SimpleQueue[Bench] = SimpleQueue()

    def try_one(mutant: Mutant) -> Result:
        free = benches.get()
        try:
            return free.tried(mutant)
        finally:
            benches.put(free)

    with ExitStack() as stack, ThreadPoolExecutor(count) as pool:
        made = [stack.enter_context(bench()) for _ in range(count)]
        halves = [[one.caught_by for one in chosen[place::count]] for place in range(count)]
        failing = [text for found in pool.map(Bench.sound, made, halves) for text in found]
        if failing:
            raise Misfit("tests that fail though nothing is broken prove nothing:\n  " + "\n  ".join(failing))
        for one in made:
            benches.put(one)
        for result in pool.map(try_one, chosen):
            if not as_json:
                print(_line(result), flush=True)
            yield result


def _line(result: Result) -> str:
    mutant = result.mutant
    head = f"{result.verdict if result.verdict == 'caught' else result.verdict.upper():8} {mutant.name:30}"
    tail = mutant.caught_by if result.verdict == "caught" else result.said
    return f"{head} {mutant.breaks:22} {result.seconds:5.1f} s  {tail}"


def _told(results: Sequence[Result], seconds: float, *, as_json: bool) -> int:
    caught = sum(result.verdict == "caught" for result in results)
    if as_json:
        lines = [
            {
                "name": result.mutant.name,
                "breaks": result.mutant.breaks,
                "verdict": result.verdict,
                "caught_by": result.mutant.caught_by,
                "said": result.said,
                "seconds": round(result.seconds, 1),
            }
            for result in results
        ]
        print(json.dumps({"mutants": lines, "caught": caught, "seconds": round(seconds, 1)}, indent=2))
    else:
        print(f"{caught} of {len(results)} mutants caught, {seconds:.0f} s")
    return 0 if caught == len(results) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
