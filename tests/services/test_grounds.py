"""What values rest on: every value has its grounds, and they agree with what is computed from the same facts."""

from __future__ import annotations

from datetime import UTC, datetime

from advocacy_sync.kernel.ids import RunId
from advocacy_sync.records.pushed import CODES, PUSHED
from advocacy_sync.services.grounds import GROUNDS, ConfirmationLine, Grounds, SignalLine, named
from advocacy_sync.services.occasion import Occasion
from advocacy_sync.services.plan import PushRules
from advocacy_sync.services.world import Records
from advocacy_sync.store.unit_of_work import SqlStore
from services.company import NOW, ZONE, company

AT = datetime(2026, 3, 2, tzinfo=UTC)


def test_every_value_that_we_push_has_grounds_and_a_code_has_none() -> None:
    assert set(GROUNDS) == set(PUSHED)
    assert {name for name, found in GROUNDS.items() if not found} == set(CODES.values())


def test_the_records_that_lines_speak_of() -> None:
    signal = SignalLine(rule="r", label="R", rule_version="1", weight=1, since=AT, evidence=("a", "b"), run=1)
    assert named([signal, ConfirmationLine(at=AT, source="survey", record="c")]) == {"a", "b", "c"}


def test_people_that_a_merge_made_one_have_one_ground(light: SqlStore) -> None:
    at = company(light)
    at.cycle()
    at.crm.merge("Contact", "ann", "cy")
    at.cycle()
    with light.begin() as work:
        occasion, rules = Occasion(RunId(0), NOW, ZONE), PushRules({}, "1")
        grounds = Grounds(work, Records(work), occasion, rules, "org/Deal/won")
        assert {line.contact for line in grounds.of("touches")} == {"org/Contact/ann"}  # type: ignore[union-attr]
        person = Grounds(work, Records(work), occasion, rules, "org/Contact/ann")
        assert {one.source for one in person.of("confirmations")} >= {"quote", "verified"}  # type: ignore[union-attr]
