"""Rows by their ids: those that exist, and only those."""

from __future__ import annotations

from advocacy_sync.testing.check import Group
from advocacy_sync.testing.expect import expect, expect_rows, expect_same
from advocacy_sync.testing.subject import Subject
from advocacy_sync.testing.world import ids_of, opened

__all__ = ["NAMING"]

NAMING = Group("naming")


@NAMING.promise("Named rows come whatever their stamp, and no others do", "CS-94")
def named_rows_come(subject: Subject) -> None:
    with opened(subject) as world:
        some = list(world.stage.ids()[5:9])
        found = world.rows(world.session(), world.thing.name, ids=some, start=world.time.now())
        expect_rows(ids_of(found), some, "named rows", once=True)


@NAMING.promise("More ids than a page holds bring all their rows, with a cursor in between", "CS-94 CS-37")
def many_named_rows_come(subject: Subject) -> None:
    with opened(subject, rows=subject.thing.page + 7) as world:
        pages = world.pages(world.session(), world.thing.name, ids=world.stage.ids())
        found = [id for page in pages for id in ids_of(page.rows)]
        expect_rows(found, world.stage.ids(), "many named rows", once=True)
        expect_same(pages[-1].cursor, None, "the cursor of the last page")


@NAMING.promise("Ids that the CRM does not know are left out, and harm no other", "CS-94 D-08")
def unknown_ids_are_left_out(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        one, two = world.stage.ids()[:2]
        asked = [one, world.thing.unknown_id, two]
        expect_rows(ids_of(world.rows(world.session(), world.thing.name, ids=asked)), [one, two], "named rows")
        found = world.latest(world.session(), asked, world.thing.name)
        expect_rows(found, [one, two], "rows read by their ids", once=True)


@NAMING.promise("No ids bring no rows, not all of them")
def no_ids_bring_no_rows(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        pages = world.pages(world.session(), world.thing.name, ids=[])
        expect(not any(page.rows for page in pages), "rows came though none was named")
        expect(pages and pages[-1].cursor is None, "there is no last page")
        expect_same(world.session().reader.read(world.thing.object, [], [world.thing.name]), [], "rows of no ids")


@NAMING.promise("An id that is named twice is one row")
def double_ids_are_one_row(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        one = world.stage.ids()[0]
        found = world.rows(world.session(), world.thing.name, ids=[one, one])
        expect_rows(ids_of(found), [one], "a row named twice", once=True)


@NAMING.promise("A row by its id is as it is now, also where lists lag behind", "CS-52 D-12")
def rows_by_id_are_as_they_are_now(subject: Subject) -> None:
    with opened(subject, rows=3) as world:
        one = world.stage.ids()[0]
        session = world.session()
        world.latest(session, [one], world.thing.text)
        world.stage.edit([one], world.thing.text, "now")
        found = world.latest(session, [one], world.thing.text)
        expect_same(found[one].payload[world.thing.text], "now", "the value of a row by its id")


@NAMING.promise("Rows by id bring the fields that were named, and the keys")
def rows_by_id_bring_the_named_fields(subject: Subject) -> None:
    with opened(subject, rows=3) as world:
        thing = world.thing
        for row in world.latest(world.session(), world.stage.ids(), thing.name, thing.number).values():
            expect_same(set(row.payload), {*thing.always, thing.name, thing.number}, "names in a payload")


@NAMING.promise("What an id could not be is no danger to the query", "F-04 CS-35")
def strange_ids_are_harmless(subject: Subject) -> None:
    with opened(subject, rows=3) as world:
        one = world.stage.ids()[0]
        strange = ["' OR Id != '", "../contacts", "%00", "a b+c/ü", "x" * 300]
        found = world.rows(world.session(), world.thing.name, ids=[*strange, one])
        expect_rows(ids_of(found), [one], "rows named among strange ids")
