"""Calls to one org: sessions, hosts, timeouts."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import respx
from responses import RequestsMock

from advocacy_salesforce.faults import code_of
from advocacy_salesforce.sdk import Client
from advocacy_sync.kernel.errors import ConfigError, RetryableError
from advocacy_sync.ports.crm import Timeouts
from advocacy_sync.transport import body
from advocacy_sync.transport.budget import Budget, QuotaSpent, Reading
from advocacy_sync.transport.retry import RetryPolicy
from rooms import AT_ONCE, ONCE, breaking_off, connection, dripping, raw_server, silent
from vendor import API, ORG, Ticking, given, logged_in, refusal, vendor

BRIEF = Timeouts(connect=0.3, read=0.3, total=0.4)


def test_a_session_that_is_over_is_replaced_once() -> None:
    with vendor(["old", "new"]) as (org, login):
        given(org, "GET", "query", refusal("INVALID_SESSION_ID"), 401)
        given(org, "GET", "query", {"totalSize": 0})
        client, _ = logged_in()
        assert client.call("GET", "query?q=x", "a query").json() == {"totalSize": 0}
        assert [call.request.headers["Authorization"] for call in org.calls] == ["Bearer old", "Bearer new"]
        assert login.call_count == 2
        client.call("GET", "query?q=x", "a query")
        assert login.call_count == 2


def test_sessions_that_are_refused_again_and_again_are_not_replaced_endlessly() -> None:
    with vendor(["old", "new"]) as (org, login):
        given(org, "GET", "query", refusal("INVALID_SESSION_ID"), 401)
        with pytest.raises(ConfigError, match="no longer accepts the session"):
            logged_in(AT_ONCE)[0].call("GET", "query?q=x", "a query")
        assert (len(org.calls), login.call_count) == (2, 2)


def test_calls_are_counted_with_those_that_failed() -> None:
    with vendor(["old", "new"]) as (org, _):
        given(org, "GET", "query", refusal("INVALID_SESSION_ID"), 401)
        given(org, "GET", "query", b"busy", 503)
        given(org, "GET", "query", {"totalSize": 0})
        client, _ = logged_in(AT_ONCE)
        client.call("GET", "query?q=x", "a query")
        assert client.calls == 3


def test_a_call_that_may_not_be_repeated_is_made_once() -> None:
    with vendor() as (org, _):
        given(org, "POST", "jobs/query", b"busy", 503)
        with pytest.raises(RetryableError):
            logged_in(AT_ONCE)[0].call("POST", "jobs/query", "a job", json_body={}, again=False)
        assert len(org.calls) == 1


def test_a_redirect_is_not_followed_with_the_session() -> None:
    with vendor() as (org, _):
        given(org, "GET", "query", b"", 302, headers={"Location": "https://elsewhere.example/query"})
        with pytest.raises(ConfigError, match="HTTP 302"):
            logged_in(AT_ONCE)[0].call("GET", "query?q=x", "a query")
        assert len(org.calls) == 1


def test_the_time_is_what_the_answers_say() -> None:
    with vendor() as (org, _):
        given(org, "GET", "query", {}, headers={"Date": "Mon, 05 Jan 2026 12:00:00 GMT"})
        client, _ = logged_in()
        client.call("GET", "query?q=x", "a query")
        assert client.now().isoformat().startswith("2026-01-05T12:00:0")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://acme.my.salesforce.com", "plain http"),
        ("https://acme.example", "not one of the vendor's hosts"),
        ("https://salesforce.com.example", "not one of the vendor's hosts"),
        ("https://evilsalesforce.com", "not one of the vendor's hosts"),
        ("https://user:word@acme.my.salesforce.com", "without user or password"),
        ("ftp://acme.my.salesforce.com", "must be an address"),
    ],
)
@pytest.mark.parametrize("setting", ["base_url", "login_url"])
def test_an_address_that_may_not_have_the_token_is_refused(url: str, words: str, setting: str) -> None:
    base, login = (url, ORG) if setting == "base_url" else (ORG, url)
    with pytest.raises(ConfigError, match=words) as caught:
        Client(connection("salesforce", base, login_url=login, allow_host=None), ONCE)
    assert setting in str(caught.value)
    assert "word@" not in str(caught.value)


def test_a_host_that_was_named_is_allowed() -> None:
    Client(connection("salesforce", "https://crm.acme.example", allow_host="crm.acme.example"), ONCE)


def test_plain_http_is_for_this_machine_only() -> None:
    Client(connection("salesforce", "http://127.0.0.1:8000"), ONCE)
    with pytest.raises(ConfigError, match="plain http"):
        Client(connection("salesforce", "http://10.0.0.1:8000", allow_host="10.0.0.1"), ONCE)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_an_instance_on_this_machine_is_reached_over_plain_http(host: str) -> None:
    with raw_server(answering) as url, respx.mock() as login:
        instance = url.replace("127.0.0.1", host)
        login.post(f"{ORG}/services/oauth2/token").respond(json={"access_token": "t", "instance_url": instance})
        client = Client(connection("salesforce", ORG), ONCE)
        assert client.call("GET", "query?q=x", "a query").json() == {"ok": True}


def test_an_instance_with_an_ipv6_address_keeps_its_brackets() -> None:
    with RequestsMock() as org, respx.mock() as login:
        instance = "http://[::1]:8000"
        login.post(f"{ORG}/services/oauth2/token").respond(json={"access_token": "t", "instance_url": instance})
        given(org, "GET", f"{instance}/services/data/v67.0/query", {"ok": True})
        client = Client(connection("salesforce", ORG), ONCE)
        assert client.call("GET", "query?q=x", "a query").json() == {"ok": True}


@pytest.mark.parametrize("written", ["67.0", "v67.0"])
def test_a_version_may_be_written_with_its_letter(written: str) -> None:
    with vendor() as (org, _):
        given(org, "GET", "query", {"ok": True})
        logged_in(api_version=written)[0].call("GET", "query?q=x", "a query")
        assert org.calls[0].request.url == f"{API}/query?q=x"


def test_a_version_that_the_org_does_not_have_is_named_as_a_cause() -> None:
    with vendor() as (org, _):
        given(org, "GET", "query", refusal("NOT_FOUND", "The requested resource does not exist"), 404)
        with pytest.raises(ConfigError, match=r"NOT_FOUND.*check rights, mappings and api_version") as caught:
            logged_in()[0].call("GET", "query?q=x", "a query")
        assert "doctor" not in str(caught.value)


def test_the_address_of_the_lightning_pages_stands_for_the_orgs_own() -> None:
    with vendor() as (org, login):
        given(org, "GET", "query", {"totalSize": 0})
        client = Client(connection("salesforce", "https://acme.lightning.force.com"), ONCE)
        client.call("GET", "query?q=x", "a query")
        assert org.calls[0].request.url == f"{API}/query?q=x"
        assert login.called


@contextmanager
def against(talk: Callable[[socket.socket, threading.Event], None]) -> Iterator[Client]:
    """A client whose login is answered, and whose calls go to such a server."""
    with raw_server(talk) as url, respx.mock(assert_all_called=False) as login:
        login.post(f"{url}/services/oauth2/token").respond(json={"access_token": "t"})
        yield Client(connection("salesforce", url, timeouts=BRIEF), ONCE)


@pytest.mark.parametrize(
    ("talk", "words"),
    [(silent, "took too long"), (dripping, "longer than the total time"), (breaking_off, "no connection")],
)
def test_a_server_that_gives_no_whole_answer_is_given_up_soon(
    talk: Callable[[socket.socket, threading.Event], None], words: str
) -> None:
    with against(talk) as client, pytest.raises(RetryableError, match=words):
        client.call("GET", "query?q=x", "a query")


@pytest.mark.parametrize("talk", [silent, dripping, breaking_off])
def test_a_broken_answer_does_not_spoil_the_next_call(talk: Callable[[socket.socket, threading.Event], None]) -> None:
    talks = iter([talk, answering, answering])

    def each(peer: socket.socket, over: threading.Event) -> None:
        next(talks)(peer, over)

    with against(each) as client:
        with pytest.raises(RetryableError):
            client.call("GET", "query?q=x", "a query")
        assert client.call("GET", "query?q=y", "a query").json() == {"ok": True}


def answering(peer: socket.socket, _: threading.Event) -> None:
    peer.recv(65_536)
    peer.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 11\r\nConnection: close\r\n\r\n{"ok":true}')


def test_a_packed_answer_in_small_pieces_is_read_whole() -> None:
    packed = gzip.compress(b'{"text":"' + b"long " * 10_000 + b'"}')

    def talk(peer: socket.socket, over: threading.Event) -> None:
        peer.recv(65_536)
        head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for part in (head.encode(), packed[:4], packed[4:12], packed[12:]):
            peer.sendall(part)
            over.wait(0.02)  # lets the reader see the piece alone

    with against(talk) as client:
        assert len(client.call("GET", "query?q=x", "a query").json()["text"]) == 50_000


def test_nobody_listening_is_retryable() -> None:
    with against(silent) as client:
        pass
    with respx.mock(assert_all_called=False) as login:
        login.post(url__regex=".*").respond(json={"access_token": "t"})
        with pytest.raises(RetryableError, match="no connection"):
            client.call("GET", "query?q=x", "a query")


def test_every_attempt_asks_the_budget_and_none_is_made_against_it() -> None:
    """C-17: refused sessions and retries count, too."""
    budget = Budget(reserve=0.0, reading=Reading(100, 2), purpose="pull")
    with vendor(["old", "new"]) as (org, _):
        given(org, "GET", "query", refusal("INVALID_SESSION_ID"), 401)
        given(org, "GET", "query", b"busy", 503)
        client, _ = logged_in(AT_ONCE, budget=budget)
        with pytest.raises(QuotaSpent):
            client.call("GET", "query?q=x", "a query")
        assert len(org.calls) == 2
    assert budget.take() == {"pull": 2}


@pytest.mark.parametrize(
    ("header", "waited"),
    [("7", 7.0), ("Mon, 05 Jan 2026 12:00:09 GMT", 9.0), ("-5", 0.25), ("nonsense", 0.25), ("864000", 0.25)],
)
def test_a_time_to_wait_is_read_from_the_answer_that_the_library_hides(header: str, waited: float) -> None:
    """C-01: in seconds, as a date, negative, absurd."""
    ticking = Ticking()
    with vendor() as (org, _):
        said = {"Retry-After": header, "Date": "Mon, 05 Jan 2026 12:00:00 GMT"}
        given(org, "GET", "query", b"busy", 503, headers=said)
        given(org, "GET", "query", {"totalSize": 0})
        client, _ = logged_in(RetryPolicy(tries=2), timing=ticking.timing)
        client.call("GET", "query?q=x", "a query")
    assert ticking.slept == [waited]


def test_what_a_reader_finds_wrong_is_asked_for_again_unless_the_call_may_not_be_repeated() -> None:
    """C-07."""
    with vendor() as (org, _):
        given(org, "GET", "query", b"")
        given(org, "GET", "query", {"done": True})
        client, _ = logged_in(AT_ONCE)
        assert client.ask("GET", "query?q=x", "a query", "done") == {"done": True}
        given(org, "POST", "jobs/query", {})
        with pytest.raises(RetryableError, match="holds no id"):
            client.ask("POST", "jobs/query", "a job", "id", again=False)
        assert len(org.calls) == 3


def test_what_a_reader_stumbles_over_is_asked_for_again_and_said_in_words() -> None:
    """C-07."""
    with vendor() as (org, _):
        given(org, "GET", "query", {"records": None})
        client = logged_in(AT_ONCE)[0]
        with pytest.raises(RetryableError, match="answer about a query makes no sense"):
            client.fetch("GET", "query?q=x", "a query", lambda answer: list(answer.object()["records"]))
        assert len(org.calls) == AT_ONCE.tries


def test_an_answer_that_is_no_object_is_no_empty_one() -> None:
    with vendor() as (org, _):
        given(org, "GET", "query", b"null")
        with pytest.raises(RetryableError, match="no object"):
            logged_in()[0].ask("GET", "query?q=x", "a query")


def test_an_answer_that_unpacks_to_no_end_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """C-06: a gzip bomb."""
    monkeypatch.setattr(body, "LARGEST_ANSWER", 2**20)
    with vendor() as (org, _):
        packed = {"Content-Encoding": "gzip"}
        given(org, "GET", "query", gzip.compress(bytes(40_000_000)), headers=packed)
        with pytest.raises(RetryableError, match=r"a query: the answer is larger than 1 MB"):
            logged_in()[0].call("GET", "query?q=x", "a query")


def test_an_answer_that_nothing_changed_is_an_answer() -> None:
    with vendor() as (org, _):
        given(org, "GET", "sobjects/Account/describe", status=304)
        client, _ = logged_in()
        assert client.call("GET", "sobjects/Account/describe", "a describe").unchanged


def test_a_session_that_stays_refused_has_the_vendors_code() -> None:
    """A locator of an ended session looks so, too."""
    with vendor(["old", "new"]) as (org, _):
        given(org, "GET", "query", refusal("INVALID_SESSION_ID"), 401)
        with pytest.raises(ConfigError) as caught:
            logged_in()[0].call("GET", "query?q=x", "a query")
    assert code_of(caught.value) == "INVALID_SESSION_ID"


@pytest.mark.parametrize("body", [b'{"a": 1', b"[" * 100_000, b"\xff\xfe", b""])
def test_what_is_no_json_is_retryable(body: bytes) -> None:
    """F-05."""
    with vendor() as (org, _):
        given(org, "GET", "query", body)
        with pytest.raises(RetryableError, match="something else than JSON"):
            logged_in()[0].ask("GET", "query?q=x", "a query")


def test_an_answer_behind_a_byte_order_mark_is_read() -> None:
    with vendor() as (org, _):
        given(org, "GET", "query", b'\xef\xbb\xbf{"done": true}')
        assert logged_in()[0].ask("GET", "query?q=x", "a query") == {"done": True}
