"""What each org said of its objects when they were last described, and what has changed since."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import SchemaChange
from advocacy_sync.records.schema import FieldSchema, ObjectSchema

from .bulk import upsert
from .schema import object_schema, schema_change

__all__ = ["SqlSchemas"]

_LISTS = ("options", "references")
# The rules of a field are left out: a room may have to ask for them, and only who pushes needs to know.
_KEPT = tuple(field.name for field in dataclasses.fields(FieldSchema) if field.name != "rules")


class SqlSchemas:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, connection: str, object_name: str) -> ObjectSchema | None:
        mine = (object_schema.c.connection == connection, object_schema.c.object == object_name)
        text = self._connection.execute(select(object_schema.c.described).where(*mine)).scalar()
        return None if text is None else _parse(text)

    def put(self, connection: str, schema: ObjectSchema, now: datetime) -> None:
        fields = [{name: getattr(field, name) for name in _KEPT} for field in schema.fields.values()]
        described = {"name": schema.name, "label": schema.label, "fields": fields}
        row = {
            "connection": connection,
            "object": schema.name,
            "described": orjson.dumps(described).decode(),
            "described_at": now,
        }
        upsert(self._connection, object_schema, [row])

    def changed(self, run: RunId, changes: Sequence[SchemaChange], now: datetime) -> None:
        rows = [{**dataclasses.asdict(change), "run": run, "learnt_at": now} for change in changes]
        if rows:
            self._connection.execute(schema_change.insert(), rows)

    def changes(self, limit: int, since: datetime | None = None) -> list[SchemaChange]:
        """Those learnt since then, the newest first."""
        names = [field.name for field in dataclasses.fields(SchemaChange)]
        query = select(*[schema_change.c[name] for name in names]).order_by(schema_change.c.id.desc()).limit(limit)
        if since is not None:
            query = query.where(schema_change.c.learnt_at >= since)
        return [SchemaChange(**row._mapping) for row in self._connection.execute(query)]


def _parse(text: str) -> ObjectSchema:
    described = orjson.loads(text)
    fields = [_field(field) for field in described["fields"]]
    return ObjectSchema(
        name=described["name"], label=described["label"], fields={field.name: field for field in fields}
    )


def _field(said: dict[str, Any]) -> FieldSchema:
    """Members that this version does not know are left out: another one wrote them."""
    values = {name: said[name] for name in _KEPT if name in said}
    return FieldSchema(**{**values, **{name: tuple(values.get(name) or ()) for name in _LISTS}})
