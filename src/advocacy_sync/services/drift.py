"""What an org has changed of an object since the last look, kept, and told before anything is read or written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from advocacy_sync.attribution.eligibility import READS
from advocacy_sync.kernel.finding import Finding
from advocacy_sync.kernel.ids import RunId
from advocacy_sync.mapping.drift import diff, impact
from advocacy_sync.ports.store import SchemaChange, Store
from advocacy_sync.signals.document import SignalRules
from advocacy_sync.signals.facts import SOURCES

from .connected import Connected, MappingFile

__all__ = ["look", "readers"]


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
    return impact(changes, file.document, file.place, rules)
