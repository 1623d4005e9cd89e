"""Requests and nominations as people look at them, with names, on both databases."""

from __future__ import annotations

from advocacy_sync.services.asked import asked_for
from advocacy_sync.store.unit_of_work import SqlStore
from services.company import company


def test_a_request_names_the_deal_its_company_and_its_money(store: SqlStore) -> None:
    at = company(store)
    at.crm.edit("Deal", "open", Wanted=True)
    at.programme().pull()
    [line] = asked_for(store, "request")
    assert (line.item.state, line.item.subject, line.name, line.account) == ("open", "org/Deal/open", "A deal", "Buyer")
    assert line.amount is not None
    assert (line.amount.text(), line.stage) == ("50.00", "Talks")


def test_a_nomination_names_the_person(store: SqlStore) -> None:
    at = company(store)
    at.programme().pull()
    [line] = asked_for(store, "nomination")
    assert (line.name, line.account, line.owner, line.item.because) == (
        "Cy Ax",
        "Fan",
        None,
        "the box is ticked in the CRM",
    )


def test_closed_ones_are_listed_when_asked_for_even_if_their_record_is_gone(light: SqlStore) -> None:
    at = company(light)
    at.crm.edit("Deal", "open", Wanted=True)
    at.programme().pull()
    at.wait(hours=1)
    at.crm.delete("Deal", "open")
    at.programme().pull()
    assert asked_for(light, "request") == []
    [line] = asked_for(light, "request", closed=True)
    assert (line.item.state, line.item.because, line.name) == ("closed", "the record is gone", None)
