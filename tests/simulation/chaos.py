"""What goes wrong in a seed: a fault plan, what people do between jobs, and when processes die. All drawn."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from advocacy_sync.sandbox.faults.plan import (
    Alter,
    Answer,
    Clock,
    Late,
    Line,
    Lock,
    Pages,
    Plan,
    Quota,
    Refuse,
    Rule,
    What,
    When,
)
from simulation.scenery import Scenery

__all__ = ["draw_plan", "people_at_work"]

ANSWERS = {
    "salesforce": ("500", "502", "503", "504", "406", "420", "session_expired", "concurrent_limit"),
    "hubspot": ("500", "502", "503", "504", "burst_limit", "search_limit", "locked"),
}
LINES = ("reset_before", "reset_after", "cut", "empty", "html", "hang", "drip", "charset", "bom", "twice")
PAGES = ("repeated", "missing", "short", "lossy", "empty", "reordered", "total")


def draw_plan(seed: int) -> Plan:
    """A plan of some twenty faults, most of which strike several times."""
    draw = random.Random(f"plan {seed}")
    rules = [rule for _ in range(draw.randint(6, 14)) if (rule := _rule(draw)) is not None]
    if draw.random() < 0.6:
        rules.append(Rule(what=Late(seconds=draw.choice([2, 60, 240]), up_to=900), when=When()))
    return Plan(seed=seed, rules=tuple(rules))


def _rule(draw: random.Random) -> Rule | None:
    crm = draw.choice(["salesforce", "hubspot"])
    when = When(
        crm=crm,
        every=draw.choice([1, 3, 7, 20]),
        from_=draw.randint(1, 120),
        probability=draw.choice([0.05, 0.2, 1.0]),
        times=draw.randint(1, 6),
    )
    what = draw.choice([_line, _answer, _pages, _line, _answer, _refuse, _alter, _quota, _clock, _lock])(draw, crm)
    return None if what is None else Rule(what=what, when=when)


def _line(draw: random.Random, _: str) -> What:
    return Line(kind=draw.choice(LINES), seconds=draw.choice([1.0, 30.0]))


def _answer(draw: random.Random, crm: str) -> What:
    """A gateway may break down behind the CRM's back; a limit, a lock or an ended session refuses beforehand."""
    name = draw.choice(ANSWERS[crm])
    done = draw.random() < 0.3 and name.startswith("5")
    return Answer(name=name, retry_after=draw.choice(["", "", "2", "-5", "864000"]), took_effect=done)


def _pages(draw: random.Random, _: str) -> What:
    return Pages(kind=draw.choice(PAGES), rows=draw.randint(1, 3), by=draw.choice([-1, 1]))


def _refuse(draw: random.Random, _: str) -> What:
    return Refuse(share=draw.choice([0.05, 0.3]), whole=draw.random() < 0.3)


def _alter(draw: random.Random, crm: str) -> What:
    field = {"salesforce": "Advocacy_Top_Advocates__c", "hubspot": "advocacy_signals"}[crm]
    return Alter(field=field, how=draw.choice(["upper", "cut", "clear"]), digits=4)


def _quota(draw: random.Random, _: str) -> What:
    return Quota(calls=draw.choice([10, 500]))


def _clock(draw: random.Random, _: str) -> What | None:
    return Clock(ahead=draw.choice([-300.0, 300.0]))


def _lock(draw: random.Random, crm: str) -> What | None:
    return Lock(parent="AccountId", share=0.5) if crm == "salesforce" else None


# --- people ---------------------------------------------------------------------------------------


def people_at_work(scenery: Scenery, draw: random.Random) -> None:
    """A few acts of the people in both CRMs, some minutes apart."""
    for _ in range(draw.randint(0, 4)):
        scenery.clock.sleep(draw.choice([1, 30, 400]))
        act = draw.choice(_ACTS)
        with suppress(Exception):  # what the CRM does not let them do, they don't do
            act(scenery, draw)


_EDITS: list[tuple[str, str, list[Any]]] = [
    ("Account", "Website", ["a.example", "b.example", None]),
    ("Contact", "Title", ["Lead", "Boss", None]),
    ("Opportunity", "Amount", [1, 250.5, None, 99999.99]),
    ("Opportunity", "StageName", ["Closed Won", "Closed Lost", "Prospecting"]),
    ("Opportunity", "Advocacy_Touches__c", [77, None]),
    ("Contact", "Advocacy_Nominate__c", [True, False]),
]
_PORTAL_EDITS: list[tuple[str, str, list[str]]] = [
    ("contacts", "jobtitle", ["Lead", ""]),
    ("deals", "amount", ["12.5", "1000", ""]),
    ("companies", "domain", ["c.example", ""]),
    ("contacts", "advocacy_nominate", ["true", ""]),
]


def _edit(scenery: Scenery, draw: random.Random) -> None:
    name, field, values = draw.choice(_EDITS)
    people = scenery.salesforce.people(scenery.clock.now())
    ids = people.living(name)
    people.edit(name, draw.sample(ids, min(len(ids), draw.randint(1, 5))), {field: draw.choice(values)})


def _edit_portal(scenery: Scenery, draw: random.Random) -> None:
    name, field, values = draw.choice(_PORTAL_EDITS)
    people = scenery.hubspot.people(scenery.clock.now())
    ids = people.living(name)
    people.edit(name, draw.sample(ids, min(len(ids), draw.randint(1, 5))), {field: draw.choice(values)})


def _delete(scenery: Scenery, draw: random.Random) -> None:
    side, name = draw.choice(_PLACES)
    people = _people(scenery, side)
    people.delete(name, draw.sample(people.living(name), 1))


def _hard_delete(scenery: Scenery, draw: random.Random) -> None:
    side, name = draw.choice([("salesforce", "Contact"), ("salesforce", "Task"), ("hubspot", "contacts")])
    people = _people(scenery, side)
    people.hard_delete(name, draw.sample(people.living(name), 1))


def _merge(scenery: Scenery, draw: random.Random) -> None:
    side, name = draw.choice([("salesforce", "Contact"), ("salesforce", "Account"), ("hubspot", "contacts")])
    people = _people(scenery, side)
    people.merge(name, draw.sample(people.living(name), 2))


def _make(scenery: Scenery, draw: random.Random) -> None:
    now = scenery.clock.now()
    accounts = scenery.salesforce.people(now).living("Account")
    key = f"003gL0000{draw.randint(10**8, 10**9 - 1)}"
    row = {"Id": key, "LastName": f"New {draw.randint(1, 99)}", "AccountId": draw.choice(accounts)}
    scenery.salesforce.load("Contact", [row], now)


def _quiet(scenery: Scenery, draw: random.Random) -> None:
    people = scenery.hubspot.people(scenery.clock.now())
    people.associate(
        ("contacts", draw.choice(people.living("contacts"))), ("companies", draw.choice(people.living("companies")))
    )


def _people(scenery: Scenery, side: str) -> Any:
    machine = scenery.salesforce if side == "salesforce" else scenery.hubspot
    return machine.people(scenery.clock.now())


_PLACES = [("salesforce", "Contact"), ("salesforce", "Opportunity"), ("salesforce", "Task"), ("hubspot", "contacts")]
_ACTS: list[Callable[[Scenery, random.Random], None]] = [
    _edit, _edit, _edit, _edit_portal, _edit_portal, _delete, _hard_delete, _merge, _make, _quiet,
]  # fmt: skip
