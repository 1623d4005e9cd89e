"""The product as `compose` builds it, with mappings that read thirty fields of each object."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from advocacy_sync.compose import build
from advocacy_sync.config.settings import Settings
from advocacy_sync.kernel.clock import ShiftedClock
from advocacy_sync.kernel.ids import RecordId
from advocacy_sync.records.advocate import Advocate
from advocacy_sync.records.kinds import AdvocateStatus
from advocacy_sync.services.connected import MappingFile
from advocacy_sync.services.cycle import Programme
from advocacy_sync.store.engine import open_engine
from benchmarks.standin import data, hubspot, salesforce

from .task import PREPARE, Measure, Task, measured

__all__ = ["run"]

LEFT_OUT = frozenset({"phone", "country", "kind"})
MAPPINGS = Path(__file__).parents[1] / "mappings"


def run(task: Task) -> Measure:
    if task.scenario == PREPARE:
        from advocacy_sync.store.migrate import upgrade  # a command of its own, as are its imports

        upgrade(open_engine(task.store))
        return Measure()
    _unbound(task)
    as_of = data.AS_OF if task.scenario in ("full", "unchanged") else data.LATER
    measure = Measure()
    if task.scenario == "push":
        _invite(_programme(task, as_of), task)
        with measured(measure):
            programme = _programme(task, as_of)
            report = programme.push()
            measure.rows = report.outcomes["applied"]
        if not report.green or measure.rows != task.values:
            raise SystemExit(f"the push was not green: {report.as_dict()} {report.stopped} {report.findings}")
        return measure
    if task.scenario == "replay":
        programme = _without_phones(_programme(task, as_of))
        with measured(measure):
            measure.rows = sum(programme.replay().rows.values())
        return measure
    with measured(measure):
        programme = _programme(task, as_of)
        step = programme.pull()
        measure.rows = sum(counts["seen"] for counts in step.pulled.outcomes.values())
    if not step.pulled.green:
        raise SystemExit(f"the pull was not green: {step.pulled.failed} {step.pulled.findings}")
    return measure


def _programme(task: Task, as_of: datetime) -> Programme:
    os.environ.update({"ADVOCACY_BENCH_ID": "bench", "ADVOCACY_BENCH_SECRET": "bench"})
    auth = {"kind": "private_app", "token_env": "ADVOCACY_BENCH_SECRET"}
    if task.crm == "salesforce":
        secrets = {"client_id_env": "ADVOCACY_BENCH_ID", "client_secret_env": "ADVOCACY_BENCH_SECRET"}
        auth = {"kind": "client_credentials", **secrets}
    connection = {"crm": task.crm, "base_url": task.address, "allow_host": "127.0.0.1", "auth": auth}
    settings = Settings.model_validate(
        {
            "store": task.store,
            "currency": "USD",
            "connections": {"bench": connection},
            "mappings": {"path": str(MAPPINGS)},
            "push": {"limits": {"rows": 10_000_000}},
        }
    )
    return build(settings, ShiftedClock(as_of))


def _without_phones(programme: Programme) -> Programme:
    """With mappings that leave a field out of each record: none of the kept rows yields what it did."""

    def changed(file: MappingFile) -> MappingFile:
        records = [
            one.model_copy(update={"fields": {k: v for k, v in one.fields.items() if k not in LEFT_OUT}})
            for one in file.document.records
        ]
        return MappingFile(file.document.model_copy(update={"records": records}), file.place)

    connections = [replace(one, files=tuple(map(changed, one.files))) for one in programme.connections]
    return replace(programme, connections=connections)


def _unbound(task: Task) -> None:
    """Ours to choose and the CRM's to forbid: the way of reading, and how fast a portal lets itself be searched."""
    if task.way == "rest":
        import advocacy_salesforce.reader

        advocacy_salesforce.reader.BULK_FROM = 1 << 60
    if task.way == "hubspot":
        import advocacy_hubspot.limits

        advocacy_hubspot.limits.BURST = advocacy_hubspot.limits.SEARCHES = 1 << 30


def _invite(programme: Programme, task: Task) -> None:
    """As many advocates as values are to be pushed: each has a status that the CRM does not show yet."""
    ids = hubspot.record_id if task.crm == "hubspot" else salesforce.row_id
    name = "contacts" if task.crm == "hubspot" else "Contact"
    people = [f"bench/{name}/{ids('contact', number)}" for number in range(task.values)]
    with programme.store.begin() as work:
        work.programme.add_advocates(
            [
                Advocate(
                    id=RecordId(f"advocate:{one}"),
                    contact=RecordId(one),
                    status=AdvocateStatus.CANDIDATE,
                    since=data.AS_OF,
                    reason="activity",
                )
                for one in people
            ]
        )
