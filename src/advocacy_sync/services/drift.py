"""What an org has changed of an object since the last look, kept, and told before anything is read or written."""

from __future__ import annotations

from datetime import datetime

from advocacy_sync.kernel.finding import Finding
from advocacy_sync.kernel.ids import RunId
from advocacy_sync.mapping.drift import diff, impact
from advocacy_sync.ports.store import SchemaChange, Store

from .connected import Connected, MappingFile

__all__ = ["look"]


def look(store: Store, run: RunId, now: datetime, connection: Connected, file: MappingFile) -> list[Finding]:
    """Describe the object, keep what is new of it, and say which lines of the mapping that touches.

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
    return impact(changes, file.document, file.place)
