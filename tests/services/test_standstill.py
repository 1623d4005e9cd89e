"""Objects that stand still without a failure are told (CS-05), and so are merges that may be forgotten (F16)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from advocacy_sync.kernel.finding import Finding
from advocacy_sync.ports.crm import ReadRequest
from advocacy_sync.records.source_row import SourceRow
from advocacy_sync.services.pull import PullReport
from advocacy_sync.store.unit_of_work import SqlStore
from services.company import Company, company
from services.fake_crm import FakeCrm


def pull(at: Company, **more: bool) -> PullReport:
    return at.programme().pull(**more).pulled


def told(report: PullReport, code: str) -> list[Finding]:
    return [one for one in report.findings if one.code == code]


def outcomes(report: PullReport) -> Counter[str]:
    return report.outcomes["org", "Deal"]


def working(store: SqlStore) -> Company:
    at = company(store)
    at.wait()
    pull(at)
    at.wait(hours=2)
    assert pull(at).green
    return at


def test_a_cursor_that_stands_still_while_rows_move_on_is_an_error(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = working(store)
    frozen = at.crm.now()
    monkeypatch.setattr(FakeCrm, "now", lambda _: frozen)  # a cache in between answers with an old date
    at.wait(hours=11)
    at.crm.edit("Deal", "open", Amount="60")
    assert pull(at).green
    at.wait(hours=2)
    at.crm.edit("Deal", "open", Amount="61")
    report = pull(at)
    assert [one.subject for one in told(report, "pull.stalled")] == [
        "org Account",
        "org Contact",
        "org Deal",
        "org Act",
    ]
    assert told(report, "pull.stalled")[0].severity == "error"
    assert not report.green
    monkeypatch.undo()
    assert pull(at).green


def test_an_object_that_fails_for_half_a_day_is_more_than_incomplete(light: SqlStore) -> None:
    at = working(light)
    at.crm.broken = {"Deal"}
    at.wait(hours=11)
    assert pull(at).later
    at.wait(hours=2)
    report = pull(at)
    assert [one.subject for one in told(report, "pull.stalled")] == ["org Deal"]
    assert not report.later


def test_pulls_that_were_not_made_are_no_standstill(light: SqlStore) -> None:
    at = working(light)
    at.wait(days=3)
    assert told(pull(at), "pull.stalled") == []


def unseen_by_windows(monkeypatch: pytest.MonkeyPatch, since: Callable[[], datetime]) -> None:
    """An index that stands still: windows show nothing newer, whole reads do."""
    real = FakeCrm._found

    def found(self: FakeCrm, request: ReadRequest) -> list[SourceRow]:
        rows = real(self, request)
        window = request.ids is None and request.span.start is not None
        return [row for row in rows if not window or row.stamp <= since()]

    monkeypatch.setattr(FakeCrm, "_found", found)


def test_windows_that_show_nothing_while_whole_reads_find_newer_rows_are_an_error(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = working(store)
    then = at.crm.clock
    unseen_by_windows(monkeypatch, lambda: then)
    for name in ("open", "alone"):
        at.wait(hours=20)
        at.crm.edit("Deal", name, Amount="60")
        at.wait(hours=4)
        report = pull(at, sweep=True)
        assert outcomes(report)["updated"] == 1
        assert report.green == (name == "open")  # the first time it may be no more than late
    [found] = told(report, "pull.unseen")
    assert (found.subject, found.severity) == ("org Deal", "error")
    assert "windows show nothing newer" in found.message
    monkeypatch.undo()
    at.wait(hours=1)
    at.crm.edit("Deal", "open", Amount="61")
    assert pull(at, sweep=True).green


def test_a_row_that_is_late_while_others_are_shown_is_no_standstill(light: SqlStore) -> None:
    at = working(light)
    at.wait(days=2)
    at.crm.edit("Deal", "won", Name="Shown")
    pull(at)
    at.crm.edit("Deal", "open", Amount="60")
    at.crm.lags["Deal", "open"] = timedelta(hours=3)
    at.wait(hours=1)
    pull(at)
    at.wait(hours=3)
    report = pull(at, sweep=True)
    assert [one.subject for one in told(report, "pull.late")] == ["org Deal"]
    assert told(report, "pull.unseen") == []


def test_ten_days_without_a_pull_are_told_once_for_each_object(store: SqlStore) -> None:
    at = working(store)
    at.wait(days=9, hours=23)
    assert told(pull(at), "pull.gap") == []
    at.wait(days=10, hours=1)
    report = pull(at)
    assert [one.subject for one in told(report, "pull.gap")] == ["org Account", "org Contact", "org Deal", "org Act"]
    assert report.green
    assert told(pull(at), "pull.gap") == []
