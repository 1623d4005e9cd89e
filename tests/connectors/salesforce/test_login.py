"""The ways to log in, and what none of them may tell."""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import parse_qs

import httpx
import jwt
import pytest
import respx
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from responses import RequestsMock

from advocacy_salesforce.manifest import MANIFEST
from advocacy_salesforce.sdk import Client
from advocacy_sync.kernel.errors import ConfigError, RetryableError
from advocacy_sync.transport.retry import RetryPolicy
from rooms import AT_ONCE, ONCE, SECRETS, connection
from vendor import ORG, given, logged_in, refusal, vendor

TOKEN = f"{ORG}/services/oauth2/token"
SOAP = f"{ORG}/services/Soap/u/64.0"
SESSION = (
    "<sessionId>soap-session</sessionId><serverUrl>https://acme.my.salesforce.com/services/Soap/u/64.0</serverUrl>"
)
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
JWT = {"client_id": "consumer-key", "username": "sync@acme.example", "private_key": PEM}


def form(login: respx.Route) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(login.calls[0].request.content.decode()).items()}


@pytest.mark.parametrize("auth", ["client_credentials", "refresh_token"])
def test_the_token_endpoint_is_sent_the_kind_and_its_secrets(auth: str) -> None:
    with vendor(["given"]) as (org, login):
        given(org, "GET", "query", {})
        logged_in(auth=auth)[0].call("GET", "query?q=x", "a query")
        assert form(login) == {"grant_type": auth, **SECRETS["salesforce", auth]}
        assert org.calls[0].request.headers["Authorization"] == "Bearer given"


@pytest.mark.parametrize(
    ("url", "audience"),
    [
        (ORG, "https://login.salesforce.com"),
        ("https://acme--dev.sandbox.my.salesforce.com", "https://test.salesforce.com"),
    ],
)
def test_a_jwt_is_signed_with_the_private_key_for_minutes(url: str, audience: str) -> None:
    with RequestsMock() as org, respx.mock() as router:
        login = router.post(f"{url}/services/oauth2/token").respond(json={"access_token": "t", "instance_url": url})
        given(org, "GET", f"{url}/services/data/v67.0/query", {})
        client = Client(connection("salesforce", url, "jwt_bearer", JWT), ONCE)
        client.call("GET", "query?q=x", "a query")
        sent = form(login)
    assert sent["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    claims = jwt.decode(sent["assertion"], KEY.public_key(), algorithms=["RS256"], audience=audience)
    assert (claims["iss"], claims["sub"]) == ("consumer-key", "sync@acme.example")
    assert 0 < claims["exp"] - client.now().timestamp() <= 180
    assert "private_key" not in sent


def test_a_stated_audience_wins() -> None:
    secrets = {**JWT, "audience": "https://acme.my.site.com"}
    with vendor() as (org, login):
        given(org, "GET", "query", {})
        logged_in(auth="jwt_bearer", secrets=secrets)[0].call("GET", "query?q=x", "a query")
        jwt.decode(
            form(login)["assertion"], KEY.public_key(), algorithms=["RS256"], audience="https://acme.my.site.com"
        )


def test_a_private_key_that_is_none_is_refused_and_not_shown() -> None:
    secrets = {**JWT, "private_key": "canary-not-a-key"}
    with vendor(), pytest.raises(ConfigError, match="not an RSA private key") as caught:
        logged_in(AT_ONCE, auth="jwt_bearer", secrets=secrets)[0].call("GET", "query?q=x", "a query")
    assert "canary" not in str(caught.value)


def soap(org: RequestsMock, body: str, status: int = 200, **headers: str) -> None:
    org.post(SOAP, body=body, status=status, headers=headers)


def test_a_password_logs_in_by_soap_at_the_last_version_that_has_it() -> None:
    with RequestsMock() as org:
        soap(org, f"<e>{SESSION}</e>")
        given(org, "GET", "query", {})
        logged_in(auth="password")[0].call("GET", "query?q=x", "a query")
        assert "<n1:password>sandbox-passwordsandbox-token</n1:password>" in str(org.calls[0].request.body)
        assert org.calls[1].request.headers["Authorization"] == "Bearer soap-session"


def test_a_refused_password_says_so_without_it() -> None:
    parts = "<sf:exceptionCode>INVALID_LOGIN</sf:exceptionCode><sf:exceptionMessage>Invalid</sf:exceptionMessage>"
    with RequestsMock() as org:
        soap(org, f"<e xmlns:sf='u'>{parts}</e>", 500)
        with pytest.raises(ConfigError, match="INVALID_LOGIN") as caught:
            logged_in(AT_ONCE, auth="password")[0].call("GET", "query?q=x", "a query")
        assert len(org.calls) == 1
    assert "sandbox-password" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("<html><p>We are down<br></html>", 503),
        ("<html><p>down</p></html>", 503),
        ("", 502),
        ("<html><br></html>", 200),
    ],
)
def test_a_page_instead_of_soap_is_retryable(body: str, status: int) -> None:
    with RequestsMock() as org:
        soap(org, body, status)
        with pytest.raises(RetryableError, match="something else than SOAP"):
            logged_in(ONCE, auth="password")[0].call("GET", "query?q=x", "a query")


def test_a_password_is_not_sent_on_to_where_a_redirect_leads() -> None:
    with RequestsMock() as org:
        soap(org, "", 307, Location="https://elsewhere.example/take")
        with pytest.raises(ConfigError, match="sends elsewhere"):
            logged_in(ONCE, auth="password")[0].call("GET", "query?q=x", "a query")
        assert len(org.calls) == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (httpx.Response(400, json={"error": "invalid_grant", "error_description": "x"}), ConfigError),
        (httpx.Response(503, json={}), RetryableError),
    ],
)
def test_a_login_that_fails_names_the_connection(answer: httpx.Response, kind: type[Exception]) -> None:
    with respx.mock() as router:
        router.post(TOKEN).mock(return_value=answer)
        with pytest.raises(kind, match=r"^connection acme: the login server"):
            logged_in()[0].call("GET", "query?q=x", "a query")


def test_the_password_kind_tells_of_its_retirement() -> None:
    notices = {kind.name: kind.notice for kind in MANIFEST.auth}
    assert "retires in Summer '27" in notices.pop("password")
    assert set(notices.values()) == {""}


@pytest.mark.parametrize(
    "instance", ["https://elsewhere.example", "http://acme2.my.salesforce.com", "https://u:p@x.force.com"]
)
def test_an_instance_on_a_foreign_host_never_gets_the_token(instance: str) -> None:
    with RequestsMock(), respx.mock() as router:
        router.post(TOKEN).respond(json={"access_token": "canary", "instance_url": instance})
        with pytest.raises(ConfigError, match="instance_url") as caught:
            logged_in()[0].call("GET", "query?q=x", "a query")
    assert "canary" not in str(caught.value)


def test_another_instance_of_the_vendor_is_used() -> None:
    with RequestsMock() as org, respx.mock() as router:
        router.post(TOKEN).respond(json={"access_token": "t", "instance_url": "https://na42.salesforce.com"})
        given(org, "GET", "https://na42.salesforce.com/services/data/v67.0/query", {})
        logged_in()[0].call("GET", "query?q=x", "a query")


def answering(*answers: httpx.Response | Exception, policy: RetryPolicy = ONCE) -> Callable[[], object]:
    """A call whose logins are answered so."""

    def call() -> object:
        with RequestsMock(assert_all_requests_are_fired=False) as org, respx.mock() as router:
            router.post(TOKEN).mock(side_effect=list(answers))
            given(org, "GET", "query", {"ok": True})
            return logged_in(policy)[0].call("GET", "query?q=x", "a query").json()

    return call


def test_refused_credentials_are_a_matter_of_settings_and_not_tried_again() -> None:
    refused = httpx.Response(400, json={"error": "invalid_client", "error_description": "invalid client credentials"})
    with pytest.raises(ConfigError, match="invalid_client") as caught:
        answering(refused, policy=AT_ONCE)()
    assert "sandbox-secret" not in str(caught.value)


@pytest.mark.parametrize(
    "bad",
    [
        httpx.Response(503, text="<html>"),
        httpx.Response(500, json={"error": "x"}),
        httpx.Response(200, text="<html>"),
        httpx.Response(307, headers={"Location": "https://elsewhere.example"}),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
    ],
)
def test_a_login_server_that_is_away_is_tried_again(bad: httpx.Response | Exception) -> None:
    assert answering(bad, httpx.Response(200, json={"access_token": "t"}), policy=AT_ONCE)() == {"ok": True}
    with pytest.raises(RetryableError, match="login server"):
        answering(bad)()


CANARIES = {
    "client_credentials": {"client_id": "id", "client_secret": "canary-secret"},
    "refresh_token": {"client_id": "id", "refresh_token": "canary-refresh", "client_secret": "canary-secret"},
    "password": {"username": "u", "password": "canary-password", "security_token": "canary-token"},
    "jwt_bearer": {**JWT, "private_key": PEM},
}


@pytest.mark.parametrize("auth", list(CANARIES))
def test_no_secret_is_logged_or_shown(auth: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    settings = connection("salesforce", ORG, auth, CANARIES[auth])
    with vendor(["canary-session"]) as (org, _):
        org.assert_all_requests_are_fired = False
        soap(org, f"<e>{SESSION.replace('soap-session', 'canary-session')}</e>")
        given(org, "GET", "query", refusal("INVALID_FIELD"), 400)
        with pytest.raises(ConfigError) as caught:
            Client(settings, ONCE).call("GET", "query?q=x", "a query")
    for told in (caplog.text, str(caught.value), repr(caught.value), repr(settings)):
        assert "canary" not in told
        assert PEM[60:120] not in told
