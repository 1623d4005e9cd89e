"""Source row to canonical records: a mapping file compiled once, then applied row by row.

A bad value costs its field; a bad value in a field that the record cannot do without, or in an
amount, costs the row, with its reason. Nothing here raises for what a CRM may hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from advocacy_sync.kernel.ids import ConnectionName, RecordId
from advocacy_sync.records.catalogue import RECORDS, FieldShape, Shape, shapes
from advocacy_sync.records.source_row import SourceRow

from .document import FieldMapping, MappingDocument, RecordMapping, TransformName
from .transforms import TRANSFORMS, Problem, Settings, as_boolean

__all__ = ["FieldProblem", "Mapped", "Mapper", "default_transform", "sources"]

Getter = Callable[[Mapping[str, Any]], Any]

_BY_SHAPE: dict[Shape, TransformName] = {
    "text": "text",
    "reference": "reference",
    "integer": "integer",
    "boolean": "boolean",
    "instant": "instant",
    "day": "day",
    "money": "money",
    "choice": "choice",
}
_ALL_SOURCES: frozenset[TransformName] = frozenset({"deal_status", "earliest", "phrase"})
# Transforms that tell what a row is: nothing from them means that it is no such record, which is no fault.
_TELLING: frozenset[TransformName] = frozenset({"reference", "phrase"})


def default_transform(mapping: FieldMapping, shape: FieldShape) -> TransformName:
    return mapping.transform or _BY_SHAPE[shape.shape]


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field of one record; `fatal` when the record cannot be made."""

    record: str
    field: str
    code: str
    message: str
    fatal: bool


@dataclass(slots=True)
class Mapped:
    """What one source row yields: (kind, record) pairs, and what was wrong."""

    records: list[tuple[str, Any]] = field(default_factory=list)
    problems: list[FieldProblem] = field(default_factory=list)

    @property
    def rejected(self) -> bool:
        return any(problem.fatal for problem in self.problems)


class Mapper:
    """Applies one mapping file to rows of one connection."""

    def __init__(self, document: MappingDocument, connection: ConnectionName, settings: Settings) -> None:
        self.kinds = tuple(record.record for record in document.records)
        self._records = [_RecordPlan(record, connection, settings) for record in document.records]

    def map(self, row: SourceRow) -> Mapped:
        result = Mapped()
        for plan in self._records:
            plan.apply(row, result)
        if result.rejected:
            result.records.clear()
        return result


class _RecordPlan:
    def __init__(self, mapping: RecordMapping, connection: ConnectionName, settings: Settings) -> None:
        self.kind = mapping.record
        self._with = mapping.with_
        self._make = RECORDS[mapping.record]
        known = shapes(mapping.record)
        plans = [_FieldPlan(known[name], part, connection, settings) for name, part in mapping.fields.items()]
        # What tells whether there is a record at all comes first, in whatever order the file has it.
        self._fields = sorted(plans, key=lambda plan: not plan.telling)
        self._each = _path(mapping.each) if mapping.each else None
        self._when = _path(mapping.when.from_) if mapping.when else None
        wanted = mapping.when.in_ if mapping.when else None
        self._wanted = None if wanted is None else {value.casefold() for value in wanted}

    def apply(self, row: SourceRow, result: Mapped) -> None:
        if self._with is not None and all(kind != self._with for kind, _ in result.records):
            return
        for suffix, payload in self._entries(row.payload):
            if self._holds(payload):
                self._record(RecordId(f"{row.key}{suffix}"), payload, result)

    def _entries(self, payload: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        if self._each is None:
            yield "", payload
            return
        entries = self._each(payload)
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, Mapping) and entry.get("id") is not None:
                yield f"/{entry['id']}", {**payload, "each": entry}

    def _holds(self, payload: Mapping[str, Any]) -> bool:
        if self._when is None:
            return True
        value = self._when(payload)
        values = value if isinstance(value, list) else [value]
        if self._wanted is None:
            return any(part not in (None, "") for part in values)
        return any(str(part).casefold() in self._wanted for part in values)

    def _record(self, record_id: RecordId, payload: Mapping[str, Any], result: Mapped) -> None:
        values: dict[str, Any] = {}
        for plan in self._fields:
            value = plan.read(payload)
            if isinstance(value, Problem):
                fatal = plan.shape.required or plan.shape.shape == "money"
                problem = FieldProblem(self.kind, plan.shape.name, value.code, value.message, fatal)
                result.problems.append(problem)
            elif value is not None:
                values[plan.shape.name] = value
            elif plan.shape.required:
                if plan.telling:
                    return
                problem = FieldProblem(self.kind, plan.shape.name, "value.missing", "is empty but needed", True)
                result.problems.append(problem)
        if result.rejected:
            return
        try:
            result.records.append((self.kind, self._make(id=record_id, **values)))
        except ValueError as error:
            result.problems.append(FieldProblem(self.kind, "", "record.invalid", str(error), True))


class _FieldPlan:
    def __init__(
        self, shape: FieldShape, mapping: FieldMapping, connection: ConnectionName, settings: Settings
    ) -> None:
        self.shape = shape
        name = default_transform(mapping, shape)
        self.telling = name in _TELLING
        self._transform = TRANSFORMS[name]
        self._mapping, self._settings = mapping, settings
        self._get = _getter(mapping, every=name in _ALL_SOURCES)
        self._enum = {choice.value: choice for choice in shape.enum} if shape.enum else None
        self._prefix = f"{connection}/{mapping.to}/" if shape.shape == "reference" else None

    def read(self, payload: Mapping[str, Any]) -> Any:
        value = self._get(payload)
        if self._mapping.constant is None:
            value = self._transform(value, self._mapping, self._settings)
        if self._prefix is not None and isinstance(value, str):
            wanted = self._mapping.prefix is None or value.startswith(self._mapping.prefix)
            return RecordId(self._prefix + value) if wanted else None
        if self.shape.shape == "boolean" and isinstance(value, str):
            return as_boolean(value)
        if self._enum is not None and isinstance(value, str):
            known = self._enum.get(value)
            return known or Problem("value.choice", f"is none of {', '.join(self._enum)}")
        return value


def _getter(mapping: FieldMapping, *, every: bool) -> Getter:
    paths = [_path(name) for name in mapping.from_]
    if mapping.constant is not None:
        return lambda _: mapping.constant
    if every:
        return _all_of(paths, _path(mapping.else_) if mapping.else_ else None)
    first = paths[0] if len(paths) == 1 else _first_of(paths)
    if mapping.currency:
        currency = _path(mapping.currency)
        return lambda payload: (first(payload), currency(payload))
    return first


def _all_of(paths: Sequence[Getter], otherwise: Getter | None) -> Getter:
    def every(payload: Mapping[str, Any]) -> tuple[Any, ...]:
        values = tuple(path(payload) for path in paths)
        nothing = otherwise is not None and all(value is None or value == "" for value in values)
        return (otherwise(payload),) if nothing and otherwise is not None else values

    return every


def _first_of(paths: Sequence[Getter]) -> Getter:
    def first(payload: Mapping[str, Any]) -> Any:
        for path in paths:
            value = path(payload)
            if value is not None and value != "":
                return value
        return None

    return first


def _path(name: str) -> Getter:
    """A field, or a dotted path through parents; a list of entries yields its first one's value."""
    if "." not in name:
        return lambda payload: payload.get(name)
    parts = name.split(".")

    def walk(payload: Mapping[str, Any]) -> Any:
        value: Any = payload
        for part in parts:
            if isinstance(value, list):
                value = value[0] if value else None
            if not isinstance(value, Mapping):
                return None
            value = value.get(part)
        return value

    return walk


def sources(document: MappingDocument) -> list[str]:
    """Every source path that the mapping reads, in order, `each.…` left out: it is part of its list."""
    names: dict[str, None] = {}
    for record in document.records:
        if record.each:
            names[record.each] = None
        if record.when:
            names[record.when.from_] = None
        for part in record.fields.values():
            names.update(dict.fromkeys([*part.from_, *([part.else_] if part.else_ else [])]))
            if part.currency:
                names[part.currency] = None
    return [name for name in names if not name.startswith("each.")]
