from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest

from advocacy_sync.kernel.clock import FixedClock
from advocacy_sync.sandbox.hubspot.machine import HubspotMachine
from advocacy_sync.sandbox.state import State
from advocacy_sync.sandbox.wire import Request, Response

Call = Callable[..., tuple[int, Any]]

CONTACTS = "/crm/v3/objects/contacts"
APP = {"client_id": "sandbox-client", "client_secret": "sandbox-secret"}
REFRESH = {"grant_type": "refresh_token", "refresh_token": "sandbox-refresh", **APP}


def form(machine: HubspotMachine, clock: FixedClock, target: str, fields: dict[str, str]) -> tuple[int, Any]:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    response = machine.handle(Request("POST", target, headers, urlencode(fields).encode()), clock.now())
    return response.status, orjson.loads(response.body) if response.body else None


def get(machine: HubspotMachine, clock: FixedClock, target: str = CONTACTS, method: str = "GET") -> Response:
    return machine.handle(Request(method, target, {"authorization": "Bearer pat-na1-sandbox"}), clock.now())


def test_no_token_or_a_wrong_one_is_refused(call: Call) -> None:
    status, refused = call("GET", CONTACTS, token="nonsense")
    assert (status, refused["category"], refused["status"]) == (401, "INVALID_AUTHENTICATION", "error")
    assert call("GET", CONTACTS, token="sandbox-refresh")[0] == 401


@pytest.mark.parametrize("target", ["/oauth/v1/token", "/oauth/v3/token", "/oauth/2026-03/token"])
def test_an_access_token_is_good_for_thirty_minutes(
    call: Call, machine: HubspotMachine, clock: FixedClock, target: str
) -> None:
    status, granted = form(machine, clock, target, REFRESH)
    assert (status, granted["expires_in"], granted["token_type"]) == (200, 1800, "bearer")
    assert granted["refresh_token"] == "sandbox-refresh"
    clock.advance(timedelta(seconds=1799))
    assert call("GET", CONTACTS, token=granted["access_token"])[0] == 200
    clock.advance(timedelta(seconds=1))
    status, refused = call("GET", CONTACTS, token=granted["access_token"])
    assert (status, refused["category"]) == (401, "EXPIRED_AUTHENTICATION")
    assert "expire time" in refused["context"]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"refresh_token": "x"}, "BAD_REFRESH_TOKEN"),
        ({"client_id": "x"}, "BAD_CLIENT_ID"),
        ({"client_secret": "x"}, "BAD_CLIENT_SECRET"),
        ({"grant_type": "password"}, "BAD_GRANT_TYPE"),
        ({"grant_type": "authorization_code"}, "BAD_AUTH_CODE"),
    ],
)
def test_a_refused_grant_says_why(
    machine: HubspotMachine, clock: FixedClock, change: dict[str, str], name: str
) -> None:
    status, refused = form(machine, clock, "/oauth/v1/token", {**REFRESH, **change})
    assert (status, refused["status"]) == (400, name)


def test_tokens_can_be_looked_up_and_revoked(call: Call, machine: HubspotMachine, clock: FixedClock) -> None:
    token = form(machine, clock, "/oauth/v1/token", REFRESH)[1]["access_token"]
    clock.advance(timedelta(seconds=100))
    _, shown = call("GET", f"/oauth/v1/access-tokens/{token}")
    assert (shown["hub_id"], shown["expires_in"], shown["token_type"]) == (24681357, 1700, "access")
    assert call("GET", "/oauth/v1/refresh-tokens/sandbox-refresh")[1]["client_id"] == "sandbox-client"
    introspected = form(machine, clock, "/oauth/2026-03/token/introspect", {"token": token, **APP})[1]
    assert (introspected["active"], introspected["token_use"]) == (True, "access_token")
    assert call("DELETE", "/oauth/v1/refresh-tokens/sandbox-refresh")[0] == 204
    assert form(machine, clock, "/oauth/v1/token", REFRESH)[0] == 400


def test_a_token_without_the_scope_is_told_which_it_needs(call: Call, machine: HubspotMachine) -> None:
    machine.add_token("narrow", ["crm.objects.contacts.read"])
    assert call("GET", CONTACTS, token="narrow")[0] == 200
    assert call("POST", f"{CONTACTS}/search", {}, token="narrow")[0] == 200
    status, refused = call("POST", CONTACTS, {"properties": {}}, token="narrow")
    assert (status, refused["category"]) == (403, "MISSING_SCOPES")
    assert refused["context"] == {"requiredGranularScopes": ["crm.objects.contacts.write"]}
    assert call("GET", "/crm/v3/objects/deals", token="narrow")[0] == 403


def test_limits_stand_in_the_headers_but_not_of_search(machine: HubspotMachine, clock: FixedClock) -> None:
    headers = get(machine, clock).headers
    assert headers["X-HubSpot-RateLimit-Interval-Milliseconds"] == "10000"
    assert (headers["X-HubSpot-RateLimit-Daily"], headers["X-HubSpot-RateLimit-Daily-Remaining"]) == (
        "1000000",
        "999999",
    )
    assert "X-HubSpot-Correlation-Id" in headers
    request = Request("POST", f"{CONTACTS}/search", {"authorization": "Bearer pat-na1-sandbox"}, b"{}")
    assert not [name for name in machine.handle(request, clock.now()).headers if "RateLimit" in name]


def test_oauth_apps_see_no_daily_limit(machine: HubspotMachine, clock: FixedClock) -> None:
    token = form(machine, clock, "/oauth/v1/token", REFRESH)[1]["access_token"]
    request = Request("GET", CONTACTS, {"authorization": f"Bearer {token}"})
    headers = machine.handle(request, clock.now()).headers
    assert "X-HubSpot-RateLimit-Max" in headers
    assert "X-HubSpot-RateLimit-Daily" not in headers


def test_the_burst_limit_rolls_over_ten_seconds(machine: HubspotMachine, clock: FixedClock) -> None:
    machine.settings.burst_limit = 2
    assert [get(machine, clock).status for _ in range(2)] == [200, 200]
    refused = get(machine, clock)
    body = orjson.loads(refused.body)
    assert (refused.status, body["policyName"], body["errorType"]) == (429, "TEN_SECONDLY_ROLLING", "RATE_LIMIT")
    assert body["message"] == "You have reached your ten_secondly_rolling limit."
    assert refused.headers["X-HubSpot-RateLimit-Remaining"] == "0"
    clock.advance(timedelta(seconds=10))
    assert get(machine, clock).status == 200


def test_search_has_a_limit_of_its_own(call: Call, machine: HubspotMachine, clock: FixedClock) -> None:
    machine.settings.search_limit = 1
    assert call("POST", f"{CONTACTS}/search", {})[0] == 200
    status, refused = call("POST", f"{CONTACTS}/search", {})
    assert (status, refused["policyName"]) == (429, "SECONDLY")
    assert call("GET", CONTACTS)[0] == 200
    clock.advance(timedelta(seconds=1))
    assert call("POST", f"{CONTACTS}/search", {})[0] == 200


def test_the_daily_limit_ends_at_midnight_of_the_account(
    call: Call, machine: HubspotMachine, clock: FixedClock
) -> None:
    machine.settings.daily_limit = 1
    assert call("GET", CONTACTS)[0] == 200
    assert call("GET", CONTACTS)[1]["policyName"] == "DAILY"
    clock.advance(timedelta(hours=16))  # 04:00 UTC, 23:00 in the account's zone
    assert call("GET", CONTACTS)[0] == 429
    clock.advance(timedelta(hours=1))
    assert call("GET", CONTACTS)[0] == 200


def test_the_account_tells_its_currency_and_zone(call: Call) -> None:
    _, details = call("GET", "/account-info/v3/details")
    assert (details["portalId"], details["companyCurrency"], details["utcOffset"]) == (24681357, "USD", "-05:00")
    assert details["additionalCurrencies"] == ["EUR", "GBP"]
    assert call("GET", "/account-info/2026-03/details")[1] == details
    assert call("GET", "/integrations/v1/me")[1]["currency"] == "USD"
    usage = call("GET", "/account-info/v3/api-usage/daily/private-apps")[1]["results"][0]
    assert (usage["currentUsage"], usage["usageLimit"]) == (4, 1_000_000)
    assert call("GET", "/settings/v3/currencies/exchange-rates/current")[1]["results"][0]["fromCurrencyCode"] == "EUR"


def test_unknown_paths_and_methods_are_refused(call: Call, machine: HubspotMachine, clock: FixedClock) -> None:
    assert call("GET", "/crm/v3/nothing")[0] == 404
    assert call("PUT", CONTACTS)[0] == 405
    assert get(machine, clock, method="HEAD").status == 200
    assert get(machine, clock, method="OPTIONS").headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert get(machine, clock, f"{CONTACTS}?properties={'x' * 17_000}").status == 414


def test_a_body_that_is_not_json_by_its_type_is_refused(machine: HubspotMachine, clock: FixedClock) -> None:
    headers = {"authorization": "Bearer pat-na1-sandbox", "content-type": "text/plain"}
    assert machine.handle(Request("POST", CONTACTS, headers, b"{}"), clock.now()).status == 415


def test_the_same_requests_at_the_same_instants_give_the_same_bytes(clock: FixedClock) -> None:
    def run() -> list[bytes]:
        machine = HubspotMachine(State())
        headers = {"authorization": "Bearer pat-na1-sandbox"}
        bodies = [b'{"properties":{"email":"a@example.com"}}', b'{"properties":{"email":"bad"}}']
        requests = [Request("POST", CONTACTS, headers, body) for body in bodies]
        return [machine.handle(one, clock.now()).body for one in [*requests, Request("GET", CONTACTS, headers)]]

    assert run() == run()


@pytest.mark.parametrize(
    ("target", "body"),
    [
        (CONTACTS, []),
        (CONTACTS, {"properties": ["email"]}),
        (CONTACTS, {"properties": {}, "associations": [1]}),
        (f"{CONTACTS}/search", {"filters": -1}),
        (f"{CONTACTS}/search", {"filterGroups": [{"filters": ["email"]}]}),
        (f"{CONTACTS}/search", {"properties": "email"}),
        (f"{CONTACTS}/search", {"sorts": {"propertyName": "email"}}),
        (f"{CONTACTS}/batch/read", {"inputs": "1"}),
        (f"{CONTACTS}/batch/read", {}),
        ("/crm/v3/pipelines/deals", {"label": "P", "displayOrder": ["a"]}),
        ("/crm/v3/properties/contacts", {"name": {"a": 1}}),
        ("/crm/v3/schemas", {"name": "car", "labels": "Cars"}),
    ],
)
def test_a_body_of_another_shape_is_refused(call: Call, target: str, body: Any) -> None:
    status, refused = call("POST", target, body)
    assert (status, refused["category"]) == (400, "VALIDATION_ERROR")
