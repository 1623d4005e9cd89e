"""Which records a search has to look at: a span of an order, where the filters name one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .filters import comparable, members
from .instants import canonical
from .portal import Portal
from .schema import ObjectType

__all__ = ["Candidates", "candidates"]

Filters = list[dict[str, Any]]
Bound = tuple[str, int]

LOWEST: Bound = ("", 0)
HIGHEST: Bound = ("~", 0)  # beyond every stamp
_RANGES = ("GT", "GTE", "LT", "LTE", "EQ", "BETWEEN")


@dataclass(frozen=True)
class Candidates:
    """Ids in the order of a property; `exact` when they are known to match all filters."""

    ids: Iterable[int]
    order: str
    exact: bool


def candidates(portal: Portal, kind: ObjectType, groups: list[Filters], sort: str) -> Candidates:
    """The narrowest span that the filters (already found to be valid) leave."""
    records = portal.records(kind)
    if len(groups) == 1:
        for one in groups[0]:
            ids = _equal(portal, kind, one)
            if ids is not None:
                return Candidates(ids, "hs_object_id", exact=False)
        for name in (kind.modified, kind.created):
            mine = [one for one in groups[0] if _spans(one, name)]
            order = records.by_stamp(name) if mine else None
            if order is not None:
                low, high = _stamp_span(mine)
                return Candidates(order.between(low, high), name, len(mine) == len(groups[0]))
        mine = [one for one in groups[0] if _spans(one, "hs_object_id") and _whole(one)]
        if mine:
            first, beyond = _id_span(mine)
            return Candidates(records.ids().between(first, beyond), "hs_object_id", len(mine) == len(groups[0]))
    order = records.by_stamp(sort)
    if order is not None:
        return Candidates(order.between(LOWEST, HIGHEST), sort, not groups)
    return Candidates(records.ids(), "hs_object_id", not groups)


def _equal(portal: Portal, kind: ObjectType, one: dict[str, Any]) -> list[int] | None:
    """The ids that an EQ or IN filter leaves; None when the filter is of another kind."""
    name = one["propertyName"]
    if name.startswith("associations."):
        if one["operator"].upper() != "EQ":
            return None
        other = portal.catalog.type_of(name.partition(".")[2])
        held = portal.links.of((other.type_id, int(one["value"])), kind.type_id)
        records = portal.records(kind)
        return sorted(number for number in held if not records.rows[str(number)]["archived"])
    found = portal.catalog.properties(kind)[name]
    values = members(found, one) if name not in (kind.created, kind.modified, "hs_object_id") else None
    return None if values is None else portal.records(kind).by_equal(name, comparable(found)).ids(values)


def _spans(one: dict[str, Any], name: str) -> bool:
    return one.get("propertyName") == name and str(one.get("operator", "")).upper() in _RANGES


def _whole(one: dict[str, Any]) -> bool:
    return all(str(one[key]).isdigit() for key in ("value", "highValue") if key in one)


def _stamp_span(filters: Filters) -> tuple[Bound, Bound]:
    low, high = LOWEST, HIGHEST
    for one in filters:
        operator, value = one["operator"].upper(), canonical(str(one["value"]))
        top = canonical(str(one["highValue"])) if operator == "BETWEEN" else value
        if operator in ("GT", "GTE", "EQ", "BETWEEN"):
            low = max(low, (_past(value) if operator == "GT" else value, 0))
        if operator in ("LT", "LTE", "EQ", "BETWEEN"):
            high = min(high, (top if operator == "LT" else _past(top), 0))
    return low, high


def _id_span(filters: Filters) -> tuple[int, int | None]:
    first, beyond = 0, None
    for one in filters:
        operator, value = one["operator"].upper(), int(one["value"])
        top = int(one["highValue"]) if operator == "BETWEEN" else value
        if operator in ("GT", "GTE", "EQ", "BETWEEN"):
            first = max(first, value + (operator == "GT"))
        if operator in ("LT", "LTE", "EQ", "BETWEEN"):
            end = top + (operator != "LT")
            beyond = end if beyond is None else min(beyond, end)
    return first, beyond


def _past(stamp: str) -> str:
    """A text after this stamp and before the next one."""
    return stamp + "~"
