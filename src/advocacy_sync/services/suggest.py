"""What a connected org says of an object, and a few of its rows, for suggesting a mapping.

Rows that are kept hold mapped fields only, which says nothing of a field that nobody has mapped yet: so some are
read with all their fields, in a few calls. Nothing of them is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, RetryableError
from advocacy_sync.kernel.timespan import ALWAYS, Span
from advocacy_sync.mapping.suggest.columns import Described, of_schema
from advocacy_sync.ports.crm import CrmReader, ReadRequest
from advocacy_sync.ports.store import Store

from .connected import Connected

__all__ = ["Sampled", "as_columns", "asked_samples", "kept_ids", "kept_samples", "live"]

SAMPLED, ASKED = 500, 50
FIELDS_A_CALL = 200
SPANS = (None, timedelta(days=90), timedelta(days=7), timedelta(days=1))  # None: all rows
MOST_ROWS = 5_000  # in a span; more might be brought by a Bulk job


@dataclass(frozen=True, slots=True)
class Sampled:
    """Rows that were read as samples, by field; `why` there are none."""

    cells: dict[str, list[str]]
    rows: int = 0
    calls: int = 0
    why: str = ""


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
        return as_columns(dict(row.payload) for row in work.sources.sample(connection.name, name, SAMPLED))


def kept_ids(store: Store, connection: Connected, name: str) -> list[str]:
    """Of a few rows from all over what is kept; none before the first pull, or while the store is busy."""
    try:
        with store.begin() as work:
            return [str(row.key.external_id) for row in work.sources.sample(connection.name, name, ASKED)]
    except RetryableError:
        return []


def asked_samples(connection: Connected, described: Described, ids: Sequence[str] = ()) -> Sampled:
    """Some rows with all their fields, read from the CRM: these, or some that changed last. Whatever goes wrong, the
    description alone is enough: it is only told."""
    reader = connection.session.reader
    before = reader.calls()
    try:
        chosen = list(ids)[:ASKED] or _recent(reader, described.name)
        rows = _with_all_fields(reader, described, chosen) if chosen else []
    except AdvocacyError as error:
        return Sampled({}, calls=reader.calls() - before, why=str(error))
    why = "" if rows else "it shows no rows of it, or not in a few calls"
    return Sampled(as_columns(rows), len(rows), reader.calls() - before, why)


def _recent(reader: CrmReader, name: str) -> list[str]:
    """Ids of the last living rows of a page, of a span that takes few calls."""
    for back in SPANS:
        span = ALWAYS if back is None else Span(reader.now() - back, None)
        count = reader.count(name, span)
        if count is not None and count <= MOST_ROWS:
            pages = reader.pages(ReadRequest(object=name, sources=(), span=span))
            rows = next(pages).rows if count else ()
            return [str(row.key.external_id) for row in rows if not row.deleted][-ASKED:]
    return []


def _with_all_fields(reader: CrmReader, described: Described, ids: Sequence[str]) -> list[dict[str, Any]]:
    names = [column.name for column in described.columns if column.type != "other"]  # those are compound, or files
    rows: dict[str, dict[str, Any]] = {}
    for start in range(0, len(names), FIELDS_A_CALL):
        for row in reader.read(described.name, ids, names[start : start + FIELDS_A_CALL]):
            rows.setdefault(str(row.key), {}).update(row.payload)
    return list(rows.values())


def as_columns(rows: Iterable[dict[str, Any]]) -> dict[str, list[str]]:
    """Payloads turned into columns of text; lists and parents, which are no fields, are left out."""
    listed = list(rows)
    names = dict.fromkeys(name for row in listed for name, value in row.items() if not isinstance(value, dict | list))
    return {name: [_cell(row.get(name)) for row in listed] for name in names}


def _cell(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
