"""The sandbox as a process: two addresses, one clock, a state that outlives it."""

from __future__ import annotations

import signal
import ssl
import subprocess
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from socket import create_connection
from typing import Any
from urllib.parse import urlparse

import httpx
import orjson
import pytest

from advocacy_sync.sandbox.data.reading import DataError
from advocacy_sync.sandbox.host import Addresses, Options, build, start

SMALL = 5


def salesforce(at: Addresses, **more: Any) -> httpx.Client:
    """A client that has logged in."""
    known = at["salesforce"]
    form = {name: known[name] for name in ("client_id", "client_secret")}
    url = f"{known['login_url']}/services/oauth2/token"
    answer = httpx.post(url, data={"grant_type": "client_credentials", **form}, **more)
    headers = {"authorization": f"Bearer {answer.json()['access_token']}"}
    return httpx.Client(base_url=known["url"], headers=headers, **more)


def hubspot(at: Addresses) -> httpx.Client:
    return httpx.Client(base_url=at["hubspot"]["url"], headers={"authorization": f"Bearer {at['hubspot']['token']}"})


def count(client: httpx.Client, name: str) -> int:
    return int(
        client.get("/services/data/v60.0/query", params={"q": f"SELECT COUNT() FROM {name}"}).json()["totalSize"]
    )


def test_both_crms_are_served_with_their_data() -> None:
    with start(Options(size=SMALL)) as at, salesforce(at) as org, hubspot(at) as portal:
        assert count(org, "Contact") == 4 * SMALL
        assert portal.get("/crm/v3/objects/contacts").json()["results"]
        assert at["currency"] == "USD"
        assert at["ca_file"] is None


def test_the_clock_starts_at_the_instant_asked_for() -> None:
    asked = datetime(2025, 5, 6, 7, tzinfo=UTC)
    with start(Options(size=SMALL, as_of=asked)) as at, salesforce(at) as org:
        made = org.post("/services/data/v60.0/sobjects/Account", json={"Name": "New"}).json()["id"]
        row = org.get(f"/services/data/v60.0/sobjects/Account/{made}").json()
        assert row["CreatedDate"].startswith("2025-05-06T07:0")
        assert at["as_of"] == "2025-05-06T07:00:00+00:00"


def test_what_was_written_outlives_the_process_and_time_goes_on(tmp_path: Path) -> None:
    options = Options(size=SMALL, state=tmp_path / "kept")
    with start(options) as at, salesforce(at) as org, hubspot(at) as portal:
        before = at["as_of"]
        assert org.post("/services/data/v60.0/sobjects/Account", json={"Name": "Kept"}).status_code == 201
        body = {"properties": {"email": "kept@new.example"}}
        contact = portal.post("/crm/v3/objects/contacts", json=body).json()["id"]
    with start(Options(size=99, state=tmp_path / "kept")) as at, salesforce(at) as org, hubspot(at) as portal:
        assert count(org, "Account") == SMALL + 1
        found = org.get("/services/data/v60.0/query", params={"q": "SELECT Advocacy_Status__c FROM Contact LIMIT 1"})
        assert found.status_code == 200
        assert portal.get(f"/crm/v3/objects/contacts/{contact}").json()["properties"]["email"] == "kept@new.example"
        assert at["as_of"] > before


def test_a_fresh_state_and_a_kept_one_answer_alike(tmp_path: Path) -> None:
    target = "/crm/v3/objects/contacts?limit=100&associations=companies"
    answers = []
    for _ in range(2):
        with start(Options(size=SMALL, state=tmp_path / "kept")) as at, hubspot(at) as portal:
            answers.append(portal.get(target).json()["results"])
    assert answers[0] == answers[1]


def test_tls_is_trusted_through_the_written_authority(tmp_path: Path) -> None:
    with start(Options(size=SMALL, tls=True, state=tmp_path / "kept")) as at:
        assert urlparse(at["salesforce"]["url"]).scheme == "https"
        assert Path(at["ca_file"]).read_text(encoding="ascii").startswith("-----BEGIN CERTIFICATE")
        with salesforce(at, verify=ssl.create_default_context(cafile=at["ca_file"])) as org:
            assert count(org, "Account") == SMALL


def test_over_tls_the_protocol_is_agreed_on() -> None:
    with start(Options(size=1, tls=True)) as at:
        trusting = ssl.create_default_context(cafile=at["ca_file"])
        trusting.set_alpn_protocols(["h2", "http/1.1"])
        place = "127.0.0.1", urlparse(at["hubspot"]["url"]).port or 0
        with create_connection(place) as plain, trusting.wrap_socket(plain, server_hostname="127.0.0.1") as wrapped:
            assert wrapped.selected_alpn_protocol() == "http/1.1"


def test_a_taken_port_is_told_to_whoever_starts_it() -> None:
    with start(Options(size=1)) as at:
        taken = urlparse(at["salesforce"]["url"]).port or 0
        with pytest.raises(OSError, match="address already in use"), start(Options(size=1, salesforce_port=taken)):
            raise AssertionError


def test_building_needs_no_socket(tmp_path: Path) -> None:
    sandbox = build(Options(size=1))
    assert sandbox.currency == "USD"
    with pytest.raises(DataError, match="no CSV file"):
        build(Options(data=tmp_path))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_process_says_where_it_is_in_one_line_and_ends_cleanly(number: signal.Signals) -> None:
    command = [sys.executable, "-m", "advocacy_sync.sandbox", "--size", "3", "--as-of", "2025-01-31"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with process, ExitStack() as stack:
        stack.callback(process.kill)
        assert process.stdout
        at = orjson.loads(process.stdout.readline())
        org = stack.enter_context(salesforce(at))
        assert count(org, "Account") == 3
        process.send_signal(number)
        rest = process.communicate(timeout=10)
        assert (process.returncode, *rest) == (0, b"", b"")


def test_data_that_cannot_be_used_ends_the_process_with_two(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "advocacy_sync.sandbox", "--data", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, check=False, timeout=20)
    assert ended.returncode == 2
    assert b"there is no CSV file" in ended.stderr


def test_a_fault_plan_is_carried_out_and_what_went_wrong_is_told_on_stderr(tmp_path: Path) -> None:
    plan = tmp_path / "faults.yaml"
    plan.write_text("rules:\n  - name: busy\n    when: {crm: hubspot, calls: [2]}\n    answer: 503\n")
    command = [sys.executable, "-m", "advocacy_sync.sandbox", "--size", "2", "--faults", str(plan)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with process, ExitStack() as stack:
        stack.callback(process.kill)
        assert process.stdout
        at = orjson.loads(process.stdout.readline())
        headers = {"Authorization": f"Bearer {at['hubspot']['token']}"}
        url = f"{at['hubspot']['url']}/crm/v3/objects/contacts"
        assert [httpx.get(url, headers=headers).status_code for _ in range(3)] == [200, 503, 200]
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=10)
        (line,) = told.splitlines()
        assert orjson.loads(line).items() >= {"crm": "hubspot", "request": 2, "rule": "busy", "kind": "answer"}.items()


def test_a_plan_that_is_none_ends_the_process_with_two(tmp_path: Path) -> None:
    plan = tmp_path / "faults.yaml"
    plan.write_text("rules:\n  - line: nope\n")
    command = [sys.executable, "-m", "advocacy_sync.sandbox", "--faults", str(plan)]
    ended = subprocess.run(command, capture_output=True, check=False, timeout=20)
    assert ended.returncode == 2
    assert b"faults.yaml:2: line: 'nope' is none of" in ended.stderr
