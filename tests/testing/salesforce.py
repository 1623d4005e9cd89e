"""The Salesforce room under examination, on the sandbox's org."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from unittest.mock import patch

from advocacy_salesforce import reader
from advocacy_salesforce.manifest import MANIFEST
from advocacy_salesforce.reader import BULK_FROM
from advocacy_salesforce.sdk import Carrier
from advocacy_salesforce.session import connect
from advocacy_sync.kernel.secret import Secret
from advocacy_sync.ports.crm import ConnectionSettings, CrmSession, Manifest, Value
from advocacy_sync.ports.events import Events
from advocacy_sync.sandbox.faults.plan import When
from advocacy_sync.sandbox.inprocess import HttpxTransport, RequestsAdapter
from advocacy_sync.sandbox.salesforce.machine import SalesforceMachine
from advocacy_sync.sandbox.salesforce.people import People
from advocacy_sync.sandbox.salesforce.schema import Field
from advocacy_sync.sandbox.state import State
from advocacy_sync.sandbox.wire import Request
from advocacy_sync.testing.subject import Call, CallKind, Delivery, Fault, NotApplicable, Thing
from advocacy_sync.testing.time import StageTime
from advocacy_sync.testing.world import AGE
from rooms import SECRETS, connection
from testing.inside import Recorder, names

__all__ = ["BY_BULK", "SUBJECT", "SalesforceSubject"]

ORG = "https://acme.my.salesforce.com"
PARENT = "001000000000001AAA"
CONTACT = "Contact"
WHERE = {
    "login": When(path="*/services/oauth2/token"),
    "rows": When(path="*/query*", method=("GET",)),
    "write": When(path="*/composite/sobjects", method=("PATCH",)),
    "any": When(path="/services/data/*"),
}
THING = Thing(
    object=CONTACT,
    name="LastName",
    text="Note__c",
    number="Count__c",
    day="Day__c",
    flag="Flag__c",
    quiet="Level__c",
    parent="AccountId",
    parents=lambda payload: [payload["AccountId"]] if payload.get("AccountId") else [],
    always=("Id", "SystemModstamp", "IsDeleted"),
    unknown_id="003000000009999AAA",
    page=2_000,
    batch=200,
)


def _kind(request: Request) -> CallKind:
    path = request.raw_path
    if "/oauth2/token" in path or "/Soap/" in path:
        return "login"
    if request.method == "PATCH" and path.endswith("/composite/sobjects"):
        return "write"
    return "rows" if "/query" in path or "/composite/sobjects/" in path else "other"


def _org(time: StageTime, rows: int) -> SalesforceMachine:
    machine = SalesforceMachine(State())
    machine.add_field(CONTACT, Field(name=THING.text, length=80))
    machine.add_field(CONTACT, Field(name=THING.number, type="double", precision=18, scale=2))
    machine.add_field(CONTACT, Field(name=THING.day, type="date"))
    machine.add_field(CONTACT, Field(name=THING.flag, type="boolean"))
    calculated = Field(name=THING.quiet, type="double", calculated=True, updateable=False, createable=False)
    machine.add_field(CONTACT, calculated)
    machine.load("Account", [{"Id": PARENT, "Name": "Parent"}], time.now() - AGE)
    made = [{"LastName": name, "AccountId": PARENT} for name in names(0, rows)]
    machine.load(CONTACT, made, time.now() - AGE)
    return machine


@dataclass
class SalesforceStage:
    machine: SalesforceMachine
    recorder: Recorder
    time: StageTime
    parent: str = PARENT

    def settings(self, auth: str = "") -> ConnectionSettings:
        auth = auth or MANIFEST.auth[0].name
        if ("salesforce", auth) not in SECRETS:
            raise NotApplicable(f"the stage has no key for {auth}")
        return connection("salesforce", ORG, auth, allow_host=None, timing=self.time.timing)

    def connect(self, settings: ConnectionSettings, events: Events) -> CrmSession:
        adapter = RequestsAdapter(self.recorder, self.time.now, sleep=self.time.sleep)
        login = HttpxTransport(self.recorder, self.time.now, sleep=self.time.sleep)
        return connect(settings, events, Carrier(adapter, login))

    def calls(self) -> Sequence[Call]:
        return self.recorder.calls

    def quota(self) -> int:
        return self.machine.daily_limit

    @property
    def _people(self) -> People:
        return self.machine.people(self.time.now())

    def ids(self) -> Sequence[str]:
        return self._people.living(CONTACT)

    def make(self, names: Sequence[str]) -> Sequence[str]:
        before = set(self.ids())
        self.machine.load(CONTACT, [{"LastName": name, "AccountId": PARENT} for name in names], self.time.now())
        return [id for id in self.ids() if id not in before]

    def edit(self, ids: Sequence[str], field: str, value: str) -> None:
        self._people.edit(CONTACT, ids, {field: value})

    def edit_quietly(self, ids: Sequence[str], value: int) -> None:
        self._people.edit_silently(CONTACT, ids, {THING.quiet: float(value)})

    def delete(self, ids: Sequence[str]) -> None:
        self._people.delete(CONTACT, ids)

    def restore(self, ids: Sequence[str]) -> None:
        self._people.undelete(CONTACT, ids)

    def purge(self, ids: Sequence[str]) -> None:
        self._people.hard_delete(CONTACT, ids)

    def merge(self, winner: str, loser: str) -> str:
        self._people.merge(CONTACT, [winner, loser])
        return winner

    def hide_field(self, field: str) -> None:
        self._people.hide_field(CONTACT, field)

    def show_field(self, field: str) -> None:
        self._people.show_field(CONTACT, field)

    def hide_object(self) -> None:
        self._people.hide_object(CONTACT)

    def hide_rows(self, ids: Sequence[str]) -> None:
        self._people.hide_rows(CONTACT, ids)

    def fail(self, *faults: Fault) -> None:
        if any(fault.kind == "refuse_batch" for fault in faults):
            raise NotApplicable("sObject Collections with allOrNone false: a rule of the org refuses its own row")
        if any(fault.kind == "kept_back" for fault in faults):
            raise NotApplicable("Salesforce answers a read of rows whole or not at all")
        self.recorder.fail(faults)

    def hits(self) -> int:
        return self.recorder.hits()


@dataclass(frozen=True)
class SalesforceSubject:
    manifest: Manifest = MANIFEST
    thing: Thing = THING
    renewing: str = "client_credentials"
    bulk_from: int = BULK_FROM  # rows

    @property
    def values(self) -> Mapping[str, Value]:
        return {THING.name: "Name", THING.text: "text", THING.number: 12, THING.day: date(2026, 1, 5), THING.flag: True}

    @contextmanager
    def stage(self, time: StageTime, rows: int) -> Iterator[SalesforceStage]:
        machine = _org(time, rows)
        with patch.multiple(reader, BULK_FROM=self.bulk_from, ROWS_A_PAGE=THING.page):
            yield SalesforceStage(machine, Recorder(machine, WHERE, _kind, "concurrent_limit"), time)

    def delivery(self, id: str, secret: Secret, now: datetime) -> Delivery:
        del id, secret, now
        raise NotApplicable("Salesforce pushes nothing that we take")


SUBJECT = SalesforceSubject()
BY_BULK = SalesforceSubject(bulk_from=2)
