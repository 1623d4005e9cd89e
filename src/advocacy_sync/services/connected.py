"""A connected org with its mappings fitted to it: what pull and push work on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from advocacy_sync.kernel.finding import Finding, Place, Severity
from advocacy_sync.kernel.ids import ConnectionName, RunId
from advocacy_sync.mapping.check import check_schema, usable_push
from advocacy_sync.mapping.document import MappingDocument
from advocacy_sync.mapping.inbound import sources
from advocacy_sync.mapping.prune import prune, version
from advocacy_sync.mapping.transforms import Settings
from advocacy_sync.ports.crm import CrmSession
from advocacy_sync.ports.events import Events, silent
from advocacy_sync.ports.store import Decision, UnitOfWork
from advocacy_sync.records.pushed import PushRule
from advocacy_sync.records.schema import FieldSchema, ObjectSchema
from advocacy_sync.transport.budget import Budget

__all__ = ["Connected", "MappingFile", "Notebook", "ObjectPlan", "Target", "fit", "unheard"]

_ROUTES = {"read_route": "read", "write_route": "write"}


@dataclass(frozen=True)
class MappingFile:
    """A mapping document and where its parts stand in the file."""

    document: MappingDocument
    place: Callable[..., Place]


@dataclass(frozen=True, slots=True)
class Target:
    """The field that takes a pushed value, who wins where others write it, too, and whether texts are cut to fit."""

    field: FieldSchema
    rule: PushRule
    shorten: bool = False


@dataclass(frozen=True)
class ObjectPlan:
    """One CRM object: the document as far as the org carries it, what to read, what can be pushed.

    `lost`: sources that were read once and that the org no longer shows. The records keep their last
    values of them, so the document and its `version` still speak of them.
    """

    object: str
    document: MappingDocument
    version: str
    reads: tuple[str, ...]
    lost: tuple[str, ...]
    push: Mapping[str, Target]


class Notebook:
    """Listens to a room, passes on what it says, and keeps which ways it took for the run's record."""

    def __init__(self, events: Events = silent) -> None:
        self._events = events
        self._decisions: list[Decision] = []

    def __call__(self, event: str, /, **fields: object) -> None:
        if event in _ROUTES:
            said = {name: str(fields.get(name, "")) for name in ("connection", "object", "reason")}
            self._decisions.append(Decision(what=_ROUTES[event], chosen=str(fields.get("route", "")), **said))
        self._events(event, **fields)

    def take(self) -> list[Decision]:
        taken, self._decisions = self._decisions, []
        return taken


@dataclass(frozen=True)
class Connected:
    """`rank` orders connections: where two speak of one customer, the lower rank is preferred."""

    name: ConnectionName
    crm: str
    session: CrmSession
    settings: Settings
    rank: int
    files: tuple[MappingFile, ...]
    budget: Budget = field(default_factory=Budget)
    notebook: Notebook = field(default_factory=Notebook)

    def book(self, work: UnitOfWork, run: RunId, now: datetime) -> None:
        """Write the calls made, what the CRM says is left, and the ways taken, since this was last done."""
        calls = self.budget.take()
        if calls:
            work.quota.add(self.name, now, calls)
        if calls and self.budget.reading is not None:
            work.quota.read(self.name, self.budget.reading, now)
        work.runs.decide(run, self.notebook.take())


def unheard(connection: Connected, file: MappingFile, before: Collection[str]) -> list[str]:
    """Sources that the mapping cannot do without, that the org does not show, and that were never read before: a
    slip of the pen rather than a field that is gone."""
    document = file.document
    schema = connection.session.reader.describe(document.object)
    if schema is None:
        return []
    parts = [part for record in document.records for part in record.fields.values() if not part.optional]
    named = dict.fromkeys(source for part in parts for source in part.from_ if not source.startswith("each."))
    adds = connection.session.reader.adds
    return [one for one in named if one not in before and not adds(document.object, one) and not _has(schema, one)]


def fit(
    connection: Connected, file: MappingFile, before: Collection[str] = ()
) -> tuple[ObjectPlan | None, list[Finding]]:
    """The file fitted to the live org; None when the org does not show the object or nothing is left.

    `before`: sources that were read at earlier times.
    """
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

    def there(source: str) -> bool:
        return adds(source) or _has(schema, source)

    findings = check_schema(document, schema, file.place, adds)
    fitted = prune(document, lambda source: there(source) or source in before)
    lines = document.push
    push = {
        name: Target(found, lines[name].rule, lines[name].shorten)
        for name, found in usable_push(document, schema).items()
    }
    if not fitted.records and document.records:
        return None, findings
    wanted = dict.fromkeys([*sources(fitted), *(target.field.name for target in push.values())])
    return ObjectPlan(
        object=document.object,
        document=fitted,
        version=version(fitted),
        reads=tuple(source for source in wanted if there(source)),
        lost=tuple(source for source in wanted if not there(source)),
        push=push,
    ), findings


def _has(schema: ObjectSchema, source: str) -> bool:
    head, _, rest = source.partition(".")
    if not rest:
        return source in schema.fields
    return any(field.relationship == head for field in schema.fields.values())
