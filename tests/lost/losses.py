"""Which answers get lost in a round: of every writing call and of what settles it, before and after the effect.

A call may also be late: its client has given up, and the effect comes when the push is over.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

from advocacy_sync.sandbox.faults.lines import BEFORE
from advocacy_sync.sandbox.faults.plan import Answer, Line, Plan, Rule, What, When

__all__ = ["LATE", "draw_losses"]

READ_BACK = "read-back"
# Each route of a write, and how its calls are known. An upload's answer has no body that could break.
CALLS: Mapping[str, Mapping[str, When]] = {
    "salesforce": {
        "collections": When(method=("PATCH",), path="*/composite/sobjects"),
        "bulk create": When(method=("POST",), path="*/jobs/ingest"),
        "bulk upload": When(method=("PUT",), path="*/jobs/ingest/*/batches"),
        "bulk close": When(method=("PATCH",), path="*/jobs/ingest/*", body="*UploadComplete*"),
        "bulk abort": When(method=("PATCH",), path="*/jobs/ingest/*", body="*Aborted*"),
        "bulk state": When(method=("GET",), path="*/jobs/ingest/*[!s]"),
        "bulk results": When(method=("GET",), path="*/jobs/ingest/*/*s"),
        READ_BACK: When(method=("POST",), path="*/composite/sobjects/*"),
    },
    "hubspot": {
        "batch update": When(method=("POST",), path="*/batch/update"),
        READ_BACK: When(method=("POST",), path="*/batch/read"),
    },
}
BODILESS = frozenset({"bulk upload"})
WRITES = frozenset({"collections", "bulk create", "bulk upload", "bulk close", "batch update"})
LATE = "late"
# Calls that are lost together, from the first one on: then nobody learns for a while what became of a write.
SPELLS: Mapping[str, Sequence[tuple[str, ...]]] = {
    "salesforce": (
        ("bulk close", "bulk abort"),
        ("bulk close", "bulk state"),
        ("bulk results", READ_BACK),
        ("collections", READ_BACK),
    ),
    "hubspot": (("batch update", READ_BACK),),
}
LINES = ("reset_before", "reset_after", "hang")
LINES_OF_BODIES = ("cut", "cut_gzip", "empty", "html", "charset", "drip")
GATEWAYS = ("500", "502", "503", "504")
TOO_SLOW = 1_000.0  # seconds between two bytes
TIMES = (1, 2, 5, 12)  # a call that may be repeated is tried five times: the larger numbers lose it for good
TIMES_OF_A_SPELL = (5, 12, 30)


def draw_losses(draw: random.Random) -> Plan:
    """Some rules for each CRM; the name of a rule says the route, how the answer is lost, and when."""
    rules: list[Rule] = []
    for crm, calls in CALLS.items():
        if draw.random() < 0.5:
            rules += [_rule(draw, crm, route, spell=True) for route in draw.choice(SPELLS[crm])]
        routes = draw.choices(list(calls), k=draw.randint(1, len(calls)))
        rules += [_rule(draw, crm, route) for route in routes]
    return Plan(seed=draw.randrange(1 << 30), rules=tuple(rules))


def _rule(draw: random.Random, crm: str, route: str, *, spell: bool = False) -> Rule:
    when = replace(
        CALLS[crm][route],
        crm=crm,
        from_=1 if spell else draw.choice((1, 1, 2, 3)),
        every=1 if spell else draw.choice((1, 1, 2)),
        probability=1.0 if spell else draw.choice((0.5, 1.0)),
        times=draw.choice(TIMES_OF_A_SPELL if spell else TIMES),
    )
    if route in WRITES and draw.random() < 0.2:
        return Rule(what=Line(kind="reset_before"), when=when, name=f"{crm} {route}: reset {LATE}")
    what, name, after = _what(draw, bodiless=route in BODILESS)
    return Rule(what=what, when=when, name=f"{crm} {route}: {name} {'after' if after else 'before'}")


def _what(draw: random.Random, *, bodiless: bool) -> tuple[What, str, bool]:
    """What happens, its name, and whether the call has taken effect by then."""
    if draw.random() < 0.3:
        name, done = draw.choice(GATEWAYS), draw.random() < 0.5
        return Answer(name=name, took_effect=done), name, done
    kind = draw.choice(LINES if bodiless else LINES + LINES_OF_BODIES)
    return Line(kind=kind, seconds=TOO_SLOW), kind, kind not in BEFORE
