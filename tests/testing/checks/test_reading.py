"""Rooms that read otherwise than they should are found out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from advocacy_sync.kernel.ids import ConnectionName
from advocacy_sync.ports.crm import Page, ReadRequest
from advocacy_sync.records.source_row import SourceRow
from testing.spoilt import OverReader, catches, rows_made


class DropsARow(OverReader):
    def page(self, page: Page, request: ReadRequest) -> Page:
        return replace(page, rows=page.rows[:-1])


class DoublesARow(OverReader):
    def page(self, page: Page, request: ReadRequest) -> Page:
        return replace(page, rows=(*page.rows, *page.rows[:1]))


class FirstPageOnly(OverReader):
    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        yield replace(next(iter(self.below.pages(request, cursor))), cursor=None)


class AllAtOnce(OverReader):
    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        yield from list(self.below.pages(request, cursor))


class OnePage(OverReader):
    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        yield Page(tuple(row for page in self.below.pages(request, cursor) for row in page.rows), None)


class NoEnd(OverReader):
    def page(self, page: Page, request: ReadRequest) -> Page:
        return replace(page, cursor=page.cursor or "more")


class NoCursor(OverReader):
    def page(self, page: Page, request: ReadRequest) -> Page:
        return replace(page, cursor=None)


class NoPage(OverReader):
    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        return (page for page in self.below.pages(request, cursor) if page.rows)


class WrongTotal(OverReader):
    def page(self, page: Page, request: ReadRequest) -> Page:
        return replace(page, total=7)


class SwapsValues(OverReader):
    def page(self, page: Page, request: ReadRequest) -> Page:
        turned = [row.payload for row in (*page.rows[1:], *page.rows[:1])]
        pairs = zip(page.rows, turned, strict=True)
        rows = [replace(row, payload={**other, "Id": row.key.external_id}) for row, other in pairs]
        return replace(page, rows=tuple(rows))


class InFlux(OverReader):
    turns = 0

    def page(self, page: Page, request: ReadRequest) -> Page:
        InFlux.turns += 1
        return replace(page, rows=tuple(sorted(page.rows, key=lambda row: hash((InFlux.turns, row.key)))))


class NoParents(OverReader):
    def row(self, row: SourceRow, request: ReadRequest) -> SourceRow:
        return replace(row, payload={name: value for name, value in row.payload.items() if name != "AccountId"})


class AskedIsThere(OverReader):
    """What was asked for has a value, None if the CRM has none."""

    def row(self, row: SourceRow, request: ReadRequest) -> SourceRow:
        return replace(row, payload={**dict.fromkeys(request.sources), **row.payload})


def without_nothing(row: SourceRow) -> SourceRow:
    return replace(row, payload={name: value for name, value in row.payload.items() if value is not None})


def empty_text(row: SourceRow) -> SourceRow:
    return replace(row, payload={name: "" if value is None else value for name, value in row.payload.items()})


@pytest.mark.parametrize(
    ("check", "reader"),
    [
        ("every_row_comes_once", DropsARow),
        ("every_row_comes_once", DoublesARow),
        ("every_row_of_many_pages_comes", FirstPageOnly),
        ("pages_are_lazy", AllAtOnce),
        ("pages_are_bounded", OnePage),
        ("only_the_last_page_lacks_a_cursor", NoEnd),
        ("only_the_last_page_lacks_a_cursor", NoCursor),
        ("no_rows_are_an_empty_page", NoPage),
        ("totals_are_right", WrongTotal),
        ("values_belong_to_their_rows", SwapsValues),
        ("reading_is_deterministic", InFlux),
        ("parents_come_with_rows", NoParents),
        ("unknown_sources_are_absent", AskedIsThere),
        ("empty_values_are_none", rows_made(without_nothing)),
        ("empty_values_are_none", rows_made(empty_text)),
        ("payload_holds_what_was_asked", rows_made(lambda row: replace(row, payload={**row.payload, "more": 1}))),
        ("keys_are_whole", rows_made(lambda row: replace(row, key=row.key._replace(connection=ConnectionName("x"))))),
        ("stamps_are_the_crms", rows_made(lambda row: replace(row, stamp=row.stamp + timedelta(hours=5)))),
        ("living_rows_are_plain", rows_made(lambda row: replace(row, absorbed=("1",)))),
        ("living_rows_are_plain", rows_made(lambda row: replace(row, deleted=True))),
    ],
)
def test_a_reader_with_a_fault_is_found_out(check: str, reader: type[OverReader]) -> None:
    catches(check, reader=reader)


def test_a_reader_that_minds_the_order_of_sources_is_found_out() -> None:
    class Minds(OverReader):
        def row(self, row: SourceRow, request: ReadRequest) -> SourceRow:
            return replace(row, payload={**row.payload, "LastName": request.sources[0]})

    catches("order_of_sources_is_nothing", reader=Minds)
