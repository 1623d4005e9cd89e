"""Ways in: OAuth grants, SOAP login; and the ways in which they are refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import jwt
import orjson
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from advocacy_sync.sandbox.salesforce.machine import SalesforceMachine
from advocacy_sync.sandbox.state import State

CLIENT = {"client_id": "sandbox-client", "client_secret": "sandbox-secret"}
PASSWORD = {"username": "integration@sandbox.example", "password": "sandbox-passwordsandbox-token"}
ASSERTION = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def ask(org: Any, endpoint: str = "token", **form: str) -> tuple[int, Any]:
    response = org.raw("POST", f"/services/oauth2/{endpoint}", urlencode(form).encode())
    return response.status, orjson.loads(response.body) if response.body else None


@pytest.mark.parametrize(
    "grant",
    [
        {"grant_type": "client_credentials"},
        {"grant_type": "refresh_token", "refresh_token": "sandbox-refresh"},
        {"grant_type": "password", **PASSWORD},
    ],
)
def test_a_token_opens_the_door_until_it_expires(org: Any, grant: dict[str, str]) -> None:
    org.token = ""
    status, body = ask(org, **CLIENT, **grant)
    assert status == 200
    assert set(body) == {"access_token", "signature", "scope", "instance_url", "id", "token_type", "issued_at"}
    assert (body["instance_url"], body["token_type"]) == ("http://org", "Bearer")
    org.token = body["access_token"]
    assert org.get(body["id"].removeprefix("http://org"))["username"] == "integration@sandbox.example"
    assert org.get("/services/oauth2/userinfo")["preferred_username"] == "integration@sandbox.example"
    assert ask(org, "introspect", **CLIENT, token=org.token)[1]["active"] is True
    org.wait(hours=1, minutes=30)
    org.get("limits")
    org.wait(hours=1, minutes=30)
    org.get("limits")  # each use late in a session renews it
    org.wait(hours=2)
    assert org.refusal("GET", "limits") == (401, "INVALID_SESSION_ID", "Session expired or invalid")
    assert ask(org, "introspect", **CLIENT, token=org.token)[1] == {"active": False}


def test_a_client_may_say_who_it_is_in_the_header(org: Any) -> None:
    headers = {"authorization": "Basic c2FuZGJveC1jbGllbnQ6c2FuZGJveC1zZWNyZXQ="}
    assert org.raw("POST", "/services/oauth2/token", b"grant_type=client_credentials", headers).status == 200


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "client_credentials", "client_id": "x"}, "invalid_client_id"),
        ({"grant_type": "client_credentials", **CLIENT, "client_secret": "x"}, "invalid_client"),
        ({"grant_type": "refresh_token", **CLIENT, "refresh_token": "x"}, "invalid_grant"),
        ({"grant_type": "password", **CLIENT, **PASSWORD, "password": "x"}, "invalid_grant"),
        ({"grant_type": "magic"}, "unsupported_grant_type"),
        ({"grant_type": ASSERTION, "assertion": "x"}, "invalid_grant"),
    ],
)
def test_wrong_credentials_are_refused(org: Any, form: dict[str, str], error: str) -> None:
    status, body = ask(org, **form)
    assert (status, body["error"], set(body)) == (400, error, {"error", "error_description"})


def test_a_revoked_token_is_dead(org: Any) -> None:
    org.token = ask(org, grant_type="client_credentials", **CLIENT)[1]["access_token"]
    assert ask(org, "revoke", token=org.token) == (200, None)
    assert org.call("GET", "limits")[0] == 401
    assert ask(org, "revoke", token=org.token)[0] == 400


def test_all_sessions_can_be_ended_at_once(org: Any) -> None:
    org.token = ask(org, grant_type="client_credentials", **CLIENT)[1]["access_token"]
    org.machine.expire_sessions()
    assert org.call("GET", "limits")[0] == 401


def test_a_signed_assertion_is_checked_claim_by_claim(org: Any) -> None:
    ours, other = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    public = ours.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    org.machine = SalesforceMachine(State(), jwt_public_key=public)
    good = {
        "iss": "sandbox-client",
        "sub": "integration@sandbox.example",
        "aud": "https://login.salesforce.com",
        "exp": int((org.now + timedelta(minutes=3)).timestamp()),
    }

    def tried(key: Any = ours, **claims: Any) -> int:
        assertion = jwt.encode({**good, **claims}, key, algorithm="RS256")
        return ask(org, grant_type=ASSERTION, assertion=assertion)[0]

    assert tried() == tried(aud="http://org") == tried(exp=str(good["exp"])) == 200
    wrong: list[dict[str, Any]] = [{"key": other}, {"iss": "x"}, {"sub": "x"}, {"aud": "https://x"}, {"exp": 1}]
    assert [tried(**one) for one in wrong] == [400] * 5


def soap(org: Any, version: str, password: str) -> tuple[int, str]:
    body = (
        '<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Body>'
        '<n1:login xmlns:n1="urn:partner.soap.sforce.com"><n1:username>integration@sandbox.example</n1:username>'
        f"<n1:password>{password}</n1:password></n1:login></env:Body></env:Envelope>"
    )
    response = org.raw("POST", f"/services/Soap/u/{version}", body.encode())
    return response.status, response.body.decode()


def test_soap_login_gives_a_session_and_a_server(org: Any) -> None:
    status, body = soap(org, "59.0", "sandbox-passwordsandbox-token")
    assert status == 200
    assert "<serverUrl>http://org/services/Soap/u/59.0/00D" in body
    org.token = body.partition("<sessionId>")[2].partition("</sessionId>")[0]
    org.get("limits")


def test_soap_login_is_refused(org: Any) -> None:
    status, body = soap(org, "59.0", "wrong")
    assert status == 500
    assert "<sf:exceptionCode>INVALID_LOGIN</sf:exceptionCode>" in body
    status, body = soap(org, "65.0", "sandbox-passwordsandbox-token")
    assert "not available in the API version specified (65.0)" in body
