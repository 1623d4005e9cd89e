"""The whole way on both databases: the rooms over HTTP against the two local CRMs."""

from __future__ import annotations

import csv
import os
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from advocacy_sync.cli.demo import local_settings
from advocacy_sync.compose import build
from advocacy_sync.kernel.clock import FixedClock
from advocacy_sync.sandbox.host import Options, start
from advocacy_sync.services.apply import PushReport
from advocacy_sync.services.attribute import AttributionReport
from advocacy_sync.services.cycle import Programme
from advocacy_sync.store.unit_of_work import SqlStore
from databases import Server, sqlite_store
from dump import canonical, rows

MAVEN = os.environ.get("ADVOCACY_SYNC_MAVEN", "")


def cycle(programme: Programme) -> tuple[AttributionReport, PushReport]:
    assert programme.pull().pulled.green
    programme.flag()
    return programme.attribute(), programme.push()


def connected(told: dict[str, Any], store: SqlStore) -> Programme:
    settings = local_settings(told, store.engine.url.render_as_string(hide_password=False))
    return build(settings, FixedClock(datetime.fromisoformat(told["as_of"])))


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the local settings put into the environment is taken out again."""
    for name in ("CLIENT_ID", "CLIENT_SECRET", "TOKEN"):
        monkeypatch.setenv(f"ADVOCACY_DEMO_{name}", "")


def two_cycles(store: SqlStore, options: Options) -> dict[str, list[str]]:
    """The store after two cycles over a fresh sandbox; the second finds nothing to do."""
    with start(options) as told:
        programme = connected(told, store)
        _, first = cycle(programme)
        assert first.green
        assert first.outcomes["applied"] == first.planned > 0
        attribution, second = cycle(programme)
        assert second.planned == 0
        assert (attribution.posted, attribution.reversed) == (0, 0)
        programme.store.engine.dispose()  # type: ignore[attr-defined]
        return canonical(store)


# What the sandbox's own clock stamps, which runs on in real time while it is written to, and when plans were made.
CLOCKED = ("source_row", "checkpoint", "plan")


@pytest.mark.usefixtures("secrets")
def test_the_second_cycle_finds_nothing_to_do_and_both_databases_know_the_same(
    postgresql: Server, tmp_path: Path
) -> None:
    options = Options(size=12, seed=3)
    with sqlite_store(tmp_path) as one, postgresql.store() as other:
        found = [two_cycles(store, options) for store in (one, other)]
        keys = [[(row["key"], row["outcome"]) for row in rows(store, "source_row")] for store in (one, other)]
    assert keys[0] == keys[1]
    for table in set(found[0]) - set(CLOCKED):
        assert found[0][table] == found[1][table], table


# --- the Maven data set ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def maven() -> Path:
    if not MAVEN:
        pytest.skip("ADVOCACY_SYNC_MAVEN names no folder with the Maven CRM data set")
    return Path(MAVEN)


def won_in_csv(folder: Path) -> tuple[int, int, Decimal]:
    """Deals, deals without an account, and the sum of the won ones, straight from the file."""
    with (folder / "sales_pipeline.csv").open(encoding="utf-8-sig", newline="") as file:
        deals = list(csv.DictReader(file))
    won = sum((Decimal(deal["close_value"] or "0") for deal in deals if deal["deal_stage"] == "Won"), Decimal(0))
    return len(deals), sum(not deal["account"].strip() for deal in deals), won


@pytest.mark.usefixtures("secrets")
def test_the_figures_of_the_maven_data_set_tie_out_to_its_file(maven: Path, light: SqlStore) -> None:
    deals, without_account, won = won_in_csv(maven)
    assert (deals, without_account) == (8800, 1425)
    with start(Options(data=maven)) as told:
        programme = connected(told, light)
        attribution, first = cycle(programme)
        _, second = cycle(programme)
        programme.store.engine.dispose()  # type: ignore[attr-defined]
    assert first.outcomes["applied"] > 0
    assert second.planned == 0
    org = [row for row in rows(light, "opportunity") if row["id"].startswith("salesforce/")]
    assert (len(org), sum(row["account"] is None for row in org)) == (deals, without_account)
    stored = sum(row["amount_minor"] or 0 for row in org if row["status"] == "won")
    assert Decimal(stored) / 100 == won
    ledger = [row for row in rows(light, "ledger_entry") if row["opportunity"].startswith("salesforce/")]
    assert sum(row["amount_minor"] for row in ledger) == stored
    assert all(total.difference == 0 for total in attribution.totals.values())
