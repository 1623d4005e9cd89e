"""The whole cycle on two local CRMs and SQLite: what a newcomer runs first."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from advocacy_sync.compose import build
from advocacy_sync.config.settings import Settings
from advocacy_sync.kernel.clock import ShiftedClock
from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.kernel.money import Money
from advocacy_sync.ports.events import Events
from advocacy_sync.records.kinds import DealStatus
from advocacy_sync.services.apply import PushReport
from advocacy_sync.services.attribute import AttributionReport
from advocacy_sync.services.cycle import Programme, PullStep
from advocacy_sync.services.flag import FlagReport
from advocacy_sync.store.engine import open_engine
from advocacy_sync.store.migrate import upgrade

from .output import NOT_GREEN, progress_bars, say, show_json
from .summary import attribution_document, balance, show_attribution, show_flags, show_pull, show_push

__all__ = ["DemoOptions", "demo", "local_settings"]

START_SECONDS = 120
ORG, PORTAL = "salesforce", "hubspot"


@dataclass(frozen=True)
class DemoOptions:
    data: Path | None
    size: int
    seed: int
    as_of: datetime | None
    store: str | None


@dataclass(frozen=True)
class _Cycle:
    pull: PullStep
    flags: FlagReport
    attribution: AttributionReport
    push: PushReport

    @property
    def green(self) -> bool:
        return self.pull.pulled.green and self.push.green and self.flags.green


def demo(options: DemoOptions, as_json: bool, events: Events) -> int:
    """Two cycles: the first brings everything into the store and its results back, the second finds nothing to do."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="advocacy-demo-") as folder, _sandbox(options) as told:
        settings = local_settings(told, options.store or f"sqlite:///{folder}/advocacy.db")
        upgrade(open_engine(settings.store_url()))
        clock = ShiftedClock(datetime.fromisoformat(told["as_of"]))
        if not as_json:
            say(f"Two local CRMs are up: Salesforce at {told[ORG]['url']}, HubSpot at {told[PORTAL]['url']}.")
            if options.data is not None:
                say(f"Rows come from {options.data}; what its files lack (people, activities, the portal) is made up.")
            say(f"Their clock stands at {told['as_of'][:10]} (--as-of), currency {told['currency']}.\n")
        with progress_bars() as progress:
            programme = build(settings, clock, events, progress)
            cycles = [_cycle(programme), _cycle(programme)]
        document = _document(programme, told, cycles)
        if as_json:
            show_json(document)
        else:
            _show(cycles, document, time.monotonic() - begun, options)
        calls = {str(one.name): one.session.reader.calls() for one in programme.connections}
        events("demo_done", seconds=round(time.monotonic() - begun, 1), **{f"calls_{k}": v for k, v in calls.items()})
    return 0 if all(cycle.green for cycle in cycles) else NOT_GREEN


def _cycle(programme: Programme) -> _Cycle:
    return _Cycle(programme.pull(), programme.flag(), programme.attribute(), programme.push())


@contextmanager
def _sandbox(options: DemoOptions) -> Iterator[dict[str, Any]]:
    """The two CRMs in a process of their own, ended with the block."""
    words = [sys.executable, "-m", "advocacy_sync.sandbox", "--size", str(options.size), "--seed", str(options.seed)]
    words += ["--data", str(options.data)] if options.data else []
    words += ["--as-of", options.as_of.isoformat()] if options.as_of else []
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            _, complaint = process.communicate(timeout=START_SECONDS)
            raise ConfigError(f"the sandbox did not start: {complaint.strip() or 'no reason given'}")
        yield json.loads(line)
    finally:
        process.terminate()
        process.communicate(timeout=START_SECONDS)


def local_settings(told: dict[str, Any], store: str) -> Settings:
    """Settings as a user would write them, pointing at the local CRMs; secrets by environment as always."""
    secrets = {
        "ADVOCACY_DEMO_CLIENT_ID": told["salesforce"]["client_id"],
        "ADVOCACY_DEMO_CLIENT_SECRET": told["salesforce"]["client_secret"],
        "ADVOCACY_DEMO_TOKEN": told["hubspot"]["token"],
    }
    os.environ.update(secrets)
    local = {"allow_host": "127.0.0.1"}
    return Settings.model_validate(
        {
            "store": store,
            "currency": told["currency"],
            "connections": {
                ORG: {
                    "crm": "salesforce",
                    "base_url": told["salesforce"]["url"],
                    "auth": {
                        "kind": "client_credentials",
                        "client_id_env": "ADVOCACY_DEMO_CLIENT_ID",
                        "client_secret_env": "ADVOCACY_DEMO_CLIENT_SECRET",
                    },
                    **local,
                },
                PORTAL: {
                    "crm": "hubspot",
                    "base_url": told["hubspot"]["url"],
                    "auth": {"kind": "private_app", "token_env": "ADVOCACY_DEMO_TOKEN"},
                    **local,
                },
            },
        }
    )


def _document(programme: Programme, told: dict[str, Any], cycles: list[_Cycle]) -> dict[str, Any]:
    """What scripts read. The totals cover the Salesforce org, which is where the data set's deals are."""
    connections: dict[str, dict[str, dict[str, int]]] = {}
    for (name, found), counts in cycles[0].pull.pulled.outcomes.items():
        connections.setdefault(name, {})[found] = balance(counts)
    last = cycles[-1]
    return {
        "as_of": told["as_of"][:10],
        "currency": told["currency"],
        "connections": connections,
        **_totals(programme, told["currency"]),
        "signals": last.flags.signals,
        "signals_by_rule": dict(last.flags.standing),
        "stale": last.flags.stale_flags,
        "stale_by_fact": dict(last.flags.stale),
        "attribution_of_all_connections": attribution_document(cycles[0].attribution),
        "cycles": [cycle.push.as_dict() for cycle in cycles],
        "green": all(cycle.green for cycle in cycles),
    }


def _totals(programme: Programme, currency: str) -> dict[str, Any]:
    """Deals of the org counted from the store, their credits summed from the ledger."""
    with programme.store.begin() as work:
        deals = [deal for deal in work.records.all("opportunity") if deal.id.startswith(f"{ORG}/")]
        standing = work.ledger.standing()
    won = sum(deal.amount.minor for deal in deals if deal.status is DealStatus.WON and deal.amount is not None)
    entries = [entry for deal in deals for entry in standing.get(deal.id, ())]
    attributed = sum(entry["amount_minor"] for entry in entries if entry["activity"] is not None)
    remainder = sum(entry["amount_minor"] for entry in entries if entry["activity"] is None)
    return {
        "opportunities": len(deals),
        "opportunities_without_account": sum(deal.account is None for deal in deals),
        "won_amount": Money(won, currency).text(),
        "attributed": Money(attributed, currency).text(),
        "unattributed": Money(remainder, currency).text(),
    }


def _show(cycles: list[_Cycle], document: dict[str, Any], seconds: float, options: DemoOptions) -> None:
    first, second = cycles
    show_pull(first.pull)
    show_flags(first.flags)
    show_attribution(first.attribution)
    show_push(first.push)
    say("\nSecond cycle: the same once more.")
    seen = sum(counts["seen"] for counts in second.pull.pulled.outcomes.values())
    say(f"  Seen again {seen} rows; planned {second.push.planned} values, applied {second.push.outcomes['applied']}.")
    say(f"\nDone in {seconds:.1f} s, {'green' if document['green'] else 'NOT GREEN, see above'}.")
    kept = options.store or "a temporary file (keep it with --store sqlite:///demo.db)"
    say(f"The store was {kept}.")
    say("Where to look next: README.md, then docs/salesforce.md or docs/hubspot.md to connect your own CRM;")
    say("'advocacy-sync sandbox' keeps the two local CRMs up for trying mappings on.")
