"""The receiving route: only the CRM's own fresh words are kept, once each, and a pull follows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import Any

import httpx
import orjson
import pytest

from advocacy_hubspot.manifest import MANIFEST
from advocacy_hubspot.webhook import signature
from advocacy_sync.kernel.clock import FixedClock
from advocacy_sync.kernel.errors import RetryableError
from advocacy_sync.kernel.secret import Secret
from advocacy_sync.ports.events import silent
from advocacy_sync.scheduling.hooks import LARGEST_BODY, Hook, Intake, listening
from advocacy_sync.scheduling.serve import make_scheduler, pull_soon
from advocacy_sync.store.unit_of_work import SqlStore
from rooms import Heard
from services.company import company

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
PUBLIC = "https://hooks.acme.example"
SECRET = Secret("app secret")
ROUTE = "/hooks/portal"


@dataclass
class Receiver:
    store: SqlStore
    woken: list[int] = field(default_factory=list)
    heard: Heard = field(default_factory=Heard)

    @property
    def intake(self) -> Intake:
        assert MANIFEST.webhook is not None
        hooks = {"portal": Hook(MANIFEST.webhook, SECRET)}
        return Intake(self.store, hooks, PUBLIC, FixedClock(NOW), self.heard, lambda: self.woken.append(1))

    def kept(self) -> int:
        with self.store.begin() as work:
            return work.hints.count()


def events(*ids: int) -> bytes:
    told = [
        {"subscriptionType": "contact.propertyChange", "objectId": one, "occurredAt": 1772452800000 + one}
        for one in ids
    ]
    return orjson.dumps(told)


def signed(body: bytes, at: datetime = NOW, path: str = ROUTE, secret: Secret = SECRET) -> dict[str, str]:
    stamp = str(int(at.timestamp() * 1000))
    text = signature("POST", PUBLIC + path, body=body, stamp=stamp, secret=secret)
    return {"X-HubSpot-Signature-v3": text, "X-HubSpot-Request-Timestamp": stamp}


@contextmanager
def served(receiver: Receiver) -> Iterator[httpx.Client]:
    with (
        listening(receiver.intake, 0) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        yield client


def test_a_delivery_is_kept_before_it_is_acknowledged(store: SqlStore) -> None:
    receiver = Receiver(store)
    with served(receiver) as client:
        answer = client.post(ROUTE, content=events(1, 2), headers=signed(events(1, 2)))
    assert (answer.status_code, receiver.kept(), receiver.woken) == (204, 2, [1])


def test_a_delivery_that_comes_again_is_the_same_delivery(store: SqlStore) -> None:
    receiver = Receiver(store)
    with served(receiver) as client:
        for _ in range(3):
            assert client.post(ROUTE, content=events(1, 2), headers=signed(events(1, 2))).status_code == 204
        client.post(ROUTE, content=events(2, 3), headers=signed(events(2, 3)))
    assert (receiver.kept(), receiver.woken) == (3, [1, 1])


def cases() -> dict[str, tuple[bytes, dict[str, str]]]:
    body = events(1)
    good = signed(body)
    return {
        "one bit of the body": (body.replace(b"1", b"3", 1), good),
        "five minutes and a second old": (body, signed(body, NOW - timedelta(seconds=301))),
        "from the future": (body, signed(body, NOW + timedelta(seconds=301))),
        "of another app": (body, signed(body, secret=Secret("another"))),
        "for another path": (body, signed(body, path="/hooks/other")),
        "without a signature": (body, {"X-HubSpot-Request-Timestamp": good["X-HubSpot-Request-Timestamp"]}),
        "of version 1": (body, {"X-HubSpot-Signature": good["X-HubSpot-Signature-v3"]}),
    }


@pytest.mark.parametrize("case", list(cases()))
def test_a_delivery_that_is_not_the_crms_own_is_refused(light: SqlStore, case: str) -> None:
    """Matrix C-18, check CNX-04."""
    receiver = Receiver(light)
    body, headers = cases()[case]
    with served(receiver) as client:
        answer = client.post(ROUTE, content=body, headers=headers)
    assert (answer.status_code, answer.content, receiver.kept(), receiver.woken) == (401, b"", 0, [])
    assert len(receiver.heard.named("hint_refused")) == 1


@pytest.mark.parametrize("path", ["/", "/hooks/", "/hooks/unknown", "/hooks/portal/more", "/status"])
def test_there_is_one_route_per_connection_and_nothing_else(light: SqlStore, path: str) -> None:
    receiver = Receiver(light)
    with served(receiver) as client:
        answer = client.post(path, content=events(1), headers=signed(events(1), path=path))
    assert (answer.status_code, receiver.kept()) == (404, 0)


def test_a_body_beyond_any_delivery_is_not_read(light: SqlStore) -> None:
    with listening(Receiver(light).intake, 0) as port:
        client = HTTPConnection("127.0.0.1", port, timeout=10)
        client.putrequest("POST", ROUTE)
        client.putheader("Content-Length", str(LARGEST_BODY + 1))
        client.endheaders()
        assert client.getresponse().status == 413
        client.close()


def test_nothing_but_deliveries_is_taken(light: SqlStore) -> None:
    with served(Receiver(light)) as client:
        assert client.get(ROUTE).status_code == 501


def test_what_could_not_be_kept_is_to_be_delivered_again(light: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    receiver = Receiver(light)

    def refuse(*_: Any) -> Any:
        raise RetryableError("the disk is full")

    monkeypatch.setattr(SqlStore, "begin", refuse)
    with served(receiver) as client:
        assert client.post(ROUTE, content=events(1), headers=signed(events(1))).status_code == 503
    monkeypatch.undo()
    assert receiver.kept() == 0


def test_many_hints_make_one_pull(light: SqlStore) -> None:
    """Matrix E-09: fifty times at once is joined into one."""
    programme = company(light).programme()
    scheduler = make_scheduler(programme, [], "UTC", silent)
    scheduler.start(paused=True)
    for _ in range(50):
        pull_soon(programme, scheduler, 30, silent)
    assert [job.id for job in scheduler.get_jobs()] == ["hinted pull"]
    scheduler.shutdown(wait=False)
