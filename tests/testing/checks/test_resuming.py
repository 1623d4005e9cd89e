"""Rooms whose cursors lead nowhere are found out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from advocacy_sync.kernel.errors import FatalError
from advocacy_sync.ports.crm import Page, ReadRequest
from testing.spoilt import HUBSPOT, OverReader, catches


class Anew(OverReader):
    """Begins anew whatever the cursor says."""

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        yield from self.below.pages(request, None)


class InMemory(OverReader):
    """Its cursors mean something to the session that gave them, and to no other."""

    def __init__(self, below: Any) -> None:
        super().__init__(below)
        self.known: dict[str, str] = {}

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        if cursor is not None and cursor not in self.known:
            yield Page((), None)
            return
        for page in self.below.pages(request, self.known.get(cursor or "")):
            if page.cursor is not None:
                self.known[str(len(self.known))] = page.cursor
            yield replace(page, cursor=page.cursor and str(len(self.known) - 1))


class APageAhead(OverReader):
    """Its cursor stands behind the page that comes next."""

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        pages = list(self.below.pages(request, cursor))
        for page, following in zip(pages, [*pages[1:], None], strict=True):
            yield replace(page, cursor=(following.cursor or page.cursor) if following else None)


class Stuck(OverReader):
    def page(self, page: Page, request: ReadRequest) -> Page:
        return replace(page, cursor=page.cursor and "{}")


class Offset(OverReader):
    """Counts rows instead of remembering where it stood: whoever is deleted pulls another out of sight."""

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        at = int(cursor or 0)
        rows = [row for page in self.below.pages(request, None) for row in page.rows if not row.deleted]
        while True:
            behind = at + 100
            yield Page(tuple(rows[at:behind]), str(behind) if behind < len(rows) else None)
            if behind >= len(rows):
                return
            at = behind


class Bulky(OverReader):
    def page(self, page: Page, request: ReadRequest) -> Page:
        return replace(page, cursor=page.cursor and page.cursor + " " * 20_000)


class TidiesAll(OverReader):
    """Ends what a cursor names: nobody can go on from it."""

    over: ClassVar[set[str]] = set()

    def tidy(self, cursors: Sequence[str]) -> None:
        self.over.update(cursors)

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        if cursor in self.over:
            raise FatalError("it is gone")
        yield from self.below.pages(request, cursor)


@pytest.mark.parametrize(
    ("check", "reader"),
    [
        ("whole_reads_resume", Anew),
        ("changes_resume", Anew),
        ("named_reads_resume", Anew),
        ("whole_reads_resume", InMemory),
        ("whole_reads_resume", APageAhead),
        ("one_session_a_page_ends", Stuck),
        ("one_session_a_page_ends_for_changes", Stuck),
        ("births_and_deaths_between_pages_lose_nothing", Offset),
        ("edits_between_pages_lose_nothing", APageAhead),
        ("cursors_can_be_kept", Bulky),
        ("tidying_spares_what_a_cursor_names", TidiesAll),
    ],
)
def test_a_reader_with_bad_cursors_is_found_out(check: str, reader: type[OverReader]) -> None:
    catches(check, subject=HUBSPOT, reader=reader)


def test_a_secret_in_a_cursor_is_found_out() -> None:
    class Leaky(OverReader):
        def page(self, page: Page, request: ReadRequest) -> Page:
            return replace(page, cursor=page.cursor and page.cursor + " pat-na1-sandbox")

    catches("cursors_hold_no_secret", subject=HUBSPOT, reader=Leaky)


def test_tidying_that_writes_is_found_out() -> None:
    class Eager(OverReader):
        def tidy(self, cursors: Sequence[str]) -> None:
            path = "/crm/objects/2026-03/contacts/batch/update"
            body = {"inputs": [{"id": "1", "properties": {"note": "x"}}]}
            self.below._client.call("POST", path, "tidying", body=body)

    catches("tidying_is_harmless", subject=HUBSPOT, reader=Eager)
