"""Resolve: source records of companies, people and colleagues become canonical records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from advocacy_sync.identity.keys import keys
from advocacy_sync.identity.resolve import Ambiguity, resolve
from advocacy_sync.identity.survivorship import survive
from advocacy_sync.kernel.ids import RecordId, parse_source_key
from advocacy_sync.ports.store import Member, Store, UnitOfWork

__all__ = ["ResolveReport", "resolve_all"]

KINDS = ("owner", "account", "contact")
MEMBERS_A_BATCH = 5_000


@dataclass
class ResolveReport:
    """How many source records were looked at and how many canonical ones were joined, by kind."""

    resolved: dict[str, int] = field(default_factory=dict)
    joined: dict[str, int] = field(default_factory=dict)
    ambiguous: dict[str, list[Ambiguity]] = field(default_factory=dict)


def resolve_all(store: Store, ranks: Mapping[str, int]) -> ResolveReport:
    """Resolve whatever is new or changed. `ranks`: preference by connection, lower first.

    All keys are stored first, then all cross-ids joined, then the weaker keys: what a record is
    joined to must not depend on which batch it came in.
    """
    report = ResolveReport()
    for kind in KINDS:
        resolving = _Resolving(kind, ranks, report)
        report.resolved[kind] = report.joined[kind] = 0
        if _each_batch(store, kind, resolving.rekey):
            _each_batch(store, kind, resolving.join_ids)
            _each_batch(store, kind, resolving.settle)
        with store.begin() as work:
            found = work.identity.ambiguous(kind)
        report.ambiguous[kind] = [Ambiguity(key.partition(":")[0], tuple(found[key])) for key in sorted(found)]
    return report


def _each_batch(store: Store, kind: str, step: Callable[[UnitOfWork, Sequence[Member]], None]) -> bool:
    """The step for every member that is new or changed, a transaction per batch; whether there are any."""
    last = ""
    while True:
        with store.begin() as work:
            members = work.identity.dirty(kind, MEMBERS_A_BATCH, last)
            if not members:
                return last != ""
            step(work, members)
            last = members[-1].id


@dataclass(frozen=True)
class _Resolving:
    kind: str
    ranks: Mapping[str, int]
    report: ResolveReport

    def rekey(self, work: UnitOfWork, members: Sequence[Member]) -> None:
        work.identity.rekey(self.kind, {member.id: keys(member.record) for member in members})

    def join_ids(self, work: UnitOfWork, members: Sequence[Member]) -> None:
        strong = {member.id: [key for key in keys(member.record) if key.startswith("id:")] for member in members}
        self._join(work, strong)

    def settle(self, work: UnitOfWork, members: Sequence[Member]) -> None:
        """Join by every key, then write what the groups' sources say together."""
        groups = self._join(work, {member.id: keys(member.record) for member in members})
        settled = work.identity.members(self.kind, sorted({groups[member.id] for member in members}))
        records = [
            survive(RecordId(root), [member.record for member in sorted(group, key=lambda one: self._rank(one.id))])
            for root, group in sorted(settled.items())
        ]
        clean = [member.id for group in settled.values() for member in group]
        work.identity.settle(self.kind, records, [], clean)
        self.report.resolved[self.kind] += len(members)

    def _join(self, work: UnitOfWork, found: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
        """Join the holders of these keys; canonical id by record id, as it now is."""
        holders = work.identity.holders(self.kind, sorted({key for own in found.values() for key in own}))
        holders = {key: held for key, held in holders.items() if len(held) > 1}  # one alone joins nobody
        involved = {record for held in holders.values() for record in held} | set(found)
        current = work.identity.groups(self.kind, sorted(involved))
        groups = resolve(holders, current, self._rank).groups
        moved = {record: root for record, root in groups.items() if current[record] != root}
        work.identity.assign(self.kind, moved)
        gone = sorted({current[record] for record in moved} - set(groups.values()))
        work.identity.settle(self.kind, [], gone, [])
        self.report.joined[self.kind] += len(gone)
        return groups

    def _rank(self, record: str) -> tuple[int, str]:
        connection = parse_source_key(record).connection
        return self.ranks.get(connection, len(self.ranks)), record
