"""Rooms that make less of a disturbed read than it was, or more of an error, are found out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from advocacy_sync.kernel.errors import ConfigError, FatalError, RetryableError
from advocacy_sync.ports.crm import ConnectionSettings, Page, ReadRequest, Timeouts
from testing.spoilt import HUBSPOT, SALESFORCE, OverReader, catches


class Swallows(OverReader):
    """What goes wrong is the end of the read."""

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        try:
            yield from self.below.pages(request, cursor)
        except (RetryableError, ConfigError):
            yield Page((), None)


class Fatal(OverReader):
    """What passes by itself is for good."""

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        try:
            yield from self.below.pages(request, cursor)
        except RetryableError as error:
            raise FatalError(str(error)) from error


class Hammers(OverReader):
    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        for _ in range(30):
            try:
                pages = list(self.below.pages(request, cursor))
            except (RetryableError, ConfigError) as error:
                last = error
            else:
                yield from pages
                return
        raise last


class Patient(OverReader):
    """Goes round and round as long as there is a further page."""

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        while True:
            try:
                yield from self.below.pages(request, cursor)
            except RetryableError:
                continue
            return


class ShortIsLast(OverReader):
    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        for page in self.below.pages(request, cursor):
            last = len(page.rows) < 90
            yield replace(page, cursor=None if last else page.cursor)
            if last:
                return


class Broken(OverReader):
    """After an error nothing works any more."""

    over = False

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        if self.over:
            raise RetryableError("the line is dead")
        try:
            yield from self.below.pages(request, cursor)
        except RetryableError:
            self.over = True
            raise


class LosesItsPlace(OverReader):
    """Gives the cursor of the page before it has given the page."""

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        for page in self.below.pages(request, cursor):
            yield replace(page, rows=())
            yield page if page.cursor is None else replace(page, rows=page.rows[: len(page.rows) // 2])


@pytest.mark.parametrize(
    ("check", "reader"),
    [
        ("a_crm_that_is_down_is_not_stormed", Hammers),
        ("a_crm_that_is_down_is_not_stormed", Swallows),
        ("a_crm_that_is_down_is_not_stormed", Fatal),
        ("refusals_are_final", Hammers),
        ("refusals_are_final", Swallows),
        ("the_session_outlives_the_trouble", Broken),
        ("broken_reads_resume", LosesItsPlace),
    ],
)
def test_a_reader_that_handles_trouble_badly_is_found_out(check: str, reader: type[OverReader]) -> None:
    catches(check, subject=HUBSPOT, reader=reader)


def _once(settings: ConnectionSettings) -> ConnectionSettings:
    """A call is tried again only when time passes: here none does, and the total time is over at once."""
    return replace(settings, timeouts=Timeouts(connect=5, read=5, total=100_000))


@pytest.mark.parametrize(
    "check",
    [
        "resets_cost_no_row",
        "lost_answers_cost_no_row",
        "half_answers_cost_no_row",
        "maintenance_pages_cost_no_row",
        "empty_bodies_cost_no_row",
        "null_bodies_cost_no_row",
        "server_errors_cost_no_row",
        "absence_costs_no_row",
        "busy_answers_cost_no_row",
    ],
)
def test_a_reader_that_ends_where_the_trouble_begins_is_found_out(check: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one try a call the trouble comes through to the reader, which then makes an end of it."""
    one_try(monkeypatch)
    catches(check, reader=Swallows)
    catches(check, reader=Fatal)


class Forgets(OverReader):
    """What the CRM kept back, and what may be missing, is nobody's business."""

    def page(self, page: Page, request: ReadRequest) -> Page:
        return replace(page, doubt="", unread=())


class Unlinked(OverReader):
    """Whoever's links are kept back has none."""

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        try:
            yield from self.below.pages(request, cursor)
        except RetryableError:
            sources = tuple(source for source in request.sources if not source.startswith("associations"))
            yield from self.below.pages(replace(request, sources=sources), cursor)


@pytest.mark.parametrize(
    ("check", "reader"),
    [
        ("rows_kept_back_are_not_gone", Forgets),
        ("links_kept_back_are_not_none", Unlinked),
        ("lost_rows_are_noticed", Forgets),
        ("missing_pages_are_noticed", Forgets),
        ("rows_without_keys_are_an_error", Swallows),
    ],
)
def test_a_reader_that_hushes_up_what_it_did_not_get_is_found_out(check: str, reader: type[OverReader]) -> None:
    catches(check, subject=HUBSPOT, reader=reader)


def test_a_reader_that_waits_for_ever_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    one_try(monkeypatch)

    def long(settings: ConnectionSettings) -> ConnectionSettings:
        return replace(settings, timeouts=Timeouts(connect=5, read=500, total=5_000))

    catches("silence_is_given_up", settle=long)
    catches("dripping_answers_are_cut_off", settle=long)


@pytest.mark.parametrize(
    ("check", "subject", "spoil"),
    [
        ("short_pages_are_not_the_end", HUBSPOT, ShortIsLast),
        ("empty_pages_are_not_the_end", HUBSPOT, ShortIsLast),
        ("endless_pages_end", HUBSPOT, Patient),
        ("repeated_pages_cost_no_row", SALESFORCE, Swallows),
        ("missing_pages_are_noticed", SALESFORCE, Swallows),
        ("lost_rows_are_noticed", SALESFORCE, Swallows),
    ],
)
def test_a_reader_that_believes_lying_pages_is_found_out(
    check: str, subject: Any, spoil: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("advocacy_salesforce.walk._Block._trouble", lambda *_: "")
    monkeypatch.setattr("advocacy_salesforce.walk._Block._short", lambda *_: "")
    from advocacy_sync.testing.check import ask
    from advocacy_sync.testing.kit import named
    from testing.spoilt import Spoilt

    spoilt: Any = Spoilt(subject=subject, reader=spoil)
    assert ask(named(check), spoilt).outcome == "broken"


def one_try(monkeypatch: pytest.MonkeyPatch) -> None:
    from advocacy_sync.transport.retry import RetryPolicy

    monkeypatch.setattr(RetryPolicy, "wait", lambda *_: None)
