"""Reading an object whole: every row, with what was asked for, in pages that can be borne."""

from __future__ import annotations

from datetime import UTC

from advocacy_sync.records.source_row import SourceRow
from advocacy_sync.testing.check import Group
from advocacy_sync.testing.expect import expect, expect_rows, expect_same
from advocacy_sync.testing.subject import Subject
from advocacy_sync.testing.world import AGE, ROWS, World, ids_of, opened

__all__ = ["READING"]

READING = Group("reading")
LARGE = 3  # pages, of the vendor's size, for reads that need several


@READING.promise("Every row comes, and in quiet times comes once", "C-11 CS-10")
def every_row_comes_once(subject: Subject) -> None:
    with opened(subject) as world:
        found = ids_of(world.rows(world.session(), world.thing.name))
        expect_rows(found, world.stage.ids(), "rows of a whole read", once=True)


@READING.promise("Every row comes where there are several of the largest pages", "CS-39 CS-51")
def every_row_of_many_pages_comes(subject: Subject) -> None:
    with opened(subject, rows=subject.thing.page * (LARGE - 1) + 7) as world:
        pages = world.pages(world.session(), world.thing.name)
        expect(len(pages) > 1, "all rows came in one page")
        found = [row for page in pages for row in page.rows]
        expect_rows(ids_of(found), world.stage.ids(), "rows of a whole read of many pages", once=True)


@READING.promise("A payload holds what was asked for and the row's keys, and nothing else", "CS-89")
def payload_holds_what_was_asked(subject: Subject) -> None:
    with opened(subject, rows=3) as world:
        for row in world.rows(world.session(), world.thing.name, world.thing.text):
            wanted = {*world.thing.always, world.thing.name, world.thing.text}
            expect_same(set(row.payload), wanted, "names in a payload")


@READING.promise("A source that the org does not have is absent, and costs nothing else", "D-20 F10")
def unknown_sources_are_absent(subject: Subject) -> None:
    with opened(subject, rows=3) as world:
        found = world.rows(world.session(), world.thing.name, "no_such_field")
        expect_rows(ids_of(found), world.stage.ids(), "rows read with an unknown source")
        for row in found:
            expect("no_such_field" not in row.payload, "a source that does not exist has a value")
            expect(row.payload.get(world.thing.name), "the other field has no value")


@READING.promise("An empty value is None, and no other word for nothing", "CS-55 CS-21")
def empty_values_are_none(subject: Subject) -> None:
    with opened(subject, rows=3) as world:
        empty = (world.thing.text, world.thing.number, world.thing.day)
        for row in world.rows(world.session(), *empty):
            for name in empty:
                expect(name in row.payload, f"{name} is empty, and absent from the payload")
                expect_same(row.payload[name], None, f"an empty {name}")


@READING.promise("Values come as they are, each text to its row", "CS-66 CS-22")
def values_belong_to_their_rows(subject: Subject) -> None:
    with opened(subject) as world:
        names = {str(row.key.external_id): row.payload[world.thing.name] for row in _all(world)}
        wanted = {id: f"R{number}" for number, id in enumerate(world.stage.ids())}
        expect_same({id: names.get(id) for id in wanted}, wanted, "names by id")


@READING.promise("A key says connection, object and id, and the id stands in the payload", "D-30")
def keys_are_whole(subject: Subject) -> None:
    with opened(subject, rows=3) as world:
        name = world.settings().name
        for row in _all(world):
            expect_same((row.key.connection, row.key.object), (name, world.thing.object), "connection and object")
            expect_same(row.payload[world.thing.key], row.key.external_id, "the id in the payload")


@READING.promise("A stamp is the CRM's own, in UTC", "CS-18 CS-59")
def stamps_are_the_crms(subject: Subject) -> None:
    with opened(subject, rows=3) as world:
        at = world.time.now() - AGE
        for row in _all(world):
            expect(row.stamp.tzinfo is UTC or row.stamp.utcoffset() is not None, f"no zone: {row.stamp!r}")
            expect_same(row.stamp, at, "the stamp of a row")


@READING.promise("Living rows are not marked as deleted, and name no merge")
def living_rows_are_plain(subject: Subject) -> None:
    with opened(subject, rows=3) as world:
        for row in _all(world):
            expect(not row.deleted, "a living row is marked as deleted")
            expect_same((row.merged_into, row.absorbed), (None, ()), "merges of a row that was never merged")


@READING.promise("The parent comes with the row", "CS-56 F-11")
def parents_come_with_rows(subject: Subject) -> None:
    with opened(subject) as world:
        for row in world.rows(world.session(), world.thing.parent):
            expect_same(list(world.thing.parents(row.payload)), [world.stage.parent], "parents of a row")


@READING.promise("The last page has no cursor, and every other one has", "CS-51")
def only_the_last_page_lacks_a_cursor(subject: Subject) -> None:
    with opened(subject, rows=subject.thing.page + 7) as world:
        ends = [page.cursor is None for page in world.pages(world.session(), world.thing.name)]
        expect(ends and ends[-1], "the last page has a cursor")
        expect(not any(ends[:-1]), "a page without a cursor is followed by others")


@READING.promise("Without rows there is a page, and it is empty", "CS-51 CS-62")
def no_rows_are_an_empty_page(subject: Subject) -> None:
    with opened(subject, rows=0) as world:
        pages = world.pages(world.session(), world.thing.name)
        expect(pages, "no page at all")
        expect(not any(page.rows for page in pages), "rows out of nothing")
        expect_same(pages[-1].cursor, None, "the cursor of the last page")


@READING.promise("No page is larger than the largest that the room says it gives", "A-09 F-02")
def pages_are_bounded(subject: Subject) -> None:
    with opened(subject, rows=subject.thing.page * (LARGE - 1) + 7) as world:
        largest = max(len(page.rows) for page in world.pages(world.session(), world.thing.name))
        expect(largest <= world.thing.page, f"a page of {largest} rows; the largest is said to have {world.thing.page}")


@READING.promise("Pages are read one after another, not all of them at the first", "CS-47 A-09")
def pages_are_lazy(subject: Subject) -> None:
    with opened(subject, rows=subject.thing.page * LARGE) as world:
        pages = world.session().reader.pages(world.request(world.thing.name))
        next(pages)
        early = len(world.calls("rows"))
        for _ in pages:
            pass
        expect(early < len(world.calls("rows")), f"all {early} calls were made before the first page was given")


@READING.promise("A total, where one is told, is the number of rows", "C-13 CS-24")
def totals_are_right(subject: Subject) -> None:
    with opened(subject) as world:
        for page in world.pages(world.session(), world.thing.name):
            expect(page.total in (None, ROWS), f"a total of {page.total} for {ROWS} rows")


@READING.promise("Reading twice gives the same rows in the same order", "A-01")
def reading_is_deterministic(subject: Subject) -> None:
    with opened(subject) as world:
        sources = (*world.thing.sources, world.thing.parent)
        first, second = (world.rows(world.session(), *sources) for _ in range(2))
        expect_same(ids_of(second), ids_of(first), "the order of rows in a second session")
        expect(second == first, "the same rows came with other contents")


@READING.promise("The order of sources changes no row, and neither does naming one twice")
def order_of_sources_is_nothing(subject: Subject) -> None:
    with opened(subject, rows=20) as world:
        sources = (*world.thing.sources, world.thing.parent)
        plain = {row.key: row for row in world.rows(world.session(), *sources)}
        turned = {row.key: row for row in world.rows(world.session(), *reversed(sources), world.thing.name)}
        expect(plain == turned, "the same sources in another order gave other rows")


def _all(world: World) -> list[SourceRow]:
    return world.rows(world.session(), world.thing.name)
