"""A changed mapping applied to the rows that are kept, without a call; and what it would change, without doing it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from advocacy_sync.kernel.clock import Clock
from advocacy_sync.kernel.finding import Finding
from advocacy_sync.kernel.ids import RunId
from advocacy_sync.mapping.inbound import Mapper
from advocacy_sync.ports.events import Progress, silent
from advocacy_sync.ports.store import Checkpoint, Difference, Example, Intent, Store

from .connected import Connected, ObjectPlan, fit
from .reading import ObjectReading, PullPolicy

__all__ = ["Rehearsed", "Replayed", "replay", "writes_between"]


@dataclass
class Replayed:
    """Rows that the mapping was applied to anew, by (connection, object)."""

    rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)


@dataclass
class Rehearsed:
    """What a changed mapping would change. `notes`: what could not be compared, and why."""

    replayed: Replayed
    differences: list[Difference]
    writes: list[Difference]
    notes: list[str]

    @property
    def changes(self) -> bool:
        return bool(self.differences or self.writes)


def replay(
    store: Store, run: RunId, clock: Clock, connections: Sequence[Connected], progress: Progress = silent
) -> Replayed:
    """Apply each mapping to the kept rows that another version of it was applied to, in steps that are kept one by
    one: a stop is made good by the next replay or pull."""
    report = Replayed()
    for connection in connections:
        for file in connection.files:
            with store.begin() as work:
                state = work.checkpoints.get(connection.name, file.document.object)
            if state is None:
                continue  # nothing is kept
            plan, findings = fit(connection, file, {*state.sources, *state.lost})
            report.findings += findings
            if plan is None:
                continue
            report.findings += _unread(connection, plan, state)
            mapper = Mapper(plan.document, connection.name, connection.settings)
            counts: Counter[str] = Counter()
            policy = PullPolicy()
            ObjectReading(store, run, clock, policy, progress, connection, plan, mapper, counts).replay()
            if counts["replayed"]:
                report.rows[str(connection.name), plan.object] += counts["replayed"]
    return report


def _unread(connection: Connected, plan: ObjectPlan, state: Checkpoint) -> list[Finding]:
    new = [source for source in plan.reads if state.sources and source not in state.sources]
    if not new:
        return []
    text = f"{', '.join(new)} of {plan.object} is not kept yet: the next pull fills it in, and what follows from it"
    return [Finding(code="replay.unread", message=text, subject=str(connection.name), severity="notice")]


def writes_between(before: Sequence[Intent], after: Sequence[Intent], examples: int) -> list[Difference]:
    """How what is to be written differs between two drafts, by CRM field."""
    first = {(one.source_key, one.field): one.after for one in before}
    second = {(one.source_key, one.field): one.after for one in after}
    found: dict[str, list[Example]] = defaultdict(list)
    for key in sorted({*first, *second}):
        if key not in first or key not in second or first[key] != second[key]:
            example = Example(record=key[0], field=key[1], before=first.get(key), after=second.get(key))
            found[_place(*key)].append(example)
    return [_of_field(name, found[name], first, second, examples) for name in sorted(found)]


def _place(source_key: str, name: str) -> str:
    connection, object_name, _ = source_key.split("/", 2)
    return f"{connection} {object_name}.{name}"


def _of_field(
    name: str,
    found: Sequence[Example],
    first: Collection[tuple[str, str]],
    second: Collection[tuple[str, str]],
    most: int,
) -> Difference:
    added = sum((one.record, one.field) not in first for one in found)
    removed = sum((one.record, one.field) not in second for one in found)
    changed = len(found) - added - removed
    return Difference(kind=name, added=added, removed=removed, changed=changed, examples=found[:most])
