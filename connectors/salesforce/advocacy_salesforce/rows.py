"""Rows as source rows, by decoders that are compiled once per query: the same row from REST and from Bulk.

REST nests what stands behind a parent, Bulk writes it in columns with dots; both become nested. Of a
parent that is not there, or that has no values, both say nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.kernel.ids import ConnectionName, ExternalId, SourceKey
from advocacy_sync.records.source_row import SourceRow

from .columns import MASTER, Columns
from .wire import decoder, text

__all__ = ["Rows"]

NO_CLOCK = datetime(1970, 1, 1, tzinfo=UTC)
Decode = Callable[[Any], Any]
Nested = Callable[[Any], dict[str, Any] | None]
Tree = dict[str, Any]


class Rows:
    """Decodes the rows of one query."""

    def __init__(self, connection: ConnectionName, columns: Columns) -> None:
        self._connection, self._columns = connection, columns
        heads = {name.partition(".")[0] for name in columns.names if "." in name}
        made: dict[str, Decode] = {
            name: found for name in columns.names if "." not in name and (found := self._decoder(name)) is not text
        }
        self._record: list[tuple[str, Decode]] = [*made.items(), *((head, self._within(head)) for head in heads)]

    def _decoder(self, name: str) -> Decode:
        return decoder(self._columns.schema, name)

    def record(self, raw: Mapping[str, Any]) -> SourceRow:
        """A record of a REST answer."""
        payload = dict(raw)
        payload.pop("attributes", None)
        for name, decode in self._record:
            if name in payload:
                payload[name] = decode(payload[name])
        if "" in payload.values():
            payload = {name: text(value) for name, value in payload.items()}
        return self._row(payload)

    def _within(self, path: str) -> Decode:
        """Decodes the values behind a parent."""

        def decode(value: Any) -> Any:
            if not isinstance(value, dict):
                return self._decoder(path)(value)
            parts = {key: self._within(f"{path}.{key}")(part) for key, part in value.items() if key != "attributes"}
            return parts if any(part is not None for part in parts.values()) else None

        return decode

    def table(self, header: Sequence[str]) -> Callable[[list[str]], SourceRow]:
        """A decoder of the lines of a CSV with this header."""
        flat = [(index, name) for index, name in enumerate(header) if "." not in name]
        special = [(index, found) for index, name in enumerate(header) if (found := self._decoder(name)) is not text]
        parents = [(head, _builder(tree)) for head, tree in _tree(header).items()]
        names, places = [name for _, name in flat], [index for index, _ in flat]
        plain = len(flat) == len(header)

        def line(cells: list[str]) -> SourceRow:
            values: list[Any] = [cell or None for cell in cells]
            for index, decode in special:
                if (value := values[index]) is not None:
                    values[index] = decode(value)
            if plain:
                return self._row(dict(zip(names, values, strict=True)))
            payload = dict(zip(names, [values[index] for index in places], strict=True))
            for head, build in parents:
                payload[head] = build(values)
            return self._row(payload)

        return line

    def _row(self, payload: dict[str, Any]) -> SourceRow:
        id = payload.get("Id")
        if not id:
            raise RetryableError(f"Salesforce sent a row of {self._columns.object} without an Id")
        merged = payload.get(MASTER) if self._columns.master_wanted else payload.pop(MASTER, None)
        at = payload.get(self._columns.stamp) if self._columns.stamp else None
        return SourceRow(
            key=SourceKey(self._connection, self._columns.object, ExternalId(id)),
            payload=payload,
            stamp=datetime.fromisoformat(at) if at else NO_CLOCK,
            deleted=payload.get("IsDeleted") is True,
            merged_into=merged,
        )


def _tree(header: Sequence[str]) -> Tree:
    """Dotted columns as nested names, with their places at the leaves."""
    tree: Tree = {}
    for index, name in enumerate(header):
        *path, last = name.split(".")
        place = tree
        for head in path:
            place = place.setdefault(head, {})
        if path:
            place[last] = index
    return tree


def _builder(tree: Tree) -> Nested:
    leaves = [(name, place) for name, place in tree.items() if not isinstance(place, dict)]
    below = [(name, _builder(part)) for name, part in tree.items() if isinstance(part, dict)]

    def build(values: Any) -> dict[str, Any] | None:
        found = {name: values[place] for name, place in leaves}
        for name, deeper in below:
            found[name] = deeper(values)
        return found if any(part is not None for part in found.values()) else None

    return build
