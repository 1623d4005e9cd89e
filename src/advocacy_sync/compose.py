"""Settings to adapters to services: the one place that knows them all."""

from __future__ import annotations

import gc
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from advocacy_sync.attribution.eligibility import EligibilityRules
from advocacy_sync.config.documents import read_document, read_layers
from advocacy_sync.config.files import catalogue_file, mapping_files, packaged_mappings, rule_file
from advocacy_sync.config.settings import ConnectionConfig, Settings, resolve_secret
from advocacy_sync.config.token_file import TokenFile
from advocacy_sync.config.worker import gone, holder
from advocacy_sync.kernel.clock import Clock, SystemClock
from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.kernel.finding import Finding, Place
from advocacy_sync.kernel.ids import ConnectionName
from advocacy_sync.kernel.secret import Secret
from advocacy_sync.kernel.timespan import day_start
from advocacy_sync.mapping.check import check_document, did_you_mean
from advocacy_sync.mapping.document import MappingDocument
from advocacy_sync.mapping.transforms import Settings as TransformSettings
from advocacy_sync.ports.crm import AuthKind, ConnectionSettings, Journal, Manifest, Timeouts
from advocacy_sync.ports.events import Events, Progress, silent
from advocacy_sync.records.crm_fields import FieldCatalogue, check_catalogue
from advocacy_sync.registry import find, installed
from advocacy_sync.scheduling.alerts import Alerts
from advocacy_sync.scheduling.hooks import Hook, Hooks
from advocacy_sync.scheduling.table import Job
from advocacy_sync.services.apply import Caution
from advocacy_sync.services.connected import Connected, MappingFile, Notebook
from advocacy_sync.services.cycle import Programme
from advocacy_sync.services.lease import Worker
from advocacy_sync.services.pull import PullPolicy
from advocacy_sync.signals.document import SignalRules
from advocacy_sync.signals.evaluate import Compiled, compile_rules
from advocacy_sync.stewardship.freshness import StalenessRules
from advocacy_sync.stewardship.goodwill import GoodwillRules
from advocacy_sync.store.engine import open_engine, require_version
from advocacy_sync.store.unit_of_work import SqlStore
from advocacy_sync.transport.budget import Budget
from advocacy_sync.transport.hosts import check_url
from advocacy_sync.transport.keeper import Keeper, MemoryKeeper
from advocacy_sync.transport.message import message_sender
from advocacy_sync.writeback.fuse import Limits

__all__ = [
    "Findings",
    "Rules",
    "alerts_of",
    "build",
    "connect",
    "connection_settings",
    "hooks_of",
    "job_table",
    "load_catalogue",
    "load_mappings",
    "load_rules",
    "load_settings",
    "open_store",
]

OBJECTS_A_COLLECTION = 50_000  # pages of rows are many objects and no cycles: looking for these cost a fifth of a pull
READING_AGE = timedelta(minutes=15)  # older ones say little: others call, too, and the quota fills again


class Findings(ConfigError):
    """Files that cannot be used as they are; every finding at once."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = list(findings)


def load_settings(path: Path) -> Settings:
    """Raises Findings with file, line and remedy when the settings cannot be used."""
    if not path.exists():
        raise ConfigError(f"there is no {path}: copy config.example.yaml (docs/first-hour.md), or name one by --config")
    document, findings = read_document(path, Settings)
    if document is None:
        raise Findings(findings)
    _check_own_folder(document.content.mappings.path, document.place("mappings", "path"))
    return document.content


def _check_own_folder(path: Path | None, place: Place) -> None:
    """An own folder that is not there, or holds folders that nothing reads, would be passed over in silence."""
    if path is None:
        return
    if not path.is_dir():
        raise Findings([_own(f"the folder {path} does not exist", place, "Make it, or leave the setting out.")])
    known = ["rules", *installed()]
    strange = sorted(part.name for part in path.iterdir() if part.is_dir() and part.name not in known)
    if strange:
        text = f"{path / strange[0]} belongs to no connector"
        raise Findings([_own(text, place, did_you_mean(strange[0], known) or f"Folders are {', '.join(known)}.")])


def _own(message: str, place: Place, remedy: str) -> Finding:
    return Finding(code="mapping.folder", message=message, place=place, remedy=remedy)


def open_store(settings: Settings) -> SqlStore:
    """The store, at the version that this program writes. Raises ConfigError otherwise."""
    engine = open_engine(settings.store_url())
    require_version(engine)
    return SqlStore(engine)


# --- files ----------------------------------------------------------------------------------------


def load_mappings(crm: str, own: Path | None) -> tuple[list[MappingFile], list[Finding]]:
    """A CRM's mapping files that can be used, and what is wrong with the others."""
    files: list[MappingFile] = []
    findings: list[Finding] = _passed_over(crm, own)
    for name, layers in mapping_files(crm, own).items():
        ours = layers.under or layers.file
        shown = f"{crm}/{name}" if ours.is_relative_to(packaged_mappings()) else None
        document, wrong = read_layers(layers, MappingDocument, shown)
        if document is not None:
            wrong = [*wrong, *check_document(document.content, document.place)]
            if not any(finding.severity == "error" for finding in wrong):
                files.append(MappingFile(document.content, document.place))
        findings += wrong
    findings += _related(files)
    if not files and not findings:
        findings.append(Finding(code="mapping.none", message=f"there are no mapping files for {crm}", subject=crm))
    return files, findings


def _passed_over(crm: str, own: Path | None) -> list[Finding]:
    """What lies in an organisation's folder and is not read."""
    folder = own / crm if own else None
    if folder is None or not folder.is_dir():
        return []
    strange = sorted(part for part in folder.iterdir() if part.suffix == ".yml" or part.is_dir())
    text, remedy = "is not read: mapping files end in .yaml and lie in the folder itself", "Rename or move it."
    return [
        Finding(code="mapping.folder", message=text, severity="warning", place=Place(str(one)), remedy=remedy)
        for one in strange
    ]


def _related(files: Sequence[MappingFile]) -> list[Finding]:
    """Two files that map the same object, and references to objects that none maps."""
    found: list[Finding] = []
    first: dict[str, Place] = {}
    for file in files:
        name, spot = file.document.object, file.place("object")
        if name in first:
            text = f"{name} is mapped by {first[name].file}, too"
            remedy = "Give the own file the name of ours to lay it over; else keep one of them."
            found.append(Finding(code="mapping.object_twice", message=text, place=spot, remedy=remedy))
        first.setdefault(name, spot)
    for file in files:
        for index, record in enumerate(file.document.records):
            for name, part in record.fields.items():
                if part.to is not None and part.to not in first:
                    text = f"refers to {part.to}, which no file maps"
                    spot = file.place("records", index, "fields", name)
                    remedy = did_you_mean(part.to, first)
                    found.append(
                        Finding(code="mapping.reference", message=text, severity="warning", place=spot, remedy=remedy)
                    )
    return found


@dataclass(frozen=True)
class Rules:
    signals: Compiled
    staleness: StalenessRules
    goodwill: GoodwillRules


def load_rules(own: Path | None) -> Rules:
    """Raises Findings when a rule file cannot be used."""
    signals, findings = read_document(rule_file("signals.yaml", own), SignalRules, "rules/signals.yaml")
    staleness, more = read_document(rule_file("staleness.yaml", own), StalenessRules, "rules/staleness.yaml")
    goodwill, still_more = read_document(rule_file("goodwill.yaml", own), GoodwillRules, "rules/goodwill.yaml")
    findings += [*more, *still_more]
    compiled = None
    if signals is not None:
        compiled, wrong = compile_rules(signals.content, signals.place)
        findings += wrong
    if compiled is None or staleness is None or goodwill is None:
        raise Findings(findings)
    return Rules(compiled, staleness.content, goodwill.content)


def load_catalogue() -> FieldCatalogue:
    """Raises Findings when the catalogue cannot be used."""
    document, findings = read_document(catalogue_file(), FieldCatalogue, "catalogue.yaml")
    if document is not None:
        findings += check_catalogue(document.content, document.place)
    if document is None or findings:
        raise Findings(findings)
    return document.content


# --- connections ----------------------------------------------------------------------------------


def connection_settings(
    name: str, config: ConnectionConfig, budget: Budget | None = None
) -> tuple[Manifest, ConnectionSettings]:
    """What a room needs to connect, secrets resolved. Raises ConfigError that says what is missing."""
    manifest = find(config.crm)
    owner = f"connections.{name}"
    kind = next((one for one in manifest.auth if one.name == config.auth.kind), None)
    if kind is None:
        known = ", ".join(one.name for one in manifest.auth)
        raise ConfigError(f"{owner}.auth.kind: {config.auth.kind!r} is none of {known}")
    base_url = config.base_url or manifest.base_url or ""
    secrets = _secrets(owner, kind, config.auth.names())
    limits = config.timeouts
    return manifest, ConnectionSettings(
        name=ConnectionName(name),
        crm=config.crm,
        base_url=base_url or manifest.login_url(base_url),
        login_url=config.login_url or manifest.login_url(base_url),
        auth=kind.name,
        secrets=secrets,
        api_version=config.api_version or manifest.default_api_version,
        ca_file=_ca_file(owner, config.ca_file),
        hosts=manifest.hosts,
        allow_host=config.allow_host,
        timeouts=Timeouts(connect=limits.connect, read=limits.read, total=limits.total),
        budget=budget or Budget(),
        keeper=_keeper(owner, config.auth.names(), secrets),
    )


def _keeper(owner: str, names: dict[str, str], secrets: dict[str, Secret]) -> Keeper | None:
    """A refresh token from a file is kept there; from the environment it lasts as long as the process."""
    if "refresh_token" not in secrets:
        return None
    file = names.get("refresh_token_file")
    return TokenFile(Path(file), f"{owner}.auth") if file else MemoryKeeper(secrets["refresh_token"])


def _ca_file(owner: str, path: Path | None) -> str | None:
    """The file, once it has been seen to hold certificates: neither SDK says clearly that it does not."""
    if path is None:
        return None
    try:
        ssl.create_default_context(cafile=str(path))
    except OSError as error:
        raise ConfigError(f"{owner}.ca_file: {path} cannot be used ({error.strerror or error})") from None
    return str(path)


def _secrets(owner: str, kind: AuthKind, names: dict[str, str]) -> dict[str, Secret]:
    known = {*kind.secrets, *kind.optional}
    for name in names:
        if name.removesuffix("_env").removesuffix("_file") not in known:
            raise ConfigError(f"{owner}.auth: {name} is not used by {kind.name}, which needs {', '.join(kind.secrets)}")
    given = [name for name in kind.optional if f"{name}_env" in names or f"{name}_file" in names]
    return {name: resolve_secret(name, names, f"{owner}.auth") for name in [*kind.secrets, *given]}


def connect(name: str, settings: Settings, rank: int, events: Events = silent) -> Connected:
    """A connected org with its mapping files. Raises Findings when a file cannot be used."""
    config = settings.connections[name]
    budget = Budget(reserve=settings.quota.reserve)
    manifest, connection = connection_settings(name, config, budget)
    files, findings = load_mappings(config.crm, settings.mappings.path)
    wrong = [finding for finding in findings if finding.severity == "error"]
    if wrong:
        raise Findings(wrong)
    notice = next((kind.notice for kind in manifest.auth if kind.name == connection.auth), "")
    if notice:
        events("auth_notice", connection=name, notice=notice)
    transforms = TransformSettings(config.currency or settings.currency, settings.zone, settings.phone_region)
    notebook = Notebook(events)
    session = manifest.connect(connection, notebook)
    return Connected(connection.name, config.crm, session, transforms, rank, tuple(files), budget, notebook)


def job_table(settings: Settings) -> list[Job]:
    """The jobs that are switched on."""
    jobs = settings.schedule.jobs.items()
    return [Job(name, job.cron, job.every_minutes, job.misfire_minutes) for name, job in jobs if job.enabled]


def hooks_of(settings: Settings, clock: Clock) -> Hooks | None:
    """Where hints come from, None when that is off. Raises ConfigError when no connection can give any."""
    asked = settings.hooks
    hooks: dict[str, Hook] = {}
    journals: dict[str, Journal] = {}
    for name, config in settings.connections.items():
        manifest, connection = connection_settings(name, config)
        webhook = manifest.webhook
        if asked.public_url and webhook is not None and webhook.signed_with in connection.secrets:
            hooks[name] = Hook(webhook, connection.secrets[webhook.signed_with])
        kept = manifest.journal is not None and set(manifest.journal_secrets) <= set(connection.secrets)
        if asked.journal_minutes and manifest.journal is not None and kept:
            journals[name] = manifest.journal(connection)
    if asked.public_url and not hooks:
        raise ConfigError(
            "hooks.public_url is set, but no connection has the secret that its webhooks are signed with "
            "(HubSpot: client_secret_env or client_secret_file under auth)"
        )
    if asked.journal_minutes and not journals:
        raise ConfigError(
            "hooks.journal_minutes is set, but no connection has an app of its own to ask for a journal "
            "(HubSpot: client_id and client_secret under auth)"
        )
    if not hooks and not journals:
        return None
    return Hooks(
        hooks=hooks,
        journals=journals,
        public_url=asked.public_url or "",
        port=asked.port,
        wait_seconds=asked.wait_seconds,
        journal_minutes=asked.journal_minutes or 0,
        clock=clock,
    )


def alerts_of(settings: Settings, events: Events) -> Alerts | None:
    """What tells people that a job went wrong; None when that is off. Raises ConfigError for a wrong address."""
    names = {name: value for name, value in settings.alerts.model_dump().items() if value}
    if not names:
        return None
    url = resolve_secret("url", names, "alerts")
    check_url(url.reveal(), (), urlsplit(url.reveal()).hostname, "the address of alerts")
    return Alerts(message_sender(url), events)


def build(settings: Settings, clock: Clock, events: Events = silent, progress: Progress = silent) -> Programme:
    """Everything connected and checked, ready to run jobs."""
    gc.set_threshold(OBJECTS_A_COLLECTION, 20, 100)
    rules = load_rules(settings.mappings.path)
    connections = [connect(name, settings, rank, events) for rank, name in enumerate(settings.connections)]
    store = open_store(settings)
    _last_readings(store, connections)
    return Programme(
        store=store,
        connections=connections,
        signals=rules.signals,
        staleness=rules.staleness,
        goodwill=rules.goodwill,
        eligibility=EligibilityRules(window_days=settings.attribution.window_days, zone=settings.zone),
        policy=PullPolicy(
            settle=timedelta(seconds=settings.pull.settle_seconds),
            overlap=timedelta(minutes=settings.pull.overlap_minutes),
            refresh=timedelta(hours=settings.pull.refresh_hours),
            sweep=timedelta(hours=settings.pull.sweep_hours),
            vanish_share=settings.pull.vanish_share,
            since=day_start(since, settings.zone) if (since := settings.pull.modified_since) else None,
        ),
        limits=Limits(**settings.push.limits.model_dump()),
        caution=Caution(
            canary=settings.push.canary_rows,
            bad_share=settings.push.bad_share,
            moved_share=settings.push.moved_share,
            longest=timedelta(hours=settings.push.plan_hours),
        ),
        worker=Worker(holder(), gone),
        zone=settings.zone,
        data_age=timedelta(hours=settings.staleness.data_age_hours),
        clock=clock,
        events=events,
        progress=progress,
    )


def _last_readings(store: SqlStore, connections: Sequence[Connected]) -> None:
    """A new process knows of the quota what the last one knew, until the first answer tells it anew."""
    with store.begin() as work:
        for connection in connections:
            last = work.quota.last(connection.name)
            if last is not None and SystemClock().now() - last[1] < READING_AGE:
                connection.budget.note(last[0])
