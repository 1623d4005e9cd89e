"""Fetching ahead: the same items in the same order, one in advance, and every error where it belongs."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from advocacy_sync.services.ahead import ahead


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
