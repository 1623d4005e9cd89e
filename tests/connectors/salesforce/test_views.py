"""Views, reports and charts name what there is: values of the catalogue, report types, reports, columns shown."""

from __future__ import annotations

from advocacy_salesforce.views import DASHBOARD, LIST_VIEWS, REPORT_TYPES, REPORTS, Filter
from advocacy_sync.compose import load_catalogue

CATALOGUE = load_catalogue()
VALUES = {(CATALOGUE.objects[one.object]["salesforce"], one.value) for one in CATALOGUE.fields}
TYPES = {one.name: one for one in REPORT_TYPES}


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
