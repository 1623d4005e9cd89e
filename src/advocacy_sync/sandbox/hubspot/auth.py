"""Tokens: who may call, and how an OAuth app gets an access token.

A private-app token does not expire; an access token does, after 30 minutes (`expires_in` 1800), judged
by the instant of the request. Error names of the token endpoint (BAD_REFRESH_TOKEN, BAD_CLIENT_ID …)
are those of the vendor's OAuth reference.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import blake2b
from urllib.parse import parse_qsl

from advocacy_sync.kernel.clock import parse_instant
from advocacy_sync.sandbox.state import Row
from advocacy_sync.sandbox.wire import Request, Response

from .call import Call, answer
from .faults import Fault, not_found
from .instants import iso
from .portal import Portal

__all__ = ["access_token", "authorize", "grant", "introspect", "keep_token", "refresh_token", "revoke"]

DOCS = "https://developers.hubspot.com/docs/methods/auth/oauth-overview"
SCOPES = (
    "oauth",
    "crm.objects.contacts.read",
    "crm.objects.contacts.write",
    "crm.objects.companies.read",
    "crm.objects.companies.write",
    "crm.objects.deals.read",
    "crm.objects.deals.write",
    "crm.objects.owners.read",
    "crm.schemas.contacts.read",
    "crm.schemas.companies.read",
    "crm.schemas.deals.read",
    "tickets",
)


def authorize(portal: Portal, request: Request, now: datetime) -> Row:
    """The token that a request comes with. Faults 401 when there is none, an unknown or an expired one."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    row = portal.state.get("tokens", token.strip()) if scheme.lower() == "bearer" else None
    if token.strip() == portal.settings.private_app_token and scheme.lower() == "bearer":
        row = row or {"kind": "private", "scopes": None, "expires": None}
    if row is None or row["kind"] == "refresh":
        raise Fault(
            401,
            "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find "
            f"more details at {DOCS}",
            "INVALID_AUTHENTICATION",
        )
    if row["expires"] is not None and parse_instant(row["expires"]) <= now:
        ago = int((now - parse_instant(row["expires"])).total_seconds())
        raise Fault(
            401,
            f"The OAuth token used to make this call expired {ago} second(s) ago.",
            "EXPIRED_AUTHENTICATION",
            context={"expire time": [row["expires"]]},
        )
    return row


def keep_token(portal: Portal, token: str, *, kind: str, scopes: Iterable[str] | None, expires: str | None) -> None:
    """Make a token valid; scopes of None stand for all."""
    row = {"kind": kind, "scopes": None if scopes is None else sorted(scopes), "expires": expires}
    portal.state.put("tokens", token, row)


def grant(call: Call) -> Response:
    """The token endpoint: grant types refresh_token, authorization_code and client_credentials."""
    form = _form(call)
    settings = call.portal.settings
    if form.get("client_id") != settings.client_id:
        return _refused("BAD_CLIENT_ID", "missing or unknown client id", call)
    if form.get("client_secret") != settings.client_secret:
        return _refused("BAD_CLIENT_SECRET", "missing or invalid client secret", call)
    kind = form.get("grant_type")
    if kind == "refresh_token":
        if not _known_refresh(call.portal, form.get("refresh_token", "")):
            return _refused("BAD_REFRESH_TOKEN", "missing or invalid refresh token", call)
    elif kind == "authorization_code":
        if not form.get("code"):
            return _refused("BAD_AUTH_CODE", "missing or unknown auth code", call)
        if not form.get("redirect_uri"):
            return _refused("BAD_REDIRECT_URI", "missing or invalid redirect uri", call)
    elif kind != "client_credentials":
        return _refused("BAD_GRANT_TYPE", "missing or unknown grant type", call)
    return answer(_issue(call, str(kind)))


def introspect(call: Call) -> Response:
    form = _form(call)
    token = form.get("token", "")
    row = call.portal.state.get("tokens", token)
    if _known_refresh(call.portal, token):
        return answer({"active": True, **_refresh_info(call, token), "token_use": "refresh_token"})
    if row is None or (row["expires"] and parse_instant(row["expires"]) <= call.now):
        return answer({"active": False})
    return answer({"active": True, **_access_info(call, token, row), "token_use": "access_token"})


def revoke(call: Call) -> Response:
    token = _form(call).get("token", "")
    call.portal.state.drop("tokens", token)
    call.portal.state.put("revoked", token, {})
    return Response(204)


def access_token(call: Call) -> Response:
    token = call.args["token"]
    row = call.portal.state.get("tokens", token)
    if row is None or row["expires"] is None or parse_instant(row["expires"]) <= call.now:
        raise not_found(f"missing or unknown access token: {token[:8]}…")
    return answer(_access_info(call, token, row))


def refresh_token(call: Call) -> Response:
    token = call.args["token"]
    if not _known_refresh(call.portal, token):
        raise not_found("missing or unknown refresh token")
    if call.request.method == "DELETE":
        call.portal.state.put("revoked", token, {})
        return Response(204)
    return answer(_refresh_info(call, token))


def _issue(call: Call, kind: str) -> Row:
    settings = call.portal.settings
    number = call.portal.next_number("token", 1)
    digest = blake2b(f"{settings.portal_id}/{number}/{call.stamp}".encode(), digest_size=40).hexdigest()
    token = f"CJSP{digest}"
    expires = iso(call.now + timedelta(seconds=settings.token_seconds))
    keep_token(
        call.portal, token, kind="app" if kind == "client_credentials" else "access", scopes=None, expires=expires
    )
    body: Row = {"token_type": "bearer", "access_token": token, "expires_in": settings.token_seconds}
    if kind != "client_credentials":
        if kind == "refresh_token" and settings.rotates_refresh_tokens:
            settings.refresh_token = f"na1-{digest[:8]}-{digest[8:40]}"
        body["refresh_token"] = settings.refresh_token
    if call.version != "v1":
        use = "client_credentials" if kind == "client_credentials" else "access_token"
        body |= {"hub_id": settings.portal_id, "user_id": settings.user_id, "scopes": list(SCOPES), "token_use": use}
    return body


def _access_info(call: Call, token: str, row: Row) -> Row:
    expires = parse_instant(row["expires"]) if row["expires"] else call.now
    return {
        **_refresh_info(call, token),
        "hub_domain": "sandbox.example.com",
        "app_id": call.portal.settings.app_id,
        "expires_in": int((expires - call.now).total_seconds()),
        "token_type": "access",
    }


def _refresh_info(call: Call, token: str) -> Row:
    settings = call.portal.settings
    return {
        "token": token,
        "user": "admin@sandbox.example.com",
        "hub_id": settings.portal_id,
        "user_id": settings.user_id,
        "client_id": settings.client_id,
        "scopes": list(SCOPES),
        "token_type": "refresh",
    }


def _known_refresh(portal: Portal, token: str) -> bool:
    return token == portal.settings.refresh_token and portal.state.get("revoked", token) is None


def _form(call: Call) -> dict[str, str]:
    return dict(parse_qsl(call.request.body.decode("utf-8", "replace"), keep_blank_values=True))


def _refused(status: str, message: str, call: Call) -> Response:
    correlation = correlation_id(call.request, call.now)
    return answer({"status": status, "message": message, "correlationId": correlation}, 400)


def correlation_id(request: Request, now: datetime) -> str:
    """An id for the request that is the same whenever the request is."""
    seed = f"{iso(now)} {request.method} {request.target} ".encode() + request.body
    text = blake2b(seed, digest_size=16).hexdigest()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
