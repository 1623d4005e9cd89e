"""Rooms that mistake spans, ties or quiet values are found out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from advocacy_sync.kernel.timespan import Span
from advocacy_sync.ports.crm import Page, ReadRequest
from advocacy_sync.records.source_row import SourceRow
from testing.spoilt import HUBSPOT, OverReader, catches

MOMENT = timedelta(milliseconds=1)


class Shifted(OverReader):
    """Reads another span than was asked for."""

    start = end = timedelta(0)

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        start = request.span.start and request.span.start + self.start
        end = request.span.end and request.span.end + self.end
        yield from self.below.pages(replace(request, span=Span(start, end)), cursor)


class AfterTheStart(Shifted):
    start = MOMENT


class ToTheEnd(Shifted):
    end = MOMENT


class Overlapping(Shifted):
    start = -timedelta(hours=2)


class OneTie(OverReader):
    """Of rows that share a stamp over a page's end, those of the later page are lost, as with `>` on a stamp."""

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        last = None
        for page in self.below.pages(request, cursor):
            kept = tuple(row for row in page.rows if row.stamp != last)
            last = page.rows[-1].stamp if page.rows else last
            yield replace(page, rows=kept)


class FirstThousand(OverReader):
    """Gives up behind the vendor's cap."""

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        left = 150
        for page in self.below.pages(request, cursor):
            yield replace(page, rows=page.rows[:left])
            left = max(0, left - len(page.rows))


class Stale(OverReader):
    """Gives the row that it saw first."""

    seen: dict[Any, SourceRow]

    def row(self, row: SourceRow, request: ReadRequest) -> SourceRow:
        return replace(row, payload={**row.payload, "Note__c": "first"})


class OtherRoute(OverReader):
    def row(self, row: SourceRow, request: ReadRequest) -> SourceRow:
        if request.span.start is None:
            return row
        return replace(row, payload={name: value and str(value) for name, value in row.payload.items()})


class NoneQuiet(OverReader):
    def quiet(self, object_name: str, sources: Sequence[str]) -> tuple[str, ...]:
        return ()


class AllQuiet(OverReader):
    def quiet(self, object_name: str, sources: Sequence[str]) -> tuple[str, ...]:
        return tuple(sources)


class AddsAll(OverReader):
    def adds(self, object_name: str, source: str) -> bool:
        return True


@pytest.mark.parametrize(
    ("check", "reader"),
    [
        ("start_belongs_to_the_span", AfterTheStart),
        ("end_does_not_belong_to_the_span", ToTheEnd),
        ("adjacent_spans_hold_every_row_once", ToTheEnd),
        ("changed_rows_come", Overlapping),
        ("quiet_span_is_empty", Overlapping),
        ("new_rows_come", AfterTheStart),
        ("rows_come_as_they_are_now", Stale),
        ("routes_give_the_same_rows", OtherRoute),
        ("quiet_sources_are_named", NoneQuiet),
        ("quiet_sources_are_named", AllQuiet),
        ("joined_sources_are_told", AddsAll),
    ],
)
def test_a_reader_that_mistakes_changes_is_found_out(check: str, reader: type[OverReader]) -> None:
    catches(check, reader=reader)


@pytest.mark.parametrize("check", ["ties_all_come", "ties_between_others_all_come"])
@pytest.mark.parametrize("reader", [OneTie, FirstThousand])
def test_a_reader_that_loses_ties_is_found_out(check: str, reader: type[OverReader]) -> None:
    catches(check, subject=HUBSPOT, reader=reader)


def test_a_reader_that_counts_another_span_is_found_out() -> None:
    class Miscounts(OverReader):
        def count(self, object_name: str, span: Span) -> int | None:
            return self.below.count(object_name, Span(None, None))  # type: ignore[no-any-return]

    catches("counts_are_right", reader=Miscounts)


def test_a_reader_that_never_shows_quiet_values_is_found_out() -> None:
    class Old(OverReader):
        def row(self, row: SourceRow, request: ReadRequest) -> SourceRow:
            return replace(row, payload={**row.payload, "Level__c": None})

    catches("quiet_values_come_with_whole_reads", reader=Old)
