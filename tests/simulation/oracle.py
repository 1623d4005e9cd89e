"""What must be true: of the store by itself at any moment, and of store and CRMs together once all is calm."""

from __future__ import annotations

import random
from typing import Any

from advocacy_sync.ports.crm import ReadRequest
from advocacy_sync.sandbox.watch import Effect
from advocacy_sync.services.connected import fit
from advocacy_sync.services.proof import broken
from advocacy_sync.store.unit_of_work import SqlStore
from dump import rows
from simulation.life import Life
from simulation.scenery import OBJECTS, Scenery, programme

__all__ = ["backlog", "coverage", "doubled", "harm"]

# What a CRM stamps by itself on a row that is written, whatever is written.
STAMPS = frozenset(
    {"SystemModstamp", "LastModifiedDate", "LastModifiedById", "updatedAt", "hs_lastmodifieddate", "lastmodifieddate"}
)


def harm(store: SqlStore) -> list[str]:
    """Broken invariants of the store alone: there may be none, not even while everything fails."""
    return broken(store)


def coverage(scenery: Scenery, store: SqlStore) -> list[str]:
    """I2: the living rows of the store are those of the CRMs, value for value, as a clean read shows them."""
    clean = programme(scenery, store, Life(), "oracle", random.Random(0))
    kept = {row["key"]: row for row in rows(store, "source_row") if not row["deleted"]}
    found: list[str] = []
    for connection in clean.connections:
        for file in connection.files:
            plan, _ = fit(connection, file)
            if plan is None:
                continue
            request = ReadRequest(object=plan.object, sources=plan.reads)
            pages = connection.session.reader.pages(request)
            shown = {str(row.key): row for page in pages for row in page.rows if not row.deleted}
            machine = scenery.salesforce if connection.crm == "salesforce" else scenery.hubspot
            living = machine.people(scenery.clock.now()).living(plan.object)
            found += _compared(f"{connection.name}/{plan.object}/", shown, kept, set(living))
    return found


def _compared(head: str, shown: dict[str, Any], kept: dict[str, Any], living: set[str]) -> list[str]:
    import orjson

    mine = {key for key in kept if key.startswith(head)}
    found = [f"lost: {key}" for key in sorted(set(shown) - mine)]
    found += [f"not in the CRM: {key}" for key in sorted(mine - set(shown))]
    found += [
        f"the oracle does not see {head}{one}" for one in sorted(living - {key.split("/", 2)[2] for key in shown})
    ]
    for key in sorted(mine & set(shown)):
        payload = orjson.loads(kept[key]["payload"])
        want = orjson.loads(orjson.dumps(shown[key].payload))
        wrong = sorted(name for name in want if payload.get(name) != want[name])
        if wrong:
            found.append(f"old: {key} in {', '.join(wrong)}")
    return found


def backlog(store: SqlStore) -> list[str]:
    """I11: nothing is left undone."""
    with store.begin() as work:
        return work.audit.backlog()


def doubled(scenery: Scenery) -> list[str]:
    """I5: requests that wrote a row and changed nothing but its stamps: an effect that was there already."""
    found: list[str] = []
    for crm, log in scenery.effects.items():
        writes: dict[int, list[Effect]] = {}
        for effect in log:
            writes.setdefault(effect.write, []).append(effect)
        for effects in writes.values():
            first = effects[0]
            ours = first.request > 0 and first.object_name in OBJECTS[crm]
            if ours and {effect.field for effect in effects} <= STAMPS:
                found.append(f"doubled: {crm} {first.object_name} {first.key} by request {first.request}")
    return found
