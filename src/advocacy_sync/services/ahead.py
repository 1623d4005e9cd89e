"""The next page is fetched while the present one is being stored; small pages are stored together."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from advocacy_sync.ports.crm import Page

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
    held: Page | None = None
    try:
        for page in pages:
            held = page if held is None else _joined(held, page)
            if len(held.rows) >= rows or page.cursor is None or not page.rows:
                yield held
                held = None
    except Exception:
        if held is not None:
            yield held
        raise
    if held is not None:
        yield held


def _joined(some: Page, more: Page) -> Page:
    """One page of two, with all that either says of itself; it ends where the later one does."""
    doubt = "; ".join(filter(None, (some.doubt, more.doubt)))
    return Page((*some.rows, *more.rows), more.cursor, more.total, doubt, (*some.unread, *more.unread))
