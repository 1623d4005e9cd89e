"""Rooms that bury the living or hide the dead are found out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from advocacy_sync.ports.crm import Page, ReadRequest
from advocacy_sync.records.source_row import SourceRow
from testing.spoilt import OverReader, catches, rows_made


class LivingOnly(OverReader):
    def page(self, page: Page, request: ReadRequest) -> Page:
        return replace(page, rows=tuple(row for row in page.rows if not row.deleted))


class HiddenIsNone(OverReader):
    def row(self, row: SourceRow, request: ReadRequest) -> SourceRow:
        return replace(row, payload={**dict.fromkeys(request.sources), **row.payload})


class AbsentIsDeleted(OverReader):
    """What a whole read does not show, it calls deleted."""

    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        pages = list(self.below.pages(request, cursor))
        seen = {row.key.external_id for page in pages for row in page.rows}
        row = pages[0].rows[0]
        gone = replace(row, key=row.key._replace(external_id="003000000000001AAA"), deleted=True)
        yield replace(pages[0], rows=(*pages[0].rows, *([gone] if len(seen) < 20 else [])))
        yield from pages[1:]


class EmptyForHidden(OverReader):
    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        self.below.refresh()
        if self.below.describe(request.object) is None:
            yield Page((), None)
            return
        yield from self.below.pages(request, cursor)


class KeepsDescription(OverReader):
    def refresh(self) -> None:
        """Rights never change."""


class Resurrects(OverReader):
    """Finds what is gone in a memory of its own."""

    def read(self, object_name: str, ids: Sequence[str], fields: Sequence[str]) -> list[SourceRow]:
        found: list[SourceRow] = self.below.read(object_name, ids, fields)
        lost = set(ids) - {row.key.external_id for row in found}
        return found + [replace(found[0], key=found[0].key._replace(external_id=id)) for id in sorted(lost)]  # type: ignore[arg-type]


class BreaksOnHidden(OverReader):
    def pages(self, request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        self.below.refresh()
        schema = self.below.describe(request.object)
        names = [source for source in request.sources if schema is None or source in schema.fields]
        if len(names) < len(request.sources):
            yield Page((), None)
            return
        yield from self.below.pages(request, cursor)


@pytest.mark.parametrize(
    ("check", "reader"),
    [
        ("deletions_come_with_changes", LivingOnly),
        ("deletions_come_with_changes", rows_made(lambda row: replace(row, deleted=False))),
        ("whole_reads_show_no_ghosts", rows_made(lambda row: replace(row, deleted=False))),
        ("restored_rows_come_back", LivingOnly),
        ("restored_rows_come_back", rows_made(lambda row: replace(row, deleted=True))),
        ("purged_rows_are_nowhere", Resurrects),
        ("merges_come_with_changes", rows_made(lambda row: replace(row, merged_into=None, absorbed=()))),
        ("merges_spare_the_others", rows_made(lambda row: replace(row, absorbed=("003",)))),
        ("merged_ids_lead_to_the_heir", rows_made(lambda row: replace(row, deleted=False, merged_into=None))),
        ("hidden_fields_are_absent", HiddenIsNone),
        ("hidden_fields_are_absent", BreaksOnHidden),
        ("fields_may_go_during_a_session", BreaksOnHidden),
        ("fields_come_back", KeepsDescription),
        ("hidden_objects_are_not_empty", EmptyForHidden),
        ("objects_may_go_during_a_session", EmptyForHidden),
        ("hidden_rows_are_not_deleted", AbsentIsDeleted),
    ],
)
def test_a_reader_that_mistakes_absence_is_found_out(check: str, reader: type[OverReader]) -> None:
    catches(check, reader=reader)
