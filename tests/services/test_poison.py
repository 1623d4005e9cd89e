"""What kills its process again and again is not tried for ever (A-03): paused, told, and taken up on demand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from advocacy_sync.mapping.inbound import Mapper
from advocacy_sync.ports.crm import Hint
from advocacy_sync.ports.store import Checkpoint, Task
from advocacy_sync.records.source_row import SourceRow
from advocacy_sync.services.pull import PullReport
from advocacy_sync.store.checkpoints import SqlCheckpoints
from advocacy_sync.store.unit_of_work import SqlStore
from dump import rows
from services.company import MAPPINGS, Company, company, deal


class Killed(BaseException):
    """What no handler sees: out of memory, a segmentation fault, SIGKILL."""


@contextmanager
def deadly(*names: str) -> Iterator[None]:
    """These rows kill whoever maps them."""
    real = Mapper.map

    def mapped(self: Mapper, row: SourceRow) -> Any:
        if row.key.external_id in names:
            raise Killed
        return real(self, row)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Mapper, "map", mapped)
        yield


def pull(at: Company, *, resume: bool = False, deals: str = MAPPINGS["Deal"]) -> PullReport:
    return at.programme(Deal=deals).pull(resume=resume).pulled


def die(at: Company, times: int, deals: str = MAPPINGS["Deal"]) -> None:
    for _ in range(times):
        with pytest.raises(Killed):
            pull(at, deals=deals)


def tries(store: SqlStore) -> dict[tuple[str, str], int]:
    return {(row["object"], row["task"]): row["tries"] for row in rows(store, "checkpoint") if row["tries"]}


def quiet_company(store: SqlStore) -> Company:
    """Read once, some hours ago."""
    at = company(store)
    at.wait()
    assert pull(at).green
    at.wait(hours=2)
    assert pull(at).green
    return at


def test_after_five_deaths_at_one_place_the_object_is_paused_and_the_others_go_on(store: SqlStore) -> None:
    at = company(store, page_size=1)
    with deadly("won"):
        die(at, 5)
        report = pull(at)
    assert list(report.failed) == [("org", "Deal")]
    text = str(report.failed["org", "Deal"])
    assert "Deal (changes) is paused" in text
    assert "5 processes in a row" in text
    assert "the beginning" in text
    assert "'advocacy-sync pull --resume'" in text
    assert not report.green
    assert not report.later
    assert report.outcomes["org", "Act"]["seen"] == 4
    assert [(row["status"], "paused" in row["note"]) for row in rows(store, "run")][-1] == ("red", True)
    assert pull(at).failed.keys() == {("org", "Deal")}  # though nothing kills any more
    assert pull(at, resume=True).green
    assert tries(store) == {}
    assert pull(at).green


def test_the_place_is_the_page_behind_the_last_one_that_was_kept(light: SqlStore) -> None:
    at = company(light, page_size=1)
    at.crm.sort_key = lambda row: row.key.external_id
    with deadly("won"):  # the last of three
        pull_until_the_second(at)
        die(at, 4)
        assert "cursor 2" in str(pull(at).failed["org", "Deal"])


def pull_until_the_second(at: Company) -> None:
    """Pages are stored one by one."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("advocacy_sync.services.reading.ROWS_A_STEP", 1)
        die(at, 1)


def test_progress_starts_the_count_anew(light: SqlStore) -> None:
    at = company(light, page_size=1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("advocacy_sync.services.reading.ROWS_A_STEP", 1)
        at.crm.sort_key = lambda row: row.key.external_id
        with deadly("alone"):
            die(at, 4)
        with deadly("won"):
            die(at, 5)
        assert pull(at, resume=True).green


def test_what_ends_in_words_is_no_death(light: SqlStore) -> None:
    at = company(light)
    at.crm.broken = {"Deal"}
    for _ in range(7):
        assert "the CRM is away" in str(pull(at).failed["org", "Deal"])
    at.crm.broken = set()
    assert pull(at).green


def test_a_keyboard_interrupt_is_no_death(light: SqlStore) -> None:
    at = company(light)

    def interrupt() -> None:
        raise KeyboardInterrupt

    at.crm.before_page = interrupt
    for _ in range(7):
        with pytest.raises(KeyboardInterrupt):
            pull(at)
    at.crm.before_page = lambda: None
    assert pull(at).green


def test_two_deaths_are_told_before_five_pause_it(light: SqlStore) -> None:
    at = company(light)
    with deadly("won"):
        die(at, 1)
        assert tries(light) == {("Deal", "changes"): 1}
        die(at, 1)
    found = [(one.code, one.severity, one.subject) for one in pull(at).findings]
    assert found == [("pull.died", "warning", "org Deal")]
    assert pull(at).findings == []


def test_a_whole_read_that_kills_is_paused_and_the_windows_go_on(store: SqlStore) -> None:
    at = quiet_company(store)
    at.crm.edit("Deal", "new", **deal())
    row = at.crm.tables["Deal"]["new"]
    at.crm.tables["Deal"]["new"] = replace(row, stamp=row.stamp - timedelta(days=300))  # no window shows it
    at.wait(days=2)
    with deadly("new"):
        die(at, 5)
        report = pull(at)
    assert "Deal (audit) is paused" in str(report.failed["org", "Deal"])
    at.crm.edit("Deal", "won", Amount="2")
    assert pull(at).outcomes["org", "Deal"]["updated"] == 1
    assert pull(at, resume=True).green


def test_rows_that_were_hinted_at_and_kill_are_paused(light: SqlStore) -> None:
    at = quiet_company(light)
    at.crm.set_quietly("Deal", "won", Amount="3")
    now = at.clock.now()
    with light.begin() as work:
        work.hints.put("org", [Hint(object="Deal", id="won", kind="changed", occurred_at=now)], now)
    with deadly("won"):
        die(at, 5)
        assert "Deal (hints) is paused" in str(pull(at).failed["org", "Deal"])
    assert pull(at, resume=True).green
    assert tries(light) == {}


def test_a_changed_mapping_that_kills_is_paused(light: SqlStore) -> None:
    at = quiet_company(light)
    changed = MAPPINGS["Deal"].replace("Renewal: renewal", "Renewal: renewal, Old: expansion")
    with deadly("won"):
        die(at, 5, deals=changed)
        assert list(pull(at, deals=changed).failed) == [("org", "Deal")]
    assert pull(at, resume=True, deals=changed).green


def test_a_quiet_pull_writes_no_more_than_the_checkpoint_of_its_window(light: SqlStore) -> None:
    """The count travels in what is written anyway."""
    at = quiet_company(light)
    puts: Counter[tuple[str, str]] = Counter()
    real = SqlCheckpoints.put

    def put(self: SqlCheckpoints, connection: str, object_name: str, task: Task, state: Checkpoint) -> None:
        puts[object_name, task] += 1
        real(self, connection, object_name, task, state)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(SqlCheckpoints, "put", put)
        patched.setattr(SqlCheckpoints, "attempt", None)
        assert pull(at).green
    assert puts == {(name, "changes"): 2 for name in MAPPINGS}  # when it begins, and with its page
