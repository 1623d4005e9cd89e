"""Pull: one outcome per row seen, nothing lost, nothing doubled, never falsely green."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advocacy_sync.ports.crm import Hint, ReadRequest
from advocacy_sync.services.pull import PullReport
from advocacy_sync.store.unit_of_work import SqlStore
from databases import sqlite_store
from dump import canonical, rows
from services.company import MAPPINGS, Company, company

ROWS = {"Account": 2, "Contact": 3, "Deal": 3, "Act": 4}


def pull(at: Company) -> PullReport:
    return at.programme().pull().pulled


def outcomes(report: PullReport, object_name: str) -> dict[str, int]:
    return {name: count for name, count in report.outcomes["org", object_name].items() if count}


def last_run(store: SqlStore) -> tuple[str, str]:
    run = rows(store, "run")[-1]
    return run["status"], run["note"]


# --- outcomes -------------------------------------------------------------------------------------


def test_new_rows_are_inserted_and_rows_that_are_no_record_skipped(store: SqlStore) -> None:
    report = pull(company(store))
    assert outcomes(report, "Deal") == {"seen": 3, "inserted": 3}
    assert outcomes(report, "Act") == {"seen": 4, "inserted": 3, "skipped": 1}
    assert report.green
    assert last_run(store) == ("green", "")


def test_a_second_pull_of_the_same_rows_finds_them_unchanged(store: SqlStore) -> None:
    at = company(store)
    pull(at)
    before = canonical(store)
    at.crm.clock = at.clock.now()
    report = pull(at)
    assert outcomes(report, "Deal") == {"seen": 3, "unchanged": 3}
    after = canonical(store)
    assert {**after, "checkpoint": []} == {**before, "checkpoint": []}


def test_a_changed_row_is_updated(light: SqlStore) -> None:
    at = company(light)
    pull(at)
    at.crm.edit("Deal", "open", Amount="60")
    assert outcomes(pull(at), "Deal") == {"seen": 3, "unchanged": 2, "updated": 1}


def test_a_deleted_row_leaves_a_tombstone_and_no_record(store: SqlStore) -> None:
    at = company(store)
    pull(at)
    at.crm.delete("Deal", "open")
    assert outcomes(pull(at), "Deal") == {"seen": 3, "unchanged": 2, "tombstone": 1}
    assert [row["id"] for row in rows(store, "opportunity")] == ["org/Deal/alone", "org/Deal/won"]
    assert [row["contact"] for row in rows(store, "opportunity_role")] == ["org/Contact/bob"]


def test_a_row_older_than_the_stored_one_is_stale_and_changes_nothing(store: SqlStore) -> None:
    at = company(store)
    old = at.crm.tables["Deal"]["open"]
    at.crm.edit("Deal", "open", Amount="60")
    pull(at)
    before = rows(store, "opportunity")
    at.crm.tables["Deal"]["open"] = old  # an index that lags behind
    assert outcomes(pull(at), "Deal") == {"seen": 3, "unchanged": 2, "stale": 1}
    assert rows(store, "opportunity") == before


@pytest.mark.parametrize("amount", ["ten", "1e999", "0.001", "NaN", "99999999999999999999"])
def test_an_amount_that_cannot_be_kept_exactly_puts_the_row_into_quarantine(store: SqlStore, amount: str) -> None:
    at = company(store)
    at.crm.edit("Deal", "open", Amount=amount)
    report = pull(at)
    assert outcomes(report, "Deal") == {"seen": 3, "inserted": 2, "rejected": 1}
    [found] = rows(store, "quarantine")
    assert (found["source_key"], found["field"], found["fatal"]) == ("org/Deal/open", "amount", True)
    assert report.green  # it is accounted for


def test_a_row_leaves_quarantine_when_it_is_mended(store: SqlStore) -> None:
    at = company(store)
    at.crm.edit("Deal", "open", Amount="ten")
    pull(at)
    at.crm.edit("Deal", "open", Amount="10")
    assert outcomes(pull(at), "Deal")["updated"] == 1
    assert rows(store, "quarantine") == []
    at.crm.delete("Deal", "open")
    pull(at)
    assert "org/Deal/open" not in [row["id"] for row in rows(store, "opportunity")]


def test_a_bad_value_costs_its_field_only(light: SqlStore) -> None:
    at = company(light)
    at.crm.edit("Contact", "ann", Email="no address")
    assert outcomes(pull(at), "Contact") == {"seen": 3, "inserted": 3}
    [found] = rows(light, "quarantine")
    assert (found["field"], found["fatal"], "no address" in found["message"]) == ("email", False, False)


def test_the_same_row_twice_in_one_page_is_counted_twice_and_stored_once(light: SqlStore) -> None:
    at = company(light)
    page = at.crm.tables["Account"]
    page["twin"] = page["fan"]
    report = pull(at)
    assert outcomes(report, "Account") == {"seen": 3, "inserted": 2, "unchanged": 1}
    assert report.green


def test_everything_seen_is_in_the_run_record(store: SqlStore) -> None:
    at = company(store)
    report = pull(at)
    with store.begin() as work:
        [run] = work.runs.latest(1)
    for object_name, count in ROWS.items():
        kept = run.outcomes["org", object_name]
        assert kept == outcomes(report, object_name)
        assert kept["seen"] == count == sum(number for name, number in kept.items() if name != "seen")


def test_a_pull_whose_balance_is_open_is_not_green() -> None:  # I12
    assert PullReport(outcomes={("org", "Deal"): Counter(seen=2, inserted=2)}).green
    assert not PullReport(outcomes={("org", "Deal"): Counter(seen=2, inserted=1)}).green


# --- stops and repetitions ------------------------------------------------------------------------


def undisturbed(folder: Path) -> tuple[dict[str, list[str]], int]:
    """The store of a pull that nothing got in the way of, and the calls it took."""
    with sqlite_store(folder) as store:
        at = company(store, page_size=1)
        assert pull(at).green
        return canonical(store), at.crm.calls_made


def test_a_stop_at_any_page_is_made_good_by_the_next_pull(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    wanted, calls = undisturbed(tmp_path / "other")
    assert calls == sum(ROWS.values())
    for stop in range(1, calls + 1):
        (tmp_path / str(stop)).mkdir()
        with sqlite_store(tmp_path / str(stop)) as store:
            at = company(store, page_size=1)
            at.crm.fail_at = {stop}
            broken = pull(at)
            assert not broken.green
            assert last_run(store)[0] == "incomplete"
            mended = pull(at)
            assert mended.green
            assert canonical(store) == wanted
            inserted = [row["count"] for row in rows(store, "run_outcome") if row["outcome"] == "inserted"]
            assert sum(inserted) == sum(ROWS.values()) - 1  # none twice; the lunch is skipped


def test_a_stop_resumes_behind_the_last_page_that_was_kept(light: SqlStore) -> None:
    at = company(light, page_size=1)
    at.crm.fail_at = {ROWS["Account"] + 3}  # the third page of contacts
    report = pull(at)
    assert outcomes(report, "Contact") == {"seen": 2, "inserted": 2}
    assert outcomes(pull(at), "Contact") == {"seen": 1, "inserted": 1}


def test_one_object_that_fails_does_not_stop_the_others_but_the_run_is_not_green(store: SqlStore) -> None:
    at = company(store)
    at.crm.broken = {"Contact"}
    report = pull(at)
    assert not report.green
    assert list(report.failed) == [("org", "Contact")]
    assert outcomes(report, "Deal") == {"seen": 3, "inserted": 3}
    assert last_run(store) == ("incomplete", "org Contact: the CRM is away")


def test_an_object_that_the_org_does_not_show_makes_the_run_red(light: SqlStore) -> None:
    at = company(light)
    del at.crm.schemas["Act"]
    report = pull(at)
    assert [finding.code for finding in report.findings] == ["mapping.object"]
    assert not report.green


def test_a_field_that_the_org_lacks_costs_itself_and_is_reported(light: SqlStore) -> None:
    at = company(light)
    fields = dict(at.crm.schemas["Account"].fields)
    del fields["Website"]
    at.crm.schemas["Account"] = type(at.crm.schemas["Account"])(name="Account", label="", fields=fields)
    report = pull(at)
    assert outcomes(report, "Account") == {"seen": 2, "inserted": 2}
    assert [(one.code, one.severity) for one in report.findings] == [("mapping.field", "error")]
    assert not report.green


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(page_size=st.integers(1, 5), order=st.randoms(use_true_random=False))
def test_page_size_and_order_of_rows_change_nothing_in_the_store(
    tmp_path_factory: pytest.TempPathFactory, page_size: int, order: random.Random
) -> None:
    wanted, _ = undisturbed(tmp_path_factory.mktemp("one"))
    with sqlite_store(tmp_path_factory.mktemp("other")) as store:
        at = company(store, page_size=page_size)
        at.crm.sort_key = lambda _: order.random()
        assert pull(at).green
        assert canonical(store) == wanted


# --- mappings -------------------------------------------------------------------------------------


def test_a_changed_mapping_is_applied_to_the_kept_rows_without_a_call(store: SqlStore) -> None:
    at = company(store)
    pull(at)
    at.wait(days=3)
    pull(at)
    assert outcomes(pull(at), "Deal") == {}
    changed = MAPPINGS["Deal"].replace("Renewal: renewal", "Renewal: renewal, Old: expansion")
    at.crm.edit("Deal", "open", Kind="Old")
    pull(at)
    calls = at.crm.calls_made
    report = at.programme(Deal=changed).pull().pulled
    assert report.outcomes["org", "Deal"]["replayed"] == 3
    assert at.crm.calls_made == calls + len(ROWS)  # the windows, nothing more
    assert {row["id"]: row["kind"] for row in rows(store, "opportunity")}["org/Deal/open"] == "expansion"
    assert len(rows(store, "opportunity_version")) == 5  # three at first, the edit, the new reading of it


def test_only_the_rows_since_the_last_pull_are_read(light: SqlStore) -> None:
    at = company(light)
    pull(at)
    at.wait(days=1)
    pull(at)
    at.crm.edit("Deal", "open", Amount="60")
    assert outcomes(pull(at), "Deal") == {"seen": 1, "updated": 1}


def test_a_start_date_leaves_older_rows_out_and_says_how_many(store: SqlStore) -> None:
    """CS-10, CS-11, F7: never silently, and not by a whole read either."""
    at = company(store)
    for name in ("ann", "bob"):
        at.crm.edit("Contact", name)
    cut = min(at.crm.tables["Contact"][name].stamp for name in ("ann", "bob"))
    running = at.programme()
    running = replace(running, policy=replace(running.policy, since=cut))
    report = running.pull().pulled
    assert outcomes(report, "Contact") == {"seen": 2, "inserted": 2}
    told = {one.subject: one.message for one in report.findings if one.code == "pull.excluded"}
    assert told["org Contact"].startswith("1 rows are left out")
    assert report.green
    at.wait(days=2)
    again = running.pull().pulled
    assert again.outcomes["org", "Contact"]["skipped"] == 1
    assert again.green
    assert sorted(row["key"] for row in rows(store, "source_row") if row["object"] == "Contact") == [
        "org/Contact/ann",
        "org/Contact/bob",
    ]


def test_without_a_start_date_the_whole_history_is_read(light: SqlStore) -> None:
    at = company(light)
    table = at.crm.tables["Deal"]
    table["won"] = replace(table["won"], stamp=at.crm.clock - timedelta(days=9_000))
    assert outcomes(pull(at), "Deal") == {"seen": 3, "inserted": 3}


def test_a_hint_brings_a_row_that_no_window_shows(store: SqlStore) -> None:
    """CS-57: an association that was changed without moving the stamp."""
    at = company(store)
    pull(at)
    at.wait(hours=2)
    pull(at)
    at.crm.set_quietly("Deal", "open", roles=[])
    hint(at, "Deal", "open")
    assert outcomes(pull(at), "Deal") == {"seen": 1, "updated": 1}
    assert hints(store) == 0


@pytest.mark.parametrize("call", [1, 2])
def test_a_hint_waits_until_its_row_could_be_read(light: SqlStore, call: int) -> None:
    """`call`: at the window of its object, or at the row itself."""
    at = company(light)
    at.only = ["Deal"]
    pull(at)
    at.wait(hours=2)
    pull(at)
    at.crm.set_quietly("Deal", "open", roles=[])
    hint(at, "Deal", "open")
    at.crm.fail_at = {at.crm.calls_made + call}
    assert list(pull(at).failed) == [("org", "Deal")]
    assert hints(light) == 1
    assert outcomes(pull(at), "Deal") == {"seen": 1, "updated": 1}
    assert hints(light) == 0


def test_a_hint_of_what_is_not_mapped_is_dropped(light: SqlStore) -> None:
    at = company(light)
    hint(at, "Ticket", "7")
    assert pull(at).green
    assert hints(light) == 0


def hint(at: Company, object_name: str, external_id: str) -> None:
    now = at.clock.now()
    with at.store.begin() as work:
        work.hints.put("org", [Hint(object=object_name, id=external_id, kind="association", occurred_at=now)], now)


def hints(store: SqlStore) -> int:
    with store.begin() as work:
        return work.hints.count()


@pytest.mark.parametrize(("bad", "green"), [(5, True), (6, False)])
def test_a_pull_in_which_many_rows_could_not_be_used_is_not_green(light: SqlStore, bad: int, green: bool) -> None:
    at = company(light)
    for number in range(30):
        amount = "a lot" if number < bad else "1"
        values = {"Account": "buyer", "Stage": "Talks", "Created": "2026-01-10T09:00:00Z", "Closed": False}
        at.crm.edit("Deal", f"d{number}", Amount=amount, **values)
    report = pull(at)
    found = [one for one in report.findings if one.code == "pull.rejected"]
    assert (report.green, bool(found)) == (green, not green)
    assert all(f"{bad} of 33 rows could not be used" in one.message for one in found)


def test_a_crm_clock_that_is_ahead_for_once_hides_no_change(light: SqlStore) -> None:  # E-rows: clocks
    at = company(light)
    at.cycle()
    at.wait(hours=1)
    real = at.crm.clock
    at.crm.clock = real + timedelta(hours=4)
    pull(at)
    at.crm.clock = real
    at.wait(minutes=30)
    at.crm.edit("Contact", "bob", First="Bobby")
    at.wait(hours=1)
    pull(at)
    assert any(row["first_name"] == "Bobby" for row in rows(light, "contact"))


# --- what a CRM keeps back ------------------------------------------------------------------------


def test_a_row_that_is_kept_back_is_asked_for_until_it_comes(store: SqlStore) -> None:  # C-08
    at = company(store)
    at.cycle()
    at.wait(hours=1)
    at.crm.edit("Contact", "bob", First="Bobby")
    at.crm.kept_back.add(("Contact", "bob"))
    for _ in range(2):
        report = pull(at)
        assert not report.green
        assert "keeps 1 rows back" in str(report.failed["org", "Contact"])
        at.wait(hours=1)
    at.crm.kept_back.clear()
    assert pull(at).green
    assert any(row["first_name"] == "Bobby" for row in rows(store, "contact"))
    with store.begin() as work:
        assert work.hints.count() == 0


def test_a_row_that_is_kept_back_from_whole_reads_is_not_gone(light: SqlStore) -> None:
    at = company(light)
    at.cycle()
    at.crm.kept_back.add(("Contact", "bob"))
    for _ in range(3):
        at.wait(days=2)
        at.programme().pull(accept_vanished=True)
    assert any(row["first_name"] == "Bob" for row in rows(light, "contact"))


def in_windows(request: ReadRequest) -> str:
    return "5 of 30 came" if request.object == "Contact" and request.span.start is not None else ""


def in_whole_reads(request: ReadRequest) -> str:
    return "5 of 30 came" if request.object == "Contact" and request.span.start is None else ""


def short(report: PullReport) -> list[str]:
    return [one.severity for one in report.findings if one.code == "pull.short"]


def test_a_window_that_came_short_is_made_good_by_a_whole_read_at_once(store: SqlStore) -> None:
    at = company(store)
    at.cycle()
    at.wait(hours=1)
    at.crm.edit("Contact", "bob", First="Bobby")
    at.crm.lags["Contact", "bob"] = timedelta(days=30)  # the index loses it
    at.crm.doubt = in_windows
    requests = len(at.crm.requests)
    report = pull(at)
    whole = [one for one in at.crm.requests[requests:] if one.object == "Contact" and one.span.start is None]
    assert (short(report), bool(whole), report.green) == (["warning"], True, True)


def test_a_whole_read_that_came_short_concludes_nothing_and_is_due_again(store: SqlStore) -> None:
    at = company(store)
    at.cycle()
    at.crm.purge("Contact", "bob")
    at.crm.doubt = in_whole_reads
    for _ in range(3):
        at.wait(days=2)
        report = pull(at)
        assert (short(report), report.green) == (["error"], False)
    assert any(row["first_name"] == "Bob" for row in rows(store, "contact"))
    at.crm.doubt = lambda _: ""
    for _ in range(2):
        at.wait(days=2)
        assert pull(at).green
    assert not any(row["first_name"] == "Bob" for row in rows(store, "contact"))


def test_a_first_read_that_came_short_is_followed_by_another(light: SqlStore) -> None:
    at = company(light)
    at.crm.doubt = in_whole_reads
    assert short(pull(at))
    at.crm.doubt = lambda _: ""
    requests = len(at.crm.requests)
    assert pull(at).green
    assert any(one.object == "Contact" and one.span.start is None for one in at.crm.requests[requests:])
