"""One seed: a company, and rounds in which people undo some of ours, a push loses answers, and later ones mend it."""

from __future__ import annotations

import random
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any
from unittest import mock

from advocacy_hubspot import writer as hubspot_writer
from advocacy_salesforce import ingest as salesforce_ingest
from advocacy_salesforce import writer as salesforce_writer
from advocacy_salesforce.batches import Batches
from advocacy_sync.kernel.errors import AdvocacyError
from advocacy_sync.kernel.ids import parse_source_key
from advocacy_sync.sandbox.faults.plan import Plan
from advocacy_sync.services.apply import Caution
from advocacy_sync.services.cycle import Programme
from advocacy_sync.store.unit_of_work import SqlStore
from advocacy_sync.writeback.fuse import Limits
from databases import sqlite_store
from dump import canonical, rows
from lost.losses import draw_losses
from lost.stage import Losing, staged
from lost.verdict import planned, wrong
from simulation.life import Life, MortalStore
from simulation.oracle import harm
from simulation.scenery import OBJECTS, Scenery, programme

__all__ = ["Outcome", "lose_answers"]

ROUNDS = 5
MENDING = 2  # pushes after the faults ended, at most
JUNK = {
    "Advocacy_Touches__c": 77,
    "Advocacy_Signals__c": "nobody's",
    "advocacy_touches": "77",
    "advocacy_signals": "nobody's",
}


@dataclass
class Outcome:
    """`lost`: how many answers were lost, by the rule that lost them; `values`: planned and checked."""

    seed: int
    violations: list[str] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    pushes: int = 0
    values: int = 0
    events: str = ""


def lose_answers(seed: int) -> Outcome:
    """Run a seed on a store of its own. What breaks off is a violation too."""
    with tempfile.TemporaryDirectory(prefix="lost-") as folder, sqlite_store(Path(folder)) as store:
        try:
            return _Rounds(seed, store).run()
        except Exception:
            return Outcome(seed, [f"broke off: {traceback.format_exc(limit=-4)}"])


class _Rounds:
    def __init__(self, seed: int, store: SqlStore) -> None:
        self.store = store
        self.draw = random.Random(f"lost {seed}")
        self.scenery = Scenery.make(seed, Plan(), self.draw.choice((10, 25, 40)))
        self.outcome = Outcome(seed)
        self.events = blake2b(digest_size=16)
        self.processes = 0

    def run(self) -> Outcome:
        for _ in range(ROUNDS):
            with _sizes(self.draw):
                self._round()
            if self.outcome.violations:
                break
            self._people_undo()
            self.scenery.clock.sleep(self.draw.choice((3_600, 20_000)))
        self.events.update(repr(sorted(canonical(self.store).items())).encode())
        self.outcome.events = self.events.hexdigest()
        return self.outcome

    def _round(self) -> None:
        """Learn what stands, push while answers get lost, then push until nothing is left to say."""
        sound = self._process()
        sound.pull()
        sound.flag()
        sound.attribute()
        for log in self.scenery.effects.values():
            log.clear()
        last = max((row["id"] for row in rows(self.store, "plan")), default=0)
        losses = draw_losses(self.draw)
        for _ in range(self.draw.randint(1, 2)):
            self._push(losses)
        for _ in range(MENDING):
            if sound.draft().intents:
                self._push(Plan())
        self._judge(last)

    def _push(self, plan: Plan) -> None:
        """One process and its push."""
        self.scenery.clock.sleep(600)
        losing = {
            "salesforce": Losing(self.scenery.salesforce, plan),
            "hubspot": Losing(self.scenery.hubspot, plan),
        }
        self.scenery.faulty.update(losing)
        with suppress(AdvocacyError):
            self._process(losing).push()
        self.outcome.pushes += 1
        self.scenery.clock.sleep(60)
        for one in losing.values():
            one.end(self.scenery.clock.now())
            self.outcome.lost.update(one.lost.values())
        self.outcome.violations += harm(self.store)

    def _process(self, losing: dict[str, Losing] | None = None) -> Programme:
        """The product as a new process would build it. With `losing`, its writes meet what is drawn for them."""
        self.processes += 1
        life, name = Life(events=self.events), f"process {self.processes}"
        chance = random.Random(self.draw.random())
        made = programme(self.scenery, MortalStore(self.store, life), life, name, chance)
        made = replace(made, limits=Limits(share=10.0, money_share=1e9))
        if losing is None:
            return made
        batch = self.draw.choice((None, None, 10, 60, 1_000))
        connections = [replace(one, session=staged(one.session, losing[one.crm], batch)) for one in made.connections]
        caution = Caution(canary=self.draw.choice((5, 20)), bad_share=self.draw.choice((0.2, 1.0)))
        return replace(made, connections=connections, caution=caution)

    def _judge(self, since: int) -> None:
        said = planned(self.store, since)
        self.outcome.values += len(said.after)
        sound = self._process()
        left = [f"still planned: {one.source_key} {one.field}" for one in sound.draft().intents]
        self.outcome.violations += [*left, *wrong(self.scenery, self.store, sound, said)][:20]

    def _people_undo(self) -> None:
        """Some of what we wrote is emptied, or overwritten: reason enough to push it anew."""
        share = self.draw.choice((0.3, 0.7, 1.0))
        now = self.scenery.clock.now()
        people: dict[str, Any] = {
            "salesforce": self.scenery.salesforce.people(now),
            "hubspot": self.scenery.hubspot.people(now),
        }
        for source_key, name in self._ours():
            if self.draw.random() < share:
                key = parse_source_key(source_key)
                value = JUNK.get(name) if self.draw.random() < 0.5 else None
                empty = "" if key.connection == "hubspot" else None
                people[key.connection].edit(key.object, [key.external_id], {name: empty if value is None else value})

    def _ours(self) -> list[tuple[str, str]]:
        with self.store.begin() as work:
            objects = [(crm, name) for crm, names in OBJECTS.items() for name in names]
            return [place for crm, name in objects for place in work.pushes.values(crm, name)]


@contextmanager
def _sizes(draw: random.Random) -> Iterator[None]:
    """Rows of a call, and from how many on Bulk takes them: small enough that a small company sees every route."""
    with ExitStack() as stack:
        rows_a_call = draw.choice((7, 30, 200))
        for place, name, value in (
            (salesforce_writer, "BULK_FROM", draw.choice((5, 30, 30, 2_000))),
            (salesforce_ingest, "LONGEST_UPLOAD", draw.choice((1_500, 100_000_000))),
            (Batches.write, "__defaults__", (rows_a_call,)),
            (hubspot_writer, "ROWS_A_CALL", draw.choice((3, 20, 100))),
        ):
            stack.enter_context(mock.patch.object(place, name, value))
        yield
