"""A world is fresh, and tells what reached its CRM."""

from __future__ import annotations

from advocacy_sync.testing.world import AGE, ids_of, opened
from testing.hubspot import SUBJECT


def test_a_world_begins_with_its_rows_and_no_calls() -> None:
    with opened(SUBJECT, rows=3) as world:
        assert (len(world.stage.ids()), world.calls()) == (3, [])
        assert {row.stamp for row in world.rows(world.session())} == {world.time.now() - AGE}


def test_calls_are_told_by_kind_and_rows_by_how_often_they_were_sent() -> None:
    with opened(SUBJECT, rows=3) as world:
        one, other, _ = world.stage.ids()
        world.write(world.session(), [one], "note", "text")
        assert {call.kind for call in world.calls()} == {"write"}
        assert (world.sent(one), world.sent(other), len(world.calls("rows"))) == (1, 0, 0)


def test_two_worlds_share_nothing() -> None:
    with opened(SUBJECT, rows=2) as world, opened(SUBJECT, rows=2) as other:
        world.stage.delete(world.stage.ids())
        assert len(ids_of(other.rows(other.session()))) == 2
