"""Flag: who should be asked and what went stale, once each, and only where the data is there."""

from __future__ import annotations

from typing import Any

import pytest

from advocacy_sync.services.flag import FlagReport
from advocacy_sync.store.unit_of_work import SqlStore
from dump import rows
from services.company import Company, company


def flag(at: Company) -> FlagReport:
    at.programme().pull()
    return at.programme().flag()


def signals(store: SqlStore) -> list[tuple[str, str, str | None]]:
    return [(row["contact"], row["rule"], row["closed_because"]) for row in rows(store, "signal")]


CY = "org/Contact/cy"


def test_signals_open_with_the_records_behind_them(store: SqlStore) -> None:
    at = company(store)
    report = flag(at)
    assert signals(store) == [(CY, "survey_promoter", None), (CY, "nominated", None)]
    assert (report.signals, dict(report.opened)) == (2, {"survey_promoter": 1, "nominated": 1})
    with store.begin() as work:
        assert {evidence for row in work.programme.signals() for evidence in row["evidence"]} == {CY}


def test_there_is_one_open_signal_per_rule_and_person_however_often_it_is_looked_for(store: SqlStore) -> None:
    at = company(store)
    flag(at)
    before = rows(store, "signal")
    report = flag(at)
    assert rows(store, "signal") == before
    assert (report.signals, sum(report.opened.values())) == (2, 0)


def test_a_signal_that_no_longer_holds_is_closed_with_the_reason(light: SqlStore) -> None:
    at = company(light)
    flag(at)
    at.crm.edit("Contact", "cy", Nominate=False)
    flag(at)
    assert (CY, "nominated", "no_longer_holds") in signals(light)


def test_a_closed_signal_is_quiet_for_the_cool_down_and_opens_anew_after_it(light: SqlStore) -> None:
    at = company(light)
    flag(at)
    at.crm.edit("Contact", "cy", Nominate=False)
    flag(at)
    at.crm.edit("Contact", "cy", Nominate=True)
    at.wait(days=89)
    assert flag(at).opened["nominated"] == 0
    at.wait(days=1)
    assert flag(at).opened["nominated"] == 1
    assert [rule for _, rule, why in signals(light) if why is None] == ["survey_promoter", "nominated"]


@pytest.mark.parametrize(
    ("who", "values", "suppressor"),
    [
        ("Contact", {"DoNotAsk": True}, "opted_out"),
        ("Act", {"Kind": "Quote", "Status": "Planned", "At": "2026-04-01T10:00:00Z", "Who": "cy"}, "already_asked"),
    ],
)
def test_what_suppresses_a_signal_closes_it(light: SqlStore, who: str, values: dict[str, Any], suppressor: str) -> None:
    at = company(light)
    flag(at)
    at.crm.edit(who, "cy", **values)
    report = flag(at)
    assert report.suppressed == {suppressor: 2}
    assert {why for _, _, why in signals(light)} == {f"suppressed:{suppressor}"}
    assert report.signals == 0


def test_an_advocate_is_made_once_with_what_made_it(store: SqlStore) -> None:
    at = company(store)
    assert flag(at).advocates_made == 2
    made = [(row["contact"], row["reason"]) for row in rows(store, "advocate")]
    assert made == [("org/Contact/ann", "activity"), (CY, "nomination")]
    at.wait(days=400)
    assert flag(at).advocates_made == 0
    assert [(row["contact"], row["reason"]) for row in rows(store, "advocate")] == made


def test_facts_go_stale_when_their_time_and_the_grace_are_over(light: SqlStore) -> None:
    at = company(light)
    assert flag(at).stale_flags == 0
    at.wait(days=100)
    report = flag(at)
    assert report.stale["employment"] == 2
    assert report.unreadable == []
    ann = {row["fact"]: row["evidence"] for row in rows(light, "stale_flag") if row["contact"] == "org/Contact/ann"}
    assert ann["email"] == "org/Contact/ann"


def test_a_new_confirmation_takes_the_flag_away(light: SqlStore) -> None:
    at = company(light)
    at.wait(days=100)
    flag(at)
    at.crm.edit("Contact", "ann", VerifiedOn=at.clock.now().date().isoformat())
    at.wait(days=1)
    flag(at)
    left = {row["fact"] for row in rows(light, "stale_flag") if row["contact"] == "org/Contact/ann"}
    assert left.isdisjoint({"employment", "email", "willingness"})


def test_nothing_is_called_stale_while_the_data_that_would_confirm_it_could_not_be_read(light: SqlStore) -> None:
    at = company(light)
    flag(at)
    at.wait(days=100)
    at.crm.broken = {"Act"}
    report = flag(at)
    assert "quote" in report.unreadable
    assert set(report.stale) == {"email"}  # acts of advocacy do not confirm an address


def test_old_data_is_as_good_as_none(light: SqlStore) -> None:
    at = company(light)
    flag(at)
    at.wait(days=100)
    assert at.programme().flag().stale_flags == 0  # nothing was read for 100 days
