"""The only importer of hubspot-api-client: one cached API client, one raw call.

The typed methods are bound to v3/v4 paths and cost 25 times the decoding, so every call goes
through the client's `call_api` with the path that the settings' version gives. The client sets no
timeouts and makes a connection pool each time an API is looked up: here it is made once.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx
import orjson
import urllib3
from hubspot import HubSpot
from hubspot.crm.objects.exceptions import ApiException

from advocacy_sync.kernel.errors import FatalError, RetryableError
from advocacy_sync.kernel.secret import Secret
from advocacy_sync.ports.crm import ConnectionSettings
from advocacy_sync.transport.body import Deadline, read_body
from advocacy_sync.transport.hosts import check_url
from advocacy_sync.transport.oauth import Token, TokenSource, request_token
from advocacy_sync.transport.retry import RetryPolicy, retrying
from advocacy_sync.transport.server_time import ServerTime

from .faults import body_of, retry_after, translate
from .paths import oauth

__all__ = ["Client", "Refused"]

EARLY_SECONDS = 60.0  # a token is replaced so long before it ends


class Refused(FatalError):
    """An answer that is no success and says why; the body for those who can act on it."""

    def __init__(self, error: Exception, status: int, body: dict[str, Any]) -> None:
        super().__init__(str(error))
        self.status, self.body = status, body


class Client:
    """Calls one portal. Not for several threads at once."""

    def __init__(self, settings: ConnectionSettings, policy: RetryPolicy | None = None) -> None:
        self._settings = settings
        self._policy = policy or RetryPolicy()
        self._base = check_url(settings.base_url, settings.hosts, settings.allow_host, "base_url")
        self._login = check_url(settings.login_url, settings.hosts, settings.allow_host, "login_url")
        sdk = HubSpot(host=self._base, base_url=self._base, retry=_no_retry(), connection_pool_maxsize=32)
        if settings.ca_file:
            sdk.config["ssl_ca_cert"] = settings.ca_file
        self._api = sdk.crm.objects.basic_api.api_client
        self._tokens = TokenSource(self._fetch_token)
        self._token: Token | None = None
        self._until = float("inf")
        self._time = ServerTime()
        self.calls = 0

    def now(self) -> datetime:
        """The server's time."""
        return self._time.now()

    def call(
        self,
        method: str,
        path: str,
        what: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        again: bool = True,
        holds: str = "results",
    ) -> dict[str, Any]:
        """One call; the answer, a JSON object with the member `holds`.

        Raises what `faults.translate` says, Refused for the answers that concern this request alone,
        and RetryableError for a success that says nothing. `again` is for calls that may be repeated.
        A refused token is replaced once.
        """

        def once() -> dict[str, Any]:
            try:
                return _decode(self._once(method, path, what, query, body), what, holds)
            except _Expired as expired:
                if self._settings.auth == "private_app" or self._token is None:
                    raise translate(401, expired.body, what) from None
                self._use(self._tokens.replace(self._token))
            try:
                return _decode(self._once(method, path, what, query, body), what, holds)
            except _Expired as expired:
                raise translate(401, expired.body, what) from None

        return retrying(once, self._policy) if again else once()

    def _once(self, method: str, path: str, what: str, query: Mapping[str, Any] | None, body: Any) -> bytes:
        self._authorise()
        self.calls += 1
        limits = self._settings.timeouts
        deadline = Deadline(limits.total)
        try:
            response = self._api.call_api(
                path,
                method,
                query_params=list((query or {}).items()),
                header_params={"Accept": "application/json", "Content-Type": "application/json"},
                body=body,
                auth_settings=["oauth2"],
                _preload_content=False,
                _request_timeout=(limits.connect, limits.read),
            )
            content = _whole(response, deadline)
        except ApiException as error:
            raise self._fault(error, what) from None
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise RetryableError(f"HubSpot could not be reached for {what} ({_why(error)})") from None
        self._time.note(response.headers.get("Date"))
        return content

    def _fault(self, error: ApiException, what: str) -> Exception:
        if not error.status:
            return RetryableError(f"HubSpot could not be reached for {what} (is its certificate trusted? see ca_file)")
        body = body_of(error.body)
        if error.status == 401:
            return _Expired(body)
        fault = translate(error.status, body, what, retry_after(dict(error.headers or {})))
        return Refused(fault, error.status, body) if isinstance(fault, FatalError) else fault

    # -- login -------------------------------------------------------------------------------------

    def _authorise(self) -> None:
        if self._token is None:
            self._use(self._tokens.current())
        elif time.monotonic() > self._until:
            self._use(self._tokens.replace(self._token))

    def _use(self, token: Token) -> None:
        self._token = token
        self._api.configuration.access_token = token.access.reveal()
        lives = token.expires_in if token.expires_in is not None else float("inf")
        self._until = time.monotonic() + max(lives - EARLY_SECONDS, lives / 2)

    def _fetch_token(self) -> Token:
        secrets = self._settings.secrets
        if self._settings.auth == "private_app":
            return Token(access=Secret(secrets["token"].reveal()), expires_in=None, extra={})
        limits = self._settings.timeouts
        timeout = httpx.Timeout(limits.total, connect=limits.connect, read=limits.read)
        url = f"{self._login}{oauth(self._settings.api_version)}"
        return retrying(
            lambda: request_token(url, self._form, timeout=timeout, ca_file=self._settings.ca_file), self._policy
        )

    def _form(self) -> dict[str, str]:
        secrets = {name: value.reveal() for name, value in self._settings.secrets.items()}
        return {"grant_type": "refresh_token", **secrets}


class _Expired(Exception):
    """401: the token may have ended; or the installation was revoked, or a scope is missing."""

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__()
        self.body = body


def _no_retry() -> urllib3.Retry:
    """Retries are decided in one place; redirects are never followed with a token."""
    return urllib3.Retry(0, redirect=False)


def _whole(response: urllib3.BaseHTTPResponse, deadline: Deadline) -> bytes:
    try:
        content = read_body(response, deadline)
    except (urllib3.exceptions.HTTPError, OSError, RetryableError):
        response.close()  # else the rest would be taken for the answer to the next call
        raise
    response.release_conn()
    return content


def _decode(content: bytes, what: str, holds: str) -> dict[str, Any]:
    """A success that says nothing is no empty result: a maintenance page, an empty or a foreign body."""
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise RetryableError(f"HubSpot answered {what} with something else than JSON") from None
    if not isinstance(found, dict) or holds not in found:
        raise RetryableError(f"HubSpot's answer to {what} holds no {holds}")
    return found


def _why(error: Exception) -> str:
    cause = getattr(error, "reason", None) or error
    if isinstance(cause, urllib3.exceptions.SSLError):
        return "its certificate is not trusted; is ca_file right?"
    refused = isinstance(cause, urllib3.exceptions.NewConnectionError)  # counts as a timeout in urllib3's tree
    if isinstance(cause, urllib3.exceptions.TimeoutError) and not refused:
        return "it took too long"
    return "no connection"
