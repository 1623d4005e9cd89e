"""Runs and quarantine, straight from the store: no CRM is needed to look at them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from advocacy_sync.compose import load_settings, open_store
from advocacy_sync.kernel.clock import SystemClock
from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import Decision, Intent, Plan, RunSummary
from advocacy_sync.services.page import OUTCOMES
from advocacy_sync.services.proof import Verdict, prove
from advocacy_sync.transport.budget import Reading

from .output import as_counts, say, table

__all__ = ["RunView", "one_run", "quotas", "run_document", "runs", "sheet", "show_quotas", "show_run", "view_document"]

_PUSHED = ("applied", "unchanged", "rejected", "conflicted", "unknown")
PROBLEMS = 100
SHOWN_UNSETTLED = 50


def runs(config: Path, limit: int) -> list[RunSummary]:
    with open_store(load_settings(config)).begin() as work:
        return work.runs.latest(limit)


@dataclass(frozen=True)
class RunView:
    """One run with what proves it: its pages, the ways it took, the checker's word, the quarantine."""

    run: RunSummary
    pages: Mapping[tuple[str, str], int]
    decisions: Sequence[Decision]
    verdicts: Sequence[Verdict]
    plan: Plan | None
    unsettled: list[Intent]
    problems: list[dict[str, Any]]


def one_run(config: Path, number: int) -> RunView:
    """The run, and the newest entries of the quarantine."""
    store = open_store(load_settings(config))
    with store.begin() as work:
        run = work.runs.get(RunId(number))
        if run is None:
            raise ConfigError(f"there is no run {number}; 'advocacy-sync runs list' shows them")
        pages = Counter((one.connection, one.object) for one in work.runs.pages(run.id))
        decisions, problems = work.runs.decisions(run.id), work.sources.problems(PROBLEMS)
        plan, unsettled = work.pushes.of_run(run.id), work.pushes.unsettled_in(run.id)
    return RunView(run, pages, decisions, prove(store, run.id), plan, unsettled, problems)


def view_document(view: RunView) -> dict[str, Any]:
    sheets = {f"{name}/{found}": sheet(counts) for (name, found), counts in view.run.outcomes.items()}
    return {
        **run_document(view.run),
        "balance": sheets,
        "pages": {f"{name}/{found}": count for (name, found), count in view.pages.items()},
        "decisions": [asdict(one) for one in view.decisions],
        "plan": view.plan.id if view.plan else None,
        "unsettled": [
            {
                "record": one.source_key,
                "field": one.field,
                "outcome": one.outcome,
                "code": one.code,
                "message": one.message,
            }
            for one in view.unsettled
        ],
        "invariants": [asdict(one) for one in view.verdicts],
        "quarantine": view.problems,
    }


def sheet(counts: Mapping[str, int]) -> dict[str, Any]:
    """The balance of one object: what came in, each way it ended, and the difference, which must be 0."""
    ways = _PUSHED if "planned" in counts else sorted(OUTCOMES)
    came = counts.get("planned" if "planned" in counts else "seen", 0)
    ended = {way: counts[way] for way in ways if counts.get(way)}
    return {"in": came, "out": ended, "difference": came - sum(ended.values())}


def run_document(run: RunSummary) -> dict[str, Any]:
    return {
        "run": run.id,
        "job": run.job,
        "started_at": run.started_at.isoformat(),
        "ended_at": run.ended_at.isoformat() if run.ended_at else None,
        "status": run.status,
        "note": run.note,
        "outcomes": {f"{name}/{found}": dict(counts) for (name, found), counts in run.outcomes.items()},
    }


def show_run(view: RunView) -> None:
    run = view.run
    say(f"Run {run.id}, {run.job}, {run.status}. {run.note}")
    rows = []
    for (name, found), counts in run.outcomes.items():
        sums = sheet(counts)
        rest = {way: count for way, count in counts.items() if way not in ("seen", "planned", *sums["out"])}
        rows.append((name, found, sums["in"], as_counts(sums["out"]), sums["difference"], as_counts(rest)))
    table("Balance sheet", ["connection", "object", "in", "out", "difference", "besides"], rows)
    if view.pages:
        pages = [(name, found, count) for (name, found), count in sorted(view.pages.items())]
        table("Pages kept", ["connection", "object", "pages"], pages)
    if view.decisions:
        ways = [(one.connection, one.object, one.what, one.chosen, one.reason) for one in view.decisions]
        table("Ways taken", ["connection", "object", "for", "way", "why"], ways)
    if view.plan:
        say(f"  Plan {view.plan.id}, {view.plan.status}, SHA-256 {view.plan.sha256}.")
    if view.unsettled:
        lost = [(one.source_key, one.field, one.outcome, one.message) for one in view.unsettled[:SHOWN_UNSETTLED]]
        table("Values that did not end as planned", ["record", "field", "outcome", "why"], lost)
        if len(view.unsettled) > SHOWN_UNSETTLED:
            say(f"  … and {len(view.unsettled) - SHOWN_UNSETTLED} more; --json lists all.")
    checks = [(one.invariant, one.title, one.state, "; ".join(one.broken) or one.note) for one in view.verdicts]
    table("Invariants", ["", "promise", "state", "what"], checks)
    wrong = [
        (one["source_key"], f"{one['record']}.{one['field']}", one["message"], "row" if one["fatal"] else "field")
        for one in view.problems
    ]
    if wrong:
        table("Quarantine now", ["row", "field", "what is wrong", "costs the"], wrong)


def quotas(config: Path) -> list[dict[str, Any]]:
    """Of each connection: what the CRM last said is left, what we used in 24 hours, and how long it lasts."""
    settings = load_settings(config)
    found = []
    with open_store(settings).begin() as work:
        for name in settings.connections:
            last = work.quota.last(name)
            now = SystemClock().now()
            used = work.quota.used(name, now - timedelta(hours=24))
            entry: dict[str, Any] = {"connection": name, "used_24h": used, "reserve": settings.quota.reserve}
            found.append(entry | (_left(*last, sum(used.values()), settings.quota.reserve) if last else {"left": None}))
    return found


def _left(reading: Reading, at: datetime, used: int, reserve: float) -> dict[str, Any]:
    """`hours_left`: at our present rate, until the reserve is reached; None while we use nothing."""
    free = reading.left - reading.total * reserve
    hours = round(max(0.0, free) / (used / 24), 1) if used else None
    return {"total": reading.total, "left": reading.left, "read_at": at.isoformat(), "hours_left": hours}


def show_quotas(found: list[dict[str, Any]]) -> None:
    rows = [
        (
            one["connection"],
            "not told" if one["left"] is None else one["left"],
            one.get("total", ""),
            f"{one['reserve']:.0%}",
            as_counts(one["used_24h"]),
            "-" if one.get("hours_left") is None else one["hours_left"],
        )
        for one in found
    ]
    table("API calls", ["connection", "left", "of", "kept for others", "ours in 24 h", "hours left"], rows)
