"""Windows: late rows are found, the bound never runs ahead, and a read that breaks off leaves nothing behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.ports.crm import Page, ReadRequest
from advocacy_sync.ports.store import Checkpoint
from advocacy_sync.records.source_row import SourceRow
from advocacy_sync.services.page import PageWriter
from advocacy_sync.services.pull import PullPolicy
from advocacy_sync.store.checkpoints import SqlCheckpoints
from advocacy_sync.store.unit_of_work import SqlStore
from databases import sqlite_store
from dump import rows
from services.company import NOW, Company, company, fake

MINUTE = timedelta(minutes=1)
POLICY = PullPolicy()


def pull(at: Company) -> None:
    assert at.programme().pull().pulled.green


def checkpoint(store: SqlStore, object_name: str = "Deal") -> Checkpoint:
    with store.begin() as work:
        found = work.checkpoints.get("org", object_name)
    assert found is not None
    return found


def windows(at: Company, object_name: str = "Deal") -> list[ReadRequest]:
    """The windows that were asked for since this was last called."""
    found = [one for one in at.crm.requests if one.object == object_name and one.ids is None]
    at.crm.requests.clear()
    return found


def known(store: SqlStore) -> set[str]:
    return {row["external_id"] for row in rows(store, "source_row")}


# --- bounds ---------------------------------------------------------------------------------------


def test_the_first_window_has_no_beginning(store: SqlStore) -> None:  # CS-10, F7
    at = company(store)
    pull(at)
    assert [one.span.start for one in windows(at)] == [None]


def test_the_bound_stays_behind_the_crms_clock_by_the_time_to_settle(store: SqlStore) -> None:  # CS-02, I3
    at = company(store)
    at.crm.clock = NOW - timedelta(hours=7)  # its clock, not ours
    pull(at)
    state = checkpoint(store)
    assert (state.bound, state.read_at) == (at.crm.clock - POLICY.settle, at.crm.clock)
    assert (state.window_end, state.cursor, state.completed_at) == (None, None, at.clock.now())


def test_a_window_goes_back_behind_the_bound_by_the_overlap(light: SqlStore) -> None:
    at = company(light)
    pull(at)
    bound = checkpoint(light).bound
    assert bound is not None
    windows(at)
    at.wait(hours=1)
    pull(at)
    [window] = windows(at)
    assert (window.span.start, window.span.end) == (bound - timedelta(minutes=15), None)


def test_a_window_that_broke_off_keeps_the_bound_that_it_had(light: SqlStore) -> None:
    at = company(light, page_size=1)
    at.only = ["Deal"]
    at.crm.fail_at = {2}
    at.programme().pull()
    begun = at.crm.clock
    state = checkpoint(light)
    assert (state.bound, state.cursor, state.window_end) == (None, "1", begun - POLICY.settle)
    at.wait(hours=5)
    pull(at)
    assert checkpoint(light).bound == begun - POLICY.settle  # not of the time at which it went on


def rows_fail(_: PageWriter, page: Sequence[SourceRow], *__: Any) -> bool:
    return [row.key.external_id for row in page] == ["open"]


def checkpoint_fails(*words: Any) -> bool:
    return bool(words[-1].cursor == "2")


@pytest.mark.parametrize(
    ("holder", "name", "fails"), [(PageWriter, "store", rows_fail), (SqlCheckpoints, "put", checkpoint_fails)]
)
def test_a_page_and_its_checkpoint_are_kept_together_or_not_at_all(
    light: SqlStore, monkeypatch: pytest.MonkeyPatch, holder: type, name: str, fails: Callable[..., bool]
) -> None:  # CS-88, I3
    at = company(light, page_size=1)
    at.only = ["Deal"]
    monkeypatch.setattr("advocacy_sync.services.reading.ROWS_A_STEP", 1)
    whole = getattr(holder, name)

    def failing(*words: Any, **more: Any) -> Any:
        if fails(*words):
            raise RetryableError("the store is away")
        return whole(*words, **more)

    with monkeypatch.context() as broken:
        broken.setattr(holder, name, failing)
        assert list(at.programme().pull().pulled.failed) == [("org", "Deal")]
    assert (known(light), checkpoint(light).cursor) == ({"won"}, "1")
    pull(at)
    assert known(light) == {"won", "open", "alone"}


# --- late rows ------------------------------------------------------------------------------------

steps = st.tuples(st.integers(0, 15 * 60), st.integers(1, 40 * 60))  # seconds: how late a row is, until the next pull


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.lists(steps, max_size=3), st.integers(1, 90 * 60)), min_size=1, max_size=8))
def test_rows_that_are_up_to_fifteen_minutes_late_are_all_found_by_windows(
    tmp_path_factory: pytest.TempPathFactory, story: list[tuple[list[tuple[int, int]], int]]
) -> None:  # F1, G11
    with sqlite_store(tmp_path_factory.mktemp("late")) as store:
        at = Company(store, fake(), only=["Account"])
        at.wait()
        pull(at)
        made: set[str] = set()
        for late, pause in story:
            for lag, gap in late:
                name = f"row {len(made)}"
                at.crm.edit("Account", name, Name=name)
                at.crm.lags["Account", name] = timedelta(seconds=lag)
                made.add(name)
                at.clock.advance(timedelta(seconds=gap))
                at.wait()
            at.wait(seconds=pause)
            pull(at)
        at.wait(minutes=15)
        pull(at)
        assert known(store) == made


def test_the_lag_that_was_seen_is_learnt_and_windows_reach_three_times_as_far(store: SqlStore) -> None:
    at = company(store)
    at.wait()
    pull(at)
    at.crm.edit("Deal", "late", **at.crm.tables["Deal"]["open"].payload)
    stamp = at.crm.tables["Deal"]["late"].stamp
    at.crm.lags["Deal", "late"] = 12 * MINUTE
    at.wait(minutes=10)
    pull(at)
    read_at = checkpoint(store).read_at
    at.wait(minutes=10)
    pull(at)
    state = checkpoint(store)
    assert read_at is not None
    assert state.lag == (read_at - stamp) - (read_at - stamp) % timedelta(seconds=1)
    assert state.read_at == at.crm.clock  # learning does not make the read a later one
    bound = state.bound
    windows(at)
    at.wait(hours=2)
    pull(at)
    [window] = windows(at)
    assert bound is not None
    assert window.span.start == bound - max(POLICY.overlap, 3 * state.lag)
    assert checkpoint(store).bound == at.crm.clock - max(POLICY.settle, state.lag)


def test_rows_that_come_in_time_teach_no_lag(light: SqlStore) -> None:
    at = company(light)
    pull(at)
    for number in range(6):
        at.wait(minutes=7)
        at.crm.edit("Deal", "open", Amount=str(number))
        at.crm.edit("Deal", f"new {number}", **at.crm.tables["Deal"]["won"].payload)
        pull(at)
    assert checkpoint(light).lag == timedelta(0)


def test_a_deletion_that_becomes_known_late_teaches_no_lag(light: SqlStore) -> None:
    at = company(light)
    at.wait()
    pull(at)
    at.crm.delete("Deal", "open")
    at.crm.lags["Deal", "open"] = 12 * MINUTE
    at.wait(minutes=10)
    pull(at)
    at.wait(minutes=10)
    pull(at)
    assert "org/Deal/open" not in [row["id"] for row in rows(light, "opportunity")]
    assert checkpoint(light).lag == timedelta(0)


def test_our_own_writes_teach_no_lag(light: SqlStore) -> None:
    at = company(light)
    at.cycle()
    at.wait(minutes=1)
    at.cycle()
    assert {checkpoint(light, name).lag for name in ("Account", "Contact", "Deal")} == {timedelta(0)}


# --- fetching ahead -------------------------------------------------------------------------------


def test_when_storing_fails_nothing_is_being_fetched_any_more(light: SqlStore, monkeypatch: Any) -> None:
    at = company(light, page_size=1)
    at.only = ["Deal"]
    fetching, failing = threading.Event(), threading.Event()
    pages = at.crm.pages

    def watched(request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        coming = pages(request, cursor)
        yield next(coming)
        fetching.set()
        assert failing.wait(10)
        yield from coming

    at.crm.pages = watched  # type: ignore[method-assign]
    writer = "advocacy_sync.services.page.PageWriter.store"

    def fail(*_: object, **__: object) -> None:
        assert fetching.wait(10)  # the next page is under way
        failing.set()
        raise RetryableError("the store is away")

    monkeypatch.setattr(writer, fail)
    before = threading.active_count()
    report = at.programme().pull().pulled
    assert [str(error) for error in report.failed.values()] == ["the store is away"]
    assert threading.active_count() == before


def test_without_fetching_ahead_the_store_is_the_same(light: SqlStore) -> None:
    at = company(light, page_size=1)
    jobs = at.programme()
    object.__setattr__(jobs, "policy", PullPolicy(ahead=False))
    assert jobs.pull().pulled.green
    assert len(known(light)) == 12
