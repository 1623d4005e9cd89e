"""HubSpot, answer by answer: a machine of which a test controls every byte, and rooms that speak to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from advocacy_hubspot.reader import Reader
from advocacy_hubspot.sdk import Carrier, Client
from advocacy_hubspot.writer import Writer
from advocacy_sync.sandbox.hubspot.machine import HubspotMachine
from advocacy_sync.sandbox.inprocess import HttpxTransport, Pool
from advocacy_sync.sandbox.state import State
from advocacy_sync.sandbox.wire import Machine, Request, Response, json_response
from advocacy_sync.transport.retry import RetryPolicy
from advocacy_sync.transport.timing import Timing
from rooms import NOW, ONCE, Heard, connection, serving

__all__ = ["ARCHIVED", "VERSION", "Portal", "Room", "Watch", "contacts", "definition", "inside", "open_room"]

VERSION = "2026-03"
ARCHIVED = "?archived=true"
Answer = Response | Callable[[Request], Response]


def definition(name: str, type_: str = "string", **more: Any) -> dict[str, Any]:
    return {"name": name, "label": name, "type": type_, "fieldType": "text", **more}


@dataclass
class Watch:
    """Time that only waiting moves, so that nobody waits."""

    at: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds

    @property
    def timing(self) -> Timing:
        return Timing(monotonic=lambda: self.at, sleep=self.sleep, chance=lambda: 0.5, wall=lambda: NOW)


@dataclass
class Portal:
    """Answers by path, in the order given, the last one again and again; contacts are described at once.

    The list of an object's archived records has a path of its own, `ARCHIVED` behind the object's, and is
    empty unless it is given.
    """

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)

    def given(self, path: str, *answers: Answer | dict[str, Any]) -> None:
        made = [json_response(answer) if isinstance(answer, dict) else answer for answer in answers]
        self.answers.setdefault(path, []).extend(made)

    def described(self, *definitions: dict[str, Any], object_type: str = "contacts") -> None:
        self.given(f"/crm/properties/{VERSION}/{object_type}", {"results": list(definitions)})

    def handle(self, request: Request, _: datetime) -> Response:
        self.asked.append(request)
        path = request.raw_path
        if "/objects/" in path and request.query.get("archived") == "true":
            path += ARCHIVED
        answers = self.answers.get(path)
        if not answers and path.endswith(ARCHIVED):
            return json_response({"results": []})
        if not answers:
            return json_response({"status": "error", "message": f"no answer for {request.raw_path}"}, 404)
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return answer(request) if callable(answer) else answer

    def bodies(self, path: str) -> list[Any]:
        return [request.json() for request in self.asked if request.raw_path == path]

    def calls(self, path: str) -> list[Request]:
        bare, archived = path.removesuffix(ARCHIVED), path.endswith(ARCHIVED)
        asked = [request for request in self.asked if request.raw_path == bare]
        if "/objects/" not in path:
            return asked
        return [request for request in asked if (request.query.get("archived") == "true") is archived]


@dataclass(frozen=True)
class Room:
    client: Client
    reader: Reader
    writer: Writer
    heard: Heard
    watch: Watch


@contextmanager
def open_room(machine: Machine, policy: RetryPolicy = ONCE, auth: str = "", **settings: Any) -> Iterator[Room]:
    """A room to a machine on loopback, in which waiting takes no time."""
    watch = Watch()
    with serving(machine) as url:
        known = connection("hubspot", url, auth, **{"timing": watch.timing, **settings})
        client, heard = Client(known, policy), Heard()
        reader = Reader(client, known.name, known.api_version, heard)
        yield Room(client, reader, Writer(client, known.api_version, known.timing), heard, watch)


def inside(machine: Machine, policy: RetryPolicy = ONCE, auth: str = "", **settings: Any) -> Room:
    """A room to a machine in this process: no sockets, no threads, and the room's time is the machine's."""
    watch = Watch()

    def now() -> datetime:
        return NOW + timedelta(seconds=watch.at)

    known = connection("hubspot", "https://api.hubapi.com", auth, **{"timing": watch.timing, **settings})
    carrier = Carrier(Pool(machine, now, sleep=watch.sleep), HttpxTransport(machine, now, sleep=watch.sleep))
    client, heard = Client(known, policy, carrier), Heard()
    reader = Reader(client, known.name, known.api_version, heard)
    return Room(client, reader, Writer(client, known.api_version, known.timing), heard, watch)


def contacts(count: int) -> HubspotMachine:
    """A sandbox portal with contacts, modified now, each of one company."""
    machine = HubspotMachine(State())
    people = ({"id": str(key), "properties": {"email": f"u{key}@acme.example"}} for key in range(1, count + 1))
    machine.load("companies", [{"id": "9001", "properties": {"name": "Acme"}}], NOW)
    machine.load("contacts", people, NOW)
    machine.associate_all("contacts", "companies", ((str(key), "9001") for key in range(1, count + 1)))
    return machine
