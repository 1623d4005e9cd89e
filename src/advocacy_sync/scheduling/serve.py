"""Runs the job table on APScheduler until told to stop.

One worker thread: jobs of one store never overlap, so a push never runs into a pull. A job that is
still running or waiting is not started a second time; starts missed meanwhile count as one.
"""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime, timedelta
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import ConflictingIdError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from advocacy_sync.kernel.errors import AdvocacyError, ConfigError
from advocacy_sync.ports.events import Events
from advocacy_sync.ports.store import RunSummary
from advocacy_sync.services.cycle import Programme
from advocacy_sync.services.follow import follow

from .alerts import Alerts
from .hooks import Hooks, Intake, listening
from .table import Job

__all__ = ["follow_journals", "make_scheduler", "pull_soon", "serve"]


def serve(
    programme: Programme,
    jobs: Sequence[Job],
    zone: str,
    events: Events,
    *,
    hooks: Hooks | None = None,
    alerts: Alerts | None = None,
) -> None:
    """Block until SIGTERM or SIGINT; a running job is let come to its end, and none starts after."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    scheduler = make_scheduler(programme, jobs, zone, events, alerts)
    scheduler.start()
    if hooks is not None and hooks.journals:
        follow_journals(programme, scheduler, hooks, events)
    with _receiving(programme, scheduler, hooks, events) if hooks and hooks.hooks else nullcontext():
        _wait(scheduler, stopped, events)


@contextmanager
def _receiving(programme: Programme, scheduler: Any, hooks: Hooks, events: Events) -> Iterator[None]:
    def wake() -> None:
        pull_soon(programme, scheduler, hooks.wait_seconds, events)

    intake = Intake(programme.store, hooks.hooks, hooks.public_url, hooks.clock, events, wake)
    with listening(intake, hooks.port) as port:
        events("hooks_listening", port=port, connections=", ".join(sorted(hooks.hooks)))
        yield


def follow_journals(programme: Programme, scheduler: Any, hooks: Hooks, events: Events) -> None:
    """Look into the journals at intervals; what is new there makes a pull come soon."""

    def look() -> None:
        new = 0
        for name, journal in hooks.journals.items():
            try:
                new += follow(programme.store, name, journal, hooks.clock.now(), events)
            except AdvocacyError as error:
                events("journal_failed", connection=name, error=str(error))
        if new:
            pull_soon(programme, scheduler, hooks.wait_seconds, events)

    scheduler.add_job(
        look, IntervalTrigger(minutes=hooks.journal_minutes), id="journals", max_instances=1, coalesce=True
    )


def pull_soon(programme: Programme, scheduler: Any, seconds: float, events: Events) -> None:
    """A pull shortly, unless one is waiting already: fifty hints make one pull."""
    now = datetime.now(scheduler.timezone)  # noqa: TID251 - the scheduler's own clock
    with suppress(ConflictingIdError):
        scheduler.add_job(
            _run,
            DateTrigger(now + timedelta(seconds=seconds)),
            args=(programme, "pull", events),
            id="hinted pull",
            max_instances=1,
            misfire_grace_time=None,
        )


def _wait(scheduler: Any, stopped: threading.Event, events: Events) -> None:
    for job in scheduler.get_jobs():
        events("job_scheduled", job=job.id, next=str(job.next_run_time))
    stopped.wait()
    events("stopping")
    scheduler.shutdown(wait=True)
    events("stopped")


def make_scheduler(
    programme: Programme, jobs: Sequence[Job], zone: str, events: Events, alerts: Alerts | None = None
) -> Any:
    """A scheduler with the table in an in-memory job store: the table in the settings is the truth."""
    one_at_a_time = {"default": ThreadPoolExecutor(1)}
    scheduler = BackgroundScheduler(timezone=zone, executors=one_at_a_time)
    for job in jobs:
        scheduler.add_job(
            _run,
            _trigger(job, zone),
            args=(programme, job.name, events, alerts),
            id=job.name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=max(1, int(job.misfire_minutes * 60)),
        )
    return scheduler


def _trigger(job: Job, zone: str) -> Any:
    if job.cron is None:
        return IntervalTrigger(minutes=job.every_minutes, timezone=zone)
    try:
        return CronTrigger.from_crontab(_named_days(job.cron), timezone=zone)
    except ValueError as error:
        raise ConfigError(f"schedule.jobs.{job.name}.cron: {job.cron!r} is no crontab line ({error})") from None


_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _named_days(line: str) -> str:
    """The line with its days of the week as names: crontab counts from Sunday, APScheduler from Monday.

    >>> _named_days("0 6 * * 1-5"), _named_days("0 6 * * 0,7")
    ('0 6 * * mon-fri', '0 6 * * sun,sun')
    """
    head, _, days = line.strip().rpartition(" ")
    step = days.partition("/")
    named = re.sub(r"\d+", lambda found: _DAYS[int(found[0])] if int(found[0]) < len(_DAYS) else found[0], step[0])
    return f"{head} {named}{step[1]}{step[2]}"


def _cycle(programme: Programme) -> None:
    programme.pull()
    programme.flag()
    programme.attribute()
    programme.push()


_JOBS: dict[str, Callable[[Programme], object]] = {
    "pull": Programme.pull,
    "flag": Programme.flag,
    "attribute": Programme.attribute,
    "push": Programme.push,
    "cycle": _cycle,
    "drift": Programme.outlook,
}
LOOKED_BACK = 20  # runs; a job makes a few


def _run(programme: Programme, name: str, events: Events, alerts: Alerts | None = None) -> None:
    """The edge of a job: what went wrong is logged, told, and in the run's record; the scheduler goes on."""
    events("job_started", job=name)
    before = max((run.id for run in _runs(programme)), default=0)
    try:
        _JOBS[name](programme)
    except AdvocacyError as error:
        events("job_failed", job=name, error=str(error))
        if alerts is not None:
            alerts.wrong(name, str(error))
        return
    red = [run for run in _runs(programme) if run.id > before and run.status != "green"]
    events("job_done", job=name, green=not red)
    if alerts is not None and red:
        alerts.wrong(name, "; ".join(f"{run.job} ended {run.status}: {run.note or NO_NOTE}" for run in reversed(red)))
    elif alerts is not None:
        alerts.well(name)


NO_NOTE = "see 'advocacy-sync runs show'"


def _runs(programme: Programme) -> list[RunSummary]:
    with programme.store.begin() as work:
        return work.runs.latest(LOOKED_BACK)
