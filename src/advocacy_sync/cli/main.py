"""The command line. Heavy parts are imported inside the commands, so that `--help` is quick."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from .asked import nominations_app, requests_app
from .checking import mapping_check
from .crm import crm_app
from .drift import drift
from .explaining import explain
from .history import mapping_history
from .mapping import mapping_fields, mapping_suggest
from .options import DEFAULT_CONFIG, AsOf, Config, DryRun, Json, finish, instant_of, opened, shown
from .output import DONE, USAGE, fail, guarded, log_to_stderr, say, table
from .push import push_app
from .replaying import mapping_diff, mapping_replay
from .schema import mapping_schema
from .trying import mapping_try

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
app.add_typer(push_app, name="push")
app.add_typer(crm_app, name="crm")
app.add_typer(requests_app, name="requests")
app.add_typer(nominations_app, name="nominations")
attribution_app = _group("attribution", "Influenced revenue.")
mapping_app = _group("mapping", "Mapping files: drafting, checking, trying, changing.")
runs_app = _group("runs", "What ran, and its balance sheet.")


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
    instant = instant_of(as_of)
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
    faults: Annotated[Path | None, typer.Option(help="A plan of what goes wrong; see docs/faults.md.")] = None,
    bare: Annotated[bool, typer.Option("--bare", help="Without the fields that `crm apply` makes.")] = False,
) -> None:
    """Serve the two local CRMs until stopped. One JSON line on stdout says where they are."""
    instant = instant_of(as_of)
    with guarded(False):
        from advocacy_sync.kernel.errors import ConfigError
        from advocacy_sync.sandbox.host import Options, run

        try:
            run(Options(data, size, seed, instant, salesforce_port, hubspot_port, tls, state, faults, bare))
        except OSError as error:
            raise ConfigError(f"the sandbox cannot be started: {error.strerror or error}") from None


@app.command(epilog="Example: advocacy-sync doctor --config config.yaml")
def doctor(config: Config = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Settings, login, rights, mappings, store version: what is wrong and what to do."""
    from .doctor import examine, show_examination

    with guarded(as_json):
        checks = examine(config)
        shown(as_json, [check.as_dict() for check in checks], lambda: show_examination(checks))
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
        shown(as_json, {"before": before, "after": after}, lambda: say(f"The store is at version {after}."))


# --- the cycle and its parts ----------------------------------------------------------------------


@app.command(epilog="Example: advocacy-sync run --config config.yaml --dry-run")
def run(config: Config = DEFAULT_CONFIG, as_of: AsOf = None, dry_run: DryRun = False, as_json: Json = False) -> None:
    """One cycle: pull, flag, attribute, push. With --dry-run the push is only planned."""
    from advocacy_sync.services.apply import PushReport

    from . import summary

    with opened(config, as_json, as_of) as programme:
        pulled = programme.pull()
        if not as_json:  # at once: what was not read is why a later step may stop
            summary.show_pull(pulled)
        if pulled.pulled.misconfigured:
            shown(
                as_json,
                {"pull": summary.pull_document(pulled)},
                lambda: say("Nothing could be read; nothing was done."),
            )
            raise typer.Exit(USAGE)
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
            made = programme.draft()
            document["plan"] = summary.draft_document(made)
            shown(as_json, document, lambda: summary.show_draft(made))
        else:
            report = programme.push()
            green = green and report.green
            document["push"] = summary.push_document(report)
            shown(as_json, document, lambda: summary.show_push(report))
        if not as_json and not green:
            say("\nNot green: see the lines above that begin with 'failed', 'error', 'stopped' or a number.")
    finish(green, pulled.pulled.later and (dry_run or report.green))


@app.command(epilog="Example: advocacy-sync pull --json")
def pull(
    config: Config = DEFAULT_CONFIG,
    sweep: Annotated[bool, typer.Option("--sweep", help="Look through every object whole now, not when due.")] = False,
    accept_vanished: Annotated[
        bool, typer.Option("--accept-vanished", help="Rows that are missing are gone, however many; implies --sweep.")
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Try again what was paused because it kills.")] = False,
    as_json: Json = False,
) -> None:
    """Read what changed in the CRMs, and resolve who is who."""
    from . import summary

    with opened(config, as_json) as programme:
        step = programme.pull(sweep=sweep or accept_vanished, accept_vanished=accept_vanished, resume=resume)
        shown(as_json, summary.pull_document(step), lambda: summary.show_pull(step))
    if step.pulled.misconfigured:
        raise typer.Exit(USAGE)
    finish(step.pulled.green, step.pulled.later)


@app.command(epilog="Example: advocacy-sync flag --as-of 2026-03-02")
def flag(config: Config = DEFAULT_CONFIG, as_of: AsOf = None, as_json: Json = False) -> None:
    """Nomination signals and stale facts, from what has been pulled."""
    from . import summary

    with opened(config, as_json, as_of) as programme:
        report = programme.flag()
        shown(as_json, summary.flag_document(report), lambda: summary.show_flags(report))
    finish(report.green)


@attribution_app.command("run", epilog="Example: advocacy-sync attribution run --json")
def attribution_run(config: Config = DEFAULT_CONFIG, as_of: AsOf = None, as_json: Json = False) -> None:
    """Judge every touch and post the ledger, tied out to the cent."""
    from . import summary

    with opened(config, as_json, as_of) as programme:
        report = programme.attribute()
        shown(as_json, summary.attribution_document(report), lambda: summary.show_attribution(report))


@app.command(epilog="Example: advocacy-sync serve --config config.yaml")
def serve(config: Config = DEFAULT_CONFIG) -> None:
    """Run the job table until SIGTERM or SIGINT."""
    with guarded(False):
        from advocacy_sync.compose import alerts_of, build, hooks_of, job_table, load_settings
        from advocacy_sync.kernel.clock import SystemClock
        from advocacy_sync.scheduling.serve import serve as run_jobs

        settings = load_settings(config)
        events = log_to_stderr(settings.log.level, settings.log.format)
        programme = build(settings, SystemClock(), events)
        hooks = hooks_of(settings, SystemClock())
        alerts = alerts_of(settings, events)
        zone = settings.schedule.time_zone
        run_jobs(programme, job_table(settings), zone, events, hooks=hooks, alerts=alerts)


# --- looking --------------------------------------------------------------------------------------


mapping_app.command("check", epilog="Example: advocacy-sync mapping check --offline")(mapping_check)
mapping_app.command("try", epilog="Example: advocacy-sync mapping try --object Contact --rows 5")(mapping_try)
mapping_app.command("diff", epilog="Example: advocacy-sync mapping diff --examples 20")(mapping_diff)
mapping_app.command("replay", epilog="Example: advocacy-sync mapping replay --json")(mapping_replay)
mapping_app.command("history", epilog="Example: advocacy-sync mapping history --object Contact")(mapping_history)
mapping_app.command("suggest", epilog="Example: advocacy-sync mapping suggest --crm salesforce --object Account")(
    mapping_suggest
)
mapping_app.command("fields", epilog="Example: advocacy-sync mapping fields --json")(mapping_fields)
mapping_app.command("schema", epilog="Example: advocacy-sync mapping schema --out mapping.schema.json")(mapping_schema)


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
        shown(as_json, [run_document(run) for run in found], lambda: table("Runs", columns, rows))


@runs_app.command("show", epilog="Example: advocacy-sync runs show 3")
def runs_show(
    number: Annotated[int, typer.Argument(metavar="RUN")], config: Config = DEFAULT_CONFIG, as_json: Json = False
) -> None:
    """A run's balance sheet, the ways it took, what the checker says, and what stands in quarantine."""
    from .inspect import one_run, show_run, view_document

    with guarded(as_json):
        view = one_run(config, number)
        shown(as_json, view_document(view), lambda: show_run(view))


app.command("drift", epilog="Example: advocacy-sync drift --days 7")(drift)
app.command("explain", epilog="Example: advocacy-sync explain AS-7K3Q9F2MXR --field signals")(explain)


@app.command(epilog="Example: advocacy-sync quota")
def quota(config: Config = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """API calls: what the CRMs say is left, what we used for what, how long it lasts."""
    from .inspect import quotas, show_quotas

    with guarded(as_json):
        found = quotas(config)
        shown(as_json, found, lambda: show_quotas(found))


def main() -> None:
    """The program's entry."""
    from advocacy_sync.kernel.errors import AdvocacyError, ConfigError

    try:
        if any(not word.isprintable() and "\udc80" <= max(word) <= "\udcff" for word in sys.argv[1:]):
            raise ConfigError("an argument is not UTF-8 text")
        app()
    except AdvocacyError as error:
        fail(error, as_json=False)


if __name__ == "__main__":
    main()
