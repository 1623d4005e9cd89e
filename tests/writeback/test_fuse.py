"""The fuse: how far a run may reach on its own, by rows, by share, by money (CNX-06)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from advocacy_sync.writeback.fuse import Extent, Limits, blown

LIMITS = Limits(rows=10, share=0.5, money_share=0.25)


def extent(
    place: str = "org Deal",
    *,
    rows: int = 0,
    standing: int = 0,
    replaced: int = 0,
    money: str = "0",
    changed: str = "0",
) -> Extent:
    names = {f"{place}/{number}" for number in range(rows)}
    return Extent(place, names, standing, replaced, Decimal(money), Decimal(changed))


def test_rows_of_all_objects_count_together() -> None:
    assert blown(LIMITS, [extent(rows=5), extent("org Contact", rows=5)]) == []
    [why] = blown(LIMITS, [extent(rows=5), extent("org Contact", rows=6)])
    assert "11 rows, the limit is 10 (push.limits.rows)" in why


@pytest.mark.parametrize(("replaced", "fires"), [(99, False), (100, False), (101, True)])
def test_the_share_of_standing_values_that_may_be_replaced(replaced: int, fires: bool) -> None:
    found = blown(LIMITS, [extent(standing=200, replaced=replaced)])
    assert bool(found) == fires
    assert all("org Deal" in why and "push.limits.share" in why for why in found)


@pytest.mark.parametrize(("changed", "fires"), [("25.00", False), ("25.01", True)])
def test_the_share_of_standing_money_that_may_change(changed: str, fires: bool) -> None:
    found = blown(LIMITS, [extent(standing=100, money="100", changed=changed)])
    assert bool(found) == fires
    assert all("push.limits.money_share" in why for why in found)


def test_shares_of_a_few_values_say_nothing() -> None:
    assert blown(LIMITS, [extent(standing=99, replaced=99, money="100", changed="100")]) == []


def test_one_object_does_not_hide_behind_another() -> None:
    found = blown(LIMITS, [extent(standing=10_000), extent("org Contact", standing=100, replaced=100)])
    assert [("org Contact" in why) for why in found] == [True]


def test_every_limit_that_is_passed_is_named() -> None:
    assert len(blown(LIMITS, [extent(rows=11, standing=100, replaced=100, money="100", changed="100")])) == 3
