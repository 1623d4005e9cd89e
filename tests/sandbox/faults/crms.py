"""Small machines behind a plan, and a way to call them as a client would."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import orjson

from advocacy_sync.sandbox.faults.faulty import Faulty
from advocacy_sync.sandbox.faults.plan import Plan, Rule
from advocacy_sync.sandbox.hubspot.machine import HubspotMachine
from advocacy_sync.sandbox.salesforce.ids import record_id
from advocacy_sync.sandbox.salesforce.machine import SalesforceMachine
from advocacy_sync.sandbox.salesforce.schema import Field
from advocacy_sync.sandbox.salesforce.sessions import STATIC_TOKEN
from advocacy_sync.sandbox.state import State
from advocacy_sync.sandbox.wire import Request, Response

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
API = "/services/data/v60.0"
CONTACTS = "/crm/v3/objects/contacts"


@dataclass
class Client:
    machine: Any
    token: str
    now: datetime = NOW
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def inner(self) -> Any:
        """The machine behind the faults."""
        return getattr(self.machine, "machine", self.machine)

    @property
    def fired(self) -> list[str]:
        return [one.kind for one in self.machine.fired]

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def raw(self, method: str, target: str, body: Any = None, **headers: str) -> Response:
        target = target if target.startswith("/") else f"{API}/{target}"
        sent = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
        known = {"authorization": f"Bearer {self.token}", "content-type": "application/json", **self.headers}
        answer: Response = self.machine.handle(
            Request(method, target, {**known, **headers}, sent, "http://crm"), self.now
        )
        return answer

    def call(self, method: str, target: str, body: Any = None) -> tuple[int, Any]:
        response = self.raw(method, target, body)
        return response.status, orjson.loads(response.body) if response.body else None

    # Salesforce

    def query(self, soql: str, resource: str = "query", most: int = 50) -> list[dict[str, Any]]:
        """The records of a query over its pages, of which there are at most so many."""
        target = f"{resource}?q={quote(soql)}"
        found: list[dict[str, Any]] = []
        for _ in range(most):
            status, page = self.call("GET", target)
            assert status == 200, page
            found += page["records"]
            if page["done"]:
                break
            target = page["nextRecordsUrl"]
        return found

    def names(self, soql: str = "SELECT Name FROM Account ORDER BY Id", resource: str = "query") -> list[str]:
        return [str(row["Name"]) for row in self.query(soql, resource)]

    # HubSpot

    def listed(self, properties: str = "email", archived: bool = False, limit: int = 2, most: int = 50) -> list[Any]:
        found: list[Any] = []
        after = ""
        for _ in range(most):
            target = f"{CONTACTS}?limit={limit}&properties={properties}&archived={str(archived).lower()}{after}"
            status, page = self.call("GET", target)
            assert status == 200, page
            found += page["results"]
            if "paging" not in page:
                break
            after = f"&after={page['paging']['next']['after']}"
        return found

    def searched(self, *filters: dict[str, Any], limit: int = 2, most: int = 50) -> list[Any]:
        body: dict[str, Any] = {"filterGroups": [{"filters": list(filters)}], "limit": limit, "properties": ["city"]}
        found: list[Any] = []
        for _ in range(most):
            status, page = self.call("POST", f"{CONTACTS}/search", body)
            assert status == 200, page
            found += page["results"]
            if "paging" not in page:
                break
            body["after"] = page["paging"]["next"]["after"]
        return found


def plan(*rules: Rule, seed: int = 7) -> Plan:
    return Plan(seed=seed, rules=rules)


def account(number: int) -> str:
    return record_id("001", number)


def salesforce(*rules: Rule, rows: int = 5, seed: int = 7) -> Client:
    """An org with accounts A1, A2 …, each with a contact, pages of 200 rows at the least."""
    machine = SalesforceMachine(State())
    machine.add_field("Account", Field(name="Ext__c", length=20, external_id=True, unique=True))
    stage = Field(name="Tier__c", type="picklist", picklist=("Gold", "Silver"), restricted=True, length=255)
    machine.add_field("Account", stage)
    machine.load("Account", [{"Id": account(n), "Name": f"A{n}"} for n in range(1, rows + 1)], NOW - timedelta(days=1))
    people = ({"Id": record_id("003", n), "LastName": f"P{n}", "AccountId": account(n)} for n in range(1, rows + 1))
    machine.load("Contact", people, NOW - timedelta(days=1))
    return Client(Faulty(machine, plan(*rules, seed=seed)), STATIC_TOKEN)


def hubspot(*rules: Rule, rows: int = 5, seed: int = 7) -> Client:
    """A portal with contacts 1, 2 …, and a company 9001."""
    machine = HubspotMachine(State())
    people = ({"id": str(n), "properties": {"email": f"u{n}@acme.example"}} for n in range(1, rows + 1))
    machine.load("companies", [{"id": "9001", "properties": {"name": "Acme"}}], NOW - timedelta(days=1))
    machine.load("contacts", people, NOW - timedelta(days=1))
    return Client(Faulty(machine, plan(*rules, seed=seed)), "pat-na1-sandbox")
