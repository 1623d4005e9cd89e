"""Source row to canonical records: a mapping file compiled once, then applied row by row.

A bad value costs its field; a bad value in a field that the record cannot do without, or in an
amount, costs the row, with its reason. Nothing here raises for what a CRM may hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from advocacy_sync.kernel.ids import ConnectionName, RecordId
from advocacy_sync.records.catalogue import RECORDS, FieldShape, Shape, shapes
from advocacy_sync.records.source_row import SourceRow

from .document import FieldMapping, MappingDocument, RecordMapping, TransformName
from .transforms import Settings, bound
from .values import Problem, as_boolean

__all__ = ["FieldPlan", "FieldProblem", "Mapped", "Mapper", "RecordPlan", "default_transform", "sources"]

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
_ALL_SOURCES: frozenset[TransformName] = frozenset({"deal_status", "earliest", "join", "phrase"})
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
        self.plans = [RecordPlan(record, connection, settings) for record in document.records]

    def map(self, row: SourceRow) -> Mapped:
        result = Mapped()
        for plan in self.plans:
            plan.apply(row, result)
        if result.problems and result.rejected:
            result.records.clear()
        return result


class RecordPlan:
    """One record of a mapping: for which rows it is made, and its fields."""

    def __init__(self, mapping: RecordMapping, connection: ConnectionName, settings: Settings) -> None:
        self.kind = mapping.record
        self._with = mapping.with_
        self._make = RECORDS[mapping.record]
        known = shapes(mapping.record)
        plans = [FieldPlan(known[name], part, connection, settings) for name, part in mapping.fields.items()]
        # What tells whether there is a record at all comes first, in whatever order the file has it.
        self.fields = sorted(plans, key=lambda plan: not plan.telling)
        self._each = _path(mapping.each) if mapping.each else None
        self._when = _path(mapping.when.from_) if mapping.when else None
        wanted = mapping.when.in_ if mapping.when else None
        self._wanted = None if wanted is None else {value.casefold() for value in wanted}
        excepted = mapping.when.except_ if mapping.when else None
        self._excepted = None if excepted is None else {value.casefold() for value in excepted}
        self._like = _like(mapping.when.like) if mapping.when and mapping.when.like else None

    def apply(self, row: SourceRow, result: Mapped) -> None:
        if self._each is None:  # most are so
            if self._allowed(result) and (self._when is None or self._holds(row.payload)):
                self._record(RecordId(str(row.key)), row.payload, result)
            return
        for record_id, payload in self.payloads(row, result):
            self._record(record_id, payload, result)

    def payloads(self, row: SourceRow, made: Mapped) -> Iterator[tuple[RecordId, Mapping[str, Any]]]:
        """Id and values of each record that the row yields, given those made of it before."""
        if not self._allowed(made):
            return
        own: Iterator[tuple[str, Mapping[str, Any]]] = iter([("", row.payload)])
        for suffix, payload in self._entries(row.payload, self._each) if self._each else own:
            if self._holds(payload):
                yield RecordId(f"{row.key}{suffix}"), payload

    def _allowed(self, made: Mapped) -> bool:
        return self._with is None or any(kind == self._with for kind, _ in made.records)

    @staticmethod
    def _entries(payload: Mapping[str, Any], each: Getter) -> Iterator[tuple[str, Mapping[str, Any]]]:
        entries = each(payload)
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, Mapping) and entry.get("id") is not None:
                yield f"/{entry['id']}", {**payload, "each": entry}

    def _holds(self, payload: Mapping[str, Any]) -> bool:
        if self._when is None:
            return True
        value = self._when(payload)
        values = value if isinstance(value, list) else [value]
        told = [str(part).casefold() for part in values if part not in (None, "")]
        if self._excepted is not None:
            return self._excepted.isdisjoint(told)
        if self._wanted is None and self._like is None:
            return bool(told)
        listed = self._wanted is not None and any(text in self._wanted for text in told)
        return listed or (self._like is not None and any(self._like(text) for text in told))

    def _record(self, record_id: RecordId, payload: Mapping[str, Any], result: Mapped) -> None:
        values: dict[str, Any] = {}
        for plan in self.fields:
            value = plan.read(payload)
            if value is None:
                if plan.required:
                    if plan.telling:
                        return
                    problem = FieldProblem(self.kind, plan.name, "value.missing", "is empty but needed", True)
                    result.problems.append(problem)
            elif isinstance(value, Problem):
                result.problems.append(FieldProblem(self.kind, plan.name, value.code, value.message, plan.fatal))
            else:
                values[plan.name] = value
        if result.problems and result.rejected:
            return
        try:
            result.records.append((self.kind, self._make(id=record_id, **values)))
        except ValueError as error:
            result.problems.append(FieldProblem(self.kind, "", "record.invalid", str(error), True))


def _like(patterns: Sequence[str]) -> Callable[[str], object]:
    """Whether a text in lower case fits one of the patterns, in which `*` stands for anything."""
    either = "|".join(".*".join(map(re.escape, pattern.casefold().split("*"))) for pattern in patterns)
    return re.compile(either, re.DOTALL).fullmatch


class FieldPlan:
    """`read`: the field's value from a payload, None for nothing, or a Problem. `raw`: what its sources hold."""

    __slots__ = ("fatal", "mapping", "name", "raw", "read", "required", "telling", "transform")

    def __init__(
        self, shape: FieldShape, mapping: FieldMapping, connection: ConnectionName, settings: Settings
    ) -> None:
        self.name, self.required = shape.name, shape.required
        self.fatal = shape.required or shape.shape == "money"
        self.mapping, self.raw = mapping, _raw(mapping)
        self.transform = transform = default_transform(mapping, shape)
        self.telling = transform in _TELLING
        get = _getter(mapping, every=transform in _ALL_SOURCES)
        convert = bound(transform, mapping, settings) if mapping.constant is None else None
        finish = _finish(shape, mapping, connection)
        alone = convert is not None and transform not in _ALL_SOURCES and mapping.currency is None
        if convert is not None and alone and len(mapping.from_) == 1 and "." not in mapping.from_[0]:
            self.read = _of_field(mapping.from_[0], convert, finish)
        else:
            self.read = _composed(get, convert, finish)


def _of_field(
    name: str, convert: Callable[[Any], Any], finish: Callable[[Any], Any] | None
) -> Callable[[Mapping[str, Any]], Any]:
    """As `_composed`, for what most fields are: one field of the row."""
    if finish is None:
        return lambda payload: convert(payload.get(name))
    return lambda payload: finish(convert(payload.get(name)))


def _composed(
    get: Getter, convert: Callable[[Any], Any] | None, finish: Callable[[Any], Any] | None
) -> Callable[[Mapping[str, Any]], Any]:
    """One function of what a field goes through, without the steps that it does not need."""
    if convert is None:
        return get if finish is None else lambda payload: finish(get(payload))
    if finish is None:
        return lambda payload: convert(get(payload))
    return lambda payload: finish(convert(get(payload)))


def _finish(shape: FieldShape, mapping: FieldMapping, connection: ConnectionName) -> Callable[[Any], Any] | None:
    """What the field's shape makes of a text; None if it leaves every text as it is."""
    if shape.shape == "reference":
        head, prefix = f"{connection}/{mapping.to}/", mapping.prefix
        if prefix is None:
            return lambda value: head + value if isinstance(value, str) else value
        return lambda value: _reference(value, head, prefix) if isinstance(value, str) else value
    if shape.shape == "boolean":
        return lambda value: as_boolean(value) if isinstance(value, str) else value
    if shape.enum:
        known = {choice.value: choice for choice in shape.enum}
        unknown = Problem("value.choice", f"is none of {', '.join(known)}")
        return lambda value: known.get(value, unknown) if isinstance(value, str) else value
    return None


def _reference(value: str, head: str, prefix: str) -> RecordId | None:
    return RecordId(head + value) if value.startswith(prefix) else None


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


def _raw(mapping: FieldMapping) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    names = [*mapping.from_, *(name for name in (mapping.else_, mapping.currency) if name)]
    paths = [(name, _path(name)) for name in names]
    return lambda payload: {name: path(payload) for name, path in paths}


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
            if type(value) is not dict:
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
