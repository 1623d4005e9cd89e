"""Resolve: the same company or person in two CRMs becomes one record, and everything follows it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from advocacy_sync.kernel.clock import FixedClock
from advocacy_sync.kernel.ids import RunId
from advocacy_sync.records.schema import FieldSchema
from advocacy_sync.services.cycle import Programme
from advocacy_sync.services.page import PageWriter
from advocacy_sync.services.proof import broken
from advocacy_sync.services.pull import Puller
from advocacy_sync.services.resolve import ResolveReport, resolve_all
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


# --- records that are alone -----------------------------------------------------------------------

KINDS = ("Account", "Contact")
CROSSED = {name: MAPPINGS[name].replace("fields:", "fields:\n      cross_id: {from: Cross}", 1) for name in KINDS}


class Step(NamedTuple):
    """Edits (CRM, object, id, key values; None deletes the row), then a pull, then resolving unless `later`."""

    edits: Sequence[tuple[str, str, str, tuple[str | None, str | None] | None]]
    later: bool


_IDS = ("a", "b", "c")
_EXTERNAL = {  # a plain number recognises nobody: its record may have no key at all
    "org": {"a": "oa", "b": "ob", "c": "oc"},
    "portal": {"a": "7", "b": "8", "c": "pc"},
}
_KEYS = st.sampled_from(["one", "two", None])  # a website, an address
_CROSS = st.sampled_from([None, None, *_IDS])  # the other CRM's id
_EDITS = st.tuples(
    st.sampled_from(["org", "portal"]),
    st.sampled_from(KINDS),
    st.sampled_from(_IDS),
    st.none() | st.tuples(_KEYS, _CROSS),
)
_STEPS = st.lists(st.builds(Step, st.lists(_EDITS, min_size=1, max_size=6), st.booleans()), min_size=1, max_size=3)
_ONE_OF_A_GROUP_CHANGES = [  # its new address is nobody's, and yet it is not alone
    Step([(name, "Contact", "a", ("one", None)) for name in ("org", "portal")], later=False),
    Step([("portal", "Contact", "a", ("two", None))], later=False),
]


def lived(store: SqlStore, steps: Sequence[Step], page_size: int) -> list[ResolveReport]:
    """The steps on both CRMs, the last one with resolving at its end."""
    crms = {name: fake(name, page_size=page_size) for name in ("org", "portal")}
    for crm in crms.values():
        for name in KINDS:
            crm.schemas[name].fields["Cross"] = FieldSchema(name="Cross", label="Cross", type="text")  # type: ignore[index]
    reports = []
    for number, step in enumerate(steps, 1):
        for side, name, id, values in step.edits:
            _edit(crms[side], name, id, values)
        puller = Puller(store, RunId(number), FixedClock(NOW))
        puller.pull([connect(crm, rank, CROSSED, KINDS) for rank, crm in enumerate(crms.values())])
        if not step.later or number == len(steps):
            reports.append(resolve_all(store, {"org": 0, "portal": 1}))
    return reports


def _edit(crm: FakeCrm, name: str, id: str, values: tuple[str | None, str | None] | None) -> None:
    external = _EXTERNAL[crm.name][id]
    if values is not None:
        key, cross = values
        other = _EXTERNAL["portal" if crm.name == "org" else "org"]
        keyed: dict[str, Any] = {"Cross": cross and other[cross]}
        if name == "Account":
            keyed |= {"Name": id, "Website": key and f"{key}.example"}
        else:
            keyed |= {"First": f"{crm.name} {id}", "Last": "Ek", "Email": key and f"{key}@fan.example"}
        crm.edit(name, external, **keyed)
    elif external in crm.tables.get(name, {}):
        crm.delete(name, external)


def known(store: SqlStore) -> dict[str, Any]:
    """Who is who: the records, their members, whether these are settled, and the keys of the living ones."""
    found: dict[str, Any] = {name: canonical(store)[name] for name in ("account", "contact", "link")}
    members = {(row["kind"], row["id"]) for row in rows(store, "link")}
    keyed = [row for row in rows(store, "identity_key") if (row["kind"], row["id"]) in members]
    return {**found, "keys": sorted((row["kind"], row["key"], row["id"]) for row in keyed)}


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS, page_size=st.integers(1, 4))
@example(steps=_ONE_OF_A_GROUP_CHANGES, page_size=4)
def test_a_record_that_is_alone_is_settled_at_once_to_what_resolving_would_make_of_it(
    tmp_path_factory: pytest.TempPathFactory, steps: Sequence[Step], page_size: int
) -> None:
    with sqlite_store(tmp_path_factory.mktemp("at_once")) as store:
        quick = lived(store, steps, page_size)
        wanted = known(store)
        assert broken(store) == []
    with (
        sqlite_store(tmp_path_factory.mktemp("by_resolving")) as store,
        mock.patch.object(PageWriter, "_lone", return_value={}),
    ):
        slow = lived(store, steps, page_size)
        assert known(store) == wanted
    assert [one.ambiguous for one in quick] == [one.ambiguous for one in slow]


def test_only_those_that_share_a_key_are_left_to_resolving(store: SqlStore) -> None:
    """The portal comes second: of its people, New is alone, and Anna has the address of the org's Ann."""
    org, portal, _ = two(store)
    Puller(store, RunId(1), FixedClock(NOW)).pull([connect(org, 0)])
    assert {row["dirty"] for row in rows(store, "link")} == {False}
    assert [row["id"] for row in rows(store, "contact")] == [f"org/Contact/{name}" for name in ("ann", "bob", "cy")]
    Puller(store, RunId(2), FixedClock(NOW)).pull([connect(portal, 1)])
    waiting = [row["id"] for row in rows(store, "link") if row["dirty"]]
    assert waiting == ["portal/Account/9", "portal/Contact/8"]
    resolved = resolve_all(store, {"org": 0, "portal": 1})
    assert resolved.resolved == {"owner": 0, "account": 1, "contact": 1}
    assert [row["id"] for row in rows(store, "link") if row["dirty"]] == []


def test_two_that_come_on_one_page_and_share_a_key_are_not_alone(light: SqlStore) -> None:
    org = fake("org")
    for name in ("ann", "anna", "bob"):
        org.edit("Contact", name, Last=name, Email="bob@fan.example" if name == "bob" else "ann@fan.example")
    Puller(light, RunId(1), FixedClock(NOW)).pull([connect(org)])
    assert [row["id"] for row in rows(light, "link") if row["dirty"]] == ["org/Contact/ann", "org/Contact/anna"]
    [unclear] = resolve_all(light, {"org": 0}).ambiguous["contact"]
    assert (unclear.key, unclear.members) == ("email", ("org/Contact/ann", "org/Contact/anna"))


def test_a_key_that_only_a_deleted_record_had_makes_nobody_wait_for_ever(light: SqlStore) -> None:
    org = fake("org")
    org.edit("Contact", "old", Last="Old", Email="ann@fan.example")
    Puller(light, RunId(1), FixedClock(NOW)).pull([connect(org)])
    org.delete("Contact", "old")
    org.edit("Contact", "new", Last="New", Email="ann@fan.example")
    Puller(light, RunId(2), FixedClock(NOW)).pull([connect(org)])
    report = resolve_all(light, {"org": 0})
    assert [row["id"] for row in rows(light, "contact")] == ["org/Contact/new"]
    assert report.ambiguous["contact"] == []
