"""Broken promises are told in words: what is missing, what is too much, what came instead."""

from __future__ import annotations

import pytest

from advocacy_sync.kernel.errors import ConfigError, RetryableError
from advocacy_sync.testing.expect import Broken, expect_rows, expect_same, raised


def test_what_is_the_same_is_said_to_be_nothing() -> None:
    expect_same([1], [1], "numbers")
    with pytest.raises(Broken, match=r"numbers: \[1\], expected \[2\]"):
        expect_same([1], [2], "numbers")


def test_rows_that_lack_or_do_not_belong_are_named() -> None:
    expect_rows(["b", "a", "a"], ["a", "b"], "rows")
    with pytest.raises(Broken, match="rows: 6 of 7 are missing: a, b, c, d, e …"):
        expect_rows(["g"], list("abcdefg"), "rows")
    with pytest.raises(Broken, match="rows: 1 that do not belong there: z"):
        expect_rows(["a", "z"], ["a"], "rows")


def test_rows_that_come_once_may_not_come_twice() -> None:
    with pytest.raises(Broken, match="rows: 1 came more often than they should: a"):
        expect_rows(["a", "a"], ["a"], "rows", once=True)


def _fail() -> None:
    raise ConfigError("wrong")


def test_the_error_that_was_expected_is_given_back_and_any_other_breaks_the_promise() -> None:
    assert str(raised(ConfigError, _fail, "reading")) == "wrong"
    with pytest.raises(Broken, match=r"reading: ConfigError \(wrong\) instead of RetryableError"):
        raised(RetryableError, _fail, "reading")
    with pytest.raises(Broken, match="reading: no ConfigError but 7"):
        raised(ConfigError, lambda: 7, "reading")
