"""Whether a list came short: by the search's count before it and, where fewer came, behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from advocacy_hubspot.tally import LAG_SECONDS, Tally
from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.transport.budget import QuotaSpent
from advocacy_sync.transport.timing import Timing


class Told:
    """Counts in their order (an error is raised), the events, and the seconds slept."""

    def __init__(self, *counts: int | Exception, resume: Mapping[str, Any] | None = None) -> None:
        self.counts, self.slept = list(counts), list[float]()
        self.events = list[tuple[str, dict[str, object]]]()
        self.tally = Tally("deals", self.count, self.tell, Timing(sleep=self.slept.append), resume or {})

    def count(self) -> int:
        found = self.counts.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    def tell(self, name: str, /, **fields: object) -> None:
        self.events.append((name, fields))


def test_as_many_as_counted_or_more_are_in_no_doubt_and_not_counted_again() -> None:
    told = Told(3)
    told.tally.take(["1", "2"])
    told.tally.take(["3", "4"])
    assert (told.tally.doubt(), told.counts, told.slept) == ("", [], [])


def test_a_page_that_comes_again_counts_once() -> None:
    told = Told(3, 3, 3)
    told.tally.take(["1", "2"])
    told.tally.take(["1", "2"])
    assert told.tally.doubt() == "HubSpot's list gave 2 deals, and its search counts 3"
    assert told.events == [("list_short", {"counted": 3, "came": 2})]


def test_what_was_deleted_meanwhile_is_not_missing_once_the_index_knows() -> None:
    told = Told(3, 3, 2)
    told.tally.take(["1", "2"])
    assert (told.tally.doubt(), told.slept) == ("", [LAG_SECONDS])


def test_what_was_made_meanwhile_is_not_missing_either() -> None:
    told = Told(2, 9)
    told.tally.take(["1", "2"])
    assert told.tally.doubt() == ""


@pytest.mark.parametrize("counts", [(RetryableError("no"),), (3, RetryableError("no"))])
def test_nothing_is_concluded_where_the_portal_cannot_count(counts: tuple[int | Exception, ...]) -> None:
    told = Told(*counts)
    told.tally.take(["1"])
    assert told.tally.doubt() == ""
    assert told.events == [("not_counted", {"reason": "no"})]


def test_a_spent_quota_is_no_count_and_is_raised() -> None:
    with pytest.raises(QuotaSpent):
        Told(QuotaSpent("spent"))


def test_a_list_that_goes_on_in_another_process_knows_what_was_given_and_counted() -> None:
    first = Told(4)
    first.tally.take(["1", "2"])
    members = first.tally.members()
    assert members == {"given": 2, "counted": 4}
    second = Told(4, 4, resume={"after": "x", **members})
    second.tally.take(["3"])
    assert second.tally.doubt() == "HubSpot's list gave 3 deals, and its search counts 4"


def test_a_list_that_begins_anew_is_counted_anew() -> None:
    told = Told(9, 2)
    told.tally.take(["1", "2"])
    told.tally.forget()
    told.tally.take(["1", "2"])
    assert (told.tally.members(), told.tally.doubt()) == ({"given": 2, "counted": 2}, "")


def test_a_cursor_says_nothing_where_nothing_was_counted() -> None:
    assert Told(RetryableError("no")).tally.members() == {}
