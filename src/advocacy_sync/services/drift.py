"""What an org has changed of an object since the last look, kept, and told before anything is read or written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from advocacy_sync.attribution.eligibility import READS
from advocacy_sync.kernel.finding import Finding
from advocacy_sync.kernel.ids import RunId
from advocacy_sync.mapping.drift import FieldChange, diff, impact, in_words, stands
from advocacy_sync.ports.store import SchemaChange, Store
from advocacy_sync.records.schema import ObjectSchema
from advocacy_sync.signals.document import SignalRules
from advocacy_sync.signals.facts import SOURCES

from .connected import Connected, MappingFile

__all__ = ["Drifted", "drifted", "look", "readers"]

MOST_CHANGES = 10_000


def readers(rules: SignalRules) -> dict[str, list[str]]:
    """By canonical field: the rules of signals that rest on it, by name, and the attribution."""
    found: dict[str, list[str]] = defaultdict(list)
    for condition in [*rules.suppress, *rules.rules]:
        for name in dict.fromkeys(source for need in condition.needs for source in SOURCES[need]):
            found[name].append(condition.name)
    for name in READS:
        found[name].append("attribution")
    return found


def look(
    store: Store,
    run: RunId,
    now: datetime,
    connection: Connected,
    file: MappingFile,
    *,
    rules: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> list[Finding]:
    """Describe the object, keep what is new of it, and say which lines of the mapping that touches.

    `rules`: what rests on each canonical field, as `readers` gives it.

    An object that is not shown at all keeps its last description: what is found when it is shown again
    is compared with that.
    """
    schema = connection.session.reader.describe(file.document.object)
    if schema is None:
        return []
    with store.begin() as work:
        before = work.schemas.get(connection.name, schema.name)
        changes = diff(before, schema) if before is not None else []
        if before is None or changes:
            work.schemas.put(connection.name, schema, now)
        work.schemas.changed(
            run,
            [
                SchemaChange(
                    connection=connection.name,
                    object=schema.name,
                    field=one.field,
                    change=one.change,
                    before=one.before,
                    after=one.after,
                )
                for one in changes
            ],
            now,
        )
    return impact(changes, file.document, file.place, rules, schema=schema)


@dataclass(frozen=True, slots=True)
class Drifted:
    """One change that an org has made: what, since when we know, and which lines it touches while it stands."""

    place: str
    what: str
    learnt_at: datetime | None
    undone: bool
    findings: Sequence[Finding]


def drifted(
    store: Store, since: datetime, connection: Connected, file: MappingFile, rules: Mapping[str, Sequence[str]]
) -> list[Drifted]:
    """What was learnt since then of the object of a file, the oldest first. Nothing is asked of the CRM."""
    with store.begin() as work:
        schema = work.schemas.get(connection.name, file.document.object)
        changes = work.schemas.changes(MOST_CHANGES, since)
    if schema is None:
        return []
    mine = [one for one in reversed(changes) if (one.connection, one.object) == (connection.name, schema.name)]
    return [_drifted(one, schema, file, rules) for one in mine]


def _drifted(one: SchemaChange, schema: ObjectSchema, file: MappingFile, rules: Mapping[str, Sequence[str]]) -> Drifted:
    change = FieldChange(one.field, one.change, one.before, one.after)  # type: ignore[arg-type]
    there = stands(change, schema)
    findings = impact([change], file.document, file.place, rules, schema=schema) if there else []
    place = f"{one.connection} {one.object}.{one.field}"
    return Drifted(place, in_words(change), one.learnt_at, not there, findings)
