"""Reading what changed in a span: its ends, rows that share a stamp, and what moves no stamp."""

from __future__ import annotations

from datetime import timedelta

from advocacy_sync.kernel.timespan import ALWAYS, Span
from advocacy_sync.testing.check import Group
from advocacy_sync.testing.expect import expect, expect_rows, expect_same
from advocacy_sync.testing.subject import Subject
from advocacy_sync.testing.world import AGE, ROWS, ids_of, opened

__all__ = ["CHANGES"]

CHANGES = Group("changes")
MOMENT = timedelta(seconds=1)
SPAN = timedelta(minutes=10)


@CHANGES.promise("Rows that changed in the span come with their new values, and no others do", "CS-53")
def changed_rows_come(subject: Subject) -> None:
    with opened(subject) as world:
        some, since = list(world.stage.ids()[3:8]), world.time.now()
        world.stage.edit(some, world.thing.text, "edited")
        world.time.move(60)
        found = world.rows(world.session(), world.thing.text, start=since)
        expect_rows(ids_of(found), some, "changed rows", once=True)
        expect_same({row.payload[world.thing.text] for row in found}, {"edited"}, "values of changed rows")


@CHANGES.promise("New rows come as changes", "C-12")
def new_rows_come(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        since = world.time.now()
        made = world.stage.make(["N1", "N2"])
        found = world.rows(world.session(), world.thing.name, start=since)
        expect_rows(ids_of(found), made, "new rows", once=True)


@CHANGES.promise("The start of a span belongs to it", "CS-01 CS-04")
def start_belongs_to_the_span(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        found = world.rows(world.session(), world.thing.name, start=world.time.now() - AGE)
        expect_rows(ids_of(found), world.stage.ids(), "rows stamped at the span's start", once=True)


@CHANGES.promise("The end of a span does not belong to it", "CS-04")
def end_does_not_belong_to_the_span(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        at = world.time.now() - AGE
        found = world.rows(world.session(), world.thing.name, start=at - SPAN, end=at)
        expect_rows(ids_of(found), [], "rows stamped at the span's end")


@CHANGES.promise("Spans that meet hold every row, and none twice", "CS-01 CS-04")
def adjacent_spans_hold_every_row_once(subject: Subject) -> None:
    with opened(subject, rows=0) as world:
        begun = world.time.now()
        for number in range(6):
            world.stage.make([f"N{number}"])
            world.time.move(5)
        middle, end = begun + timedelta(seconds=15), world.time.now()
        session = world.session()
        found = [
            id
            for start, stop in ((begun, middle), (middle, end))
            for id in ids_of(world.rows(session, world.thing.name, start=start, end=stop))
        ]
        expect_rows(found, world.stage.ids(), "rows of two spans that meet", once=True)


@CHANGES.promise("Rows that share a stamp all come, however many there are", "CS-03 CS-49 D-28")
def ties_all_come(subject: Subject) -> None:
    with opened(subject, rows=2 * subject.thing.page + 7) as world:
        found = ids_of(world.rows(world.session(), world.thing.name, start=world.time.now() - AGE))
        expect_rows(found, world.stage.ids(), "rows under one stamp")


@CHANGES.promise("Rows that share a stamp come, though others lie before and behind", "CS-01 CS-50")
def ties_between_others_all_come(subject: Subject) -> None:
    with opened(subject, rows=0) as world:
        begun = world.time.now()
        world.stage.make([f"A{number}" for number in range(5)])
        for many in (subject.thing.page + 9, 5):
            world.time.move(1)
            world.stage.make([f"B{many}-{number}" for number in range(many)])
        found = ids_of(world.rows(world.session(), world.thing.name, start=begun))
        expect_rows(found, world.stage.ids(), "rows of three stamps")


@CHANGES.promise("A span in which nothing changed gives an empty last page", "CS-51")
def quiet_span_is_empty(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        pages = world.pages(world.session(), world.thing.name, start=world.time.now() - AGE + MOMENT)
        expect(pages, "no page at all")
        expect(not any(page.rows for page in pages), "rows of a span in which nothing changed")


@CHANGES.promise("A row that changed twice comes as it is now", "D-28")
def rows_come_as_they_are_now(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        (one, *_), since = world.stage.ids(), world.time.now()
        for text in ("first", "second"):
            world.stage.edit([one], world.thing.text, text)
            world.time.move(5)
        found = world.rows(world.session(), world.thing.text, start=since)
        expect_same(found[-1].payload[world.thing.text] if found else None, "second", "the value of the row")


@CHANGES.promise("Changes give the same row as a whole read does", "CS-96")
def routes_give_the_same_rows(subject: Subject) -> None:
    with opened(subject, rows=30) as world:
        writer, since = world.session().writer, world.time.now()
        wired = {name: writer.wire(value) for name, value in subject.values.items()}
        wired[world.thing.text] = 'a "quoted", text\nof two lines'
        writer.write(world.thing.object, [world.change(id, **wired) for id in world.stage.ids()])
        sources = (*world.thing.sources, world.thing.parent)
        whole = {row.key: row for row in world.rows(world.session(), *sources)}
        changed = {row.key: row for row in world.rows(world.session(), *sources, start=since)}
        named = {row.key: row for row in world.rows(world.session(), *sources, ids=world.stage.ids())}
        expect(changed == whole, "the same rows differ as changes")
        expect(named == whole, "the same rows differ when they are named")


@CHANGES.promise("A count, where one is told, is the number of rows in the span, its end left out", "C-13 CS-04")
def counts_are_right(subject: Subject) -> None:
    with opened(subject) as world:
        reader, name, at = world.session().reader, world.thing.object, world.time.now() - AGE
        for span, wanted in (
            (ALWAYS, ROWS),
            (Span(at, None), ROWS),
            (Span(at - SPAN, at), 0),
            (Span(at + MOMENT, None), 0),
        ):
            told = reader.count(name, span)
            expect(told in (None, wanted), f"{told} rows are counted in {span}, and {wanted} are there")


# -- what moves no stamp ---------------------------------------------------------------------------------


@CHANGES.promise("Sources whose values change without a stamp are named, and the others are not", "CS-06 CS-07 CS-54")
def quiet_sources_are_named(subject: Subject) -> None:
    with opened(subject, rows=1) as world:
        thing = world.thing
        named = world.session().reader.quiet(thing.object, (*thing.sources, thing.quiet))
        expect(thing.quiet in named, f"{thing.quiet} changes without a stamp, and is not named")
        wrong = sorted(set(named) - {thing.quiet})
        expect(not wrong, f"fields that people write are named as quiet: {wrong}")


@CHANGES.promise("A value that changed quietly comes with the next whole read", "CS-06 CS-54")
def quiet_values_come_with_whole_reads(subject: Subject) -> None:
    with opened(subject, rows=3) as world:
        world.stage.edit_quietly(world.stage.ids(), 7)
        at = world.time.now() - AGE
        for row in world.rows(world.session(), world.thing.quiet):
            expect_same(row.payload[world.thing.quiet], "7", "a number that the CRM worked out")
            expect_same(row.stamp, at, "the stamp of a row that nobody touched")


@CHANGES.promise("A parent that a room joins itself is said to be one, a field is not", "CS-57")
def joined_sources_are_told(subject: Subject) -> None:
    with opened(subject, rows=1) as world:
        reader, thing = world.session().reader, world.thing
        schema = reader.describe(thing.object)
        assert schema is not None
        known = thing.parent in schema.fields or reader.adds(thing.object, thing.parent)
        expect(known, f"{thing.parent} is neither a field nor something that the room adds")
        expect(not reader.adds(thing.object, "no_such_field"), "the room says that it adds what nobody knows")
