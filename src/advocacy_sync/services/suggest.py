"""What a connected org says of an object, and what the store keeps of its rows, for suggesting a mapping."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.mapping.suggest.columns import Described, of_schema
from advocacy_sync.ports.store import Store

from .connected import Connected

__all__ = ["SAMPLED", "as_columns", "kept_samples", "live"]

SAMPLED = 500


def live(connections: Sequence[Connected], crm: str, name: str) -> tuple[Connected, Described]:
    """The first connection of the CRM that shows the object. Raises ConfigError if none does."""
    for connection in connections:
        schema = connection.session.reader.describe(name) if connection.crm == crm else None
        if schema is not None:
            return connection, of_schema(crm, schema)
    raise ConfigError(
        f"no {crm} connection of the settings shows an object {name}; check its name and the user's rights"
    )


def kept_samples(store: Store, connection: Connected, name: str) -> dict[str, list[str]]:
    """Cells by field of rows that were pulled; empty before the first pull."""
    with store.begin() as work:
        rows = [payload for _, _, payload in islice(work.sources.standing(connection.name, name), SAMPLED)]
    return as_columns(rows)


def as_columns(rows: Iterable[dict[str, Any]]) -> dict[str, list[str]]:
    """Payloads turned into columns of text; lists and parents, which are no fields, are left out."""
    listed = list(rows)
    names = dict.fromkeys(name for row in listed for name, value in row.items() if not isinstance(value, dict | list))
    return {name: [_cell(row.get(name)) for row in listed] for name in names}


def _cell(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
