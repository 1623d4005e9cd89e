"""The webhook journal: what is written, who may read it, how it is read on, and when it is forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest

from advocacy_sync.kernel.clock import FixedClock
from advocacy_sync.sandbox.hubspot.machine import HubspotMachine
from advocacy_sync.sandbox.hubspot.webhooks import notification, signed
from advocacy_sync.sandbox.wire import Request, Response

CONTACTS = "/crm/v3/objects/contacts"
BASE = "/webhooks-journal"
ALL = ["CREATE", "UPDATE", "DELETE", "MERGE", "RESTORE"]


class App:
    """An app that reads the journal of a portal."""

    def __init__(self, machine: HubspotMachine, clock: FixedClock) -> None:
        self.machine, self.clock = machine, clock
        form = "grant_type=client_credentials&client_id=sandbox-client&client_secret=sandbox-secret"
        token = orjson.loads(self.send("POST", "/oauth/2026-03/token", form.encode(), "").body)
        assert "refresh_token" not in token
        self.token = token["access_token"]

    def send(self, method: str, target: str, body: bytes = b"", token: str | None = None) -> Response:
        token = self.token if token is None else token
        headers = {"content-type": "application/json", **({"authorization": f"Bearer {token}"} if token else {})}
        return self.machine.handle(Request(method, target, headers, body, "http://api"), self.clock.now())

    def subscribe(self, object_type: str = "0-1", kind: str = "OBJECT", **more: Any) -> Response:
        body = {"subscriptionType": kind, "objectTypeId": object_type, "portalId": 24681357, "actions": ALL, **more}
        return self.send("POST", f"{BASE}/subscriptions/2026-03", orjson.dumps(body))

    def entry(self, which: str) -> dict[str, Any]:
        response = self.send("GET", f"{BASE}/journal-local/2026-03/{which}")
        assert response.status == 200, response.body
        found: dict[str, Any] = orjson.loads(response.body)
        return found

    def follow(self, entry: dict[str, Any]) -> Response:
        parts = urlsplit(entry["url"])
        return self.send("GET", f"{parts.path}?{parts.query}", token="")

    def read(self, which: str = "earliest") -> list[dict[str, Any]]:
        """All events from there on."""
        found, entry = [], self.entry(which)
        while True:
            file = orjson.loads(self.follow(entry).body)
            assert file["offset"] == entry["currentOffset"]
            found += file["journalEvents"]
            response = self.send("GET", f"{BASE}/journal-local/2026-03/offset/{entry['currentOffset']}/next")
            if response.status == 204:
                return found
            entry = orjson.loads(response.body)


@pytest.fixture
def app(machine: HubspotMachine, clock: FixedClock) -> App:
    return App(machine, clock)


def create(call: Any, **properties: str) -> str:
    return str(call("POST", CONTACTS, {"properties": properties})[1]["id"])


def test_what_happened_stands_there_in_its_order_in_files_by_request(app: App, call: Any, clock: FixedClock) -> None:
    assert app.subscribe(properties=["email", "city"]).status == 201
    id = create(call, email="a@acme.example", zip="1")
    clock.advance(timedelta(seconds=1))
    call("PATCH", f"{CONTACTS}/{id}", {"properties": {"city": "Bonn", "zip": "2"}})
    call("PATCH", f"{CONTACTS}/{id}", {"properties": {"zip": "3"}})
    call("DELETE", f"{CONTACTS}/{id}")
    first, second, third = app.read()
    assert first == {
        "type": "OBJECT",
        "portalId": 24681357,
        "objectTypeId": "0-1",
        "objectId": int(id),
        "action": "CREATE",
        "propertyChanges": {"email": "a@acme.example"},
        "occurredAt": "2026-01-05T12:00:00.123Z",
    }
    assert (second["action"], second["propertyChanges"]) == ("UPDATE", {"city": "Bonn"})
    assert (third["action"], third["occurredAt"]) == ("DELETE", "2026-01-05T12:00:01.123Z")
    assert [event["action"] for event in app.read("latest")] == ["DELETE"]


def test_only_what_is_subscribed_to_is_written(app: App, call: Any) -> None:
    create(call, email="before@acme.example")
    assert app.send("GET", f"{BASE}/journal/2026-03/earliest").status == 204
    app.subscribe("0-2")
    create(call, email="b@acme.example")
    call("POST", "/crm/v3/objects/companies", {"properties": {"name": "Acme"}})
    assert [event["objectTypeId"] for event in app.read()] == ["0-2"]


def test_merges_restores_and_erasures_have_their_own_actions(app: App, call: Any, machine: HubspotMachine) -> None:
    app.subscribe()
    app.subscribe(kind="GDPR_PRIVACY_DELETION", actions=["GDPR_DELETE"])
    one, two, three = (create(call, email=f"{name}@acme.example") for name in "abc")
    made = call("POST", f"{CONTACTS}/merge", {"primaryObjectId": one, "objectIdToMerge": two})[1]["id"]
    people = machine.people(app.clock.now())
    people.delete("contacts", [three])
    people.undelete("contacts", [three])
    call("POST", f"{CONTACTS}/gdpr-delete", {"objectId": three})
    events = app.read()[3:]
    assert [(event["action"], event["objectId"]) for event in events] == [
        ("MERGE", int(made)),
        ("DELETE", int(three)),
        ("RESTORE", int(three)),
        ("GDPR_DELETE", int(three)),
    ]
    assert events[0]["mergedObjectIds"] == [int(one), int(two)]


def test_associations_are_told_from_the_side_that_is_subscribed_to(
    app: App, call: Any, machine: HubspotMachine
) -> None:
    machine.load("companies", [{"id": "9001", "properties": {"name": "Acme"}}], app.clock.now())
    id = create(call, email="a@acme.example")
    app.subscribe(
        kind="ASSOCIATION", actions=["ASSOCIATION_ADDED", "ASSOCIATION_REMOVED"], associatedObjectTypeIds=["0-2"]
    )
    people = machine.people(app.clock.now())
    people.associate(("contacts", id), ("companies", "9001"))
    people.dissociate(("contacts", id), ("companies", "9001"))
    added, removed = app.read()
    assert (added["action"], removed["action"]) == ("ASSOCIATION_ADDED", "ASSOCIATION_REMOVED")
    assert [added[f"{side}Object{part}"] for side in ("from", "to") for part in ("TypeId", "Id")] == [
        "0-1",
        int(id),
        "0-2",
        9001,
    ]


def test_an_expired_or_unknown_offset_is_not_found(app: App, call: Any, clock: FixedClock) -> None:
    app.subscribe()
    create(call, email="a@acme.example")
    offset = app.entry("earliest")["currentOffset"]
    clock.advance(timedelta(days=3))
    app = App(app.machine, clock)
    create(call, email="b@acme.example")
    for gone in (offset, "550e8400-e29b-41d4-a716-446655440000"):
        assert app.send("GET", f"{BASE}/journal-local/2026-03/offset/{gone}/next").status == 404
    assert [event["propertyChanges"] for event in app.read()] == [{}]


def test_links_are_signed_and_end_soon(app: App, call: Any, clock: FixedClock) -> None:
    app.subscribe()
    create(call, email="a@acme.example")
    entry = app.entry("earliest")
    assert entry["expiresAt"] == "2026-01-05T12:10:00.123Z"
    assert app.follow(entry).status == 200
    assert app.follow({"url": entry["url"][:-1] + "x"}).status == 403
    assert app.follow({"url": entry["url"].replace("expires=1", "expires=2")}).status == 403
    clock.advance(timedelta(minutes=10))
    assert app.follow(entry).status == 403


def test_the_journal_takes_the_apps_token_and_records_do_not(app: App, call: Any) -> None:
    status, body = call("GET", f"{BASE}/journal/2026-03/earliest")
    assert (status, body["category"]) == (403, "MISSING_SCOPES")
    assert app.send("GET", CONTACTS).status == 403


def test_subscriptions_are_listed_read_and_removed_on_both_paths(app: App, call: Any) -> None:
    made = orjson.loads(app.subscribe().body)
    assert made["id"] == 1
    for path in (f"{BASE}/subscriptions/2026-03", "/webhooks/v4/subscriptions"):
        assert orjson.loads(app.send("GET", path).body)["results"] == [made]
    assert app.send("DELETE", f"{BASE}/subscriptions/2026-03/1").status == 204
    assert app.send("GET", f"{BASE}/subscriptions/2026-03/1").status == 404
    app.subscribe()
    assert app.send("DELETE", "/webhooks/v4/subscriptions/portals/24681357").status == 204
    create(call, email="a@acme.example")
    assert app.send("GET", "/webhooks/v4/journal/latest").status == 204


@pytest.mark.parametrize("more", [{"kind": "NOISE"}, {"actions": ["SING"]}, {"actions": []}, {"object_type": "0-999"}])
def test_subscriptions_that_mean_nothing_are_refused(app: App, more: dict[str, Any]) -> None:
    assert app.subscribe(**more).status == 400


# the sender's side of webhooks


def test_a_notification_is_signed_as_the_vendors_library_checks_it(clock: FixedClock) -> None:
    from hubspot.utils.signature import Signature

    uri, body = "https://x.example/hook?a=%2Fb%20c", orjson.dumps([notification(1, "contact.creation", 5, clock.now())])
    headers = signed("POST", uri, body, "secret", clock.now())
    expected = Signature.get_signature(
        "secret",
        body.decode(),
        "v3",
        "https://x.example/hook?a=/b%20c",
        "POST",
        headers["X-HubSpot-Request-Timestamp"],
    )
    assert headers["X-HubSpot-Signature-v3"] == expected
    assert signed("POST", uri, body, "other", clock.now()) != headers
    assert headers["X-HubSpot-Request-Timestamp"] == "1767614400123"


def test_a_notification_has_the_vendors_fields(clock: FixedClock) -> None:
    event = notification(3, "contact.propertyChange", 5, clock.now(), propertyName="city", propertyValue="Bonn")
    assert event["occurredAt"] == 1767614400123
    assert (event["objectId"], event["propertyName"], event["attemptNumber"]) == (5, "city", 0)
