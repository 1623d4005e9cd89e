"""Access tokens from an OAuth 2.0 token endpoint (RFC 6749): one request, one answer, through httpx."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from advocacy_sync.kernel.errors import ConfigError, RetryableError
from advocacy_sync.kernel.secret import Secret

from .keeper import Keeper

__all__ = ["Token", "TokenSource", "request_token"]

_SECRETS = frozenset({"assertion", "client_secret", "code", "password", "refresh_token"})  # fields of the form


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """`extra` holds the rest of the answer (instance_url, id …). `expires_in` in seconds, if stated.
    `refresh`: the refresh token to use from now on, if the answer brought one."""

    access: Secret
    expires_in: float | None
    extra: Mapping[str, Any]
    refresh: Secret | None = None


def request_token(
    url: str,
    form: Callable[[], Mapping[str, str]],
    *,
    timeout: httpx.Timeout,
    ca_file: str | None,
    transport: httpx.BaseTransport | None = None,
    keeper: Keeper | None = None,
) -> Token:
    """Ask `url` for a token with the form's fields. `transport` carries the request in place of sockets;
    `keeper` holds the refresh token, where the form has one: a new one is kept before the answer is used.

    Raises ConfigError when the server refuses (its error code is quoted, never what was sent) and
    RetryableError when it is away or answers with something else.
    """

    def ask(refresh: Secret | None) -> Token:
        sent = {**form(), **({"refresh_token": refresh.reveal()} if refresh else {})}
        return _ask(url, sent, timeout=timeout, ca_file=ca_file, transport=transport)

    return ask(None) if keeper is None else _exchange(keeper, ask)


def _exchange(keeper: Keeper, ask: Callable[[Secret | None], Token]) -> Token:
    """Refused, the token may have been exchanged by another process meanwhile: then the new one is tried, once."""
    with keeper.locked():
        current = keeper.read()
        try:
            token = ask(current)
        except ConfigError:
            newer = keeper.read()
            if newer.reveal() == current.reveal():
                raise
            current, token = newer, ask(newer)
        if token.refresh is not None and token.refresh.reveal() != current.reveal():
            keeper.replace(current, token.refresh)
        return token


def _ask(
    url: str,
    sent: Mapping[str, str],
    *,
    timeout: httpx.Timeout,
    ca_file: str | None,
    transport: httpx.BaseTransport | None,
) -> Token:
    import ssl

    context = ssl.create_default_context(cafile=ca_file) if ca_file else True
    try:
        with httpx.Client(timeout=timeout, verify=context, trust_env=False, transport=transport) as client:
            response = client.post(url, data=dict(sent))
    except httpx.RequestError as error:
        raise RetryableError(f"the login server {httpx.URL(url).host} cannot be reached ({_why(error)})") from None
    return _token(response, httpx.URL(url).host, [value for name, value in sent.items() if name in _SECRETS])


def _why(error: httpx.RequestError) -> str:
    return str(error) or type(error).__name__


def _token(response: httpx.Response, host: str, secrets: Sequence[str]) -> Token:
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise RetryableError(f"the login server {host} answered {response.status_code} with no JSON")
    if response.status_code >= 500 or response.status_code == 429:
        raise RetryableError(f"the login server {host} answered {response.status_code}; try again later")
    access = answer.get("access_token")
    if response.status_code != 200 or not isinstance(access, str) or not access:
        code = answer.get("error") or answer.get("status") or response.status_code
        detail = answer.get("error_description") or answer.get("message") or "no reason given"
        said = f"{code} ({detail})"
        for secret in filter(None, secrets):  # a server may quote what it was sent
            said = said.replace(secret, "…")
        raise ConfigError(f"the login server {host} refused the credentials: {said}. Check them and the app.")
    rest = {name: value for name, value in answer.items() if name not in ("access_token", "refresh_token")}
    told = answer.get("refresh_token")
    refresh = Secret(told) if isinstance(told, str) and told else None
    return Token(access=Secret(access), expires_in=_seconds(answer.get("expires_in")), extra=rest, refresh=refresh)


def _seconds(value: Any) -> float | None:
    """The lifetime that the server states; None when it states none or nonsense."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


class TokenSource:
    """One token for all who share the connection. A refused one is replaced once, whoever notices first."""

    def __init__(self, fetch: Callable[[], Token]) -> None:
        self._fetch = fetch
        self._lock = threading.Lock()
        self._token: Token | None = None

    def current(self) -> Token:
        with self._lock:
            if self._token is None:
                self._token = self._fetch()
            return self._token

    def replace(self, refused: Token) -> Token:
        """A new token, unless somebody else has replaced the refused one already."""
        with self._lock:
            if self._token is None or self._token is refused:
                self._token = self._fetch()
            return self._token
