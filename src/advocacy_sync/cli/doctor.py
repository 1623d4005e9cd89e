"""What is wrong and what to do: settings, store, rules, then each connection in turn."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from advocacy_sync.compose import Findings, connect, load_mappings, load_rules, load_settings, open_store
from advocacy_sync.config.settings import Settings
from advocacy_sync.kernel.clock import SystemClock
from advocacy_sync.kernel.errors import AdvocacyError, ConfigError, RetryableError
from advocacy_sync.registry import find
from advocacy_sync.services.connected import fit
from advocacy_sync.services.poison import died, paused
from advocacy_sync.services.standstill import gap
from advocacy_sync.store.engine import HEAD, open_engine, schema_version

from .output import DONE, LATER, NOT_GREEN, USAGE, say

__all__ = ["Check", "examine", "show_examination"]


@dataclass
class Check:
    """One thing looked at. `notes`: what is worth knowing; `problems`: what must be done."""

    name: str
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    exit_code: int = DONE

    def fail(self, error: AdvocacyError) -> None:
        lines = [str(found) for found in error.findings] if isinstance(error, Findings) else [str(error)]
        self.problems += lines
        self.exit_code = LATER if isinstance(error, RetryableError) else USAGE

    def as_dict(self) -> dict[str, Any]:
        return {"check": self.name, "ok": not self.problems, "notes": self.notes, "problems": self.problems}


def examine(config: Path) -> list[Check]:
    """Every check that can be made; settings that cannot be read end it."""
    first = Check(f"settings {config}")
    try:
        settings = load_settings(config)
    except AdvocacyError as error:
        first.fail(error)
        return [first]
    first.notes.append(f"{len(settings.connections)} connections, currency {settings.currency}, {settings.time_zone}")
    return [first, _store(settings), _rules(settings), *(_connection(name, settings) for name in settings.connections)]


def _store(settings: Settings) -> Check:
    check = Check("store")
    try:
        engine = open_engine(settings.store_url())
        version = schema_version(engine)
    except AdvocacyError as error:
        check.fail(error)
        return check
    check.notes.append(f"{engine.url.get_backend_name()}, version {version or 'none'}")
    if version != HEAD:
        check.fail(ConfigError(f"this program needs version {HEAD}: run 'advocacy-sync store upgrade'"))
        return check
    _places(settings, check)
    return check


def _places(settings: Settings, check: Check) -> None:
    """Objects that do not come on: paused, deadly, or not read for long."""
    now = SystemClock().now()
    for name, config in settings.connections.items():
        with suppress(AdvocacyError), open_store(settings).begin() as work:  # files that cannot be read are told below
            mapped = {file.document.object for file in load_mappings(config.crm, settings.mappings.path)[0]}
            found = work.checkpoints.standing(name)
            standing = {place: state for place, state in found.items() if place[0] in mapped}
            check.notes += [str(one) for one in died(standing, name)]
            check.problems += [str(one) for one in paused(standing, name)]
            for (object_name, task), state in standing.items():
                where = f"{name} {object_name}"
                check.problems += [str(one) for one in gap(state, now, where)] if task == "changes" else []
    if check.problems:
        check.exit_code = NOT_GREEN


def _rules(settings: Settings) -> Check:
    check = Check("rules")
    try:
        rules = load_rules(settings.mappings.path)
        check.notes.append(f"{len(rules.signals.rules.rules)} signals, {len(rules.staleness.facts)} fact clocks")
    except AdvocacyError as error:
        check.fail(error)
    return check


def _connection(name: str, settings: Settings) -> Check:
    check = Check(f"connection {name}")
    try:
        config = settings.connections[name]
        manifest = find(config.crm)
        check.notes.append(f"{manifest.title}, login by {config.auth.kind}")
        check.notes += [kind.notice for kind in manifest.auth if kind.name == config.auth.kind and kind.notice]
        connected = connect(name, settings, 0)
        org = connected.session.reader.org()
        kind = {True: ", a sandbox", False: ", production", None: ""}[org.sandbox]
        check.notes.append(f"logged in to org {org.id}{kind}")
        findings = [found for file in connected.files for found in fit(connected, file)[1]]
        check.notes += [f"{found.severity}: {found}" for found in findings if found.severity != "error"]
        check.problems += [str(found) for found in findings if found.severity == "error"]
        if check.problems:
            check.exit_code = NOT_GREEN
            check.notes.append("rights that a connection needs: " + "; ".join(manifest.required_rights))
    except AdvocacyError as error:
        check.fail(error)
    return check


def show_examination(checks: list[Check]) -> None:
    for check in checks:
        say(f"{'ok  ' if not check.problems else 'FAIL'} {check.name}")
        for problem in check.problems:
            say(f"       {problem}")
        for note in check.notes:
            say(f"     - {note}")
