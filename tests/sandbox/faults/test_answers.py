"""Answers in the vendors' words that are not what was asked for (C-01, C-02, C-07, C-10, C-14, C-15, C-16, C-17)."""

from __future__ import annotations

from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import orjson
import pytest

from advocacy_sync.sandbox.faults.plan import Answer, Do, Quota, Rule, When
from sandbox.faults.crms import CONTACTS, NOW, Client, hubspot, salesforce

LOGIN = "grant_type=client_credentials&client_id=sandbox-client&client_secret=sandbox-secret"
REFRESH = "grant_type=refresh_token&client_id=sandbox-client&client_secret=sandbox-secret&refresh_token="
TOKENS = {"salesforce": "/services/oauth2/token", "hubspot": "/oauth/v1/token"}


def said(client: Client) -> tuple[int, Any, dict[str, str]]:
    """What a call gets that would have succeeded: status, body, headers."""
    target = CONTACTS if client.token.startswith("pat") else "limits"
    response = client.raw("GET", target)
    is_json = "json" in response.headers.get("Content-Type", "")
    return response.status, orjson.loads(response.body) if is_json else response.body, dict(response.headers)


def test_hubspots_limits_have_their_policies_c_01() -> None:
    for name, policy in (
        ("daily_limit", "DAILY"),
        ("burst_limit", "TEN_SECONDLY_ROLLING"),
        ("search_limit", "SECONDLY"),
    ):
        status, body, headers = said(hubspot(Rule(what=Answer(name=name))))
        assert (status, body["errorType"], body["policyName"]) == (429, "RATE_LIMIT", policy)
        assert policy.lower() in body["groupName"]
        assert "Retry-After" not in headers
        assert headers["X-HubSpot-Correlation-Id"] == body["correlationId"]


@pytest.mark.parametrize("text", ["3", "864000", "-5", "soon"])
def test_retry_after_is_sent_as_it_stands_c_01(text: str) -> None:
    assert said(hubspot(Rule(what=Answer(name="burst_limit", retry_after=text))))[2]["Retry-After"] == text


def test_retry_after_may_be_a_date_c_01() -> None:
    headers = said(salesforce(Rule(what=Answer(name="503", retry_after_date=30))))[2]
    assert parsedate_to_datetime(headers["Retry-After"]) == NOW + timedelta(seconds=30)


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("daily_limit", 403, "REQUEST_LIMIT_EXCEEDED"),
        ("concurrent_limit", 403, "REQUEST_LIMIT_EXCEEDED"),
        ("dead_cursor", 400, "INVALID_QUERY_LOCATOR"),
        ("query_timeout", 400, "QUERY_TIMEOUT"),
        ("metering", 403, "TXN_SECURITY_METERING_ERROR"),
        ("500", 500, "UNKNOWN_EXCEPTION"),
        ("503", 503, "SERVER_UNAVAILABLE"),
        ("401", 401, "INVALID_SESSION_ID"),
    ],
)
def test_salesforce_says_a_list_with_code_and_message(name: str, status: int, code: str) -> None:
    got, body, _ = said(salesforce(Rule(what=Answer(name=name))))
    assert (got, body[0]["errorCode"]) == (status, code)
    assert body[0]["message"]


@pytest.mark.parametrize("status", ["502", "504", "406", "420"])
def test_gateways_answer_with_pages_c_02(status: str) -> None:
    got, body, headers = said(salesforce(Rule(what=Answer(name=status))))
    assert (got, headers["Content-Type"]) == (int(status), "text/html;charset=UTF-8")
    assert body.startswith(b"<!DOCTYPE html>")


@pytest.mark.parametrize(("name", "status"), [("500", 500), ("502", 502), ("503", 503), ("504", 504), ("locked", 423)])
def test_hubspot_says_an_object_with_message_and_correlation_c_02(name: str, status: int) -> None:
    got, body, _ = said(hubspot(Rule(what=Answer(name=name))))
    assert got == status
    assert {"status", "message", "correlationId"} <= body.keys()


def test_maintenance_may_call_itself_a_success_c_07() -> None:
    for status in (200, 503):
        got, body, _ = said(salesforce(Rule(what=Answer(name="maintenance", status=status))))
        assert (got, body[:9]) == (status, b"<!DOCTYPE")


def test_a_redirect_leads_to_another_host_c_10() -> None:
    status, _, headers = said(hubspot(Rule(what=Answer(name="redirect", to="https://evil.example/x"))))
    assert (status, headers["Location"]) == (302, "https://evil.example/x")


def test_an_answer_may_stand_for_a_call_that_took_effect_c_08() -> None:
    for took, expected in ((False, ["A1"]), (True, ["New"])):
        rule = Rule(when=When(method=("PATCH",)), what=Answer(name="504", took_effect=took))
        org = salesforce(rule, rows=1)
        (row,) = org.query("SELECT Id FROM Account")
        assert org.raw("PATCH", f"sobjects/Account/{row['Id']}", {"Name": "New"}).status == 504
        assert org.names() == expected


# sessions and tokens


def login(client: Client, form: str) -> tuple[int, Any]:
    response = client.raw("POST", TOKENS[client.inner.crm], form.encode())
    return response.status, orjson.loads(response.body)


def test_a_session_that_ends_is_refused_until_the_next_login_c_14() -> None:
    org = salesforce(Rule(when=When(path="*/limits", calls=(2,)), what=Answer(name="session_expired")))
    org.token = login(org, LOGIN)[1]["access_token"]
    assert [org.raw("GET", "limits").status for _ in range(3)] == [200, 401, 401]
    org.token = login(org, LOGIN)[1]["access_token"]
    assert org.raw("GET", "limits").status == 200


def test_the_bulk_path_says_it_in_its_own_way_c_14() -> None:
    org = salesforce(Rule(when=When(path="*/jobs/*"), what=Answer(name="bulk_session_expired")))
    response = org.raw("GET", "jobs/query/750000000000001AAA")
    assert (response.status, orjson.loads(response.body)["exceptionCode"]) == (400, "InvalidSessionId")


def test_hubspots_access_tokens_end_too_c_14() -> None:
    portal = hubspot(Rule(when=When(path=f"{CONTACTS}*", calls=(2,)), what=Answer(name="session_expired")))
    portal.token = login(portal, REFRESH + "sandbox-refresh")[1]["access_token"]
    assert [portal.raw("GET", CONTACTS).status for _ in range(3)] == [200, 401, 401]
    portal.token = login(portal, REFRESH + "sandbox-refresh")[1]["access_token"]
    assert portal.raw("GET", CONTACTS).status == 200


@pytest.mark.parametrize("make", [salesforce, hubspot])
def test_refresh_tokens_that_rotate_are_good_once_c_15(make: Any) -> None:
    client = make(Rule(when=When(calls=(1,)), what=Do(action="rotate_refresh_tokens")))
    status, first = login(client, REFRESH + "sandbox-refresh")
    assert status == 200
    assert first["refresh_token"] != "sandbox-refresh"
    status, refused = login(client, REFRESH + "sandbox-refresh")
    assert (status, refused.get("error") or refused.get("status")) in (
        (400, "invalid_grant"),
        (400, "BAD_REFRESH_TOKEN"),
    )
    status, second = login(client, REFRESH + first["refresh_token"])
    assert (status, second["refresh_token"] == first["refresh_token"]) == (200, False)


@pytest.mark.parametrize("make", [salesforce, hubspot])
def test_a_revoked_refresh_token_is_refused_c_15(make: Any) -> None:
    client = make(Rule(when=When(calls=(1,)), what=Do(action="revoke_refresh_token")))
    assert login(client, REFRESH + "sandbox-refresh")[0] == 400
    assert login(client, REFRESH)[0] == 400


# quota


def test_a_neighbour_eats_the_daily_quota_c_17() -> None:
    org = salesforce(Rule(what=Quota(calls=40)))
    org.inner.daily_limit = 100
    assert [org.raw("GET", "limits").status for _ in range(4)] == [200, 200, 403, 403]
    assert org.raw("GET", "limits").body.count(b"REQUEST_LIMIT_EXCEEDED") == 1


def test_hubspots_burst_is_shared_too_c_17() -> None:
    portal = hubspot(Rule(when=When(calls=(2,)), what=Quota(calls=100)))
    portal.inner.settings.burst_limit = 50
    assert [portal.raw("GET", CONTACTS).status for _ in range(2)] == [200, 429]
    portal.wait(11)
    assert portal.raw("GET", CONTACTS).status == 200


def test_dead_cursors_end_a_listing_c_16() -> None:
    org = salesforce(Rule(when=When(path="*/query/01g*"), what=Do(action="close_cursors")), rows=250)
    org.headers = {"sforce-query-options": "batchSize=200"}
    _, page = org.call("GET", "query?q=SELECT+Id+FROM+Account")
    status, body = org.call("GET", page["nextRecordsUrl"])
    assert (status, body[0]["errorCode"]) == (400, "INVALID_QUERY_LOCATOR")
