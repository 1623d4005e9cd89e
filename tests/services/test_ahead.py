"""Fetching ahead: the same items in the same order, one in advance, and every error where it belongs."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.kernel.ids import ConnectionName, ExternalId, SourceKey
from advocacy_sync.ports.crm import Page
from advocacy_sync.records.source_row import SourceRow
from advocacy_sync.services.ahead import ahead, together


def test_the_items_come_in_their_order() -> None:
    assert list(ahead(iter(range(1, 50)))) == list(range(1, 50))
    assert list(ahead(iter([]))) == []


def test_the_next_item_is_fetched_while_the_present_one_is_used_and_no_further_one() -> None:
    fetched: list[int] = []
    second = threading.Event()

    def items() -> Iterator[int]:
        for number in range(1, 9):
            fetched.append(number)
            if number == 2:
                second.set()
            yield number

    coming = ahead(items())
    assert next(coming) == 1
    assert second.wait(10)
    coming.close()
    assert fetched == [1, 2]


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt])
def test_an_error_is_raised_behind_the_items_before_it(failure: type[BaseException]) -> None:
    def items() -> Iterator[int]:
        yield 1
        yield 2
        raise failure("third")

    coming = ahead(items())
    assert [next(coming), next(coming)] == [1, 2]
    with pytest.raises(failure, match="third"):
        next(coming)


def test_when_it_is_closed_its_thread_has_ended() -> None:
    before = threading.active_count()
    coming = ahead(iter(range(1, 50)))
    next(coming)
    assert threading.active_count() == before + 1
    coming.close()
    assert threading.active_count() == before


# --- small pages together -------------------------------------------------------------------------


def read(sizes: Sequence[int], *, breaks: bool = False) -> Iterator[Page]:
    """Pages of so many rows; the cursor counts the rows given. `breaks`: the last page is never reached."""
    count = 0
    for place, size in enumerate(sizes, 1):
        rows = tuple(row(number) for number in range(count, count + size))
        count += size
        yield Page(rows, str(count) if breaks or place < len(sizes) else None, 77)
    if breaks:
        raise RetryableError("the CRM is away")


def row(number: int) -> SourceRow:
    key = SourceKey(ConnectionName("org"), "Deal", ExternalId(str(number)))
    return SourceRow(key=key, payload={}, stamp=datetime(2026, 1, 5, tzinfo=UTC))


def numbers(pages: Sequence[Page]) -> list[int]:
    return [int(one.key.external_id) for page in pages for one in page.rows]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=12), st.integers(1, 9))
def test_no_row_is_lost_when_pages_are_stored_together_and_each_cursor_stands_behind_its_rows(
    sizes: list[int], least: int
) -> None:
    pages = list(together(read(sizes), least))
    assert numbers(pages) == list(range(sum(sizes)))
    for place, page in enumerate(pages, 1):
        behind = len(numbers(pages[:place]))
        assert (page.cursor, page.total) == (str(behind) if place < len(pages) else None, 77)
    assert all(len(page.rows) >= least for page in pages[:-1] if 0 not in sizes)


def test_pages_that_are_large_enough_are_passed_on_as_they_are() -> None:
    assert list(together(read([3, 4, 1]), 3)) == list(read([3, 4, 1]))


def test_what_pages_say_of_themselves_is_not_lost_when_they_are_stored_together() -> None:
    """C-13: a doubt, and rows that were kept back."""
    pages = [Page((row(1),), "1", 7, "", ("a",)), Page((row(2),), "2", 7, "short"), Page((), None, 7, "", ("b",))]
    (only,) = together(iter(pages), 100)
    assert (numbers([only]), only.doubt, only.unread, only.cursor) == ([1, 2], "short", ("a", "b"), None)


def test_an_empty_page_with_a_cursor_is_passed_on_at_once() -> None:
    coming = together(read([0, 1, 1]), 100)
    assert next(coming) == Page((), "0", 77)


@given(st.lists(st.integers(1, 5), max_size=12), st.integers(1, 9))
def test_a_page_that_fails_costs_none_of_those_before_it(sizes: list[int], least: int) -> None:
    pages: list[Page] = []
    with pytest.raises(RetryableError, match="the CRM is away"):
        pages.extend(together(read(sizes, breaks=True), least))
    assert numbers(pages) == list(range(sum(sizes)))
    assert [page.cursor for page in pages[-1:]] == [str(sum(sizes))] * bool(sizes)
