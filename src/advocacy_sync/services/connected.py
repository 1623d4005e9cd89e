"""A connected org with its mappings fitted to it: what pull and push work on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from advocacy_sync.kernel.finding import Finding, Place, Severity
from advocacy_sync.kernel.ids import ConnectionName
from advocacy_sync.mapping.check import check_schema, usable_push
from advocacy_sync.mapping.document import MappingDocument
from advocacy_sync.mapping.inbound import sources
from advocacy_sync.mapping.prune import prune, version
from advocacy_sync.mapping.transforms import Settings
from advocacy_sync.ports.crm import CrmSession
from advocacy_sync.records.schema import FieldSchema, ObjectSchema

__all__ = ["Connected", "MappingFile", "ObjectPlan", "fit"]


@dataclass(frozen=True)
class MappingFile:
    """A mapping document and where its parts stand in the file."""

    document: MappingDocument
    place: Callable[..., Place]


@dataclass(frozen=True)
class ObjectPlan:
    """One CRM object: the document as far as the org carries it, what to read, what can be pushed."""

    object: str
    document: MappingDocument
    version: str
    reads: tuple[str, ...]
    push: Mapping[str, FieldSchema]


@dataclass(frozen=True)
class Connected:
    """`rank` orders connections: where two speak of one customer, the lower rank is preferred."""

    name: ConnectionName
    crm: str
    session: CrmSession
    settings: Settings
    rank: int
    files: tuple[MappingFile, ...]


def fit(connection: Connected, file: MappingFile) -> tuple[ObjectPlan | None, list[Finding]]:
    """The file fitted to the live org; None when the org does not show the object or nothing is left."""
    document = file.document
    schema = connection.session.reader.describe(document.object)
    if schema is None:
        severity: Severity = "warning" if document.optional else "error"
        text = f"{connection.name} has no object {document.object} that the connected user may see"
        remedy = "Grant read access if it should be read."
        return None, [
            Finding(code="mapping.object", message=text, place=file.place("object"), severity=severity, remedy=remedy)
        ]

    def adds(source: str) -> bool:
        return connection.session.reader.adds(document.object, source)

    findings = check_schema(document, schema, file.place, adds)
    fitted = prune(document, lambda source: adds(source) or _has(schema, source))
    push = usable_push(document, schema)
    if not fitted.records and document.records:
        return None, findings
    reads = tuple(dict.fromkeys([*sources(fitted), *(field.name for field in push.values())]))
    return ObjectPlan(document.object, fitted, version(fitted), reads, push), findings


def _has(schema: ObjectSchema, source: str) -> bool:
    head, _, rest = source.partition(".")
    if not rest:
        return source in schema.fields
    return any(field.relationship == head for field in schema.fields.values())
