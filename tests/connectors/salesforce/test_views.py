"""Views, reports and charts name what there is: values of the catalogue, report types, reports, columns shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advocacy_salesforce.views import DASHBOARD, LIST_VIEWS, REPORT_TYPES, REPORTS, Filter, ListView
from advocacy_sync.compose import load_catalogue

CATALOGUE = load_catalogue()
VALUES = {(CATALOGUE.objects[one.object]["salesforce"], one.value) for one in CATALOGUE.fields}
TYPES = {one.name: one for one in REPORT_TYPES}
PAGE = (Path(__file__).parents[3] / "docs" / "crm-setup.md").read_text(encoding="utf-8")
# What the vendor calls its own columns.
WORDS = {
    "FULL_NAME": "Name", "ACCOUNT.NAME": "Account Name", "ACCOUNT.INDUSTRY": "Industry", "CONTACT.TITLE": "Title",
    "CONTACT.EMAIL": "Email", "CORE.USERS.ALIAS": "Owner Alias", "OPPORTUNITY.NAME": "Opportunity Name",
    "OPPORTUNITY.STAGE_NAME": "Stage", "OPPORTUNITY.AMOUNT": "Amount", "OPPORTUNITY.CLOSE_DATE": "Close Date",
    "OPPORTUNITY.CLOSED": "Closed", "OPPORTUNITY.WON": "Won",
}  # fmt: skip
LABELS = {one.value: one.label.removeprefix("Advocacy: ") for one in CATALOGUE.fields if not one.planned}


def values(*names: str) -> set[str]:
    return {name[1:] for name in names if name.startswith("$")}


def test_what_a_list_view_shows_is_a_value_of_its_object() -> None:
    for view in LIST_VIEWS:
        named = values(*view.columns, *(one.field for one in view.filters))
        assert {(view.object, value) for value in named} <= VALUES


def test_every_pushed_value_is_shown_in_some_list_view() -> None:
    shown = {value for view in LIST_VIEWS for value in values(*view.columns, *(one.field for one in view.filters))}
    assert {one.value for one in CATALOGUE.fields if one.direction == "pushed"} <= shown


def test_sellers_the_advocacy_team_and_finance_have_views_and_each_says_how_to_sort_it() -> None:
    assert {view.audience for view in LIST_VIEWS} == {"sellers", "advocacy team", "finance"}
    assert all(view.sort for view in LIST_VIEWS)


def test_a_report_shows_and_groups_what_its_type_has_and_shows_no_group_twice() -> None:
    for report in REPORTS:
        kind = TYPES[report.type]
        named = (*report.columns, report.group, *report.sums, *(one.field for one in report.filters))
        assert {(kind.object, value) for value in values(*named)} <= VALUES
        assert {name for name in named if not name.startswith("$")} <= set(kind.fields)
        assert report.group not in report.columns
        assert set(report.sums) <= set(report.columns)


def test_a_chart_shows_a_report_and_sums_what_the_report_sums() -> None:
    reports = {one.name: one for one in REPORTS}
    for chart in DASHBOARD:
        assert not chart.of or chart.of in reports[chart.report].sums


def test_charts_stay_in_the_grid_and_cover_no_other() -> None:
    taken: set[tuple[int, int]] = set()
    for chart in DASHBOARD:
        column, row, width, height = chart.at
        cells = {(x, y) for x in range(column, column + width) for y in range(row, row + height)}
        assert column + width <= 12
        assert not cells & taken
        taken |= cells


def test_an_empty_filter_asks_for_whether_there_is_anything() -> None:
    assert Filter("x", "notEqual").value == ""


@pytest.mark.parametrize("view", LIST_VIEWS, ids=lambda view: view.name)
def test_the_page_shows_each_view_as_it_is_with_three_rows(view: ListView) -> None:
    section = re.search(rf"^### {re.escape(view.label)}\n(.*?)(?=^#|\Z)", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert section is not None
    text = " ".join(section[1].split())
    table = [line for line in section[1].splitlines() if line.startswith("|")]
    shown = [WORDS.get(name) or LABELS.get(name[1:]) for name in view.columns]
    assert [cell.strip() for cell in table[0].strip("|").split("|")] == [name for name in shown if name]
    assert len(table) == 2 + 3
    assert all(row.count("|") == table[0].count("|") for row in table)
    assert f"For {'the ' if view.audience == 'advocacy team' else ''}{view.audience}, on" in text
    assert f"Sort: {view.sort}." in text
    for one in view.filters:
        assert f"{WORDS.get(one.field) or LABELS[one.field[1:]]} is" in text
    assert ("mine only" in text) is view.mine
