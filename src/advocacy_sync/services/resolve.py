"""Resolve: source records of companies, people and colleagues become canonical records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """Resolve whatever is new or changed. `ranks`: preference by connection, lower first."""
    report = ResolveReport()
    for kind in KINDS:
        report.resolved[kind] = report.joined[kind] = 0
        report.ambiguous[kind] = []
        _rekey(store, kind)  # all keys first: who else has a key must not depend on the batches
        while True:
            with store.begin() as work:
                members = work.identity.dirty(kind, MEMBERS_A_BATCH)
                if not members:
                    break
                _batch(work, kind, members, ranks, report)
    return report


def _rekey(store: Store, kind: str) -> None:
    last = ""
    while True:
        with store.begin() as work:
            members = work.identity.dirty(kind, MEMBERS_A_BATCH, last)
            if not members:
                return
            work.identity.rekey(kind, {member.id: keys(member.record) for member in members})
            last = members[-1].id


def _batch(
    work: UnitOfWork, kind: str, members: Sequence[Member], ranks: Mapping[str, int], report: ResolveReport
) -> None:
    found = {member.id: keys(member.record) for member in members}
    holders = work.identity.holders(kind, sorted({key for own in found.values() for key in own}))
    involved = {record for held in holders.values() for record in held} | set(found)
    current = work.identity.groups(kind, sorted(involved))

    def rank(record: str) -> tuple[int, str]:
        connection = parse_source_key(record).connection
        return ranks.get(connection, len(ranks)), record

    resolution = resolve(holders, current, rank)
    moved = {record: root for record, root in resolution.groups.items() if current[record] != root}
    work.identity.assign(kind, moved)
    roots = sorted({resolution.groups[member.id] for member in members} | set(moved.values()))
    gone = sorted({current[record] for record in moved} - set(resolution.groups.values()))
    groups = work.identity.members(kind, roots)
    records = [
        survive(RecordId(root), [member.record for member in sorted(group, key=lambda one: rank(one.id))])
        for root, group in sorted(groups.items())
    ]
    clean = [member.id for group in groups.values() for member in group]
    work.identity.settle(kind, records, gone, clean)
    report.resolved[kind] += len(members)
    report.joined[kind] += len(gone)
    report.ambiguous[kind] += resolution.ambiguous
