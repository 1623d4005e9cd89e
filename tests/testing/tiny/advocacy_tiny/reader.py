"""Reading one account of Tiny CRM, by pages in the order of (stamp, id)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from advocacy_sync.kernel.clock import parse_instant
from advocacy_sync.kernel.ids import ConnectionName, ExternalId, SourceKey
from advocacy_sync.kernel.timespan import Span
from advocacy_sync.ports.crm import Org, Page, ReadRequest
from advocacy_sync.records.schema import FieldSchema, ObjectSchema
from advocacy_sync.records.source_row import SourceRow

from .client import Client, NotThere

__all__ = ["Reader"]

IDS_A_CALL = 50


class Reader:
    def __init__(self, client: Client, connection: ConnectionName) -> None:
        self._client, self._connection = client, connection
        self._known: dict[str, ObjectSchema | None] = {}

    def org(self) -> Org:
        found = self._client.read("GET", "/me")
        return Org(id=found["id"], name=found["name"], user=found["user"])

    def describe(self, object_name: str) -> ObjectSchema | None:
        if object_name not in self._known:
            self._known[object_name] = self._described(object_name)
        return self._known[object_name]

    def _described(self, object_name: str) -> ObjectSchema | None:
        try:
            found = self._client.read("GET", f"/{object_name}/fields")
        except NotThere:
            return None
        fields = {one["name"]: FieldSchema(label=one["name"], updateable=not one["calculated"], **one) for one in found}
        return ObjectSchema(name=object_name, label=object_name, fields=fields)

    def refresh(self) -> None:
        self._known.clear()

    def now(self) -> datetime:
        return self._client.time.now()

    def adds(self, _: str, __: str) -> bool:
        return False

    def quiet(self, object_name: str, sources: Sequence[str]) -> tuple[str, ...]:
        schema = self.describe(object_name)
        fields = schema.fields if schema else {}
        return tuple(name for name in sources if name in fields and fields[name].calculated)

    def tidy(self, cursors: Sequence[str]) -> None:
        """Nothing stays open."""

    def calls(self) -> int:
        return self._client.calls

    def count(self, _: str, __: Span) -> None:
        """Tiny CRM cannot tell."""

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        if request.ids is not None:
            yield from self._named(request.object, list(dict.fromkeys(request.ids)), request.sources, int(cursor or 0))
            return
        span = {"from": request.span.start, "until": request.span.end}
        query = {name: at.isoformat() for name, at in span.items() if at is not None}
        while True:
            asked = {**query, "after": cursor} if cursor else query
            found = self._client.read("GET", f"/{request.object}", query=asked)
            rows = tuple(self._row(request.object, raw, request.sources) for raw in found["rows"])
            cursor = found["next"]
            yield Page(rows, cursor)
            if cursor is None:
                return

    def _named(self, object_name: str, ids: list[str], names: Sequence[str], at: int) -> Iterator[Page]:
        while True:
            behind = at + IDS_A_CALL
            more = behind < len(ids)
            yield Page(tuple(self.read(object_name, ids[at:behind], names)), str(behind) if more else None)
            if not more:
                return
            at = behind

    def read(self, object_name: str, ids: Sequence[str], fields: Sequence[str]) -> list[SourceRow]:
        rows: list[SourceRow] = []
        for start in range(0, len(ids), IDS_A_CALL):
            found = self._client.read("POST", f"/{object_name}/get", body={"ids": ids[start : start + IDS_A_CALL]})
            rows += [self._row(object_name, raw, fields) for raw in found["rows"]]
        return rows

    def _row(self, object_name: str, raw: Mapping[str, Any], names: Sequence[str]) -> SourceRow:
        shown = {name: raw["values"][name] for name in names if name in raw["values"]}
        return SourceRow(
            key=SourceKey(self._connection, object_name, ExternalId(raw["id"])),
            payload={"id": raw["id"], "changed": raw["changed"], **shown},
            stamp=parse_instant(raw["changed"]),
            deleted=raw["deleted"],
            merged_into=raw["merged_into"],
        )
