"""A check's verdict: kept, broken or skipped, each with its reason."""

from __future__ import annotations

from typing import Any

from advocacy_sync.testing.check import Group, ask
from advocacy_sync.testing.expect import expect
from advocacy_sync.testing.subject import NotApplicable, Subject

GROUP = Group("some")
SUBJECT: Any = object()


@GROUP.promise("It is as it should be", "CS-01 C-02")
def good(_: Subject) -> None:
    expect(True, "it is not")


@GROUP.promise("It is another way")
def bad(_: Subject) -> None:
    expect(False, "it is not")


@GROUP.promise("It falls over")
def falling(_: Subject) -> None:
    raise KeyError("no such thing")


@GROUP.promise("There is no such thing")
def absent(_: Subject) -> None:
    raise NotApplicable("the CRM has none")


def test_checks_stand_in_their_order_with_name_promise_and_hazards() -> None:
    first, *others = GROUP
    assert (str(first), first.promise, first.covers) == ("some/good", "It is as it should be", ("CS-01", "C-02"))
    assert [check.name for check in others] == ["bad", "falling", "absent"]


def test_a_verdict_says_what_came_of_the_check() -> None:
    verdicts = {check.name: ask(check, SUBJECT) for check in GROUP}
    assert {name: (one.outcome, one.reason) for name, one in verdicts.items()} == {
        "good": ("kept", ""),
        "bad": ("broken", "it is not"),
        "falling": ("broken", "KeyError: 'no such thing'"),
        "absent": ("skipped", "the CRM has none"),
    }
