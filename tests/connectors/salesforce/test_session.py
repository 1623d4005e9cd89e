"""The room against the sandbox's org, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from advocacy_salesforce import reader as reading
from advocacy_salesforce.manifest import MANIFEST
from advocacy_salesforce.reader import Reader
from advocacy_salesforce.sdk import Client
from advocacy_sync.kernel.errors import ConfigError, RetryableError
from advocacy_sync.kernel.ids import ConnectionName
from advocacy_sync.kernel.timespan import Span
from advocacy_sync.ports.crm import Change, CrmSession, ReadRequest
from advocacy_sync.records.source_row import SourceRow
from advocacy_sync.sandbox.host import Options, start
from advocacy_sync.sandbox.salesforce.machine import SalesforceMachine
from advocacy_sync.sandbox.state import State
from rooms import NOW, ONCE, Heard, connection, serving

SOURCES = ("Name", "NumberOfEmployees", "AnnualRevenue", "Description", "Owner.Name", "Owner.IsActive", "Parent.Name")


def org(accounts: int, **options: Any) -> SalesforceMachine:
    """Accounts whose texts try the routes; every second has no numbers, every third the first as its parent."""
    machine = SalesforceMachine(State(), **options)
    texts = ["line\nbreak", 'say "hi", then', "N/A", "007", "plain", "Übergröße · 数据"]
    rows: list[dict[str, Any]] = []
    for number in range(accounts):
        row: dict[str, Any] = {"Id": f"001gL{number:010}", "Name": f"A{number}", "Description": texts[number % 6]}
        row |= {} if number % 2 else {"NumberOfEmployees": number, "AnnualRevenue": number + 0.25}
        row |= {"ParentId": rows[0]["Id"]} if number and number % 3 == 0 else {}
        rows.append(row)
    machine.load("Account", rows, NOW - timedelta(hours=1))
    return machine


@contextmanager
def room(machine: SalesforceMachine, auth: str = "", **more: Any) -> Iterator[tuple[CrmSession, Heard]]:
    heard = Heard()
    with serving(machine) as url:
        yield MANIFEST.connect(connection("salesforce", url, auth, **more), heard), heard


def everything(session: CrmSession, start_at: datetime | None = None) -> dict[str, SourceRow]:
    request = ReadRequest(object="Account", sources=SOURCES, span=Span(start_at, None))
    return {row.key.external_id: row for page in session.reader.pages(request) for row in page.rows}


def test_both_routes_give_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    with room(org(60)) as (session, heard):
        rest = everything(session)
        monkeypatch.setattr(reading, "BULK_FROM", 1)
        bulk = everything(session)
    assert [told["route"] for told in heard.named("read_route")] == ["rest", "bulk"]
    assert len(rest) == 60
    assert rest == bulk
    assert next(iter(rest.values())).payload["Owner"]["IsActive"] is True


def test_pages_add_up_to_every_row_once() -> None:
    with room(org(4_500)) as (session, _):
        request = ReadRequest(object="Account", sources=("Name",), span=Span(None, None))
        pages = list(session.reader.pages(request))
    assert [len(page.rows) for page in pages] == [2_000, 2_000, 500]
    assert len({row.key for page in pages for row in page.rows}) == 4_500


def test_a_read_that_was_cut_off_goes_on_behind_its_last_page() -> None:
    with room(org(4_500)) as (session, _):
        request = ReadRequest(object="Account", sources=("Name",), span=Span(None, None))
        first = next(session.reader.pages(request))
        rest = [row.key for page in session.reader.pages(request, first.cursor) for row in page.rows]
    assert len({row.key for row in first.rows} | set(rest)) == 4_500
    assert len(rest) == 2_500


def test_only_what_changed_comes_with_a_start_and_deletions_as_tombstones() -> None:
    machine = org(10)
    with room(machine) as (session, _):
        before = everything(session)
        one, other = sorted(before)[:2]
        account = machine.org.schema.find("Account")
        assert account is not None
        machine.writer(NOW).update(account, one, {"Name": "Changed"})
        machine.writer(NOW).delete(account, other)
        changed = everything(session, NOW - timedelta(minutes=5))
    assert {key: row.deleted for key, row in changed.items()} == {one: False, other: True}
    assert changed[one].payload["Name"] == "Changed"
    assert changed[one].stamp == NOW


def test_what_is_written_is_read_back() -> None:
    with room(org(3)) as (session, _):
        key = next(iter(everything(session).values())).key
        values = {"Name": "New", "NumberOfEmployees": session.writer.wire(12), "Description": None}
        (receipt,) = session.writer.write("Account", [Change(key=key, values=values)])
        (row,) = session.reader.read("Account", [key.external_id], list(values))
    assert receipt.outcome == "applied"
    assert {name: row.payload[name] for name in values} == values


def test_a_session_that_ends_in_the_middle_is_replaced() -> None:
    machine = org(4_500)
    with room(machine) as (session, _):
        request = ReadRequest(object="Account", sources=("Name",), span=Span(None, None))
        seen = 0
        for page in session.reader.pages(request):
            machine.expire_sessions()
            seen += len(page.rows)
    assert seen == 4_500


def test_an_exhausted_daily_limit_stops_the_run_for_later() -> None:
    machine = org(1, daily_limit=0)
    with serving(machine) as url:
        reader = Reader(Client(connection("salesforce", url), ONCE), ConnectionName("acme"), Heard())
        with pytest.raises(RetryableError, match="daily API limit"):
            reader.org()


@pytest.mark.parametrize("auth", ["client_credentials", "refresh_token"])
def test_the_org_says_who_we_are(auth: str) -> None:
    with room(org(0), auth) as (session, _):
        found = session.reader.org()
        assert len(found.id) == 15
        assert found.user.startswith("005")


def test_a_signed_assertion_logs_in() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    secrets = {"client_id": "sandbox-client", "username": "integration@sandbox.example", "private_key": private}
    with room(org(0, jwt_public_key=public), "jwt_bearer", secrets=secrets) as (session, _):
        assert session.reader.org().id


def test_a_password_logs_in_by_soap() -> None:
    with room(org(0), "password") as (session, _):
        assert session.reader.org().id


def test_the_time_is_the_orgs() -> None:
    with room(org(0)) as (session, _):
        session.reader.org()
        assert timedelta(0) <= session.reader.now() - NOW < timedelta(minutes=1)
        assert session.reader.now().tzinfo is UTC


def test_tls_is_trusted_through_the_named_authority_alone(tmp_path: Path) -> None:
    with start(Options(size=2, tls=True, state=tmp_path / "kept")) as at:
        settings = connection("salesforce", at["salesforce"]["url"], ca_file=at["ca_file"])
        assert MANIFEST.connect(settings, Heard()).reader.org().id
        stranger = Client(connection("salesforce", at["salesforce"]["url"]), ONCE)
        with pytest.raises(RetryableError, match="certificate"):
            stranger.call("GET", "limits", "the limits")


def test_a_wrong_secret_is_named_as_a_matter_of_settings_without_it() -> None:
    secrets = {"client_id": "sandbox-client", "client_secret": "canary-wrong"}
    with room(org(0), secrets=secrets) as (session, _), pytest.raises(ConfigError, match="refused") as caught:
        session.reader.org()
    assert "canary" not in str(caught.value)
