"""`python3 dev.py kill`: the reference cycle killed at random moments and at every n-th point, and what is left."""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import random
import select
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from advocacy_sync.ports.store import Outcome
from advocacy_sync.sandbox.host import Sandbox
from advocacy_sync.services.proof import broken
from advocacy_sync.store.engine import open_engine
from advocacy_sync.store.unit_of_work import SqlStore
from databases import migrated_file, running_server
from dump import canonical
from kills.crms import Crms, prepared, serving
from kills.product import fork_cycle, remember_files

Stores = Callable[[], AbstractContextManager[str]]  # addresses of new, migrated stores
# Bookkeeping of how the work was cut into pieces, which a kill may change; what was learnt may not change.
OF_THE_PIECES = ("checkpoint", "plan", "intent", "pushed_value")
MOST_SECONDS = 120


@dataclass
class Tally:
    kills: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass
class Kills:
    """One database: what an undisturbed cycle leaves, and every disturbed one against it."""

    sandbox: Sandbox
    stores: Stores
    name: str
    tally: Tally = field(default_factory=Tally)

    def undisturbed(self) -> tuple[int, float]:
        """Points and seconds of one cycle."""
        with self.stores() as url, serving(self.sandbox) as crms:
            begun = time.monotonic()
            points = int(self._run(crms, url, None) or 0)
            seconds = time.monotonic() - begun
            self._run(crms, url, None)
            self.wanted = self._dump(url)
            self.tally.wrong += [f"undisturbed: doubled {text}" for text in crms.end()]
        return points, seconds

    def at_point(self, last: int) -> None:
        self._case(f"killed at point {last}", lambda crms, url: self._run(crms, url, last))

    def at_moment(self, seconds: float) -> None:
        self._case(f"killed after {seconds:.3f} s", lambda crms, url: self._kill_after(crms, url, seconds))

    def ten_in_a_row(self, draw: random.Random, seconds: float) -> None:
        """Matrix A-03: killed again and again while it recovers."""

        def kill(crms: Crms, url: str) -> None:
            for _ in range(10):
                self._kill_after(crms, url, draw.uniform(0.05, seconds))

        self._case("killed ten times in a row", kill)

    def _case(self, name: str, kill: Callable[[Crms, str], object]) -> None:
        """Kill once, then let two cycles end: the store must be what an undisturbed one is."""
        with self.stores() as url, serving(self.sandbox) as crms:
            kill(crms, url)
            self.tally.kills += 1
            green = [self._run(crms, url, None) is not None for _ in range(2)]
            wrong = [] if all(green) else ["the cycles after it were not green"]
            wrong += self._compared(url) + [f"doubled: {text}" for text in crms.end()]
        self.tally.wrong += [f"{self.name}, {name}: {text}" for text in wrong]

    def _compared(self, url: str) -> list[str]:
        engine = open_engine(url)
        try:
            wrong = broken(SqlStore(engine))
        finally:
            engine.dispose()
        found = self._dump(url)
        for table, lines in self.wanted.items():
            lost, more = set(lines) - set(found[table]), set(found[table]) - set(lines)
            wrong += [f"lost in {table}: {line}" for line in sorted(lost)[:3]]
            wrong += [f"too much in {table}: {line}" for line in sorted(more)[:3]]
        return wrong

    def _dump(self, url: str) -> dict[str, list[str]]:
        engine = open_engine(url)
        try:
            whole = canonical(SqlStore(engine))
        finally:
            engine.dispose()
        return {name: [_kept(line) for line in lines] for name, lines in whole.items() if name not in OF_THE_PIECES}

    def _run(self, crms: Crms, url: str, last: int | None) -> str | None:
        """What a child that ended well had to say; None for one that was killed or failed."""
        child, pipe = fork_cycle(crms.addresses, url, self.sandbox.as_of, last)
        return _ended(child, pipe)

    def _kill_after(self, crms: Crms, url: str, seconds: float) -> None:
        child, pipe = fork_cycle(crms.addresses, url, self.sandbox.as_of)
        if not select.select([pipe], [], [], seconds)[0]:
            os.kill(child, 9)
        _ended(child, pipe)


def _kept(line: str) -> str:
    """A row as it is, whether the look that brought it was its first."""
    return line.replace(f"outcome={Outcome.UPDATED.value!r}", f"outcome={Outcome.INSERTED.value!r}")


def _ended(child: int, pipe: int) -> str | None:
    if not select.select([pipe], [], [], MOST_SECONDS)[0]:
        os.kill(child, 9)
    said = os.read(pipe, 100).decode()
    os.close(pipe)
    _, status = os.waitpid(child, 0)
    return said if status == 0 else None


@contextmanager
def _databases(names: list[str], folder: Path) -> Iterator[dict[str, Stores]]:
    stores: dict[str, Stores] = {}
    if "sqlite" in names:
        stores["sqlite"] = lambda: _sqlite(folder)
    if "postgresql" not in names:
        yield stores
        return
    with running_server() as server:
        stores["postgresql"] = server.copy
        yield stores


@contextmanager
def _sqlite(folder: Path) -> Iterator[str]:
    """A real file with full sync, as in production."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        file = Path(place) / "advocacy.db"
        file.write_bytes(migrated_file())
        yield f"sqlite:///{file}"


def main(argv: list[str]) -> int:
    words = argparse.ArgumentParser(prog="dev.py kill", description=__doc__)
    words.add_argument("--random", type=int, default=100, help="kills at random moments, on each database")
    words.add_argument("--every", type=int, default=1, help="kill at every n-th point; 0: at none")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    asked = words.parse_args(argv)
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        sandbox = prepared()
        _load_what_children_need()
        with _databases(asked.database or ["sqlite", "postgresql"], Path(folder)) as found:
            for name, stores in found.items():
                wrong += _one(Kills(sandbox, stores, name), asked.random, asked.every, random.Random(asked.seed))
    for text in wrong[:40]:
        print(text)
    return 1 if wrong else 0


def _load_what_children_need() -> None:
    """Once here instead of in each child: SDKs and mapping files cost more than the cycle."""
    for name in ("advocacy_salesforce.session", "advocacy_hubspot.session", "cel", "psycopg", "phonenumbers"):
        importlib.import_module(name)
    remember_files()
    gc.collect()
    gc.freeze()


def _one(kills: Kills, count: int, every: int, draw: random.Random) -> list[str]:
    begun = time.monotonic()
    points, seconds = kills.undisturbed()
    for _ in range(count):
        kills.at_moment(draw.uniform(0.0, seconds))
    if count:
        kills.ten_in_a_row(draw, seconds)
    for point in range(every, points + 1, every) if every else ():
        kills.at_point(point)
    print(
        f"{kills.name}: {kills.tally.kills} kills ({count} at random, every {every or 'no'} of {points} points), "
        f"{len(kills.tally.wrong)} violations, {time.monotonic() - begun:.0f} s",
        flush=True,
    )
    return kills.tally.wrong


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
