"""The members of records that several sources may speak of, and the keys they are found by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Integer, bindparam, cast, delete, func, select, update

from advocacy_sync.ports.store import Member

from .bulk import among, write
from .flat import columns, from_json, to_tuple
from .schema import CANONICAL, identity_key, link

__all__ = ["SqlIdentity"]


class SqlIdentity:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def dirty(self, kind: str, limit: int, after: str = "") -> list[Member]:
        """Members that are new or changed since the last resolution, in the order of their ids."""
        mine = (link.c.kind == kind) & link.c.dirty.is_(True) & (link.c.id > after)
        return self._members(select(link).where(mine).order_by(link.c.id).limit(limit))

    def _members(self, query: Any) -> list[Member]:
        return [
            Member(row.id, row.record_id, from_json(row.kind, row.id, row.fields))
            for row in self._connection.execute(query)
        ]

    def taken(self, kind: str, keys: Sequence[str]) -> set[str]:
        """Those of the keys that a member carries, or one that is no more did."""
        if not keys:
            return set()
        mine = (identity_key.c.kind == kind) & among(self._connection, identity_key.c.key, keys)
        return set(self._connection.execute(select(identity_key.c.key).where(mine)).scalars())

    def unmoved(self, kind: str, keys: Mapping[str, Sequence[str]]) -> set[str]:
        """Those of the members who carry just these keys, wait for nothing, and are alone in their canonical record:
        whatever else was said of them, they are who they were."""
        if not keys:
            return set()
        record_id, connection = link.c.record_id, self._connection
        mine = (link.c.kind == kind) & among(connection, record_id, keys)
        groups = select(record_id, func.min(link.c.id)).where(mine).group_by(record_id)
        single = groups.having((func.count() == 1) & (func.max(cast(link.c.dirty, Integer)) == 0))
        alone = {row[0] for row in connection.execute(single) if row[0] == row[1]}
        found: dict[str, set[str]] = defaultdict(set)
        theirs = (identity_key.c.kind == kind) & among(connection, identity_key.c.id, alone)
        for key, member in connection.execute(select(identity_key.c.key, identity_key.c.id).where(theirs)):
            found[member].add(key)
        return {member for member in alone & keys.keys() if found[member] == set(keys[member])}

    def rekey(self, kind: str, keys: Mapping[str, Sequence[str]]) -> None:
        """Replace the identity keys of members: keys by member id."""
        if not keys:
            return
        mine = (identity_key.c.kind == kind) & among(self._connection, identity_key.c.id, keys)
        self._connection.execute(delete(identity_key).where(mine))
        rows = [(kind, key, member) for member, found in keys.items() for key in found]
        write(self._connection, identity_key, ("kind", "key", "id"), rows, new=True)

    def holders(self, kind: str, keys: Sequence[str]) -> dict[str, list[str]]:
        """The members that carry each of the keys and still exist."""
        found: dict[str, list[str]] = defaultdict(list)
        mine = (identity_key.c.kind == kind) & among(self._connection, identity_key.c.key, keys)
        alive = (link.c.kind == kind) & (link.c.id == identity_key.c.id)
        query = select(identity_key.c.key, identity_key.c.id).join(link, alive).where(mine)
        for key, member in self._connection.execute(query):
            found[key].append(member)
        return found

    def groups(self, kind: str, ids: Sequence[str]) -> dict[str, str]:
        """Canonical id by member id, for the named members and all others of their groups."""
        roots = select(link.c.record_id).where(link.c.kind == kind, among(self._connection, link.c.id, ids))
        query = select(link.c.id, link.c.record_id).where(link.c.kind == kind, link.c.record_id.in_(roots))
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def members(self, kind: str, record_ids: Sequence[str]) -> dict[str, list[Member]]:
        """Every member of the named canonical records."""
        found: dict[str, list[Member]] = defaultdict(list)
        mine = (link.c.kind == kind) & among(self._connection, link.c.record_id, record_ids)
        for member in self._members(select(link).where(mine)):
            found[member.record_id].append(member)
        return found

    def ambiguous(self, kind: str) -> dict[str, list[str]]:
        """Members by key, sorted, where members that carry the same key are not one record."""
        alive = (link.c.kind == identity_key.c.kind) & (link.c.id == identity_key.c.id)
        of_kind = identity_key.c.kind == kind
        # Few keys are carried by several: the index alone tells which, and only those are looked at.
        several = select(identity_key.c.key).where(of_kind).group_by(identity_key.c.key).having(func.count() > 1)
        shared = [row[0] for row in self._connection.execute(several)]
        if not shared:
            return {}
        query = select(identity_key.c.key, identity_key.c.id, link.c.record_id).join(link, alive)
        rows = self._connection.execute(query.where(of_kind, among(self._connection, identity_key.c.key, shared)))
        found: dict[str, list[str]] = defaultdict(list)
        records: dict[str, set[str]] = defaultdict(set)
        for key, member, record in sorted((row[0], row[1], row[2]) for row in rows):
            found[key].append(member)
            records[key].add(record)
        return {key: members for key, members in found.items() if len(records[key]) > 1}

    def assign(self, kind: str, groups: Mapping[str, str]) -> None:
        """Make each member part of the canonical record named, which has to be settled anew: a process may end
        between the two."""
        mine = (link.c.kind == kind) & (link.c.id == bindparam("member"))
        statement = update(link).where(mine).values(record_id=bindparam("root"), dirty=True)
        rows = [{"member": member, "root": record_id} for member, record_id in groups.items()]
        if rows:
            self._connection.execute(statement, rows)

    def settle(self, kind: str, records: Sequence[Any], gone: Sequence[str], clean: Sequence[str]) -> None:
        """Write the canonical records, remove those that were joined to others, mark members as resolved."""
        table = CANONICAL[kind]
        write(self._connection, table, columns(kind), [to_tuple(kind, record) for record in records])
        if gone:
            self._connection.execute(delete(table).where(among(self._connection, table.c.id, gone)))
        if clean:
            mine = (link.c.kind == kind) & among(self._connection, link.c.id, clean)
            self._connection.execute(update(link).where(mine).values(dirty=False))
