"""`mapping history`: every mapping that ran, as it was when it ran, and how many rows it made the records of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import DEFAULT_CONFIG, Config, Json, shown
from .output import guarded, say, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from advocacy_sync.ports.store import MappingVersion

__all__ = ["mapping_history"]


def mapping_history(
    config: Config = DEFAULT_CONFIG,
    name: Annotated[str | None, typer.Option("--object", help="Only this object's mappings.")] = None,
    version: Annotated[str | None, typer.Option(help="Print this one, as it ran.")] = None,
    as_json: Json = False,
) -> None:
    """The mappings that ran: when each first did, and how many kept rows it has made the records of."""
    from advocacy_sync.compose import load_settings, open_store
    from advocacy_sync.kernel.errors import ConfigError

    with guarded(as_json):
        with open_store(load_settings(config)).begin() as work:
            found, rows = work.mappings.all(), work.mappings.rows()
        found = [one for one in found if name in (None, one.object) and version in (None, one.version)]
        if not found and (name or version):
            raise ConfigError("no such mapping has run on this store; 'mapping history' without options lists all")
        documents = [_document(one, rows) for one in found]
        shown(as_json, documents, lambda: _show(documents, whole=version is not None))


def _document(one: MappingVersion, rows: Mapping[tuple[str, str, str], int]) -> dict[str, Any]:
    return {
        "connection": one.connection,
        "object": one.object,
        "version": one.version,
        "first_run": one.run,
        "since": one.since.isoformat(),
        "rows": rows.get((one.connection, one.object, one.version), 0),
        "document": json.loads(one.document),
    }


def _show(documents: Sequence[dict[str, Any]], *, whole: bool) -> None:
    columns = ("connection", "object", "version", "first_run", "since", "rows")
    shown_columns = ("connection", "object", "version", "first run", "since", "rows now")
    table("Mappings that ran", shown_columns, [tuple(one[name] for name in columns) for one in documents])
    if not documents:
        say("  None yet: 'advocacy-sync pull' runs them.")
    for one in documents if whole else ():
        say(json.dumps(one["document"], indent=2, ensure_ascii=False))
