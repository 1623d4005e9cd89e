"""What owned fields should hold: stable texts that name days, and no value without something to say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_sync.kernel.ids import RecordId
from advocacy_sync.kernel.money import Money
from advocacy_sync.records.contact import Contact
from advocacy_sync.records.kinds import DealStatus
from advocacy_sync.records.opportunity import Opportunity
from advocacy_sync.records.work import WorkItem
from advocacy_sync.writeback.wanted import Person, clip, hindrance, of_accounts, of_contacts, of_deals, of_items

LATE = datetime(2017, 6, 30, 23, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
AMOUNT = Money(105450, "USD")
NAMES = {"jane": "Jane Doe", "joe": "Joe Roe", "ann": "Ann Poe", "eve": "Eve Moe"}


def deal(status: DealStatus = DealStatus.WON, amount: Money | None = AMOUNT) -> Opportunity:
    return Opportunity(id=RecordId("d"), stage="S", status=status, created_at=LATE, amount=amount)


def touch(activity: str, contact: str = "jane", at: datetime = LATE) -> dict[str, Any]:
    return {"activity": activity, "contact": contact, "occurred_at": at}


def deal_values(*touches: dict[str, Any], opportunity: Opportunity | None = None) -> dict[str, Any]:
    found = of_deals([opportunity or deal()], {"d": touches}, NAMES, BERLIN)
    return {name: wanted.value for name, wanted in found.get("d", {}).items()}


def contact_values(person: Person, verified: datetime | None = None) -> dict[str, Any]:
    found = of_contacts({"jane": person}, {"jane": verified} if verified else {}, BERLIN)
    return {name: wanted.value for name, wanted in found["jane"].items()}


def test_a_won_deal_says_what_was_influenced_how_often_when_last_and_by_whom() -> None:
    assert deal_values(touch("a1"), touch("a1", "joe"), touch("a2", at=LATE - timedelta(days=9))) == {
        "influenced_revenue": Money(105450, "USD"),
        "advocate_touches": 2,
        "last_touch": date(2017, 7, 1),
        "top_advocates": "Jane Doe (2), Joe Roe (1)",
    }


def test_a_deal_without_eligible_touches_wants_nothing() -> None:
    assert deal_values() == {}


@pytest.mark.parametrize(
    "other", [deal(DealStatus.OPEN), deal(DealStatus.LOST), deal(amount=None)], ids=["open", "lost", "no amount"]
)
def test_only_a_won_deal_with_an_amount_has_influenced_revenue(other: Opportunity) -> None:
    assert set(deal_values(touch("a"), opportunity=other)) == {"advocate_touches", "last_touch", "top_advocates"}


def test_a_won_deal_of_zero_says_zero() -> None:
    assert deal_values(touch("a"), opportunity=deal(amount=Money(0, "USD")))["influenced_revenue"] == Money(0, "USD")


def test_the_top_three_are_named_and_the_others_counted() -> None:
    touches = [touch(f"a{n}", who) for n, who in enumerate(["eve", "eve", "joe", "ann", "jane", "stranger"])]
    assert deal_values(*touches)["top_advocates"] == "Eve Moe (2), (unknown) (1), Ann Poe (1) and 2 more"


touch_lists = st.lists(st.builds(touch, st.sampled_from("abc"), st.sampled_from(sorted(NAMES))), min_size=1, max_size=6)


@settings(max_examples=80, deadline=None)
@given(touch_lists, st.randoms(use_true_random=False))
def test_the_order_of_the_touches_changes_no_value(touches: list[dict[str, Any]], random: Any) -> None:
    assert deal_values(*random.sample(touches, len(touches))) == deal_values(*touches)


def test_of_an_advocate_the_status_is_always_wanted_and_the_rest_when_there_is_something() -> None:
    assert contact_values(Person("candidate")) == {"advocate_status": "candidate"}
    person = Person("candidate", [(10, "Case"), (40, "Nominated"), (10, "Basis")], [("story", LATE), ("email", LATE)])
    assert contact_values(person, LATE) == {
        "advocate_status": "candidate",
        "signals": "Nominated; Basis; Case",
        "staleness": "email since 2017-07-01; story since 2017-07-01",
        "last_verified": date(2017, 7, 1),
    }


def test_a_text_depends_on_the_verdicts_and_not_on_the_order_in_which_they_came() -> None:
    signals, stale = [(10, "A"), (20, "B"), (10, "C")], [("email", LATE), ("story", LATE)]
    assert contact_values(Person("x", signals, stale)) == contact_values(Person("x", signals[::-1], stale[::-1]))


def someone(id: str, **known: Any) -> Contact:
    return Contact(**{"id": RecordId(id), "account": RecordId("acme"), **known})


def referenceable(*contacts: Contact, people: dict[str, Person]) -> dict[str, int]:
    return {
        account: values["referenceable_advocates"].value for account, values in of_accounts(contacts, people).items()
    }


def test_an_account_counts_its_advocates_who_are_free_to_be_asked() -> None:
    people = {
        "jane": Person("candidate"),
        "joe": Person("candidate", stale=[("story", LATE)]),
        "gone": Person("candidate", stale=[("employment", LATE)]),
        "bounced": Person("candidate", stale=[("email", LATE)]),
        "out": Person("candidate"),
        "shy": Person("candidate"),
        "homeless": Person("candidate"),
    }
    contacts = [
        *(someone(name) for name in ("jane", "joe", "gone", "bounced", "nobody")),
        someone("out", email_opt_out=True),
        someone("shy", do_not_ask=True),
        someone("homeless", account=None),
    ]
    assert referenceable(*contacts, people=people) == {"acme": 2}


def test_an_account_without_a_free_advocate_is_not_named() -> None:
    assert referenceable(someone("jane", do_not_ask=True), people={"jane": Person("candidate")}) == {}


def test_a_text_is_cut_to_the_length_of_its_field_and_the_cut_is_marked() -> None:
    assert clip("Jane (2), Joe (1)", 10) == "Jane (2)…"
    assert clip("Jane", 4) == "Jane"
    assert clip("Jane", None) == "Jane"
    assert clip(12345, 2) == 12345
    assert clip(Money(1, "USD"), 1) == Money(1, "USD")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40), st.integers(1, 30))
def test_a_cut_text_fits_its_field_and_cutting_again_changes_nothing(text: str, length: int) -> None:
    cut = clip(text, length)
    assert len(cut) <= length
    assert clip(cut, length) == cut
    assert cut == text or cut.endswith("…")


@pytest.mark.parametrize(
    ("contact", "stale", "why"),
    [
        (someone("jane"), (), ""),
        (someone("jane"), ("story", "willingness"), ""),
        (someone("jane", do_not_ask=True), ("email",), "has withdrawn"),
        (someone("jane"), ("story", "employment", "email"), "email and employment not confirmed for too long"),
    ],
)
def test_why_an_advocate_is_not_counted_is_told(contact: Contact, stale: tuple[str, ...], why: str) -> None:
    assert hindrance(contact, stale) == why
    people = {"jane": Person("candidate", stale=[(fact, LATE) for fact in stale])}
    assert bool(referenceable(contact, people=people)) is not bool(why)


def test_an_open_request_speaks_for_its_deal_whatever_was_closed_beside_it() -> None:
    def item(number: int, state: str, because: str) -> WorkItem:
        return WorkItem(
            id=number, kind="request", subject=RecordId("d"), origin="box", state=state, opened_at=LATE, since=LATE,
            because=because,
        )  # fmt: skip

    def said(*items: WorkItem) -> list[str]:
        return [values["request_state"].value for values in of_items(items, "request_state", BERLIN).values()]

    still_open, twin, done = item(1, "open", "x"), item(2, "closed", "joined"), item(3, "closed", "the deal is won")
    assert said(still_open, twin) == said(twin, still_open) == ["Open since 2017-07-01"]
    assert said(twin, done) == ["Closed on 2017-07-01: the deal is won"]
    assert said(item(4, "closed", "no longer wanted")) == []
