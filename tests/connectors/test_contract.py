"""What every room promises (ports/crm.py), asked of each room against the sandbox's CRM of its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from advocacy_hubspot import session as hubspot_session
from advocacy_hubspot.manifest import MANIFEST as HUBSPOT
from advocacy_salesforce import session as salesforce_session
from advocacy_salesforce.manifest import MANIFEST as SALESFORCE
from advocacy_sync.kernel.errors import ConfigError, RetryableError
from advocacy_sync.kernel.money import Money
from advocacy_sync.kernel.timespan import Span
from advocacy_sync.ports.crm import Change, CrmSession, Manifest, PushOutcome, ReadRequest, Timeouts, Value
from advocacy_sync.records.source_row import SourceRow
from advocacy_sync.sandbox.hubspot.machine import HubspotMachine
from advocacy_sync.sandbox.salesforce.machine import SalesforceMachine
from advocacy_sync.sandbox.salesforce.schema import Field
from advocacy_sync.sandbox.state import State
from advocacy_sync.sandbox.wire import Machine
from rooms import AT_ONCE, NOW, Heard, connection, raw_server, serving, silent

COUNT = 230
BRIEF = Timeouts(connect=0.3, read=0.3, total=0.4)


@dataclass(frozen=True)
class Kind:
    """A room with the vendor's names for the same things."""

    manifest: Manifest
    object: str
    key: str
    name: str
    text: str
    number: str
    money: str
    flag: str
    day: str
    clock: tuple[str, ...]  # what comes with every row besides the key
    secret: dict[str, str]  # wrong ones

    @property
    def writable(self) -> dict[str, Value]:
        values: dict[str, Value] = {self.text: "text", self.number: 12, self.flag: True, self.day: date(2026, 1, 5)}
        return values | {self.money: Money.parse("1054.50", "USD")}


SF = Kind(
    SALESFORCE, "Account", "Id", "Name", "Note__c", "Count__c", "Sum__c", "Flag__c", "Day__c",
    ("SystemModstamp", "IsDeleted"), {"client_id": "sandbox-client", "client_secret": "canary-wrong"},
)  # fmt: skip
HS = Kind(
    HUBSPOT, "companies", "id", "name", "note", "count", "sum", "flag", "day",
    ("hs_lastmodifieddate",), {"token": "canary-wrong"},
)  # fmt: skip


def org() -> Machine:
    machine = SalesforceMachine(State())
    machine.add_field(SF.object, Field(name=SF.text, length=80))
    kinds = {SF.number: "double", SF.money: "currency", SF.flag: "boolean", SF.day: "date"}
    for name, kind in kinds.items():
        machine.add_field(SF.object, Field(name=name, type=kind))
    machine.load(SF.object, ({"Name": f"A{number}"} for number in range(COUNT)), NOW - timedelta(hours=1))
    return machine


def portal() -> Machine:
    machine = HubspotMachine(State())
    kinds = {HS.text: "string", HS.number: "number", HS.money: "number", HS.flag: "bool", HS.day: "date"}
    for name, kind in kinds.items():
        options = [{"label": value, "value": value} for value in ("true", "false")] if kind == "bool" else []
        machine.add_property(HS.object, {"name": name, "label": name, "type": kind, "options": options})
    rows = ({"properties": {"name": f"A{number}"}} for number in range(COUNT))
    machine.load(HS.object, rows, NOW - timedelta(hours=1))
    return machine


@pytest.fixture(params=[SF, HS], ids=["salesforce", "hubspot"])
def kind(request: pytest.FixtureRequest) -> Kind:
    found: Kind = request.param
    return found


@contextmanager
def connected(kind: Kind, **settings: Any) -> Iterator[CrmSession]:
    with serving(org() if kind is SF else portal()) as url:
        yield kind.manifest.connect(connection(kind.manifest.crm, url, **settings), Heard())


def rows(session: CrmSession, kind: Kind, *sources: str, changed: bool = False) -> list[SourceRow]:
    span = Span(NOW - timedelta(hours=2) if changed else None, None)
    request = ReadRequest(object=kind.object, sources=sources, span=span)
    return [row for page in session.reader.pages(request) for row in page.rows]


def test_an_object_is_described_with_its_fields(kind: Kind) -> None:
    with connected(kind) as session:
        schema = session.reader.describe(kind.object)
    assert schema is not None
    types = {name: schema.fields[name].type for name in (kind.text, kind.flag, kind.day)}
    assert types == {kind.text: "text", kind.flag: "boolean", kind.day: "date"}
    assert schema.fields[kind.number].type == "number"
    assert all(schema.fields[name].updateable for name in kind.writable)
    assert all(name == field.name for name, field in schema.fields.items())


def test_an_object_that_nobody_knows_is_none_and_cannot_be_read(kind: Kind) -> None:
    with connected(kind) as session:
        assert session.reader.describe("unheard_of") is None
        with pytest.raises(ConfigError, match="no object unheard_of"):
            list(session.reader.pages(ReadRequest(object="unheard_of", sources=(), span=Span(None, None))))


@pytest.mark.parametrize("changed", [False, True])
def test_pages_give_every_row_once_with_what_was_asked_for_and_no_more(kind: Kind, *, changed: bool) -> None:
    with connected(kind) as session:
        found = rows(session, kind, kind.name, "no_such_field", changed=changed)
    assert sorted(row.payload[kind.name] for row in found) == sorted(f"A{number}" for number in range(COUNT))
    assert len({row.key for row in found}) == COUNT
    for row in found:
        assert set(row.payload) == {kind.key, kind.name, *kind.clock}
        assert (row.key.connection, row.key.object) == ("acme", kind.object)
        assert row.key.external_id == row.payload[kind.key]
        assert row.stamp == NOW - timedelta(hours=1)
        assert not row.deleted


def test_only_the_last_page_has_no_cursor_and_each_cursor_resumes(kind: Kind) -> None:
    request = ReadRequest(object=kind.object, sources=(kind.name,), span=Span(None, None))
    with connected(kind) as session:
        pages = list(session.reader.pages(request))
        assert [page.cursor is None for page in pages] == [*([False] * (len(pages) - 1)), True]
        for number, page in enumerate(pages[:-1], 1):
            rest = [row.key for one in session.reader.pages(request, page.cursor) for row in one.rows]
            assert {row.key for one in pages[number:] for row in one.rows} <= set(rest)


def test_a_window_behind_the_last_change_is_empty(kind: Kind) -> None:
    with connected(kind) as session:
        request = ReadRequest(object=kind.object, sources=(kind.name,), span=Span(NOW, None))
        assert [row for page in session.reader.pages(request) for row in page.rows] == []


def test_rows_are_read_by_id_and_unknown_ids_left_out(kind: Kind) -> None:
    with connected(kind) as session:
        some = rows(session, kind, kind.name)[:3]
        ids = [row.key.external_id for row in some]
        unknown = f"{ids[0][:8]}9999999{ids[0][15:]}" if kind is SF else "987654321"
        found = session.reader.read(kind.object, [ids[0], unknown, *ids[1:]], [kind.name])
    assert sorted(str(row.key) for row in found) == sorted(str(row.key) for row in some)
    assert {row.key: row.payload[kind.name] for row in found} == {row.key: row.payload[kind.name] for row in some}


def test_what_is_written_is_read_as_it_was_wired_and_none_clears(kind: Kind) -> None:
    with connected(kind) as session:
        key = rows(session, kind)[0].key
        wired = {name: session.writer.wire(value) for name, value in kind.writable.items()}
        (done,) = session.writer.write(kind.object, [Change(key=key, values=wired)])
        (after,) = session.reader.read(kind.object, [key.external_id], list(wired))
        assert {name: after.payload[name] for name in wired} == wired
        cleared = {name: None for name in wired if name != kind.flag}  # a checkbox of Salesforce is never empty
        session.writer.write(kind.object, [Change(key=key, values=cleared)])
        (emptied,) = session.reader.read(kind.object, [key.external_id], list(cleared))
    assert (done.key, done.outcome) == (key, PushOutcome.APPLIED)
    assert {name: emptied.payload[name] for name in cleared} == cleared


def test_each_change_has_one_receipt_and_a_bad_one_harms_no_other(kind: Kind) -> None:
    with connected(kind) as session:
        keys = [row.key for row in rows(session, kind)[:5]]
        changes = [Change(key=key, values={kind.number: "no number" if key == keys[2] else "3"}) for key in keys]
        receipts = session.writer.write(kind.object, changes)
        after = {row.key: row.payload[kind.number] for row in rows(session, kind, kind.number)}
    assert [receipt.key for receipt in receipts] == keys
    assert [receipt.outcome.value for receipt in receipts] == ["applied", "applied", "rejected", "applied", "applied"]
    assert receipts[2].message
    assert [after[key] for key in keys] == ["3", "3", None, "3", "3"]


def test_wrong_credentials_are_a_matter_of_settings_and_are_not_shown(kind: Kind) -> None:
    with connected(kind, secrets=kind.secret) as session, pytest.raises(ConfigError) as caught:
        session.reader.org()
    assert not re.search("canary", f"{caught.value!r} {caught.value}")


def test_a_host_that_cannot_be_reached_is_for_later(kind: Kind) -> None:
    with raw_server(silent) as url:
        pass
    module: Any = salesforce_session if kind is SF else hubspot_session
    client = module.Client(connection(kind.manifest.crm, url, timeouts=BRIEF), AT_ONCE)
    with pytest.raises(RetryableError):
        client.call("GET", "/anything", "anything")


def test_calls_are_counted(kind: Kind) -> None:
    with connected(kind) as session:
        before = session.reader.calls()
        session.reader.describe(kind.object)
        assert session.reader.calls() == before + 1
        session.reader.describe(kind.object)
        assert session.reader.calls() == before + 1


def test_what_was_described_is_forgotten_on_demand(kind: Kind) -> None:
    with connected(kind) as session:
        session.reader.describe(kind.object)
        before = session.reader.calls()
        session.reader.refresh()
        session.reader.describe(kind.object)
        assert session.reader.calls() == before + 1


def test_the_org_says_who_it_is(kind: Kind) -> None:
    with connected(kind) as session:
        found = session.reader.org()
        assert found.id
        assert found.name
        assert found == session.reader.org()
