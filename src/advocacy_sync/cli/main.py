"""The command line. Heavy parts are imported inside the commands, so that `--help` is quick."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .output import DONE, LATER, NOT_GREEN, fail, guarded, log_to_stderr, progress_bars, say, show_json, table

if TYPE_CHECKING:
    from advocacy_sync.services.cycle import Programme

__all__ = ["app", "main"]

app = typer.Typer(
    help="Keeps a customer-advocacy programme and the company's CRMs in step.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # its tracebacks show local variables, secrets among them
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _group(name: str, text: str) -> typer.Typer:
    group = typer.Typer(help=text, no_args_is_help=True)
    app.add_typer(group, name=name)
    return group


store_app = _group("store", "The database: migrations.")
push_app = _group("push", "Bring computed values into the CRMs: plan, then apply.")
attribution_app = _group("attribution", "Influenced revenue.")
mapping_app = _group("mapping", "Mapping files: checks.")
runs_app = _group("runs", "What ran, and its balance sheet.")

Config = Annotated[Path, typer.Option("--config", "-c", help="The settings file.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, nothing else there.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="The day or instant to judge from, instead of now.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be written; write nothing.")]
DEFAULT_CONFIG = Path("config.yaml")


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        say(f"advocacy-sync {version('advocacy-sync')}")
        raise typer.Exit(DONE)


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Keeps a customer-advocacy programme and the company's CRMs in step."""


def _instant(text: str | None) -> datetime | None:
    from advocacy_sync.kernel.clock import parse_instant

    if text is None:
        return None
    try:
        return parse_instant(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day (2026-03-02) or instant (2026-03-02T08:00:00Z)") from None


@contextmanager
def _programme(config: Path, as_json: bool, as_of: str | None = None) -> Iterator[Programme]:
    """Everything connected, with errors turned into messages and exit codes."""
    from advocacy_sync.compose import build, load_settings
    from advocacy_sync.kernel.clock import ShiftedClock, SystemClock

    instant = _instant(as_of)
    with guarded(as_json), progress_bars() as progress:
        settings = load_settings(config)
        level = "warning" if sys.stderr.isatty() and settings.log.level == "info" else settings.log.level
        events = log_to_stderr(level, settings.log.format)  # a person at a terminal sees tables and bars instead
        yield build(settings, ShiftedClock(instant) if instant else SystemClock(), events, progress)


def _finish(green: bool, later: bool = False) -> None:
    raise typer.Exit(DONE if green else LATER if later else NOT_GREEN)


def _show(as_json: bool, document: Any, show: Callable[[], None]) -> None:
    if as_json:
        show_json(document)
    else:
        show()


# --- set-up ---------------------------------------------------------------------------------------


@app.command(epilog="Example: advocacy-sync demo --size 500")
def demo(
    data: Annotated[Path | None, typer.Option(help="A folder of CRM data for the Salesforce org.")] = None,
    size: Annotated[int, typer.Option(min=1, help="Accounts to make up without --data.")] = 200,
    seed: Annotated[int, typer.Option(help="Another seed, another company.")] = 7,
    as_of: AsOf = None,
    store: Annotated[str | None, typer.Option(help="Keep the store here (sqlite:///demo.db).")] = None,
    as_json: Json = False,
) -> None:
    """The whole cycle on two local CRMs: pull, flag, attribute, push, and once more."""
    instant = _instant(as_of)
    from .demo import DemoOptions
    from .demo import demo as run_demo

    with guarded(as_json):
        events = log_to_stderr("warning", "text")
        raise typer.Exit(run_demo(DemoOptions(data, size, seed, instant, store), as_json, events))


@app.command(epilog="Example: advocacy-sync sandbox --size 500 --salesforce-port 8081 --hubspot-port 8082")
def sandbox(
    data: Annotated[Path | None, typer.Option(help="A folder of CRM data for the Salesforce org.")] = None,
    size: Annotated[int, typer.Option(min=1, help="Accounts to make up without --data.")] = 200,
    seed: Annotated[int, typer.Option(help="Another seed, another company.")] = 7,
    as_of: AsOf = None,
    salesforce_port: Annotated[int, typer.Option(help="0: any free port.")] = 0,
    hubspot_port: Annotated[int, typer.Option(help="0: any free port.")] = 0,
    tls: Annotated[bool, typer.Option("--tls", help="Serve https and write the CA file.")] = False,
    state: Annotated[Path | None, typer.Option(help="Keep the rows in files of this name.")] = None,
) -> None:
    """Serve the two local CRMs until stopped. One JSON line on stdout says where they are."""
    instant = _instant(as_of)
    with guarded(False):
        from advocacy_sync.kernel.errors import ConfigError
        from advocacy_sync.sandbox.host import Options, run

        try:
            run(Options(data, size, seed, instant, salesforce_port, hubspot_port, tls, state))
        except OSError as error:
            raise ConfigError(f"the sandbox cannot be started: {error.strerror or error}") from None


@app.command(epilog="Example: advocacy-sync doctor --config config.yaml")
def doctor(config: Config = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Settings, login, rights, mappings, store version: what is wrong and what to do."""
    from .doctor import examine, show_examination

    with guarded(as_json):
        checks = examine(config)
        _show(as_json, [check.as_dict() for check in checks], lambda: show_examination(checks))
        raise typer.Exit(max(check.exit_code for check in checks))


@store_app.command(epilog="Example: advocacy-sync store upgrade --config config.yaml")
def upgrade(config: Config = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Run the migrations. Repeating it does nothing."""
    with guarded(as_json):
        from advocacy_sync.compose import load_settings
        from advocacy_sync.store.engine import open_engine, schema_version
        from advocacy_sync.store.migrate import upgrade as migrate

        engine = open_engine(load_settings(config).store_url())
        before = schema_version(engine)
        migrate(engine)
        after = schema_version(engine)
        _show(as_json, {"before": before, "after": after}, lambda: say(f"The store is at version {after}."))


# --- the cycle and its parts ----------------------------------------------------------------------


@app.command(epilog="Example: advocacy-sync run --config config.yaml --dry-run")
def run(config: Config = DEFAULT_CONFIG, as_of: AsOf = None, dry_run: DryRun = False, as_json: Json = False) -> None:
    """One cycle: pull, flag, attribute, push. With --dry-run the push is only planned."""
    from advocacy_sync.services.push import PushReport

    from . import summary

    with _programme(config, as_json, as_of) as programme:
        pulled = programme.pull()
        if not as_json:  # at once: what was not read is why a later step may stop
            summary.show_pull(pulled)
        flags = programme.flag()
        if not as_json:
            summary.show_flags(flags)
        attribution = programme.attribute()
        document: dict[str, Any] = {
            "pull": summary.pull_document(pulled),
            "flag": summary.flag_document(flags),
            "attribution": summary.attribution_document(attribution),
        }
        if not as_json:
            summary.show_attribution(attribution)
        green = pulled.pulled.green and flags.green
        report = PushReport()
        if dry_run:
            intents, findings = programme.plan()
            document["plan"] = summary.plan_document(intents, findings)
            _show(as_json, document, lambda: summary.show_plan(intents, findings))
        else:
            report = programme.push()
            green = green and report.green
            document["push"] = summary.push_document(report)
            _show(as_json, document, lambda: summary.show_push(report))
        if not as_json and not green:
            say("\nNot green: see the lines above that begin with 'failed' or 'error'.")
    _finish(green, pulled.pulled.later and (dry_run or report.green))


@app.command(epilog="Example: advocacy-sync pull --json")
def pull(config: Config = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Read what changed in the CRMs, and resolve who is who."""
    from . import summary

    with _programme(config, as_json) as programme:
        step = programme.pull()
        _show(as_json, summary.pull_document(step), lambda: summary.show_pull(step))
    _finish(step.pulled.green, step.pulled.later)


@app.command(epilog="Example: advocacy-sync flag --as-of 2026-03-02")
def flag(config: Config = DEFAULT_CONFIG, as_of: AsOf = None, as_json: Json = False) -> None:
    """Nomination signals and stale facts, from what has been pulled."""
    from . import summary

    with _programme(config, as_json, as_of) as programme:
        report = programme.flag()
        _show(as_json, summary.flag_document(report), lambda: summary.show_flags(report))
    _finish(report.green)


@attribution_app.command("run", epilog="Example: advocacy-sync attribution run --json")
def attribution_run(config: Config = DEFAULT_CONFIG, as_of: AsOf = None, as_json: Json = False) -> None:
    """Judge every touch and post the ledger, tied out to the cent."""
    from . import summary

    with _programme(config, as_json, as_of) as programme:
        report = programme.attribute()
        _show(as_json, summary.attribution_document(report), lambda: summary.show_attribution(report))


@push_app.command("plan", epilog="Example: advocacy-sync push plan --dry-run")
def push_plan(
    config: Config = DEFAULT_CONFIG, as_of: AsOf = None, dry_run: DryRun = False, as_json: Json = False
) -> None:
    """What a push would write: old value, new value, reason. Stored for `push apply` unless --dry-run."""
    from . import summary

    with _programme(config, as_json, as_of) as programme:
        number, intents, findings = (None, *programme.plan()) if dry_run else programme.save_plan()
        document = {"plan": number, **summary.plan_document(intents, findings)}
        _show(as_json, document, lambda: summary.show_plan(intents, findings, number))
    _finish(not any(finding.severity == "error" for finding in findings))


@push_app.command("apply", epilog="Example: advocacy-sync push apply --plan 12")
def push_apply(
    config: Config = DEFAULT_CONFIG,
    plan: Annotated[int | None, typer.Option(help="The plan's number; the newest one if left out.")] = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Apply a stored plan: write, read back, keep receipts."""
    from advocacy_sync.kernel.errors import ConfigError

    from . import summary

    with _programme(config, as_json) as programme:
        with programme.store.begin() as work:
            newest = work.pushes.newest_plan()
            number = plan if plan is not None else newest[0] if newest else None
            intents = work.pushes.plan(number) if number is not None else []
        if number is None or (newest is not None and number > newest[0]):
            raise ConfigError("there is no such plan; run 'advocacy-sync push plan' first")
        waiting = [intent for intent in intents if intent.outcome == "planned"]
        if dry_run:
            document = {"plan": number, **summary.plan_document(waiting, [])}
            _show(as_json, document, lambda: summary.show_plan(waiting, [], number))
            return
        if not waiting and not as_json:
            say(f"Plan {number} holds nothing that is still to be written.")
        report = programme.apply(number)
        _show(as_json, summary.push_document(report), lambda: summary.show_push(report))
    _finish(report.green)


@app.command(epilog="Example: advocacy-sync serve --config config.yaml")
def serve(config: Config = DEFAULT_CONFIG) -> None:
    """Run the job table until SIGTERM or SIGINT."""
    with guarded(False):
        from advocacy_sync.compose import build, job_table, load_settings
        from advocacy_sync.kernel.clock import SystemClock
        from advocacy_sync.scheduling.serve import serve as run_jobs

        settings = load_settings(config)
        events = log_to_stderr(settings.log.level, settings.log.format)
        programme = build(settings, SystemClock(), events)
        run_jobs(programme, job_table(settings), settings.schedule.time_zone, events)


# --- looking --------------------------------------------------------------------------------------


@mapping_app.command("check", epilog="Example: advocacy-sync mapping check --offline")
def mapping_check(
    config: Config = DEFAULT_CONFIG,
    offline: Annotated[bool, typer.Option("--offline", help="Only the files, not the live orgs.")] = False,
    as_json: Json = False,
) -> None:
    """Mapping files against their language and against the live orgs: file, line, remedy."""
    from .doctor import check_mappings

    with guarded(as_json):
        findings = check_mappings(config, offline)

        def show() -> None:
            for finding in findings:
                say(f"{finding.severity}: {finding}")
            say(f"{len(findings)} findings.")

        _show(as_json, [finding_document(finding) for finding in findings], show)
    _finish(not any(finding.severity == "error" for finding in findings))


def finding_document(finding: Any) -> dict[str, Any]:
    place = finding.place
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "remedy": finding.remedy,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }


@runs_app.command("list", epilog="Example: advocacy-sync runs list --limit 20")
def runs_list(
    config: Config = DEFAULT_CONFIG,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    as_json: Json = False,
) -> None:
    """The newest runs."""
    from .inspect import run_document, runs

    with guarded(as_json):
        found = runs(config, limit)
        rows = [(run.id, run.job, f"{run.started_at:%Y-%m-%d %H:%M:%S}Z", run.status, run.note) for run in found]
        columns = ["run", "job", "started", "status", "note"]
        _show(as_json, [run_document(run) for run in found], lambda: table("Runs", columns, rows))


@runs_app.command("show", epilog="Example: advocacy-sync runs show 3")
def runs_show(
    number: Annotated[int, typer.Argument(metavar="RUN")], config: Config = DEFAULT_CONFIG, as_json: Json = False
) -> None:
    """A run's balance sheet, and what stands in quarantine."""
    from .inspect import one_run, run_document, show_run

    with guarded(as_json):
        run, problems = one_run(config, number)
        document = {**run_document(run), "quarantine": problems}
        _show(as_json, document, lambda: show_run(run, problems))


def main() -> None:
    """The program's entry."""
    from advocacy_sync.kernel.errors import AdvocacyError

    try:
        app()
    except AdvocacyError as error:
        fail(error, as_json=False)


if __name__ == "__main__":
    main()
