"""What a mapping makes of a few real rows: of those that are asked for, or of the few that show most of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from advocacy_sync.kernel.errors import ConfigError, RetryableError
from advocacy_sync.kernel.finding import Finding
from advocacy_sync.kernel.ids import ExternalId, SourceKey
from advocacy_sync.mapping.inbound import Mapper
from advocacy_sync.mapping.trace import FieldTrace, most_diverse, trace
from advocacy_sync.ports.crm import ReadRequest
from advocacy_sync.ports.store import Intent, Store
from advocacy_sync.records.source_row import SourceRow

from .connected import Connected, MappingFile, fit

__all__ = ["RowTrial", "Trial", "trial"]

LOOKED_AT = 2_000  # rows among which the most diverse ones are sought


@dataclass(frozen=True)
class RowTrial:
    """One row: what becomes of each of its fields, and what would be written to it."""

    key: str
    fields: list[FieldTrace]
    writes: list[Intent]


@dataclass(frozen=True)
class Trial:
    """`live`: the rows came from the CRM, because they are not kept yet; nothing is kept of them."""

    object: str
    rows: list[RowTrial] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    live: bool = False


def trial(
    store: Store,
    connection: Connected,
    file: MappingFile,
    writes: Callable[[Collection[str]], Sequence[Intent]],
    which: Sequence[str] | int,
) -> Trial:
    """Apply the mapping to rows by id, or to so many of the most diverse among some thousand kept ones.

    Nothing is stored. `writes`: what a push would write to these rows. Raises ConfigError for an id that is not
    there or where nothing is kept, RetryableError when the org cannot be read.
    """
    ids, count = ((), which) if isinstance(which, int) else (tuple(which), len(which))
    plan, findings = fit(connection, file)
    if plan is None:
        return Trial(file.document.object, findings=findings)
    mapper = Mapper(plan.document, connection.name, connection.settings)
    with store.begin() as work:
        if ids:
            keys = [str(SourceKey(connection.name, plan.object, ExternalId(one))) for one in ids]
            kept = work.sources.stored(keys)
            rows = [kept[key] for key in keys if key in kept]
        else:
            rows = work.sources.sample(connection.name, plan.object, LOOKED_AT)
    live = not rows and bool(ids)
    if live:
        request = ReadRequest(object=plan.object, sources=plan.reads, ids=ids)
        rows = [row for page in connection.session.reader.pages(request) for row in page.rows]
    _all_there(plan.object, ids, rows)
    chosen = rows if ids else most_diverse(mapper, rows, count)
    wanted: Sequence[Intent] = ()
    if not live:
        try:
            wanted = writes([str(row.key) for row in chosen])
        except RetryableError as error:
            findings = [*findings, Finding(code="try.writes", message=f"what is pushed: {error}", severity="notice")]
    return Trial(
        plan.object,
        [
            RowTrial(str(row.key), trace(mapper, row), [one for one in wanted if one.source_key == str(row.key)])
            for row in chosen
        ],
        findings,
        live,
    )


def _all_there(name: str, ids: Sequence[str], rows: Sequence[SourceRow]) -> None:
    missing = sorted(set(ids) - {row.key.external_id for row in rows})
    if missing:
        raise ConfigError(f"{name} has no row with the id {', '.join(missing)}; nothing was tried")
    if not rows:
        raise ConfigError(f"no row of {name} is kept yet: pull first, or name rows of the CRM by --id")
