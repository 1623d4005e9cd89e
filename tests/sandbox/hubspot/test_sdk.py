"""The vendor's Python client against the machine, over real HTTP."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hubspot import HubSpot
from hubspot.crm.contacts import ApiException

from advocacy_sync.kernel.clock import FixedClock
from advocacy_sync.sandbox.hubspot.machine import HubspotMachine
from advocacy_sync.sandbox.server import serve


@pytest.fixture
def client(machine: HubspotMachine, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubSpot]:
    machine.add_owner("101", "ann@example.com", "Ann", "Lee")
    machine.load("companies", ({"id": str(key), "properties": {"name": f"C{key}"}} for key in range(1, 6)), clock.now())
    people = ({"id": str(key), "properties": {"email": f"u{key}@example.com"}} for key in range(1, 251))
    machine.load("contacts", people, clock.now())
    machine.associate_all("contacts", "companies", ((str(key), str(key % 5 + 1)) for key in range(1, 251)))
    with _served(machine, clock, monkeypatch) as url:
        yield HubSpot(access_token="pat-na1-sandbox", host=url, base_url=url)


@contextmanager
def _served(machine: HubspotMachine, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve on a thread of its own. The client keeps its connections open, so they are noted and closed here."""
    writers: list[asyncio.StreamWriter] = []
    start = asyncio.start_server

    async def noting(connected: Any, *args: Any, **options: Any) -> asyncio.Server:
        async def noted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writers.append(writer)
            await connected(reader, writer)

        return await start(noted, *args, **options)

    monkeypatch.setattr(asyncio, "start_server", noting)
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(serve(machine, clock.now, 0))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    server.close()
    loop.run_until_complete(_ended(writers))
    loop.close()


async def _ended(writers: list[asyncio.StreamWriter]) -> None:
    for writer in writers:
        writer.close()
    await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()}, return_exceptions=True)


def test_every_record_is_fetched_page_by_page(client: HubSpot) -> None:
    assert len(client.crm.contacts.get_all(properties=["email"])) == 250


def test_a_record_is_created_changed_read_and_archived(client: HubSpot) -> None:
    api = client.crm.contacts.basic_api
    made = api.create(simple_public_object_input_for_create={"properties": {"email": "n@example.com"}})
    api.update(made.id, simple_public_object_input={"properties": {"firstname": "Nia"}})
    shown = api.get_by_id("n@example.com", id_property="email", properties=["firstname"])
    assert (shown.id, shown.properties["firstname"]) == (made.id, "Nia")
    api.archive(made.id)
    with pytest.raises(ApiException) as caught:
        api.get_by_id(made.id)
    assert caught.value.status == 404


def test_search_batches_and_their_errors(client: HubSpot) -> None:
    found = client.crm.contacts.search_api.do_search(public_object_search_request={"query": "u25", "limit": 3})
    assert found.total == 2
    batch = client.crm.contacts.batch_api
    wanted = {"properties": ["email"], "propertiesWithHistory": [], "inputs": [{"id": "1"}, {"id": "999"}]}
    read = batch.read(batch_read_input_simple_public_object_id=wanted)
    assert (read.num_errors, read.errors[0].context, read.results[0].id) == (1, {"ids": ["999"]}, "1")
    upsert = {"inputs": [{"id": "u1@example.com", "idProperty": "email", "properties": {"city": "Bonn"}}]}
    done = batch.upsert(batch_input_simple_public_object_batch_input_upsert=upsert)
    assert (done.results[0].id, done.results[0].new) == ("1", False)


def test_associations_properties_pipelines_and_owners(client: HubSpot) -> None:
    inputs = {"inputs": [{"id": "1"}, {"id": "2"}]}
    links = client.crm.associations.v4.batch_api.get_page(
        "contacts", "companies", batch_input_public_fetch_associations_batch_request=inputs
    )
    assert [one.to[0].to_object_id for one in links.results] == ["2", "3"]
    assert client.crm.properties.core_api.get_by_name("deals", "amount").type == "number"
    stages = client.crm.pipelines.pipelines_api.get_all("deals").results[0].stages
    assert stages[-2].metadata["probability"] == "1.0"
    assert client.crm.owners.owners_api.get_page().results[0].email == "ann@example.com"


def test_a_refresh_token_buys_an_access_token(client: HubSpot) -> None:
    granted = client.oauth.tokens_api.create(
        grant_type="refresh_token",
        client_id="sandbox-client",
        client_secret="sandbox-secret",
        refresh_token="sandbox-refresh",
    )
    client.access_token = granted.access_token
    assert len(client.crm.companies.get_all()) == 5
