"""A small org and a client that speaks to it without sockets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import orjson
import pytest

from advocacy_sync.sandbox.salesforce.machine import SalesforceMachine
from advocacy_sync.sandbox.salesforce.schema import Field
from advocacy_sync.sandbox.salesforce.sessions import STATIC_TOKEN
from advocacy_sync.sandbox.state import State
from advocacy_sync.sandbox.wire import Request, Response

NOW = datetime(2017, 12, 31, 8, tzinfo=UTC)
BASE = "/services/data/v60.0"


class Client:
    def __init__(self, machine: SalesforceMachine) -> None:
        self.machine, self.now, self.token = machine, NOW, STATIC_TOKEN

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)

    def raw(self, method: str, target: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Response:
        known = {"authorization": f"Bearer {self.token}"} if self.token else {}
        return self.machine.handle(Request(method, target, {**known, **(headers or {})}, body, "http://org"), self.now)

    def call(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> tuple[int, Any]:
        """Status and parsed body. A path that doesn't begin with a slash is below v60.0."""
        target = path if path.startswith("/") else f"{BASE}/{path}"
        response = self.raw(method, target, b"" if body is None else orjson.dumps(body), headers)
        is_json = response.headers.get("Content-Type", "").startswith("application/json")
        return response.status, orjson.loads(response.body) if is_json and response.body else response.body

    def get(self, path: str, **headers: str) -> Any:
        status, body = self.call("GET", path, None, {k.replace("_", "-"): v for k, v in headers.items()})
        assert status == 200, body
        return body

    def query(self, soql: str, resource: str = "query") -> list[dict[str, Any]]:
        """All records of a query, over all pages."""
        page = self.get(f"{resource}?q={quote(soql)}")
        records = list(page["records"])
        while not page["done"]:
            page = self.get(page["nextRecordsUrl"])
            records += page["records"]
        return records

    def values(self, soql: str) -> list[Any]:
        """The first selected column."""
        return [next(v for k, v in record.items() if k != "attributes") for record in self.query(soql)]

    def refusal(self, method: str, path: str, body: Any = None) -> tuple[int, str, str]:
        status, answer = self.call(method, path, body)
        return status, answer[0]["errorCode"], answer[0]["message"]

    def make(self, name: str, **fields: Any) -> str:
        status, body = self.call("POST", f"sobjects/{name}", fields)
        assert status == 201, body
        return str(body["id"])

    def read(self, name: str, id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.get(f"sobjects/{name}/{id}")
        return found


@pytest.fixture
def machine() -> SalesforceMachine:
    made = SalesforceMachine(State())
    made.add_field("Account", Field(name="Ext__c", length=20, external_id=True, unique=True))
    made.add_field("Account", Field(name="Batch__c", length=20, external_id=True))
    made.add_field(
        "Account", Field(name="Status__c", type="picklist", picklist=("Active", "Idle"), restricted=True, length=255)
    )
    made.add_field("Account", Field(name="Tags__c", type="multipicklist", picklist=("a", "b", "c"), length=4099))
    activity = Field(name="Account__c", type="reference", reference_to=("Account",), child_relationship="Activities__r")
    made.add_object("Reference_Activity__c", fields=[activity], auto_number="RA-{0000}")
    return made


@pytest.fixture
def org(machine: SalesforceMachine) -> Client:
    return Client(machine)
