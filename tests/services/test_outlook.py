"""What orgs have changed, what that breaks, and what the next push would run into, before it does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from advocacy_sync.records.schema import FieldSchema
from advocacy_sync.services.outlook import Outlook
from advocacy_sync.store.unit_of_work import SqlStore
from services.company import Company, company


def change(at: Company, **fields: FieldSchema | None) -> None:
    before = at.crm.schemas["Deal"]
    changed = {**before.fields, **fields}
    at.crm.schemas["Deal"] = replace(before, fields={name: one for name, one in changed.items() if one is not None})


def field(at: Company, name: str) -> FieldSchema:
    return at.crm.schemas["Deal"].fields[name]


def changes(report: Outlook) -> list[tuple[str, str, bool, int]]:
    return [(one.place, one.what, one.undone, len(one.findings)) for one in report.changes]


def test_an_org_that_stays_as_it_was_has_nothing_to_tell(store: SqlStore) -> None:
    at = company(store)
    at.cycle()
    report = at.programme().outlook()
    assert report.green
    assert (report.changes, report.planned, report.unplanned) == ([], 0, "")


def test_a_field_that_is_too_short_now_is_told_before_the_push_with_how_many_values_it_would_refuse(
    store: SqlStore,
) -> None:
    at = company(store)
    at.judged()
    change(at, Top=replace(field(at, "Top"), length=3))
    at.wait(hours=1)
    report = at.programme().outlook()
    assert not report.green
    assert changes(report) == [("org Deal.Top", "now holds 3 characters, it held 255", False, 1)]
    assert dict(report.refused) == {("org Deal.Top", "preflight.length"): 1}
    assert report.planned > 0


def test_a_change_that_was_undone_breaks_nothing(light: SqlStore) -> None:
    at = company(light)
    at.cycle()
    before = field(at, "Touches")
    change(at, Touches=None)
    assert not at.programme().outlook().green
    change(at, Touches=before)
    report = at.programme().outlook()
    assert [(one.what.split(":")[0], one.undone) for one in report.changes] == [
        ("is no longer shown to the connected user", True),
        ("is new, of type integer", False),
    ]
    assert report.green


def test_only_changes_of_late_are_told(light: SqlStore) -> None:
    at = company(light)
    at.cycle()
    change(at, Fresh=FieldSchema(name="Fresh", label="Fresh", type="text"))
    at.programme().outlook()
    at.wait(days=3)
    at.programme().pull()
    assert at.programme().outlook().changes == []
    assert len(at.programme().outlook(at.clock.now() - timedelta(days=7)).changes) == 1


def test_what_the_pull_has_not_read_makes_no_forecast(light: SqlStore) -> None:
    report = company(light).programme().outlook()
    assert "not read to the end of late" in report.unplanned
    assert report.green
