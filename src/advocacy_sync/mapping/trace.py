"""How a mapping comes to its values, field by field: what the CRM holds, what is done with it, what comes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from advocacy_sync.records.source_row import SourceRow

from .document import FieldMapping
from .inbound import FieldPlan, Mapped, Mapper
from .values import Problem

__all__ = ["FieldTrace", "most_diverse", "trace"]


@dataclass(frozen=True, slots=True)
class FieldTrace:
    """One canonical field of one row. `raw`: by source; `chain`: the steps in words; `problem`: `code: why`, or
    nothing; `made`: whether there is such a record of the row."""

    record: str
    record_id: str
    field: str
    raw: dict[str, Any]
    chain: str
    value: Any
    problem: str
    made: bool


def trace(mapper: Mapper, row: SourceRow) -> list[FieldTrace]:
    """Every field of every record that the mapping would make of the row."""
    return list(_traced(mapper, row))


def _traced(mapper: Mapper, row: SourceRow) -> Iterator[FieldTrace]:
    made = Mapped()
    for plan in mapper.plans:
        entries = list(plan.payloads(row, made))
        plan.apply(row, made)
        ids = {record.id for kind, record in made.records if kind == plan.kind}
        for record_id, payload in entries:
            for field in plan.fields:
                value = field.read(payload)
                problem = value if isinstance(value, Problem) else None
                missing = "value.missing: is empty but needed" if value is None and field.required else ""
                yield FieldTrace(
                    record=plan.kind,
                    record_id=str(record_id),
                    field=field.name,
                    raw=field.raw(payload),
                    chain=chain(field),
                    value=None if problem else value,
                    problem=f"{problem.code}: {problem.message}" if problem else missing,
                    made=record_id in ids,
                )


def chain(field: FieldPlan) -> str:
    """The steps from the sources to the value: `first of Type, Subject → choice by 12 values, else unknown`."""
    mapping = field.mapping
    if mapping.constant is not None:
        return f"always {mapping.constant}"
    return " → ".join([_sources(mapping, field.transform), *_steps(mapping, field.transform)])


def _sources(mapping: FieldMapping, transform: str) -> str:
    if len(mapping.from_) == 1:
        return mapping.from_[0]
    together = transform in ("deal_status", "earliest", "join", "phrase")
    return f"{'' if together else 'first of '}{', '.join(mapping.from_)}"


def _steps(mapping: FieldMapping, transform: str) -> Iterator[str]:
    """The transform with what it is told, then the object that a reference leads to."""
    words: list[str] = [transform]
    if mapping.map or mapping.phrases:
        words.append(f"by {len(mapping.map) + len(mapping.phrases)} values")
    if mapping.locale:
        words.append(f"as {mapping.locale} writes it")
    if mapping.zone:
        words.append(f"in {mapping.zone}")
    if mapping.currency:
        words.append(f"in the currency of {mapping.currency}")
    if mapping.default is not None:
        words.append(f"else {mapping.default}")
    yield " ".join(words)
    if mapping.to:
        yield f"the {mapping.to}" + (f", ids that begin with {mapping.prefix}" if mapping.prefix else "")


def most_diverse(mapper: Mapper, rows: Sequence[SourceRow], count: int) -> list[SourceRow]:
    """The few rows that together show most of what the mapping meets: fields filled and empty, every choice, every
    kind of problem. The earlier of two that show equally much; the order is that of the rows."""
    shown = [_signs(mapper.kinds, trace(mapper, row)) for row in rows]
    left, chosen = set(range(len(rows))), list[int]()
    seen: set[tuple[str, ...]] = set()
    while left and len(chosen) < count:
        best = max(sorted(left), key=lambda place: len(shown[place] - seen))
        left.discard(best)
        chosen.append(best)
        seen |= shown[best]
    return [rows[place] for place in sorted(chosen)]


def _signs(kinds: Sequence[str], traces: Sequence[FieldTrace]) -> set[tuple[str, ...]]:
    """What a row shows of a mapping, without its values, but for choices, which are few."""
    made = {one.record for one in traces if one.made}
    signs: set[tuple[str, ...]] = {(kind, str(kind in made)) for kind in kinds}
    for one in traces:
        value = one.value if isinstance(one.value, bool | Enum) else ""
        signs.add((one.record, one.field, one.problem.partition(":")[0], str(one.value is not None), str(value)))
    return signs
