"""Rows that are deleted, restored, merged, and what the connected user may no longer see."""

from __future__ import annotations

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.records.source_row import SourceRow
from advocacy_sync.testing.check import Group
from advocacy_sync.testing.expect import expect, expect_rows, expect_same, raised
from advocacy_sync.testing.subject import Subject
from advocacy_sync.testing.world import ids_of, opened

__all__ = ["LEAVING"]

LEAVING = Group("leaving")


@LEAVING.promise("A deleted row comes with the changes, marked as deleted", "CS-12 D-08")
def deletions_come_with_changes(subject: Subject) -> None:
    with opened(subject) as world:
        some, since = list(world.stage.ids()[3:6]), world.time.now()
        world.time.move(5)
        world.stage.delete(some)
        found = world.rows(world.session(), world.thing.name, start=since)
        expect_rows(ids_of(row for row in found if row.deleted), some, "rows marked as deleted", once=True)
        expect_rows(ids_of(row for row in found if not row.deleted), [], "living rows that nobody touched")


@LEAVING.promise("A whole read shows no deleted row as a living one", "CS-12")
def whole_reads_show_no_ghosts(subject: Subject) -> None:
    with opened(subject, rows=20) as world:
        world.stage.delete(world.stage.ids()[:3])
        living = [row for row in world.rows(world.session(), world.thing.name) if not row.deleted]
        expect_rows(ids_of(living), world.stage.ids(), "living rows", once=True)


@LEAVING.promise("A row that was restored comes as a living one, no older than its tombstone", "D-08 D-28")
def restored_rows_come_back(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        one, since = world.stage.ids()[0], world.time.now()
        world.time.move(5)
        world.stage.delete([one])
        gone = [row for row in world.rows(world.session(), start=since) if row.key.external_id == one]
        world.time.move(5)
        world.stage.restore([one])
        back = [row for row in world.rows(world.session(), start=since) if row.key.external_id == one]
        expect(gone and all(row.deleted for row in gone), "the deletion did not come")
        expect(back and not back[-1].deleted, "the row was restored, and did not come as a living one")
        expect(back[-1].stamp >= gone[-1].stamp, "the restored row looks older than its tombstone")


@LEAVING.promise("A row that is gone without a trace is found under no id, and in no read", "CS-12 D-08")
def purged_rows_are_nowhere(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        one, *others = world.stage.ids()
        world.stage.purge([one])
        session = world.session()
        named = ids_of(world.rows(session, world.thing.name, ids=[one, *others]))
        expect_rows(named, others, "named rows, one of them gone")
        expect_rows(world.latest(session, [one, *others], world.thing.name), others, "rows by id, one of them gone")
        expect_rows(ids_of(world.rows(session, world.thing.name)), others, "all rows, one of them gone")


@LEAVING.promise("After a merge the changes say which row became which", "CS-15 D-09 D-10")
def merges_come_with_changes(subject: Subject) -> None:
    with opened(subject, rows=20) as world:
        winner, loser, since = *world.stage.ids()[:2], world.time.now()
        world.time.move(5)
        heir = world.stage.merge(winner, loser)
        edges = _edges(world.rows(world.session(), world.thing.name, start=since))
        expect((loser, heir) in edges, f"nothing says that {loser} went into {heir}; told: {sorted(edges)}")


@LEAVING.promise("The id of a row that was merged away leads to its heir, or to nothing, never to another row", "D-09")
def merged_ids_lead_to_the_heir(subject: Subject) -> None:
    with opened(subject, rows=20) as world:
        winner, loser = world.stage.ids()[:2]
        heir = world.stage.merge(winner, loser)
        for row in world.rows(world.session(), world.thing.name, ids=[loser]):
            leads = row.key.external_id == heir and (loser in row.absorbed or loser == heir)
            tells = row.key.external_id == loser and (row.merged_into == heir or row.deleted)
            expect(leads or tells, f"{loser} was asked for, and {row.key.external_id} came, which says nothing of it")


@LEAVING.promise("A merge leaves all other rows alone", "CS-15")
def merges_spare_the_others(subject: Subject) -> None:
    with opened(subject, rows=20) as world:
        winner, loser, *others = world.stage.ids()
        world.stage.merge(winner, loser)
        for row in world.rows(world.session(), world.thing.name):
            if row.key.external_id in others:
                plain = not row.deleted and row.merged_into is None and not row.absorbed
                expect(plain, "a row that took no part in the merge says that it did")


# -- rights ----------------------------------------------------------------------------------------------


@LEAVING.promise("A field that may no longer be seen is absent, which is not None", "D-25 D-20")
def hidden_fields_are_absent(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        thing = world.thing
        world.stage.edit(world.stage.ids(), thing.text, "kept")
        world.stage.hide_field(thing.text)
        found = world.rows(world.session(), thing.name, thing.text)
        expect_rows(ids_of(found), world.stage.ids(), "rows read with a hidden field")
        expect(not any(thing.text in row.payload for row in found), "a hidden field has a value, if only None")


@LEAVING.promise("A field that goes out of sight in the middle of a session costs itself and no row", "D-25 F10")
def fields_may_go_during_a_session(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        session, thing = world.session(), world.thing
        world.rows(session, thing.name, thing.text)
        world.stage.hide_field(thing.text)
        found = world.rows(session, thing.name, thing.text)
        expect_rows(ids_of(found), world.stage.ids(), "rows read after a field had gone")
        expect(all(row.payload.get(thing.name) for row in found), "the other field has no value")
        expect(not any(row.payload.get(thing.text) for row in found), "the field that has gone has a value")


@LEAVING.promise("A field that is shown again comes back with its values", "D-26 CS-08")
def fields_come_back(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        session, thing = world.session(), world.thing
        world.stage.edit(world.stage.ids(), thing.text, "kept")
        world.stage.hide_field(thing.text)
        world.rows(session, thing.text)
        world.time.move(60)
        world.stage.show_field(thing.text)
        session.reader.refresh()
        found = {row.payload.get(thing.text) for row in world.rows(session, thing.text)}
        expect_same(found, {"kept"}, "values of a field that is shown again")


@LEAVING.promise("An object that may no longer be seen is a matter of rights, not an empty one", "D-25 CS-13")
def hidden_objects_are_not_empty(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        world.stage.hide_object()
        session = world.session()
        expect_same(session.reader.describe(world.thing.object), None, "describe of a hidden object")
        raised(ConfigError, lambda: world.rows(session, world.thing.name), "reading a hidden object")


@LEAVING.promise("An object that goes out of sight in the middle of a session is not empty, either", "D-25 CS-13")
def objects_may_go_during_a_session(subject: Subject) -> None:
    with opened(subject, rows=5) as world:
        session = world.session()
        world.rows(session, world.thing.name)
        world.stage.hide_object()
        raised(ConfigError, lambda: world.rows(session, world.thing.name), "reading an object that has gone")


@LEAVING.promise("Rows that may no longer be seen are missing, and not deleted", "D-25 CS-13")
def hidden_rows_are_not_deleted(subject: Subject) -> None:
    with opened(subject, rows=20) as world:
        hidden, left = list(world.stage.ids()[:3]), list(world.stage.ids()[3:])
        world.stage.hide_rows(hidden)
        found = world.rows(world.session(), world.thing.name)
        expect_rows(ids_of(found), left, "rows that may be seen")
        expect(not any(row.deleted for row in found), "a row that is out of sight is marked as deleted")


def _edges(rows: list[SourceRow]) -> set[tuple[str, str]]:
    """(gone, heir) as the rows tell."""
    masters = {(str(row.key.external_id), row.merged_into) for row in rows if row.merged_into is not None}
    return masters | {(gone, str(row.key.external_id)) for row in rows for gone in row.absorbed}
