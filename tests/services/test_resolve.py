"""Resolve: the same company or person in two CRMs becomes one record, and everything follows it."""

from __future__ import annotations

from pathlib import Path

from advocacy_sync.kernel.clock import FixedClock
from advocacy_sync.kernel.ids import RunId
from advocacy_sync.records.schema import FieldSchema
from advocacy_sync.services.cycle import Programme
from advocacy_sync.services.proof import broken
from advocacy_sync.services.pull import Puller
from advocacy_sync.services.resolve import resolve_all
from advocacy_sync.store.unit_of_work import SqlStore
from databases import sqlite_store
from dump import canonical, rows
from services.company import MAPPINGS, NOW, connect, fake, populate, programme
from services.fake_crm import FakeCrm
from simulation.life import Death, Life, MortalStore


def two(store: SqlStore) -> tuple[FakeCrm, FakeCrm, Programme]:
    """An org and a portal that both know the company Fan and its Ann; the org is preferred."""
    org, portal = fake("org"), fake("portal")
    populate(org)
    portal.edit("Account", "9", Name="FAN Inc.", Website="fan.example")
    portal.edit("Contact", "8", Account="9", First="Anna", Last="Ek", Email="ANN@fan.example", DoNotAsk=True)
    portal.edit("Contact", "7", Account="9", First="New", Last="One", Email="new@fan.example")
    return org, portal, programme(store, connect(org, 0), connect(portal, 1))


def test_records_that_share_a_domain_or_an_address_are_joined(store: SqlStore) -> None:
    _, _, running = two(store)
    report = running.pull().resolved
    assert (report.joined["account"], report.joined["contact"]) == (1, 1)
    assert [row["id"] for row in rows(store, "account")] == ["org/Account/buyer", "org/Account/fan"]
    ann = next(row for row in rows(store, "contact") if row["id"] == "org/Contact/ann")
    assert (ann["first_name"], ann["do_not_ask"]) == ("Ann", True)  # the preferred name; one refusal is enough


def test_resolving_again_changes_nothing(store: SqlStore) -> None:
    _, _, running = two(store)
    running.pull()
    before = canonical(store)
    report = running.pull().resolved
    assert set(report.resolved.values()) == {0}
    assert {**canonical(store), "checkpoint": []} == {**before, "checkpoint": []}


def test_it_does_not_matter_in_which_pull_a_record_came(light: SqlStore) -> None:
    _, portal, running = two(light)
    portal.broken = {"Account", "Contact"}
    running.pull()
    portal.broken = set()
    assert running.pull().resolved.joined["account"] == 1
    assert [row["id"] for row in rows(light, "account")] == ["org/Account/buyer", "org/Account/fan"]


def test_two_records_of_one_crm_are_never_joined_but_listed(light: SqlStore) -> None:
    org, _, running = two(light)
    org.edit("Account", "fan2", Name="Fan again", Website="fan.example")
    report = running.pull().resolved
    assert report.joined["account"] == 0
    [unclear] = report.ambiguous["account"]
    assert (unclear.key, unclear.members) == (
        "domain", ("org/Account/fan", "org/Account/fan2", "portal/Account/9"),
    )  # fmt: skip


def test_when_the_preferred_row_is_deleted_the_other_speaks_for_the_record(store: SqlStore) -> None:
    org, _, running = two(store)
    running.pull()
    org.delete("Contact", "ann")
    running.pull()
    ann = next(row for row in rows(store, "contact") if row["id"] == "org/Contact/ann")
    assert ann["first_name"] == "Anna"


def test_a_process_that_dies_between_two_steps_leaves_no_record_missing(tmp_path: Path) -> None:
    """The portal is known and resolved before the org comes, whose records then take the lead."""
    for last in range(1, 120):
        (tmp_path / str(last)).mkdir()
        with sqlite_store(tmp_path / str(last)) as store:
            org, portal, _ = two(store)
            portal.schemas["Account"].fields["Cross"] = FieldSchema(name="Cross", label="Cross", type="text")  # type: ignore[index]
            portal.edit("Account", "9", Cross="fan")
            crossed = MAPPINGS["Account"].replace("fields:", "fields:\n      cross_id: {from: Cross}")
            programme(store, connect(portal, 1, {"Account": crossed})).pull()
            Puller(store, RunId(1), FixedClock(NOW)).pull([connect(org, 0)])
            try:
                resolve_all(MortalStore(store, Life(last)), {"org": 0, "portal": 1})
            except Death:
                assert [text for text in broken(store) if text.startswith("I6")] == [], last
            else:
                return
    raise AssertionError("resolving has more steps than were tried")
