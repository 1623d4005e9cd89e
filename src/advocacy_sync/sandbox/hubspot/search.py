"""The search API (`POST /crm/v3/objects/{type}/search`).

A result is worked out once and kept as a list of ids, so that its further pages cost nothing; a write
to the type drops it. Ranges over, and sorts by, a type's own stamps read an index. Archived records
are never found; records younger than the index lag are not found yet.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import orjson

from advocacy_sync.sandbox.state import Row
from advocacy_sync.sandbox.wire import Response

from .call import Call, answer
from .candidates import candidates
from .faults import Fault, invalid
from .filters import Test, comparable, predicate, tokens
from .instants import iso
from .results import Result
from .schema import ObjectType
from .shapes import mapping, objects, strings, text
from .views import View

__all__ = ["search"]

LARGEST_PAGE = 200
LARGEST_RESULT = 10_000
LONGEST_BODY = 3_000
MOST_GROUPS, MOST_FILTERS, MOST_IN_ALL = 5, 6, 18
LONGEST_QUERY = 3_000


def search(call: Call) -> Response:
    kind = call.kind()
    if len(call.request.body) > LONGEST_BODY:
        raise invalid(f"The request body exceeds the maximum of {LONGEST_BODY} characters")
    limit, start = _limit(call), _start(call)
    if start + limit > LARGEST_RESULT:
        raise _problem(f"Paging beyond {LARGEST_RESULT} results is not supported", "after")
    groups = _groups(call.fields)
    records = call.portal.records(kind)
    view = View.of(call.portal, kind, strings(call.fields.get("properties"), "properties"))
    asked = {key: call.fields.get(key) for key in ("filterGroups", "filters", "query", "sorts")}
    lag = call.portal.settings.search_lag_seconds
    visible = iso(call.now - timedelta(seconds=lag)) if lag else ""
    behind = call.portal.behind("search", kind, call.now)
    question = orjson.dumps([asked, visible, call.portal.links.version, iso(call.now) if behind else ""])
    result = call.portal.results.of(records, question, lambda: _work_out(call, kind, groups, visible, behind))
    page = map(str, result.ids[start : start + limit])
    rows = ((behind.get(key) if behind else None) or records.rows[key] for key in page)
    body: dict[str, Any] = {"total": result.total, "results": [view.show(row) for row in rows]}
    if start + limit < result.total:
        body["paging"] = {"next": {"after": str(start + limit)}}
    return answer(body)


def _work_out(
    call: Call, kind: ObjectType, groups: list[list[dict[str, Any]]], visible: str, behind: Mapping[str, Row | None]
) -> Result:
    name, descending = _sort(call, kind)
    tests = [[predicate(call.portal, kind, one) for one in group] for group in groups]
    found = candidates(call.portal, kind, groups, name)
    exact = found.exact and not behind
    matches = _matcher([] if exact else tests, text(call.fields.get("query"), "query"), kind, visible)
    rows: Mapping[str, Row] = call.portal.records(kind).rows
    ids = list(found.ids)
    if behind:
        # Rows that the index has not taken in yet are found as, and where, they were.
        old = {key: row for key, row in behind.items() if row is not None and not row["archived"]}
        rows = ChainMap(old, dict(rows))
        ids = [number for number in ids if str(number) not in behind] + [int(key) for key in old]
    if matches is not None:
        ids = [number for number in ids if matches(rows[str(number)])]
    if found.order != name or behind:
        ids = _sorted(call, kind, rows, ids, name)
    if descending:
        ids.reverse()
    return Result(ids[:LARGEST_RESULT], len(ids))


def _matcher(tests: list[list[Test]], query: str, kind: ObjectType, visible: str) -> Test | None:
    """One test of everything asked, or None when there is nothing to test."""
    words = tokens(query)
    if not tests and not words and not visible:
        return None

    def matches(row: Row) -> bool:
        if visible and row["updatedAt"] > visible:
            return False
        if tests and not any(all(test(row) for test in group) for group in tests):
            return False
        return not words or _found(row, kind, words)

    return matches


def _found(row: Row, kind: ObjectType, words: list[str]) -> bool:
    """Whether every word of the query begins a word of the type's searchable properties."""
    held = row["properties"].get
    parts = [part for name in kind.searched for part in tokens(held(name) or "")]
    return all(any(part.startswith(word) for part in parts) for word in words)


def _sort(call: Call, kind: ObjectType) -> tuple[str, bool]:
    """The property to sort by, and whether downwards; by create date upwards unless told."""
    sorts = call.fields.get("sorts") or []
    if not isinstance(sorts, list):
        raise _problem("sorts must be a list", "sorts")
    if len(sorts) > 1:
        raise _problem("Only one sort is supported", "sorts")
    if not sorts:
        return kind.created, False
    first = sorts[0]
    if isinstance(first, str):
        return first.lstrip("-"), first.startswith("-")
    given = mapping(first, "sorts")
    name, direction = text(given.get("propertyName"), "propertyName"), text(given.get("direction"), "direction")
    return name, direction.upper() in ("DESCENDING", "DESC")


def _sorted(call: Call, kind: ObjectType, rows: Mapping[str, Row], ids: list[int], name: str) -> list[int]:
    """Upwards by the property, then by id; records without a value come last."""
    found = call.portal.catalog.writable(kind, name)
    if found is None:
        raise _problem(f"Property {name} does not exist", name)
    if name == "hs_object_id":
        return sorted(ids)
    read = comparable(found)

    def key(number: int) -> tuple[bool, Any, int]:
        held = rows[str(number)]["properties"].get(name)
        value = None if held is None else read(held)
        return (True, 0, number) if value is None else (False, value, number)

    return sorted(ids, key=key)


def _groups(fields: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The filter groups; `filters` at the top is one group."""
    alone = [{"filters": fields["filters"]}] if fields.get("filters") else []
    given = objects(fields.get("filterGroups"), "filterGroups") or alone
    groups = [objects(one.get("filters"), "filters") for one in given]
    if len(groups) > MOST_GROUPS:
        raise _problem(f"There can be at most {MOST_GROUPS} filterGroups", "filterGroups")
    if any(len(group) > MOST_FILTERS for group in groups):
        raise _problem(f"There can be at most {MOST_FILTERS} filters in a group", "filters")
    if sum(map(len, groups)) > MOST_IN_ALL:
        raise _problem(f"There can be at most {MOST_IN_ALL} filters in all", "filters")
    return [group for group in groups if group]


def _limit(call: Call) -> int:
    limit = call.fields.get("limit", 10)
    if limit is None:
        return 10
    if not str(limit).isdigit() or int(limit) > LARGEST_PAGE:
        raise _problem(f"limit must be between 0 and {LARGEST_PAGE}", "limit")
    return int(limit)


def _start(call: Call) -> int:
    after = call.fields.get("after") or 0
    if not str(after).isdigit():
        raise _problem(f"Invalid paging cursor: {after}", "after")
    return int(after)


def _problem(message: str, name: str) -> Fault:
    context = {"propertyName": [name]}
    return invalid("There was a problem with the request.", [{"message": message, "context": context}], context)
