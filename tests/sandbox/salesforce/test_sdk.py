"""The vendor's usual Python client against the org, over real HTTP."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import (
    SalesforceAuthenticationFailed,
    SalesforceExpiredSession,
    SalesforceMalformedRequest,
    SalesforceMoreThanOneRecord,
    SalesforceResourceNotFound,
)

from advocacy_sync.kernel.clock import SystemClock
from advocacy_sync.sandbox.salesforce.machine import SalesforceMachine
from advocacy_sync.sandbox.server import serve


class Plain(HTTPAdapter):
    """Sends to the loopback port what the client, which knows only https, means for a host of the vendor."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        rest = str(request.url).partition("://")[2].partition("/")[2]
        request.url = f"http://127.0.0.1:{self._port}/{rest}"
        return super().send(request, *args, **kwargs)


@pytest.fixture
def port(machine: SalesforceMachine) -> Iterator[int]:
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(serve(machine, SystemClock().now, 0))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield server.sockets[0].getsockname()[1]

    async def stop() -> None:
        server.close()
        open_still = asyncio.all_tasks() - {asyncio.current_task()}
        if open_still:  # the clients have hung up, and their connections end by themselves
            await asyncio.wait(open_still, timeout=2)
        await server.wait_closed()
        await asyncio.sleep(0)

    asyncio.run_coroutine_threadsafe(stop(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def session(port: int) -> Iterator[requests.Session]:
    with requests.Session() as made:
        made.mount("https://", Plain(port))
        yield made


@pytest.fixture
def sf(session: requests.Session) -> Any:
    return Salesforce(
        username="integration@sandbox.example",
        password="sandbox-password",
        security_token="sandbox-token",
        session=session,
    )


def test_rows_through_the_client(sf: Any) -> None:
    made = sf.Account.create({"Name": "Acme", "Ext__c": "a/1"})
    assert made["success"]
    assert sf.Account.get_by_custom_id("Ext__c", "a/1")["Name"] == "Acme"
    assert sf.Account.update(made["id"], {"Phone": "5"}) == 204
    assert sf.Account.upsert("Ext__c/new", {"Name": "N"}) == 201
    assert sf.Account.get(made["id"])["Phone"] == "5"
    assert sf.Account.delete(made["id"]) == 204
    assert sf.Account.describe()["name"] == "Account"
    assert sf.describe()["maxBatchSize"] == 200
    assert sf.limits()["DailyApiRequests"]["Max"] == 100000
    assert sf.api_usage["api-usage"].total == 100000


def test_queries_through_the_client(sf: Any, machine: SalesforceMachine) -> None:
    machine.load("Account", ({"Name": str(n)} for n in range(2500)), SystemClock().now())
    assert sf.query_all("SELECT Id FROM Account")["totalSize"] == 2500
    assert len(list(sf.query_all_iter("SELECT Id, Owner.Name FROM Account"))) == 2500


def test_bulk_through_the_client(sf: Any) -> None:
    results = sf.bulk2.Account.insert(records=[{"Name": f"b{n}"} for n in range(20)], wait=0)
    assert results[0]["numberRecordsProcessed"] == 20
    (page,) = sf.bulk2.Account.query("SELECT Id, Name FROM Account", wait=0)
    assert page.count("\n") == 21
    old = sf.bulk.Account.insert([{"Name": "x"}, {}], batch_size=10)
    assert [one["success"] for one in old] == [True, False]
    assert len(sf.bulk.Account.query("SELECT Id, Name FROM Account")) == 21


def test_the_clients_exceptions(sf: Any, session: requests.Session, machine: SalesforceMachine) -> None:
    with pytest.raises(SalesforceMalformedRequest):
        sf.query("SELECT Foo FROM Account")
    with pytest.raises(SalesforceResourceNotFound):
        sf.Account.get("001gL0000000099QAA")
    for name in "ab":
        sf.Account.create({"Name": name, "Batch__c": "same"})
    with pytest.raises(SalesforceMoreThanOneRecord):
        sf.Account.upsert("Batch__c/same", {"Name": "c"})
    machine.expire_sessions()
    sf._refresh_session = None
    with pytest.raises((SalesforceExpiredSession, TypeError)):
        sf.query("SELECT Id FROM Account")
    with pytest.raises(SalesforceAuthenticationFailed):
        Salesforce(username="x", password="y", security_token="z", session=session)


def test_other_ways_in_through_the_client(session: requests.Session) -> None:
    keys: dict[str, Any] = {"consumer_key": "sandbox-client", "consumer_secret": "sandbox-secret"}
    assert Salesforce(**keys, domain="acme.my", session=session).query("SELECT Id FROM User")["totalSize"] == 4
    by_password = Salesforce(
        username="integration@sandbox.example", password="sandbox-passwordsandbox-token", session=session, **keys
    )
    assert by_password.is_sandbox()
