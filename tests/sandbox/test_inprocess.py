"""The vendors' SDKs over machines without sockets: what they get, and what they raise when the line breaks."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest
import requests
import urllib3
from hubspot import HubSpot
from hubspot.crm.contacts import ApiException
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import SalesforceExpiredSession, SalesforceGeneralError

from advocacy_sync.sandbox.faults.plan import Answer, Clock, Line, Rule, When
from advocacy_sync.sandbox.inprocess import HttpxTransport, Pool, RequestsAdapter
from sandbox.faults.crms import CONTACTS, NOW, Client, account, hubspot, salesforce

URL = "https://api.hubapi.com"


class Time:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.slept = 0.0

    def sleep(self, seconds: float) -> None:
        self.slept += seconds

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.slept)


def session(client: Client, time: Time | None = None) -> requests.Session:
    made = requests.Session()
    clock = time or Time()
    made.mount("https://", RequestsAdapter(client.machine, clock.now, sleep=clock.sleep if time else None))
    made.headers["Authorization"] = f"Bearer {client.token}"
    return made


def pool(client: Client, time: Time | None = None, retries: urllib3.Retry | None = None) -> Pool:
    clock = time or Time()
    return Pool(client.machine, clock.now, sleep=clock.sleep if time else None, retries=retries)


def simple(client: Client, time: Time | None = None) -> Any:
    return Salesforce(session_id=client.token, instance="acme.my.salesforce.com", session=session(client, time))


def sdk(client: Client, time: Time | None = None) -> Any:
    made = HubSpot(access_token=client.token)
    api = made.crm.contacts.basic_api
    api.api_client.rest_client.pool_manager = pool(client, time)
    return api


def asked(client: Client) -> dict[str, str]:
    return {"Authorization": f"Bearer {client.token}"}


# the plain SDKs


def test_simple_salesforce_works_on_a_machine() -> None:
    org = simple(salesforce(rows=3))
    found = org.query_all("SELECT Name FROM Account ORDER BY Id")["records"]
    assert [row["Name"] for row in found] == [
        "A1",
        "A2",
        "A3",
    ]
    made = org.Account.create({"Name": "Neu ä"})
    assert org.Account.get(made["id"])["Name"] == "Neu ä"
    (page,) = list(org.bulk2.Account.query("SELECT Name FROM Account ORDER BY Id"))
    assert "Neu ä" in page


def test_the_hubspot_sdk_works_on_a_machine() -> None:
    api = sdk(hubspot(rows=3))
    assert [row.id for row in api.get_page(limit=2).results] == ["1", "2"]
    made = api.create({"properties": {"email": "new@acme.example"}})
    assert api.get_by_id(made.id, properties=["email"]).properties["email"] == "new@acme.example"
    with pytest.raises(ApiException) as refused:
        api.get_by_id("4711")
    assert refused.value.status == 404


def test_httpx_works_on_a_machine() -> None:
    form = {"grant_type": "client_credentials", "client_id": "sandbox-client", "client_secret": "sandbox-secret"}
    with httpx.Client(transport=HttpxTransport(salesforce().machine, lambda: NOW)) as client:
        answer = client.post("https://acme.my.salesforce.com/services/oauth2/token", data=form)
    assert answer.status_code == 200
    assert answer.json()["instance_url"] == "https://acme.my.salesforce.com"


def test_answers_bear_the_date_of_the_crm_e_06() -> None:
    portal = hubspot(Rule(what=Clock(ahead=-300)))
    answer = pool(portal).request("GET", URL + CONTACTS, headers=asked(portal))
    assert parsedate_to_datetime(answer.headers["Date"]) == NOW - timedelta(minutes=5)
    made = session(portal).patch(f"{URL}{CONTACTS}/1", json={"properties": {"city": "Bonn"}}).json()
    assert made["updatedAt"] == "2026-01-05T11:55:00.000Z"


def test_errors_arrive_as_the_sdks_know_them_c_14() -> None:
    with pytest.raises(SalesforceExpiredSession):
        simple(salesforce(Rule(what=Answer(name="session_expired")))).query("SELECT Id FROM Account")
    with pytest.raises(SalesforceGeneralError) as away:
        simple(salesforce(Rule(what=Answer(name="503")))).query("SELECT Id FROM Account")
    assert away.value.status == 503
    with pytest.raises(ApiException) as limited:
        sdk(hubspot(Rule(what=Answer(name="burst_limit", retry_after="3")))).get_page()
    assert (limited.value.status, limited.value.headers["Retry-After"]) == (429, "3")


# broken lines


@pytest.mark.parametrize("kind", ["reset_before", "reset_after"])
def test_a_reset_is_a_connection_error_c_08(kind: str) -> None:
    with pytest.raises(requests.ConnectionError, match="Connection reset by peer"):
        simple(salesforce(Rule(what=Line(kind=kind)))).query("SELECT Id FROM Account")
    with pytest.raises(urllib3.exceptions.MaxRetryError) as given_up:
        sdk(hubspot(Rule(what=Line(kind=kind)))).get_page()
    assert isinstance(given_up.value.reason, urllib3.exceptions.ProtocolError)
    with (
        httpx.Client(transport=HttpxTransport(salesforce(Rule(what=Line(kind=kind))).machine, lambda: NOW)) as client,
        pytest.raises(httpx.ReadError, match="reset by peer"),
    ):
        client.get("https://acme.my.salesforce.com/services/data")


def test_a_write_is_not_sent_again_by_the_pool_and_a_read_is_when_told_to() -> None:
    portal = hubspot(Rule(when=When(times=1), what=Line(kind="reset_after")))
    twice = pool(portal, retries=urllib3.Retry(2))
    with pytest.raises(urllib3.exceptions.ProtocolError):
        twice.request("POST", URL + CONTACTS, body=b"{}", headers=asked(portal))
    assert portal.machine.requests == 1
    portal = hubspot(Rule(when=When(times=1), what=Line(kind="reset_after")))
    assert pool(portal, retries=urllib3.Retry(2)).request("GET", URL + CONTACTS, headers=asked(portal)).status == 200
    assert portal.machine.requests == 2


def test_a_body_that_is_cut_off_is_a_broken_connection_c_06() -> None:
    cut = Rule(what=Line(kind="cut", bytes=10))
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        simple(salesforce(cut)).query("SELECT Id FROM Account")
    portal = hubspot(cut)
    with pytest.raises(urllib3.exceptions.MaxRetryError, match="IncompleteRead"):
        pool(portal).request("GET", URL + CONTACTS, headers=asked(portal))
    unread = pool(portal).request("GET", URL + CONTACTS, headers=asked(portal), preload_content=False)
    with pytest.raises(urllib3.exceptions.ProtocolError, match="IncompleteRead"):
        list(iter(lambda: unread.read1(1 << 18), b""))
    with (
        httpx.Client(transport=HttpxTransport(portal.machine, lambda: NOW)) as client,
        pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"),
    ):
        client.get(URL + CONTACTS, headers=asked(portal))


def test_a_hang_is_a_read_timeout_and_takes_the_clients_patience_c_05() -> None:
    hang = Rule(what=Line(kind="hang"))
    time = Time()
    with pytest.raises(requests.ReadTimeout):
        session(salesforce(hang), time).get("https://acme.my.salesforce.com/services/data", timeout=(3, 7))
    assert time.slept == 7
    portal = hubspot(hang)
    with pytest.raises(urllib3.exceptions.MaxRetryError) as given_up:
        pool(portal, time).request("GET", URL + CONTACTS, timeout=urllib3.Timeout(read=5), headers=asked(portal))
    assert (isinstance(given_up.value.reason, urllib3.exceptions.ReadTimeoutError), time.slept) == (True, 12)
    with (
        httpx.Client(transport=HttpxTransport(portal.machine, time.now, sleep=time.sleep), timeout=4) as client,
        pytest.raises(httpx.ReadTimeout),
    ):
        client.get(URL + CONTACTS)
    assert time.slept == 16


def test_a_hang_has_taken_effect() -> None:
    org = salesforce(Rule(what=Line(kind="hang")), rows=1)
    with pytest.raises(requests.ReadTimeout):
        session(org).patch(
            f"https://x.example/services/data/v60.0/sobjects/Account/{account(1)}", json={"Name": "B"}, timeout=1
        )
    org.machine.heal()
    assert org.names() == ["B"]


def test_a_drip_comes_byte_by_byte_as_long_as_the_client_waits_c_05() -> None:
    time = Time()
    portal = hubspot(Rule(what=Line(kind="drip", seconds=0.5)))
    answer = pool(portal, time).request("GET", f"{URL}{CONTACTS}/1", headers=asked(portal), timeout=1.0)
    assert answer.json()["id"] == "1"
    assert time.slept == len(answer.data) / 2
    with pytest.raises(urllib3.exceptions.MaxRetryError, match="Read timed out"):
        pool(portal, time).request("GET", f"{URL}{CONTACTS}/1", headers=asked(portal), timeout=0.4)
    with pytest.raises(requests.ConnectionError, match="Read timed out"):
        session(portal, time).get(f"{URL}{CONTACTS}/1", timeout=0.4)
    with httpx.Client(transport=HttpxTransport(portal.machine, time.now, sleep=time.sleep), timeout=1) as client:
        assert client.get(f"{URL}{CONTACTS}/1", headers=asked(portal)).json()["id"] == "1"


def test_where_time_cannot_pass_a_drip_is_a_timeout() -> None:
    portal = hubspot(Rule(what=Line(kind="drip")))
    with pytest.raises(urllib3.exceptions.MaxRetryError, match="Read timed out"):
        pool(portal).request("GET", f"{URL}{CONTACTS}/1", headers=asked(portal))


@pytest.mark.parametrize(
    ("line", "content"),
    [
        (Line(kind="empty"), lambda body: body == b""),
        (Line(kind="html", status=200), lambda body: body.startswith(b"<!DOCTYPE html>")),
        (Line(kind="bom"), lambda body: body.startswith(b"\xef\xbb\xbf{")),
        (Line(kind="charset"), lambda body: body.startswith(b"\xff\xfe{\x00")),
        (Line(kind="cut_gzip", bytes=40), lambda body: not body.endswith(b"}")),
        (Line(kind="bomb", bytes=1 << 20), lambda body: len(body) == 1 << 20),
    ],
)
def test_a_success_may_carry_something_else_c_06_c_07(line: Line, content: Any) -> None:
    portal = hubspot(Rule(what=line))
    answer = pool(portal).request("GET", URL + CONTACTS, headers=asked(portal))
    assert answer.status == 200
    assert content(answer.data)


def test_a_redirect_is_not_followed_by_the_pool_c_10() -> None:
    portal = hubspot(Rule(what=Answer(name="redirect")))
    answer = pool(portal).request("GET", URL + CONTACTS, headers=asked(portal))
    assert (answer.status, answer.headers["Location"]) == (302, "https://elsewhere.example/")


def test_forms_queries_and_texts_reach_the_machine_as_they_were_meant() -> None:
    portal = hubspot()
    listed = pool(portal).request("GET", URL + CONTACTS, fields={"limit": "1"}, headers=asked(portal))
    assert len(listed.json()["results"]) == 1
    form = {"grant_type": "refresh_token", "client_id": "sandbox-client", "client_secret": "sandbox-secret"}
    token = pool(portal).request("POST", f"{URL}/oauth/v1/token", fields={**form, "refresh_token": "sandbox-refresh"})
    assert token.status == 200
    made = pool(portal).request(
        "PATCH",
        f"{URL}{CONTACTS}/1",
        body='{"properties": {"city": "Köln"}}',
        headers={**asked(portal), "Content-Type": "application/json"},
    )
    assert made.json()["properties"]["city"] == "Köln"
