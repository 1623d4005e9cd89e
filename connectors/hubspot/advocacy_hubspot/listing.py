"""Lists, page by page, the next page under way while the present one is used.

A page may be short or empty and is still followed by others: only a missing cursor ends a list
(CS-51). A cursor that comes again is an error, not a loop, and so is a page that comes again and
again under new ones (C-11).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from advocacy_sync.kernel.errors import RetryableError

from .sdk import Check, Client

__all__ = ["ROWS_A_PAGE", "list_pages"]

ROWS_A_PAGE = 100
SAME_PAGES, EMPTY_PAGES = 3, 1_000  # so many are believed


def list_pages(
    client: Client, path: str, what: str, query: Mapping[str, str], *, after: str | None = None, most: int | None = None
) -> Iterator[tuple[list[dict[str, Any]], str | None]]:
    """Pages of a list from a cursor on, at most so many, each with the cursor of the next one."""
    seen, check = {after}, _checked(what)
    waiting = client.ahead("GET", path, what, query=_query(query, after), check=check)
    pages = Counter[int]()
    given = 0
    while True:
        answer = waiting()
        following = ((answer.get("paging") or {}).get("next") or {}).get("after")
        if following is not None and following in seen:
            raise RetryableError(f"HubSpot sent the same page of {what} twice")
        seen.add(following)
        ids = tuple(str(row["id"]) for row in answer["results"])
        pages[hash(ids)] += 1
        if following and pages[hash(ids)] > (SAME_PAGES if ids else EMPTY_PAGES):
            raise RetryableError(f"HubSpot's list of {what} leads no further")
        given += 1
        last = not following or given == most
        if not last:
            waiting = client.ahead("GET", path, what, query=_query(query, following), check=check)
        yield answer["results"], following or None
        if last:
            return


def _checked(what: str) -> Check:
    def check(answer: dict[str, Any]) -> None:
        if any(row.get("id") in (None, "") for row in answer["results"]):
            raise RetryableError(f"HubSpot's answer to {what} makes no sense: a record has no id")

    return check


def _query(query: Mapping[str, str], after: str | None) -> dict[str, Any]:
    return {"limit": ROWS_A_PAGE, **query, **({"after": after} if after else {})}
