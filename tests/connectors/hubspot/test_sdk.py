"""Calls to one portal: tokens, limits, certificates, broken lines."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from advocacy_hubspot import paths
from advocacy_hubspot.faults import Unsent
from advocacy_hubspot.sdk import Carrier, Client, Lost, Refused
from advocacy_hubspot.session import connect
from advocacy_sync.kernel.errors import ConfigError, RetryableError
from advocacy_sync.ports.crm import Timeouts
from advocacy_sync.sandbox.host import Options, start
from advocacy_sync.sandbox.hubspot.machine import HubspotMachine
from advocacy_sync.sandbox.inprocess import Pool
from advocacy_sync.sandbox.state import State
from advocacy_sync.sandbox.wire import Request, Response, json_response
from advocacy_sync.transport.budget import Budget, QuotaSpent, Reading
from portal import VERSION, Portal, inside, open_room
from rooms import AT_ONCE, NOW, ONCE, Heard, breaking_off, connection, dripping, raw_server, silent

BRIEF = Timeouts(connect=0.3, read=0.3, total=0.4)
PATH, OAUTH = "/some/path", paths.oauth(VERSION)
EXPIRED = json_response({"category": "EXPIRED_AUTHENTICATION", "message": "expired"}, 401)


def token(value: str, **more: Any) -> dict[str, Any]:
    return {"access_token": value, "refresh_token": "canary-rotated", "expires_in": 1800, **more}


def get(machine: Portal, **settings: Any) -> Any:
    with open_room(machine, AT_ONCE, **settings) as room:
        return room.client.call("GET", PATH, "something", holds="ok")


def bearers(machine: Portal) -> list[str]:
    return [request.headers["authorization"] for request in machine.calls(PATH)]


def test_a_private_apps_token_that_is_refused_is_a_matter_of_settings() -> None:
    machine = Portal()
    machine.given(PATH, EXPIRED)
    with pytest.raises(ConfigError, match="EXPIRED_AUTHENTICATION") as caught:
        get(machine)
    assert len(machine.asked) == 1
    assert "pat-na1-sandbox" not in str(caught.value)


@pytest.mark.parametrize("auth", ["private_app", "refresh_token"])
def test_a_refused_login_names_the_connection(auth: str) -> None:
    machine = Portal()
    machine.given(PATH, EXPIRED)
    machine.given(OAUTH, json_response({"status": "BAD_REFRESH_TOKEN", "message": "missing or invalid"}, 400))
    with pytest.raises(ConfigError, match=r"^connection acme: .*refused the"):
        get(machine, auth=auth)


def test_a_login_server_that_is_away_names_the_connection() -> None:
    machine = Portal()
    machine.given(OAUTH, json_response({"message": "x"}, 503))
    with pytest.raises(RetryableError, match=r"^connection acme: the login server"):
        get(machine, auth="refresh_token")


def test_an_access_token_that_ended_is_replaced_once() -> None:
    machine = Portal()
    machine.given(OAUTH, token("old"), token("new"))
    machine.given(PATH, EXPIRED, {"ok": True})
    assert get(machine, auth="refresh_token") == {"ok": True}
    assert bearers(machine) == ["Bearer old", "Bearer new"]
    form = {name: value for name, (value,) in parse_qs(machine.calls(OAUTH)[0].body.decode()).items()}
    assert form == {
        "grant_type": "refresh_token",
        "client_id": "sandbox-client",
        "client_secret": "sandbox-secret",
        "refresh_token": "sandbox-refresh",
    }


def test_tokens_that_are_refused_again_and_again_are_not_replaced_endlessly() -> None:
    machine = Portal()
    machine.given(OAUTH, token("old"), token("new"))
    machine.given(PATH, EXPIRED)
    with pytest.raises(ConfigError):
        get(machine, auth="refresh_token")
    assert bearers(machine) == ["Bearer old", "Bearer new"]


def test_a_token_about_to_end_is_replaced_before_it_is_used() -> None:
    machine = Portal()
    machine.given(OAUTH, token("old", expires_in=0), token("new"))
    machine.given(PATH, {"ok": True})
    with open_room(machine, auth="refresh_token") as room:
        room.client.call("GET", PATH, "something", holds="ok")
        room.client.call("GET", PATH, "something", holds="ok")
    assert bearers(machine) == ["Bearer old", "Bearer new"]


def test_a_used_up_limit_is_tried_again_and_then_left_for_later() -> None:
    machine = Portal()
    limited = json_response({"policyName": "SECONDLY", "message": "x"}, 429, {"Retry-After": "0.01"})
    machine.given(PATH, limited, {"ok": True})
    assert get(machine) == {"ok": True}
    daily = json_response({"policyName": "DAILY"}, 429, {"Retry-After": "9999"})
    machine = Portal()
    machine.given(PATH, daily)
    with pytest.raises(RetryableError, match="limit DAILY is used up") as caught:
        get(machine)
    assert caught.value.retry_after == 3_600
    assert len(machine.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Response(503, b"<html>"),
        Response(502),
        Response(200, b"<html>"),
        Response(200, b'{"cut'),
        Response(204),
        json_response([]),
    ],
)
def test_what_is_no_answer_is_tried_again_and_given_up(answer: Response) -> None:
    machine = Portal()
    machine.given(PATH, answer)
    with pytest.raises(RetryableError, match="HubSpot"):
        get(machine)
    assert len(machine.asked) == AT_ONCE.tries
    machine = Portal()
    machine.given(PATH, answer, {"ok": True})
    assert get(machine) == {"ok": True}


def test_a_success_that_says_nothing_is_no_empty_result() -> None:
    machine = Portal()
    machine.given(PATH, {"message": "all is well"})
    with pytest.raises(RetryableError, match="something holds no ok"):
        get(machine)


def test_a_refusal_of_this_request_alone_carries_its_body() -> None:
    machine = Portal()
    machine.given(PATH, json_response({"message": "bad", "category": "VALIDATION_ERROR"}, 400))
    with pytest.raises(Refused, match="VALIDATION_ERROR: bad") as caught:
        get(machine)
    assert (caught.value.status, caught.value.body["message"]) == (400, "bad")


def test_missing_scopes_are_a_matter_of_settings() -> None:
    machine = Portal()
    machine.given(PATH, json_response({"message": "requires x", "category": "MISSING_SCOPES"}, 403))
    with pytest.raises(ConfigError, match="requires x"):
        get(machine)


def test_a_redirect_is_not_followed_with_the_token() -> None:
    machine = Portal()
    machine.given(PATH, Response(302, b"", {"Location": "/elsewhere"}))
    with pytest.raises(Refused, match="302"):
        get(machine)
    assert [request.raw_path for request in machine.asked] == [PATH]


def test_calls_are_counted_with_those_that_failed() -> None:
    machine = Portal()
    machine.given(PATH, Response(503), {"ok": True})
    with open_room(machine, AT_ONCE) as room:
        room.client.call("GET", PATH, "something", holds="ok")
        assert room.reader.calls() == 2


Talk = Callable[[socket.socket, threading.Event], None]


@pytest.mark.parametrize(
    ("talk", "words"),
    [(silent, "took too long"), (dripping, "longer than the total time"), (breaking_off, "no connection")],
)
def test_a_server_that_gives_no_whole_answer_is_given_up_soon(talk: Talk, words: str) -> None:
    with raw_server(talk) as url:
        client = Client(connection("hubspot", url, timeouts=BRIEF), ONCE)
        with pytest.raises(RetryableError, match=words):
            client.call("GET", PATH, "something", holds="ok")


def test_nobody_listening_is_retryable() -> None:
    with raw_server(silent) as url:
        client = Client(connection("hubspot", url, timeouts=BRIEF), ONCE)
    with pytest.raises(RetryableError, match="no connection"):
        client.call("GET", PATH, "something", holds="ok")


@pytest.mark.parametrize("url", ["http://api.hubapi.com", "https://hubapi.com.example", "https://u:p@api.hubapi.com"])
def test_an_address_that_may_not_have_the_token_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="base_url"):
        Client(connection("hubspot", url, allow_host=None), ONCE)


def test_tls_is_trusted_through_the_named_authority_alone(tmp_path: Path) -> None:
    with start(Options(size=2, tls=True, state=tmp_path / "kept")) as at:
        url = at["hubspot"]["url"]
        trusting = Client(connection("hubspot", url, ca_file=at["ca_file"]), ONCE)
        assert trusting.call("GET", paths.account(VERSION), "the account", holds="portalId")["portalId"]
        with pytest.raises(RetryableError, match="certificate"):
            Client(connection("hubspot", url), ONCE).call(
                "GET", paths.account(VERSION), "the account", holds="portalId"
            )


def test_no_secret_is_logged_or_shown(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = {"client_id": "id", "client_secret": "canary-secret", "refresh_token": "canary-refresh"}
    machine = Portal()
    machine.given(OAUTH, token("canary-access"))
    machine.given(PATH, json_response({"message": "bad"}, 400))
    with open_room(machine, auth="refresh_token", secrets=secrets) as room:
        with pytest.raises(Refused) as caught:
            room.client.call("GET", PATH, "something", holds="ok")
        told = [caplog.text, str(caught.value), repr(caught.value), repr(room.client)]
    assert not any("canary" in one for one in told)


def test_a_refused_refresh_token_is_a_matter_of_settings_without_it() -> None:
    machine = Portal()
    machine.given(OAUTH, json_response({"status": "BAD_REFRESH_TOKEN", "message": "missing or invalid"}, 400))
    with pytest.raises(ConfigError, match="BAD_REFRESH_TOKEN") as caught:
        get(machine, auth="refresh_token", secrets={"client_id": "i", "client_secret": "s", "refresh_token": "canary"})
    assert "canary" not in str(caught.value)


def test_query_and_body_arrive_as_they_were_given() -> None:
    def echo(request: Request) -> Response:
        return json_response({"query": request.query_list, "body": request.json(), "method": request.method})

    machine = Portal()
    machine.given(PATH, echo)
    with open_room(machine) as room:
        found = room.client.call("POST", PATH, "something", query={"a": "ü & b"}, body={"x": "ü\n"}, holds="body")
    assert found == {"query": [["a", "ü & b"]], "body": {"x": "ü\n"}, "method": "POST"}


# -- quota and pace --------------------------------------------------------------------------------


def daily(left: int) -> dict[str, str]:
    return {"X-HubSpot-RateLimit-Daily": "1000", "X-HubSpot-RateLimit-Daily-Remaining": str(left)}


def test_the_budget_is_asked_before_each_call_and_told_what_each_answer_says() -> None:
    """C-17: failed and repeated calls count, too."""
    machine = Portal()
    machine.given(PATH, json_response({"message": "x"}, 503, daily(300)), json_response({"ok": True}, 200, daily(250)))
    budget = Budget(purpose="pull")
    inside(machine, AT_ONCE, budget=budget).client.call("GET", PATH, "something", holds="ok")
    assert (budget.calls["pull"], budget.reading) == (2, Reading(1000, 250, None))


def test_a_call_that_would_break_the_reserve_is_not_made() -> None:
    machine = Portal()
    machine.given(PATH, json_response({"ok": True}, 200, daily(200)))
    client = inside(machine, AT_ONCE, budget=Budget(purpose="pull")).client
    client.call("GET", PATH, "something", holds="ok")
    with pytest.raises(QuotaSpent):
        client.call("GET", PATH, "something", holds="ok")
    assert (len(machine.asked), client.calls) == (1, 1)


def test_an_answer_that_says_nothing_of_the_day_leaves_the_reading_alone() -> None:
    machine = Portal()
    machine.given(PATH, {"ok": True})
    budget = Budget(reading=Reading(1000, 900))
    inside(machine, budget=budget).client.call("GET", PATH, "something", holds="ok")
    assert budget.reading == Reading(1000, 899)


def test_the_day_ends_at_midnight_of_the_account_s_zone() -> None:
    machine = Portal()
    machine.given(paths.account(VERSION), {"portalId": 1, "timeZone": "America/New_York"})
    machine.given(PATH, json_response({"ok": True}, 200, daily(900)), json_response({"policyName": "DAILY"}, 429))
    budget = Budget()
    room = inside(machine, AT_ONCE, budget=budget)
    room.reader.org()
    room.client.call("GET", PATH, "something", holds="ok")
    assert budget.reading == Reading(1000, 900, datetime(2026, 1, 6, 5, tzinfo=UTC))
    with pytest.raises(QuotaSpent, match="limit DAILY") as caught:
        room.client.call("GET", PATH, "something", holds="ok")
    assert caught.value.retry_after == 17 * 3600  # from noon UTC to five
    assert len(machine.calls(PATH)) == 2


@pytest.mark.parametrize("zone", [None, "", "Nowhere/Land", "../etc"])
def test_a_zone_that_nobody_knows_leaves_the_day_without_an_end(zone: str | None) -> None:
    machine = Portal()
    machine.given(paths.account(VERSION), {"portalId": 1, "timeZone": zone})
    room = inside(machine)
    room.reader.org()
    assert room.client.zone is None


def test_searches_are_paced_apart_from_other_calls() -> None:
    """CS-64."""
    machine = Portal()
    machine.given(f"{PATH}/search", {"results": []})
    room = inside(machine)
    for _ in range(9):
        room.client.call("POST", f"{PATH}/search", "a search", body={})
    assert room.watch.slept == [1.0, 1.0]


# -- ahead -----------------------------------------------------------------------------------------


def test_a_call_ahead_leaves_quota_pace_and_token_to_the_one_who_asked() -> None:
    """The thread knows the wire alone: what it would have to wait for, it does not begin."""
    machine = Portal()
    machine.given(PATH, json_response({"ok": True}, 200, daily(400)))
    budget = Budget(purpose="pull")
    with open_room(machine, budget=budget) as room:
        first = room.client.ahead("GET", PATH, "something", holds="ok")
        assert room.client.calls == 0  # no token yet
        assert first() == {"ok": True}
        second = room.client.ahead("GET", PATH, "something", holds="ok")
        assert (room.client.calls, budget.reading) == (2, Reading(1000, 399))  # admitted, not yet answered
        assert second() == {"ok": True}
        assert budget.reading == Reading(1000, 400)
        budget.note(Reading(1000, 200))
        third = room.client.ahead("GET", PATH, "something", holds="ok")
        with pytest.raises(QuotaSpent):
            third()
        budget.note(Reading(1000, 900))
        for _ in range(98):
            room.client._limits.wait()
        room.client.ahead("GET", PATH, "something", holds="ok")
        assert room.client.calls == 2


def test_a_token_that_ends_while_a_call_is_ahead_is_replaced_once() -> None:
    machine = Portal()
    machine.given(OAUTH, token("old"), token("new"))
    machine.given(PATH, {"ok": 1}, EXPIRED, {"ok": 2})
    with open_room(machine, auth="refresh_token") as room:
        room.client.call("GET", PATH, "something", holds="ok")
        assert room.client.ahead("GET", PATH, "something", holds="ok")() == {"ok": 2}
    assert bearers(machine) == ["Bearer old", "Bearer old", "Bearer new"]


# -- calls that must not be repeated ---------------------------------------------------------------


def test_a_call_that_must_not_be_repeated_is_lost_when_it_may_have_arrived() -> None:
    """C-08."""
    for answer in (Response(503), Response(200, b"<html>"), Response(200, line="reset")):
        machine = Portal()
        machine.given(PATH, answer)
        with pytest.raises(Lost):
            inside(machine, AT_ONCE).client.call("POST", PATH, "something", body={}, again=False)
        assert len(machine.asked) == 1


def test_it_is_sent_again_while_it_had_no_effect_for_certain() -> None:
    for status in (423, 429):
        machine = Portal()
        machine.given(PATH, json_response({"message": "x"}, status), {"results": []})
        room = inside(machine, AT_ONCE)
        assert room.client.call("POST", PATH, "something", body={}, again=False) == {"results": []}


def test_a_login_server_that_is_away_leaves_the_call_unmade() -> None:
    machine = Portal()
    machine.given(OAUTH, json_response({"message": "later"}, 503))
    with pytest.raises(Unsent, match="login server"):
        inside(machine, AT_ONCE, auth="refresh_token").client.call("POST", PATH, "x", body={}, again=False)
    assert machine.calls(PATH) == []


# -- carried by something else ---------------------------------------------------------------------


def test_a_portal_in_this_process_is_reached_without_sockets_logins_included() -> None:
    machine = Portal()
    machine.given(OAUTH, token("carried"))
    machine.given(PATH, {"ok": True})
    assert inside(machine, auth="refresh_token").client.call("GET", PATH, "x", holds="ok") == {"ok": True}
    assert bearers(machine) == ["Bearer carried"]


def test_a_session_takes_a_carrier() -> None:
    pool = Pool(HubspotMachine(State()), lambda: NOW)
    session = connect(connection("hubspot", "https://api.hubapi.com"), Heard(), Carrier(pool))
    assert session.reader.org().id == "24681357"
