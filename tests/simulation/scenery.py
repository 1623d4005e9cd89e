"""The two CRMs of a seed, full of data, behind faults, and the product connected to them without sockets."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from zoneinfo import ZoneInfo

from advocacy_hubspot.sdk import Carrier as HubspotCarrier
from advocacy_hubspot.session import connect as connect_hubspot
from advocacy_salesforce.sdk import Carrier as SalesforceCarrier
from advocacy_salesforce.session import connect as connect_salesforce
from advocacy_sync.attribution.eligibility import EligibilityRules
from advocacy_sync.compose import Rules, load_mappings, load_rules
from advocacy_sync.kernel.ids import ConnectionName
from advocacy_sync.mapping.transforms import Settings
from advocacy_sync.ports.crm import CrmSession
from advocacy_sync.ports.store import Store
from advocacy_sync.sandbox.data.generator import generate
from advocacy_sync.sandbox.data.world import populate
from advocacy_sync.sandbox.faults.faulty import Faulty
from advocacy_sync.sandbox.faults.plan import Plan
from advocacy_sync.sandbox.hubspot.machine import HubspotMachine
from advocacy_sync.sandbox.inprocess import HttpxTransport, Pool, RequestsAdapter
from advocacy_sync.sandbox.salesforce.machine import SalesforceMachine
from advocacy_sync.sandbox.state import State
from advocacy_sync.sandbox.watch import Effects
from advocacy_sync.services.connected import Connected, MappingFile, Notebook
from advocacy_sync.services.cycle import Programme
from advocacy_sync.services.lease import Worker
from advocacy_sync.services.reading import PullPolicy
from advocacy_sync.transport.budget import Budget
from rooms import connection
from simulation.clock import SimClock
from simulation.life import Life, Mortal

__all__ = ["OBJECTS", "Scenery", "programme"]

OBJECTS = {
    "salesforce": ("Account", "Contact", "Opportunity", "OpportunityContactRole", "Task"),
    "hubspot": ("companies", "contacts", "deals"),
}
ZONE = ZoneInfo("UTC")


@dataclass
class Scenery:
    """One world. `faulty`: the machines as their clients meet them."""

    seed: int
    clock: SimClock
    salesforce: SalesforceMachine
    hubspot: HubspotMachine
    faulty: dict[str, Faulty]
    effects: dict[str, Effects] = field(default_factory=dict)

    @classmethod
    def make(cls, seed: int, plan: Plan, size: int = 3) -> Scenery:
        clock = SimClock()
        machines = SalesforceMachine(State()), HubspotMachine(State())
        populate(generate(size, seed, clock.now()), *machines, now=clock.now())
        faulty = {"salesforce": Faulty(machines[0], plan), "hubspot": Faulty(machines[1], plan)}
        effects = {"salesforce": machines[0].log_effects(), "hubspot": machines[1].log_effects()}
        return cls(seed, clock, *machines, faulty, effects)

    def heal(self) -> None:
        for one in self.faulty.values():
            one.heal()

    def session(self, crm: str, life: Life, chance: random.Random, budget: Budget) -> CrmSession:
        """A connected room of a new process."""
        machine = Mortal(self.faulty[crm], lambda: life)
        address = "https://acme.my.salesforce.com" if crm == "salesforce" else "https://api.hubapi.com"
        auth = {"salesforce": "client_credentials", "hubspot": "private_app"}[crm]
        timing = self.clock.timing(chance)
        made = connection(crm, address, auth, allow_host=None, timing=timing, budget=budget)
        known = replace(made, name=ConnectionName(crm))
        login = HttpxTransport(machine, self.clock.now, sleep=self.clock.sleep)
        if crm == "salesforce":
            adapter = RequestsAdapter(machine, self.clock.now, sleep=self.clock.sleep)
            return connect_salesforce(known, _silent, SalesforceCarrier(adapter, login))
        pool = Pool(machine, self.clock.now, sleep=self.clock.sleep)
        return connect_hubspot(known, _silent, HubspotCarrier(pool, login))


def programme(scenery: Scenery, store: Store, life: Life, holder: str, chance: random.Random) -> Programme:
    """The product as a new process would build it; every other holder of the lease is known to be dead."""
    rules = _rules()
    connections = [_connected(scenery, crm, rank, life, chance) for rank, crm in enumerate(OBJECTS)]
    return Programme(
        store=store,
        connections=connections,
        signals=rules.signals,
        staleness=rules.staleness,
        goodwill=rules.goodwill,
        eligibility=EligibilityRules(zone=ZONE),
        policy=PullPolicy(ahead=False, refresh=timedelta(hours=12), sweep=timedelta(hours=12)),
        zone=ZONE,
        data_age=timedelta(hours=48),
        clock=scenery.clock,
        worker=Worker(holder, lambda other: other != holder, scenery.clock),
    )


def _connected(scenery: Scenery, crm: str, rank: int, life: Life, chance: random.Random) -> Connected:
    budget = Budget()
    session = scenery.session(crm, life, chance, budget)
    notebook = Notebook()
    return Connected(ConnectionName(crm), crm, session, Settings("USD", ZONE), rank, _files(crm), budget, notebook)


@cache
def _files(crm: str) -> tuple[MappingFile, ...]:
    files, findings = load_mappings(crm, None)
    assert not findings
    return tuple(file for file in files if file.document.object in OBJECTS[crm])


@cache
def _rules() -> Rules:
    return load_rules(None)


def _silent(*_: object, **__: object) -> None:
    """Nobody listens."""
