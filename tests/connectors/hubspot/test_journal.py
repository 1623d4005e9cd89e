"""The webhook journal: file after file, an offset that is gone, addresses that are not followed."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import orjson
import pytest

from advocacy_hubspot.journal import Journal, OffsetGone, hints_of
from advocacy_hubspot.paths import journal, oauth
from advocacy_hubspot.sdk import Carrier
from advocacy_sync.kernel.errors import ConfigError, FatalError, RetryableError
from advocacy_sync.ports.crm import ConnectionSettings, Hint
from advocacy_sync.sandbox.inprocess import HttpxTransport, Pool
from advocacy_sync.sandbox.wire import Response, json_response
from portal import VERSION, Portal, Watch
from rooms import AT_ONCE, NOW, connection

BASE = journal(VERSION)
STORE = "https://files.example"


def entry(offset: str, url: str = "") -> dict[str, Any]:
    return {"currentOffset": offset, "url": url or f"{STORE}/{offset}", "expiresAt": "2026-01-05T12:05:00Z"}


def events(*ids: int) -> dict[str, Any]:
    told = [
        {"action": "UPDATE", "objectTypeId": "0-1", "objectId": id, "occurredAt": "2026-01-05T12:00:00Z"} for id in ids
    ]
    return {"offset": "x", "journalEvents": told, "publishedAt": "2026-01-05T12:00:01Z"}


def portal() -> Portal:
    machine = Portal()
    machine.given(oauth(VERSION), {"access_token": "journal-token", "expires_in": 1800})
    return machine


def settings(**more: Any) -> ConnectionSettings:
    return connection("hubspot", "https://api.hubapi.com", "refresh_token", timing=Watch().timing, **more)


def read(machine: Portal, offset: str | None = None, portal_id: str = "") -> list[tuple[list[str], str]]:
    carrier = Carrier(Pool(machine, lambda: NOW), HttpxTransport(machine, lambda: NOW))
    found = Journal(settings(), AT_ONCE, carrier).after(offset, portal_id)
    return [([hint.id for hint in hints], following) for hints, following in found]


def test_files_come_one_after_the_other_from_the_oldest_on() -> None:
    machine = portal()
    machine.given(f"{BASE}/earliest", entry("a"))
    machine.given(f"{BASE}/offset/a/next", entry("b"))
    machine.given(f"{BASE}/offset/b/next", Response(204))
    machine.given("/a", events(1, 2))
    machine.given("/b", events(3))
    assert read(machine) == [(["1", "2"], "a"), (["3"], "b")]
    form = parse_qs(machine.calls(oauth(VERSION))[0].body.decode())
    assert (form["grant_type"], form["scope"]) == (["client_credentials"], ["developer.webhooks_journal.read"])
    assert "refresh_token" not in form
    assert machine.calls(f"{BASE}/earliest")[0].headers["authorization"] == "Bearer journal-token"


def test_a_read_goes_on_behind_its_offset_in_its_account() -> None:
    machine = portal()
    machine.given(f"{BASE}/offset/a%2F/next", entry("b"))
    machine.given(f"{BASE}/offset/b/next", Response(204))
    machine.given("/b", events(3))
    assert read(machine, "a/", "24681357") == [(["3"], "b")]
    assert machine.asked[1].query == {"installPortalId": "24681357"}


def test_the_token_stays_with_the_portal() -> None:
    """C-10: files lie elsewhere, under addresses that are signed already."""
    machine = portal()
    machine.given(f"{BASE}/offset/a/next", entry("b"))
    machine.given(f"{BASE}/offset/b/next", Response(204))
    machine.given("/b", events(3))
    read(machine, "a")
    (fetched,) = machine.calls("/b")
    assert "authorization" not in fetched.headers
    assert fetched.headers["host"] == "files.example"


def test_an_offset_that_is_gone_is_told_so_that_the_caller_polls() -> None:
    machine = portal()
    machine.given(f"{BASE}/offset/old/next", json_response({"message": "not found"}, 404))
    with pytest.raises(OffsetGone, match="poll"):
        read(machine, "old")


def test_a_journal_that_was_never_written_is_empty() -> None:
    machine = portal()
    machine.given(f"{BASE}/earliest", json_response({"message": "not found"}, 404))
    assert read(machine) == []


@pytest.mark.parametrize("broken", [Response(403, b"<Error>"), Response(200, b"<html>"), Response(200, line="reset")])
def test_a_file_that_cannot_be_had_is_asked_for_under_a_new_address(broken: Response) -> None:
    machine = portal()
    machine.given(f"{BASE}/offset/a/next", entry("b", f"{STORE}/late"), entry("b"))
    machine.given(f"{BASE}/offset/b/next", Response(204))
    machine.given("/late", broken)
    machine.given("/b", events(3))
    assert read(machine, "a") == [(["3"], "b")]
    machine = portal()
    machine.given(f"{BASE}/offset/a/next", entry("b"))
    machine.given("/b", broken)
    with pytest.raises(RetryableError, match="journal"):
        read(machine, "a")


def test_an_entry_that_leads_to_itself_is_an_error() -> None:
    machine = portal()
    machine.given(f"{BASE}/offset/a/next", entry("a"))
    machine.given("/a", events(1))
    with pytest.raises(RetryableError, match="no further"):
        read(machine, "a")


@pytest.mark.parametrize(
    "url",
    ["http://files.example/b", "https://127.0.0.1/b", "https://10.0.0.1/b", "https://localhost/b", "file:///b", "/b"],
)
def test_an_address_that_is_not_public_is_not_asked(url: str) -> None:
    """C-03."""
    machine = portal()
    machine.given(f"{BASE}/offset/a/next", entry("b", url))
    with pytest.raises(FatalError, match="no public one"):
        read(machine, "a")
    assert machine.calls("/b") == []


def test_a_connection_without_an_app_has_no_journal() -> None:
    with pytest.raises(ConfigError, match="client_secret"):
        Journal(connection("hubspot", "https://api.hubapi.com"))


def test_events_become_hints_once_each() -> None:
    told: list[Any] = [
        {"action": "CREATE", "objectTypeId": "0-2", "objectId": "5", "occurredAt": 1_767_614_400_000},
        {"action": "CREATE", "objectTypeId": "0-2", "objectId": 5, "occurredAt": "2026-01-05T12:00:00Z"},
        {"action": "MERGE", "objectTypeId": "2-7", "objectId": 6},
        {"action": "GDPR_DELETE", "objectTypeId": "0-1", "objectId": 7},
        {"action": "RESTORE", "objectTypeId": "0-3", "objectId": 8},
        {
            "action": "ASSOCIATION_REMOVED",
            "fromObjectTypeId": "0-1",
            "fromObjectId": 1,
            "toObjectTypeId": "0-3",
            "toObjectId": 2,
        },
        {"action": "APP_INSTALL"},
        {"action": "UPDATE", "objectId": 1},
        "odd",
    ]
    found = hints_of(orjson.dumps({"journalEvents": told}))
    assert [(hint.object, hint.id, hint.kind) for hint in found] == [
        ("companies", "5", "changed"),
        ("2-7", "6", "merged"),
        ("contacts", "7", "deleted"),
        ("deals", "8", "restored"),
        ("contacts", "1", "association"),
        ("deals", "2", "association"),
    ]
    assert found[0] == Hint(object="companies", id="5", kind="changed", occurred_at=NOW)


@pytest.mark.parametrize("content", [b"", b"[]", b"7", b"{}", b'{"journalEvents":7}', b"<html>"])
def test_what_is_no_file_of_the_journal_is_no_empty_one(content: bytes) -> None:
    with pytest.raises(RetryableError):
        hints_of(content)
