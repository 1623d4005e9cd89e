"""Requests and nominations that people ask for in their CRM become items at the next pull."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from advocacy_sync.services.boxes import BoxReport
from advocacy_sync.store.unit_of_work import SqlStore
from dump import rows
from services.company import Company, company

DEAL, CY, ANN = "org/Deal/open", "org/Contact/cy", "org/Contact/ann"


def pull(at: Company) -> BoxReport:
    step = at.programme().pull()
    assert step.pulled.green
    return step.boxes


def items(store: SqlStore) -> list[tuple[str, str, str, str]]:
    return [(row["kind"], row["subject"], row["state"], row["because"]) for row in rows(store, "work_item")]


def test_a_ticked_box_becomes_an_item_at_the_next_pull_and_a_cleared_one_closes_it(store: SqlStore) -> None:
    at = company(store)
    at.crm.edit("Deal", "open", Wanted=True)
    report = pull(at)
    opened = [
        ("request", DEAL, "open", "the box is ticked in the CRM"),
        ("nomination", CY, "open", "the box is ticked in the CRM"),
    ]
    assert items(store) == opened
    assert dict(report.opened) == dict(report.open) == {"request": 1, "nomination": 1}

    assert dict(pull(at).opened) == {"request": 0, "nomination": 0}
    assert items(store) == opened

    at.wait(hours=1)
    at.crm.edit("Deal", "open", Wanted=False)
    report = pull(at)
    assert items(store)[0] == ("request", DEAL, "closed", "no longer wanted")
    assert (report.closed["request"], report.open["request"], report.open["nomination"]) == (1, 0, 1)
    moves = [(row["before"], row["after"], row["who"]) for row in rows(store, "work_move") if row["item"] == 1]
    assert moves == [(None, "open", "system"), ("open", "closed", "system")]


def test_a_request_ends_with_its_deal_and_one_on_a_closed_deal_never_begins(light: SqlStore) -> None:
    at = company(light)
    at.crm.edit("Deal", "open", Wanted=True)
    at.crm.edit("Deal", "won", Wanted=True)
    pull(at)
    at.wait(hours=1)
    at.crm.edit("Deal", "open", Closed=True, Won=False, Stage="Lost")
    pull(at)
    assert [one for one in items(light) if one[0] == "request"] == [("request", DEAL, "closed", "the deal is lost")]


def test_who_must_not_be_asked_is_refused_as_a_nomination(light: SqlStore) -> None:
    at = company(light)
    at.crm.edit("Contact", "ann", Nominate=True, DoNotAsk=True)
    report = pull(at)
    assert ("nomination", ANN, "closed", "this person must not be asked") in items(light)
    assert (report.opened["nomination"], report.closed["nomination"]) == (1, 1)
    pull(at)
    assert len(items(light)) == 2


def test_a_deleted_deal_closes_its_request(light: SqlStore) -> None:
    at = company(light)
    at.crm.edit("Deal", "open", Wanted=True)
    pull(at)
    at.wait(hours=1)
    at.crm.delete("Deal", "open")
    pull(at)
    assert ("request", DEAL, "closed", "the record is gone") in items(light)


@pytest.mark.parametrize(("kind", "box"), [("contact", "nominated"), ("opportunity", "reference_wanted")])
def test_ticked_boxes_are_found_by_an_index(light: SqlStore, kind: str, box: str) -> None:
    if light.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by statistics: a table of a few rows is read whole")
    with light.engine.connect() as connection:
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN SELECT id FROM {kind} WHERE {box} IS 1 ORDER BY id"))
        assert f"ix_{kind}_{box}" in str(plan.all())
