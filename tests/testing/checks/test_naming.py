"""Rooms that mistake ids are found out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from advocacy_sync.kernel.errors import RecordError
from advocacy_sync.ports.crm import Page, ReadRequest
from advocacy_sync.records.source_row import SourceRow
from testing.spoilt import HUBSPOT, OverReader, catches


class AllForNone(OverReader):
    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        yield from self.below.pages(replace(request, ids=request.ids or None), cursor)


class Picky(OverReader):
    """An unknown id costs all of them."""

    def read(self, object_name: str, ids: Sequence[str], fields: Sequence[str]) -> list[SourceRow]:
        found: list[SourceRow] = self.below.read(object_name, ids, fields)
        if len(found) < len(ids):
            raise RecordError("some rows are not there")
        return found


class Keyless(OverReader):
    def read(self, object_name: str, ids: Sequence[str], fields: Sequence[str]) -> list[SourceRow]:
        return [replace(row, payload={"Id": row.key.external_id}) for row in self.below.read(object_name, ids, fields)]


class Remembers(OverReader):
    """Once read, always the same."""

    def __init__(self, below: Any) -> None:
        super().__init__(below)
        self.known: list[SourceRow] = []

    def read(self, object_name: str, ids: Sequence[str], fields: Sequence[str]) -> list[SourceRow]:
        self.known = self.known or self.below.read(object_name, ids, fields)
        return self.known


class FirstIds(OverReader):
    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        yield from self.below.pages(replace(request, ids=request.ids and request.ids[:100]), cursor)


class Twice(OverReader):
    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        for one in request.ids or ():
            yield from self.below.pages(replace(request, ids=(one,)), cursor)


class BySpan(OverReader):
    """Forgets that names count more than stamps."""

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        for page in self.below.pages(request, cursor):
            yield replace(page, rows=tuple(row for row in page.rows if row.stamp in request.span))


class Trusting(OverReader):
    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        if any("'" in one for one in request.ids or ()):
            request = replace(request, ids=None)  # as an injection would have it
        yield from self.below.pages(request, cursor)


@pytest.mark.parametrize(
    ("check", "reader"),
    [
        ("no_ids_bring_no_rows", AllForNone),
        ("unknown_ids_are_left_out", Picky),
        ("rows_by_id_bring_the_named_fields", Keyless),
        ("rows_by_id_are_as_they_are_now", Remembers),
        ("double_ids_are_one_row", Twice),
        ("named_rows_come", BySpan),
        ("strange_ids_are_harmless", Trusting),
    ],
)
def test_a_reader_that_mistakes_ids_is_found_out(check: str, reader: type[OverReader]) -> None:
    catches(check, reader=reader)


def test_a_reader_that_reads_the_first_ids_only_is_found_out() -> None:
    catches("many_named_rows_come", subject=HUBSPOT, reader=FirstIds)
