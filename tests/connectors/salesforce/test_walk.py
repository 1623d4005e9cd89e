"""Pages from the first to the last, whatever happens in between: CS-01, CS-03, C-11, C-12, C-13, C-16, F2, F3."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_salesforce.faults import Busy, Forbidden, Refused
from advocacy_salesforce.walk import Place, Sheet, walk
from advocacy_sync.kernel.errors import AdvocacyError, RetryableError

Record = dict[str, Any]
Page = dict[str, Any]


def records(*stamps: int) -> list[Record]:
    """Rows in their order, one for each stamp."""
    return [{"Id": f"{number:05}", "At": f"{stamp:04}"} for number, stamp in enumerate(sorted(stamps))]


def dead() -> AdvocacyError:
    error = Refused("the locator is dead")
    error.code = "INVALID_QUERY_LOCATOR"
    return error


@dataclass
class Org:
    """Answers queries over rows, `size` a query and `page` a page; `wrong` says by the number of a page what is
    done to it, once. Its cursors tell nothing."""

    rows: list[Record]
    size: int
    page: int = 1_000
    wrong: dict[int, str] = field(default_factory=dict)
    lasting: bool = False  # whether what is wrong stays so
    what: str = "a query of Account"
    pages: int = 0
    counts: int = 0
    asked: list[Place | None] = field(default_factory=list)
    open: list[list[Record]] = field(default_factory=list)

    def place(self, record: Record) -> Place:
        return Place(record["At"], record["Id"])

    def _behind(self, after: Place | None, last: Place | None = None) -> list[Record]:
        return [
            row
            for row in self.rows
            if (after is None or (row["At"], row["Id"]) > (after.stamp, after.id))
            and (last is None or (row["At"], row["Id"]) <= (last.stamp, last.id))
        ]

    def first(self, after: Place | None) -> Page:
        self.asked.append(after)
        self.open.append(self._behind(after)[: self.size])
        return self._page(len(self.open) - 1, 0)

    def more(self, path: str) -> Page:
        cursor, _, offset = path.partition("/")
        return self._page(int(cursor), int(offset))

    def count(self, after: Place | None, last: Place | None) -> int:
        self.counts += 1
        return len(self._behind(after, last))

    def _page(self, cursor: int, start: int) -> Page:
        number, self.pages = self.pages, self.pages + 1
        fault = self.wrong.get(number, "") if not self.lasting else next(iter(self.wrong.values()), "")
        rows, size = self.open[cursor], self.page
        if fault == "dead" and start:
            raise dead()
        start += {"missing": size, "repeated": -size, "overlapping": -1}.get(fault, 0)
        start = max(start, 0)
        stop = start + size
        found = rows[start:stop]
        if fault == "short":
            found = found[:-1]
        if fault == "reversed":
            found = found[::-1]
        if fault == "cut":
            found, stop = found[:1], len(rows)
        page: Page = {"records": found, "done": stop >= len(rows), "totalSize": len(rows)}
        if fault == "swapped" and not page["done"]:  # the next page, then this one, then the end
            self.open.append([*rows[stop : stop + size], *found, *rows[stop + size :]])
            return self._page(len(self.open) - 1, 0)
        if fault == "empty" and not page["done"]:
            page["records"], stop = [], start
        if not page["done"]:
            page["nextRecordsUrl"] = f"{cursor}/{stop}"
        if fault == "total":
            page["totalSize"] += 5
        if fault == "loop" and not page["done"]:
            page["nextRecordsUrl"] = f"{cursor}/{start}"
        return page


def ids(sheets: list[Sheet]) -> set[str]:
    return {record["Id"] for sheet in sheets for record in sheet.records}


def check(org: Org, sheets: list[Sheet]) -> None:
    """Every row was given, and each place stands behind rows that were all given before."""
    assert sheets[-1].done
    assert ids(sheets) == {row["Id"] for row in org.rows}
    given: set[str] = set()
    for sheet in sheets:
        given |= {record["Id"] for record in sheet.records}
        if sheet.after is not None:
            due = {row["Id"] for row in org.rows if (row["At"], row["Id"]) <= (sheet.after.stamp, sheet.after.id)}
            assert due <= given


FAULTS = [
    "dead", "missing", "repeated", "overlapping", "short", "reversed", "cut", "swapped", "empty", "total", "loop",
]  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(
    stamps=st.lists(st.integers(0, 4), max_size=25),
    size=st.integers(1, 9),
    page=st.integers(1, 9),
    wrong=st.dictionaries(st.integers(0, 12), st.sampled_from(FAULTS), max_size=3),
    crash=st.integers(0, 12),
)
def test_whatever_happens_to_pages_no_row_is_lost_and_no_place_runs_ahead(
    stamps: list[int], size: int, page: int, wrong: dict[int, str], crash: int
) -> None:
    org, sheets = Org(records(*stamps), size, page, wrong), list[Sheet]()
    try:
        for sheet in walk(org, None):
            sheets.append(sheet)
            if len(sheets) == crash:
                break
    except RetryableError:
        pass
    if not (sheets and sheets[-1].done):  # the places given so far must be good, for the next run begins there
        sheets += walk(Org(org.rows, size, page), sheets[-1].after if sheets else None)
    check(org, sheets)


@pytest.mark.parametrize("wrong", [{}, {1: "dead"}, {1: "repeated"}, {2: "overlapping"}, {0: "reversed"}])
def test_the_last_sheet_says_how_many_rows_there_were_and_counts_none_twice(wrong: dict[int, str]) -> None:
    """C-13."""
    sheets = list(walk(Org(records(*range(11)), 4, 2, wrong), None))
    assert (sheets[-1].done, sheets[-1].given) == (True, 11)


def test_pages_that_are_as_they_should_be_cost_nothing_more() -> None:
    org = Org(records(*range(10)), 3)
    sheets = list(walk(org, None))
    assert [len(sheet.records) for sheet in sheets] == [3, 3, 3, 1]
    assert sheets[0].after == Place("0002", "00002")
    assert (org.pages, org.counts) == (4, 0)


def test_a_query_that_comes_in_several_pages_is_resumed_at_its_beginning() -> None:
    """The org gives fewer rows a page than asked for, if they are wide."""
    org = Org(records(*range(8)), 6, 2)
    sheets = list(walk(org, None))
    assert [len(sheet.records) for sheet in sheets] == [2, 2, 2, 2]
    assert [sheet.after for sheet in sheets[:3]] == [None, None, Place("0005", "00005")]


def test_a_dead_locator_costs_one_query() -> None:
    """C-16."""
    org = Org(records(*range(12)), 6, 3, {3: "dead"})
    sheets = list(walk(org, None))
    assert org.asked == [None, Place("0005", "00005"), Place("0005", "00005"), Place("0011", "00011")]
    assert sum(len(sheet.records) for sheet in sheets) == 12 + 3
    check(org, sheets)


@pytest.mark.parametrize("code", ["INVALID_QUERY_LOCATOR", "INVALID_SESSION_ID"])
def test_a_locator_of_a_session_that_is_over_counts_as_dead(code: str) -> None:
    class Ended(Org):
        def more(self, path: str) -> Page:
            if len(self.asked) > 1:
                return super().more(path)
            error = Forbidden("no longer accepted")
            error.code = code
            raise error

    org = Ended(records(*range(5)), 4, 2)
    check(org, list(walk(org, None)))


def test_an_org_that_is_away_is_not_asked_anew() -> None:
    class Away(Org):
        def more(self, path: str) -> Page:
            raise Busy("away")

    with pytest.raises(Busy):
        list(walk(Away(records(*range(5)), 4, 2), None))


@pytest.mark.parametrize("fault", ["missing", "repeated", "overlapping", "short", "reversed", "swapped", "loop"])
def test_a_page_that_is_wrong_once_costs_one_query(fault: str) -> None:
    org = Org(records(*range(18)), 9, 3, {4: fault})
    check(org, list(walk(org, None)))
    assert len(org.asked) <= 4  # the last one finds nothing more
    assert org.pages <= 11


@pytest.mark.parametrize("fault", ["dead", "short", "missing", "reversed", "loop", "repeated"])
def test_faults_that_last_end_the_walk(fault: str) -> None:
    org = Org(records(*range(12)), 6, 3, {0: fault}, lasting=True)
    with pytest.raises(RetryableError):
        list(walk(org, None))
    assert org.pages < 10


def test_equal_stamps_of_any_number_are_walked_through_by_id() -> None:
    """CS-03, CS-49, F3, G11."""
    org = Org(records(*([7] * 25_000)), 2_000, 1_000, {5: "dead", 9: "repeated"})
    check(org, list(walk(org, None)))
    assert len(org.asked) == 13 + 2
    assert org.pages < 32


@pytest.mark.parametrize("rows", [5, 6])
def test_a_total_that_is_wrong_is_settled_by_a_count(rows: int) -> None:
    """C-13."""
    org = Org(records(*range(rows)), 6, 1_000, {0: "total"})
    check(org, list(walk(org, None)))
    assert org.counts == 1


def test_rows_from_before_the_window_break_nothing() -> None:
    """CS-53."""

    class Early(Org):
        def _page(self, cursor: int, start: int) -> Page:
            page = super()._page(cursor, start)
            if self.pages == 1:
                page["records"] = [{"Id": "early", "At": "0000"}, *page["records"]]
            return page

    org = Early(records(3, 4, 5), 6)
    assert ids(list(walk(org, Place("0001", "x")))) == {"early", "00000", "00001", "00002"}
    assert len(org.asked) == 1
