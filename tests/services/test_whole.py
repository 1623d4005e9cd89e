"""Whole reads: new sources on old rows, quiet changes, rows that a window missed, and rows that are gone."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.ports.crm import Page, ReadRequest
from advocacy_sync.ports.store import Checkpoint, Task
from advocacy_sync.records.schema import ObjectSchema
from advocacy_sync.services.pull import PullReport
from advocacy_sync.store.presence import SqlPresence
from advocacy_sync.store.unit_of_work import SqlStore
from advocacy_sync.transport.budget import Reading
from databases import sqlite_store
from dump import canonical, rows
from services.company import MAPPINGS, NOW, Company, company, fake

NO_DOMAIN = MAPPINGS["Account"].replace("      domain: {from: Website, transform: domain}\n", "")


def aged(store: SqlStore, **more: Any) -> Company:
    """A company whose rows are a day old: no window but the first one shows them."""
    at = company(store, **more)
    at.wait()
    return at


def pull(at: Company, **changed: str) -> PullReport:
    return at.programme(**changed).pull().pulled


def sweep(at: Company) -> PullReport:
    return at.programme().pull(sweep=True).pulled


def outcomes(report: PullReport, object_name: str) -> dict[str, int]:
    return {name: count for name, count in report.outcomes["org", object_name].items() if count}


def codes(report: PullReport) -> list[str]:
    return [one.code for one in report.findings]


def checkpoint(store: SqlStore, object_name: str, task: Task = "changes") -> Checkpoint:
    with store.begin() as work:
        found = work.checkpoints.get("org", object_name, task)
    assert found is not None
    return found


def column(store: SqlStore, table: str, name: str) -> dict[str, Any]:
    return {row["id"].rpartition("/")[2]: row[name] for row in rows(store, table)}


def read_whole(at: Company, object_name: str) -> list[tuple[str, ...]]:
    """The sources of each whole read of the object that was begun."""
    mine = [one for one in at.crm.requests if one.object == object_name and one.ids is None]
    return [one.sources for one in mine if one.span.start is None]


def without(at: Company, object_name: str, name: str) -> ObjectSchema:
    """The org no longer shows a field to us; what it was."""
    before = at.crm.schemas[object_name]
    fields = {key: one for key, one in before.fields.items() if key != name}
    at.crm.schemas[object_name] = ObjectSchema(name=object_name, label="", fields=fields)
    return before


# --- backfill -------------------------------------------------------------------------------------


def test_a_field_that_is_newly_mapped_is_read_alone_for_all_rows(store: SqlStore) -> None:  # CS-09
    at = aged(store)
    pull(at, Account=NO_DOMAIN)
    assert set(column(store, "account", "domain").values()) == {None}
    at.wait(hours=2)
    at.crm.requests.clear()
    report = pull(at)
    assert column(store, "account", "domain") == {"buyer": "buyer.example", "fan": "fan.example"}
    assert read_whole(at, "Account") == [("Website",)]
    assert outcomes(report, "Account") == {"replayed": 2, "seen": 2, "updated": 2}
    assert "Website" in checkpoint(store, "Account").sources
    assert report.green


def test_after_a_backfill_there_is_none(light: SqlStore) -> None:
    at = aged(light)
    pull(at, Account=NO_DOMAIN)
    pull(at)
    at.crm.requests.clear()
    pull(at)
    assert read_whole(at, "Account") == []


def test_a_first_read_needs_no_backfill_not_even_over_checkpoints_of_an_older_version(light: SqlStore) -> None:
    at = aged(light)
    with light.begin() as work:
        work.checkpoints.put("org", "Account", "changes", Checkpoint(completed_at=NOW))
    pull(at)
    assert len(read_whole(at, "Account")) == 1
    pull(at)
    assert len(read_whole(at, "Account")) == 1


def test_a_backfill_that_broke_off_goes_on_where_it_stood(light: SqlStore) -> None:
    at = aged(light, page_size=1)
    pull(at, Account=NO_DOMAIN)
    at.wait(hours=2)
    at.crm.fail_at = {at.crm.calls_made + 3}  # the window, the first page of the backfill, and no more
    assert not pull(at).green
    assert "Website" not in checkpoint(light, "Account").sources
    assert (checkpoint(light, "Account", "backfill").sources, checkpoint(light, "Account", "backfill").cursor) == (
        ("Website",), "1",
    )  # fmt: skip
    report = pull(at)
    assert outcomes(report, "Account") == {"seen": 1, "updated": 1}
    assert column(light, "account", "domain") == {"buyer": "buyer.example", "fan": "fan.example"}
    assert "Website" in checkpoint(light, "Account").sources


def test_a_row_that_changed_meanwhile_is_not_torn_by_a_backfill(light: SqlStore) -> None:
    at = aged(light)
    pull(at, Account=NO_DOMAIN)
    at.wait(hours=2)
    edits = iter([lambda: at.crm.edit("Account", "fan", Name="New", Website="new.example")])

    def meanwhile() -> None:
        if at.crm.requests[-1].sources == ("Website",):
            next(edits, lambda: None)()

    at.crm.before_page = meanwhile
    pull(at)
    [fan] = [row for row in rows(light, "account") if row["id"] == "org/Account/fan"]
    assert (fan["name"], fan["domain"]) == ("Fan", "fan.example")  # as it was when it was read
    pull(at)
    [fan] = [row for row in rows(light, "account") if row["id"] == "org/Account/fan"]
    assert (fan["name"], fan["domain"]) == ("New", "new.example")


# --- fields that are lost and come back -----------------------------------------------------------


def test_a_field_that_is_no_longer_shown_keeps_its_last_values_and_the_others_go_on(store: SqlStore) -> None:
    at = aged(store)  # D-20, D-25, F8 to F10
    pull(at)
    at.wait(hours=2)
    without(at, "Account", "Website")
    at.crm.edit("Account", "fan", Name="Renamed")
    report = pull(at)
    assert column(store, "account", "domain") == {"buyer": "buyer.example", "fan": "fan.example"}
    assert column(store, "account", "name")["fan"] == "Renamed"
    assert not report.green
    assert "mapping.field" in codes(report)
    assert checkpoint(store, "Account").lost == ("Website",)
    assert "Website" not in checkpoint(store, "Account").sources


def test_a_lost_field_survives_pulls_in_which_nothing_changes_and_a_whole_read(light: SqlStore) -> None:
    at = aged(light)
    pull(at)
    without(at, "Account", "Website")
    for _ in range(3):
        at.wait(hours=2)
        pull(at)
    sweep(at)
    assert column(light, "account", "domain") == {"buyer": "buyer.example", "fan": "fan.example"}


def test_a_field_that_is_shown_again_is_read_for_all_rows(store: SqlStore) -> None:  # D-26, F9
    at = aged(store)
    pull(at)
    before = without(at, "Account", "Website")
    at.crm.edit("Account", "new", Name="New", Website="new.example")
    at.crm.edit("Account", "fan", Website="moved.example")
    pull(at)
    assert column(store, "account", "domain") == {"buyer": "buyer.example", "fan": "fan.example", "new": None}
    at.wait(hours=2)
    at.crm.schemas["Account"] = before
    at.crm.requests.clear()
    assert pull(at).green
    assert read_whole(at, "Account") == [("Website",)]
    assert column(store, "account", "domain")["fan"] == "moved.example"
    assert column(store, "account", "domain")["new"] == "new.example"
    assert checkpoint(store, "Account").lost == ()


def test_a_field_that_holds_nothing_is_not_a_field_that_is_lost(light: SqlStore) -> None:
    at = aged(light)
    pull(at)
    at.crm.edit("Account", "fan", Website=None)
    pull(at)
    assert column(light, "account", "domain")["fan"] is None


# --- quiet fields ---------------------------------------------------------------------------------


def quiet(store: SqlStore) -> Company:
    """A company whose deals have an amount that changes without a trace; pulled."""
    at = aged(store)
    at.crm.quiet_fields = {"Amount"}
    pull(at)
    at.wait(hours=2)
    pull(at)
    return at


def test_values_that_change_without_a_trace_are_looked_at_when_it_is_due_and_not_before(store: SqlStore) -> None:
    at = quiet(store)  # CS-06
    at.crm.set_quietly("Deal", "open", Amount="60")
    at.crm.requests.clear()
    assert outcomes(pull(at), "Deal") == {}
    assert read_whole(at, "Deal") == []
    at.wait(hours=23)
    report = pull(at)
    assert read_whole(at, "Deal") == [("Amount",)]
    assert outcomes(report, "Deal") == {"seen": 3, "unchanged": 2, "updated": 1}
    assert column(store, "opportunity", "amount_minor")["open"] == 6000
    at.wait(hours=23)
    assert outcomes(pull(at), "Deal") == {}


def test_a_quiet_look_writes_what_really_changed_and_nothing_else(light: SqlStore) -> None:
    at = quiet(light)
    before = {row["key"]: row["payload"] for row in rows(light, "source_row")}
    at.crm.set_quietly("Deal", "open", Amount="60")
    sweep(at)
    after = {row["key"]: row["payload"] for row in rows(light, "source_row")}
    assert {key for key in after if after[key] != before[key]} == {"org/Deal/open"}
    assert len(rows(light, "opportunity_version")) == 4


def test_a_quiet_change_is_not_taken_for_a_row_that_came_late(light: SqlStore) -> None:
    at = company(light)  # its rows are a few seconds old: the windows show them again
    at.crm.quiet_fields = {"Amount"}
    pull(at)
    for amount in ("60", "70", "80"):
        at.crm.set_quietly("Deal", "open", Amount=amount)
        at.crm.clock += timedelta(minutes=2)
        pull(at)
    report = sweep(at)
    assert checkpoint(light, "Deal").lag == timedelta(0)
    assert "pull.late" not in codes(report)


# --- rows that are gone ---------------------------------------------------------------------------


def test_a_row_that_vanished_is_gone_after_two_whole_reads_and_not_after_one(store: SqlStore) -> None:  # CS-12
    at = aged(store)
    pull(at)
    at.crm.purge("Deal", "open")
    assert "vanished" not in outcomes(sweep(at), "Deal")
    assert "org/Deal/open" in [row["id"] for row in rows(store, "opportunity")]
    report = sweep(at)
    assert outcomes(report, "Deal")["vanished"] == 1
    assert report.green
    assert [row["id"] for row in rows(store, "opportunity")] == ["org/Deal/alone", "org/Deal/won"]
    assert [row["deleted"] for row in rows(store, "source_row") if row["key"] == "org/Deal/open"] == [True]
    assert rows(store, "absence") == rows(store, "seen") == []


def test_a_row_that_is_met_again_has_not_vanished(light: SqlStore) -> None:
    at = aged(light)
    pull(at)
    row = at.crm.tables["Deal"]["open"]
    for shown in (False, True, False):
        at.crm.tables["Deal"].pop("open", None)
        at.crm.tables["Deal"].update({"open": row} if shown else {})
        sweep(at)
    assert "org/Deal/open" in [row["id"] for row in rows(light, "opportunity")]


def test_a_row_that_comes_back_after_it_was_buried_lives_again(store: SqlStore) -> None:
    at = aged(store)
    pull(at)
    row = at.crm.tables["Deal"].pop("open")
    at.wait(hours=2)
    sweep(at)
    sweep(at)
    at.crm.tables["Deal"]["open"] = row  # with the stamp it had
    sweep(at)
    assert "org/Deal/open" in [row["id"] for row in rows(store, "opportunity")]


def test_a_row_that_the_crm_still_knows_by_its_id_is_not_gone(light: SqlStore) -> None:
    at = aged(light)
    pull(at)
    at.wait(hours=2)
    at.crm.unlisted = {("Deal", "open")}
    for _ in range(3):
        assert "vanished" not in outcomes(sweep(at), "Deal")
    assert "org/Deal/open" in [row["id"] for row in rows(light, "opportunity")]


def test_a_mapping_that_changes_between_two_whole_reads_hides_no_absence(light: SqlStore) -> None:
    at = aged(light)
    pull(at, Account=NO_DOMAIN)
    at.crm.purge("Account", "buyer")
    at.programme(Account=NO_DOMAIN).pull(sweep=True)
    at.wait(hours=2)
    pull(at)  # the new mapping is applied to the kept rows, and its field read for all that are shown
    assert [row["id"] for row in rows(light, "account")] == ["org/Account/fan"]


# --- the brake ------------------------------------------------------------------------------------


def accounts(store: SqlStore, count: int) -> Company:
    """So many accounts and nothing else, pulled."""
    at = Company(store, fake(), only=["Account"])
    for number in range(count):
        at.crm.edit("Account", f"{number:03}", Name=f"Account {number}")
    pull(at)
    return at


def some(at: Company, count: int, seed: int) -> set[tuple[str, str]]:
    return {("Account", name) for name in random.Random(seed).sample(sorted(at.crm.tables["Account"]), count)}


def buried(store: SqlStore) -> int:
    return sum(row["deleted"] for row in rows(store, "source_row"))


def test_when_many_rows_vanish_nothing_is_ever_buried(store: SqlStore) -> None:  # CS-13
    at = accounts(store, 70)
    at.crm.hidden = some(at, 8, 1)
    for _ in range(3):
        report = sweep(at)
        assert codes(report) == ["pull.vanished"]
        assert "--accept-vanished" in report.findings[0].remedy
        assert not report.green
        assert rows(store, "run")[-1]["status"] == "red"
    assert buried(store) == 0


def test_an_object_that_is_hidden_whole_is_not_deleted_however_small(store: SqlStore) -> None:
    at = accounts(store, 4)
    at.crm.hidden = some(at, 4, 1)
    for _ in range(3):
        assert codes(sweep(at)) == ["pull.vanished"]
    assert buried(store) == 0


def test_while_rows_are_missing_no_pull_is_green_though_it_does_not_read_them_all(light: SqlStore) -> None:
    at = accounts(light, 20)
    at.crm.hidden = some(at, 15, 1)
    sweep(at)
    report = pull(at)
    assert (codes(report), report.green) == (["pull.vanished"], False)


def test_in_twenty_losses_of_a_right_the_brake_holds_twenty_times(light: SqlStore) -> None:  # G13
    at = accounts(light, 70)
    for seed in range(20):
        at.crm.hidden = some(at, random.Random(seed).randint(8, 70), seed)
        assert codes(sweep(at)) == ["pull.vanished"], seed
        at.crm.hidden = set()
        assert codes(sweep(at)) == [], seed
    assert buried(light) == 0


def test_in_twenty_real_deletions_under_the_limit_there_is_no_false_alarm(light: SqlStore) -> None:  # G13
    at = accounts(light, 70)
    gone = 0
    for seed in range(20):
        few = some(at, random.Random(seed).randint(1, 6), seed)
        for _, name in few:
            at.crm.purge("Account", name)
            at.crm.edit("Account", f"new {seed} {name}", Name="New")
        assert sweep(at).green, seed
        assert sweep(at).green, seed
        gone += len(few)
        assert buried(light) == gone, seed


def test_rows_that_a_person_accepts_as_vanished_are_buried_after_two_whole_reads_all_the_same(store: SqlStore) -> None:
    at = accounts(store, 20)
    at.crm.hidden = some(at, 15, 1)
    first = at.programme().pull(sweep=True, accept_vanished=True).pulled
    assert (first.green, buried(store)) == (True, 0)
    second = at.programme().pull(sweep=True, accept_vanished=True).pulled
    assert (second.green, buried(store)) == (True, 15)


def test_when_the_right_is_restored_everything_is_as_it_was(store: SqlStore) -> None:
    at = accounts(store, 20)
    before = rows(store, "account")
    at.crm.hidden = some(at, 15, 1)
    sweep(at)
    at.crm.hidden = set()
    assert sweep(at).green
    assert rows(store, "account") == before
    assert rows(store, "absence") == []


# --- rows that a window missed --------------------------------------------------------------------


def test_a_row_that_no_window_showed_is_found_stored_and_told_and_the_overlap_grows(store: SqlStore) -> None:  # F1
    at = aged(store)
    pull(at)
    at.wait(hours=1)
    pull(at)
    at.crm.edit("Deal", "late", **at.crm.tables["Deal"]["open"].payload)
    at.crm.lags["Deal", "late"] = timedelta(hours=3)
    for _ in range(4):
        at.wait(hours=1)
        pull(at)
    assert "org/Deal/late" not in [row["id"] for row in rows(store, "opportunity")]
    report = sweep(at)
    assert "org/Deal/late" in [row["id"] for row in rows(store, "opportunity")]
    assert outcomes(report, "Deal")["inserted"] == 1
    assert codes(report) == ["pull.late"]
    assert report.green
    lag = checkpoint(store, "Deal").lag
    assert lag >= timedelta(hours=3)
    bound = checkpoint(store, "Deal").bound
    at.crm.requests.clear()
    pull(at)
    [window] = [one for one in at.crm.requests if one.object == "Deal"]
    assert (bound, window.span.start) == (bound, bound and bound - 3 * lag)


def test_a_row_whose_stamp_went_back_with_the_clock_of_the_crm_is_taken_over_by_a_whole_read(store: SqlStore) -> None:
    at = aged(store)
    at.crm.clock += timedelta(minutes=5)  # one server is ahead
    at.crm.edit("Account", "fan", Name="Fan Ltd")
    pull(at)
    at.crm.clock -= timedelta(minutes=4)  # another one answers
    at.crm.edit("Account", "fan", Name="Fan plc")
    pull(at)
    assert column(store, "account", "name")["fan"] == "Fan Ltd"  # a window may be shown by an index that lags
    report = sweep(at)
    assert outcomes(report, "Account")["updated"] == 1
    assert "pull.late" not in codes(report)
    assert column(store, "account", "name")["fan"] == "Fan plc"


def test_an_older_row_that_only_the_index_shows_changes_nothing(light: SqlStore) -> None:
    at = aged(light)
    at.crm.edit("Account", "fan", Name="Fan Ltd")
    pull(at)
    row = at.crm.tables["Account"]["fan"]
    pages = at.crm.pages

    def lagging(request: ReadRequest, cursor: str | None = None) -> Iterator[Page]:
        for page in pages(request, cursor):
            older = [
                replace(one, stamp=one.stamp - timedelta(hours=1)) if one.key == row.key else one for one in page.rows
            ]
            yield page if request.ids else replace(page, rows=tuple(older))

    at.crm.pages = lagging  # type: ignore[method-assign]
    sweep(at)
    [kept] = [one for one in rows(light, "source_row") if one["key"] == str(row.key)]
    assert kept["stamp"] == row.stamp


def test_a_deleted_row_that_a_lagging_index_still_shows_is_neither_late_nor_alive(light: SqlStore) -> None:
    at = aged(light)
    pull(at)
    ghost = at.crm.tables["Deal"]["open"]
    at.crm.delete("Deal", "open")
    pull(at)
    at.wait(hours=2)
    pull(at)
    at.crm.ghosts = [ghost]
    at.crm.purge("Deal", "open")
    report = sweep(at)
    assert outcomes(report, "Deal")["stale"] == 1
    assert "pull.late" not in codes(report)
    assert "org/Deal/open" not in [row["id"] for row in rows(light, "opportunity")]
    assert checkpoint(light, "Deal").lag == timedelta(0)


# --- stops ----------------------------------------------------------------------------------------


def troubled(store: SqlStore) -> Company:
    """A company in which a whole read has something of everything to find."""
    at = aged(store, page_size=1)
    at.only = ["Deal", "Act"]
    at.crm.quiet_fields = {"Amount"}
    pull(at)
    at.wait(hours=2)
    pull(at)
    at.crm.set_quietly("Deal", "open", Amount="60")
    at.crm.purge("Act", "lunch")
    sweep(at)
    at.crm.set_quietly("Deal", "won", Amount="70")
    return at


def test_a_stop_at_any_page_of_a_whole_read_ends_in_the_same_store(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with sqlite_store(tmp_path / "other") as store:
        at = troubled(store)
        begun = at.crm.calls_made
        assert sweep(at).green
        wanted, calls = canonical(store), at.crm.calls_made - begun
    assert calls > 8
    for stop in range(1, calls + 1):
        (tmp_path / str(stop)).mkdir()
        with sqlite_store(tmp_path / str(stop)) as store:
            at = troubled(store)
            at.crm.fail_at = {at.crm.calls_made + stop}
            assert not sweep(at).green
            assert sweep(at).green
            assert {**canonical(store), "checkpoint": []} == {**wanted, "checkpoint": []}, stop


def test_whom_a_page_met_and_how_far_the_read_has_come_are_kept_together(
    light: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:  # I3: rows that were met and forgotten would count as gone
    at = aged(light, page_size=1)
    at.only = ["Deal"]
    pull(at)
    at.wait(days=2)
    monkeypatch.setattr("advocacy_sync.services.reading.ROWS_A_STEP", 1)
    whole = SqlPresence.saw

    def failing(self: SqlPresence, keys: Sequence[str]) -> None:
        if list(keys) == ["org/Deal/open"]:
            raise RetryableError("the store is away")
        whole(self, keys)

    with monkeypatch.context() as broken:
        broken.setattr(SqlPresence, "saw", failing)
        assert not pull(at).green
    assert checkpoint(light, "Deal", "audit").cursor == "1"
    assert pull(at).green
    assert rows(light, "absence") == []


# --- quota ----------------------------------------------------------------------------------------


def test_a_quota_that_is_spent_puts_a_whole_read_off_and_fails_nothing(light: SqlStore) -> None:
    at = aged(light)
    pull(at)
    at.wait(days=2)
    at.crm.edit("Deal", "open", Amount="60")
    at.crm.budget.reading = Reading(total=100, left=31)  # 20 are kept from a pull, 30 from a whole read
    report = pull(at)
    assert report.green
    assert codes(report) == ["quota.later"] * 4
    assert outcomes(report, "Deal") == {"seen": 1, "updated": 1}
    at.crm.budget.reading = Reading(total=100, left=100)
    at.crm.requests.clear()
    assert codes(pull(at)) == []
    assert read_whole(at, "Deal") == [()]
