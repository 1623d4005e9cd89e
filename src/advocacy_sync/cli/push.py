"""Commands that bring computed values into the CRMs: plan, apply, roll back, and look at what was refused."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import DEFAULT_CONFIG, AsOf, Config, DryRun, Json, finish, opened, shown
from .output import guarded, say

__all__ = ["push_app"]

push_app = typer.Typer(help="Bring computed values into the CRMs: plan, apply, roll back.", no_args_is_help=True)


@push_app.command("plan", epilog="Example: advocacy-sync push plan --dry-run")
def push_plan(
    config: Config = DEFAULT_CONFIG,
    as_of: AsOf = None,
    release: Annotated[
        bool, typer.Option("--release", help="Plan also what the rule `hold` spares and what was rolled back.")
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """What a push would write: old value, new value, reason, calls. Stored for `push apply` unless --dry-run."""
    from . import summary

    with opened(config, as_json, as_of) as programme:
        plan, made = (None, programme.draft(release=release)) if dry_run else programme.save_plan(release=release)
        shown(as_json, summary.draft_document(made, plan), lambda: summary.show_draft(made, plan))
    finish(not any(finding.severity == "error" for finding in made.findings))


@push_app.command("apply", epilog="Example: advocacy-sync push apply --plan 12")
def push_apply(
    config: Config = DEFAULT_CONFIG,
    plan: Annotated[int | None, typer.Option(help="The plan's number; the newest one if left out.")] = None,
    sha256: Annotated[str | None, typer.Option(help="Refuse unless the plan is the one with this SHA-256.")] = None,
    approve: Annotated[
        bool, typer.Option("--approve", help="Apply also a plan that reaches beyond the limits.")
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Apply a stored plan: check, write, read back, keep receipts."""
    from advocacy_sync.kernel.errors import ConfigError

    from . import summary

    with opened(config, as_json) as programme:
        with programme.store.begin() as work:
            found = work.pushes.newest() if plan is None else work.pushes.get(plan)
            intents = work.pushes.intents(found.id) if found is not None else []
        if found is None:
            raise ConfigError("there is no such plan; run 'advocacy-sync push plan' first")
        if sha256 is not None and sha256 != found.sha256:
            raise ConfigError(f"plan {found.id} has the SHA-256 {found.sha256}, not the one that was asked for")
        if dry_run:
            shown(as_json, summary.plan_document(found, intents), lambda: summary.show_plan(found, intents))
            return
        open_ones = sum(intent.outcome == "planned" for intent in intents)
        lost = sum(intent.outcome in ("unknown", "conflicted", "rejected") for intent in intents)
        if not open_ones and not as_json:
            say(f"Plan {found.id} holds nothing that is still to be written.")
            say(f"  {lost} of its values did not end as planned: plan again." if lost else "")
        report = programme.apply(found.id, approve=approve)
        shown(as_json, summary.push_document(report), lambda: summary.show_push(report))
    finish(report.green and (open_ones > 0 or not lost), report.later)


@push_app.command("rollback", epilog="Example: advocacy-sync push rollback 41")
def push_rollback(
    run: Annotated[int, typer.Argument(help="The run whose values are taken back (advocacy-sync runs list).")],
    config: Config = DEFAULT_CONFIG,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Restore what a run replaced. Fields that people have changed since are left alone."""
    from advocacy_sync.kernel.ids import RunId
    from advocacy_sync.services.rollback import draft_rollback

    from . import summary

    with opened(config, as_json) as programme:
        if dry_run:
            made = draft_rollback(programme.store, programme.connections, RunId(run))
            shown(as_json, summary.draft_document(made), lambda: summary.show_draft(made))
            return
        report = programme.rollback(RunId(run))
        shown(as_json, summary.push_document(report), lambda: summary.show_push(report))
    finish(report.green, report.later)


@push_app.command("failures", epilog="Example: advocacy-sync push failures --json")
def push_failures(config: Config = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Values that the CRMs refused, by cause, with what to do."""
    from .failures import failure_groups, show_failures

    with guarded(as_json):
        groups = failure_groups(config)
        shown(as_json, groups, lambda: show_failures(groups))


@push_app.command("retry", epilog="Example: advocacy-sync push retry 'acme/Opportunity.Influenced__c: STRING_TOO_LONG'")
def push_retry(
    cause: Annotated[
        str | None, typer.Argument(help="The cause, as `push failures` names it; all if left out.")
    ] = None,
    config: Config = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Let the next push try refused values again, whose cause has been mended."""
    from .failures import retry

    with guarded(as_json):
        count = retry(Path(config), cause)
        shown(as_json, {"retried": count}, lambda: say(f"The next push tries {count} values again."))
