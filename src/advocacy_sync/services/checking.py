"""Mapping files against an object as a connected org shows it, or as the vendor's saved answer describes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.kernel.finding import Finding
from advocacy_sync.mapping.advice import advise
from advocacy_sync.mapping.check import check_schema
from advocacy_sync.mapping.rights import Rights, excess, rights
from advocacy_sync.mapping.suggest.columns import described
from advocacy_sync.ports.crm import Manifest
from advocacy_sync.records.schema import FieldSchema, ObjectSchema

from .connected import Connected, MappingFile, fit

__all__ = ["Checked", "check_live", "check_saved"]


@dataclass(slots=True)
class Checked:
    """What was found, and the rights that the mappings need, by connection (or by the name of a saved answer)."""

    findings: list[Finding] = field(default_factory=list)
    rights: list[tuple[str, Rights]] = field(default_factory=list)


def check_live(connection: Connected, manifest: Manifest, longest: Mapping[str, int]) -> Checked:
    """Every file of a connection against the objects that it shows."""
    checked, reader = Checked(), connection.session.reader
    for file in connection.files:
        name = file.document.object
        checked.findings += fit(connection, file)[1]
        schema = reader.describe(name)
        if schema is not None:
            adds = _adds(reader.adds, name)
            _look(checked, connection.name, file, schema, adds, manifest=manifest, longest=longest)
    checked.findings += excess(connection.name, [one for _, one in checked.rights])
    return checked


def check_saved(
    manifest: Manifest, name: str, answer: Any, files: Sequence[MappingFile], longest: Mapping[str, int]
) -> Checked:
    """The files of one object against a saved answer. Raises ConfigError for what is no description of it."""
    schema = _schema(manifest, name, answer)
    checked, adds = Checked(), _adds(manifest.adds, schema.name)
    for file in files:
        if file.document.object == schema.name:
            checked.findings += check_schema(file.document, schema, file.place, adds)
            _look(checked, manifest.crm, file, schema, adds, manifest=manifest, longest=longest)
    checked.findings += excess(manifest.crm, [one for _, one in checked.rights])
    return checked


def _adds(adds: Callable[[str, str], bool], name: str) -> Callable[[str], bool]:
    return lambda source: adds(name, source)


def _look(
    checked: Checked,
    whose: str,
    file: MappingFile,
    schema: ObjectSchema,
    adds: Callable[[str], bool],
    *,
    manifest: Manifest,
    longest: Mapping[str, int],
) -> None:
    checked.findings += advise(file.document, schema, file.place, adds, longest)
    needed = rights(file.document, schema, adds, by_field=manifest.rights_by_field)
    checked.rights.append((whose, needed))


def _schema(manifest: Manifest, name: str, answer: Any) -> ObjectSchema:
    """The room's reading of the answer, once it is sure that it is one."""
    if manifest.described is None:
        raise ConfigError(f"the connector for {manifest.crm} reads no saved descriptions; check against the live org")
    described(manifest.crm, name, answer)
    schema = manifest.described(name, answer)
    for one in schema.fields.values():
        if not _sound(one):
            raise ConfigError(f"the description of {one.name!s:.80} holds what no {manifest.title} answer has")
    return schema


def _sound(one: FieldSchema) -> bool:
    """Whether what was taken from a file is of the kinds that a CRM sends."""
    numbers: list[object] = [one.length, one.precision, one.scale]
    texts: list[object] = [one.name, one.label, one.relationship or "", *one.options, *one.references]
    return all(number is None or type(number) is int for number in numbers) and all(
        isinstance(text, str) for text in texts
    )
