"""Which records changed in a window, by the search API, past its cap of 10,000 results a query.

One sort, 200 a page. Before the cap a new query starts at the last stamp seen; when so many share
one stamp that it cannot move on, they are drained by id, compared as raw text (CS-48 to CS-50).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from advocacy_sync.kernel.errors import FatalError
from advocacy_sync.kernel.timespan import Span

from .paths import objects
from .sdk import Client
from .wire import parse_instant, stamp_property

__all__ = ["changed_ids"]

ROWS_A_PAGE = 200
RESULTS_A_QUERY = 10_000
_EPOCH = datetime.fromtimestamp(0, UTC)


def _ms(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(milliseconds=1)


def changed_ids(client: Client, version: str, object_type: str, span: Span) -> Iterator[tuple[list[str], int]]:
    """Pages of (ids, stamp in epoch ms up to which all has been given) of records modified in the span."""
    stamp = stamp_property(object_type)
    low = _ms(span.start) if span.start else 1  # filtering on epoch 0 has answered 500
    high = _ms(span.end) if span.end else None
    path = f"{objects(version, object_type)}/search"
    while True:
        window = [_filter(stamp, "GTE", low), *([_filter(stamp, "LT", high)] if high is not None else [])]
        last = low
        capped = False
        for results, more in _query(client, path, object_type, window, stamp):
            ids = [(str(result["id"]), _stamp(result, stamp)) for result in results]
            kept = [(record, at) for record, at in ids if at >= low and (high is None or at < high)]
            last = max([last, *(at for _, at in kept)])  # a row outside the window must not move it on (CS-53)
            capped = more
            yield [record for record, _ in kept], last
        if not capped:
            return
        if last == low:
            yield from _drain(client, path, object_type, stamp, low)
            last += 1
        low = last


def _query(
    client: Client, path: str, object_type: str, filters: list[dict[str, str]], sort: str
) -> Iterator[tuple[list[dict[str, Any]], bool]]:
    """Pages of one query, each with whether the query was cut off at the cap behind it."""
    after: str | None = None
    given = 0
    while True:
        body: dict[str, Any] = {
            "filterGroups": [{"filters": filters}],
            "sorts": [{"propertyName": sort, "direction": "ASCENDING"}],
            "properties": [stamp_property(object_type)],
            "limit": ROWS_A_PAGE,
        }
        if after:
            body["after"] = after
        answer = client.call("POST", path, f"changed {object_type}", body=body)
        given += len(answer["results"])
        following = ((answer.get("paging") or {}).get("next") or {}).get("after")
        cut = bool(following) and given + ROWS_A_PAGE > RESULTS_A_QUERY
        yield answer["results"], cut
        if not following or cut:
            return
        if following == after:
            raise FatalError(f"HubSpot sent the same cursor twice while searching {object_type}")
        after = following


def _drain(client: Client, path: str, object_type: str, stamp: str, at: int) -> Iterator[tuple[list[str], int]]:
    """All records of exactly one stamp, by id."""
    last: str | None = None
    while True:
        filters = [_filter(stamp, "EQ", at), *([_filter("hs_object_id", "GT", last)] if last else [])]
        capped = False
        for results, more in _query(client, path, object_type, filters, "hs_object_id"):
            capped = more
            ids = [str(result["id"]) for result in results]
            yield ids, at
            last = ids[-1] if ids else last
        if not capped:
            return


def _filter(name: str, operator: str, value: Any) -> dict[str, str]:
    return {"propertyName": name, "operator": operator, "value": str(value)}


def _stamp(result: dict[str, Any], stamp: str) -> int:
    text = (result.get("properties") or {}).get(stamp) or result.get("updatedAt")
    return _ms(parse_instant(str(text)))
