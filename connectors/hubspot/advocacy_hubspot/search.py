"""Which records changed in a window, by the search API, without its offsets.

`after` counts rows of a live index: a record that is modified between two pages moves to the end,
and another slips through. So each page is a query of its own, from the last stamp seen; records
that share one stamp are drained by id, compared as raw text (CS-48 to CS-50). No query goes past
its first page, so the vendor's cap of 10,000 results is never met.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.kernel.timespan import Span

from .paths import objects
from .sdk import Client
from .wire import EPOCH, parse_instant, stamp_property

__all__ = ["Changed", "Reached", "Short", "changed_ids", "count_of"]

ROWS_A_PAGE = 200


class Reached(NamedTuple):
    """All before the stamp `low` (epoch ms) has been given; with `behind`, also the records of exactly that
    stamp up to this id, in the order of ids. An empty one stands before the first of them."""

    low: int
    behind: str | None = None


class Short(NamedTuple):
    """Fewer records came than the search says there are."""

    counted: int
    came: int


class Changed(NamedTuple):
    """A page of ids and the place that a later read may go on from; None when there is no more. `short` stands
    on the last page, where records are missing."""

    ids: list[str]
    reached: Reached | None
    short: Short | None = None


def _ms(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(milliseconds=1)


def changed_ids(
    client: Client, version: str, object_type: str, span: Span, *, after: Reached | None = None
) -> Iterator[Changed]:
    """Records modified in the span, page by page.

    When fewer come than were counted, all is gone through once more (C-13); the last page says it when that does
    not help. Raises RetryableError when an answer leads no further though it says that there is more.
    """
    search = _Search(client, version, object_type)
    low = _ms(span.start) if span.start else 1  # filtering on epoch 0 has answered 500
    high = _ms(span.end) if span.end else None
    if after is not None:
        low = after.low
        if after.behind is not None:
            for ids, reached in search.drain(low, after.behind):
                yield Changed(ids, reached)
            low += 1
    for last_time in (False, True):
        search.begin()
        came = 0
        for ids, strangers, reached, more in _walk(search, low, high):
            came += len(ids) + strangers
            missing = came < (search.counted or 0)
            if more or (missing and not last_time):
                yield Changed(ids, reached)
                continue
            counted = min(search.counted or 0, search.count(low, high)) if missing else 0
            yield Changed(ids, None, Short(counted, came) if came < counted else None)
            return


def count_of(client: Client, version: str, object_type: str, span: Span) -> int:
    """How many records were modified last in the span, as far as the index has come."""
    search = _Search(client, version, object_type)
    return search.count(_ms(span.start) if span.start else 1, _ms(span.end) if span.end else None)


def _walk(search: _Search, low: int, high: int | None) -> Iterator[tuple[list[str], int, Reached, bool]]:
    """Ids, how many records did not belong (CS-53), the place reached, and whether there are more, page by page."""
    given: frozenset[str] = frozenset()  # of stamp `low`
    while True:
        found, more = search.window(low, high)
        kept = [(record, at) for record, at in found if at >= low and (high is None or at < high)]
        last = max([low, *(at for _, at in kept)])
        ids = [record for record, at in kept if at > low or record not in given]
        drains = more and last == low and bool(kept)
        yield ids, len(found) - len(kept), Reached(last, "" if drains else None), more
        if not more:
            return
        if not kept:
            raise search.stuck()
        at_last = frozenset(record for record, at in kept if at == last)
        if not drains:
            low, given = last, at_last
            continue
        for page, reached in search.drain(low):
            yield [record for record in page if record not in given | at_last], 0, reached, True
        low, given = low + 1, frozenset()


class _Search:
    """One page of one query at a time. `counted`: records of the first window, by its own account."""

    def __init__(self, client: Client, version: str, object_type: str) -> None:
        self._client, self._type, self._stamp = client, object_type, stamp_property(object_type)
        self.counted: int | None = None
        self._path = f"{objects(version, object_type)}/search"

    def begin(self) -> None:
        self.counted = None

    def window(self, low: int, high: int | None) -> tuple[list[tuple[str, int]], bool]:
        """The first (id, stamp) by stamp from `low` on, and whether there are more."""
        results, more = self._page(self._between(low, high), self._stamp)
        return [(str(result["id"]), _at(result, self._stamp)) for result in results], more

    def count(self, low: int, high: int | None) -> int:
        """How many there are from `low` on, by the search's own account."""
        return self._ask(self._between(low, high), self._stamp, 1)[2]

    def _between(self, low: int, high: int | None) -> list[dict[str, str]]:
        ends = [("LT", str(high))] if high is not None else []
        return [_filter(self._stamp, operator, value) for operator, value in [("GTE", str(low)), *ends]]

    def drain(self, at: int, behind: str = "") -> Iterator[tuple[list[str], Reached]]:
        """The ids of the records of exactly one stamp, by id, those behind one if it is given."""
        filters = [_filter(self._stamp, "EQ", str(at))]
        ends = [behind] if behind else []
        while True:
            further = [_filter("hs_object_id", "GT", ends[-1])] if ends else []
            results, more = self._page([*filters, *further], "hs_object_id")
            ids = [str(result["id"]) for result in results]
            yield ids, Reached(at, ids[-1]) if more and ids else Reached(at + 1)
            if not more:
                return
            if not ids or ids[-1] in ends:
                raise self.stuck()
            ends.append(ids[-1])

    def stuck(self) -> RetryableError:
        return RetryableError(f"HubSpot's search of changed {self._type} has more, but leads no further")

    def _page(self, filters: list[dict[str, str]], sort: str) -> tuple[list[dict[str, Any]], bool]:
        """An answer that holds nothing and says that there is more is asked for once more."""
        results, more, total = self._ask(filters, sort)
        if more and not results:
            results, more, total = self._ask(filters, sort)
        self.counted = total if self.counted is None else self.counted
        return results, more

    def _ask(self, filters: list[dict[str, str]], sort: str, limit: int = 0) -> tuple[list[dict[str, Any]], bool, int]:
        body = {
            "filterGroups": [{"filters": filters}],
            "sorts": [{"propertyName": sort, "direction": "ASCENDING"}],
            "properties": [self._stamp],
            "limit": limit or ROWS_A_PAGE,
        }
        answer = self._client.call("POST", self._path, f"changed {self._type}", body=body, check=self._check)
        total = answer.get("total")
        more = bool(((answer.get("paging") or {}).get("next") or {}).get("after"))
        return answer["results"], more, total if isinstance(total, int) else 0

    def _check(self, answer: dict[str, Any]) -> None:
        """Each record with its id and its stamp: without them there is no place to go on from."""
        for result in answer["results"]:
            if result.get("id") in (None, ""):
                raise RetryableError(f"HubSpot's search of changed {self._type} makes no sense: a record has no id")
            _at(result, self._stamp)


def _filter(name: str, operator: str, value: str) -> dict[str, str]:
    return {"propertyName": name, "operator": operator, "value": value}


def _at(result: dict[str, Any], stamp: str) -> int:
    text = (result.get("properties") or {}).get(stamp) or result.get("updatedAt")
    try:
        return _ms(parse_instant(str(text)))
    except (ValueError, OverflowError):
        raise RetryableError(f"HubSpot gave record {result['id']} with a time of change that is none") from None
