"""OAuth 2.0 as the vendor serves it: token, introspection, revocation, who is who."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import jwt

from advocacy_sync.sandbox.salesforce.founding import INTEGRATION
from advocacy_sync.sandbox.salesforce.org import Org
from advocacy_sync.sandbox.salesforce.sessions import Credentials
from advocacy_sync.sandbox.wire import Request, Response, json_response

__all__ = ["answer", "bearer", "identity"]

SCOPE = "api refresh_token"
AUDIENCES = ("https://login.salesforce.com", "https://test.salesforce.com")
NO_STORE = {"Cache-Control": "no-cache, no-store", "Pragma": "no-cache"}


class Refused(Exception):
    """What the token endpoint answers with 400: an error and its description."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error, self.description, self.status = error, description, status


def answer(org: Org, request: Request, now: datetime) -> Response:
    endpoint = _endpoints.get(request.segments[2] if len(request.segments) > 2 else "")
    if endpoint is None:
        return Response(404)
    try:
        return endpoint(org, request, now)
    except Refused as refused:
        body = {"error": refused.error, "error_description": refused.description}
        return json_response(body, refused.status, NO_STORE)


def bearer(request: Request) -> str:
    """The session id of a request: `Bearer x` or `OAuth x`."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() in {"bearer", "oauth"} else ""


def identity(org: Org, request: Request, now: datetime) -> Response:
    token = bearer(request) or request.query.get("oauth_token", "")
    if org.sessions.user(token, now) is None:
        return Response(403, b"Bad_OAuth_Token", {"Content-Type": "text/html;charset=UTF-8"})
    return json_response(_person(org, request, nested=True))


# tokens


def _form(request: Request) -> dict[str, str]:
    """The parameters of the form, the query string and basic authentication together."""
    form = {**request.query, **dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))}
    kind, _, coded = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            id, _, secret = base64.b64decode(coded).decode().partition(":")
        except ValueError:
            raise Refused("invalid_client", "invalid client credentials") from None
        form = {"client_id": id, "client_secret": secret, **form}
    return form


def _token(org: Org, request: Request, now: datetime) -> Response:
    if request.method != "POST":
        raise Refused("invalid_request", "must use HTTP POST")
    form = _form(request)
    kind = form.get("grant_type", "")
    grant = _grants.get(kind)
    if grant is None:
        raise Refused("unsupported_grant_type", "grant type not supported")
    grant(org.credentials, form, request, now)
    issued = str(int(now.timestamp() * 1000))
    id = f"{request.base_url}/id/{org.id}/{INTEGRATION}"
    signed = hmac.new(org.credentials.client_secret.encode(), (id + issued).encode(), hashlib.sha256).digest()
    body = {
        "access_token": org.sessions.open(now),
        "signature": base64.b64encode(signed).decode(),
        "scope": SCOPE,
        "instance_url": request.base_url,
        "id": id,
        "token_type": "Bearer",
        "issued_at": issued,
    }
    if kind == "refresh_token" and org.rotates_refresh_tokens:
        body["refresh_token"] = _rotated(org)
    return json_response(body, 200, NO_STORE)


def _rotated(org: Org) -> str:
    """Another refresh token; the one that was used is refused from now on."""
    number = org.store.number("@refresh")
    token = "5Aep861" + hashlib.sha256(f"{org.id}:refresh:{number}".encode()).hexdigest()
    org.credentials = replace(org.credentials, refresh_token=token)
    return token


def _client(credentials: Credentials, form: dict[str, str], *, secret: bool = True) -> None:
    if form.get("client_id") != credentials.client_id:
        raise Refused("invalid_client_id", "client identifier invalid")
    given = form.get("client_secret")
    if (secret or given is not None) and given != credentials.client_secret:
        raise Refused("invalid_client", "invalid client credentials")


def _client_credentials(credentials: Credentials, form: dict[str, str], _request: Request, _now: datetime) -> None:
    _client(credentials, form)


def _password(credentials: Credentials, form: dict[str, str], _request: Request, _now: datetime) -> None:
    _client(credentials, form)
    if not credentials.knows(form.get("username", ""), form.get("password", "")):
        raise Refused("invalid_grant", "authentication failure")


def _refresh(credentials: Credentials, form: dict[str, str], _request: Request, _now: datetime) -> None:
    _client(credentials, form, secret=False)
    if not credentials.refresh_token or form.get("refresh_token") != credentials.refresh_token:
        raise Refused("invalid_grant", "expired access/refresh token")


def _assertion(credentials: Credentials, form: dict[str, str], request: Request, now: datetime) -> None:
    """A JWT signed by the client. Its signature is checked when the org knows the public key."""
    text, key = form.get("assertion", ""), credentials.jwt_public_key
    try:
        claims: dict[str, Any] = jwt.decode(text, options={"verify_signature": False, "verify_exp": False})
        if jwt.get_unverified_header(text).get("alg") != "RS256":
            raise Refused("invalid_grant", "algorithm not supported")
        if key is not None:
            jwt.decode(text, _public(key), ["RS256"], options={"verify_exp": False, "verify_aud": False})
        expires = float(claims.get("exp", 0))
    except (jwt.PyJWTError, ValueError):
        raise Refused("invalid_grant", "invalid assertion") from None
    if claims.get("iss") != credentials.client_id:
        raise Refused("invalid_client_id", "client identifier invalid")
    if str(claims.get("sub", claims.get("prn"))).lower() != credentials.username:
        raise Refused("invalid_grant", "user hasn't approved this consumer")
    heard = claims.get("aud") if isinstance(claims.get("aud"), list) else [claims.get("aud")]
    base = request.base_url
    if not {*AUDIENCES, base, base + "/", base + "/services/oauth2/token"} & {str(one) for one in heard or []}:
        raise Refused("invalid_grant", "audience is invalid")
    if expires <= now.timestamp():
        raise Refused("invalid_grant", "assertion expired")


def _public(key: bytes) -> Any:
    """The key of a PEM that is either a public key or the certificate that clients upload."""
    if b"CERTIFICATE" in key:
        from cryptography.x509 import load_pem_x509_certificate

        return load_pem_x509_certificate(key).public_key()
    return key


_grants: dict[str, Callable[[Credentials, dict[str, str], Request, datetime], None]] = {
    "client_credentials": _client_credentials,
    "password": _password,
    "refresh_token": _refresh,
    "urn:ietf:params:oauth:grant-type:jwt-bearer": _assertion,
}


# what is known about a token


def _introspect(org: Org, request: Request, now: datetime) -> Response:
    form = _form(request)
    _client(org.credentials, form)
    token = form.get("token", "")
    if org.sessions.user(token, now) is None:
        return json_response({"active": False})
    row = org.sessions.row(token)
    begun = datetime.fromisoformat(row["begun"]) if row else now
    ends = datetime.fromisoformat(row["ends"]) if row else now + timedelta(hours=2)
    body = {
        "active": True,
        "scope": SCOPE,
        "client_id": org.credentials.client_id,
        "username": org.credentials.username,
        "sub": f"{request.base_url}/id/{org.id}/{INTEGRATION}",
        "token_type": "access_token",
        "exp": int(ends.timestamp()),
        "iat": int(begun.timestamp()),
        "nbf": int(begun.timestamp()),
    }
    return json_response(body)


def _revoke(org: Org, request: Request, now: datetime) -> Response:
    token = _form(request).get("token", "")
    if token == org.credentials.refresh_token or org.sessions.close(token, now):
        return Response(200)
    raise Refused("invalid_token", "token revoked or expired")


def _userinfo(org: Org, request: Request, now: datetime) -> Response:
    token = bearer(request) or _form(request).get("access_token", "")
    if org.sessions.user(token, now) is None:
        return Response(403, b"Bad_OAuth_Token", {"Content-Type": "text/html;charset=UTF-8"})
    return json_response(_person(org, request, nested=False))


def _person(org: Org, request: Request, *, nested: bool) -> dict[str, Any]:
    row = org.store.rows("User")[INTEGRATION]
    base = request.base_url
    urls = {
        name: base + path
        for name, path in {
            "enterprise": f"/services/Soap/c/{{version}}/{org.id[:15]}",
            "metadata": f"/services/Soap/m/{{version}}/{org.id[:15]}",
            "partner": f"/services/Soap/u/{{version}}/{org.id[:15]}",
            "rest": "/services/data/v{version}/",
            "sobjects": "/services/data/v{version}/sobjects/",
            "search": "/services/data/v{version}/search/",
            "query": "/services/data/v{version}/query/",
            "recent": "/services/data/v{version}/recent/",
            "profile": f"/{INTEGRATION}",
        }.items()
    }
    common = {"user_id": INTEGRATION, "organization_id": org.id, "email": row["Email"], "urls": urls, "active": True}
    id = f"{base}/id/{org.id}/{INTEGRATION}"
    if nested:
        return {
            "id": id, "asserted_user": True, "username": row["Username"], "nick_name": row["CommunityNickname"],
            "display_name": row["Name"], "email_verified": True, "first_name": row["FirstName"],
            "last_name": row["LastName"], "timezone": row["TimeZoneSidKey"], "addr_street": None,
            "user_type": "STANDARD", "language": "en_US", "locale": "en_US", "utcOffset": 0, "is_app_installed": True,
            "last_modified_date": row["LastModifiedDate"], **common,
        }  # fmt: skip
    return {
        "sub": id, "preferred_username": row["Username"], "nickname": row["CommunityNickname"], "name": row["Name"],
        "email_verified": True, "given_name": row["FirstName"], "family_name": row["LastName"],
        "zoneinfo": row["TimeZoneSidKey"], "user_type": "STANDARD", "language": "en_US", "locale": "en_US",
        "utcOffset": 0, "updated_at": row["LastModifiedDate"], **common,
    }  # fmt: skip


_endpoints: dict[str, Callable[[Org, Request, datetime], Response]] = {
    "token": _token,
    "introspect": _introspect,
    "revoke": _revoke,
    "userinfo": _userinfo,
}
