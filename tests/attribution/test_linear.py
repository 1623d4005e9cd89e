"""The linear model keeps every cent, and only what counts moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_sync.attribution.linear import Credit, EligibleTouch, allocate
from advocacy_sync.attribution.links import Touch
from advocacy_sync.kernel.money import Money

START = datetime(2017, 1, 1, tzinfo=UTC)


def touch(activity: str, contact: str = "jane", day: int = 0) -> EligibleTouch:
    return EligibleTouch(Touch("d", activity, contact, "named"), "quote", None, START + timedelta(days=day))


def parts(minor: int, *touches: EligibleTouch) -> list[int]:
    return [credit.amount.minor for credit in allocate(Money(minor, "USD"), touches)]


# One moment per activity, as in life; each advocate once per activity.
touch_keys = st.tuples(st.sampled_from("abcdef"), st.sampled_from(["jane", "joe", "ann"]))
touch_lists = st.lists(touch_keys, max_size=8, unique=True).map(
    lambda keys: [touch(activity, contact, ord(activity) % 3) for activity, contact in keys]
)
amounts = st.builds(Money, st.integers(-(10**13), 10**13), st.sampled_from(["USD", "JPY", "KWD"]))
quick = settings(max_examples=120, deadline=None)


def test_every_activity_weighs_the_same_and_the_earlier_one_gets_the_odd_cent() -> None:
    assert parts(100, touch("c", day=2), touch("a"), touch("b", day=1)) == [34, 33, 33]
    credits = allocate(Money(100, "USD"), [touch("c", day=2), touch("a"), touch("b", day=1)])
    assert [credit.touch.touch.activity for credit in credits if credit.touch] == ["a", "b", "c"]


def test_several_advocates_of_one_activity_share_its_weight() -> None:
    found = allocate(Money(400, "USD"), [touch("a", "jane"), touch("a", "joe"), touch("b", day=1)])
    assert [(credit.amount.minor, credit.weight) for credit in found] == [
        (100, Fraction(1, 4)),
        (100, Fraction(1, 4)),
        (200, Fraction(1, 2)),
    ]


def test_without_a_touch_the_whole_is_unattributed() -> None:
    whole = Money(12345, "EUR")
    assert allocate(whole, []) == [Credit(None, whole, Fraction(1))]


def test_a_zero_amount_keeps_its_touches_with_nothing_each() -> None:
    assert parts(0, touch("a"), touch("b")) == [0, 0]


def test_a_negative_amount_is_divided_by_its_size() -> None:
    assert parts(-100, touch("a"), touch("b", day=1), touch("c", day=2)) == [-34, -33, -33]


def test_touches_of_one_moment_are_ordered_by_activity_and_contact() -> None:
    assert parts(101, touch("b"), touch("a")) == [51, 50]
    found = allocate(Money(1, "USD"), [touch("b", "joe"), touch("a", "joe"), touch("a", "ann")])
    assert [one.touch.touch.contact for one in found if one.touch] == ["ann", "joe", "joe"]


@quick
@given(amounts, touch_lists)
def test_credits_sum_to_the_amount_and_none_lies_outside_it(amount: Money, touches: list[EligibleTouch]) -> None:
    credits = allocate(amount, touches)
    assert sum(credit.amount.minor for credit in credits) == amount.minor
    assert sum(credit.weight for credit in credits) == 1
    for credit in credits:
        assert credit.amount.currency == amount.currency
        assert min(0, amount.minor) <= credit.amount.minor <= max(0, amount.minor)
        assert abs(credit.amount.minor - credit.weight * amount.minor) < 1


@quick
@given(amounts, touch_lists, st.randoms(use_true_random=False))
def test_the_order_of_the_touches_changes_nothing(amount: Money, touches: list[EligibleTouch], random: Random) -> None:
    assert allocate(amount, random.sample(touches, len(touches))) == allocate(amount, touches)


@quick
@given(st.integers(-(10**9), 10**9), touch_lists)
def test_a_negative_amount_mirrors_the_positive_one(minor: int, touches: list[EligibleTouch]) -> None:
    assert parts(-minor, *touches) == [-part for part in parts(minor, *touches)]


@quick
@given(amounts, touch_lists, st.integers(1, 100))
def test_the_weights_do_not_depend_on_the_amount(amount: Money, touches: list[EligibleTouch], by: int) -> None:
    larger = Money(amount.minor * by, amount.currency)
    assert [one.weight for one in allocate(larger, touches)] == [one.weight for one in allocate(amount, touches)]


@quick
@given(touch_lists, st.integers(0, 10**9))
def test_roll_ups_by_advocate_and_by_activity_make_the_same_total(touches: list[EligibleTouch], minor: int) -> None:
    by_contact: dict[str, int] = {}
    by_activity: dict[str, int] = {}
    for credit in allocate(Money(minor, "USD"), touches):
        who, what = (credit.touch.touch.contact, credit.touch.touch.activity) if credit.touch else ("", "")
        by_contact[who] = by_contact.get(who, 0) + credit.amount.minor
        by_activity[what] = by_activity.get(what, 0) + credit.amount.minor
    assert sum(by_contact.values()) == sum(by_activity.values()) == minor
