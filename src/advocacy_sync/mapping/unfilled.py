"""Mapped fields whose sources are empty in all rows that are kept: there, but nobody uses them.

A row counts for a field if the field is asked of it (`when`, `with`, `each`) and each of its sources that the org has
was read: a source that has come into the mapping since says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from advocacy_sync.kernel.finding import Finding, Place, Severity, brief
from advocacy_sync.records.source_row import SourceRow

from .inbound import FieldPlan, Mapped, Mapper
from .suggest.cues import CUES

__all__ = ["FEWEST", "unfilled"]

Where = Callable[..., Place]

FEWEST = 20
_REMEDY = "Read the field that people fill in, or say 'optional: true'."


def unfilled(
    mapper: Mapper,
    rows: Iterable[SourceRow],
    where: Where,
    there: Callable[[str], bool],
    similar: Callable[[str], str] = lambda _: "",
) -> list[Finding]:
    """Of each field that is not `optional` and has been empty often enough: a notice where that is usual, else a
    warning. `there`: whether the org has a source; `similar`: a field that may be meant by a canonical field."""
    empty = _empty(mapper, rows, there)
    return [
        _found(
            f"{plan.kind}.{one.name}", _sources(one, there), count, where("records", index, "fields", one.name), similar
        )
        for index, plan in enumerate(mapper.plans)
        for one in plan.fields
        if (count := empty[index, one.name]) >= FEWEST
    ]


def _empty(mapper: Mapper, rows: Iterable[SourceRow], there: Callable[[str], bool]) -> Counter[tuple[int, str]]:
    """In how many rows each field of each record was empty, of those that were in all."""
    asked: Counter[tuple[int, str]] = Counter()
    filled: set[tuple[int, str]] = set()
    for row in rows:
        made = Mapped()
        for index, plan in enumerate(mapper.plans):
            for _, payload in plan.payloads(row, made):
                for one in plan.fields:
                    values = _values(one, payload, there)
                    asked[index, one.name] += values is not None
                    if values:
                        filled.add((index, one.name))
            plan.apply(row, made)
    return Counter({key: count for key, count in asked.items() if key not in filled})


def _values(one: FieldPlan, payload: Mapping[str, Any], there: Callable[[str], bool]) -> list[Any] | None:
    """What the sources hold; None if that is not to be said of this row."""
    raw = one.raw(payload)
    names = _sources(one, there)
    if not names or any(name.partition(".")[0] not in payload for name in names):
        return None
    return [raw[name] for name in names if raw[name] not in (None, "", [])]


def _sources(one: FieldPlan, there: Callable[[str], bool]) -> list[str]:
    part = one.mapping
    names = [] if part.constant is not None or part.optional else [*part.from_, *([part.else_] if part.else_ else [])]
    return [name for name in names if name.startswith("each.") or there(name)]


def _found(canonical: str, names: list[str], count: int, place: Place, similar: Callable[[str], str]) -> Finding:
    other = similar(canonical)
    text = f"{_all(names)} empty in all {count} kept rows" + (f"; {other} is similar" if other else "")
    usual = canonical in CUES and CUES[canonical].sparse
    severity: Severity = "notice" if usual else "warning"
    return Finding(code="mapping.empty", message=brief(text), severity=severity, place=place, remedy=_REMEDY)


def _all(names: list[str]) -> str:
    """`A is`, `A and B are`"""
    return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'}"
