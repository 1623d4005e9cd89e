"""Take back what a run wrote: before-images become a plan of their own, which spares what people did since."""

from __future__ import annotations

from collections.abc import Sequence

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.kernel.ids import RunId, parse_source_key
from advocacy_sync.ports.store import Intent, Store

from .connected import Connected
from .plan import Draft

__all__ = ["draft_rollback"]


def draft_rollback(store: Store, connections: Sequence[Connected], run: RunId) -> Draft:
    """A plan that restores what each value written in a run replaced.

    It is applied like any other: a field that no longer holds what the run wrote is left alone. Raises
    ConfigError when the run wrote nothing.
    """
    with store.begin() as work:
        applied = work.pushes.applied_in(run)
    if not applied:
        raise ConfigError(f"run {run} wrote nothing into a CRM; 'advocacy-sync runs list' shows what ran")
    intents = [
        Intent(
            id=None,
            source_key=one.source_key,
            field=one.field,
            value=one.value,
            before=one.after,
            after=one.replaced,
            reason=f"rollback of run {run}",
            parent=one.parent,
        )
        for one in applied
        if one.replaced != one.after
    ]
    return Draft(intents=intents, cost=_cost(connections, intents))


def _cost(connections: Sequence[Connected], intents: Sequence[Intent]) -> int:
    rows: dict[tuple[str, str], set[str]] = {}
    for intent in intents:
        key = parse_source_key(intent.source_key)
        rows.setdefault((key.connection, key.object), set()).add(intent.source_key)
    writers = {str(connection.name): connection.session.writer for connection in connections}
    return sum(writers[name].cost(len(found)) for (name, _), found in rows.items() if name in writers)
