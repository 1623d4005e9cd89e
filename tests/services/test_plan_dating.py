"""Texts that say their day, through plans and pushes: nothing is written only because time went by."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from advocacy_sync.ports.store import Intent
from advocacy_sync.store.unit_of_work import SqlStore
from services.company import MAPPINGS, Company, company

FIRST = "Ann Ek (2), Cy Ax (1) · as of 2026-03-02"


def mapping(rule: str = "owned") -> dict[str, str]:
    head, _, _ = MAPPINGS["Deal"].partition("push:")
    return {"Deal": head + f"push: {{top_advocates: {{field: Top, rule: {rule}, shorten: true}}}}\n"}


def top(at: Company) -> Any:
    return at.crm.value("Deal", "won", "Top")


def planned(at: Company, **changed: str) -> list[Intent]:
    return [one for one in at.judged(**changed).draft().intents if one.field == "Top"]


def another_touch(at: Company) -> None:
    at.crm.edit("Act", "more", Kind="Quote", Status="Done", At="2026-01-27T10:00:00Z", Who="ann", Deal="won")


def test_a_day_later_nothing_is_written_and_the_text_keeps_its_day(store: SqlStore) -> None:
    at = company(store)
    at.cycle()
    assert top(at) == FIRST
    for _ in range(2):
        at.wait(days=1)
        assert planned(at) == []
    at.cycle()
    assert top(at) == FIRST


def test_other_words_get_the_day_on_which_they_came(light: SqlStore) -> None:
    at = company(light)
    at.cycle()
    at.wait(days=3)
    another_touch(at)
    at.cycle()
    assert top(at) == "Ann Ek (3), Cy Ax (1) · as of 2026-03-05"


def test_the_day_is_that_of_the_programmes_zone(light: SqlStore) -> None:
    at = company(light)
    at.wait(hours=11.5)  # 23:30 in UTC, half past midnight in Berlin
    at.cycle()
    assert top(at).endswith(" · as of 2026-03-03")


def test_a_text_without_a_day_that_we_wrote_is_written_once_more(store: SqlStore) -> None:
    at = company(store)
    at.cycle()
    bare = FIRST.partition(" · ")[0]
    at.crm.set_quietly("Deal", "won", Top=bare)
    at.crm.edit("Deal", "won")
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE pushed_value SET written = :bare, wanted = :bare WHERE field = 'Top'"),
                           {"bare": f'"{bare}"'})  # fmt: skip
    at.wait(days=1)
    [one] = planned(at, **mapping("crm_unless_blank"))
    assert (one.outcome, one.before, one.after) == ("planned", bare, f"{bare} · as of 2026-03-03")
    at.cycle()
    at.wait(days=1)
    assert planned(at) == []


def test_a_new_store_takes_the_texts_that_stand_as_they_are(light: SqlStore) -> None:
    at = company(light)
    at.crm.edit("Deal", "won", Top="Ann Ek (2), Cy Ax (1) · as of 2026-02-11")
    assert planned(at) == []


def test_words_that_somebody_changed_are_put_back_with_their_old_day(light: SqlStore) -> None:
    at = company(light)
    at.cycle()
    at.wait(days=2)
    at.crm.edit("Deal", "won", Top="Zed · as of 2026-03-02")
    [one] = planned(at)
    assert (one.outcome, one.after) == ("planned", FIRST)


def test_of_a_newest_field_the_wish_does_not_grow_younger_by_the_day(light: SqlStore) -> None:
    at = company(light)
    at.cycle(**mapping("newest"))
    at.wait(days=1)
    at.crm.edit("Deal", "won", Top="theirs")
    for _ in range(2):
        at.wait(days=1)
        assert planned(at, **mapping("newest")) == []
    assert top(at) == "theirs"


def test_what_was_taken_back_stays_so_on_another_day(light: SqlStore) -> None:
    at = company(light)
    at.cycle()
    with light.begin() as work:
        plan = work.pushes.newest()
    assert plan is not None
    at.programme().rollback(plan.run)
    assert top(at) is None
    at.wait(days=1)
    [one] = planned(at)
    assert (one.outcome, one.code, one.after) == ("held", "withdrawn", FIRST)


def test_a_refused_text_does_not_begin_anew_each_day(light: SqlStore) -> None:
    at = company(light)
    at.crm.refuses = {"won": "no"}
    for number in range(1, 4):
        at.judged().push()
        with light.begin() as work:
            [failed] = [one for one in work.failures.all() if one.field == "Top"]
        assert (failed.tries, failed.after) == (number, FIRST)
        at.wait(days=1)


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (255, FIRST),
        (40, FIRST),
        (39, "Ann Ek (2), Cy Ax (… · as of 2026-03-02"),
        (25, "Ann E… · as of 2026-03-02"),
    ],
)
def test_the_words_make_room_for_the_day(light: SqlStore, length: int, expected: str) -> None:
    at = company(light)
    schema = at.crm.schemas["Deal"]
    field = replace(schema.fields["Top"], length=length)
    at.crm.schemas["Deal"] = replace(schema, fields={**schema.fields, "Top": field})
    at.cycle(**mapping())
    assert (top(at), len(top(at)) <= length) == (expected, True)
    at.wait(days=1)
    assert planned(at, **mapping()) == []


def test_an_answer_that_got_lost_is_found_in_place_the_next_day(light: SqlStore) -> None:
    at = company(light)
    jobs = at.judged()
    at.crm.lose_answers = True
    jobs.push()
    at.crm.lose_answers = False
    at.wait(days=1)
    assert planned(at) == []
    assert top(at) == FIRST


def test_a_day_that_somebody_changed_is_put_back(light: SqlStore) -> None:
    at = company(light)
    at.cycle()
    at.crm.edit("Deal", "won", Top=FIRST.replace("2026-03-02", "2031-01-01"))
    [one] = planned(at)
    assert (one.outcome, one.after) == ("planned", FIRST)
