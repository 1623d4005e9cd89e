"""Runs and quarantine, straight from the store: no CRM is needed to look at them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from advocacy_sync.compose import load_settings, open_store
from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.kernel.ids import RunId
from advocacy_sync.ports.store import RunSummary

from .output import say, table
from .summary import balance

__all__ = ["one_run", "run_document", "runs", "show_run"]

PROBLEMS = 100


def runs(config: Path, limit: int) -> list[RunSummary]:
    with open_store(load_settings(config)).begin() as work:
        return work.runs.latest(limit)


def one_run(config: Path, number: int) -> tuple[RunSummary, list[dict[str, Any]]]:
    """The run, and the newest entries of the quarantine."""
    with open_store(load_settings(config)).begin() as work:
        run = work.runs.get(RunId(number))
        if run is None:
            raise ConfigError(f"there is no run {number}; 'advocacy-sync runs list' shows them")
        return run, work.sources.problems(PROBLEMS)


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


def show_run(run: RunSummary, problems: list[dict[str, Any]]) -> None:
    say(f"Run {run.id}, {run.job}, {run.status}. {run.note}")
    if any("seen" in counts for counts in run.outcomes.values()):
        rows = [(name, found, *balance(counts).values()) for (name, found), counts in run.outcomes.items()]
        table("Balance sheet", ["connection", "object", "seen", "stored", "rejected", "skipped"], rows)
    else:
        pairs = [
            (name, found, outcome, count)
            for (name, found), counts in run.outcomes.items()
            for outcome, count in counts.items()
        ]
        table("Outcomes", ["connection", "object", "outcome", "count"], pairs)
    wrong = [
        (one["source_key"], f"{one['record']}.{one['field']}", one["message"], "row" if one["fatal"] else "field")
        for one in problems
    ]
    if wrong:
        table("Quarantine now", ["row", "field", "what is wrong", "costs the"], wrong)
