"""Each planned value once: by the CRMs' own logs of effects, by a clean read, by what the store kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from advocacy_sync.kernel.ids import parse_source_key
from advocacy_sync.sandbox.watch import Effect
from advocacy_sync.services.cycle import Programme
from advocacy_sync.store.unit_of_work import SqlStore
from dump import rows
from simulation.oracle import doubled
from simulation.scenery import Scenery

__all__ = ["Planned", "planned", "wrong"]

Place = tuple[str, str]  # source key, field
NOT_TAKEN = "the write did not take effect"


@dataclass(frozen=True)
class Planned:
    """What a round wanted. `receipts`: how its values ended, plan by plan."""

    after: Mapping[Place, Any]
    receipts: Mapping[Place, Sequence[Mapping[str, Any]]]


def planned(store: SqlStore, since: int) -> Planned:
    """What the plans with a higher number said."""
    after: dict[Place, Any] = {}
    receipts: dict[Place, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows(store, "intent"):
        if row["plan"] > since:
            place = row["source_key"], row["field"]
            after[place] = orjson.loads(row["after"])
            receipts[place].append(row)
    return Planned(after, receipts)


def wrong(scenery: Scenery, store: SqlStore, made: Programme, said: Planned) -> list[str]:
    """What is not as it must be after a round. `made`: a process of its own whose line is sound."""
    effects = _effects(scenery, said)
    found = [*doubled(scenery), *_uncalled_for(effects, said)]
    for place in sorted(said.after):
        found += _by_effects(place, effects.get(place, []), said.receipts[place])
    found += _by_reading(made, said)
    found += _by_store(store, said)
    return found


def _effects(scenery: Scenery, said: Planned) -> dict[Place, list[Effect]]:
    """What calls have done to the fields that were planned for, on whatever row."""
    fields = {(*key.split("/")[:2], field) for key, field in said.after}
    found: dict[Place, list[Effect]] = defaultdict(list)
    for crm, log in scenery.effects.items():
        for effect in log:
            if effect.request > 0 and (crm, effect.object_name, effect.field) in fields:
                found[f"{crm}/{effect.object_name}/{effect.key}", effect.field].append(effect)
    return found


def _uncalled_for(effects: Mapping[Place, Sequence[Effect]], said: Planned) -> Iterator[str]:
    yield from (f"written but not planned: {key} {field}" for key, field in sorted(set(effects) - set(said.after)))


def _by_effects(place: Place, effects: Sequence[Effect], receipts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    name = " ".join(place)
    outcomes = [receipt["outcome"] for receipt in receipts]
    if len(effects) != 1:
        yield f"{len(effects)} effects instead of one: {name} (receipts: {', '.join(outcomes)})"
        return
    if outcomes[-1] not in ("applied", "unchanged") or outcomes.count("applied") > 1:
        yield f"the receipts do not end well: {name} ({', '.join(outcomes)})"
    for receipt in receipts:
        done = receipt["settled_at"] is not None and effects[0].at <= receipt["settled_at"]
        if receipt["outcome"] in ("rejected", "conflicted", "held"):
            yield f"{receipt['outcome']}, though nothing but answers was lost: {name} ({receipt['message']})"
        if receipt["outcome"] in ("applied", "unchanged") and not done:
            yield f"called {receipt['outcome']} before it took effect: {name}"
        if done and receipt["message"].startswith(NOT_TAKEN):
            yield f"said not to have taken effect, which it had: {name}"


def _by_reading(made: Programme, said: Planned) -> Iterator[str]:
    """What the CRMs show to a clean read."""
    by_object: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for source_key, field in said.after:
        key = parse_source_key(source_key)
        by_object[key.connection, key.object][key.external_id].add(field)
    sessions = {str(one.name): one.session for one in made.connections}
    for (name, object_name), asked in sorted(by_object.items()):
        fields = sorted({field for own in asked.values() for field in own})
        shown = {str(row.key): row for row in sessions[name].reader.read(object_name, sorted(asked), fields)}
        for id, own in sorted(asked.items()):
            source_key = f"{name}/{object_name}/{id}"
            row = shown.get(source_key)
            for field in sorted(own):
                if row is None or row.payload.get(field) != said.after[source_key, field]:
                    yield f"the CRM does not show what was planned: {source_key} {field}"


def _by_store(store: SqlStore, said: Planned) -> Iterator[str]:
    """What the store believes of the rows, and what it takes for its own."""
    believed = {row["key"]: orjson.loads(row["payload"]) for row in rows(store, "source_row")}
    own = {(row["source_key"], row["field"]): row for row in rows(store, "pushed_value")}
    for place, after in sorted(said.after.items()):
        key, field = place
        if believed[key].get(field) != after:
            yield f"the store believes another value than the CRM has: {key} {field}"
        if place not in own or orjson.loads(own[place]["written"]) != after:
            yield f"the store does not know that it wrote this: {key} {field}"
