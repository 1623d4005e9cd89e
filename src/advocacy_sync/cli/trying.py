"""`mapping try`: canonical field beside raw value, steps and finding, for a few real rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import DEFAULT_CONFIG, Config, Json, finish, opened, shown
from .output import finding_document, say, table

if TYPE_CHECKING:
    from advocacy_sync.mapping.trace import FieldTrace
    from advocacy_sync.services.connected import Connected, MappingFile
    from advocacy_sync.services.cycle import Programme
    from advocacy_sync.services.trial import RowTrial, Trial

__all__ = ["mapping_try"]


def mapping_try(
    config: Config = DEFAULT_CONFIG,
    object_name: Annotated[
        str | None, typer.Option("--object", help="The CRM's object; all of them if left out.")
    ] = None,
    connection: Annotated[str | None, typer.Option(help="The connection, where several have the object.")] = None,
    ids: Annotated[list[str] | None, typer.Option("--id", help="A row by its id; may be given several times.")] = None,
    rows: Annotated[int, typer.Option(min=1, max=100, help="How many rows, the most diverse ones.")] = 3,
    as_json: Json = False,
) -> None:
    """What a mapping makes of a few real rows, field by field, and what a push would write to them."""
    with opened(config, as_json) as programme:
        files = list(_files(programme, object_name, connection, several=not ids))
        tried = [
            (str(one.name), programme.try_mapping(one, file, ids or rows))
            for one, file in files
            if ids or _kept(programme, one, file)
        ]
        shown(as_json, [_document(name, found) for name, found in tried], lambda: _show(tried))
    wrong = any(one.problem for _, found in tried for row in found.rows for one in row.fields)
    finish(not wrong and not any(one.severity == "error" for _, found in tried for one in found.findings))


def _kept(programme: Programme, connection: Connected, file: MappingFile) -> bool:
    with programme.store.begin() as work:
        return bool(work.sources.sample(connection.name, file.document.object, 1))


def _files(
    programme: Programme, name: str | None, connection: str | None, *, several: bool
) -> Iterator[tuple[Connected, MappingFile]]:
    from advocacy_sync.kernel.errors import ConfigError
    from advocacy_sync.mapping.check import did_you_mean

    found = [
        (one, file)
        for one in programme.connections
        for file in one.files
        if connection in (None, one.name) and name in (None, file.document.object)
    ]
    known = sorted({file.document.object for one in programme.connections for file in one.files})
    if not found:
        raise ConfigError(
            f"no mapping of {connection or 'any connection'} reads {name}. {did_you_mean(str(name), known)}"
        )
    if not several and len(found) > 1:
        raise ConfigError("an id belongs to one object of one connection: say --object and --connection")
    yield from found


# -- as a document ---------------------------------------------------------------------------------


def _document(connection: str, found: Trial) -> dict[str, Any]:
    return {
        "connection": connection,
        "object": found.object,
        "live": found.live,
        "findings": [finding_document(one) for one in found.findings],
        "rows": [_row(row) for row in found.rows],
    }


def _row(row: RowTrial) -> dict[str, Any]:
    return {
        "key": row.key,
        "fields": [
            {
                "record": one.record,
                "field": one.field,
                "raw": one.raw,
                "chain": one.chain,
                "value": _said(one.value),
                "problem": one.problem or None,
                "made": one.made,
            }
            for one in row.fields
        ],
        "writes": [
            {"field": one.field, "value": one.value, "before": one.before, "after": one.after, "reason": one.reason}
            for one in row.writes
        ],
    }


def _said(value: Any) -> Any:
    from advocacy_sync.kernel.money import Money

    return f"{value.text()} {value.currency}" if isinstance(value, Money) else value


# -- for people ------------------------------------------------------------------------------------


def _show(tried: list[tuple[str, Trial]]) -> None:
    for connection, found in tried:
        for finding in found.findings:
            say(f"{finding.severity}: {finding}")
        for row in found.rows:
            kept = f"{connection}, read from the CRM" if found.live else connection
            if not row.fields:
                say(f"{row.key} ({kept}): no record is made of it; the conditions of the mapping do not hold.")
                continue
            table(f"{row.key} ({kept})", ("field", "in the CRM", "steps", "value"), [_line(one) for one in row.fields])
            if row.writes:
                lines = [(one.field, _shown(one.before), _shown(one.after), one.reason) for one in row.writes]
                table("would be written", ("CRM field", "stands there", "would stand", "why"), lines)
    if not tried:
        say("Nothing is kept yet: pull first, or name rows of the CRM by --object and --id.")


def _line(one: FieldTrace) -> tuple[str, str, str, str]:
    raw = "\n".join(f"{name}: {_shown(value)}" for name, value in one.raw.items())
    value = one.problem or _shown(_said(one.value))
    return f"{one.record}.{one.field}", raw, one.chain, value if one.made or one.problem else f"{value} (no record)"


def _shown(value: Any) -> str:
    return "–" if value is None else str(value)
