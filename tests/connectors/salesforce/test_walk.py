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
    """Answers queries over rows; `wrong` says by the number of a page what is done to it, once."""

    rows: list[Record]
    size: int
    wrong: dict[int, str] = field(default_factory=dict)
    numbered: bool = True  # whether locators tell the offset
    lasting: bool = False  # whether what is wrong stays so
    what: str = "a query of Account"
    pages: int = 0
    counts: int = 0
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
        self.open.append(self._behind(after))
        return self._page(len(self.open) - 1, 0)

    def more(self, path: str) -> Page:
        cursor, _, offset = path.partition("/")
        return self._page(int(cursor), int(offset.partition("-")[2] if self.numbered else offset))

    def count(self, after: Place | None, last: Place | None) -> int:
        self.counts += 1
        return len(self._behind(after, last))

    def _page(self, cursor: int, start: int) -> Page:
        number, self.pages = self.pages, self.pages + 1
        fault = self.wrong.get(number, "") if not self.lasting else next(iter(self.wrong.values()), "")
        rows, size = self.open[cursor], self.size
        if fault == "dead" and start:
            raise dead()
        if fault == "missing":
            start += size
        if fault == "repeated":
            start = max(start - size, 0)
        if fault == "overlapping":
            start = max(start - 1, 0)
        stop = start + size
        found = rows[start:stop]
        if fault == "short":
            found = found[:-1]
        if fault == "reversed":
            found = found[::-1]
        if fault == "cut":
            found, stop = found[:1], len(rows)
        page: Page = {"records": found, "done": stop >= len(rows), "totalSize": len(rows)}
        if fault == "empty" and not page["done"]:
            page["records"], stop = [], start
        if not page["done"]:
            page["nextRecordsUrl"] = f"{cursor}/01g-{stop}" if self.numbered else f"{cursor}/{stop}"
        if fault == "total":
            page["totalSize"] += 5
        if fault == "loop" and not page["done"]:
            page["nextRecordsUrl"] = f"{cursor}/01g-{start}" if self.numbered else f"{cursor}/{start}"
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


@settings(max_examples=300, deadline=None)
@given(
    stamps=st.lists(st.integers(0, 4), max_size=25),
    size=st.integers(1, 7),
    wrong=st.dictionaries(
        st.integers(0, 12),
        st.sampled_from(
            ["dead", "missing", "repeated", "overlapping", "short", "reversed", "cut", "empty", "total", "loop"]
        ),
        max_size=3,
    ),
    numbered=st.booleans(),
)
def test_whatever_happens_to_pages_no_row_is_lost_and_no_place_runs_ahead(
    stamps: list[int], size: int, wrong: dict[int, str], numbered: bool
) -> None:
    org, sheets = Org(records(*stamps), size, wrong, numbered), list[Sheet]()
    try:
        sheets.extend(walk(org, None))
    except RetryableError:  # then the places given so far must be good, for the next run begins there
        healed = Org(org.rows, size)
        after = sheets[-1].after if sheets else None
        check(healed, [*sheets, *walk(healed, after)])
        return
    check(org, sheets)


def test_pages_that_are_as_they_should_be_cost_nothing_more() -> None:
    org = Org(records(*range(10)), 3)
    sheets = list(walk(org, None))
    assert [len(sheet.records) for sheet in sheets] == [3, 3, 3, 1]
    assert sheets[0].after == Place("0002", "00002")
    assert (org.pages, org.counts, len(org.open)) == (4, 0, 1)


def test_a_dead_locator_is_replaced_by_a_query_behind_the_last_row() -> None:
    """C-16: no page is read twice."""
    org = Org(records(*range(10)), 3, {2: "dead"})
    sheets = list(walk(org, None))
    assert sum(len(sheet.records) for sheet in sheets) == 10
    assert len(org.open) == 2
    check(org, sheets)


@pytest.mark.parametrize("code", ["INVALID_QUERY_LOCATOR", "INVALID_SESSION_ID"])
def test_a_locator_of_a_session_that_is_over_counts_as_dead(code: str) -> None:
    class Ended(Org):
        def more(self, path: str) -> Page:
            if len(self.open) > 1:
                return super().more(path)
            error = Forbidden("no longer accepted")
            error.code = code
            raise error

    org = Ended(records(*range(5)), 2)
    check(org, list(walk(org, None)))


def test_an_org_that_is_away_is_not_asked_anew() -> None:
    class Away(Org):
        def more(self, path: str) -> Page:
            raise Busy("away")

    with pytest.raises(Busy):
        list(walk(Away(records(*range(5)), 2), None))


@pytest.mark.parametrize("fault", ["missing", "repeated", "overlapping", "short", "reversed", "loop"])
def test_a_page_that_is_wrong_once_is_read_again_from_the_last_sure_place(fault: str) -> None:
    org = Org(records(*range(12)), 3, {2: fault})
    check(org, list(walk(org, None)))
    assert len(org.open) == 2
    assert org.pages <= 6


@pytest.mark.parametrize("fault", ["dead", "loop"])
def test_locators_that_never_lead_on_cost_a_query_a_page(fault: str) -> None:
    org = Org(records(*range(12)), 3, {0: fault}, lasting=True)
    check(org, list(walk(org, None)))
    assert org.pages < 10


@pytest.mark.parametrize("fault", ["short", "missing", "reversed"])
def test_faults_that_last_end_the_walk(fault: str) -> None:
    org = Org(records(*range(12)), 3, {0: fault}, lasting=True)
    with pytest.raises(RetryableError):
        list(walk(org, None))
    assert org.pages < 20


def test_equal_stamps_of_any_number_are_walked_through_by_id() -> None:
    """CS-03, CS-49, F3, G11."""
    org = Org(records(*([7] * 25_000)), 2_000, {5: "dead", 9: "repeated"})
    sheets = list(walk(org, None))
    assert {record["Id"] for sheet in sheets for record in sheet.records} == {row["Id"] for row in org.rows}
    assert org.pages < 20


def test_a_total_that_is_wrong_is_settled_by_a_count() -> None:
    org = Org(records(*range(5)), 2, {0: "total", 1: "total", 2: "total"})
    check(org, list(walk(org, None)))
    assert (org.counts, len(org.open)) == (1, 1)


def test_locators_that_tell_no_offset_are_believed_once_a_count_agrees() -> None:
    org = Org(records(*range(7)), 3, numbered=False)
    sheets = list(walk(org, None))
    check(org, sheets)
    assert next(sheet.after for sheet in sheets) == Place("0002", "00002")
    assert (org.counts, len(org.open)) == (2, 1)


def test_rows_from_before_the_window_break_nothing() -> None:
    """CS-53."""

    class Early(Org):
        def _page(self, cursor: int, start: int) -> Page:
            page = super()._page(cursor, start)
            if self.pages == 1:
                page["records"] = [{"Id": "early", "At": "0000"}, *page["records"]]
            return page

    org = Early(records(3, 4, 5), 2)
    assert ids(list(walk(org, None))) == {"early", "00000", "00001", "00002"}
