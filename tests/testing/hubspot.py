"""The HubSpot room under examination, on the sandbox's portal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson

from advocacy_hubspot.manifest import MANIFEST
from advocacy_hubspot.sdk import Carrier
from advocacy_hubspot.session import connect
from advocacy_sync.kernel.secret import Secret
from advocacy_sync.ports.crm import ConnectionSettings, CrmSession, Manifest, Value
from advocacy_sync.ports.events import Events
from advocacy_sync.sandbox.faults.plan import When
from advocacy_sync.sandbox.hubspot.machine import HubspotMachine
from advocacy_sync.sandbox.hubspot.people import People
from advocacy_sync.sandbox.hubspot.portal import Settings
from advocacy_sync.sandbox.hubspot.webhooks import notification, signed
from advocacy_sync.sandbox.inprocess import HttpxTransport, Pool
from advocacy_sync.sandbox.state import State
from advocacy_sync.sandbox.wire import Request
from advocacy_sync.testing.subject import Call, CallKind, Delivery, Fault, NotApplicable, Thing
from advocacy_sync.testing.time import StageTime
from advocacy_sync.testing.world import AGE
from rooms import connection
from testing.inside import Recorder, names

__all__ = ["SUBJECT", "HubspotSubject"]

API = "https://api.hubapi.com"
PARENT = "9001"
CONTACTS = "contacts"
DAILY = 250_000
WHERE = {
    "login": When(path="/oauth/*"),
    "rows": When(path="/crm/objects/*[!e]"),  # lists, search and batch/read, not batch/update
    "write": When(path="/crm/objects/*/batch/update"),
    "any": When(path="/crm/*"),
}


def _parents(payload: Mapping[str, Any]) -> list[str]:
    return [one["id"] for one in (payload.get("associations") or {}).get("companies", ())]


THING = Thing(
    object=CONTACTS,
    name="lastname",
    text="note",
    number="count",
    day="day",
    flag="flag",
    quiet="level",
    parent="associations.companies",
    parents=_parents,
    always=("id", "lastmodifieddate"),
    unknown_id="987654321",
    page=200,
    batch=100,
)


def _kind(request: Request) -> CallKind:
    path = request.raw_path
    if "/oauth/" in path:
        return "login"
    if path.endswith("/batch/update"):
        return "write"
    return "rows" if path.startswith("/crm/objects/") else "other"


def _portal(time: StageTime, rows: int) -> HubspotMachine:
    machine = HubspotMachine(State(), Settings(daily_limit=DAILY))
    for name, kind in ((THING.text, "string"), (THING.number, "number"), (THING.day, "date"), (THING.flag, "bool")):
        options = [{"label": value, "value": value} for value in ("true", "false")] if kind == "bool" else []
        machine.add_property(CONTACTS, {"name": name, "label": name, "type": kind, "options": options})
    equation = {"type": "number", "fieldType": "calculation_equation"}
    machine.add_property(CONTACTS, {"name": THING.quiet, "label": THING.quiet, **equation})
    machine.load("companies", [{"id": PARENT, "properties": {"name": "Parent"}}], time.now() - AGE)
    _load(machine, names(0, rows), time.now() - AGE)
    return machine


def _load(machine: HubspotMachine, made: Sequence[str], at: datetime) -> list[str]:
    before = set(machine.people(at).living(CONTACTS))
    machine.load(CONTACTS, [{"properties": {"lastname": name}} for name in made], at)
    new = [id for id in machine.people(at).living(CONTACTS) if id not in before]
    machine.associate_all(CONTACTS, "companies", [(id, PARENT) for id in new])
    return new


@dataclass
class HubspotStage:
    machine: HubspotMachine
    recorder: Recorder
    time: StageTime
    parent: str = PARENT

    def settings(self, auth: str = "") -> ConnectionSettings:
        return connection("hubspot", API, auth, allow_host=None, timing=self.time.timing)

    def connect(self, settings: ConnectionSettings, events: Events) -> CrmSession:
        pool = Pool(self.recorder, self.time.now, sleep=self.time.sleep)
        login = HttpxTransport(self.recorder, self.time.now, sleep=self.time.sleep)
        return connect(settings, events, Carrier(pool, login))

    def calls(self) -> Sequence[Call]:
        return self.recorder.calls

    def quota(self) -> int:
        return DAILY

    @property
    def _people(self) -> People:
        return self.machine.people(self.time.now())

    def ids(self) -> Sequence[str]:
        return self._people.living(CONTACTS)

    def make(self, names: Sequence[str]) -> Sequence[str]:
        return _load(self.machine, names, self.time.now())

    def edit(self, ids: Sequence[str], field: str, value: str) -> None:
        self._people.edit(CONTACTS, ids, {field: value})

    def edit_quietly(self, ids: Sequence[str], value: int) -> None:
        self._people.edit_silently(CONTACTS, ids, {THING.quiet: value})

    def delete(self, ids: Sequence[str]) -> None:
        self._people.delete(CONTACTS, ids)

    def restore(self, ids: Sequence[str]) -> None:
        self._people.undelete(CONTACTS, ids)

    def purge(self, ids: Sequence[str]) -> None:
        self._people.hard_delete(CONTACTS, ids)

    def merge(self, winner: str, loser: str) -> str:
        before = set(self.ids())
        self._people.merge(CONTACTS, [winner, loser])
        (heir,) = set(self.ids()) - before
        return heir

    def hide_field(self, field: str) -> None:
        self._people.hide_field(CONTACTS, field)

    def show_field(self, field: str) -> None:
        self._people.show_field(CONTACTS, field)

    def hide_object(self) -> None:
        self._people.hide_object(CONTACTS)

    def hide_rows(self, ids: Sequence[str]) -> None:
        raise NotApplicable("an app of HubSpot's sees all records of a type or none")

    def fail(self, *faults: Fault) -> None:
        self.recorder.fail(faults)

    def hits(self) -> int:
        return self.recorder.hits()


@dataclass(frozen=True)
class HubspotSubject:
    manifest: Manifest = MANIFEST
    thing: Thing = THING
    renewing: str = "refresh_token"

    @property
    def values(self) -> Mapping[str, Value]:
        return {THING.name: "Name", THING.text: "text", THING.number: 12, THING.day: date(2026, 1, 5), THING.flag: True}

    @contextmanager
    def stage(self, time: StageTime, rows: int) -> Iterator[HubspotStage]:
        machine = _portal(time, rows)
        yield HubspotStage(machine, Recorder(machine, WHERE, _kind, "burst_limit"), time)

    def delivery(self, id: str, secret: Secret, now: datetime) -> Delivery:
        body = orjson.dumps([notification(1, "contact.propertyChange", int(id), now)])
        url = "https://hooks.acme.example/hubspot"
        headers = signed("POST", url, body, secret.reveal(), now)
        return Delivery(method="POST", url=url, body=body, headers=tuple(headers.items()))


SUBJECT = HubspotSubject()
