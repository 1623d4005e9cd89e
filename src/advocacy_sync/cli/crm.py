"""Commands that make the CRM fields which we write or read: what is missing, and making it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import DEFAULT_CONFIG, Config, DryRun, Json, finish, shown
from .output import guarded, log_to_stderr, say, table

if TYPE_CHECKING:
    from advocacy_sync.config.settings import Settings
    from advocacy_sync.kernel.finding import Finding
    from advocacy_sync.services.provision import FieldPlan, ProvisionPlan, ProvisionReport

__all__ = ["crm_app"]

crm_app = typer.Typer(help="The CRM fields that we write and read: plan, apply, package.", no_args_is_help=True)
Only = Annotated[str | None, typer.Option("--connection", help="Only this connection; all if left out.")]


@crm_app.command("plan", epilog="Example: advocacy-sync crm plan --connection acme")
def crm_plan(config: Config = DEFAULT_CONFIG, connection: Only = None, as_json: Json = False) -> None:
    """What would be made in the CRMs, what is there, and what will not do. Nothing is written."""
    with _settings(config, as_json, connection) as settings:
        plans = _plans(settings)
        shown(as_json, {"plans": [plan_document(plan) for plan in plans]}, lambda: _show_plans(plans))
    finish(all(plan.green for plan in plans))


@crm_app.command("apply", epilog="Example: advocacy-sync crm apply --yes")
def crm_apply(
    config: Config = DEFAULT_CONFIG,
    connection: Only = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before making anything.")] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Make what `crm plan` says is missing, then look again. A second time there is nothing to do."""
    from advocacy_sync.kernel.errors import ConfigError

    with _settings(config, as_json, connection) as settings:
        plans = _plans(settings)
        if not as_json:
            _show_plans(plans)
        if dry_run or not any(plan.changes for plan in plans):
            document = {"plans": [plan_document(plan) for plan in plans], "done": []}
            shown(as_json, document, lambda: None)
            finish(all(plan.green for plan in plans))
        if not yes and (as_json or not sys.stdin.isatty()):
            raise ConfigError("nothing was made: say --yes where nobody can be asked, or --dry-run to look only")
        if not yes and not typer.confirm("Make these?"):
            say("Nothing was made.")
            finish(green=False)
        reports = _applied(settings, plans, as_json)
        document = {"plans": [plan_document(plan) for plan in plans], "done": [_report(one) for one in reports]}
        shown(as_json, document, lambda: _show_reports(reports))
    finish(all(one.green for one in reports), all(one.green or one.later for one in reports))


@crm_app.command("package", epilog="Example: advocacy-sync crm package --crm salesforce --out package")
def crm_package(
    out: Annotated[Path, typer.Option(help="The folder to write to; files of an earlier package there are replaced.")],
    crm: Annotated[str, typer.Option(help="The CRM that the package is for.")] = "salesforce",
    config: Annotated[Path | None, typer.Option("--config", "-c", help="Settings with mappings of your own.")] = None,
    as_json: Json = False,
) -> None:
    """Write the same fields, with permission sets, list views and reports, for the vendor's own tool to deploy."""
    from .packaging import package_files, write_package

    with guarded(as_json):
        written = write_package(out, package_files(crm, config))
        shown(as_json, {"folder": str(out), "files": written}, lambda: say(f"{len(written)} files in {out}."))


# -- doing it --------------------------------------------------------------------------------------


@contextmanager
def _settings(config: Path, as_json: bool, only: str | None) -> Iterator[Settings]:
    """The settings with the connections asked for, and errors turned into messages and exit codes."""
    from advocacy_sync.compose import load_settings
    from advocacy_sync.kernel.errors import ConfigError
    from advocacy_sync.mapping.check import did_you_mean

    with guarded(as_json):
        settings = load_settings(config)
        if only is not None and only not in settings.connections:
            known = did_you_mean(only, settings.connections) or f"There are {', '.join(settings.connections)}."
            raise ConfigError(f"there is no connection {only!r}. {known}")
        names = [only] if only is not None else list(settings.connections)
        log_to_stderr("warning", settings.log.format)
        yield settings.model_copy(update={"connections": {name: settings.connections[name] for name in names}})


def _plans(settings: Settings) -> list[ProvisionPlan]:
    """Without the store: fields can be looked at before there is one."""
    from advocacy_sync.compose import connect, load_catalogue
    from advocacy_sync.services.provision import plan_fields

    catalogue = load_catalogue()
    connected = [connect(name, settings, rank) for rank, name in enumerate(settings.connections)]
    return [plan_fields(one, catalogue) for one in connected]


def _applied(settings: Settings, plans: Sequence[ProvisionPlan], as_json: bool) -> list[ProvisionReport]:
    from advocacy_sync.compose import build, load_catalogue
    from advocacy_sync.kernel.clock import SystemClock
    from advocacy_sync.services.provision import apply_plans

    events = log_to_stderr("warning" if not as_json else settings.log.level, settings.log.format)
    return apply_plans(build(settings, SystemClock(), events), load_catalogue(), plans)


# -- showing it ------------------------------------------------------------------------------------


def plan_document(plan: ProvisionPlan) -> dict[str, Any]:
    return {
        "connection": plan.connection,
        "changes": plan.changes,
        "fields": [_field(one) for one in plan.fields],
        "surroundings": [{"object": one.object or None, "missing": one.text} for one in plan.surroundings],
        "findings": [_finding(found) for found in plan.findings],
        "not_offered": list(plan.limits),
        "planned_later": plan.planned,
    }


def _finding(found: Finding) -> dict[str, Any]:
    said = {"code": found.code, "severity": found.severity, "message": found.message, "remedy": found.remedy}
    return {**said, "place": str(found.place) if found.place else None}


def _field(one: FieldPlan) -> dict[str, Any]:
    spec = one.wish.spec
    return {
        "object": spec.object,
        "field": spec.name,
        "value": spec.value,
        "label": spec.label,
        "kind": spec.kind,
        "direction": one.wish.entry.direction,
        "action": one.action,
        "why": one.why,
        "visible": one.visible if one.action in ("fits", "adopt", "widen", "misfit") else None,
    }


def _report(report: ProvisionReport) -> dict[str, Any]:
    done = [
        {"object": one.object or None, "what": one.what, "outcome": one.built.outcome, "message": one.built.message}
        for one in report.done
    ]
    left = None if report.after is None else report.after.changes
    return {"connection": report.connection, "green": report.green, "made": done, "left_to_do": left}


def _show_plans(plans: Sequence[ProvisionPlan]) -> None:
    for plan in plans:
        rows = [
            (one.wish.spec.object, one.wish.spec.name, one.action.replace("_", " "), one.why) for one in plan.fields
        ]
        table(f"Fields in {plan.connection}", ["object", "field", "state", "why"], rows)
        for missing in plan.surroundings:
            say(f"  to make: {missing.text}{f' on {missing.object}' if missing.first else ''}")
        for found in plan.findings:
            say(f"  {found.severity}: {found}")
        for limit in plan.limits if plan.changes else ():
            say(f"  note: {limit}")
        say(f"  {plan.changes} changes to make; {plan.planned} fields of the catalogue come with later versions.\n")


def _show_reports(reports: Sequence[ProvisionReport]) -> None:
    for report in reports:
        rows = [(one.object, one.what, one.built.outcome.value, one.built.message) for one in report.done]
        table(f"Done in {report.connection}", ["object", "what", "outcome", "said"], rows)
        left = report.after.changes if report.after is not None else 0
        say(f"  {report.connection}: {'everything is in place' if report.green else f'{left} changes are left'}.")
