"""Reads while lines break and the CRM stumbles: all rows, or an error that says so, and never fewer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, RetryableError
from advocacy_sync.ports.crm import Page
from advocacy_sync.records.source_row import SourceRow
from advocacy_sync.testing.check import Group
from advocacy_sync.testing.expect import Broken, expect, expect_rows, raised
from advocacy_sync.testing.subject import Fault, FaultKind, Subject
from advocacy_sync.testing.world import AGE, ROWS, World, ids_of, opened

__all__ = ["BREAKING"]

BREAKING = Group("breaking")
MOST_CALLS = 60  # a CRM that is down is not stormed
PAST = 400  # calls of a read that is stirred up, at most


@BREAKING.promise("A connection that is reset before the answer costs no row, whichever call it hits", "C-08")
def resets_cost_no_row(subject: Subject) -> None:
    _each_call(subject, "reset_before")


@BREAKING.promise("An answer that is lost costs no row, whichever call it hits", "C-08")
def lost_answers_cost_no_row(subject: Subject) -> None:
    _each_call(subject, "reset_after")


@BREAKING.promise("Half an answer is no answer, whichever call it hits", "C-06 CS-24")
def half_answers_cost_no_row(subject: Subject) -> None:
    _each_call(subject, "cut")


@BREAKING.promise("A maintenance page is no empty result, whichever call it hits", "C-07 CS-36")
def maintenance_pages_cost_no_row(subject: Subject) -> None:
    _each_call(subject, "html")


@BREAKING.promise("A success without a body is no empty result, whichever call it hits", "C-07 CS-46")
def empty_bodies_cost_no_row(subject: Subject) -> None:
    _each_call(subject, "empty")


@BREAKING.promise("A success that says nothing in JSON is no empty result, whichever call it hits", "C-07")
def null_bodies_cost_no_row(subject: Subject) -> None:
    _each_call(subject, "null")


@BREAKING.promise("Rows that come without their ids are an error in words, whichever call brings them", "C-07")
def rows_without_keys_are_an_error(subject: Subject) -> None:
    for start in (None, AGE):
        _keyless(subject, start)


@BREAKING.promise("A server error costs no row, whichever call it hits", "C-02 CS-38")
def server_errors_cost_no_row(subject: Subject) -> None:
    _each_call(subject, "server_error")


@BREAKING.promise("A CRM that is away for a moment costs no row, whichever call it hits", "C-02")
def absence_costs_no_row(subject: Subject) -> None:
    _each_call(subject, "away")


@BREAKING.promise("Too many calls at a time cost no row, whichever call they hit", "C-01 CS-63 CS-64")
def busy_answers_cost_no_row(subject: Subject) -> None:
    _each_call(subject, "busy")


@BREAKING.promise("A CRM that never answers is given up in the time allowed", "C-05 CS-27 CS-43")
def silence_is_given_up(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        settings = world.settings()
        session = world.session(settings)
        session.reader.org()
        begun = world.time.now()
        world.stage.fail(Fault(kind="hang", on="any", times=1))
        _rows_or_retryable(world, partial(world.rows, session, world.thing.name))
        expect(world.stage.hits(), "no call met the fault")
        waited = (world.time.now() - begun).total_seconds()
        limit = settings.timeouts.total + settings.timeouts.read + 60
        expect(waited <= limit, f"one call without an answer took {waited:.0f} s")


@BREAKING.promise("An answer that comes byte by byte is cut off in the time allowed", "C-05")
def dripping_answers_are_cut_off(subject: Subject) -> None:
    with opened(subject, rows=30) as world:
        settings = world.settings()
        session = world.session(settings)
        session.reader.org()
        begun = world.time.now()
        world.stage.fail(Fault(kind="drip", on="any", times=1))
        _rows_or_retryable(world, partial(world.rows, session, world.thing.name))
        expect(world.stage.hits(), "no call met the fault")
        waited = (world.time.now() - begun).total_seconds()
        limit = settings.timeouts.total + settings.timeouts.read + 60
        expect(waited <= limit, f"one answer that dripped took {waited:.0f} s")


@BREAKING.promise("A CRM that stays down is an error to be tried again, after few calls", "C-02")
def a_crm_that_is_down_is_not_stormed(subject: Subject) -> None:
    for kind in ("server_error", "away", "reset_before"):
        with opened(subject, rows=5) as world:
            session = world.session()
            world.stage.fail(Fault(kind=kind, on="any", times=None))
            raised(RetryableError, partial(world.rows, session, world.thing.name), f"reading while {kind}")
            made = len(world.calls())
            expect(made <= MOST_CALLS, f"{made} calls to a CRM that is down ({kind})")


@BREAKING.promise("A right that is refused is a matter of settings, and is not asked for again and again", "D-25 CS-63")
def refusals_are_final(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        session = world.session()
        session.reader.describe(world.thing.object)
        world.stage.fail(Fault(kind="refused", on="rows", times=None))
        raised(ConfigError, partial(world.rows, session, world.thing.name), "reading without the right")
        made = len(world.calls("rows"))
        expect(made <= 5, f"{made} calls though the right is missing")


@BREAKING.promise("When the trouble is over the same session reads everything", "C-02")
def the_session_outlives_the_trouble(subject: Subject) -> None:
    with opened(subject, rows=20) as world:
        session = world.session()
        world.stage.fail(Fault(kind="away", on="any", times=None))
        raised(RetryableError, partial(world.rows, session, world.thing.name), "reading while the CRM is away")
        world.stage.fail()
        world.time.move(600)
        expect_rows(ids_of(world.rows(session, world.thing.name)), world.stage.ids(), "rows after the trouble")


@BREAKING.promise("A read that an error broke off goes on from its last cursor, and misses nothing", "A-01 C-02")
def broken_reads_resume(subject: Subject) -> None:
    with opened(subject, rows=2 * subject.thing.page + 7) as world:
        session = world.session()
        found, cursor = list[str](), None
        pages = session.reader.pages(world.request(world.thing.name))
        first = next(pages)
        found, cursor = ids_of(first.rows), first.cursor
        world.stage.fail(Fault(kind="away", on="any", times=None))
        try:
            for page in pages:
                found, cursor = [*found, *ids_of(page.rows)], page.cursor
        except RetryableError:
            world.stage.fail()
            world.time.move(600)
            found += ids_of(world.rows(world.session(), world.thing.name, cursor=cursor))
        expect_rows(found, world.stage.ids(), "rows of a read that broke off")


@BREAKING.promise("Rows that the CRM keeps back are not gone: it is an error, or they are named", "CS-94 C-13")
def rows_kept_back_are_not_gone(subject: Subject) -> None:
    with opened(subject, rows=20) as world:
        session, ids = world.session(), world.stage.ids()
        world.stage.fail(Fault(kind="kept_back", on="any", times=None, rows=3))
        try:
            pages = world.pages(session, world.thing.name, ids=ids)
        except RetryableError:
            pass
        else:
            found = [id for page in pages for id in (*ids_of(page.rows), *page.unread)]
            expect_rows(found, ids, "rows read by id and those that were named as unread")
        expect(world.stage.hits(), "no call met the fault")
        raised(RetryableError, partial(world.latest, session, ids, world.thing.name), "reading back rows kept back")


@BREAKING.promise("Links that the CRM keeps back are not none, in whole reads and in changes", "CS-56 C-13")
def links_kept_back_are_not_none(subject: Subject) -> None:
    for start in (None, AGE):
        for times in (1, None):
            with opened(subject, rows=20) as world:
                begin = None if start is None else world.time.now() - start
                session = world.session()
                world.stage.fail(Fault(kind="kept_back", on="any", times=times, rows=3))
                try:
                    pages = world.pages(session, world.thing.name, world.thing.parent, start=begin)
                except RetryableError:
                    continue
                rows = [row for page in pages for row in page.rows if not row.deleted]
                alone = [row for row in rows if list(world.thing.parents(row.payload)) != [world.stage.parent]]
                expect(not alone, f"{len(alone)} of {len(rows)} rows have lost their parent")
                unread = [id for page in pages for id in page.unread]
                expect_rows([*ids_of(rows), *unread], world.stage.ids(), "rows and those named as unread")


# -- pages that lie --------------------------------------------------------------------------------------


@BREAKING.promise("A short page is not the end", "CS-51")
def short_pages_are_not_the_end(subject: Subject) -> None:
    _each_page(subject, "short_page")


@BREAKING.promise("An empty page is not the end", "CS-51 CS-62")
def empty_pages_are_not_the_end(subject: Subject) -> None:
    _each_page(subject, "empty_page")


@BREAKING.promise("A page that comes twice costs no row", "C-11 CS-93")
def repeated_pages_cost_no_row(subject: Subject) -> None:
    _each_page(subject, "repeated_page")


@BREAKING.promise("Rows in another order cost no row", "C-11 CS-52")
def shuffled_pages_cost_no_row(subject: Subject) -> None:
    _each_page(subject, "shuffled_page")


@BREAKING.promise("Pages in another order cost no row", "C-11")
def reordered_pages_cost_no_row(subject: Subject) -> None:
    _each_page(subject, "reordered_pages")


@BREAKING.promise("A page that was left out is noticed", "C-11 C-13")
def missing_pages_are_noticed(subject: Subject) -> None:
    _each_page(subject, "missing_page")


@BREAKING.promise("Rows that a page left out without a word are noticed", "C-13 CS-24")
def lost_rows_are_noticed(subject: Subject) -> None:
    _each_page(subject, "lossy_page")


@BREAKING.promise("Pages without an end come to one", "C-11 CS-49 CS-93")
def endless_pages_end(subject: Subject) -> None:
    for start in (None, AGE):
        with opened(subject, rows=2 * subject.thing.page + 7) as world:
            session = world.session()
            begin = None if start is None else world.time.now() - start
            world.stage.fail(Fault(kind="endless_pages", on="rows", times=None))
            pages = 0
            try:
                for _ in session.reader.pages(world.request(world.thing.name, start=begin)):
                    pages += 1
                    if pages > PAST:
                        raise Broken(f"{pages} pages of {len(world.stage.ids())} rows, and no end")
            except RetryableError:
                pass


def _each_call(subject: Subject, kind: FaultKind) -> None:
    """A whole read and one of changes, again and again, with the fault in another call each time."""
    for start in (None, AGE):
        for number in range(PAST):
            with opened(subject, rows=ROWS) as world:
                begin = None if start is None else world.time.now() - start
                session = world.session()
                world.stage.fail(Fault(kind=kind, on="any", skip=number))
                sources = (world.thing.name, world.thing.parent)
                _rows_or_retryable(world, partial(world.rows, session, *sources, start=begin))
                if not world.stage.hits():
                    expect(number, "no call met the fault")
                    break


def _each_page(subject: Subject, kind: FaultKind) -> None:
    """As `_each_call`, for the calls that give rows, and a read of several pages."""
    met = 0
    for start in (None, AGE):
        for number in range(4):
            with opened(subject, rows=subject.thing.page + 60) as world:
                begin = None if start is None else world.time.now() - start
                session = world.session()
                world.stage.fail(Fault(kind=kind, on="rows", skip=number, rows=7))
                _rows_or_said(world, partial(world.pages, session, world.thing.name, start=begin))
                met += world.stage.hits()
    expect(met, "no page met the fault")


def _keyless(subject: Subject, start: timedelta | None) -> None:
    for number in range(PAST):
        with opened(subject, rows=30) as world:
            begin = None if start is None else world.time.now() - start
            session = world.session()
            world.stage.fail(Fault(kind="keyless_rows", on="rows", skip=number, times=None))
            _rows_or_said(world, partial(world.pages, session, world.thing.name, start=begin))
            if not world.stage.hits():
                expect(number, "no call met the fault")
                return


def _rows_or_said(world: World, read: Callable[[], list[Page]]) -> None:
    """Every living row, or an error that says to try again, or a page that says what may be missing."""
    try:
        pages = read()
    except RetryableError:
        return
    except AdvocacyError as error:
        raise Broken(f"{type(error).__name__} for what passes by itself: {error}") from error
    if not any(page.doubt for page in pages):
        found = [id for page in pages for id in (*ids_of(page.rows), *page.unread)]
        expect_rows(found, world.stage.ids(), "rows of a read that was disturbed")


def _rows_or_retryable(world: World, read: Callable[[], list[SourceRow]]) -> None:
    """Every living row, or an error that says to try again."""
    try:
        found = ids_of(read())
    except RetryableError:
        return
    except AdvocacyError as error:
        raise Broken(f"{type(error).__name__} for what passes by itself: {error}") from error
    expect_rows(found, world.stage.ids(), "rows of a read that was disturbed")
