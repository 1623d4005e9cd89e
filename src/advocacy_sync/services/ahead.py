"""The next page is fetched while the present one is being stored; small pages are stored together."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from advocacy_sync.ports.crm import Page
from advocacy_sync.records.source_row import SourceRow

__all__ = ["ahead", "together"]

T = TypeVar("T")


def ahead(items: Iterator[T]) -> Generator[T]:
    """The items in their order, one fetched in advance by a thread of its own; so are their errors."""
    with ThreadPoolExecutor(1) as thread:
        following = thread.submit(next, items, None)
        while (item := following.result()) is not None:
            following = thread.submit(next, items, None)
            yield item


def together(pages: Iterator[Page], rows: int) -> Generator[Page]:
    """Pages of at least so many rows, made of those that come one after another: a transaction has its price.

    An empty page with a cursor says where to resume and is passed on at once, and an error comes behind
    the rows before it.
    """
    held: list[SourceRow] = []
    last: Page | None = None
    try:
        for page in pages:
            held += page.rows
            if len(held) >= rows or page.cursor is None or not page.rows:
                yield page if len(held) == len(page.rows) else Page(tuple(held), page.cursor, page.total)
                held, last = [], None
            else:
                last = page
    except Exception:
        if last is not None:
            yield Page(tuple(held), last.cursor, last.total)
        raise
    if last is not None:
        yield Page(tuple(held), last.cursor, last.total)
