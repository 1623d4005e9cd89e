"""Cursors: a read that broke off goes on in another process, and misses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import count, islice
from typing import Any

from advocacy_sync.ports.crm import Page
from advocacy_sync.testing.check import Group
from advocacy_sync.testing.expect import expect, expect_rows, expect_same
from advocacy_sync.testing.subject import Subject
from advocacy_sync.testing.world import AGE, World, ids_of, opened

__all__ = ["RESUMING"]

RESUMING = Group("resuming")
LONGEST_CURSOR = 10_000  # characters: it is stored with every page


def _large(subject: Subject) -> int:
    return 2 * subject.thing.page + 7


@RESUMING.promise("A whole read goes on in a new session behind every page", "A-01 A-02 C-16")
def whole_reads_resume(subject: Subject) -> None:
    with opened(subject, rows=_large(subject)) as world:
        _resumes(world)


@RESUMING.promise("A read of changes goes on in a new session behind every page", "A-01 C-16 CS-25")
def changes_resume(subject: Subject) -> None:
    with opened(subject, rows=_large(subject)) as world:
        _resumes(world, start=world.time.now() - AGE)


@RESUMING.promise("A read of named rows goes on in a new session behind every page", "A-01")
def named_reads_resume(subject: Subject) -> None:
    with opened(subject, rows=_large(subject)) as world:
        _resumes(world, ids=world.stage.ids())


@RESUMING.promise("A read that breaks off after every page comes to its end, a session a page", "A-03")
def one_session_a_page_ends(subject: Subject) -> None:
    with opened(subject, rows=_large(subject)) as world:
        found = [id for page in _page_by_page(world) for id in ids_of(page.rows)]
        expect_rows(found, world.stage.ids(), "rows read with a session a page")


@RESUMING.promise("Changes that are read with a session a page all come, though they share a stamp", "A-03 CS-49")
def one_session_a_page_ends_for_changes(subject: Subject) -> None:
    with opened(subject, rows=_large(subject)) as world:
        found = [id for page in _page_by_page(world, start=world.time.now() - AGE) for id in ids_of(page.rows)]
        expect_rows(found, world.stage.ids(), "changed rows read with a session a page")


@RESUMING.promise("Rows that people change while pages are read are not lost", "C-12 CS-25")
def edits_between_pages_lose_nothing(subject: Subject) -> None:
    with opened(subject, rows=_large(subject)) as world:
        wanted, found = list(world.stage.ids()), list[str]()
        for page in _page_by_page(world):
            found += ids_of(page.rows)
            world.time.move(5)
            world.stage.edit(wanted[-3:], world.thing.text, f"edit {len(found)}")
        expect_rows(found, wanted, "rows of a read during which some were edited")


@RESUMING.promise("Rows that people make or delete while pages are read move no other row out of sight", "C-12")
def births_and_deaths_between_pages_lose_nothing(subject: Subject) -> None:
    with opened(subject, rows=_large(subject)) as world:
        ids, found = list(world.stage.ids()), list[str]()
        for number, page in enumerate(_page_by_page(world)):
            found += ids_of(page.rows)
            world.time.move(5)
            if number == 0:
                world.stage.delete(ids[:3])
                world.stage.make(["N1", "N2"])
        expect_rows(set(found) & set(ids[3:]), ids[3:], "rows that stayed while others came and went")


@RESUMING.promise("A cursor is text that can be kept beside every page")
def cursors_can_be_kept(subject: Subject) -> None:
    with opened(subject, rows=_large(subject)) as world:
        for page in world.pages(world.session(), world.thing.name):
            if page.cursor is not None:
                expect(page.cursor.isprintable(), "a cursor holds signs that cannot be printed")
                long = len(page.cursor)
                expect(long <= LONGEST_CURSOR, f"a cursor of {long} characters; {LONGEST_CURSOR} can be kept")


@RESUMING.promise("A cursor holds no secret", "CS-91")
def cursors_hold_no_secret(subject: Subject) -> None:
    with opened(subject, rows=_large(subject)) as world:
        settings = world.settings()
        cursors = [page.cursor or "" for page in world.pages(world.session(settings), world.thing.name)]
        for name, secret in settings.secrets.items():
            expect(not any(secret.reveal() in cursor for cursor in cursors), f"{name} stands in a cursor")


@RESUMING.promise("What is left open is ended unless a cursor names it, and what a cursor names goes on", "D-06")
def tidying_spares_what_a_cursor_names(subject: Subject) -> None:
    with opened(subject, rows=_large(subject)) as world:
        begun = world.session()
        pages = begun.reader.pages(world.request(world.thing.name))
        first = next(pages)
        expect(first.cursor is not None, "the first of many pages has no cursor")
        begun.reader.tidy([str(first.cursor)])
        later = world.session()
        later.reader.tidy([str(first.cursor)])
        rest = world.rows(later, world.thing.name, cursor=first.cursor)
        expect_rows(ids_of([*first.rows, *rest]), world.stage.ids(), "rows read behind tidying up")


@RESUMING.promise("Tidying up changes no row, and is harmless when done twice", "D-06")
def tidying_is_harmless(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        reader = world.session().reader
        reader.tidy([])
        reader.tidy([])
        expect(not world.calls("write"), "rows were written by tidying up")
        expect_rows(ids_of(world.rows(world.session())), world.stage.ids(), "rows left after tidying up")


def _resumes(world: World, **how: Any) -> None:
    """Of a read that ends behind its first page, its second and so on, another session gives the rest."""
    request, everything = world.request(world.thing.name, **how), set(world.stage.ids())
    for many in count(1):
        given = list(islice(world.session().reader.pages(request), many))
        cursor = given[-1].cursor
        if cursor is None:
            expect(many > 1, "all rows came in one page")
            return
        before = [row for page in given for row in page.rows]
        rest = ids_of(world.rows(world.session(), world.thing.name, cursor=cursor, **how))
        expect_rows({*ids_of(before), *rest}, everything, f"rows of a read that went on behind page {many}")
        anew = sum(bool(page.rows) for page in given) > 1 and set(rest) == everything
        expect(not anew, f"the read began anew behind page {many}")


def _page_by_page(world: World, start: datetime | None = None) -> Iterator[Page]:
    """Each page in a session of its own, as if the process died behind it."""
    cursor: str | None = None
    for _ in range(50 + len(world.stage.ids())):
        page = next(world.session().reader.pages(world.request(world.thing.name, start=start), cursor))
        yield page
        expect(page.cursor is None or page.cursor != cursor, "a cursor leads to itself")
        cursor = page.cursor
        if cursor is None:
            return
    expect_same(cursor, None, "the cursor after many pages")
