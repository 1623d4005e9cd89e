"""How much was asked of each advocate, out of activities of the CRMs, and that it reaches the CRM as plain fields."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from advocacy_sync.compose import load_rules
from advocacy_sync.services.cycle import Programme
from advocacy_sync.store.unit_of_work import SqlStore
from services.company import MAPPINGS, NOW, Company, company

CONTACT = MAPPINGS["Contact"].replace(
    "push: {", "push: {availability: Availability, next_free: NextFree, load_band: Load, "
)


def said(at: Company, who: str) -> tuple[Any, Any, Any]:
    return tuple(at.crm.value("Contact", who, name) for name in ("Availability", "NextFree", "Load"))


def cycle(at: Company) -> Programme:
    running = replace(at.programme(Contact=CONTACT), goodwill=load_rules(None).goodwill)
    assert running.pull().pulled.green
    running.flag()
    running.attribute()
    assert running.push().green
    return running


def asking(store: SqlStore) -> Company:
    at = company(store)
    contact = at.crm.schemas["Contact"]
    text, day = contact.fields["Status"], contact.fields["LastVerified"]
    more = {"Availability": replace(text, name="Availability"), "Load": replace(text, name="Load")}
    more["NextFree"] = replace(day, name="NextFree")
    at.crm.schemas["Contact"] = replace(contact, fields={**contact.fields, **more})
    for one in at.crm.tables["Contact"]:
        at.crm.set_quietly("Contact", one, **dict.fromkeys(more))
    return at


def act(at: Company, number: str, days: float, **more: str) -> None:
    when = (NOW + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    usual = {"Kind": "Reference Call", "Status": "Done", "Who": "ann", "Deal": "open"}
    at.crm.edit("Act", number, At=when, **{**usual, **more})


def test_who_was_asked_long_ago_is_available(store: SqlStore) -> None:
    at = asking(store)
    cycle(at)
    assert said(at, "ann") == ("available", None, "light")
    assert said(at, "bob") == (None, None, None)  # no advocate


def test_after_a_call_an_advocate_rests_and_is_free_again_by_itself(store: SqlStore) -> None:
    at = asking(store)
    act(at, "now", -1)
    cycle(at)
    assert said(at, "ann") == ("resting", "2026-04-22", "light")  # two calls lie in the quarter
    at.wait(days=51)
    cycle(at)
    assert said(at, "ann") == ("available", None, "light")


def test_what_is_planned_books_an_advocate_and_what_was_called_off_does_not(light: SqlStore) -> None:
    at = asking(light)
    act(at, "soon", 5, Status="Planned")
    act(at, "off", 6, Status="Cancelled", Who="cy")
    cycle(at)
    assert said(at, "ann")[0] == "booked"
    assert said(at, "cy")[0] == "available"


def test_who_must_not_be_asked_has_no_next_free_day(light: SqlStore) -> None:
    at = asking(light)
    act(at, "now", -1)
    at.crm.edit("Contact", "ann", DoNotAsk=True)
    cycle(at)
    assert said(at, "ann")[:2] == ("do_not_ask", None)


def test_the_reason_is_in_the_plan(light: SqlStore) -> None:
    at = asking(light)
    act(at, "now", -1)
    running = cycle(at)
    with light.begin() as work:
        newest = work.pushes.newest()
        assert newest is not None
        [intent] = [one for one in work.pushes.intents(newest.id) if one.value == "next_free"]
    assert running is not None
    assert "rests until 2026-03-31; 2 calls in a quarter" in intent.reason
    assert date.fromisoformat(intent.after) == date(2026, 4, 22)
