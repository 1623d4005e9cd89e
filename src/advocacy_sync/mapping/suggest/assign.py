"""Which column serves which canonical field: all candidates against each other, one column for one field.

A confidence is the share that a candidate's odds have among all of that field's and of "none of them".
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .score import Candidate

__all__ = ["SURE", "Suggestion", "assign", "pooled"]

SURE = 0.8
_MOST, _ALTERNATIVES = 0.99, 3
_LEAST = 0.05
_EMPTIER, _EMPTY = 1.3, 2.0
_USED, _STAND_BACK = 0.1, 2.5
# The vendor's own field stands unused: what resembles it and is filled comes before it, and is the likelier for that.
_RESEMBLES, _IN_USE, _BEHIND, _IN_ITS_STEAD = -2.5, 0.5, 3.0, 2.4
# So much less likely than the CRM's own field in use, in log-odds, a rival is one of its many look-alikes.
_WEAKER = 1.5
# Fields that may be read from the same column: a stage also tells the status.
_SHARED = frozenset({("opportunity.stage", "opportunity.status")})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A column for a canonical field. The first of a field is the proposal, the others alternatives."""

    canonical: str
    source: str
    confidence: float
    reason: str


def assign(found: dict[str, list[Candidate]], order: Iterable[str]) -> list[Suggestion]:
    """Suggestions, the best first within each canonical field, these in `order`."""
    open_fields = {canonical: list(parts) for canonical, parts in found.items()}
    for parts in open_fields.values():
        _weigh_fill(parts)
        _weigh_unused(parts)
    owner: dict[str, str] = {}
    won: dict[str, Candidate] = {}
    while open_fields:
        best = max(
            (
                (confidence, canonical, source)
                for canonical in open_fields
                for source, confidence in _free(canonical, open_fields, owner)
            ),
            key=lambda one: (one[0], one[1], one[2]),
            default=None,
        )
        if best is None or best[0] < _LEAST:
            break
        _, canonical, source = best
        won[canonical] = next(part for part in open_fields.pop(canonical) if part.source == source)
        owner.setdefault(source, canonical)
    listed: list[Suggestion] = []
    for canonical in order:
        if canonical in won:
            listed += _listed(won[canonical], found[canonical], owner)
    return listed


def _weigh_fill(parts: list[Candidate]) -> None:
    """Of columns that may both be it, the one that people fill in; what stands in for another, only in its absence."""
    if any(part.standard and (part.filled is None or part.filled >= _USED) for part in parts):
        for part in parts:
            part.odds -= _STAND_BACK if part.stands_in else 0.0
    fullest = max((part.filled for part in parts if part.filled is not None and part.odds > 0.5), default=None)
    if not fullest:
        return
    for part in parts:
        if part.filled is not None:
            part.odds += _EMPTIER * min(0.0, math.log((part.filled + 0.02) / (fullest + 0.02)))
            part.odds -= _EMPTY if part.filled == 0 else 0.0


def _weigh_unused(parts: list[Candidate]) -> None:
    """Where the CRM's own field is empty in all of many rows, those that resemble it and are filled go before it."""
    unused = next((part for part in parts if part.standard and part.unused), None)
    filled = [part for part in parts if (part.filled or 0.0) >= _IN_USE and part.odds > _RESEMBLES]
    if unused is None or not filled:
        return
    for part in filled:
        part.odds += _IN_ITS_STEAD
        part.notes.append(f"{unused.source}, the CRM's own field, is empty in all {unused.unused} sampled rows")
    unused.odds = min(unused.odds, max(part.odds for part in filled) - _BEHIND)


def _confidences(parts: Sequence[Candidate]) -> dict[str, float]:
    weights = {part.source: math.exp(min(part.odds, 30.0)) for part in parts}
    total = 1.0 + sum(weights.values())
    shares = {source: weight / total for source, weight in weights.items()}
    own = next((part for part in parts if part.standard and _in_use(part)), None)
    if own is not None:
        shares[own.source] = _standing(own, parts, weights)
    return shares


def _in_use(part: Candidate) -> bool:
    return not part.unused and (part.filled is None or part.filled >= _USED)


def _standing(own: Candidate, parts: Sequence[Candidate], weights: Mapping[str, float]) -> float:
    """The share of the CRM's own field. What only resembles it counts once, however much of it there is."""
    rivals = [part for part in parts if part is not own]
    close = [weights[part.source] for part in rivals if part.odds > own.odds - _WEAKER]
    weak = max((weights[part.source] for part in rivals if part.odds <= own.odds - _WEAKER), default=0.0)
    return weights[own.source] / (1.0 + weights[own.source] + sum(close) + weak)


def _free(canonical: str, fields: dict[str, list[Candidate]], owner: dict[str, str]) -> list[tuple[str, float]]:
    """Confidences among the columns that no other field has taken."""
    left = [part for part in fields[canonical] if _may_serve(canonical, owner.get(part.source))]
    return sorted(_confidences(left).items())


def _may_serve(canonical: str, taken_by: str | None) -> bool:
    return taken_by is None or (taken_by, canonical) in _SHARED or (canonical, taken_by) in _SHARED


def _listed(first: Candidate, parts: list[Candidate], owner: dict[str, str]) -> list[Suggestion]:
    usable = [part for part in parts if part is first or _may_serve(first.canonical, owner.get(part.source))]
    shares = _confidences(usable)
    others = sorted((part for part in usable if part is not first), key=lambda part: (-part.odds, part.source))
    others = [part for part in others[:_ALTERNATIVES] if shares[part.source] >= _LEAST]
    top = round(min(SURE - 0.01 if first.unused else _MOST, shares[first.source]), 2)
    rest = [_suggestion(part, round(min(shares[part.source], top, SURE - 0.01), 2)) for part in others]
    return [_suggestion(first, top), *rest]


def _suggestion(part: Candidate, confidence: float) -> Suggestion:
    return Suggestion(part.canonical, part.source, confidence, "; ".join(part.notes) or "what is left of the fields")


def pooled(suggestions: Iterable[Suggestion]) -> dict[str, Suggestion]:
    """The proposal of each canonical field."""
    first: dict[str, Suggestion] = {}
    for one in suggestions:
        first.setdefault(one.canonical, one)
    return first
