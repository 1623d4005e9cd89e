"""Which source records are one company or one person.

Two records of different connections are one when one names the other's id, or when they share a
domain or an e-mail address that nobody else in either connection has. Two records of the same
connection are never joined: their CRM says that they are two. What stays unclear is listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from advocacy_sync.kernel.ids import parse_source_key

__all__ = ["Ambiguity", "Resolution", "resolve"]


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """Records that share a key but cannot be told apart by it. Ids only, no personal data."""

    key: str  # the kind of key: id, domain, email
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """`groups`: canonical id by source record id, for every record given."""

    groups: Mapping[str, str]
    ambiguous: tuple[Ambiguity, ...]


def resolve(
    holders: Mapping[str, Sequence[str]], current: Mapping[str, str], rank: Callable[[str], tuple[int, str]]
) -> Resolution:
    """Join the records that share keys.

    `holders`: record ids by identity key; `current`: canonical id by record id, as stored; `rank`
    orders records, the first of a group lends it its id unless the group has one already. The
    answer does not depend on the order of either mapping.
    """
    forest = _Forest(current, rank)
    unclear: list[Ambiguity] = []
    for key in sorted(holders, key=lambda key: (_ORDER.index(key.partition(":")[0]), key)):
        members = sorted(set(holders[key]), key=rank)
        if len(members) < 2:
            continue
        if not forest.join(members):
            unclear.append(Ambiguity(key.partition(":")[0], tuple(members)))
    return Resolution({record: forest.root(record) for record in current}, tuple(unclear))


_ORDER = ("id", "domain", "email")  # strongest first


class _Forest:
    """Groups of records, none of which holds two of one connection."""

    def __init__(self, current: Mapping[str, str], rank: Callable[[str], tuple[int, str]]) -> None:
        self._rank = rank
        self._root = dict(current)
        self._members: dict[str, set[str]] = defaultdict(set)
        for record, root in current.items():
            self._members[root].add(record)

    def root(self, record: str) -> str:
        return self._root[record]

    def join(self, records: Iterable[str]) -> bool:
        """Make one group of them; False, and nothing changed, if that would join two of one connection."""
        roots = {self._root[record] for record in records}
        if len(roots) == 1:
            return True
        joined = set().union(*(self._members[root] for root in roots))
        connections = [parse_source_key(record).connection for record in joined]
        if len(set(connections)) < len(connections):
            return False
        winner = min(roots, key=self._rank)
        for root in roots:
            self._members.pop(root)
        self._members[winner] = joined
        self._root.update(dict.fromkeys(joined, winner))
        return True
