"""The job table on its scheduler, and the process that runs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from apscheduler.events import EVENT_JOB_MAX_INSTANCES

from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.ports.events import silent
from advocacy_sync.sandbox.host import Options, start
from advocacy_sync.scheduling.serve import make_scheduler
from advocacy_sync.scheduling.table import Job
from advocacy_sync.store.unit_of_work import SqlStore
from cli.setup import SECRETS, settings_file
from databases import sqlite_store
from dump import rows
from services.company import company

PATIENCE = 30  # seconds after which a test gives up


def job(name: str = "pull", *, cron: str | None = None, every: float | None = None, misfire: float = 60) -> Job:
    return Job(name, cron, every, misfire)


def made(store: SqlStore, *jobs: Job, zone: str = "UTC") -> Any:
    return make_scheduler(company(store).programme(), jobs, zone, silent)


def test_every_line_of_the_table_becomes_a_job_of_its_own(light: SqlStore) -> None:
    scheduler = made(light, job("pull", every=90), job("push", cron="30 6 * * 1-5"), zone="Europe/Berlin")
    pull, push = scheduler.get_jobs()
    assert (pull.id, pull.trigger.interval) == ("pull", timedelta(minutes=90))
    assert (push.id, str(push.trigger.timezone)) == ("push", "Europe/Berlin")
    assert [(one.max_instances, one.coalesce, one.misfire_grace_time) for one in (pull, push)] == [(1, True, 3600)] * 2


@pytest.mark.parametrize("line", ["* * *", "61 * * * *", "every day"])
def test_a_line_that_is_no_crontab_is_named(light: SqlStore, line: str) -> None:
    with pytest.raises(ConfigError, match=r"schedule\.jobs\.pull\.cron"):
        made(light, job(cron=line))


def test_the_shortest_time_for_a_missed_start_is_accepted(light: SqlStore) -> None:
    [found] = made(light, job(every=1, misfire=0.001)).get_jobs()
    assert found.misfire_grace_time == 1


def test_a_job_that_is_still_running_is_not_started_a_second_time(light: SqlStore) -> None:
    at = company(light)
    entered: list[int] = []
    running, go_on, refused = threading.Event(), threading.Event(), threading.Event()

    def hold() -> None:
        entered.append(1)
        running.set()
        assert go_on.wait(PATIENCE)

    at.crm.before_page = hold
    scheduler = make_scheduler(at.programme(), [job(every=0.0005)], "UTC", silent)
    scheduler.add_listener(lambda _: refused.set(), EVENT_JOB_MAX_INSTANCES)
    scheduler.start()
    try:
        assert running.wait(PATIENCE)
        assert refused.wait(PATIENCE)
        assert len(entered) == 1
        assert [row["status"] for row in rows(light, "run")] == ["running"]
    finally:
        go_on.set()
        scheduler.shutdown(wait=True)
    assert {row["status"] for row in rows(light, "run")} == {"green"}


def test_a_job_that_fails_is_told_and_does_not_end_the_scheduler(light: SqlStore) -> None:
    at = company(light)  # nothing has been pulled: a push has nothing to conclude from
    told: list[tuple[str, dict[str, Any]]] = []
    failed_twice = threading.Event()

    def events(event: str, /, **fields: Any) -> None:
        told.append((event, fields))
        if sum(name == "job_failed" for name, _ in told) == 2:
            failed_twice.set()

    scheduler = make_scheduler(at.programme(), [job("push", every=0.0005)], "UTC", events)
    scheduler.start()
    try:
        assert failed_twice.wait(PATIENCE)
    finally:
        scheduler.shutdown(wait=True)
    errors = {fields["error"] for name, fields in told if name == "job_failed"}
    assert len(errors) == 1
    assert "Pull first" in errors.pop()
    assert {row["status"] for row in rows(light, "run")} == {"incomplete"}


def test_the_service_runs_cycles_until_it_is_told_to_stop(tmp_path: Path) -> None:
    more = "schedule: {jobs: {cycle: {every_minutes: 0.01}}}\nlog: {format: json}\n"
    with sqlite_store(tmp_path) as store, start(Options(size=3, seed=3)) as told:
        config = settings_file(tmp_path, told, more=more)
        command = [sys.executable, "-m", "advocacy_sync.cli.main", "serve", "--config", config]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **SECRETS}
        )
        guard = threading.Timer(PATIENCE * 2, process.kill)
        guard.start()
        try:
            assert process.stderr is not None
            lines = []
            for line in process.stderr:
                lines.append(line)
                if '"job_done"' in line:
                    break
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate()
        finally:
            guard.cancel()
            process.kill()
        assert process.returncode == 0, "".join(lines) + err
        assert out == ""
        assert "Traceback" not in err
        assert '"stopped"' in err
        runs = [(row["job"], row["status"]) for row in rows(store, "run")]
        assert runs[:4] == [(one, "green") for one in ("pull", "flag", "attribute", "push")]
        assert "running" not in {status for _, status in runs}


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("0 6 * * 1", "mon"),
        ("0 6 * * 0", "sun"),
        ("0 6 * * 7", "sun"),
        ("0 6 * * 1-5", "mon-fri"),
        ("0 6 * * sat", "sat"),
    ],
)
def test_days_of_the_week_count_from_sunday_as_in_a_crontab(light: SqlStore, line: str, days: str) -> None:
    at = company(light)
    table = [Job("push", line, None, 60)]
    scheduler = make_scheduler(at.programme(), table, "UTC", lambda *_, **__: None)
    assert f"day_of_week='{days}'" in str(scheduler.get_jobs()[0].trigger)
