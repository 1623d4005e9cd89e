"""One seed: hurt, then heal. The same seed gives the same events, byte for byte, and so the same hash."""

from __future__ import annotations

import random
import tempfile
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import blake2b
from pathlib import Path

from advocacy_sync.kernel.errors import AdvocacyError
from advocacy_sync.sandbox.faults.plan import Alter, Line, What
from advocacy_sync.services.cycle import Programme
from advocacy_sync.store.unit_of_work import SqlStore
from databases import sqlite_store
from dump import canonical
from simulation.chaos import draw_plan, people_at_work
from simulation.life import Death, Life, MortalStore
from simulation.oracle import backlog, coverage, doubled, harm
from simulation.scenery import Scenery, programme

__all__ = ["Outcome", "simulate"]

HURT_STEPS = 10
CALM_CYCLES = 4  # after which nothing may be left undone
DEATHS = 0.35  # share of the jobs whose process dies


@dataclass
class Outcome:
    """`violations`: what must never be, in words. `faults`, `deaths`, `jobs`: how much happened."""

    seed: int
    violations: list[str] = field(default_factory=list)
    events: str = ""
    faults: int = 0
    deaths: int = 0
    jobs: int = 0
    days: float = 0.0


def simulate(seed: int) -> Outcome:
    """Run a seed on a store of its own. What breaks off is a violation too: the other seeds go on."""
    with tempfile.TemporaryDirectory(prefix="simulation-") as folder, sqlite_store(Path(folder)) as store:
        try:
            return _Simulation(seed, store).run()
        except Exception:
            return Outcome(seed, [f"broke off: {traceback.format_exc(limit=-4)}"])


class _Simulation:
    def __init__(self, seed: int, store: SqlStore) -> None:
        self.store = store
        self.draw = random.Random(f"run {seed}")
        self.plan = draw_plan(seed)
        self.scenery = Scenery.make(seed, self.plan)
        self.outcome = Outcome(seed)
        self.events = blake2b(digest_size=16)

    def run(self) -> Outcome:
        begun = self.scenery.clock.now()
        for _ in range(HURT_STEPS):
            self._step()
            if self.outcome.violations:
                break
        else:
            self._heal()
        self.outcome.faults = sum(len(one.fired) for one in self.scenery.faulty.values())
        self.outcome.days = (self.scenery.clock.now() - begun) / timedelta(days=1)
        self.events.update(repr(sorted(canonical(self.store).items())).encode())
        self.outcome.events = self.events.hexdigest()
        return self.outcome

    # -- hurt --------------------------------------------------------------------------------------

    def _step(self) -> None:
        """People work, a job runs or dies, time goes by. No invariant of the store may break."""
        people_at_work(self.scenery, self.draw)
        job = self.draw.choice(_JOBS)
        last = self.draw.randint(1, 250) if self.draw.random() < DEATHS else None
        self._job(job, Life(last))
        self._demand(harm(self.store))
        self.scenery.clock.sleep(self.draw.choice([60, 600, 3_600, 20_000]))

    def _job(self, job: Callable[[Programme], object], life: Life) -> None:
        """One process: connected, one job, and its end. What it raises on purpose is its own matter."""
        self.outcome.jobs += 1
        chance = random.Random(self.draw.random())
        made = programme(self.scenery, MortalStore(self.store, life), life, f"process {self.outcome.jobs}", chance)
        try:
            with suppress(AdvocacyError):
                job(made)
        except Death:
            self.outcome.deaths += 1
        self.events.update(life.events.digest())

    # -- heal --------------------------------------------------------------------------------------

    def _heal(self) -> None:
        """Faults end; within some cycles store and CRMs agree, nothing waits, nothing was done twice."""
        self.scenery.heal()
        for _ in range(CALM_CYCLES):
            self.scenery.clock.sleep(26 * 3_600)
            self._job(_calm_cycle, Life())
            self._demand(harm(self.store))
        self._demand(coverage(self.scenery, self.store))
        self._demand(backlog(self.store))
        if not any(_repeats(rule.what) for rule in self.plan.rules):
            self._demand(doubled(self.scenery))

    def _demand(self, wrong: list[str]) -> None:
        self.outcome.violations += wrong[:20]


def _repeats(what: What) -> bool:
    """A line that delivers twice doubles by itself; what automation alters is tried again, to the same end."""
    return isinstance(what, Alter) or (isinstance(what, Line) and what.kind == "twice")


def _whole_cycle(made: Programme) -> None:
    made.pull(sweep=True)
    made.flag()
    made.attribute()
    made.push()


def _calm_cycle(made: Programme) -> None:
    """A whole cycle; somebody reads what the brake on vanished rows says, and accepts it."""
    step = made.pull(sweep=True)
    if any(finding.code == "pull.vanished" for finding in step.pulled.findings):
        made.pull(sweep=True, accept_vanished=True)
    made.flag()
    made.attribute()
    made.push()


def _cycle(made: Programme) -> None:
    made.pull()
    made.flag()
    made.attribute()
    made.push()


def _pull(made: Programme) -> None:
    made.pull()


def _rollback(made: Programme) -> None:
    with made.store.begin() as work:
        pushed = [run.id for run in work.runs.latest(20) if run.job == "push"]
    if pushed:
        made.rollback(pushed[0])


_JOBS: list[Callable[[Programme], object]] = [_cycle, _cycle, _pull, _whole_cycle, _rollback]
