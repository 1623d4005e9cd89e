"""Mapping files against an object as a connected org shows it, or as the vendor's saved answer describes it; and
against the rows that are kept of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from advocacy_sync.kernel.errors import ConfigError, RetryableError
from advocacy_sync.kernel.finding import Finding, Place
from advocacy_sync.mapping.advice import advise
from advocacy_sync.mapping.check import check_schema
from advocacy_sync.mapping.inbound import Mapper, sources
from advocacy_sync.mapping.rights import Rights, excess, rights
from advocacy_sync.mapping.suggest.columns import described, of_schema
from advocacy_sync.mapping.suggest.propose import similar
from advocacy_sync.mapping.unfilled import FEWEST, unfilled
from advocacy_sync.ports.crm import Manifest
from advocacy_sync.ports.store import Store
from advocacy_sync.records.schema import ObjectSchema

from .connected import Connected, MappingFile, fit

__all__ = ["Checked", "Packaged", "check_live", "check_saved"]

Packaged = Callable[[Place], bool]  # whether a spot is of a file that comes with the program

LOOKED_AT = 500


@dataclass(slots=True)
class Checked:
    """What was found, and the rights that the mappings need, by connection (or by the name of a saved answer)."""

    findings: list[Finding] = field(default_factory=list)
    rights: list[tuple[str, Rights]] = field(default_factory=list)


def check_live(
    connection: Connected,
    manifest: Manifest,
    longest: Mapping[str, int],
    *,
    packaged: Packaged = lambda _: False,
    store: Store | None = None,
) -> Checked:
    """Every file of a connection against the objects that it shows, and the rows that the `store` keeps of them."""
    checked, reader = Checked(), connection.session.reader
    for file in connection.files:
        name = file.document.object
        checked.findings += fit(connection, file)[1]
        schema = reader.describe(name)
        if schema is not None:
            adds = _adds(reader.adds, name)
            _look(checked, connection.name, file, schema, adds, asked=_Asked(manifest, longest, packaged))
            checked.findings += _empty(connection, file, schema, adds, store) if store is not None else []
    checked.findings += excess(connection.name, [one for _, one in checked.rights])
    return checked


def check_saved(
    manifest: Manifest,
    name: str,
    answer: Any,
    files: Sequence[MappingFile],
    longest: Mapping[str, int],
    *,
    packaged: Packaged = lambda _: False,
) -> Checked:
    """The files of one object against a saved answer. Raises ConfigError for what is no description of it."""
    schema = _schema(manifest, name, answer)
    checked, adds = Checked(_incomplete(schema.name, answer)), _adds(manifest.adds, schema.name)
    for file in files:
        if file.document.object == schema.name:
            checked.findings += check_schema(file.document, schema, file.place, adds)
            _look(checked, manifest.crm, file, schema, adds, asked=_Asked(manifest, longest, packaged))
    checked.findings += excess(manifest.crm, [one for _, one in checked.rights])
    return checked


def _empty(
    connection: Connected, file: MappingFile, schema: ObjectSchema, adds: Callable[[str], bool], store: Store
) -> list[Finding]:
    try:
        with store.begin() as work:
            rows = work.sources.sample(connection.name, schema.name, LOOKED_AT)
    except RetryableError:  # a pull is at work: the check of the files does not wait for it
        return []
    if len(rows) < FEWEST:
        return []
    through = {field.relationship for field in schema.fields.values() if field.relationship}
    mapper = Mapper(file.document, connection.name, connection.settings)
    columns = of_schema(connection.crm, schema)
    read = sources(file.document)
    return unfilled(
        mapper,
        rows,
        file.place,
        lambda source: adds(source) or source in schema.fields or source.partition(".")[0] in through,
        lambda canonical: similar(connection.crm, columns, canonical, read),
    )


def _adds(adds: Callable[[str, str], bool], name: str) -> Callable[[str], bool]:
    return lambda source: adds(name, source)


@dataclass(frozen=True, slots=True)
class _Asked:
    manifest: Manifest
    longest: Mapping[str, int]
    packaged: Packaged


def _look(
    checked: Checked,
    whose: str,
    file: MappingFile,
    schema: ObjectSchema,
    adds: Callable[[str], bool],
    *,
    asked: _Asked,
) -> None:
    checked.findings += advise(file.document, schema, file.place, adds, asked.longest, packaged=asked.packaged)
    needed = rights(file.document, schema, adds, by_field=asked.manifest.rights_by_field)
    checked.rights.append((whose, needed))


def _incomplete(name: str, answer: Any) -> list[Finding]:
    """HubSpot's lists come in pages, and each but the last names the next."""
    paging = answer.get("paging") if isinstance(answer, Mapping) else None
    if not isinstance(paging, Mapping) or not paging.get("next"):
        return []
    text = "the description is one page of several: fields that are said to be missing may stand on another"
    remedy = "Put the 'results' of all pages into one list."
    return [Finding(code="mapping.pages", message=text, severity="warning", subject=name, remedy=remedy)]


def _schema(manifest: Manifest, name: str, answer: Any) -> ObjectSchema:
    """The room's reading of the answer, once it is sure that it is one."""
    if manifest.described is None:
        raise ConfigError(f"the connector for {manifest.crm} reads no saved descriptions; check against the live org")
    described(manifest.crm, name, answer)
    return manifest.described(name, answer)
