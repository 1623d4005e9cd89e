"""The rows of one request: which properties are asked for, what is joined to them, how they are decoded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from advocacy_sync.kernel.ids import ConnectionName
from advocacy_sync.ports.crm import ReadRequest
from advocacy_sync.records.schema import ObjectSchema
from advocacy_sync.records.source_row import SourceRow

from .associations import read_associations
from .by_id import Found
from .sdk import Client
from .stages import STAGE_PROPERTY, Stages
from .wire import Decoder, merged_properties, stamp_property

__all__ = ["Rows", "is_joined"]


def is_joined(source: str) -> bool:
    """Whether a source is no property but something that the room joins to the record."""
    return source == "associations" or source.startswith(("associations.", "stage."))


class Rows:
    """`asked` are the properties to ask for: those of the rows, and what tells of merges."""

    def __init__(
        self, client: Client, version: str, connection: ConnectionName, schema: ObjectSchema, request: ReadRequest
    ) -> None:
        self._client, self._version, self._object = client, version, request.object
        self._kinds = sorted({source.split(".")[1] for source in request.sources if source.startswith("associations.")})
        self._staged = any(source.startswith("stage.") for source in request.sources)
        names = dict.fromkeys(name for name in request.sources if name in schema.fields)
        names[stamp_property(request.object)] = None
        if self._staged and request.object in STAGE_PROPERTY:
            names[STAGE_PROPERTY[request.object]] = None
        self.asked = list(dict.fromkeys([*names, *merged_properties(schema)]))
        self._decoder = Decoder(connection, schema, list(names))

    def of(self, found: Sequence[Found], stages: Stages) -> tuple[SourceRow, ...]:
        """Records as rows, in their order."""
        row = self._decoder.row
        if not self._kinds and not self._staged:
            return tuple(row(raw, None, also) for raw, also in found)
        ids = [str(raw["id"]) for raw, _ in found]
        linked = {
            kind: read_associations(self._client, self._version, self._object, kind, ids) if ids else {}
            for kind in self._kinds
        }
        rows = []
        for record, (raw, also) in zip(ids, found, strict=True):
            joined: dict[str, Any] = {}
            if linked:
                joined["associations"] = {kind: linked[kind].get(record, []) for kind in self._kinds}
            if self._staged:
                joined["stage"] = stages.of(self._object, raw.get("properties") or {})
            rows.append(row(raw, joined, also))
        return tuple(rows)
